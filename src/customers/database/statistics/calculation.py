"""Statistics and VIP flags from orders: one expression a rule, used by every statement."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
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
    literal,
    not_,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import customer_statistics, orders
from customers.database.schema.types import Id, Minor, Timestamp, Words
from customers.database.statistics.counting import is_relevant, is_return, spend_of
from customers.domain.json import dump_json
from customers.domain.segments import Thresholds

_PROMOTED = dump_json({"is_vip": {"before": False, "after": True}})
_DEMOTED = dump_json({"is_vip": {"before": True, "after": False}})

CALCULATED = ("total_orders", "total_spent", "first_order_at", "last_order_at")
BEFORE = "_before"  # the suffix of the columns of the earlier of two times

# How many customers one statement recalculates: SQLite holds the changes in memory.
RANGE_SIZE = 100_000


class IdRange(NamedTuple):
    """A range of customers by their ids; an end of None is open."""

    after: UUID | None = None
    until: UUID | None = None

    def contains(self, customer_id: ColumnElement[UUID]) -> list[ColumnElement[bool]]:
        """Return the conditions that an id is in the range."""
        above = [customer_id > self.after] if self.after is not None else []
        return above + ([customer_id <= self.until] if self.until is not None else [])


ALL_IDS = IdRange()


class HasColumns(Protocol):
    """A table, a query, or another object with columns by name."""

    @property
    def c(self) -> Any:
        """Return the columns."""


def vip_rules(thresholds: Thresholds, total_orders: ColumnElement[Any], total_spent: ColumnElement[Any]) -> dict[str, ColumnElement[bool]]:
    """Return the conditions of the VIP rules by name; a threshold of 0 switches a rule off."""
    rules: dict[str, ColumnElement[bool]] = {}
    if thresholds.vip_orders:
        rules["orders"] = total_orders >= thresholds.vip_orders
    if thresholds.vip_spend:
        rules["spend"] = total_spent >= cast(literal(thresholds.vip_spend), Minor)
    return rules


def reaches_vip(thresholds: Thresholds, total_orders: ColumnElement[Any], total_spent: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition that orders or spend make a VIP."""
    rules = vip_rules(thresholds, total_orders, total_spent)
    return or_(*rules.values()) if rules else false()


def override_lasts(now: datetime, table: HasColumns) -> ColumnElement[bool]:
    """Return the condition that an override, if any, has not ended."""
    return or_(table.c.vip_until.is_(None), table.c.vip_until > now)


def is_vip(thresholds: Thresholds, now: datetime, table: HasColumns, source: HasColumns) -> ColumnElement[bool]:
    """Return the VIP flag: the override while it lasts, else the rules."""
    lasts = override_lasts(now, table)
    return case(
        (and_(table.c.vip_override == "pinned", lasts), true()),
        (and_(table.c.vip_override == "excluded", lasts), false()),
        else_=reaches_vip(thresholds, source.c.total_orders, source.c.total_spent),
    )


def current_vip(thresholds: Thresholds, moment: datetime, table: HasColumns) -> ColumnElement[bool]:
    """Return the flag of stored statistics at a time: that of the rules from the end of an override on, without a recalculation."""
    by_rules = reaches_vip(thresholds, table.c.total_orders, table.c.total_spent)
    return case((has_ended_override(moment, table), by_rules), else_=table.c.is_vip)


def current_override(moment: datetime, table: HasColumns) -> ColumnElement[Any]:
    """Return the state of the override that is in force at a time, null after its end."""
    return case((has_ended_override(moment, table), null()), else_=table.c.vip_override)


def has_ended_override(moment: datetime, table: HasColumns) -> ColumnElement[bool]:
    """Return the condition that an override ended by a time."""
    ended: ColumnElement[bool] = table.c.vip_until <= moment
    return ended


