"""`customers import`"""

from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from customers.cli.command import command
from customers.cli.groups import app_of_commands
from customers.cli.options import WritingOptions
from customers.cli.session import Session
from customers.errors import UsageError
from customers.rules.text import did_you_mean
from customers.rules.values import plain

if TYPE_CHECKING:
    from customers.models import ImportResult
    from customers.services.drafts import ImportOptions

app = app_of_commands("Rows of a file into the database. Reading the same file twice changes nothing the second time.")

FileArgument = Annotated[str, Argument(metavar="FILE|-", help="CSV or JSON lines; - is standard input.", show_default=False)]
ColumnOption = Annotated[
    list[str] | None, Option("--column", metavar="FIELD=HEADER", help="Which column of the file a field is (again for each).")
]
SetOption = Annotated[
    list[str] | None, Option("--set", metavar="FIELD=VALUE", help="A value that is the same for all rows (again for each).")
]
RejectsOption = Annotated[str | None, Option("--rejects", metavar="FILE", help="Keep refused rows here, to be mended and read again.")]
AtomicOption = Annotated[bool, Option("--atomic", help="All rows or none; else what can be done is, in batches.")]
ConflictOption = Annotated[str, Option("--on-conflict", metavar="update|skip|fail", help="What to do with what is there already.")]


@command(
    app,
    examples="""
    customers import customers export.csv --rejects refused.csv
    customers import customers members.csv --column first_name=Name --column email="E-mail" --dry-run
    """,
)
def customers(
    session: Session,
    file: FileArgument,
    writing: WritingOptions,
    column: ColumnOption = None,
    set_: SetOption = None,
    on_conflict: ConflictOption = "update",
    tags: Annotated[str, Option("--tags", metavar="add|replace", help="Add the tags of the file, or make them the only ones.")] = "add",
    consent: Annotated[
        str, Option("--consent", metavar="keep|overwrite", help="Whether a yes may take the place of a recorded no.")
    ] = "keep",
    rejects: RejectsOption = None,
    atomic: AtomicOption = False,
) -> None:
    """Import customers, matched by id, then external id, then email."""
    from customers.services.drafts import ImportOptions

    _choice("--tags", tags, "add", "replace")
    _choice("--consent", consent, "keep", "overwrite")
    _import(session, "customers", file, column, set_, ImportOptions(on_conflict=on_conflict, tags=tags, consent=consent), rejects, atomic)


@command(
    app,
    examples="""
    customers import orders orders.csv --create-customers
    customers import orders till.csv --column customer_external_id=member --column placed_at=date --column total=amount
    """,
)
def orders(
    session: Session,
    file: FileArgument,
    writing: WritingOptions,
    column: ColumnOption = None,
    set_: SetOption = None,
    create_customers: Annotated[bool, Option("--create-customers", help="Make profiles for customers that nobody knows.")] = False,
    date_format: Annotated[str | None, Option("--date-format", metavar="FORMAT", help="How dates are written, such as %d/%m/%Y.")] = None,
    on_conflict: ConflictOption = "update",
    rejects: RejectsOption = None,
    atomic: AtomicOption = False,
) -> None:
    """Import orders, matched by source and number, and bring statistics up to date."""
    from customers.services.drafts import ImportOptions

    options = ImportOptions(on_conflict=on_conflict, create_customers=create_customers)
    _import(session, "orders", file, column, set_, options, rejects, atomic, date_format)


@command(
    app,
    examples="""
    customers import addresses addresses.csv
    customers import addresses book.csv --column customer_email=mail --set type=billing
    """,
)
def addresses(
    session: Session,
    file: FileArgument,
    writing: WritingOptions,
    column: ColumnOption = None,
    set_: SetOption = None,
    rejects: RejectsOption = None,
    atomic: AtomicOption = False,
) -> None:
    """Import addresses of customers that are there, changed by their id, added unless an equal one is there."""
    from customers.services.drafts import ImportOptions

    _import(session, "addresses", file, column, set_, ImportOptions(), rejects, atomic)


def _import(
    session: Session,
    kind: str,
    file: str,
    column: list[str] | None,
    constants: list[str] | None,
    options: "ImportOptions",
    rejects: str | None,
    atomic: bool,
    date_format: str | None = None,
) -> None:
    from customers.transfer import native
    from customers.transfer.importer import Importer
    from customers.transfer.rejects import Rejects
    from customers.transfer.source import Source

    session.expect_bulk()
    session.expect_input(file)
    _choice("--on-conflict", options.on_conflict, "update", "skip", "fail")
    columns, values = _pairs("--column", column), _pairs("--set", constants)
    with Source(file) as source:
        if source.is_json and columns:
            raise UsageError(problem="--column maps the headers of a CSV file; this one holds JSON lines")
        mapping = native.map_keys(kind, values) if source.is_json else native.map_columns(kind, source.header, columns, values)
        if mapping.ignored:
            session.say(f"columns not taken: {', '.join(mapping.ignored)}")
        if kind == "orders" and (columns or date_format):
            session.say(f"placed_at is read as {date_format or 'ISO 8601 (2026-11-23 06:41:00)'}, in UTC where no zone is given")
        if rejects is not None and file != "-" and Path(rejects).exists() and Path(rejects).samefile(file):
            raise UsageError(problem="--rejects names the file that is read; it would be overwritten", hint="name another file")
        whole = atomic or session.writing_options.dry_run or options.on_conflict == "fail"
        with ExitStack() as stack:
            kept = stack.enter_context(Rejects(rejects, source.header, as_json=source.is_json))
            one = stack.enter_context(session.writing()) if whole else None
            transaction = session.writing if one is None else lambda: nullcontext(one)
            progress = stack.enter_context(session.progress("Importing", source.size, "bytes"))
            importer = Importer(
                kind, session.settings, options, mapping, kept, transaction, date_format, lambda: progress.reach(source.position)
            )
            result = importer.run(source.rows())
            failure = importer.failure(result)
            if failure is not None and atomic and one is not None:
                one.connection.rollback()
                result = _nothing_done(result)
                failure.hint = f"nothing was changed (--atomic); {failure.hint}"
    session.writer.show_counts(plain(result))
    if failure is not None:
        raise failure


def _nothing_done(result: "ImportResult") -> "ImportResult":
    from dataclasses import replace

    return replace(result, created=0, updated=0, unchanged=0, skipped=result.read - result.refused)


def _pairs(option: str, texts: list[str] | None) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageError(problem=f"{option} {text!r} is not of the form {option} FIELD={'HEADER' if option == '--column' else 'VALUE'}")
        if name.strip() in pairs:
            raise UsageError(problem=f"{option} names {name.strip()} twice")
        pairs[name.strip()] = value.strip()
    return pairs


def _choice(option: str, value: str, *allowed: str) -> None:
    if value not in allowed:
        raise UsageError(problem=f"{option} {value!r} is none of {', '.join(allowed)}", hint=did_you_mean(value, allowed) or None)
