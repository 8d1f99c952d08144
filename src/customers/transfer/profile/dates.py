"""Decide the order of day and month of each column of times, from all of its cells."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from customers.domain.text import quote_value
from customers.errors import Remedy, UsageError
from customers.services.importing.rows import SourceRow
from customers.transfer.cells.dates import DAY_FIRST, NO_TIME, AmbiguousDateError, Dates, is_serial, order_of
from customers.transfer.cells.unread import Unread
from customers.transfer.cells.values import strip_excel_guard

_MAX_TEXTS = 20_000  # distinct texts of a column that are kept


class DateColumn:
    """A column of times: the first date that can be read only one way decides how all are read."""

    def __init__(self, header: str, dates: Dates) -> None:
        """Begin with the order that the operator chose."""
        self.header = header
        self._dates = dates
        self.order = dates.order
        self._line: int | None = None  # of the date that decided
        self._text = ""
        self._open: tuple[int, str] | None = None  # the first ambiguous date
        self._is_decided = dates.order is not None or dates.pattern is not None
        self._is_serial: bool | None = None  # whether the first cell is a date as a spreadsheet stores it

    def note_all(self, cells: Iterable[tuple[Any, SourceRow]]) -> None:
        """Take cells with their rows into account."""
        if not self._is_decided:
            for value, row in cells:
                self.note(value, row)

    def note(self, value: Any, row: SourceRow) -> None:
        """Take a cell into account."""
        if self._is_decided or not isinstance(value, str):
            return
        if value[4:5] == "-" and value[:4].isdigit():
            self._is_serial = self._is_serial or False
            return
        text = strip_excel_guard(value.strip())
        if self._is_serial is None and text:
            self._is_serial = is_serial(text)
        order = order_of(text)
        if order:
            self.order, self._line, self._text, self._is_decided = order, row.line, value.strip(), True
        elif order == "" and self._open is None:
            self._open = (row.line, value.strip())

    def settle(self, *, is_required: bool) -> None:
        """End the decision.

        Raises:
            UsageError: the column is required, and all of its dates are ambiguous.
        """
        if is_required and not self._is_decided and self._open is not None:
            line, text = self._open
            raise UsageError(
                problem=f"the dates of the column {self.header!r} are ambiguous: every one could be day first or month first,"
                f" such as {quote_value(text)} in line {line}",
                remedy=Remedy("name_date_format"),
            )

    @property
    def reading(self) -> str | None:
        """The order of the column, and why; None where no date of it is ambiguous."""
        if self._line is None:
            return None
        return f"{self.header} {self.order}, as line {self._line} has {quote_value(self._text)}"

    def rule(self) -> Callable[[str], Any]:
        """Return the rule that parses the cells of the column."""
        return lru_cache(maxsize=_MAX_TEXTS)(lambda text: self._read(strip_excel_guard(text)))

    def _read(self, text: str) -> Any:
        if text.lower() in NO_TIME:
            return text
        try:
            if self._is_serial and is_serial(text):
                return self._dates.parse_serial(text)
            return self._dates.parse(text, self.order)
        except AmbiguousDateError as error:
            return Unread(str(error), is_open=True)
        except ValueError as error:
            if self._dates.pattern is not None:
                return text  # with the time of another column it may have the pattern
            return Unread(self._contradiction(text) or str(error))

    def _contradiction(self, text: str) -> str | None:
        """Return the reason why a date has the other order than the one that decided, None where it has no order."""
        order = order_of(text)
        if not order or order == self.order or self._line is None:
            return None
        word = "day first" if self.order == DAY_FIRST else "month first"
        return (
            f"{quote_value(text)} is not {word}, as line {self._line} ({quote_value(self._text)}) is:"
            " in this column some are day first, some month first"
        )