def _figures(ending: str = "", until: datetime | None = None) -> list[ColumnElement[Any]]:
    """Return count, spend, first and last of a group of relevant orders, or of those placed until a time."""
    figures: dict[str, Any] = {
        "total_orders": func.count(),
        "total_spent": func.sum(spend_of()),
        "first_order_at": func.min(orders.c.placed_at, type_=Timestamp()),
        "last_order_at": func.max(orders.c.placed_at, type_=Timestamp()),
    }
    placed = [] if until is None else [orders.c.placed_at <= until]
    for name, figure in figures.items():
        conditions = placed if name == "total_spent" else [not_(is_return()), *placed]
        figures[name] = figure.filter(*conditions) if conditions else figure
    figures["total_spent"] = cast(figures["total_spent"], Minor)
    return [figure.label(f"{name}{ending}") for name, figure in figures.items()]


def _aggregate(
    thresholds: Thresholds, customer_ids: Select[Any] | None, until: datetime | None, since: datetime | None, span: IdRange
) -> Subquery:
    """Return the figures of every customer with a relevant order."""
    earlier = _figures(BEFORE, since) if since is not None else []
    query = select(orders.c.customer_id, *_figures(), *earlier).where(is_relevant(thresholds), *span.contains(orders.c.customer_id))
    if customer_ids is not None:
        query = query.where(orders.c.customer_id.in_(customer_ids))
    if until is not None:
        query = query.where(orders.c.placed_at <= until)
    return query.group_by(orders.c.customer_id).subquery("aggregate")


def live_statistics(
    thresholds: Thresholds,
    customer_ids: Select[Any] | None = None,
    until: datetime | None = None,
    since: datetime | None = None,
    *,
    span: IdRange = ALL_IDS,
    one_by_one: bool = False,
) -> Subquery:
    """Return the statistics of every live customer; zeros without a counted order.

    Args:
        thresholds: the rules of the shop.
        customer_ids: a query of the customers, None for all.
        until: the time until which orders are placed, None for all orders.
        since: an earlier time; its figures are further columns, with the suffix `BEFORE`.
        span: a range of customers.
        one_by_one: whether the orders of each customer are looked up by a lateral join; SQLite, which has none, plans so anyway.
    """
    table = customer_statistics.alias("live")
    aggregate: FromClause
    if one_by_one:
        figures = select(table.c.customer_id, *_figures()).where(is_relevant(thresholds), orders.c.customer_id == table.c.customer_id)
        aggregate = figures.lateral("aggregate")
    else:
        aggregate = _aggregate(thresholds, customer_ids, until, since, span)
    columns: list[ColumnElement[Any]] = []
    for ending in ("", BEFORE) if since is not None else ("",):
        counts = [f"{name}{ending}" for name in ("total_orders", "total_spent")]
        columns += [func.coalesce(aggregate.c[name], 0).label(name) for name in counts]
        columns += [aggregate.c[f"{name}{ending}"] for name in ("first_order_at", "last_order_at")]
    query = (
        select(table.c.customer_id, table.c.vip_override, table.c.vip_until, *columns)
        .select_from(table.outerjoin(aggregate, aggregate.c.customer_id == table.c.customer_id))
        .where(table.c.live, *span.contains(table.c.customer_id))
    )
    if customer_ids is not None:
        query = query.where(table.c.customer_id.in_(customer_ids))
    return query.subquery("calculated")


