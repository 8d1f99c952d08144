"""Decide the decimal mark of each column of amounts, from all of its cells."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from customers.domain.text import quote_value
from customers.errors import Remedy, UsageError
from customers.services.importing.rows import SourceRow
from customers.transfer.cells.amounts import Evidence, Mark, evidence_of, in_ascii, plain_amount
from customers.transfer.cells.unread import Unread
from customers.transfer.cells.values import strip_excel_guard

Places = Callable[[SourceRow], int]
_SIMPLE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_MAX_TEXTS = 20_000  # distinct texts of a column that are kept


class AmountColumn:
    """A column of amounts: the first cell that can be read only one way decides how all are read."""

    def __init__(
        self, header: str, places: Places, choice: str | None = None, *, has_numbers: bool = False, is_native: bool = False
    ) -> None:
        """Begin with the mark that the operator chose, or that of a column of numbers.

        A native file has decimal points: only what is an amount with either mark is a question there. `places` gives the decimals of
        the currency of a row.
        """
        self.header = header
        self._places = places
        self._is_native = is_native
        self.mark = Mark(choice) if choice is not None else Mark.POINT if has_numbers else None
        self.line: int | None = None  # of the cell that decided
        self.text = ""
        self._open: tuple[int, str] | None = None  # the first cell that can be read both ways
        self._is_marked = False  # a comma or a group is there
        self._known: set[str] = set()

    def note_all(self, cells: Iterable[tuple[Any, SourceRow]]) -> None:
        """Take cells with their rows into account."""
        if self.mark is not None:
            if self._is_marked:
                return
            cells = [cell for cell in cells if isinstance(cell[0], str) and _may_be_marked(in_ascii(cell[0]))]
        for value, row in cells:
            self.note(value, row)

    def note(self, value: Any, row: SourceRow) -> None:
        """Take a cell into account."""
        if not isinstance(value, str):
            if isinstance(value, int | float) and not isinstance(value, bool) and self.mark is None:
                self.mark, self.line, self.text = Mark.POINT, row.line, str(value)
            return
        if value in self._known or not value:
            return
        if len(self._known) < _MAX_TEXTS:
            self._known.add(value)
        value = in_ascii(value)
        # Of a decided column only the first comma or group counts.
        if self.mark is not None and (self._is_marked or not _may_be_marked(value)):
            return
        evidence = evidence_of(strip_excel_guard(value.strip()))
        self._is_marked = self._is_marked or "," in value or evidence is Evidence.OPEN
        if evidence is Evidence.OPEN and not self._is_native and self._places(row) == 0:
            # Amounts of this currency have no decimals: three digits after a mark are a group.
            evidence = Mark.POINT if "," in value else Mark.COMMA
        if isinstance(evidence, Mark) and self.mark is None:
            self.mark, self.line, self.text = evidence, row.line, value
        elif evidence is Evidence.OPEN and self._open is None and self._is_question(value, row):
            self._open = (row.line, value)

    def settle(self) -> None:
        """End the decision; a column without a question has decimal points.

        Raises:
            UsageError: every marked cell can be read both ways.
        """
        if self.mark is None and self._open is not None:
            line, text = self._open
            raise UsageError(
                problem=f"the column {self.header!r} does not show whether its amounts have a decimal comma or a decimal point:"
                f" {quote_value(text.strip())} in line {line} could be either",
                remedy=Remedy("name_decimal_mark"),
            )
        self.mark = self.mark or Mark.POINT

    def _is_question(self, text: str, row: SourceRow) -> bool:
        """Return whether a cell that can be read both ways is an amount in both: in a native file it may be too fine as one."""
        if not self._is_native:
            return True
        places = self._places(row)
        # With three decimals, this program writes a point before them.
        if places == 3:
            return "," in text
        decimals = "".join(character for character in text if character.isdigit())[-3:]
        return not decimals[places:].strip("0")

    @property
    def notice(self) -> str | None:
        """How the column is read, where its cells have a comma or could be read both ways."""
        if not (self._is_marked or self.mark is Mark.COMMA):
            return None
        return self.reading

    @property
    def reading(self) -> str:
        """How the column is read, and why."""
        why = f", as line {self.line} has {quote_value(self.text.strip())}" if self.line is not None else ""
        return f"{self.header} with a decimal {self._mark.value}{why}"

    def rule(self) -> Callable[[str], Any]:
        """Return the rule that gives the cells of the column a decimal point."""
        return lru_cache(maxsize=_MAX_TEXTS)(lambda text: self._read(strip_excel_guard(text)))

    @property
    def _mark(self) -> Mark:
        return self.mark or Mark.POINT

    def _read(self, text: str) -> str | Unread:
        # Most cells: `plain_amount` returns them as they are.
        if self._mark is Mark.POINT and _SIMPLE.fullmatch(text):
            return text
        plain = plain_amount(in_ascii(text), self._mark)
        if plain is not None:
            return plain
        why = f"as line {self.line} ({quote_value(self.text.strip())}) decides" if self.line is not None else "as chosen"
        return Unread(f"{quote_value(text)} is not an amount with a decimal {self._mark.value}, {why}")


def _may_be_marked(text: str) -> bool:
    """Return whether an amount may have a comma or a group."""
    return "," in text or text[-4:-3] == "."
