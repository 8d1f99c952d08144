"""Decide whether a column of order numbers or ids holds whole numbers that a spreadsheet or a data frame wrote as 1001.0."""

import re
from collections.abc import Iterable
from typing import Any

from customers.services.importing.rows import SourceRow
from customers.transfer.cells.values import strip_excel_guard

NUMBERS = ("number", "external_id", "customer_external_id")
_END = ".0"
_WHOLE = re.compile(r"(?:0|[1-9]\d{0,14})\.0", re.ASCII)


class NumberColumn:
    """A column of numbers or ids: `1001.0` is 1001 where all of its cells end so, else it is as it stands."""

    def __init__(self, header: str) -> None:
        """Begin without a cell."""
        self.header = header
        self.is_other = False  # a cell has another form
        self._has_cells = False

    @property
    def is_whole(self) -> bool:
        """Whether every cell is a whole number with `.0` behind it."""
        return self._has_cells and not self.is_other

    def note_all(self, cells: Iterable[tuple[Any, SourceRow]]) -> None:
        """Take cells with their rows into account."""
        for value, _row in cells if not self.is_other else ():
            text = strip_excel_guard(value.strip()) if isinstance(value, str) else str(value)
            if text:
                self._has_cells = True
                self.is_other = self.is_other or _WHOLE.fullmatch(text) is None

    @property
    def reading(self) -> str | None:
        """How the column is read where its cells lose their end."""
        return f"{self.header} without the {_END} behind its whole numbers" if self.is_whole else None

    @staticmethod
    def read(text: str) -> str:
        """Return the whole number of a cell of such a column."""
        return whole_number(strip_excel_guard(text))


def whole_number(text: str) -> str:
    """Return a number without the `.0` behind it."""
    return text.removesuffix(_END)
