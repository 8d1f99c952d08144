"""Parse the times of a file.

ISO 8601 and other unambiguous forms are parsed as they come. Where day and month can be confused (03/04/2025), the rows that are read
ahead determine their order for the whole file.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from customers.domain.text import quote_value
from customers.domain.timestamps import parse_timestamp
from customers.errors import Remedy, UsageError
from customers.services.importing.rows import SourceRow

LOOKAHEAD = 10_000  # rows
DAY_FIRST, MONTH_FIRST = "day first (24/11/2025)", "month first (11/24/2025)"
ISO = "ISO 8601 (2026-11-23 06:41:00)"
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12}

_TIME = (
    r"(?:(?:,?\s+|\s*T)(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+\-]\d{2}:?\d{2})?"
)
_NUMERIC = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/.\-])(?P<second_part>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _TIME)
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
    """A date with an ambiguous order of day and month, in a file that does not determine it."""

    message = "day and month cannot be told apart in it; say how it is written by --date-format %d/%m/%Y or the like"


class Dates:
    """The parser of the times of one file; a `date_format` of strptime is the only form accepted."""

    def __init__(self, date_format: str | None = None) -> None:
        self.date_format = date_format
        self.order: str | None = None
        self.forms: dict[str, None] = {}
        self.contradictory = False
        self._cache: dict[str, datetime] = {}

    def settle(self, rows: Iterable[SourceRow], headers: Iterable[str], *, required: bool = False) -> Iterator[SourceRow]:
        """Return the same rows, with the order of day and month determined by those ahead.

        Raises:
            UsageError: the order is `required` and cannot be determined.
        """
        columns, remaining = list(headers), iter(rows)
        buffer: list[SourceRow] = []
        if self.date_format is None and columns:
            seen: set[str | None] = set()
            for row in remaining:
                buffer.append(row)
                texts = [text.strip(" '`") for name in columns if isinstance(text := row.original.get(name), str) and text.strip()]
                orders = {_order_of(text) for text in texts}
                seen |= orders
                if (texts and orders == {None} and len(seen) == 1) or len(buffer) >= LOOKAHEAD:
                    break
            self._set_order(seen - {None}, required=required)
        yield from buffer
        yield from remaining

    def _set_order(self, seen: set[str | None], *, required: bool) -> None:
        orders = seen & {DAY_FIRST, MONTH_FIRST}
        self.contradictory = len(orders) == 2
        if len(orders) == 1:
            self.order = orders.pop()
        elif seen and required:
            why = "some are day first, some month first" if self.contradictory else "every one could be day first or month first"
            raise UsageError(
                problem=f"the dates of the file cannot be told apart: {why}",
                remedy=Remedy("name_date_format"),
            )

    def read(self, value: object) -> datetime:
        """Return the time that a text or a JSON number is.

        Raises:
            ValueError: it is not a time; AmbiguousDateError where day and month can be confused.
        """
        text = str(value)
        timestamp = self._cache.get(text)
        if timestamp is None:
            if len(self._cache) >= LOOKAHEAD:
                self._cache.clear()
            timestamp = self._cache[text] = self._read(text)
        return timestamp

    def _read(self, text: str) -> datetime:
        if self.date_format is not None:
            self.forms[self.date_format] = None
            return parse_timestamp(text, self.date_format)
        try:
            timestamp = parse_timestamp(text)
        except ValueError:
            timestamp = self._read_other(text.strip())
        else:
            if not self.forms:
                self.forms[ISO] = None
        return timestamp

    def _read_other(self, text: str) -> datetime:
        if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
            form = "year, month, day" + (" (20261123)" if "mark" not in match.groupdict() else " (2026/11/23)")
            return self._timestamp(text, match, int(match["year"]), int(match["month"]), int(match["day"]), form)
        if match := _NUMERIC.fullmatch(text):
            order = DAY_FIRST if match["mark"] == "." else self.order
            if order is None:
                raise AmbiguousDateError(f"{quote_value(text)}: {AmbiguousDateError.message}")
            day, month = (match["first"], match["second_part"]) if order == DAY_FIRST else (match["second_part"], match["first"])
            return self._timestamp(text, match, _year(match["year"]), int(month), int(day), order)
        for named_form in _NAMED:
            if (match := named_form.fullmatch(text)) and (month_number := _MONTHS.get(match["name"][:3].lower())):
                return self._timestamp(
                    text, match, _year(match["year"]), month_number, int(match["day"]), "with the month's name (23 Nov 2026)"
                )
        if _SECONDS.fullmatch(text):
            self.forms["seconds since 1970"] = None
            return datetime.fromtimestamp(int(text[:10]), UTC)
        return parse_timestamp(text)

    def _timestamp(self, text: str, match: re.Match[str], year: int, month: int, day: int, form: str) -> datetime:
        hour, half = int(match["hour"] or 0), (match["half"] or "").lower()[:1]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        zone = (match["zone"] or "").upper()
        offset = "+00:00" if zone in ("", "Z", "UTC", "GMT") else f"{zone[:3]}:{zone[-2:]}"
        iso = f"{year:04}-{month:02}-{day:02}T{hour:02}:{match['minute'] or '00'}:{match['second'] or '00'}{offset}"
        try:
            timestamp = parse_timestamp(iso)
        except ValueError:
            raise ValueError(f"{quote_value(text)} is no date, read {form}") from None
        self.forms[form] = None
        return timestamp


def _order_of(text: str) -> str | None:
    """Return whether day or month comes first in a date: "" for an ambiguous one, None for a text of another form."""
    match = _NUMERIC.fullmatch(text)
    if match is None or match["mark"] == ".":
        return None
    first, second = int(match["first"]), int(match["second_part"])
    return DAY_FIRST if first > 12 else MONTH_FIRST if second > 12 else ""


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 70 else 1900 + year
