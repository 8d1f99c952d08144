"""Customers in different segments at two times, both calculated in one pass over the orders."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery, and_, case, func, literal, not_, or_, select

from customers.database.schema.tables import customers
from customers.database.schema.types import Words
from customers.database.selection.paging import id_order
from customers.database.statistics.calculation import BEFORE, live_statistics
from customers.database.statistics.segments import segment_condition
from customers.database.statistics.vip_rules import PERIOD, is_vip
from customers.domain.segments import LIFECYCLE_SEGMENTS, OVERLAY_SEGMENTS, Thresholds

BY_ID = id_order(customers.c.id)


class _Figures(NamedTuple):
    """The columns of one time by the names that the rules use."""

    c: Any


class SegmentChangeQuery:
    """The live customers at two times, with their stage (new, returning or loyal) and whether they are VIP or at risk."""

    def __init__(
        self, thresholds: Thresholds, since: datetime, as_of: datetime, *, into: Sequence[str] = (), out_of: Sequence[str] = ()
    ) -> None:
        """Compare two times; `into` and `out_of` limit the changes to those that entered or left one of these segments."""
        self._calculated = live_statistics(thresholds, until=as_of, since=since)
        before, after = (_members(thresholds, time, self._calculated, suffix) for time, suffix in ((since, BEFORE), (as_of, "")))
        self._statuses: list[ColumnElement[Any]] = [_stage(before).label("from_"), _stage(after).label("to")]
        for name in OVERLAY_SEGMENTS:
            self._statuses += [before[name].label(f"{name}_before"), after[name].label(f"{name}_after")]
        entered = {name: and_(not_(before[name]), after[name]) for name in before}
        exited = {name: and_(before[name], not_(after[name])) for name in before}
        self._changed = and_(
            or_(*entered.values(), *exited.values()),
            *([or_(*(entered[name] for name in into))] if into else ()),
            *([or_(*(exited[name] for name in out_of))] if out_of else ()),
        )

    def count(self, connection: Connection) -> list[Row[Any]]:
        """Return the number of customers of each combination of statuses, with `moved` for a selected change."""
        statuses = select(*self._statuses, self._changed.label("moved")).subquery("statuses")
        return list(connection.execute(select(*statuses.c, func.count().label("customers")).group_by(*statuses.c)))

    def changed_customers(self) -> Select[Any]:
        """Return the query of the changed customers, with their statuses at both times, for a list in the order `BY_ID`.

        In another order PostgreSQL scans all customers in that order, and looks each up among the calculated ones.
        """
        names = [customers.c[name] for name in ("id", "first_name", "last_name", "email")]
        source = customers.join(self._calculated, self._calculated.c.customer_id == customers.c.id)
        return select(*names, *self._statuses).select_from(source).where(self._changed)


def _members(thresholds: Thresholds, moment: datetime, calculated: Subquery, suffix: str) -> dict[str, ColumnElement[bool]]:
    """Return the condition of each segment over the columns of one time."""
    names = ("total_orders", "total_spent", "last_order_at", *(PERIOD if thresholds.vip_period_days else ()))
    columns = {name: calculated.c[f"{name}{suffix}"] for name in names}
    figures = _Figures(SimpleNamespace(**columns, vip_override=calculated.c.vip_override, vip_until=calculated.c.vip_until))
    figures.c.is_vip = is_vip(thresholds, moment, figures, figures)
    # Without orders, the time of the last one is NULL: a change needs true or false.
    return {
        name: func.coalesce(segment_condition(name, thresholds, moment, figures), literal(False))
        for name in (*LIFECYCLE_SEGMENTS, *OVERLAY_SEGMENTS)
    }


def _stage(members: dict[str, ColumnElement[bool]]) -> ColumnElement[str]:
    """Return the name of the stage of a customer."""
    return case(*((members[name], literal(name, Words)) for name in LIFECYCLE_SEGMENTS))
