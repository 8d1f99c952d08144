"""The console of a run: notices, questions, progress and hints on stderr, beside the result."""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from customers.cli.options.common import CommonOptions
from customers.cli.signals import open_terminal
from customers.cli.words import is_warning, sentence_of
from customers.domain.text import count_of
from customers.errors import ConfirmationRequiredError, DeclinedError
from customers.output import diagnostics

if TYPE_CHECKING:
    from customers.config.settings import Settings
    from customers.models.page import Page, PageMeta
    from customers.output.formats.base import Format, Style
    from customers.output.progress import Progress

Row = TypeVar("Row")
# Rows between two updates of the progress.
_STEP = 100


class Console:
    """Writes to stderr what accompanies a result; with `--quiet` errors and questions alone.

    Attributes:
        deferred: Notices of a transaction, which come after the result; a retry drops them.
    """

    def __init__(self, common: CommonOptions, settings: "Settings") -> None:
        """Write as these options and settings say."""
        self._common = common
        self._settings = settings
        self.deferred: list[str] = []

    def notice(self, text: str) -> None:
        """Write a notice now; with `--quiet` only a warning."""
        diagnostics.notice(sentence_of(text), quiet=self._common.quiet and not is_warning(text))

    def warn(self, text: str) -> None:
        """Write a notice now, with `--quiet` too."""
        diagnostics.notice(text, quiet=False)

    def announce_first_shop(self, text: str) -> None:
        """Write that the default database was made, and how to begin."""
        self.notice(text)
        self.notice("begin with `customers import customers FILE`, or look at a sample shop: `customers demo`")

    def write_deferred(self) -> None:
        """Write the deferred notices."""
        for text in self.deferred:
            self.notice(text)

    def ask(self, question: Callable[[], str], *, is_stdin_used: bool = False) -> None:
        """Ask a question on the terminal and return if the answer is yes.

        The question is made without a terminal too: what it is about is looked up, and a missing customer is the error then.
        Where standard input is the list of customers, the answer is read from the terminal of the session.

        Raises:
            ConfirmationRequiredError: a terminal is missing.
            DeclinedError: the answer was not yes.
        """
        text = question()
        if self._settings.shop and self._settings.origins["CUSTOMERS_DATABASE_URL"].source != "flag":
            text = f"Shop {self._settings.shop}: {text}"
        if not sys.stderr.isatty():
            raise ConfirmationRequiredError()
        with open_terminal() if is_stdin_used else nullcontext(sys.stdin) as answers:
            if answers is None or not answers.isatty():
                raise ConfirmationRequiredError()
            if not diagnostics.ask(text, answers):
                raise DeclinedError()

    def progress(self, what: str, total: int | None = None, unit: str = "rows") -> "Progress":
        """Return the progress of long work: `with console.progress("Importing", size, "bytes") as progress`."""
        from customers.output import progress

        return progress.start(what, total, unit) if self.shows_progress else progress.NullProgress()

    def watch(
        self, rows: Iterable[Row], what: str, total: Callable[[], int], *, to_stdout: bool, size: Callable[[Row], int] = lambda _: 1
    ) -> Iterable[Row]:
        """Return rows that show progress as they are read; `total` counts them, and is only called for it.

        `size` is the number of rows in a chunk. Rows that are written `to_stdout` one by one show none, unless stdout is a
        file: on a terminal they are progress themselves, and the reader of a pipe may write to the same terminal.
        """
        if self.shows_progress and not (to_stdout and not _is_file(sys.stdout)):
            return self._watched(rows, what, total(), size)
        return rows

    def watch_page(self, page: "Page[Row]", what: str) -> "Page[Row]":
        """Return a page with rows that show progress as they are read; a table is complete before its first row is printed."""
        return replace(
            page, data=self.watch(page.data, what, lambda: min(page.meta.per_page, page.meta.total), to_stdout=self._format.is_streamed)
        )

    def _watched(self, rows: Iterable[Row], what: str, total: int, size: Callable[[Row], int]) -> Iterator[Row]:
        with self.progress(what, total) as progress:
            completed = reported = 0
            for row in rows:
                yield row
                completed += size(row)
                if completed >= reported + _STEP:
                    progress.set_completed(completed)
                    reported = completed

    @property
    def shows_progress(self) -> bool:
        """Whether progress is shown; with --debug the statements are progress enough."""
        return sys.stderr.isatty() and not (self._common.quiet or self._common.debug)

    def hint_next_page(self, meta: "PageMeta", what: str, limit: int | None = None, first_step: str = "") -> None:
        """Write how to get the next page: on a terminal, and where the first page could be taken for the complete list.

        An empty list is announced on a terminal, with the `first_step` that leads to a record.
        """
        if meta.total and meta.page > meta.pages:
            self.notice(f"there is no page {meta.page}: {count_of(meta.total, what[:-1], plural=what)} on {count_of(meta.pages, 'page')}")
        elif meta.total == 0:
            self.hint_empty(meta, what, first_step)
        elif limit is not None:
            self.hint_limit(meta, what, "; --all gives all of them")
        elif sys.stdout.isatty() and meta.next_cursor is not None:
            self.notice(f"page {meta.page} of {meta.pages} ({meta.total:,} {what}); next: --page {meta.page + 1}, all: --all")
        elif meta.next_cursor is not None and meta.page == 1 and self._hides_next_page(meta):
            self.notice(f"{meta.per_page} of {meta.total:,} {what}; --all gives all of them")

    def hint_empty(self, meta: "PageMeta", what: str, first_step: str = "") -> None:
        """Write on a terminal that a list is empty, and the `first_step` that leads to a record."""
        if sys.stdout.isatty() and meta.total == 0:
            self.notice(f"no {what}" + (f". {first_step}" if first_step else ""))

    def style(self) -> "Style":
        """Return what the run has chosen about tables, with the moments that they compare times with."""
        from customers.domain.segments import at_risk_before
        from customers.domain.timestamps import format_timestamp, now
        from customers.output.formats.base import Style

        moment = now()
        before = at_risk_before(self._settings.thresholds, moment)
        header = not self._common.no_header
        return Style(header, self._common.excel, self.hide_columns, format_timestamp(moment), format_timestamp(before))

    def hide_columns(self, names: Sequence[str]) -> None:
        """Write, after the result, which columns are not shown as the terminal has no room for them."""
        notice = f"not shown: {', '.join(names)}; a wider terminal, --fields or -o csv shows them"
        if notice not in self.deferred:
            self.deferred.append(notice)

    def hint_limit(self, meta: "PageMeta", what: str, rest: str = "", first_step: str = "") -> None:
        """Write that a limit leaves rows out, and how to get the rest; or that there are none, and the `first_step` to one."""
        self.hint_empty(meta, what, first_step)
        if meta.per_page < meta.total:
            self.notice(f"{meta.per_page:,} of {meta.total:,} {what}{rest}")

    @cached_property
    def _format(self) -> "type[Format]":
        """The format of the result."""
        from customers.output.formats.base import load_format

        return load_format(self._settings.output)

    def _hides_next_page(self, meta: "PageMeta") -> bool:
        """Return whether the output looks complete: JSON has its `meta`, and a page size that is given is a choice."""
        return not self._format.has_page_meta and meta.per_page == self._settings.per_page


def _is_file(stream: Any) -> bool:
    """Return whether a stream is a regular file."""
    try:
        return stat.S_ISREG(os.fstat(stream.fileno()).st_mode)
    except (OSError, ValueError):
        return False
