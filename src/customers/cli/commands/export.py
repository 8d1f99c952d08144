"""The commands `customers export`: customers, orders and addresses, and all about one person."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, TypeVar

from typer import Argument, Option

from customers.cli.framework.apps import command_group
from customers.cli.framework.command import command
from customers.cli.options.common import OverwriteOption
from customers.cli.options.filters import SelectionOptions
from customers.cli.options.orders import OfOption, check_of
from customers.cli.output_file import output_file
from customers.cli.session import Session, tune_gc
from customers.domain.text import did_you_mean
from customers.errors import UsageError
from customers.filesystem import ROW_FORMATS, OutputFile, format_of_name
from customers.output.shapes.customers import ADDRESS, CUSTOMER
from customers.output.shapes.orders import ORDER
from customers.output.shapes.person import PERSON, person_name

Chunk = TypeVar("Chunk")
FORMATS = ROW_FORMATS
_SINGULAR = {"customers": "customer", "orders": "order", "addresses": "address"}
_SHAPES = {"customers": CUSTOMER, "orders": ORDER, "addresses": ADDRESS}

app = command_group("Write files, which `customers import` reads; without a filter, of all customers.")

FileArgument = Annotated[
    str, Argument(metavar="FILE|-", help="File to write, compressed if it ends in .gz (default: standard output).", show_default=False)
]
FormatOption = Annotated[str | None, Option("--format", metavar="csv|jsonl", help="Default: by the name of the file, else csv.")]
CustomersFormatOption = Annotated[
    str | None,
    Option(
        "--format",
        metavar="csv|jsonl|shopify|mailchimp",
        help="Default: by the name of the file, else csv. shopify and mailchimp are for their importers.",
    ),
]
PersonArgument = Annotated[
    str,
    Argument(metavar="CUSTOMER", help="An email, phone, id or external id, of a deleted customer too.", show_default=False),
]
PersonFileArgument = Annotated[str, Argument(metavar="FILE|-", help="File to write (default: standard output).", show_default=False)]
RawOption = Annotated[
    bool, Option("--raw", help="Write cells as they are, without the ' that stops spreadsheets from running them as formulas.")
]


@command(
    app,
    prints=CUSTOMER,
    formats=FORMATS,
    examples="""
    customers export customers customers.csv
    customers export customers at-risk.jsonl.gz --segment at_risk
    customers export customers newsletter.csv --tag newsletter --format mailchimp
    """,
)
def customers(
    session: Session,
    selection: SelectionOptions,
    file: FileArgument = "-",
    format: CustomersFormatOption = None,
    raw: RawOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Export customers, one line each.

    JSON lines have all addresses, CSV the default one.
    """
    if format in ("shopify", "mailchimp"):
        _export_outbound(session, selection, _target(session, "customers", file, "csv", overwrite), format)
        return
    _export(session, selection, _target(session, "customers", file, format, overwrite), raw)


@command(
    app,
    prints=ORDER,
    formats=FORMATS,
    examples="""
    customers export orders orders.csv
    customers export orders --vip --format jsonl
    customers export orders kept.csv --of all
    """,
)
def orders(
    session: Session,
    selection: SelectionOptions,
    file: FileArgument = "-",
    format: FormatOption = None,
    raw: RawOption = False,
    overwrite: OverwriteOption = False,
    of: OfOption = "live",
) -> None:
    """Export the orders of the selected customers."""
    _export(session, selection, _target(session, "orders", file, format, overwrite), raw, check_of(of))


