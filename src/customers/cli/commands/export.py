"""`customers export`"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from typer import Argument, Option

from customers.cli.framework.command import command
from customers.cli.framework.groups import command_group
from customers.cli.options.common import OverwriteOption
from customers.cli.options.filters import SelectionOptions
from customers.cli.output_file import output_file
from customers.cli.session import Session
from customers.domain.suggestions import did_you_mean
from customers.errors import UsageError
from customers.filesystem import OutputFile, format_of_name

Chunk = TypeVar("Chunk")
FORMATS = ("csv", "jsonl")
_ONE = {"customers": "customer", "orders": "order", "addresses": "address"}

app = command_group("Rows of the database into a file that `customers import` reads. Without a selection it is everything.")

FileArgument = Annotated[
    str, Argument(metavar="FILE|-", help="Where to, compressed if it ends in .gz; standard output if not given.", show_default=False)
]
FormatOption = Annotated[str | None, Option("--format", metavar="csv|jsonl", help="By the name of the file if not given, else csv.")]
CustomersFormatOption = Annotated[
    str | None,
    Option(
        "--format",
        metavar="csv|jsonl|shopify|mailchimp",
        help="By the name of the file if not given, else csv; the last two for the importers of those.",
    ),
]
RawOption = Annotated[bool, Option("--raw", help="Do not guard cells that a spreadsheet would run as formulas.")]


@command(
    app,
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
    """Export customers, one line each; JSON lines carry all addresses, CSV the default one."""
    if format in ("shopify", "mailchimp"):
        _export_outbound(session, selection, _target(session, "customers", file, "csv", overwrite), format)
        return
    _export(session, selection, _target(session, "customers", file, format, overwrite), raw)


@command(
    app,
    examples="""
    customers export orders orders.csv
    customers export orders --vip --format jsonl
    """,
)
def orders(
    session: Session,
    selection: SelectionOptions,
    file: FileArgument = "-",
    format: FormatOption = None,
    raw: RawOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Export the orders of the selected customers."""
    _export(session, selection, _target(session, "orders", file, format, overwrite), raw)


@command(
    app,
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


@dataclass(slots=True)
class ExportTarget:
    """What an export writes, in which format, and where to: to standard output where there is no `output`."""

    kind: str
    format: str
    output: OutputFile | None
    rows: int = 0

    def counted(self, chunks: Iterable[Chunk], size: Callable[[Chunk], int] = lambda _: 1) -> Iterator[Chunk]:
        """Count rows on their way out; `size` is how many rows there are in a chunk."""
        for chunk in chunks:
            self.rows += size(chunk)
            yield chunk

    def report(self, session: Session) -> None:
        """Say how many rows were written to the file."""
        if self.output is not None:
            noun = self.kind if self.rows != 1 else _ONE[self.kind]
            session.notice(f"wrote {self.rows:,} {noun} to {self.output.path}")


def _target(session: Session, kind: str, file: str, format: str | None, overwrite: bool) -> ExportTarget:
    """Return where an export goes, and in which format: the option's, else the one that the name of the file means, else CSV."""
    session.expect_format(*FORMATS)
    given = session.common.output
    if format not in (None, *FORMATS):
        hint = did_you_mean(format, (*FORMATS, "shopify", "mailchimp")) or None
        problem = f"no export format {format!r}; there are csv and jsonl, and for customers shopify and mailchimp"
        raise UsageError(problem=problem, hint=hint)
    if format is not None and given not in (None, format):
        raise UsageError(problem=f"-o {given} and a --format of {format} do not go together")
    if file == "-":
        return ExportTarget(kind, format or given or "csv", None)
    named = format_of_name(file, FORMATS)
    chosen = format or given or named or "csv"
    return ExportTarget(kind, chosen, output_file(session, file, chosen, overwrite=overwrite))


def _export(session: Session, selection: SelectionOptions, target: ExportTarget, raw: bool) -> None:
    from customers.output.shapes.customers import ADDRESS, CUSTOMER, ORDER
    from customers.services.listing.export import count_rows
    from customers.services.listing.suggestions import with_suggestions_if_empty
    from customers.transfer.exporter import FIELDS, export_texts, rows_in

    session.tune_gc()
    kind, form, to_stdout = target.kind, target.format, target.output is None
    shapes = {"customers": CUSTOMER, "orders": ORDER, "addresses": ADDRESS}
    fields = FIELDS[kind]
    whole = tuple(dict.fromkeys((*shapes[kind].fields, "base_total"))) if kind == "orders" else shapes[kind].fields
    chosen = session.writer.fields
    for name in chosen:
        if name not in fields and name not in whole:
            raise UsageError(problem=f"no field {name!r}", hint=did_you_mean(name, fields) + f"The fields are {', '.join(fields)}")
    wanted = selection.selection(session.settings.currency)
    names = chosen or (fields if form == "csv" or kind == "addresses" else whole)
    with session.reading() as tx:

        def count() -> int:
            return count_rows(tx, kind, wanted)

        def size(chunk: Any) -> int:
            return rows_in(chunk, form)

        texts = export_texts(tx, kind, wanted, names, form, raw=raw, picked=bool(chosen))
        watched = session.watch(with_suggestions_if_empty(tx, wanted, texts), "Exporting", count, to_stdout=to_stdout, size=size)
        session.writer.write_chunks(target.counted(watched, size), names, form, target.output, raw=raw)
    target.report(session)


def _export_outbound(session: Session, selection: SelectionOptions, target: ExportTarget, program: str) -> None:
    """Write a file for another program's importer."""
    from customers.services.listing.export import customers as everyone
    from customers.transfer.formats.outbound import FORMATS, outbound_rows

    session.tune_gc()
    form = FORMATS[program]
    if session.writer.fields:
        raise UsageError(problem=f"--fields does not go with --format {program}, whose columns are fixed")
    left_out: list[int] = []
    with session.reading() as tx:
        rows = outbound_rows(everyone(tx, selection.selection(session.settings.currency)), form, left_out)
        session.writer.write_file(target.counted(rows), tuple(form.columns), target.output)
    target.report(session)
    if sum(left_out):
        session.notice(f"{sum(left_out)} customers were left out: {program} takes those who have {form.requirement}")
