"""What is calculated from orders: one expression for each rule, used by every statement that needs it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from customers.database.columns import Id, Minor, Moment, Words, dump_json
from customers.database.tables import customer_statistics, events, orders
from customers.rules.thresholds import Thresholds, at_risk_before

_RISE = dump_json({"is_vip": {"before": False, "after": True}})
_FALL = dump_json({"is_vip": {"before": True, "after": False}})

CALCULATED = ("total_orders", "total_spent", "first_order_at", "last_order_at")


def is_counted(thresholds: Thresholds, table: FromClause = orders) -> ColumnElement[bool]:
    """Whether an order counts: its status does, and it is not fully refunded."""
    fully_refunded = and_(table.c.refunded > 0, table.c.refunded >= table.c.total)
    statuses = table.c.status.not_in(thresholds.uncounted) if thresholds.uncounted else true()
    return and_(statuses, not_(fully_refunded))


def reaches_vip(thresholds: Thresholds, total_orders: ColumnElement[Any], total_spent: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether orders or spend alone make a VIP; a threshold of 0 is a rule that is switched off."""
    rules = []
    if thresholds.vip_orders:
        rules.append(total_orders >= thresholds.vip_orders)
    if thresholds.vip_spend:
        rules.append(total_spent >= cast(literal(thresholds.vip_spend), Minor))
    return or_(*rules) if rules else false()


def is_vip(thresholds: Thresholds, now: datetime, table: FromClause, source: FromClause) -> ColumnElement[bool]:
    """The flag itself: the override by hand while it lasts, else the rules."""
    lasting = or_(table.c.vip_until.is_(None), table.c.vip_until > now)
    return case(
        (and_(table.c.vip_override == "pinned", lasting), true()),
        (and_(table.c.vip_override == "excluded", lasting), false()),
        else_=reaches_vip(thresholds, source.c.total_orders, source.c.total_spent),
    )


def segment_condition(name: str, thresholds: Thresholds, moment: datetime, table: FromClause) -> ColumnElement[bool]:
    """The rule of a segment over a table (or query) that has the calculated columns and `is_vip`."""
    count = table.c.total_orders
    loyal = max(thresholds.loyal_orders, 2)
    conditions: dict[str, ColumnElement[bool]] = {
        "new": count <= 1,
        "returning": and_(count >= 2, count < loyal),
        "loyal": count >= loyal,
        "vip": table.c.is_vip,
        "at_risk": and_(count >= 2, table.c.last_order_at < at_risk_before(thresholds, moment)),
    }
    return conditions[name]


def _aggregate(thresholds: Thresholds, customer_ids: Select[Any] | None = None, until: datetime | None = None) -> Subquery:
    """Count, spend, first and last order of every customer that has a counted one."""
    query = select(
        orders.c.customer_id,
        func.count().label("total_orders"),
        cast(func.sum(orders.c.total - orders.c.refunded), Minor).label("total_spent"),
        func.min(orders.c.placed_at, type_=Moment()).label("first_order_at"),
        func.max(orders.c.placed_at, type_=Moment()).label("last_order_at"),
    ).where(is_counted(thresholds))
    if customer_ids is not None:
        query = query.where(orders.c.customer_id.in_(customer_ids))
    if until is not None:
        query = query.where(orders.c.placed_at <= until)
    return query.group_by(orders.c.customer_id).subquery("aggregate")


def _everyone(thresholds: Thresholds, customer_ids: Select[Any] | None = None, until: datetime | None = None) -> Subquery:
    """The same with a row for those without a counted order too, of live customers."""
    aggregate = _aggregate(thresholds, customer_ids, until)
    table = customer_statistics.alias("everyone")
    query = (
        select(
            table.c.customer_id,
            table.c.vip_override,
            table.c.vip_until,
            func.coalesce(aggregate.c.total_orders, 0).label("total_orders"),
            func.coalesce(aggregate.c.total_spent, 0).label("total_spent"),
            aggregate.c.first_order_at,
            aggregate.c.last_order_at,
        )
        .select_from(table.outerjoin(aggregate, aggregate.c.customer_id == table.c.customer_id))
        .where(table.c.live)
    )
    if customer_ids is not None:
        query = query.where(table.c.customer_id.in_(customer_ids))
    return query.subquery("calculated")


