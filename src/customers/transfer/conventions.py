"""How the cells of one file are read, and the cells that a row can do without."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customers.config.settings import Settings
from customers.services.importing.rows import RowRejected, SourceRow
from customers.transfer import values as cell
from customers.transfer.dates import AmbiguousDate, Dates
from customers.transfer.notes import Notes


@dataclass
class Reading:
    """How the cells of a file are read. `foreign`: it is another program's, which is stricter about itself than about us.

    `generous`: a new customer without a name is called by another of its names; `own_phones`: the file has phones of
    customers beside those of their addresses.
    """

    settings: Settings
    dates: Dates = field(default_factory=Dates)
    notes: Notes = field(default_factory=Notes)
    foreign: bool = False
    generous: bool = False
    own_phones: bool = True


def read_time(name: str, row: SourceRow, reading: Reading) -> datetime | None:
    """A time that a row can do without: in another program's file one that could be two is passed over."""
    if name not in row.cells:
        return None
    try:
        found: datetime | None = cell.read(name, row.cells, reading.dates.read)
    except RowRejected as refusal:
        if reading.foreign and isinstance(refusal.__cause__, AmbiguousDate):
            reading.notes.add(f"{name} was passed over: {AmbiguousDate.said}", row.line)
            return None
        raise
    return found


def spare_phone(text: Any, country: str | None, reading: Reading, line: int) -> str | None:
    """A phone that a row can do without; one that is none is passed over, and one that a spreadsheet spoiled is refused."""
    if not isinstance(text, str):
        return None
    try:
        return cell.field("phone", text, reading.settings, country)
    except RowRejected as refusal:
        if "spreadsheet" in refusal.reason:
            raise
        reading.notes.add("phones that are none were passed over", line)
        return None
