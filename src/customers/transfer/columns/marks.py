"""Read the columns that say whether, or when, an order was cancelled, and whether one was refunded."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from customers.domain.orders.status import CANCELLED, parse_status
from customers.transfer.cells.consent import is_yes_or_no, read_word
from customers.transfer.cells.dates import NO_TIME
from customers.transfer.cells.looks import is_word_for_blank, look_of
from customers.transfer.cells.values import strip_excel_guard
from customers.transfer.columns.headers import bare, key
from customers.transfer.columns.native import Column
from customers.transfer.profile.texts import ColumnTexts

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_AMOUNT = re.compile(r".*[.,]\d{2}")
_MARKS = ("0", "1", "0.0", "1.0")
# These headings may be of an amount, a yes or a number of refunds.
_UNCLEAR = ("refund", "refunds")
_DAYS = 10_000  # from here on a number is a date of a spreadsheet, or seconds
# The headings that may be of a yes or a no.
_FLAGS = ("cancelled", "canceled", "iscancelled", "iscanceled", "ordercancelled", "ordercanceled")
_DOUBT = re.compile(r"^(?:no|not|never|part)|\?", re.IGNORECASE)
# What databases and spreadsheets have for no date: 0001-01-01, 1900-01-00, 1970-01-01.
_NO_YEAR = re.compile(r"(?<!\d)(?:000\d|1[0-8]\d\d|19[0-6]\d|1970)(?!\d)")


class CancelledColumns:
    """The columns of one file about the cancellation of its orders."""

    def __init__(self, columns: Iterable[Column] = ()) -> None:
        """Begin with the columns of the file."""
        self.headers = [column.header for column in columns if column.field == "cancelled_at"]
        self.observed = [ColumnTexts(header) for header in self.headers]

    def read(self, original: Mapping[str, Any]) -> tuple[bool, list[str]]:
        """Return whether any column says that an order was cancelled, and the cells that are neither a time nor yes or no."""
        is_one, unread = False, []
        for header in self.headers:
            value = original.get(header)
            text = strip_excel_guard(value.strip()) if isinstance(value, str) else ""
            state = None if text in ("1", "1.0") and header in self._quantities else is_cancelled(text)
            if state is None and key(header) not in _FLAGS and not _is_quantity(text) and not _DOUBT.search(text):
                state = True  # below the heading of a time, a text such as "3 May" or "by phone" is one of a cancellation
            if state is None:
                unread.append(text)
            is_one = is_one or state is True
        return is_one, unread

    @cached_property
    def _quantities(self) -> set[str]:
        """The columns with numbers of items, or amounts: in them 1 is not a yes. They are known once the file was read."""
        return {column.header for column in self.observed if any(map(_is_quantity, map(str.strip, column.texts)))}


class RefundColumns:
    """The columns of one file about refunds; the heading of some does not say whether they have amounts."""

    def __init__(self, columns: Iterable[Column] = ()) -> None:
        """Begin with the columns of the file."""
        self._headers = [column.header for column in columns if column.field == "refunded"]
        self.observed = [ColumnTexts(header) for header in self._headers if bare(header) in _UNCLEAR]

    def unclear(self, original: Mapping[str, Any]) -> str | None:
        """Return the cell that says of the refund of a row no amount, None where it has one or is blank."""
        if not self._without_amounts:
            return None
        # The last column that is not blank is used.
        header = next((header for header in reversed(self._headers) if str(original.get(header) or "").strip()), "")
        return str(original[header]).strip() if header in self._without_amounts else None

    @cached_property
    def _without_amounts(self) -> set[str]:
        """The columns with a yes or a no, or with counts alone. They are known once the file was read."""
        return {column.header for column in self.observed if _has_no_amounts(map(str.strip, column.texts))}


def is_cancelled(text: str) -> bool | None:
    """Return True for a yes or a time, False for a no or a blank, None for a cell that is neither, such as a quantity."""
    text = text.strip()
    if not text or text == "\\N" or text.lower() in NO_TIME:
        return False
    if text in _MARKS:
        return text[0] == "1"
    if _is_quantity(text):
        return None if set(text) & set("123456789") else False
    if _NO_YEAR.search(text):
        return False
    if is_yes_or_no(text):
        return None if "?" in text else read_word(text)
    if is_word_for_blank(text) and text.lower() != "x":
        return False
    return True if sum(map(str.isdecimal, text)) >= len("2026") or parse_status(text).word == CANCELLED else None


def _is_quantity(text: str) -> bool:
    """Return whether a text is a number of items or an amount."""
    if text in _MARKS:
        return False
    if _NUMBER.fullmatch(text):
        return _AMOUNT.fullmatch(text) is not None or float(text.replace(",", ".")) < _DAYS
    return look_of((text,)) == "amount"


def _has_no_amounts(texts: Iterable[str]) -> bool:
    words = [text for text in texts if text and not is_word_for_blank(text)]
    if any(not _has_digit(text) for text in words):
        return not any(_has_digit(text) and not is_yes_or_no(text) for text in words)
    return bool(words) and all(text in _MARKS or (len(text) == 1 and text.isdecimal()) for text in words)


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))
