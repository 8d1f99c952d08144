"""Parse the times of an operator: RFC 3339, a date, a month, a year, today, yesterday, an age; in the time zone of the shop."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from customers.domain.text import quote_value
from customers.domain.timestamps import parse_local, to_utc

FORMS = "write 2026-11-23, 2026-11, 2026, 2026-11-23T06:41:00Z, today, yesterday, or an age such as 12h, 7d, 2w, 3mo or 1y"
_PERIOD = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")
_AGE = re.compile(r"(?P<count>[0-9]{1,9})\s?(?P<unit>h|d|w|mo|y)")
_DAYS_BACK = {"today": 0, "yesterday": 1}
_DAYS, _MONTHS = {"d": 1, "w": 7}, {"mo": 1, "y": 12}


class _NotATimeError(ValueError):
    """A text that has none of the forms."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment at which a run began, in UTC, and the time zone of the shop."""

    now: datetime
    zone: tzinfo = UTC

    def moment(self, text: str) -> datetime:
        """Return the moment of a text, in UTC: a date, a month and a year are their first moment, an age counts back from now.

        Raises:
            ValueError: the text has another form, or a year before 1900 or after 9998.
        """
        return self._parse(text, later=False)

    def end(self, text: str) -> datetime:
        """Return the moment at which something ends, in UTC: a date, a month and a year are included, an age counts forward.

        Raises:
            ValueError: the text has another form, or a year before 1900 or after 9998.
        """
        return self._parse(text, later=True)

    def _parse(self, text: str, *, later: bool) -> datetime:
        text = text.strip()
        word = text.lower()
        try:
            if (age := _AGE.fullmatch(word)) is not None:
                moment = self._at_age(int(age["count"]) if later else -int(age["count"]), age["unit"])
            elif (period := self._period(word)) is not None:
                moment = first_instant(datetime.combine(period[later], time()), self.zone)
            else:
                moment = _local(text)
                moment = first_instant(moment, self.zone) if moment.tzinfo is None else moment
            return to_utc(moment, UTC)
        except _NotATimeError:
            raise ValueError(f"{quote_value(text)} is not a time; {FORMS}") from None
        except (OverflowError, ValueError):
            raise ValueError(f"{quote_value(text)} is out of range: a time lies in the years 1900 to 9998") from None

    def _period(self, word: str) -> tuple[date, date] | None:
        """Return the first day of a date, a month or a year, and the first day after it; None for a text of another form."""
        if word in _DAYS_BACK:
            day = self.now.astimezone(self.zone).date() - timedelta(days=_DAYS_BACK[word])
            return day, day + timedelta(days=1)
        match = _PERIOD.fullmatch(word)
        if match is None:
            return None
        try:
            first = date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))
        except ValueError:
            raise _NotATimeError from None
        if match["day"]:
            return first, first + timedelta(days=1)
        return first, _add_months(first, 1 if match["month"] else 12)

    def _at_age(self, count: int, unit: str) -> datetime:
        """Return the moment that is an age from now: hours are exact, days and months keep the time of day in the zone."""
        if unit == "h":
            return self.now + timedelta(hours=count)
        local = self.now.astimezone(self.zone).replace(tzinfo=None)
        if unit in _DAYS:
            moment = local + timedelta(days=count * _DAYS[unit])
        else:
            moment = datetime.combine(_add_months(local.date(), count * _MONTHS[unit]), local.time())
        return first_instant(moment, self.zone) if count else self.now


def first_instant(local: datetime, zone: tzinfo) -> datetime:
    """Return the first instant, in UTC, at which a clock in `zone` shows a time or a later one.

    Of an hour that repeats this is the first one; for an hour that clocks skip it is the moment at which they skip it.
    """
    instant = _utc(local, zone, fold=0)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == local:
        return instant
    # The clocks are put forward between these two.
    before, after = _utc(local, zone, fold=1), instant
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).replace(tzinfo=None) < local:
            before = middle
        else:
            after = middle
    return after


def _local(text: str) -> datetime:
    try:
        return parse_local(text)
    except ValueError:
        raise _NotATimeError from None


def _utc(local: datetime, zone: tzinfo, *, fold: int) -> datetime:
    return local.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _add_months(day: date, count: int) -> date:
    """Return the same day of another month, or the last one where that month is shorter."""
    years, month = divmod(day.month - 1 + count, 12)
    year = day.year + years
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
