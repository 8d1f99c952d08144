"""The rules by which whole columns of texts are parsed: what a rule does not take is odd, and its row left to the parser of rows."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

# What a rule makes of a cell that it does not take.
ODD: Final = object()
_MAX_TEXTS = 1 << 14  # distinct texts of a column that are kept
# Numbers of orders that are taken as they are.
is_plain_number = re.compile(r"[\w#/.:-]{1,64}", re.ASCII).fullmatch
# Characters that begin a guard or a clear.
_GUARDS = "'\\="


class Rule:
    """The rule of a column, which parses each of its texts once.

    `parse` raises ValueError for what is odd. A column in which most texts stand once has a `match` of those that are stored as they
    are.
    """

    def __init__(self, parse: Callable[[str], Any], blank: Any = None, match: Callable[[str], object] | None = None) -> None:
        self._parse = parse
        self._match = match
        self._known = _Known(self.value_of)
        self._has_odd = blank is ODD
        self.blank = blank

    def take(self, values: Sequence[Any], odd: set[int]) -> Sequence[Any]:
        """Return the parsed cells of a column; the places of odd ones are added to `odd`.

        Raises:
            TypeError: a cell is a list or an object.
        """
        match, known = self._match, self._known
        if match is not None:
            value_of = self.value_of
            blank = self.blank
            taken = [blank if value == "" else value if type(value) is str and match(value) else value_of(value) for value in values]
        else:
            known.limit()
            taken = list(map(known.__getitem__, values))
        if self._has_odd:
            odd.update([place for place, value in enumerate(taken) if value is ODD])
        return taken

    def of(self, value: Any) -> Any:
        """Return the parsed value of a cell, once for each text."""
        self._known.limit()
        return self._known[value]

    def value_of(self, value: Any) -> Any:
        """Return the parsed value of a cell."""
        if value is None:
            return self.blank
        parsed = self._value_of_text(value.strip()) if type(value) is str else ODD
        self._has_odd = self._has_odd or parsed is ODD
        return parsed

    def _value_of_text(self, text: str) -> Any:
        if not text:
            return self.blank
        if text[0] in _GUARDS:
            return ODD
        try:
            return self._parse(text)
        except ValueError:
            return ODD


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