@command(
    app,
    prints=ADDRESS,
    formats=FORMATS,
    examples="""
    customers export addresses addresses.csv
    customers export addresses --country DE
    """,
)
def addresses(
    session: Session,
    selection: SelectionOptions,
    file: FileArgument = "-",
    format: FormatOption = None,
    raw: RawOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Export the addresses of the selected customers."""
    _export(session, selection, _target(session, "addresses", file, format, overwrite), raw)


@command(
    app,
    prints=PERSON,
    formats=("json",),
    examples="""
    customers export person asha@example.com asha.json
    customers export person 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e - | jq .consent_statements
    """,
)
def person(
    session: Session,
    customer: PersonArgument,
    file: PersonFileArgument = "-",
    overwrite: OverwriteOption = False,
) -> None:
    """Export everything stored about one person, as JSON.

    The document has the profile and the profiles that were merged into it, segments, consent, orders (also deleted ones) and
    history. It also has merges, dismissed pairs and runs. --fields picks sections.
    """
    from customers.domain.json import encode
    from customers.services.listing.person import export_person, get_person_id

    session.check_style(None)
    fields = f"The fields are {', '.join(PERSON.fields)}"
    for name in session.writer.fields:
        if name not in PERSON.fields:
            raise UsageError(problem=f"no field {name!r}", hint=did_you_mean(name, PERSON.fields) + fields)
    output = None if file == "-" else output_file(session, file, "json", overwrite=overwrite)
    with session.reading() as tx:
        document = export_person(tx, get_person_id(tx, customer))
    picked = {name: document[name] for name in session.writer.fields} or document
    texts = [encode(picked, 2) + "\n"]
    if output is None:
        session.writer.write_text(texts)
    else:
        output.write(texts)
        session.console.notice(f"wrote what is stored about {person_name(document['profile'])} to {output.path}")


@dataclass(slots=True)
class ExportTarget:
    """What an export writes, in which format, and where to: to standard output without an `output`."""

    kind: str
    format: str
    output: OutputFile | None
    rows: int = 0

    @property
    def is_structured(self) -> bool:
        """Whether rows are objects with objects inside."""
        from customers.output.formats.base import load_format

        return load_format(self.format).is_structured

    def count(self, chunks: Iterable[Chunk], size: Callable[[Chunk], int] = lambda _: 1) -> Iterator[Chunk]:
        """Count rows as they are read; `size` is the number of rows in a chunk."""
        for chunk in chunks:
            self.rows += size(chunk)
            yield chunk

    def report(self, session: Session) -> None:
        """Write how many rows the file has."""
        if self.output is not None:
            noun = self.kind if self.rows != 1 else _SINGULAR[self.kind]
            session.console.notice(f"wrote {self.rows:,} {noun} to {self.output.path}")


def _target(session: Session, kind: str, file: str, format: str | None, overwrite: bool) -> ExportTarget:
    """Return the target of an export; its format is that of an option, else that of the suffix, else CSV.

    Raises:
        UsageError: the format is unknown, or two options contradict each other.
    """
    output_format = session.common.format
    if format not in (None, *FORMATS):
        hint = did_you_mean(format, (*FORMATS, "shopify", "mailchimp")) or None
        problem = f"no export format {format!r}; choose csv or jsonl, or for customers shopify or mailchimp"
        raise UsageError(problem=problem, hint=hint)
    if format is not None and output_format not in (None, format):
        raise UsageError(problem=f"-o {output_format} and a --format of {format} cannot be used together")
    named = None if file == "-" else format_of_name(file, FORMATS)
    format = format or output_format or named or "csv"
    session.check_style(format)
    if file == "-":
        return ExportTarget(kind, format, None)
    return ExportTarget(kind, format, output_file(session, file, format, overwrite=overwrite))


def _fields(session: Session, target: ExportTarget) -> Sequence[str]:
    """Return the fields of an export: those of `--fields`, else the columns of a CSV file or the members of an object.

    Raises:
        UsageError: a field of `--fields` does not exist.
    """
    from customers.models.fields import IN_OBJECTS
    from customers.transfer.exporter import FIELDS

    columns, shape = FIELDS[target.kind], _SHAPES[target.kind]
    members = (*shape.fields, *IN_OBJECTS) if target.kind == "customers" else shape.fields
    if target.kind == "orders":
        members = tuple(dict.fromkeys((*members, "base_total")))
    for name in session.writer.fields:
        if name not in (*columns, *members, *shape.on_request):
            raise UsageError(problem=f"no field {name!r}", hint=did_you_mean(name, columns) + f"The fields are {', '.join(columns)}")
    return session.writer.fields or (members if target.is_structured and target.kind != "addresses" else columns)


def _export(session: Session, selection: SelectionOptions, target: ExportTarget, raw: bool, of: str = "live") -> None:
    """Write the rows of the selected customers, as the database formats them."""
    from customers.services.listing.export import ExportedRows, count_rows
    from customers.services.listing.suggestions import with_suggestions_if_empty
    from customers.transfer.exporter import export_texts, rows_in

    tune_gc()
    form, to_stdout = target.format, target.output is None
    fields, is_picked = _fields(session, target), bool(session.writer.fields)
    selected = selection.selection(session.settings.currency)
    exported = ExportedRows(target.kind, selected, of)
    with session.reading() as tx:

        def watch(rows: Iterable[Chunk], size: Callable[[Chunk], int]) -> Iterator[Chunk]:
            rows = with_suggestions_if_empty(tx, selected, rows)
            total = partial(count_rows, tx, exported)
            return target.count(session.console.watch(rows, "Exporting", total, to_stdout=to_stdout, size=size), size)

        texts = export_texts(tx, exported, fields, form, raw=raw, picked=is_picked)
        session.writer.write_chunks(watch(texts, lambda chunk: rows_in(chunk, form)), fields, form, target.output, raw=raw)
    target.report(session)


def _export_outbound(session: Session, selection: SelectionOptions, target: ExportTarget, program: str) -> None:
    """Write a file for the importer of another program."""
    from customers.services.listing import export
    from customers.transfer.formats.outbound import FORMATS, outbound_rows

    tune_gc()
    form = FORMATS[program]
    if session.writer.fields or session.common.excel or session.common.no_header:
        raise UsageError(problem=f"--format {program} cannot be used with --fields, --excel or --no-header: its columns are fixed")
    excluded: list[int] = []
    with session.reading() as tx:
        rows = outbound_rows(export.customers(tx, selection.selection(session.settings.currency)), form, excluded)
        session.writer.write_file(target.count(rows), tuple(form.columns), target.output)
    target.report(session)
    if sum(excluded):
        session.console.notice(f"{sum(excluded)} customers were left out: {program} takes those who have {form.requirement}")
