"""The rules by which whole columns of cells are parsed: what a rule does not take is odd, and its row left to the parser of rows."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from customers.services.importing.rows import CLEAR
from customers.transfer.columns.native import unguard

# What a rule makes of a cell that it does not take.
ODD: Final = object()
_MAX_TEXTS = 1 << 14  # distinct texts of a column that are kept
# Numbers of orders that are taken as they are.
is_plain_number = re.compile(r"[\w#/.:-]{1,64}", re.ASCII).fullmatch
# Ids of this program as it writes them.
is_plain_id = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch
# Short texts of ASCII without a guard, a control character, or a blank at an end: they are stored as they are.
is_short = re.compile(r"[A-Za-z0-9#(](?:[ -~]{0,30}[!-~])?").fullmatch
# Characters that begin a guard or a clear.
_GUARDS = "'\\="
Trim = Callable[[str], str]


def trim_cell(text: str) -> str:
    """Return the text of a cell of a table, without blanks at its ends and its guard.

    Raises:
        ValueError: it clears its field.
    """
    text = text.strip()
    if text and text[0] in _GUARDS:
        if text == CLEAR.value:
            raise ValueError
        return unguard(text)
    return text


def trim_member(text: str) -> str:
    """Return a text of JSON as it is.

    Raises:
        ValueError: it is blank, or has blanks at an end.
    """
    if not text or text[0].isspace() or text[-1].isspace():
        raise ValueError
    return text


class Rule:
    """The rule of a column, which parses each of its cells once.

    `parse` raises ValueError for what is odd. A column in which most texts stand once has a `match` of those that are stored as they
    are. `takes` is the type of the cells that it takes; `is_cleared`: whether it takes what clears its field.
    """

    def __init__(
        self,
        parse: Callable[[Any], Any],
        blank: Any = None,
        match: Callable[[str], object] | None = None,
        *,
        trim: Callable[[Any], Any] = trim_cell,
        takes: type = str,
        is_cleared: bool = False,
    ) -> None:
        self._parse = parse
        self._match = match
        self.trim = trim
        self._takes = takes
        self._is_cleared = is_cleared
        self._known = _Known(self.value_of)
        self.blank = blank
        self._has_odd = False
        self._has_odd = ODD in (blank, self.value_of(""))

    def without_blank(self) -> "Rule":
        """Return the rule of one of several columns of a field: a blank leaves the cell to the others."""
        return Rule(self._parse, None, self._match, trim=self.trim, takes=self._takes, is_cleared=self._is_cleared)

    def take(self, values: Sequence[Any], odd: set[int]) -> Sequence[Any]:
        """Return the parsed cells of a column; the places of odd ones are added to `odd`."""
        match, known = self._match, self._known
        if match is not None:
            value_of = self.value_of
            empty = value_of("")
            taken = [empty if value == "" else value if type(value) is str and match(value) else value_of(value) for value in values]
        else:
            known.limit()
            try:
                taken = list(map(known.__getitem__, values))
            except TypeError:  # a list or an object in a cell
                taken = list(map(self._of_any, values))
        if self._has_odd:
            odd.update([place for place, value in enumerate(taken) if value is ODD])
        return taken

    def _of_any(self, value: Any) -> Any:
        try:
            return self._known[value]
        except TypeError:
            return self.value_of(ODD)

    def of(self, value: Any) -> Any:
        """Return the parsed value of a cell, once for each text."""
        self._known.limit()
        return self._known[value]

    def value_of(self, value: Any) -> Any:
        """Return the parsed value of a cell."""
        if value is None:
            return self.blank
        parsed = self._parsed(value)
        self._has_odd = self._has_odd or parsed is ODD
        return parsed

    def _parsed(self, value: Any) -> Any:
        if value is CLEAR:
            return CLEAR if self._is_cleared else ODD
        if type(value) is not self._takes:
            return ODD
        try:
            text = self.trim(value)
            return self._parse(text) if text else self.blank
        except ValueError:
            return ODD


def flag_text(value: Any) -> Any:
    """Return a flag of JSON as a text, any other value as it is."""
    return str(value) if type(value) is bool else value


def matching(match: Callable[[str], object]) -> Callable[[str], str]:
    """Return the function that takes what matches as it is."""

    def parse(text: str) -> str:
        if not match(text):
            raise ValueError
        return text

    return parse


class _Known(dict[Any, Any]):
    """The parsed values by their texts, but for odd ones: what is odd may be taken once the file has shown more of itself."""

    def __init__(self, value_of: Callable[[Any], Any]) -> None:
        self._value_of = value_of

    def limit(self) -> None:
        """Forget all texts where there are too many."""
        if len(self) > _MAX_TEXTS:
            self.clear()

    def __missing__(self, value: Any) -> Any:
        parsed = self._value_of(value)
        if parsed is not ODD:
            self[value] = parsed
        return parsed