def recalculate(
    connection: Connection, thresholds: Thresholds, now: datetime, event_id: UUID, customer_ids: Select[Any] | None = None
) -> int:
    """Bring statistics and VIP flags up to date, changing only the rows that differ; returns how many did.

    Rows whose flag rose or fell get `event_id`, for `record_flips`. `customer_ids` limits it to some customers.
    """
    calculated = _everyone(thresholds, customer_ids)
    table = customer_statistics
    flag = is_vip(thresholds, now, table, calculated)
    differs = [table.c[name].is_distinct_from(calculated.c[name]) for name in CALCULATED]
    statement = (
        update(table)
        .values(
            {name: calculated.c[name] for name in CALCULATED}
            | {"is_vip": flag, "vip_event": case((table.c.is_vip.is_distinct_from(flag), literal(event_id, Id)), else_=table.c.vip_event)}
        )
        .where(table.c.customer_id == calculated.c.customer_id, or_(*differs, table.c.is_vip.is_distinct_from(flag)))
    )
    return connection.execute(statement).rowcount


def record_flips(connection: Connection, event_id: UUID, now: datetime, actor: str, reason: str | None, command: str) -> tuple[int, int]:
    """Write an event for every flag that `recalculate` marked; returns how many rose and how many fell."""
    table = customer_statistics
    rise = table.c.is_vip
    counts = connection.execute(select(rise, func.count()).where(table.c.vip_event == event_id).group_by(rise)).all()
    if not counts:
        return 0, 0
    changes = case((rise, literal(_RISE, Words)), else_=literal(_FALL, Words))
    told = (literal(event_id, Id), literal(now, Moment), literal(actor, Words), literal(reason, Words), literal(command, Words))
    rows = select(table.c.customer_id, *told, changes).where(table.c.vip_event == event_id)
    connection.execute(insert(events).from_select(["customer_id", "id", "at", "actor", "reason", "command", "changes"], rows))
    by_direction = {bool(up): count for up, count in counts}
    return by_direction.get(True, 0), by_direction.get(False, 0)


def count_live(connection: Connection) -> int:
    """How many live customers there are."""
    return connection.scalar(select(func.count()).select_from(customer_statistics).where(customer_statistics.c.live)) or 0


def count_segments(connection: Connection, thresholds: Thresholds, now: datetime, as_of: datetime | None) -> dict[str, int]:
    """The size of each segment and of all, in one pass; `as_of` counts from the orders placed until then."""
    table: FromClause = customer_statistics
    moment = as_of or now
    if as_of is None:
        live: ColumnElement[bool] = customer_statistics.c.live
    else:
        calculated = _everyone(thresholds, until=as_of)
        flag = is_vip(thresholds, as_of, calculated, calculated).label("is_vip")
        table, live = select(calculated, flag).subquery("then"), true()
    names = ("new", "returning", "loyal", "vip", "at_risk")
    counts = [
        func.coalesce(func.sum(case((segment_condition(name, thresholds, moment, table), 1), else_=0)), 0).label(f"segment_{name}")
        for name in names
    ]
    row = connection.execute(select(*counts, func.count().label("segment_total")).select_from(table).where(live)).one()
    return {name.removeprefix("segment_"): int(count) for name, count in row._mapping.items()}


def mark_live(connection: Connection, customer_ids: Select[tuple[UUID]] | Sequence[UUID], *, live: bool) -> None:
    """Take a few customers, or those that a query finds, into or out of every count."""
    connection.execute(update(customer_statistics).where(customer_statistics.c.customer_id.in_(customer_ids)).values(live=live))
