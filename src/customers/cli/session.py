"""One run of one command: its settings, its transactions, its output."""

import gc
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from customers.cli.options.common import CommonOptions, WritingOptions, parsed
from customers.domain.suggestions import did_you_mean
from customers.errors import ConfirmationRequiredError, DeclinedError, UnreadableFileError, UsageError
from customers.output import diagnostics

if TYPE_CHECKING:
    from customers.database.connection.sqlite_file import FirstUse
    from customers.models.page import Page, PageMeta
    from customers.output.progress import Progress
    from customers.output.writer import Writer
    from customers.services.shop import ShopContext
    from customers.services.transaction import Transaction

Row = TypeVar("Row")


class Session:
    """What a command works with. Settings are read when the run begins, the database is opened when it is used."""

    def __init__(self, common: CommonOptions, command: str, writing: WritingOptions | None) -> None:
        from customers.config import settings as configuration

        self.start = time.monotonic()
        self.common = common
        self.command = command
        self.writing_options = writing or WritingOptions()
        # Whether the command can begin anew when others came between: what only reads has shown something, maybe.
        self.retryable = writing is not None
        self.notices: list[str] = []
        self._typed: str | None = None
        self._may_make = False
        self.changes: list[dict[str, Any]] = []
        flags = {
            "CUSTOMERS_OUTPUT": "json" if common.json else common.output,
            "CUSTOMERS_DATABASE_URL": common.database_url,
        }
        if common.json and common.output not in (None, "json"):
            raise UsageError(problem="--json and --output do not go together")
        if common.output is not None and common.output not in configuration.FORMATS:
            likely = did_you_mean(common.output, configuration.FORMATS) or None
            raise UsageError(problem=f"no output format {common.output!r}; there are {', '.join(configuration.FORMATS)}", hint=likely)
        self.settings = configuration.load(flags, env_file=Path(common.env_file) if common.env_file else None)
        for sentence in self.settings.notices:
            self.notice(sentence)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if self.common.verbose and "shop" in self.__dict__:
            from customers.database.connection.engine import public_url

            address, seconds = public_url(self.settings.database_url), time.monotonic() - self.start
            self.notices.append(f"`customers {self.command}`: {address}, {seconds:.2f} s")
        for text in self.notices:
            diagnostics.notice(text, quiet=self.common.quiet)
        if error is None and self.writing_options.dry_run:
            diagnostics.notice("dry run: nothing was changed", quiet=self.common.quiet)

    def run(self, work: Callable[[], None]) -> None:
        """Do the command, anew from its beginning when others came between, as long as nothing is committed, asked or used up."""
        from customers.services.retry import run_with_retry

        told = len(self.notices)

        def attempt() -> None:
            del self.notices[told:]
            work()

        run_with_retry(attempt, lambda: self.retryable)

    @cached_property
    def writer(self) -> "Writer":
        """The result's way out."""
        from customers.output.writer import Writer

        shown = tuple(name.strip() for name in (self.common.shown or "").split(",") if name.strip())
        return Writer(self.settings.output, self.settings.currency, shown, self.writing_options.dry_run)

    @cached_property
    def shop(self) -> "ShopContext":
        """The database, with who does this and why."""
        from customers.domain.text import clean
        from customers.services.shop import ShopContext, login_name

        options = self.writing_options
        actor = parsed("--actor", clean, options.actor) if options.actor else login_name()
        reason = parsed("--reason", clean, options.reason) if options.reason else None
        is_default = self.settings.origins["CUSTOMERS_DATABASE_URL"].source == "default"
        shop = ShopContext(self.settings, actor, self.command, reason, self.first_use(is_default=is_default))
        if self.common.debug:
            from customers.database.connection.tracing import trace

            trace(shop.engine, diagnostics.raw)
        return shop

    def allow_new_database(self) -> None:
        """Let this run make the SQLite file that the operator names, unless it is a dry run; any run makes the default one."""
        self._may_make = True

    def first_use(self, *, is_default: bool = False) -> "FirstUse":
        """Return what this run may do where a SQLite file is not there."""
        from customers.database.connection.sqlite_file import FirstUse

        may_make = is_default or (self._may_make and not self.writing_options.dry_run)
        return FirstUse(may_make, is_default, None if is_default else self.notice)

    @contextmanager
    def reading(self) -> Iterator["Transaction"]:
        """A transaction that only reads."""
        with self.shop.reading() as tx:
            yield tx
            self.notices += tx.notices

    @contextmanager
    def writing(self, job: str | None = None) -> Iterator["Transaction"]:
        """A transaction that commits at its end, unless this is a dry run; of a `job` only one run is at work."""
        with self.shop.writing(dry_run=self.writing_options.dry_run, job=job) as tx:
            if self.shows_changes:
                tx.changes = []
            yield tx
            self.notices += tx.notices
            from customers.models.records import as_dict

            self.changes = [{"customer": str(customer_id), **as_dict(change)} for customer_id, change in tx.changes or ()]
        self.retryable = False

    @property
    def shows_changes(self) -> bool:
        """Whether what would change is shown field by field: by a dry run, to people, but not of a whole file."""
        return self.writing_options.dry_run and self.settings.output == "table" and not self.command.startswith("import ")

    @contextmanager
    def preview_transaction(self) -> Iterator["Transaction"]:
        """A transaction to look ahead in: whatever is written in it is rolled back."""
        with self.shop.writing(dry_run=True) as tx:
            yield tx

    def read_json(self, path: str | None) -> str | None:
        """The text of `--from-json`, None where it was not given."""
        return None if path is None else self.read_text(path)

    def tune_gc(self) -> None:
        """Collect garbage again, which short commands do without; seldom, as batches live and die together."""
        gc.freeze()
        gc.set_threshold(100_000, 20, 20)
        gc.enable()

    def expect_input(self, path: str) -> None:
        """Tell whoever sits at the terminal that the program waits for what is to be typed."""
        if path == "-" and sys.stdin.isatty():
            self.notice("reading from the terminal; Ctrl-D ends it")

    def force_dry_run(self) -> None:
        """Make this a dry run, whatever the options say: what is asked for changes nothing."""
        self.writing_options = replace(self.writing_options, dry_run=True)
        self.__dict__.pop("writer", None)

    def expect_format(self, *formats: str) -> None:
        """Refuse a format of results that the command line names and that this command does not give."""
        given = "json" if self.common.json else self.common.output
        if given is not None and given not in formats:
            raise UsageError(problem=f"this command does not give {given}, but {' and '.join(formats) if formats else 'text alone'}")

    def expect_text(self) -> None:
        """Refuse a format and fields that the command line names for a result that is a script.

        Raises:
            UsageError: one is named.
        """
        self.expect_format()
        if self.writer.fields:
            raise UsageError(problem="--fields: this command prints a script, which has no fields")

    def notice(self, text: str) -> None:
        """A notice beside the result."""
        diagnostics.notice(text, quiet=self.common.quiet)

    def progress(self, what: str, total: int | None = None, unit: str = "rows") -> "Progress":
        """How far long work is, for whoever waits at a terminal; `with session.progress("Importing", size, "bytes") as progress`."""
        from customers.output import progress

        return progress.start(what, total, unit) if self._is_watched else progress.NullProgress()

    def watch(
        self, rows: Iterable[Row], what: str, total: Callable[[], int], *, to_stdout: bool, size: Callable[[Row], int] = lambda _: 1
    ) -> Iterable[Row]:
        """Rows on their way out, with their progress where it does not get between them; they are counted only for it.

        `size` is how many rows there are in what comes many rows at a time. Rows that go `to_stdout` one by one are seen on
        a terminal, and whoever reads them from a pipe may write on the same one.
        """
        if self._is_watched and not (to_stdout and not _is_file(sys.stdout)):
            return self._watched(rows, what, total(), size)
        return rows

    def watch_page(self, page: "Page[Row]", what: str) -> "Page[Row]":
        """The same for a list that is shown whole; a table is all there before the first of it is printed."""
        gathered = self.settings.output == "table"
        return replace(page, data=self.watch(page.data, what, lambda: page.meta.total, to_stdout=not gathered))

    def _watched(self, rows: Iterable[Row], what: str, total: int, size: Callable[[Row], int]) -> Iterator[Row]:
        with self.progress(what, total) as progress:
            reached = told = 0
            for row in rows:
                yield row
                reached += size(row)
                if reached >= told + 100:
                    progress.set_completed(reached)
                    told = reached

    @property
    def _is_watched(self) -> bool:
        # Statements that are shown one by one are progress enough.
        return sys.stderr.isatty() and not (self.common.quiet or self.common.debug)

    def hint_next_page(self, meta: "PageMeta", what: str) -> None:
        """Say how to get what a page left out: on a terminal, and to whoever takes the first page for all there is."""
        if sys.stdout.isatty() and meta.total == 0:
            self.notice(f"no {what}")
        elif sys.stdout.isatty() and meta.next_cursor is not None:
            self.notice(
                f"page {meta.page} of {meta.pages}, {meta.total} {what} in all; --page {meta.page + 1} goes on, --all shows everything"
            )
        elif meta.next_cursor is not None and meta.page == 1 and self._hides_next_page(meta):
            self.notice(f"{meta.per_page} of {meta.total:,} {what}; --all gives all of them")

    def _hides_next_page(self, meta: "PageMeta") -> bool:
        """Whether nothing tells that there is more: JSON has its `meta`, and who names a size of page knows."""
        return self.settings.output != "json" and meta.per_page == self.settings.per_page

    @property
    def needs_confirmation(self) -> bool:
        """Whether a confirmation is to be asked for."""
        return not (self.writing_options.yes or self.writing_options.dry_run)

    def confirm(self, question: Callable[[], str]) -> None:
        """Ask before something that cannot be taken back lightly; the question is only made where it is asked.

        Raises:
            ConfirmationRequiredError: there is no terminal to ask on, and no --yes.
            DeclinedError: the answer was no.
        """
        if not self.needs_confirmation:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise ConfirmationRequiredError()
        if not diagnostics.ask(question()):
            raise DeclinedError()
        self.retryable = False

    def read_references(self, customers: Sequence[str] | None) -> tuple[list[str], bool]:
        """The customers named, and whether they came in bulk: `-` stands for the lines of standard input."""
        names = list(customers or ())
        if "-" not in names:
            return names, False
        lines = [line.strip() for line in self.read_text("-").splitlines()]
        return [name for name in names if name != "-"] + [line for line in lines if line], True

    def read_text(self, path: str) -> str:
        """The whole of a file, or of standard input for `-`, as UTF-8.

        Raises:
            UnreadableFileError: it cannot be read.
        """
        if path == "-" and self._typed is not None:
            return self._typed
        name = "standard input" if path == "-" else path
        self.expect_input(path)
        try:
            content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
            text = content.decode("utf-8-sig")
        except OSError as error:
            raise UnreadableFileError(path=name, reason=(error.strerror or "it cannot be opened").lower()) from error
        except UnicodeDecodeError as error:
            raise UnreadableFileError(path=name, reason=f"it is not UTF-8 (byte {error.start})") from error
        if path == "-":
            self._typed = text
        return text


def _is_file(stream: Any) -> bool:
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False
