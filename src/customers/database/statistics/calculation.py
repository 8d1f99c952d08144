"""Statistics and VIP flags from orders: one expression a rule, used by every statement."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
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
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import customer_statistics, orders
from customers.database.schema.types import Id, Minor, Timestamp, Words
from customers.database.statistics.counting import is_relevant, is_return, spend_of
from customers.database.statistics.vip_rules import PERIOD, current_override, is_vip, vip_figures, vip_rules
from customers.domain.json import dump_json
from customers.domain.segments import Thresholds, vip_period_start

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


def _figures(ending: str = "", until: datetime | None = None, period: datetime | None = None) -> list[ColumnElement[Any]]:
    """Return count, spend, first and last of a group of relevant orders, or of those placed until a time.

    With the start of a `period`, count and spend of its orders follow.
    """
    placed = [] if until is None else [orders.c.placed_at <= until]
    # SQLite evaluates a case faster than a filter.
    times = case((and_(not_(is_return()), *placed), orders.c.placed_at))
    figures = {
        "total_orders": _filtered(func.count(), not_(is_return()), *placed),
        "total_spent": cast(_filtered(func.sum(spend_of()), *placed), Minor),
        "first_order_at": func.min(times, type_=Timestamp()),
        "last_order_at": func.max(times, type_=Timestamp()),
    }
    if period is not None:
        # First what most orders fail: the rest is not evaluated for them.
        recent = [orders.c.placed_at >= period, *placed]
        figures["period_orders"] = _filtered(func.count(), *recent, not_(is_return()))
        figures["period_spent"] = cast(_filtered(func.sum(spend_of()), *recent), Minor)
    return [figure.label(f"{name}{ending}") for name, figure in figures.items()]


def _filtered(figure: Any, *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
    filtered: ColumnElement[Any] = figure.filter(*conditions) if conditions else figure
    return filtered


def _aggregate(
    thresholds: Thresholds, figures: list[ColumnElement[Any]], customer_ids: Select[Any] | None, until: datetime | None, span: IdRange
) -> Subquery:
    """Return the figures of every customer with a relevant order."""
    query = select(orders.c.customer_id, *figures).where(is_relevant(thresholds), *span.contains(orders.c.customer_id))
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
    now: datetime | None = None,
    span: IdRange = ALL_IDS,
    one_by_one: bool = False,
) -> Subquery:
    """Return the statistics of every live customer; zeros without a counted order.

    Args:
        thresholds: the rules of the shop.
        customer_ids: a query of the customers, None for all.
        until: the time until which orders are placed, None for all orders.
        since: an earlier time; its figures are further columns, with the suffix `BEFORE`.
        now: the end of the VIP period where `until` is None; without both the columns of `PERIOD` are left out.
        span: a range of customers.
        one_by_one: whether the orders of each customer are looked up by a lateral join; SQLite, which has none, plans so anyway.
    """
    table = customer_statistics.alias("live")

    def start(moment: datetime | None) -> datetime | None:
        return vip_period_start(thresholds, moment) if thresholds.vip_period_days and moment is not None else None

    period = start(until or now)
    figures = _figures(period=period)
    aggregate: FromClause
    if one_by_one:
        customer_figures = select(table.c.customer_id, *figures).where(is_relevant(thresholds), orders.c.customer_id == table.c.customer_id)
        aggregate = customer_figures.lateral("aggregate")
    else:
        figures += _figures(BEFORE, since, start(since)) if since is not None else []
        aggregate = _aggregate(thresholds, figures, customer_ids, until, span)
    columns: list[ColumnElement[Any]] = []
    for ending in ("", BEFORE) if since is not None else ("",):
        counts = [f"{name}{ending}" for name in ("total_orders", "total_spent", *(PERIOD if period is not None else ()))]
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
    calculated = live_statistics(thresholds, customer_ids, now=now, span=span, one_by_one=one_by_one)
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
    """Yield the ranges of ids that together are all customers; a small shop has one without ends, which costs no comparisons."""
    customer_id, after = customer_statistics.c.customer_id, None
    while True:
        next_ids = select(customer_id).where(*IdRange(after).contains(customer_id)).order_by(customer_id)
        last = connection.scalars(next_ids.offset(RANGE_SIZE - 1).limit(2)).all()
        until = last[0] if len(last) > 1 else None
        yield IdRange(after, until)
        if until is None:
            return
        after = until


def to_recalculate(thresholds: Thresholds, now: datetime, span: IdRange = ALL_IDS) -> Select[tuple[UUID]]:
    """Return the query of the live customers, all or those of a range, that `recalculate` would change."""
    calculated, table = live_statistics(thresholds, now=now, span=span), customer_statistics
    joined = table.join(calculated, calculated.c.customer_id == table.c.customer_id)
    stale = is_stale(table, calculated, is_vip(thresholds, now, table, calculated))
    return select(table.c.customer_id).select_from(joined).where(stale)


def count_stale(connection: Connection, thresholds: Thresholds, now: datetime, first: int) -> int:
    """Return how many of the first customers in the order of ids `recalculate` would change."""
    ids = select(customer_statistics.c.customer_id).order_by(customer_statistics.c.customer_id)
    until = connection.scalar(ids.offset(first - 1).limit(1))
    stale = to_recalculate(thresholds, now, IdRange(None, until))
    return connection.scalar(select(func.count()).select_from(stale.subquery("stale"))) or 0


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


def vip_changes(thresholds: Thresholds, now: datetime, event_id: UUID, customer_ids: Select[Any] | None = None) -> Select[tuple[UUID, str]]:
    """Return the query of the flags that `recalculate` changed, as customers and the JSON texts of their changes.

    Beside the flag each text has in "why" what decides now: "pinned", "excluded", the rules that are reached, or "neither".
    """
    changes = _vip_documents(thresholds, now)
    return select(customer_statistics.c.customer_id, changes.label("changes")).where(vip_changed(event_id, customer_ids))


def _vip_documents(thresholds: Thresholds, now: datetime) -> ColumnElement[str]:
    """Return the changes of a flag that `recalculate` has written, as JSON texts."""
    table = customer_statistics
    override, rules = current_override(now, table), vip_rules(thresholds, *vip_figures(thresholds, now, table))

    def document(why: str, *, rise: bool) -> ColumnElement[str]:
        return literal(dump_json({"is_vip": {"before": not rise, "after": rise, "why": why}}), Words)

    both = and_(*rules.values()) if len(rules) > 1 else false()
    rises = {"pinned": override == "pinned", "both": both, "orders": rules.get("orders", false())}
    rise = case(*((condition, document(why, rise=True)) for why, condition in rises.items()), else_=document("spend", rise=True))
    fall = case((override == "excluded", document("excluded", rise=False)), else_=document("neither", rise=False))
    return case((table.c.is_vip, rise), else_=fall)


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
