"""`customers import`"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from customers.cli.framework.command import command
from customers.cli.framework.groups import command_group
from customers.cli.options.common import WritingOptions
from customers.cli.session import Session
from customers.domain.json import to_jsonable
from customers.domain.suggestions import did_you_mean
from customers.errors import UsageError
from customers.output.shapes.customers import IMPORT

if TYPE_CHECKING:
    from customers.filesystem import OutputFile
    from customers.models.results import ImportResult
    from customers.services.importing.rows import ImportOptions, RowResult
    from customers.transfer.sources.file import Source
    from customers.transfer.sources.query import QuerySource

app = command_group("Rows of a file into the database. Reading the same file twice changes nothing the second time.")

FileArgument = Annotated[
    str | None, Argument(metavar="FILE|-", help="CSV or JSON lines, as it is or gzipped; - is standard input.", show_default=False)
]
SHOWN = 10


@dataclass(frozen=True, slots=True)
class ShapeOptions:
    """How a file is read."""

    format: Annotated[
        str,
        Option("--format", metavar="auto|native|NAME", help="By the header, or the program that wrote it: shopify, magento, ..., table."),
    ] = "auto"
    column: Annotated[
        list[str] | None, Option("--column", metavar="FIELD=HEADER", help="Which column of the file a field is (again for each).")
    ] = None
    set: Annotated[
        list[str] | None, Option("--set", metavar="FIELD=VALUE", help="A value that is the same for all rows (again for each).")
    ] = None
    date_format: Annotated[str | None, Option("--date-format", metavar="FORMAT", help="How dates are written, such as %d/%m/%Y.")] = None
    rejects: Annotated[str | None, Option("--rejects", metavar="FILE", help="Keep refused rows here, to be mended and read again.")] = None
    overwrite: Annotated[bool, Option("--overwrite", help="Let --rejects replace a file that is there, whatever its name.")] = False
    on_error: Annotated[
        str, Option("--on-error", metavar="skip|stop", help="Go on after a refused row, or end there; what stood before it is done.")
    ] = "skip"
    atomic: Annotated[bool, Option("--atomic", help="All rows or none; else what can be done is, in batches.")] = False


@dataclass(frozen=True, slots=True)
class QueryOptions:
    """Another database instead of a file."""

    from_url: Annotated[
        str | None, Option("--from-url", metavar="URL", help="Read from this database (any that SQLAlchemy opens) instead of a file.")
    ] = None
    query: Annotated[str | None, Option("--query", metavar="SQL", help="What to read there; its columns are those of a file.")] = None


ConflictOption = Annotated[str, Option("--on-conflict", metavar="update|skip|fail", help="What to do with what is there already.")]


@command(
    app,
    examples="""
    customers import customers export.csv --rejects refused.csv
    customers import customers members.csv --column first_name=Name --column email="E-mail" --dry-run
    customers import customers --from-url postgresql://app@db/shop --query "SELECT id, email, name FROM users" --set source=app
    """,
)
def customers(
    session: Session,
    writing: WritingOptions,
    shape: ShapeOptions,
    query: QueryOptions,
    file: FileArgument = None,
    on_conflict: ConflictOption = "update",
    tags: Annotated[str, Option("--tags", metavar="add|replace", help="Add the tags of the file, or make them the only ones.")] = "add",
    consent: Annotated[
        str, Option("--consent", metavar="keep|overwrite", help="Whether a yes may take the place of a recorded no.")
    ] = "keep",
) -> None:
    """Import customers, matched by id, then external id, then email; files of other programs are known by their header."""
    from customers.services.importing.rows import ImportOptions

    _choice("--tags", tags, "add", "replace")
    _choice("--consent", consent, "keep", "overwrite")
    options = ImportOptions(on_conflict=on_conflict, tags=tags, consent=consent, on_error=shape.on_error)
    session.allow_new_database()
    _import(session, "customers", file, shape, options, query)


@command(
    app,
    examples="""
    customers import orders orders.csv --create-customers
    customers import orders till.csv --column customer_external_id=member --column placed_at=date --column total=amount
    customers import orders --from-url mysql+pymysql://app@db/shop --query "SELECT * FROM orders WHERE changed_at > now() - 90000"
    """,
)
def orders(
    session: Session,
    writing: WritingOptions,
    shape: ShapeOptions,
    query: QueryOptions,
    file: FileArgument = None,
    create_customers: Annotated[bool, Option("--create-customers", help="Make profiles for customers that nobody knows.")] = False,
    on_conflict: ConflictOption = "update",
) -> None:
    """Import orders, matched by source and number, and bring statistics up to date."""
    from customers.services.importing.rows import ImportOptions

    options = ImportOptions(on_conflict=on_conflict, create_customers=create_customers, on_error=shape.on_error)
    if create_customers:
        session.allow_new_database()
    _import(session, "orders", file, shape, options, query)


@command(
    app,
    examples="""
    customers import addresses addresses.csv
    customers import addresses book.csv --column customer_email=mail --set type=billing
    """,
)
def addresses(session: Session, writing: WritingOptions, shape: ShapeOptions, file: FileArgument = None) -> None:
    """Import addresses of customers that are there, changed by their id, added unless an equal one is there."""
    from customers.services.importing.rows import ImportOptions

    _import(session, "addresses", file, shape, ImportOptions(on_error=shape.on_error), QueryOptions())


def _import(session: Session, kind: str, file: str | None, shape: ShapeOptions, options: "ImportOptions", query: QueryOptions) -> None:
    from customers.transfer.columns.reader import open_reader
    from customers.transfer.importer import ImportRun
    from customers.transfer.rejects import Rejects

    session.writer.check_fields(IMPORT)
    session.tune_gc()
    session.expect_input(file or "")
    if file == "-":
        session.retryable = False  # it cannot be read twice
    _choice("--on-conflict", options.on_conflict, "update", "skip", "fail")
    _choice("--on-error", options.on_error, "skip", "stop")
    columns, values = _pairs("--column", shape.column), _pairs("--set", shape.set)
    dry_run = session.writing_options.dry_run
    with _source(kind, file, query) as source:
        reader = open_reader(
            kind, source, session.settings, format=shape.format, columns=columns, constants=values, date_format=shape.date_format
        )
        for notice in (*reader.notices, *(reader.details if dry_run or session.common.verbose else ())):
            session.notice(notice)
        output = _rejects(session, shape, source, [name for name in (file, query.from_url) if name])
        with (
            Rejects(output, source.header, as_json=source.is_json) as rejects,
            session.shop.keep_open(),
            session.progress("Importing", source.size, source.unit) as progress,
        ):
            run = ImportRun(
                kind,
                options,
                reader,
                rejects,
                session.writing,
                single_transaction=shape.atomic or dry_run or options.on_conflict == "fail",
                atomic=shape.atomic,
                on_result=RowReporter(session),
                after_batch=lambda: progress.set_completed(source.position),
            )
            try:
                result, failure = run.run(reader.rows(source))
            except BaseException:
                if run.committed:
                    rows = "1 row was" if run.committed == 1 else f"{run.committed:,} rows were"
                    session.notices.append(f"{rows} done before that; read the file again to go on, they stay as they are")
                raise
        for notice in (*source.notices, *reader.final_notices()):
            session.notice(notice)
    _show(session, result, run.tally.refusals())
    if failure is not None:
        raise failure


def _show(session: Session, result: "ImportResult", refusals: list[dict[str, Any]]) -> None:
    if refusals and session.settings.output == "table":
        from customers.output.shapes.reports import import_report

        session.writer.write_report(*import_report(to_jsonable(result), refusals))
    else:
        session.writer.write_summary(to_jsonable(result), IMPORT)


def _source(kind: str, file: str | None, query: QueryOptions) -> "Source | QuerySource":
    if query.from_url is not None or query.query is not None:
        if file is not None:
            raise UsageError(problem="FILE and --from-url exclude each other")
        if query.from_url is None or query.query is None:
            raise UsageError(problem="--from-url and --query go together", hint='--from-url URL --query "SELECT ..."')
        from customers.transfer.sources.query import QuerySource

        return QuerySource(query.from_url, query.query)
    if file is None:
        raise UsageError(problem="name a FILE, or - for standard input", hint=f"`customers import {kind} --help` shows how")
    from customers.transfer.sources.file import Source

    return Source(file)


def _rejects(session: Session, shape: ShapeOptions, source: "Source | QuerySource", inputs: list[str]) -> "OutputFile | None":
    """Return where refused rows go, None where they are not kept."""
    from customers.cli.output_file import output_file

    if shape.rejects is None:
        return None
    if shape.rejects == "-":
        raise UsageError(problem="--rejects takes a file: standard output has the result", hint="name a file, such as rejects.csv")
    return output_file(session, shape.rejects, "jsonl" if source.is_json else "csv", overwrite=shape.overwrite, inputs=inputs)


class RowReporter:
    """Says what became of rows: of the first that are refused, and with --verbose of every one."""

    def __init__(self, session: Session) -> None:
        self._session, self._left = session, SHOWN

    def __call__(self, verdict: "RowResult") -> None:
        if self._session.settings.output in ("json", "jsonl") and not self._session.common.verbose:
            return  # the one error object names them
        if verdict.outcome == "refused":
            self._left -= 1
        elif not self._session.common.verbose:
            return
        if self._left >= 0 or self._session.common.verbose:
            from customers.transfer.importer import describe

            self._session.notice(describe(verdict))


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
