"""One customer under the rules of `statistics`: the same conditions, each as a column."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, case, func, literal, not_, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

from customers.database.queries.orders import orders_of
from customers.database.schema.tables import customer_statistics, customers
from customers.database.schema.types import Words
from customers.database.statistics import calculation, counting, segments
from customers.database.statistics.calculation import HasColumns
from customers.domain.segments import SEGMENTS, Thresholds


def find_vip_standing(connection: Connection, thresholds: Thresholds, now: datetime, customer_id: UUID) -> Row[Any]:
    """Return the figures and conditions behind the VIP flag of a live customer, calculated and stored."""
    stored, calculated = customer_statistics, calculation.live_statistics(thresholds, _only(customer_id))
    flag = calculation.is_vip(thresholds, now, stored, calculated)
    stored_flag = calculation.current_vip(thresholds, now, stored)
    columns = [
        *(calculated.c[name] for name in ("total_orders", "total_spent")),
        flag.label("is_vip"),
        *(stored.c[name].label(f"stored_{name}") for name in ("total_orders", "total_spent")),
        stored_flag.label("stored_is_vip"),
        not_(or_(calculation.has_other_figures(stored, calculated), stored_flag.is_distinct_from(flag))).label("agrees"),
        *(stored.c[name] for name in ("vip_override", "vip_reason", "vip_until")),
        *_vip_columns(thresholds, now, stored, calculated),
    ]
    query = select(*columns).select_from(stored.join(calculated, calculated.c.customer_id == stored.c.customer_id))
    return connection.execute(query).one()


def find_segment_standing(
    connection: Connection, thresholds: Thresholds, now: datetime, as_of: datetime | None, customer_id: UUID
) -> Row[Any]:
    """Return the figures of a live customer, and a flag for each segment, as `count_segments` counts."""
    table, moment = segments.standing(thresholds, as_of, _only(customer_id)), as_of or now
    members = [segments.segment_condition(name, thresholds, moment, table).label(f"in_{name}") for name in SEGMENTS]
    figures = [table.c[name] for name in ("total_orders", "total_spent", "last_order_at", "vip_override", "vip_until")]
    return connection.execute(select(*figures, *members, *_vip_columns(thresholds, moment, table, table))).one()


def _only(customer_id: UUID) -> Select[tuple[UUID]]:
    return select(customers.c.id).where(customers.c.id == customer_id)


def _vip_columns(thresholds: Thresholds, moment: datetime, table: HasColumns, source: HasColumns) -> list[ColumnElement[Any]]:
    """Return whether the override is in force, and for each active rule how much is missing, 0 if it is met."""
    in_force = and_(table.c.vip_override.is_not(None), calculation.override_lasts(moment, table))
    needed = {"orders": (thresholds.vip_orders, source.c.total_orders), "spend": (thresholds.vip_spend, source.c.total_spent)}
    gaps = []
    for name, reached in calculation.vip_rules(thresholds, source.c.total_orders, source.c.total_spent).items():
        threshold, value = needed[name]
        gaps.append(case((reached, 0), else_=literal(threshold, value.type) - value).label(f"{name}_to_go"))
    return [in_force.label("in_force"), *gaps]


def _uncounted(customer_id: UUID, thresholds: Thresholds) -> Select[Any]:
    """Return the uncounted orders of a customer, each with the reason: the status before the refund."""
    by_status = or_(counting.is_return(), not_(counting.has_counted_status(thresholds)))
    reasons = {"return": counting.reduces_spend(), "status": by_status}
    whens = [(condition, literal(name, Words)) for name, condition in reasons.items()]
    reason = case(*whens, else_=literal("fully_refunded", Words)).label("reason")
    return orders_of(customer_id, thresholds).add_columns(reason).where(not_(counting.is_counted(thresholds)))


def count_uncounted(connection: Connection, thresholds: Thresholds, customer_id: UUID) -> list[Row[Any]]:
    """Return the numbers of uncounted orders by reason and, if that is the reason, status; the most frequent first."""
    uncounted = _uncounted(customer_id, thresholds).subquery("uncounted")
    status = case((uncounted.c.reason == "status", uncounted.c.status), else_=null())
    reasons = select(uncounted.c.reason, status.label("status")).subquery("reasons")
    query = (
        select(reasons.c.reason, reasons.c.status, func.count().label("orders"))
        .group_by(reasons.c.reason, reasons.c.status)
        .order_by(func.count().desc(), reasons.c.reason, reasons.c.status)
    )
    return list(connection.execute(query))


def find_uncounted(connection: Connection, thresholds: Thresholds, customer_id: UUID, limit: int) -> list[Row[Any]]:
    """Return the newest uncounted orders, as `read_orders` reads them, each with its `reason`."""
    query = _uncounted(customer_id, thresholds)
    columns = query.selected_columns
    return list(connection.execute(query.order_by(columns.placed_at.desc(), columns.id.desc()).limit(limit)))
