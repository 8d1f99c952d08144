"""Who is in other segments at one moment than at an earlier one, both calculated in one pass over the orders."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery, and_, case, func, literal, not_, or_, select

from customers.database.schema.tables import customers
from customers.database.schema.types import Words
from customers.database.statistics.calculation import BEFORE, is_vip, live_statistics
from customers.database.statistics.segments import segment_condition
from customers.domain.segments import LIFECYCLE_SEGMENTS, OVERLAY_SEGMENTS, Thresholds


class _Figures(NamedTuple):
    """The columns of one moment by the names that the rules know."""

    c: Any


class SegmentChangeQuery:
    """Everyone at two moments. What moves is a stage (new, returning or loyal), and who is a VIP or at risk."""

    def __init__(
        self, thresholds: Thresholds, since: datetime, as_of: datetime, *, into: Sequence[str] = (), out_of: Sequence[str] = ()
    ) -> None:
        """Between two moments; `into` and `out_of` limit the movers to those who entered or left one of these segments."""
        self._calculated = live_statistics(thresholds, until=as_of, since=since)
        before, after = (_members(thresholds, moment, self._calculated, ending) for moment, ending in ((since, BEFORE), (as_of, "")))
        self._statuses: list[ColumnElement[Any]] = [_stage(before).label("from_"), _stage(after).label("to")]
        for name in OVERLAY_SEGMENTS:
            self._statuses += [before[name].label(f"{name}_before"), after[name].label(f"{name}_after")]
        entered = {name: and_(not_(before[name]), after[name]) for name in before}
        left = {name: and_(before[name], not_(after[name])) for name in before}
        self._moved = and_(
            or_(*entered.values(), *left.values()),
            *([or_(*(entered[name] for name in into))] if into else ()),
            *([or_(*(left[name] for name in out_of))] if out_of else ()),
        )

    def count(self, connection: Connection) -> list[Row[Any]]:
        """How many customers have each combination of statuses, and whether that is a move that was asked for."""
        statuses = select(*self._statuses, self._moved.label("moved")).subquery("statuses")
        return list(connection.execute(select(*statuses.c, func.count().label("customers")).group_by(*statuses.c)))

    def changed_customers(self) -> Select[Any]:
        """The customers that moved, with their statuses at both moments: what a list in the order of ids is made from.

        In another order PostgreSQL would go through everyone in that order, and look each up in what was calculated.
        """
        names = [customers.c[name] for name in ("id", "first_name", "last_name", "email")]
        source = customers.join(self._calculated, self._calculated.c.customer_id == customers.c.id)
        return select(*names, *self._statuses).select_from(source).where(self._moved)


def _members(thresholds: Thresholds, moment: datetime, calculated: Subquery, ending: str) -> dict[str, ColumnElement[bool]]:
    """The rule of each segment over the columns of one moment."""
    names = ("total_orders", "total_spent", "last_order_at")
    columns = {name: calculated.c[f"{name}{ending}"] for name in names}
    then = _Figures(SimpleNamespace(**columns, vip_override=calculated.c.vip_override, vip_until=calculated.c.vip_until))
    then.c.is_vip = is_vip(thresholds, moment, then, then)
    # A customer without orders has no last one: neither true nor false, where a move needs one of the two.
    return {
        name: func.coalesce(segment_condition(name, thresholds, moment, then), literal(False))
        for name in (*LIFECYCLE_SEGMENTS, *OVERLAY_SEGMENTS)
    }


def _stage(members: dict[str, ColumnElement[bool]]) -> ColumnElement[str]:
    """The name of the one of new, returning and loyal that a customer is."""
    return case(*((members[name], literal(name, Words)) for name in LIFECYCLE_SEGMENTS))
