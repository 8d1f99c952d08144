"""One customer under the rules of `statistics`: the same conditions, each as a column."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, case, cast, func, literal, not_, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

from customers.database.queries.orders import list_orders
from customers.database.schema.tables import customer_statistics, customers, orders
from customers.database.schema.types import Minor, Timestamp, Words
from customers.database.statistics import calculation, counting, segments, vip_rules
from customers.database.statistics.vip_rules import HasColumns
from customers.domain.segments import SEGMENTS, Thresholds


def find_vip_standing(connection: Connection, thresholds: Thresholds, now: datetime, customer_id: UUID) -> Row[Any]:
    """Return the figures and conditions behind the VIP flag of a live customer, calculated and stored."""
    stored, calculated = customer_statistics, calculation.live_statistics(thresholds, _only(customer_id), now=now)
    flag = vip_rules.is_vip(thresholds, now, stored, calculated)
    stored_flag = vip_rules.current_vip(thresholds, now, stored)
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
    """Return whether the override is in force, what the rules compare, and for each active rule how much is missing, 0 if it is met."""
    in_force = and_(table.c.vip_override.is_not(None), vip_rules.override_lasts(moment, table))
    count, spend = vip_rules.vip_figures(thresholds, moment, source)
    needed = {"orders": (thresholds.vip_orders, count), "spend": (thresholds.vip_spend, spend)}
    gaps = []
    for name, reached in vip_rules.vip_rules(thresholds, count, spend).items():
        threshold, value = needed[name]
        gaps.append(case((reached, 0), else_=literal(threshold, value.type) - value).label(f"{name}_to_go"))
    return [in_force.label("in_force"), count.label("vip_orders"), spend.label("vip_spent"), *gaps]


def find_oldest_of_period(connection: Connection, thresholds: Thresholds, start: datetime, customer_id: UUID) -> Row[Any] | None:
    """Return source, number and time of the first order since a time that is part of the statistics, or None."""
    query: Select[Any] = select(orders.c.source, orders.c.number, orders.c.placed_at).where(*_of_period(thresholds, start, customer_id))
    return connection.execute(query.order_by(orders.c.placed_at, orders.c.id).limit(1)).first()


def find_end_of_vip(connection: Connection, thresholds: Thresholds, start: datetime, customer_id: UUID) -> datetime | None:
    """Return the time of the order without which, and without those before it, no VIP rule is reached any more.

    None if no rule is reached by the orders since the start.
    """
    counted = case((counting.is_return(), 0), else_=1)
    condition = _of_period(thresholds, start, customer_id)
    columns = (orders.c.placed_at, counted.label("counted"), counting.spend_of().label("spend"))
    period = select(*columns).where(*condition).subquery("period")
    # Orders of one time leave together: the frame of a sum over an order has all of its peers.
    figures = {
        name: func.sum(period.c[name]).over() - func.sum(period.c[name]).over(order_by=period.c.placed_at) for name in ("counted", "spend")
    }
    remainders = select(period.c.placed_at, *(figure.label(name) for name, figure in figures.items())).subquery("rest")
    total = select(func.sum(period.c.counted).label("counted"), func.sum(period.c.spend).label("spend")).subquery("whole")
    reached = vip_rules.reaches_vip(thresholds, func.coalesce(total.c.counted, 0), cast(func.coalesce(total.c.spend, 0), Minor))
    if not connection.scalar(select(reached)):
        return None
    below = not_(vip_rules.reaches_vip(thresholds, remainders.c.counted, cast(remainders.c.spend, Minor)))
    end: datetime | None = connection.scalar(select(func.min(remainders.c.placed_at, type_=Timestamp())).where(below))
    return end


def _of_period(thresholds: Thresholds, start: datetime, customer_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (orders.c.customer_id == customer_id, counting.is_relevant(thresholds), orders.c.placed_at >= start)


def _uncounted(customer_id: UUID, thresholds: Thresholds) -> Select[Any]:
    """Return the uncounted orders of a customer, each with the reason: the status before the refund."""
    by_status = or_(counting.is_return(), not_(counting.has_counted_status(thresholds)))
    reasons = {"return": counting.reduces_spend(), "status": by_status}
    whens = [(condition, literal(name, Words)) for name, condition in reasons.items()]
    reason = case(*whens, else_=literal("fully_refunded", Words)).label("reason")
    return list_orders(thresholds, customer_id=customer_id).add_columns(reason).where(not_(counting.is_counted(thresholds)))


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
