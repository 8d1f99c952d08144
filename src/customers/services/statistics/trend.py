"""The sizes of the segments at regular moments."""

from datetime import datetime
from itertools import islice

from customers.database.statistics.trend import count_at
from customers.domain.statistics.moments import STEPS, moments
from customers.domain.text import did_you_mean
from customers.domain.timestamps import format_timestamp
from customers.errors import UsageError
from customers.models.segments import TrendPoint
from customers.services.statistics.period import check_period
from customers.services.transaction import Transaction

MAX_MOMENTS = 1000


def read_trend(tx: Transaction, since: datetime, until: datetime | None = None, *, every: str) -> list[TrendPoint]:
    """Return the sizes of the segments at `since` and at each day, week, month or quarter after it, before `until` (or until now).

    Days and months are those of the shop's time zone. The sizes are calculated from the orders placed until each moment, with
    today's customers and thresholds, and without overrides.

    Raises:
        UsageError: the step is unknown, or there are too many moments.
        InvalidFieldError: `since` is not before `until`.
    """
    if every not in STEPS:
        problem = f"{{every}} is {', '.join(STEPS[:-1])} or {STEPS[-1]}, not {every!r}"
        raise UsageError(problem=problem, hint=did_you_mean(every, STEPS) or None, parameters=("every",))
    end = until or tx.now
    check_period(since, end)
    times = list(islice(moments(since, end, every, tx.settings.zone), MAX_MOMENTS + 1))
    if len(times) > MAX_MOMENTS:
        problem = f"more than {MAX_MOMENTS:,} moments: every {every} from {format_timestamp(since)} to {format_timestamp(end)}"
        raise UsageError(problem=problem, hint="choose a later beginning or a longer step")
    sizes = count_at(tx.connection, tx.thresholds, times)
    return [TrendPoint(at, **counts) for at, counts in zip(times, sizes, strict=True)]