def is_stale(stored: FromClause, calculated: FromClause, flag: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that the stored statistics of a customer differ from the calculated ones."""
    return or_(has_other_figures(stored, calculated), stored.c.is_vip.is_distinct_from(flag))


def has_other_figures(stored: FromClause, calculated: FromClause) -> ColumnElement[bool]:
    """Return the condition that the stored figures of a customer differ from the calculated ones."""
    return or_(*(stored.c[name].is_distinct_from(calculated.c[name]) for name in CALCULATED))


def recalculate(
    connection: Connection,
    thresholds: Thresholds,
    now: datetime,
    event_id: UUID,
    customer_ids: Select[Any] | None = None,
    span: IdRange = ALL_IDS,
) -> int:
    """Update the statistics and VIP flags that differ; return how many rows did.

    Rows with a changed flag get `event_id`, for `vip_changes`. `customer_ids` or a `span` limits the customers.
    """
    one_by_one = customer_ids is not None and dialect_of(connection).needs_lateral
    calculated = live_statistics(thresholds, customer_ids, span=span, one_by_one=one_by_one)
    table = customer_statistics
    flag = is_vip(thresholds, now, table, calculated)
    statement = (
        update(table)
        .values(
            {name: calculated.c[name] for name in CALCULATED}
            | {"is_vip": flag, "vip_event": case((table.c.is_vip.is_distinct_from(flag), literal(event_id, Id)), else_=table.c.vip_event)}
        )
        # A customer that was deleted before its row is written keeps its statistics.
        .where(table.c.customer_id == calculated.c.customer_id, table.c.live, is_stale(table, calculated, flag))
    )
    return connection.execute(statement).rowcount


def id_ranges(connection: Connection) -> Iterator[IdRange]:
    """Yield the ranges of ids that together are all customers."""
    customer_id, after = customer_statistics.c.customer_id, None
    while True:
        next_ids = select(customer_id).where(*IdRange(after).contains(customer_id)).order_by(customer_id)
        until = connection.scalar(next_ids.offset(RANGE_SIZE - 1).limit(1))
        yield IdRange(after, until)
        if until is None:
            return
        after = until


def to_recalculate(thresholds: Thresholds, now: datetime) -> Select[tuple[UUID]]:
    """Return the query of the live customers that `recalculate` would change."""
    calculated, table = live_statistics(thresholds), customer_statistics
    joined = table.join(calculated, calculated.c.customer_id == table.c.customer_id)
    stale = is_stale(table, calculated, is_vip(thresholds, now, table, calculated))
    return select(table.c.customer_id).select_from(joined).where(stale)


def vip_changed(event_id: UUID, customer_ids: Select[Any] | None = None) -> ColumnElement[bool]:
    """Return the condition that `recalculate` changed a flag; the same `customer_ids` keep it from reading all customers."""
    changed = customer_statistics.c.vip_event == event_id
    return changed if customer_ids is None else and_(customer_statistics.c.customer_id.in_(customer_ids), changed)


def count_vip_changes(connection: Connection, event_id: UUID, customer_ids: Select[Any] | None = None) -> tuple[int, int]:
    """Return how many customers became VIPs by `recalculate`, and how many ceased to be."""
    flag = customer_statistics.c.is_vip
    counts = connection.execute(select(flag, func.count()).where(vip_changed(event_id, customer_ids)).group_by(flag)).all()
    by_flag = {bool(is_vip): count for is_vip, count in counts}
    return by_flag.get(True, 0), by_flag.get(False, 0)


def vip_changes(event_id: UUID, customer_ids: Select[Any] | None = None) -> Select[tuple[UUID, str]]:
    """Return the query of the flags that `recalculate` changed, as customers and the JSON texts of their changes."""
    table = customer_statistics
    changes = case((table.c.is_vip, literal(_PROMOTED, Words)), else_=literal(_DEMOTED, Words))
    return select(table.c.customer_id, changes.label("changes")).where(vip_changed(event_id, customer_ids))


def find_vip_changes(
    connection: Connection, event_id: UUID, limit: int, customer_ids: Select[Any] | None = None
) -> list[tuple[UUID, bool]]:
    """Return some of the customers with a flag that `recalculate` changed, and the new flag."""
    table = customer_statistics
    query = (
        select(table.c.customer_id, table.c.is_vip).where(vip_changed(event_id, customer_ids)).order_by(table.c.customer_id).limit(limit)
    )
    return [(row.customer_id, bool(row.is_vip)) for row in connection.execute(query)]


def count_live(connection: Connection) -> int:
    """Return the number of live customers."""
    return connection.scalar(select(func.count()).select_from(customer_statistics).where(customer_statistics.c.live)) or 0


def mark_live(connection: Connection, customer_ids: Select[tuple[UUID]] | Sequence[UUID], *, live: bool) -> None:
    """Include customers, or those of a query, in all counts, or exclude them."""
    connection.execute(update(customer_statistics).where(customer_statistics.c.customer_id.in_(customer_ids)).values(live=live))
