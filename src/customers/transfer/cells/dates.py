"""Parse the times of a file.

ISO 8601 and other unambiguous forms are parsed as they come. Where day and month can be confused (03/04/2025), the whole column or
the operator determines their order.
"""

import re
from collections.abc import MutableMapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from unicodedata import normalize

from customers.domain.text import quote_value
from customers.domain.timestamps import parse_local, to_utc
from customers.transfer.cells.months import month_of
from customers.transfer.cells.unread import Unread
from customers.transfer.cells.zones import offset_of, parse_zone

DAY_FIRST, MONTH_FIRST = "day first (24/11/2025)", "month first (11/24/2025)"
ORDERS = {"day-first": DAY_FIRST, "month-first": MONTH_FIRST}
ISO = "ISO 8601 (2026-11-23 06:41:00)"
NO_TIME = frozenset(("0000-00-00 00:00:00", "0000-00-00", "null", "none", "never", "n/a", "-"))

# Between date and time in some languages: "5 March at 14:05", "5. März um 14:05", "5 mars à 14h05".
_AT = r"(?:(?:at|um|à|kl\.?|klo|в|о)\s+)?"
_CLOCK = r"(?P<hour>\d{1,2})(?P<colon>[:.h])(?P<minute>\d{2})(?:(?P=colon)(?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
_CLOCK += r"(?:\s*(?:Uhr|hs?|hrs?)\b\.?)?"
# Behind an offset, browsers write the name of the zone in parentheses.
_ZONE = r"\s*(?P<zone>Z|[A-Z]{3,4}|(?:UTC|GMT)?\s?[+\-−]\d{2}:?\d{2}(?:\s*\([^()]*\))?)?"
_TIME = rf"(?:(?:,?\s+|\s*T){_AT}{_CLOCK})?{_ZONE}"
_TIME_CELL = re.compile(rf"(?:{_AT}|T)?{_CLOCK}{_ZONE}")
_NUMERIC = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/.\-])(?P<second_part>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _TIME)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})(?P<mark>[/.\-])\s?(?P<month>\d{1,2})(?P=mark)\s?(?P<day>\d{1,2})\.?" + _TIME)
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<zone>)(?P<hour>)(?P<minute>)(?P<second>)(?P<half>)")
_DAY_NAME = r"(?:[^\W\d_]{2,14}\.?,?\s+)?"
_DAY, _MONTH_NAME = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?", r"(?P<name>[^\W\d_]{3,14})\.?"
_NAMED = (
    re.compile(
        rf"{_DAY_NAME}{_DAY}[\s\-](?:(?:of|de|di)\s+)?{_MONTH_NAME},?[\s\-](?:(?:de|del)\s+)?(?P<year>\d{{4}}|\d{{2}})(?:\s*г\.)?{_TIME}"
    ),
    re.compile(rf"{_DAY_NAME}{_MONTH_NAME}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}"),
    re.compile(rf"{_MONTH_NAME}-{_DAY}-(?P<year>\d{{4}}|\d{{2}}){_TIME}"),
    re.compile(rf"(?P<year>\d{{4}})\.?[\s\-]{_MONTH_NAME}[\s\-]{_DAY}{_TIME}"),
)
# Dates and times of day with a word behind each number.
_COUNTED_DAY = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_COUNTED_CLOCK = re.compile(r"(\d{1,2})\s?[時时点시]\s?(\d{1,2})\s?[分분](?:\s?(\d{1,2})\s?[秒초])?")
_SECONDS = re.compile(r"[12]\d{9}(?:\d{3})?(?:\.0)?")
# Days since 1899-12-30, as a spreadsheet stores a date; the fraction is the time of day.
_SERIAL = re.compile(r"[2-7]\d{4}(?:[.,]\d{1,12})?")
_SERIAL_START = datetime(1899, 12, 30)
_MIDNIGHT = time()
_MAX_TIMES = 4096


class AmbiguousDateError(ValueError):
    """A date with an ambiguous order of day and month, in a column that does not determine it."""

    message = "day and month are ambiguous in it; name its form by --date-format day-first, month-first or %d/%m/%Y"


class ZonedTime(NamedTuple):
    """A time, and the name of its zone, from a column of its own."""

    time: object
    zone: str


