"""`customers export`"""

from typing import Annotated

from typer import Argument, Option

from customers.cli.command import command
from customers.cli.filters import SelectionOptions
from customers.cli.groups import app_of_commands
from customers.cli.session import Session
from customers.errors import UsageError
from customers.rules.text import did_you_mean

app = app_of_commands("Rows of the database into a file that `customers import` reads. Without a selection it is everything.")

FileArgument = Annotated[str, Argument(metavar="FILE|-", help="Where to; standard output if not given.", show_default=False)]
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
    customers export customers --segment at_risk --format jsonl | gzip > at-risk.jsonl.gz
    customers export customers newsletter.csv --tag newsletter --format mailchimp
    """,
)
def customers(
    session: Session, selection: SelectionOptions, file: FileArgument = "-", format: CustomersFormatOption = None, raw: RawOption = False
) -> None:
    """Export customers, one line each; JSON lines carry all addresses, CSV the default one."""
    if format in ("shopify", "mailchimp"):
        _export_outbound(session, selection, file, format)
        return
    _export(session, "customers", selection, file, format, raw)


@command(
    app,
    examples="""
    customers export orders orders.csv
    customers export orders --vip --format jsonl
    """,
)
def orders(
    session: Session, selection: SelectionOptions, file: FileArgument = "-", format: FormatOption = None, raw: RawOption = False
) -> None:
    """Export the orders of the selected customers."""
    _export(session, "orders", selection, file, format, raw)


@command(
    app,
    examples="""
    customers export addresses addresses.csv
    customers export addresses --country DE
    """,
)
def addresses(
    session: Session, selection: SelectionOptions, file: FileArgument = "-", format: FormatOption = None, raw: RawOption = False
) -> None:
    """Export the addresses of the selected customers."""
    _export(session, "addresses", selection, file, format, raw)


def _export(session: Session, kind: str, selection: SelectionOptions, file: str, format: str | None, raw: bool) -> None:
    from customers.output.shapes import ADDRESS, CUSTOMER, ORDER, customer_row
    from customers.services.exporting import count_rows
    from customers.services.near_misses import told_if_none
    from customers.transfer.exporter import FIELDS, export_rows, export_texts, rows_in

    session.expect_bulk()
    wanted_format = _format(session, file, format)
    shapes = {"customers": CUSTOMER, "orders": ORDER, "addresses": ADDRESS}
    fields = FIELDS[kind]
    whole = tuple(dict.fromkeys((*shapes[kind].fields, "base_total"))) if kind == "orders" else shapes[kind].fields
    chosen = session.writer.fields
    for name in chosen:
        if name not in fields and name not in whole:
            raise UsageError(problem=f"no field {name!r}", hint=did_you_mean(name, fields) + f"The fields are {', '.join(fields)}")
    wanted = selection.selection(session.settings.currency)
    names = chosen or (fields if wanted_format == "csv" or kind == "addresses" else whole)
    with session.reading() as tx:

        def count() -> int:
            return count_rows(tx, kind, wanted)

        texts = export_texts(tx, kind, wanted, names, wanted_format, raw=raw, picked=bool(chosen))
        if texts is not None:
            watched = session.watch(told_if_none(tx, wanted, texts), "Exporting", count, to_stdout=file == "-", size=rows_in)
            session.writer.write_ready(watched, names, wanted_format, file, raw=raw)
            return
        everything = told_if_none(tx, wanted, export_rows(tx, kind, wanted, customer_row))
        rows = session.watch(everything, "Exporting", count, to_stdout=file == "-")
        picked = ({name: row.get(name) for name in names if name in row or wanted_format == "csv" or chosen} for row in rows)
        session.writer.write_file(picked, names, wanted_format, file, raw=raw)


def _export_outbound(session: Session, selection: SelectionOptions, file: str, format: str) -> None:
    """Write a file for another program's importer."""
    from customers.services.exporting import customers as everyone
    from customers.transfer.outbound import FORMATS, outbound_rows

    session.expect_bulk()
    form = FORMATS[format]
    if session.writer.fields:
        raise UsageError(problem=f"--fields does not go with --format {format}, whose columns are fixed")
    left_out: list[int] = []
    with session.reading() as tx:
        rows = outbound_rows(everyone(tx, selection.selection(session.settings.currency)), form, left_out)
        session.writer.write_file(rows, tuple(form.columns), "csv", file, raw=True)
    if sum(left_out):
        session.say(f"{sum(left_out)} customers were left out: {format} takes those who have {form.needs}")


def _format(session: Session, file: str, format: str | None) -> str:
    if format is None:
        format = session.common.output if session.common.output in ("csv", "jsonl") else None
    if format is None:
        format = "jsonl" if file.endswith((".jsonl", ".ndjson")) else "csv"
    if format not in ("csv", "jsonl"):
        hint = did_you_mean(format, ("csv", "jsonl", "shopify", "mailchimp")) or None
        raise UsageError(
            problem=f"no export format {format!r}; there are csv and jsonl, and for customers shopify and mailchimp", hint=hint
        )
    return format
