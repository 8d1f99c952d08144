"""Tell columns of refunds that hold amounts from those that say whether, or how often, something was refunded."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from customers.transfer.cells.consent import is_yes_or_no
from customers.transfer.cells.looks import is_stand_in
from customers.transfer.columns.headers import bare
from customers.transfer.columns.native import Column
from customers.transfer.profile.texts import ColumnTexts

# These headings may be of an amount, a flag or a number of refunds.
_UNCLEAR = ("refund", "refunds")
_MARKS = ("0", "1", "0.0", "1.0")


class RefundColumns:
    """The columns of one file whose heading does not say whether they hold amounts refunded."""

    def __init__(self, columns: Iterable[Column] = ()) -> None:
        """Begin with the columns of the file."""
        self._headers = [column.header for column in columns if column.field == "refunded"]
        self.observed = [ColumnTexts(header) for header in self._headers if bare(header) in _UNCLEAR]

    def unclear(self, original: Mapping[str, Any]) -> str | None:
        """Return the cell that stands for the refund of a row and holds no amount, None where it holds one or is blank."""
        if not self._without_amounts:
            return None
        # The last column that is not blank is used.
        header = next((header for header in reversed(self._headers) if str(original.get(header) or "").strip()), "")
        return str(original[header]).strip() if header in self._without_amounts else None

    @cached_property
    def _without_amounts(self) -> set[str]:
        """The columns with a yes or a no, or with counts alone. They are known once the file was read."""
        return {column.header for column in self.observed if _has_no_amounts(map(str.strip, column.texts))}


def _has_no_amounts(texts: Iterable[str]) -> bool:
    words = [text for text in texts if text and not is_stand_in(text)]
    if any(not _has_digit(text) for text in words):
        return not any(_has_digit(text) and not is_yes_or_no(text) for text in words)
    return bool(words) and all(text in _MARKS or (len(text) == 1 and text.isdecimal()) for text in words)


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))