class Dates:
    """The parser of the times of one file; those without a zone are in `zone`.

    A `date_format` is a pattern of strptime, the only form accepted then, or the order of day and month.
    """

    def __init__(self, date_format: str | None = None, zone: tzinfo = UTC) -> None:
        self.order = ORDERS.get(date_format or "")
        self.pattern = None if self.order is not None else date_format
        self.zone = zone
        self.forms: dict[str, None] = {}
        # Of a file with days, or with one time for all rows, most times are repeated.
        self._to_utc = lru_cache(maxsize=_MAX_TIMES)(to_utc)

    def read(self, value: object) -> datetime:
        """Return the time that a cell is: a text, a number of JSON, or what the rule of its column made of it.

        Raises:
            ValueError: it is not a time; AmbiguousDateError where day and month can be confused.
        """
        if isinstance(value, ZonedTime):
            return self._read(value.time, parse_zone(value.zone))
        return self._read(value, self.zone)

    def read_known(self, text: str) -> datetime | None:
        """Return the time of a text in the form of ISO 8601 if the file has shown that form, None for other texts.

        Raises:
            ValueError: the time is out of range.
        """
        if self.pattern is not None or ISO not in self.forms:
            return None
        try:
            moment = parse_local(text)
        except ValueError:
            return None
        return to_utc(moment, self.zone)

    def _read(self, value: object, zone: tzinfo) -> datetime:
        if isinstance(value, Unread):
            raise AmbiguousDateError(value.reason) if value.is_open else ValueError(value.reason)
        return self._to_utc(value if isinstance(value, datetime) else self.parse(str(value)), zone)

    def parse(self, text: str, order: str | None = None) -> datetime:
        """Return the time of a text, without a zone where the text has none; `order` is that of day and month in its column.

        Raises:
            ValueError: it is not a time; AmbiguousDateError where day and month can be confused.
        """
        if self.pattern is not None:
            moment = parse_local(text, self.pattern)
            self.forms[self.pattern] = None
            return moment
        try:
            moment = parse_local(text)
        except ValueError:
            return self._parse_other(_in_figures(text.strip()), self.order or order)
        self.forms.setdefault(ISO)
        return moment

    def parse_serial(self, text: str) -> datetime:
        """Return the time of a date as a spreadsheet stores it, to the second."""
        days = Decimal(text.replace(",", "."))
        self.forms["days of a spreadsheet (45672)"] = None
        return _SERIAL_START + timedelta(seconds=round(days * 86_400))

    def _parse_other(self, text: str, order: str | None) -> datetime:
        if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
            form = "year, month, day" + (" (20261123)" if "mark" not in match.groupdict() else " (2026/11/23)")
            return self._moment(text, match, (int(match["year"]), int(match["month"]), int(match["day"])), form)
        if match := _NUMERIC.fullmatch(text):
            if order is None:
                if match["mark"] != ".":
                    raise AmbiguousDateError(f"{quote_value(text)}: {AmbiguousDateError.message}")
                order = DAY_FIRST
            day, month = (match["first"], match["second_part"]) if order == DAY_FIRST else (match["second_part"], match["first"])
            return self._moment(text, match, (_year(match["year"]), int(month), int(day)), order)
        for named_form in _NAMED:
            if (match := named_form.fullmatch(text)) and (month_number := month_of(match["name"])):
                day_of_year = (_year(match["year"]), month_number, int(match["day"]))
                return self._moment(text, match, day_of_year, "with the month's name (23 Nov 2026)")
        if _SECONDS.fullmatch(text):
            self.forms["seconds since 1970"] = None
            return datetime.fromtimestamp(int(text[:10]), UTC)
        return parse_local(text)

    def _moment(self, text: str, match: re.Match[str], day: tuple[int, int, int], form: str) -> datetime:
        try:
            moment = parse_local(f"{day[0]:04}-{day[1]:02}-{day[2]:02}T{_clock(match)}")
        except ValueError:
            raise ValueError(f"{quote_value(text)} is not a date, read {form}") from None
        self.forms[form] = None
        return moment


def _in_figures(text: str) -> str:
    """Return a date with words behind its numbers (2026年11月23日 6時41分) as one with marks between them; others as they are."""
    if text.isascii():
        return text
    text = _COUNTED_DAY.sub(r"\1-\2-\3", normalize("NFC", text))
    return _COUNTED_CLOCK.sub(lambda match: ":".join(part.zfill(2) for part in match.groups() if part), text)


def is_serial(text: str) -> bool:
    """Return whether a text may be a date as a spreadsheet stores it."""
    return _SERIAL.fullmatch(text) is not None


def order_of(text: str) -> str | None:
    """Return whether day or month comes first in a date: "" for an ambiguous one, None for a text of another form."""
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second_part"])
    if first > 12 or second > 12:
        return DAY_FIRST if first > 12 else MONTH_FIRST
    # Dots are for the day first, until the month is seen there.
    return DAY_FIRST if match["mark"] == "." else ""


def join_time(cells: MutableMapping[str, Any], name: str, time_name: str, zone_name: str) -> None:
    """Add to the date of a field the time of day and the zone from columns of their own, and remove these cells."""
    clock, zone = cells.pop(time_name, None), cells.pop(zone_name, None)
    value = cells.get(name)
    if isinstance(clock, str) and value is not None:
        value = _with_clock(value, clock)
    if isinstance(zone, str) and value is not None:
        value = ZonedTime(value, zone)
    if value is not None:
        cells[name] = value


def _with_clock(value: object, clock: str) -> object:
    if isinstance(value, str):
        return f"{value} {clock}"
    if not isinstance(value, datetime) or value.time() != _MIDNIGHT:
        return value
    match = _TIME_CELL.fullmatch(clock.strip())
    try:
        if match is None:
            raise ValueError
        return parse_local(f"{value.date().isoformat()}T{_clock(match)}")
    except ValueError:
        return Unread(f"{quote_value(clock)} is not a time of day such as 14:30")


def _clock(match: re.Match[str]) -> str:
    """Return time of day and zone of a match in the form of ISO 8601.

    Raises:
        ValueError: the zone is not known.
    """
    hour, half = int(match["hour"] or 0), (match["half"] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = (match["zone"] or "").partition("(")[0].strip().replace("−", "-")
    offset = zone and offset_of(zone)
    if offset is None:
        digits = zone.upper().removeprefix("UTC").removeprefix("GMT").strip()
        if digits[:1] not in ("+", "-"):
            raise ValueError(f"{quote_value(zone)} is not a time zone")
        offset = f"{digits[:3]}:{digits[-2:]}"
    return f"{hour:02}:{match['minute'] or '00'}:{match['second'] or '00'}{offset}"


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else 2000 + year if year < 70 else 1900 + year
