"""The sizes of the segments at many moments, in one pass over the orders.

A customer's figures change where it orders. Its orders are added up by the first moment that counts them, and each such sum opens a
span of equal figures that the next one closes. The entries and exits of all spans, counted by moment, give the sizes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any

from sqlalchemy import CTE, ColumnElement, Connection, SelectBase, Subquery, case, cast, func, literal, not_, null, select, union_all

from customers.database.schema.tables import customer_statistics, orders
from customers.database.schema.types import Minor, Timestamp
from customers.database.statistics.counting import is_relevant, is_return, spend_of
from customers.database.statistics.segments import segment_condition
from customers.database.statistics.vip_rules import PERIOD, reaches_vip, vip_figures
from customers.domain.segments import LIFECYCLE_SEGMENTS, Thresholds, at_risk_before, vip_period_start

# Each customer is new until it is counted in one of the others.
_COUNTED = ("returning", "loyal", "vip")
# What an order adds to the figures of its customer; the last two are those of the VIP period.
_ADDED = ("total_orders", "total_spent", *PERIOD)


def count_at(connection: Connection, thresholds: Thresholds, moments: Sequence[datetime]) -> list[dict[str, int]]:
    """Return the size of each segment and of all at each of some ascending moments, by the rules, without overrides.

    As in `segments.count_segments`, the live customers of now are counted, by the orders placed until the moment.
    """
    total = connection.scalar(select(func.count()).select_from(customer_statistics).where(customer_statistics.c.live)) or 0
    names = (*_COUNTED, "at_risk")
    changes = {name: [0] * (len(moments) + 1) for name in names}
    for row in connection.execute(_changes(thresholds, moments)):
        for name in names:
            changes[name][row.moment] += row._mapping[f"in_{name}"]
    sizes = [dict(zip(names, counts, strict=True)) for counts in zip(*(accumulate(changes[name][:-1]) for name in names), strict=True)]
    return [{"new": total - size["returning"] - size["loyal"], **size, "total": total} for size in sizes]


def _changes(thresholds: Thresholds, moments: Sequence[datetime]) -> Any:
    """Return the query of the entries into each segment less the exits, by the number of the moment."""
    spans = _spans(thresholds, moments)
    nothing = literal(0)
    selects = []
    for sign, moment in ((1, spans.c.first_moment), (-1, spans.c.next_moment)):
        counts = [func.sum(case((spans.c[f"in_{name}"], sign), else_=0)).label(f"in_{name}") for name in _COUNTED]
        selects.append(select(moment.label("moment"), *counts, nothing.label("in_at_risk")).group_by(moment))
    for sign, moment in ((1, spans.c.risk_begin), (-1, spans.c.next_moment)):
        counts = [nothing.label(f"in_{name}") for name in _COUNTED]
        query = select(moment.label("moment"), *counts, (func.count() * sign).label("in_at_risk"))
        selects.append(query.where(spans.c.may_lapse, spans.c.risk_begin < spans.c.next_moment).group_by(moment))
    return union_all(*selects)


def _spans(thresholds: Thresholds, moments: Sequence[datetime]) -> CTE:
    """Return the spans of equal figures of each customer, with its segments: `first_moment` to `next_moment`, at risk from `risk_begin`."""
    figures = _running_figures(thresholds, moments)
    # A customer is at risk from the first moment with a limit after its last order.
    limits = [at_risk_before(thresholds, moment) for moment in moments]
    first_at_risk = _first(limits, lambda limit: figures.c.last_order_at < limit)
    # The stage does not depend on the time; `is_vip` is that of the span.
    conditions = {name: segment_condition(name, thresholds, moments[-1], figures) for name in LIFECYCLE_SEGMENTS}
    return select(
        figures.c.first_moment,
        figures.c.next_moment,
        case((first_at_risk > figures.c.first_moment, first_at_risk), else_=figures.c.first_moment).label("risk_begin"),
        conditions["returning"].label("in_returning"),
        conditions["loyal"].label("in_loyal"),
        figures.c.is_vip.label("in_vip"),
        not_(conditions["new"]).label("may_lapse"),
    ).cte("spans")


def _running_figures(thresholds: Thresholds, moments: Sequence[datetime]) -> Subquery:
    """Return the figures of each customer at the first moment of each span, as `segment_condition` reads them."""
    sums = _sums(thresholds, moments)
    in_order: dict[str, Any] = {"partition_by": sums.c.customer_id, "order_by": sums.c.first_moment}
    columns = [cast(func.sum(sums.c[name]).over(**in_order), Minor).label(name) for name in _ADDED]
    last_order_at = func.max(sums.c.last_order_at, type_=Timestamp()).over(**in_order).label("last_order_at")
    next_moment = func.coalesce(func.lead(sums.c.first_moment).over(**in_order), len(moments)).label("next_moment")
    running = select(sums.c.first_moment, next_moment, last_order_at, *columns).subquery("running")
    is_vip = reaches_vip(thresholds, *vip_figures(thresholds, moments[-1], running))
    return select(running, is_vip.label("is_vip"), null().label("vip_until")).subquery("figures")


def _sums(thresholds: Thresholds, moments: Sequence[datetime]) -> Subquery:
    """Return what the orders of each customer add to its figures, by the first moment that counts them.

    Where the shop has a VIP period, an order is taken from the figures of the period at the first moment with a later start.
    """
    first = _first(moments, lambda moment: orders.c.placed_at <= moment).label("first_moment")
    starts = [vip_period_start(thresholds, moment) for moment in moments]
    order = case((is_return(), 0), else_=1).label("counted")
    source = orders.join(customer_statistics, customer_statistics.c.customer_id == orders.c.customer_id)
    conditions = (customer_statistics.c.live, is_relevant(thresholds), orders.c.placed_at <= moments[-1])
    columns = [orders.c.customer_id, orders.c.placed_at, first, order, spend_of().label("spent")]
    if thresholds.vip_period_days:
        columns.append(_first(starts, lambda start: orders.c.placed_at < start).label("over"))
    placed = select(*columns).select_from(source).where(*conditions).cte("placed")
    last = case((placed.c.counted > 0, placed.c.placed_at)).label("last_order_at")
    figures = [placed.c.counted, placed.c.spent]
    changes: SelectBase = select(placed.c.customer_id, placed.c.first_moment, last, *_named(figures + figures))
    if thresholds.vip_period_days:
        end = case((placed.c.over > placed.c.first_moment, placed.c.over), else_=placed.c.first_moment).label("first_moment")
        nothing = literal(0)
        leaving = _named([nothing, nothing, *(-figure for figure in figures)])
        no_order = cast(null(), Timestamp()).label("last_order_at")
        exits = select(placed.c.customer_id, end, no_order, *leaving).where(placed.c.over < len(moments))
        changes = union_all(changes, exits)
    change = changes.subquery("changes")
    sums = [cast(func.sum(change.c[name]), Minor).label(name) for name in _ADDED]
    last_order_at = func.max(change.c.last_order_at, type_=Timestamp()).label("last_order_at")
    return (
        select(change.c.customer_id, change.c.first_moment, last_order_at, *sums)
        .group_by(change.c.customer_id, change.c.first_moment)
        .subquery("sums")
    )


def _named(figures: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [figure.label(name) for name, figure in zip(_ADDED, figures, strict=True)]


def _first(moments: Sequence[datetime], reached: Callable[[datetime], ColumnElement[bool]]) -> ColumnElement[int]:
    """Return the number of the first ascending moment that is reached, by bisection; their count where none is."""

    def search(low: int, high: int) -> ColumnElement[int]:
        if low == high:
            return literal(low)
        middle = (low + high) // 2
        return case((reached(moments[middle]), search(low, middle)), else_=search(middle + 1, high))

    return search(0, len(moments))
