"""The session of a command: its settings, its transactions, its output."""

import gc
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from customers.cli.console import Console
from customers.cli.input import Input
from customers.cli.options.common import CommonOptions, WritingOptions, load_settings, parsed
from customers.errors import CustomersError, PartlyDoneError, UnwritableFileError, UsageError
from customers.models.aliases import Names
from customers.output import diagnostics

if TYPE_CHECKING:
    from customers.database.connection.sqlite_file import FirstUse
    from customers.models.customer import Customer
    from customers.output.writer import Writer
    from customers.services.shop import ShopContext
    from customers.services.transaction import Run, Transaction

# The end of what a dry run says.
DRY_RUN = "dry run: nothing was changed"


class Session:
    """One run of one command. Settings are read when the run begins, the database is opened when it is first used.

    Attributes:
        retryable: Whether the command may be run again from its beginning. A reading command may have printed already.
        names: How short the names of customers may be.
        changes: The changes of the last transaction, by customer and field, where a dry run shows them.
    """

    def __init__(self, common: CommonOptions, command: str, writing: WritingOptions | None, *, has_user_file: bool = True) -> None:
        """Read the settings; `writing` is None for a command that only reads.

        A command that changes the user's file of settings runs without it, as it may be wrong.

        Raises:
            UsageError: the output format is unknown or given twice.
            InvalidSettingError: a setting has a value that is not allowed.
        """
        self.start = time.monotonic()
        self.common = common
        self.command = command
        self.retryable = writing is not None
        self.names = Names.ANY if writing is None else Names.SHORT
        self.changes: list[dict[str, Any]] = []
        self.is_writing = writing is not None
        self._options = writing or WritingOptions()
        self._may_create = False
        self.settings = load_settings(common, has_user_file=has_user_file)
        self.console = Console(common, self.settings)
        self.input = Input(self.console)
        for text in self.settings.notices:
            self.console.notice(text)

    def __enter__(self) -> "Session":
        """Begin the run."""
        return self

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        """Write the notices that come after the result."""
        if self.common.verbose and "shop" in self.__dict__:
            from customers.database.connection.engine import public_url

            address, seconds = public_url(self.settings.database_url), time.monotonic() - self.start
            run = f", run {self.run_id}" if self.run_id else ""
            self.console.deferred.append(f"`customers {self.command}`: {address}, {seconds:.2f} s{run}")
        self.console.write_deferred()
        if self.run_id is not None and (error := error or unwritten_output()) and not is_about_work(error):
            self.console.warn(f"The changes are committed, as run {self.run_id}: do not repeat the command.")
        self._hint_undo()
        if self.dry_run and error is None:
            self.console.notice(DRY_RUN)
        elif self.dry_run and isinstance(error, PartlyDoneError):
            error.is_dry_run = True
            error.hint = f"{error.hint}; {DRY_RUN}" if error.hint else DRY_RUN

    def _hint_undo(self) -> None:
        """Write on a terminal how the run is taken back; a merge has a command of its own for that."""
        from customers.cli.registry import COMMANDS

        if self.run_id is None or not self.console.shows_progress or "undo" not in COMMANDS:
            return
        from customers.models.run import FINAL_COMMANDS

        if self.command not in (*FINAL_COMMANDS, "merge"):
            from customers.services.runs.listing import shortest_name

            with self.shop.reading() as tx:
                self.console.notice(f"`customers undo {shortest_name(tx, self.run.id)}` undoes it")

    def call(self, work: Callable[[], None]) -> None:
        """Call the work of a command; retry it after a conflict as long as nothing is committed or confirmed, and no input is consumed."""
        from customers.services.retry import run_with_retry

        notices = len(self.console.deferred)

        def attempt() -> None:
            del self.console.deferred[notices:]
            work()

        run_with_retry(attempt, lambda: self.retryable)

    @property
    def dry_run(self) -> bool:
        """Whether nothing is to be committed."""
        return self._options.dry_run

    @property
    def yes(self) -> bool:
        """Whether `--yes` was given."""
        return self._options.yes

    def limit_names(self, names: Names) -> None:
        """Take no shorter names of customers than these: lists and files have complete ones."""
        self.names = min(self.names, names)

    def check_names(self) -> None:
        """Refuse short names of customers where no question shows the customers that they lead to."""
        if self.yes:
            self.limit_names(Names.CHECKED)

    def force_dry_run(self) -> None:
        """Make this a dry run whatever the options are; called before the writer is used."""
        self._options = replace(self._options, dry_run=True)
        self.__dict__.pop("writer", None)

    @cached_property
    def writer(self) -> "Writer":
        """The writer of the result."""
        from customers.output.writer import Writer

        fields = tuple(name.strip() for name in (self.common.field_names or "").split(",") if name.strip())
        marks = self._run_marks if self.common.verbose and self.is_writing else dict
        style = self.console.style()
        writer = Writer.open(self.settings.output, self.settings.currency, self.settings.zone, fields, marks, style, dry_run=self.dry_run)
        return replace(writer, is_silent=self._is_silent)

    @property
    def _is_silent(self) -> bool:
        """Whether a success prints nothing: a quiet command that writes or is about the database, unless a format is asked for."""
        is_work = (self.is_writing and not self.dry_run) or self.command == "doctor" or self.command.startswith("db ")
        return self.common.quiet and is_work and self.common.format is None and not self.common.field_names

    def check_style(self, format_name: str | None) -> None:
        """Refuse choices about tables and CSV for a format that has neither header nor cells; None is plain text.

        Raises:
            UsageError: the format has no header, or is not CSV.
        """
        if not (self.common.no_header or self.common.excel):
            return
        from customers.output.formats.base import load_format

        format_class = None if format_name is None else load_format(format_name)
        if self.common.no_header and not (format_class and format_class.has_header):
            raise UsageError(problem="--no-header is for tables and CSV only")
        if self.common.excel and not (format_class and format_class.is_spreadsheet):
            raise UsageError(problem="--excel is for CSV only", hint="add -o csv")

    def _run_marks(self) -> dict[str, Any]:
        """Return the member of the objects of a writing command."""
        return {"run_id": self.run_id}

    @property
    def run(self) -> "Run":
        """The run of this command in the database, where it writes."""
        assert self.shop.run is not None
        return self.shop.run

    @property
    def run_id(self) -> str | None:
        """The id of the run, None where nothing was changed."""
        return str(self.run.id) if "shop" in self.__dict__ and self.run.is_stored else None

    @cached_property
    def shop(self) -> "ShopContext":
        """The database, with actor and reason for the history."""
        from customers.domain.text import clean_remark
        from customers.services.shop import ShopContext, login_name
        from customers.services.transaction import Run

        actor = parsed("--actor", clean_remark, self._options.actor) if self._options.actor else login_name()
        reason = parsed("--reason", clean_remark, self._options.reason) if self._options.reason else None
        is_default = self.settings.origins["CUSTOMERS_DATABASE_URL"].source == "default"
        shop = ShopContext(self.settings, actor, self.command, reason, self.first_use(is_default=is_default), Run(), self.console.deferred)
        if self.common.debug:
            from customers.database.connection.engine import trace

            trace(shop.engine, diagnostics.raw)
        return shop

    def allow_new_database(self) -> None:
        """Let this run create the named SQLite file unless it is a dry run; the default file is always created."""
        self._may_create = True

    def first_use(self, *, is_default: bool = False) -> "FirstUse":
        """Return what this run may do where a SQLite file does not exist; one that fills the shop gives no advice on how to begin."""
        from customers.database.connection.sqlite_file import FirstUse

        may_create = is_default or (self._may_create and not self.dry_run)
        announce = self.console.announce_first_shop if is_default and not self._may_create else self.console.notice
        return FirstUse(may_create, is_default, announce)

    @contextmanager
    def reading(self) -> Iterator["Transaction"]:
        """Open a transaction that only reads."""
        with self.shop.reading() as tx:
            tx.names = self.names
            yield tx
            self.console.deferred += tx.notices

    @contextmanager
    def writing(self, job: str | None = None) -> Iterator["Transaction"]:
        """Open a transaction that commits at its end, unless this is a dry run; a `job` is run by one process at a time."""
        with self.shop.writing(dry_run=self.dry_run, job=job) as tx:
            tx.names = self.names
            if self.shows_changes:
                tx.changes = []
            yield tx
            self.console.deferred += tx.notices
            if tx.changes:
                from customers.services.customers.records import shown_changes

                self.changes = shown_changes(tx)
        self.retryable = False

    def scrub(self) -> None:
        """Rewrite the files of the database without what was erased."""
        with self.reading():
            pass  # the database must be a shop
        if not self.dry_run:
            with self.console.progress("Rewriting the tables"):
                self.shop.scrub(rewrite=True)

    @contextmanager
    def preview_transaction(self) -> Iterator["Transaction"]:
        """Open a transaction that is always rolled back."""
        with self.shop.writing(dry_run=True) as tx:
            tx.names = self.names
            yield tx

    def with_requested(self, tx: "Transaction", customers: "Iterable[Customer]") -> "Iterable[Customer]":
        """Return customers with the field on request that takes a pass over all customers, where `--fields` names it."""
        if "rfm" not in self.writer.fields:
            return customers
        from customers.services.scores import with_scores

        return with_scores(tx, customers, again=self.retryable)

    @property
    def shows_changes(self) -> bool:
        """Whether changes are shown field by field: by a dry run, as a table, but not those of a file."""
        return self.dry_run and self.writer.format.is_for_people and not self.command.startswith("import ")

    @property
    def needs_confirmation(self) -> bool:
        """Whether a question is asked before the change."""
        return not (self.yes or self.dry_run)

    def confirm(self, question: Callable[[], str]) -> None:
        """Ask before a change that is hard to undo, unless `--yes` or `--dry-run` was given.

        Raises:
            ConfirmationRequiredError: stdin or stderr is not a terminal.
            DeclinedError: the answer was not yes.
        """
        if self.needs_confirmation:
            self.console.ask(question, is_stdin_used=self.input.is_stdin_used)
            self.retryable = False


def unwritten_output() -> OSError | None:
    """Write what stdout holds back; return the error of the system where it cannot be written, which the next attempt raises again."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return None
    except OSError as error:
        return error
    return None


def is_about_work(error: BaseException) -> bool:
    """Return whether an error says by itself what was done: not one of the output, nor a fault."""
    return isinstance(error, CustomersError | KeyboardInterrupt | BrokenPipeError) and not isinstance(error, UnwritableFileError)


def tune_gc() -> None:
    """Turn garbage collection on for bulk work, with high thresholds, as the objects of a batch are freed together."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    gc.enable()
