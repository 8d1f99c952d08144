"""Hold the settings and notices of parsing one file, and parse its optional cells."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customers.config.settings import Settings
from customers.domain.email import emails_of
from customers.domain.orders.status import PAID
from customers.domain.phone import phones_of
from customers.domain.text import quote_value
from customers.errors.notice import Notice
from customers.services.importing.rows import RowRejectedError, RowResult, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.dates import Dates
from customers.transfer.cells.deleted import DeletedRows

_AROUND = " '\u200b\u200e\u200f\u2060\ufeff\xa0"


@dataclass
class _Count:
    """The rows of one notice: their number, the first line and the last."""

    first: int
    is_warning: bool
    rows: int = 0
    last: int = 0


@dataclass
class RowNotices:
    """Notices about cells of imported rows, each with the number of rows and the line of the first."""

    is_muted: bool = False  # while rows are read that are read again
    _counts: dict[str, _Count] = field(default_factory=dict)
    _reasons: dict[str, str] = field(default_factory=dict)  # of the first cell of a field that was left out
    _if_created: dict[int, str] = field(default_factory=dict)  # notices about rows that are not written yet, by line

    def add(self, text: str, line: int, *, is_warning: bool = False) -> None:
        """Add a notice about the row on a line; several about one row count once."""
        if self.is_muted:
            return
        count = self._counts.setdefault(text, _Count(line, is_warning))
        count.rows += count.last != line
        count.last = line

    def leave_out(self, reason: str, line: int, *, is_warning: bool = False) -> None:
        """Add a notice about a cell that cannot be taken; the reason begins with its field."""
        name, _, why = reason.partition(": ")
        self.leave_out_cell(name, why, line, is_warning=is_warning)

    def leave_out_cell(self, name: str, why: str, line: int, *, is_warning: bool = False) -> None:
        """Add a notice about a cell of a field or column; with the reason of the first."""
        self._reasons.setdefault(name, why)
        self.add(f"{name} was left out: {self._reasons[name]}", line, is_warning=is_warning)

    def add_if_created(self, text: str, line: int) -> None:
        """Add a notice about a row that counts if the row makes a customer."""
        self._if_created[line] = text

    def settle(self, results: Iterable[RowResult]) -> None:
        """Count the rows that made a customer."""
        if not self._if_created:
            return
        for result in results:
            text = self._if_created.pop(result.row.line, None)
            if text is not None and result.outcome == "created":
                self.add(text, result.row.line)

    def sentences(self) -> list[Notice]:
        """Return all notices in the order of their first rows, with their remedies."""
        return [
            Notice(
                f"{text} ({count.rows:,} row{'s' if count.rows > 1 else ''}, the first is line {count.first})",
                getattr(text, "remedy", None),
                is_warning=count.is_warning,
            )
            for text, count in self._counts.items()
        ]


@dataclass
class ParseContext:
    """The settings and state of parsing one file.

    `foreign`: another program wrote the file.
    `is_json`: the rows are objects, each with its own keys.
    `name_fallback`: no column has first names; a new customer is named after one of its identities.
    `has_consent_states`: the file has a column that tells a no from the unknown.
    `own_phones`: the file has phones of customers beside those of their addresses.
    `default_status`: the status of an order where the row has none.
    `deleted`: the columns that call a row deleted.
    """

    settings: Settings
    dates: Dates = field(default_factory=Dates)
    notices: RowNotices = field(default_factory=RowNotices)
    foreign: bool = False
    is_json: bool = False
    name_fallback: bool = False
    own_phones: bool = True
    has_consent_states: bool = False
    default_status: str = PAID
    deleted: DeletedRows | None = None


def read_time(name: str, row: SourceRow, context: ParseContext) -> datetime | None:
    """Return an optional time; one that cannot be read is left out with a notice."""
    if name not in row.cells:
        return None
    try:
        value: datetime | None = cell.read(name, row.cells, context.dates.read)
    except RowRejectedError as error:
        context.notices.leave_out(error.reason, row.line)
        return None
    return value


def single_email(text: str, context: ParseContext, line: int) -> str:
    """Return the email of a cell; of several the first, the others are left out with a notice."""
    if context.foreign:
        # What a page or a spreadsheet leaves around a text; the quotes are those of address books.
        text = text.strip(_AROUND)
    return _first_of("email", emails_of(text), context, line)


def optional_field(name: str, text: Any, country: str | None, context: ParseContext, line: int) -> str | None:
    """Return an optional value; one that breaks its rule is left out with a notice.

    Raises:
        RowRejectedError: a spreadsheet rounded a phone.
    """
    if not isinstance(text, str):
        return None
    if name == "phone":
        text = _first_of(name, phones_of(text), context, line)
    try:
        return cell.field(name, text, context.settings, country)
    except RowRejectedError as error:
        if name == "phone" and "spreadsheet" in error.reason:
            raise
        context.notices.leave_out(error.reason, line)
        return None


def spare_phone(text: Any, country: str | None, context: ParseContext, line: int) -> str | None:
    """Return an optional phone; one that is none is left out with a notice."""
    return optional_field("phone", text, country, context, line)


def _first_of(name: str, texts: list[str], context: ParseContext, line: int) -> str:
    first, *others = texts
    if others:
        context.notices.leave_out(f"a further {name}: {quote_value(', '.join(others))} in a cell of several", line)
    return first
