"""Times as files write them: which form a file has is found out once, and never mixed.

ISO 8601 and forms that can be read in one way only are read as they come. Where day and month could change places
(03/04/2025), the rows of the file that are read ahead decide for all of it, or nobody does.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from customers.domain.text import quote_value
from customers.domain.timestamps import parse_timestamp
from customers.errors import Remedy, UsageError
from customers.services.importing.rows import SourceRow

AHEAD = 10_000
DAY_FIRST, MONTH_FIRST = "day first (24/11/2025)", "month first (11/24/2025)"
ISO = "ISO 8601 (2026-11-23 06:41:00)"
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

_TIME = (
    r"(?:(?:,?\s+|\s*T)(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+\-]\d{2}:?\d{2})?"
)
_NUMERIC = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/.\-])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[/.\-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})" + _TIME)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<zone>)(?P<hour>)(?P<minute>)(?P<second>)(?P<half>)")
_DAY_NAME = r"(?:[A-Za-z]{3,9}\.?,?\s+)?"
_NAMED = (
    re.compile(
        _DAY_NAME + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s\-](?:of\s+)?(?P<name>[A-Za-z]{3,9})\.?,?[\s\-](?P<year>\d{4}|\d{2})" + _TIME
    ),
    re.compile(_DAY_NAME + r"(?P<name>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})" + _TIME),
)
_SECONDS = re.compile(r"[12]\d{9}(?:\d{3})?")


class AmbiguousDateError(ValueError):
    """A date in which day and month could change places, in a file that does not tell them apart."""

    said = "day and month cannot be told apart in it; say how it is written by --date-format %d/%m/%Y or the like"


class Dates:
    """How the times of one file are read; `date_format` (of strptime) is the only form where it is given."""

    def __init__(self, date_format: str | None = None) -> None:
        self.date_format = date_format
        self.order: str | None = None
        self.forms: dict[str, None] = {}
        self.contradictory = False
        self._moments: dict[str, datetime] = {}  # what was read lately: a file has few times, or each but once

    def settle(self, rows: Iterable[SourceRow], headers: Iterable[str], *, required: bool = False) -> Iterator[SourceRow]:
        """The same rows, the order of day and month decided by those ahead.

        Raises:
            UsageError: it cannot be decided, where the rows are nothing without it (`required`).
        """
        columns, left = list(headers), iter(rows)
        held: list[SourceRow] = []
        if self.date_format is None and columns:
            seen: set[str | None] = set()
            for row in left:
                held.append(row)
                texts = [text.strip(" '`") for name in columns if isinstance(text := row.original.get(name), str) and text.strip()]
                orders = {_order_of(text) for text in texts}
                seen |= orders
                if (texts and orders == {None} and len(seen) == 1) or len(held) >= AHEAD:
                    break
            self._decide(seen - {None}, required=required)
        yield from held
        yield from left

    def _decide(self, seen: set[str | None], *, required: bool) -> None:
        known = seen & {DAY_FIRST, MONTH_FIRST}
        self.contradictory = len(known) == 2
        if len(known) == 1:
            self.order = known.pop()
        elif seen and required:
            why = "some are day first, some month first" if self.contradictory else "every one could be day first or month first"
            raise UsageError(
                problem=f"the dates of the file cannot be told apart: {why}",
                remedy=Remedy("name_date_format"),
            )

    def read(self, value: object) -> datetime:
        """The moment that a text, or a number of JSON, is.

        Raises ValueError, AmbiguousDateError among them, with what is wrong.
        """
        text = str(value)
        moment = self._moments.get(text)
        if moment is None:
            if len(self._moments) >= AHEAD:
                self._moments.clear()
            moment = self._moments[text] = self._read(text)
        return moment

    def _read(self, text: str) -> datetime:
        if self.date_format is not None:
            self.forms[self.date_format] = None
            return parse_timestamp(text, self.date_format)
        try:
            moment = parse_timestamp(text)
        except ValueError:
            moment = self._read_other(text.strip())
        else:
            if not self.forms:
                self.forms[ISO] = None
        return moment

    def _read_other(self, text: str) -> datetime:
        if found := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
            form = "year, month, day" + (" (20261123)" if "mark" not in found.groupdict() else " (2026/11/23)")
            return self._moment(text, found, int(found["year"]), int(found["month"]), int(found["day"]), form)
        if found := _NUMERIC.fullmatch(text):
            order = DAY_FIRST if found["mark"] == "." else self.order
            if order is None:
                raise AmbiguousDateError(f"{quote_value(text)}: {AmbiguousDateError.said}")
            day, month = (found["first"], found["other"]) if order == DAY_FIRST else (found["other"], found["first"])
            return self._moment(text, found, _year(found["year"]), int(month), int(day), order)
        for named_form in _NAMED:
            if (found := named_form.fullmatch(text)) and (named := _MONTHS.get(found["name"][:3].lower())):
                return self._moment(text, found, _year(found["year"]), named, int(found["day"]), "with the month's name (23 Nov 2026)")
        if _SECONDS.fullmatch(text):
            self.forms["seconds since 1970"] = None
            return datetime.fromtimestamp(int(text[:10]), UTC)
        return parse_timestamp(text)

    def _moment(self, text: str, found: re.Match[str], year: int, month: int, day: int, form: str) -> datetime:
        hour, half = int(found["hour"] or 0), (found["half"] or "").lower()[:1]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        zone = (found["zone"] or "").upper()
        offset = "+00:00" if zone in ("", "Z", "UTC", "GMT") else f"{zone[:3]}:{zone[-2:]}"
        written = f"{year:04}-{month:02}-{day:02}T{hour:02}:{found['minute'] or '00'}:{found['second'] or '00'}{offset}"
        try:
            moment = parse_timestamp(written)
        except ValueError:
            raise ValueError(f"{quote_value(text)} is no date, read {form}") from None
        self.forms[form] = None
        return moment


def _order_of(text: str) -> str | None:
    """Which of day and month comes first in a date: blank where it could be either, None where the question does not arise."""
    found = _NUMERIC.fullmatch(text)
    if found is None or found["mark"] == ".":
        return None
    first, other = int(found["first"]), int(found["other"])
    return DAY_FIRST if first > 12 else MONTH_FIRST if other > 12 else ""


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 70 else 1900 + year
