"""Hold the settings and notices of parsing one file, and parse its optional cells."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customers.config.settings import Settings
from customers.models.results import Notice
from customers.services.importing.rows import RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.dates import AmbiguousDateError, Dates


@dataclass
class RowNotices:
    """Notices about ignored cells of imported rows, each with the number of rows and the line of the first."""

    is_muted: bool = False  # while rows are read that are read again
    _rows: dict[str, list[int]] = field(default_factory=dict)  # the number of rows, the first line, the last

    def add(self, text: str, line: int) -> None:
        """Add a notice about the row on a line; several about one row count once."""
        if self.is_muted:
            return
        entry = self._rows.setdefault(text, [0, line, 0])
        entry[0] += entry[2] != line
        entry[2] = line

    def sentences(self) -> list[str]:
        """Return all notices in the order of their first rows, with their remedies."""
        return [
            Notice(f"{text} ({count} row{'s' if count > 1 else ''}, the first is line {line})", getattr(text, "remedy", None))
            for text, (count, line, _) in self._rows.items()
        ]


@dataclass
class ParseContext:
    """The settings and state of parsing one file.

    `foreign`: another program wrote the file; cells that a row can do without are ignored where they are invalid.
    `name_fallback`: a new customer without a name is named after one of its identities.
    `has_consent_states`: the file has a column that tells a no from the unknown.
    `own_phones`: the file has phones of customers beside those of their addresses.
    """

    settings: Settings
    dates: Dates = field(default_factory=Dates)
    notices: RowNotices = field(default_factory=RowNotices)
    foreign: bool = False
    name_fallback: bool = False
    own_phones: bool = True
    has_consent_states: bool = False


def read_time(name: str, row: SourceRow, context: ParseContext) -> datetime | None:
    """Return an optional time; an ambiguous one in another program's file is ignored with a notice."""
    if name not in row.cells:
        return None
    try:
        value: datetime | None = cell.read(name, row.cells, context.dates.read)
    except RowRejectedError as error:
        if context.foreign and isinstance(error.__cause__, AmbiguousDateError):
            context.notices.add(f"{name} was passed over: {AmbiguousDateError.message}", row.line)
            return None
        raise
    return value


def spare_phone(text: Any, country: str | None, context: ParseContext, line: int) -> str | None:
    """Return an optional phone; an invalid one is ignored with a notice.

    Raises:
        RowRejectedError: a spreadsheet rounded the phone.
    """
    if not isinstance(text, str):
        return None
    try:
        return cell.field("phone", text, context.settings, country)
    except RowRejectedError as error:
        if "spreadsheet" in error.reason:
            raise
        context.notices.add("phones that are none were passed over", line)
        return None
