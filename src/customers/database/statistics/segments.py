"""Segments: one expression each, over the stored statistics or over those of a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, Subquery, and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from customers.database.schema.tables import customer_statistics
from customers.database.statistics import calculation, vip_rules
from customers.database.statistics.vip_rules import HasColumns
from customers.domain.segments import RETURNING_FROM, SEGMENTS, Thresholds, at_risk_before, loyal_from


def segment_condition(name: str, thresholds: Thresholds, moment: datetime, table: HasColumns) -> ColumnElement[bool]:
    """Return the condition of a segment over a table or query that has the calculated columns, `is_vip` and `vip_until`."""
    count = table.c.total_orders
    loyal = loyal_from(thresholds)
    conditions: dict[str, ColumnElement[bool]] = {
        "new": count < RETURNING_FROM,
        "returning": and_(count >= RETURNING_FROM, count < loyal),
        "loyal": count >= loyal,
        "vip": vip_rules.current_vip(thresholds, moment, table),
        "at_risk": and_(count >= RETURNING_FROM, table.c.last_order_at < at_risk_before(thresholds, moment)),
    }
    return conditions[name]


def standing(thresholds: Thresholds, as_of: datetime | None, customer_ids: Select[Any] | None = None) -> Subquery:
    """Return the live customers with the columns of `segment_condition`: stored, or from the orders placed until `as_of`."""
    if as_of is not None:
        calculated = calculation.live_statistics(thresholds, customer_ids, until=as_of)
        return select(calculated, vip_rules.is_vip(thresholds, as_of, calculated, calculated).label("is_vip")).subquery("then")
    query = select(customer_statistics).where(customer_statistics.c.live)
    if customer_ids is not None:
        query = query.where(customer_statistics.c.customer_id.in_(customer_ids))
    return query.subquery("now")


def count_segments(connection: Connection, thresholds: Thresholds, now: datetime, as_of: datetime | None) -> dict[str, int]:
    """Return the size of each segment and of all, in one pass; `as_of` limits the orders to those placed until then."""
    table = standing(thresholds, as_of)
    moment = as_of or now
    counts = [func.count().filter(segment_condition(name, thresholds, moment, table)).label(f"segment_{name}") for name in SEGMENTS]
    row = connection.execute(select(*counts, func.count().label("segment_total")).select_from(table)).one()
    return {name.removeprefix("segment_"): int(count) for name, count in row._mapping.items()}
