"""The moments of a trend: a time, and the same time of each day, week, month or quarter after it."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

# The days or the months of a step.
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3}
STEPS = (*_DAYS, *_MONTHS)


def moments(since: datetime, until: datetime, every: str, zone: tzinfo = UTC) -> Iterator[datetime]:
    """Yield `since` and the moments after it that are before `until`; days and months are those of `zone`.

    A day that a month does not have is its last one.
    """
    start = since.astimezone(zone).replace(tzinfo=None)
    number, moment = 0, since
    while moment < until:
        yield moment
        number += 1
        local = start + timedelta(days=_DAYS[every] * number) if every in _DAYS else _add_months(start, _MONTHS[every] * number)
        moment = local.replace(tzinfo=zone).astimezone(UTC)


def _add_months(start: datetime, months: int) -> datetime:
    years, month = divmod(start.month - 1 + months, 12)
    year = start.year + years
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))
