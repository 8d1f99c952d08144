"""How the cells of one file are read, and the cells that a row can do without."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customers.config.settings import Settings
from customers.services.importing.rows import RowRejected, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.dates import AmbiguousDateError, Dates
from customers.transfer.notices import RowNotices


@dataclass
class ParseContext:
    """How the cells of a file are read. `foreign`: it is another program's, which is stricter about itself than about us.

    `name_fallback`: a new customer without a name is called by another of its names; `own_phones`: the file has phones of
    customers beside those of their addresses.
    """

    settings: Settings
    dates: Dates = field(default_factory=Dates)
    notices: RowNotices = field(default_factory=RowNotices)
    foreign: bool = False
    name_fallback: bool = False
    own_phones: bool = True


def read_time(name: str, row: SourceRow, context: ParseContext) -> datetime | None:
    """A time that a row can do without: in another program's file one that could be two is passed over."""
    if name not in row.cells:
        return None
    try:
        found: datetime | None = cell.read(name, row.cells, context.dates.read)
    except RowRejected as refusal:
        if context.foreign and isinstance(refusal.__cause__, AmbiguousDateError):
            context.notices.add(f"{name} was passed over: {AmbiguousDateError.said}", row.line)
            return None
        raise
    return found


def spare_phone(text: Any, country: str | None, context: ParseContext, line: int) -> str | None:
    """A phone that a row can do without; one that is none is passed over, and one that a spreadsheet spoiled is refused."""
    if not isinstance(text, str):
        return None
    try:
        return cell.field("phone", text, context.settings, country)
    except RowRejected as refusal:
        if "spreadsheet" in refusal.reason:
            raise
        context.notices.add("phones that are none were passed over", line)
        return None
