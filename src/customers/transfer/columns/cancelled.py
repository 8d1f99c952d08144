"""Read the cells of a column that says whether, or when, an order was cancelled."""

import re

from customers.domain.orders.status import CANCELLED, parse_status
from customers.transfer.cells.consent import is_yes_or_no, read_word
from customers.transfer.cells.dates import NO_TIME

_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
_DAYS = 10_000  # from here on a number is a date of a spreadsheet, or seconds


def is_cancelled(text: str) -> bool | None:
    """Return True for a yes or a time, False for a no or a blank, None for a cell that is neither, such as a quantity."""
    text = text.strip()
    if not text or text.lower() in NO_TIME:
        return False
    if _NUMBER.fullmatch(text):
        number = float(text.replace(",", "."))
        return bool(number) if number in (0, 1) else True if number >= _DAYS else None
    if is_yes_or_no(text):
        return read_word(text)
    return True if sum(map(str.isdecimal, text)) >= len("2026") or parse_status(text).word == CANCELLED else None
