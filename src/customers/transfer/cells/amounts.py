"""Parse amounts as the columns of files have them: with a decimal point or a decimal comma, as the whole column is written.

A cell such as `12.500` could be read both ways; `1.234,50`, `12,50` or `0,750` decide how their column is written.
"""

import re
from decimal import Decimal
from enum import Enum
from typing import Any

from customers.domain.money import digits, parse_amount
from customers.transfer.cells.unread import Unread


class Mark(Enum):
    """The decimal mark of a column of amounts."""

    POINT = "point"
    COMMA = "comma"


class Evidence(Enum):
    """What a cell says about its column where it decides nothing."""

    NONE = "none"
    OPEN = "open"  # it could be read both ways


_PARTS = re.compile(r"(?P<before>[^\d]*)(?P<number>\d[\d.,'’\s]*)(?P<after>[^\d]*)")
# A currency, as a code or a sign, and a sign of the amount; a cell with other text is not an amount.
_CURRENCY = re.compile(r"[+\-−]?\s*[^\W\d_]{0,4}/?\.?\s*[$¢£¤¥৳฿\u20a0-\u20cf]?\s*[+\-−]?\s*")
_SPACED = re.compile(r"\d{1,3}(?:['’\s]\d{3})+(?:[.,]\d*)?")
_REPEATED = re.compile(r"\d{1,3}(?:([.,])\d{2,3})(?:\1\d{2,3})*\1\d{3}")
_OPEN = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_POINTED = re.compile(r"(?:\d*|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3})(?:\.\d*)?")
_NOISY = re.compile(r"-?\d{1,12}\.\d{9,}")
_SWAPPED = str.maketrans(".,", ",.")
_GROUP_SPACES = re.compile(r"['’\s]")
# Arabic marks, and the signs of East Asian width.
_MARKS = {"٫": ".", "٬": ",", "￥": "¥", "￡": "£", "￦": "₩", "．": ".", "，": ",", "－": "-", "（": "(", "）": ")", "＄": "$"}


class _Written:
    """An amount in parts: what stands before and after its number, and whether blanks or apostrophes group the number."""

    __slots__ = ("after", "before", "is_spaced", "number")

    def __init__(self, match: re.Match[str], *, is_negative: bool) -> None:
        before, number, self.after = match["before"], match["number"].strip(), match["after"].strip()
        # In ",50" the mark begins the number, in "Rs.500" it ends the currency.
        if before[-1:] == "," or (before[-1:] == "." and not before[-2:-1].isalpha()):
            before, number = before[:-1], before[-1] + number
        # "12,-" has no cents, "12,50-" is negative.
        if number[-1:] in ".,":
            self.after = self.after.lstrip("-–—")
        elif self.after in ("/-", "/="):
            self.after = ""  # nothing follows the whole rupees or shillings
        elif self.after in ("-", "−"):
            self.after, is_negative = "", True
        self.before = ("-" if is_negative else "") + before.strip()
        self.is_spaced = _SPACED.fullmatch(number) is not None
        self.number = _GROUP_SPACES.sub("", number) if self.is_spaced else number


def in_ascii(text: str) -> str:
    """Return an amount in the digits and marks of ASCII, whichever script or width it is written in."""
    return text if text.isascii() else "".join(map(_in_ascii, text))


def evidence_of(text: str) -> Mark | Evidence:
    """Return the decimal mark of an amount, OPEN where it could be read both ways, NONE where it has no mark or no form."""
    written = _parts(text)
    if written is None or not (_CURRENCY.fullmatch(written.before) and _CURRENCY.fullmatch(written.after)):
        return Evidence.NONE
    number = written.number
    comma, point = number.rfind(","), number.rfind(".")
    if comma < 0 and point < 0:
        return Evidence.NONE
    if comma >= 0 and point >= 0:
        mark = Mark.COMMA if comma > point else Mark.POINT
    elif number.count(",") + number.count(".") > 1:
        if _REPEATED.fullmatch(number) is None:
            return Evidence.NONE
        mark = Mark.POINT if comma >= 0 else Mark.COMMA
    elif not written.is_spaced and _OPEN.fullmatch(number):
        return Evidence.OPEN
    else:
        mark = Mark.COMMA if comma >= 0 else Mark.POINT
    return mark if _pointed(number, mark) is not None else Evidence.NONE


def plain_amount(text: str, mark: Mark) -> str | None:
    """Return an amount with a decimal point and without groups, None where a number with this decimal mark has another form.

    Signs and currencies stay; a text that has no number at all is returned as it is.
    """
    written = _parts(text)
    if written is None:
        return text
    number = _pointed(written.number, mark)
    return None if number is None else f"{written.before}{number}{written.after}"


def read_amount(value: Any, currency: str) -> int:
    """Return an amount of 0 or more, or less for a return, in minor units.

    Raises:
        ValueError: it is not an amount, or its column cannot have it.
    """
    if isinstance(value, Unread):
        raise ValueError(value.reason)
    if isinstance(value, str):
        return parse_amount(round_float_noise(value, digits(currency)) if len(value) > 10 else value, currency, signed=True)
    if isinstance(value, int | float | Decimal):
        return parse_amount(value, currency, signed=True)
    raise ValueError("must be an amount")


def round_float_noise(text: str, places: int) -> str:
    """Return an amount with the rounding error of a binary float (118.22999999999999) removed, others unchanged."""
    if not _NOISY.fullmatch(text):
        return text
    exact, rounded = Decimal(text), round(Decimal(text), places)
    return str(rounded) if abs(exact - rounded) < Decimal("0.0000001") else text


def _in_ascii(character: str) -> str:
    return str(int(character)) if character.isdecimal() else _MARKS.get(character, character)


def _parts(text: str) -> _Written | None:
    text = text.strip()
    is_negative = text[:1] == "(" and text[-1:] == ")"
    match = _PARTS.fullmatch(text[1:-1].strip() if is_negative else text)
    return None if match is None else _Written(match, is_negative=is_negative)


def _pointed(number: str, mark: Mark) -> str | None:
    """Return a number with a decimal point and without groups, None where it has another decimal mark or odd groups."""
    pointed = number.translate(_SWAPPED) if mark is Mark.COMMA else number
    return pointed.replace(",", "") if _POINTED.fullmatch(pointed) else None
