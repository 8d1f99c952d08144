"""The commands `customers import`: customers, orders and addresses."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import TYPE_CHECKING, Annotated

from typer import Option

from customers.cli.framework.apps import command_group
from customers.cli.framework.command import command
from customers.cli.options.imports import (
    FileArgument,
    MatchingOptions,
    OrderOptions,
    QueryOptions,
    ReadingOptions,
    check_choice,
    open_source,
)
from customers.cli.session import Session, tune_gc
from customers.cli.signals import defer_signals
from customers.domain.text import count_of
from customers.errors import UsageError
from customers.output.shapes.summaries import IMPORT

if TYPE_CHECKING:
    from customers.errors import CustomersError
    from customers.filesystem import OutputFile
    from customers.models.results import ImportResult
    from customers.services.importing.rows import ImportOptions, RowResult, SourceRow
    from customers.transfer.columns.choices import ReadingChoices
    from customers.transfer.columns.reader import Reader
    from customers.transfer.importer import ImportRun
    from customers.transfer.sources.file import Source
    from customers.transfer.sources.query import QuerySource

app = command_group("Import files. Importing a file twice changes nothing the second time.")

# How many refused rows have a notice.
_MAX_REFUSALS = 10


@command(
    app,
    prints=IMPORT,
    writes=True,
    examples="""
    customers import customers export.csv --rejects refused.csv
    customers import customers members.csv --column first_name=Name --column email="E-mail" --dry-run
    customers import customers --from-url postgresql://app@db/shop --query "SELECT id, email, name FROM users" --set source=app
    """,
)
def customers(
    session: Session,
    reading: ReadingOptions,
    query: QueryOptions,
    matching: MatchingOptions,
    file: FileArgument = None,
    tags: Annotated[str, Option("--tags", metavar="add|replace", help="Add the tags of the file, or replace all tags by them.")] = "add",
    consent: Annotated[
        str,
        Option("--consent", metavar="keep|newer|overwrite", help="Allow a yes of the file to replace a recorded no: a newer one, or any."),
    ] = "keep",
) -> None:
    """Import customers; files of other shop systems are recognised.

    A row changes the customer with its id, external id or email, or creates one.
    """
    from customers.domain.consent import CHOICES
    from customers.services.importing.rows import ImportOptions

    check_choice("--tags", tags, "add", "replace")
    check_choice("--consent", consent, *CHOICES)
    options = ImportOptions(
        on_conflict=matching.on_conflict, tags=tags, consent=consent, allow_erased=matching.allow_erased, on_error=reading.on_error
    )
    session.allow_new_database()
    _import(session, "customers", file, reading, options, query)


@command(
    app,
    prints=IMPORT,
    writes=True,
    examples="""
    customers import orders orders.csv --create-customers
    customers import orders till.csv --column customer_external_id=member --column placed_at=date --column total=amount
    customers import orders --from-url mysql+pymysql://app@db/shop --query "SELECT * FROM orders WHERE changed_at > now() - 90000"
    """,
)
def orders(
    session: Session,
    reading: ReadingOptions,
    query: QueryOptions,
    matching: MatchingOptions,
    order_reading: OrderOptions,
    file: FileArgument = None,
) -> None:
    """Import orders; statistics and VIPs are updated.

    A row changes the order with its source and number, or creates one.
    """
    from customers.services.importing.rows import ImportOptions

    options = ImportOptions(
        on_conflict=matching.on_conflict,
        create_customers=order_reading.create_customers,
        allow_erased=matching.allow_erased,
        on_error=reading.on_error,
        as_of=order_reading.as_of_time(),
    )
    if order_reading.create_customers:
        session.allow_new_database()
    _import(session, "orders", file, reading, options, query, line_items=order_reading.line_items)


@command(
    app,
    prints=IMPORT,
    writes=True,
    examples="""
    customers import addresses addresses.csv
    customers import addresses book.csv --column customer_email=mail --set type=billing
    """,
)
def addresses(session: Session, reading: ReadingOptions, file: FileArgument = None) -> None:
    """Import addresses of existing customers.

    An equal address is not added again.
    """
    from customers.services.importing.rows import ImportOptions

    _import(session, "addresses", file, reading, ImportOptions(on_error=reading.on_error), QueryOptions())


def _import(
    session: Session,
    kind: str,
    file: str | None,
    reading: ReadingOptions,
    options: "ImportOptions",
    query: QueryOptions,
    *,
    line_items: bool = False,
) -> None:
    """Import the rows of a file or a query, and show the counts.

    Raises:
        PartlyDoneError: rows were refused.
    """
    from customers.output.shapes.reports import import_document

    tune_gc()
    session.input.expect(file or "")
    if file == "-":
        session.retryable = False  # standard input cannot be read twice
    check_choice("--on-conflict", options.on_conflict, "update", "skip", "fail")
    check_choice("--on-error", options.on_error, "skip", "stop")
    with _opened(session, kind, file, query, reading.choices(line_items=line_items)) as (source, reader):
        _explain(session, source, reader)
        output = _rejects_file(session, reading, source, [name for name in (file, query.from_url) if name])
        run, result, failure = _import_rows(session, source, reader, options, output, atomic=reading.atomic)
        _write_notices(session, source, run, result)
    # Where every refused row was listed on stderr, a table of them would repeat the list.
    refusals = run.tally.refusals() if result.refused > _MAX_REFUSALS else []
    session.writer.write(import_document(result, refusals))
    if failure is not None:
        raise failure


@contextmanager
def _opened(
    session: Session, kind: str, file: str | None, query: QueryOptions, choices: "ReadingChoices"
) -> "Iterator[tuple[Source | QuerySource, Reader]]":
    """Open the file or the query of an import, and read what its reader decides from."""
    from customers.transfer.columns.reader import open_reader

    with ExitStack() as stack:
        with session.console.progress("Reading"):
            source = open_source(kind, file, query, choices.columns.values())
            stack.callback(source.close)
            reader = open_reader(kind, source, session.settings, choices)
            stack.enter_context(closing(reader.profile))
        yield source, reader


def _import_rows(
    session: Session,
    source: "Source | QuerySource",
    reader: "Reader",
    options: "ImportOptions",
    output: "OutputFile | None",
    *,
    atomic: bool,
) -> "tuple[ImportRun, ImportResult, CustomersError | None]":
    """Import the rows, with progress; refused ones go to `output`. Return the run, its counts and the error of refused rows."""
    from customers.transfer.deferred import Deferral
    from customers.transfer.importer import ImportRun
    from customers.transfer.rejects import Rejects
    from customers.transfer.sources.file import Source

    is_single = atomic or session.dry_run or options.on_conflict == "fail"
    with (
        Rejects(output, source.header, as_json=source.is_json) as rejects,
        session.shop.keep_open(),
        session.console.progress("Importing", source.size, source.unit) as progress,
    ):
        session.run.in_batches = not is_single
        if isinstance(source, Source) and not session.dry_run:
            session.run.source, session.run.source_digest = source.file_name, source.digest()
        run = ImportRun(
            reader.kind,
            options,
            reader,
            rejects,
            session.writing,
            single_transaction=is_single,
            atomic=atomic,
            on_result=RowReporter(session),
            are_refusals_listed=not session.writer.format.is_structured,
            reports_created=session.common.verbose,
            after_batch=lambda: progress.set_completed(run.completed(source.position)),
            defer_signals=defer_signals,
            # With `--verbose` every row is reported in its turn.
            deferral=None if session.common.verbose else Deferral(session.reading, lambda: reader.rows(source)),
        )
        return run, *_run(session, run, reader.rows(source))


def _write_notices(session: Session, source: "Source | QuerySource", run: "ImportRun", result: "ImportResult") -> None:
    """Write what is known after the last row; a dry run shows samples too."""
    from customers.transfer.samples import sample_notices
    from customers.transfer.statuses import status_notices

    notices = (*run.reader.final_notices(), *run.tally.remarks.notices(), *run.buyers.notices(), *status_notices(result.statuses or {}))
    samples = sample_notices(run.samples, session.settings.currency) if session.dry_run else []
    for notice in (*source.notices, *notices, *samples):
        session.console.notice(notice)


def _run(session: Session, run: "ImportRun", rows: "Iterator[SourceRow]") -> "tuple[ImportResult, CustomersError | None]":
    """Import the rows; an interrupted run has a notice about the committed ones."""
    try:
        result = run.run(rows)
        session.shop.finish_run()
        return result
    except BaseException:
        if run.committed:
            count = f"{count_of(run.committed, 'row')} {'was' if run.committed == 1 else 'were'}"
            session.console.deferred.append(f"{count} imported before that; import the file again to continue")
        raise


def _explain(session: Session, source: "Source | QuerySource", reader: "Reader") -> None:
    """Write what was decided about the file before its rows are written."""
    explains = session.dry_run or session.common.verbose
    for notice in (*source.opening_notices, *reader.opening_notices(explains=explains)):
        session.console.notice(notice)


def _rejects_file(session: Session, reading: ReadingOptions, source: "Source | QuerySource", inputs: Sequence[str]) -> "OutputFile | None":
    """Return the file of refused rows, None without `--rejects`."""
    from customers.cli.output_file import output_file

    if reading.rejects is None:
        return None
    if reading.rejects == "-":
        raise UsageError(problem="--rejects takes a file: standard output has the result", hint="name a file, such as rejects.csv")
    return output_file(session, reading.rejects, "jsonl" if source.is_json else "csv", overwrite=reading.overwrite, inputs=inputs)


class RowReporter:
    """Notices about the first refused rows, with `--verbose` about every row."""

    def __init__(self, session: Session) -> None:
        """Write to the console of a session."""
        self._console = session.console
        self._is_dry_run = session.dry_run
        self._is_verbose = session.common.verbose
        # As JSON the error object names the refused rows.
        self._remaining = 0 if session.writer.format.is_structured else _MAX_REFUSALS

    def __call__(self, result: "RowResult") -> None:
        """Write a notice about a row."""
        if not self._is_verbose:
            if result.outcome != "refused" or not self._remaining:
                return
            self._remaining -= 1
        from customers.transfer.importer import describe

        text = describe(result, is_dry_run=self._is_dry_run)
        if result.outcome == "refused":
            self._console.warn(text)
        else:
            self._console.notice(text)
