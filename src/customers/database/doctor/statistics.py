"""The query that finds statistics and VIP flags that differ from a recount."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from customers.database.schema.tables import customer_statistics
from customers.database.statistics import calculation, vip_rules
from customers.domain.segments import Thresholds


def find_stale(thresholds: Thresholds, now: datetime, *, flags: bool, since: datetime | None = None) -> Select[tuple[UUID]]:
    """Return the live customers with stored statistics, or with `flags` a VIP flag, that differ from a recount.

    A flag that only waits for the recalculation is right: its override ended, or orders left the VIP period `since` the last one.
    """
    calculated, table = calculation.live_statistics(thresholds, now=now), customer_statistics
    joined = table.join(calculated, calculated.c.customer_id == table.c.customer_id)
    if not flags:
        return select(table.c.customer_id).select_from(joined).where(calculation.has_other_figures(table, calculated))
    stored = vip_rules.current_vip(thresholds, now, table)
    wrong = [stored.is_distinct_from(vip_rules.is_vip(thresholds, now, table, calculated))]
    if thresholds.vip_period_days and since is not None:
        before = calculation.live_statistics(thresholds, now=since).alias("before")
        joined = joined.join(before, before.c.customer_id == table.c.customer_id)
        wrong.append(stored.is_distinct_from(vip_rules.is_vip(thresholds, now, table, before)))
    return select(table.c.customer_id).select_from(joined).where(*wrong)
