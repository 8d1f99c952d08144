"""The query that finds statistics and VIP flags that differ from a recount."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from customers.database.schema.tables import customer_statistics
from customers.database.statistics import calculation
from customers.domain.segments import Thresholds


def find_stale(thresholds: Thresholds, now: datetime, *, flags: bool) -> Select[tuple[UUID]]:
    """Return the live customers with stored statistics, or with `flags` a VIP flag, that differ from a recount.

    A flag that only waits for the recalculation, since its override ended, is right.
    """
    calculated, table = calculation.live_statistics(thresholds), customer_statistics
    numbers = calculation.has_other_figures(table, calculated)
    wrong = (
        calculation.current_vip(thresholds, now, table).is_distinct_from(calculation.is_vip(thresholds, now, table, calculated))
        if flags
        else numbers
    )
    joined = table.join(calculated, calculated.c.customer_id == table.c.customer_id)
    return select(table.c.customer_id).select_from(joined).where(wrong)
