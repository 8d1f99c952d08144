"""The rules of VIPs as SQL expressions: over calculated statistics, or over the stored ones."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import and_, case, cast, false, func, literal, not_, null, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from customers.database.schema.tables import orders
from customers.database.schema.types import Minor
from customers.database.statistics.counting import is_relevant, is_return, spend_of
from customers.domain.segments import Thresholds, vip_period_start

# The columns of the count and the spend of the VIP period, where the shop has one.
PERIOD = ("period_orders", "period_spent")


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


def vip_figures(thresholds: Thresholds, moment: datetime, source: HasColumns) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Return the orders and the spend that the VIP rules compare at a time: all, or those of the period.

    A source without columns of the period, such as the stored statistics, has them looked up by subqueries: for few rows.
    """
    if not thresholds.vip_period_days:
        return source.c.total_orders, source.c.total_spent
    if hasattr(source.c, PERIOD[0]):
        return source.c.period_orders, source.c.period_spent
    recent = orders.alias("recent")
    start = vip_period_start(thresholds, moment)
    conditions = (recent.c.customer_id == source.c.customer_id, is_relevant(thresholds, recent), recent.c.placed_at >= start)
    count = select(func.count()).where(*conditions, not_(is_return(recent)))
    spend = select(cast(func.coalesce(func.sum(spend_of(recent)), 0), Minor)).where(*conditions)
    return count.correlate_except(recent).scalar_subquery(), spend.correlate_except(recent).scalar_subquery()


def is_vip(thresholds: Thresholds, now: datetime, table: HasColumns, source: HasColumns) -> ColumnElement[bool]:
    """Return the VIP flag: the override while it lasts, else the rules."""
    lasts = override_lasts(now, table)
    return case(
        (and_(table.c.vip_override == "pinned", lasts), true()),
        (and_(table.c.vip_override == "excluded", lasts), false()),
        else_=reaches_vip(thresholds, *vip_figures(thresholds, now, source)),
    )


def current_vip(thresholds: Thresholds, moment: datetime, table: HasColumns) -> ColumnElement[bool]:
    """Return the flag of stored statistics at a time: that of the rules from the end of an override on, without a recalculation."""
    by_rules = reaches_vip(thresholds, *vip_figures(thresholds, moment, table))
    return case((has_ended_override(moment, table), by_rules), else_=table.c.is_vip)


def current_override(moment: datetime, table: HasColumns) -> ColumnElement[Any]:
    """Return the state of the override that is in force at a time, null after its end."""
    return case((has_ended_override(moment, table), null()), else_=table.c.vip_override)


def has_ended_override(moment: datetime, table: HasColumns) -> ColumnElement[bool]:
    """Return the condition that an override ended by a time."""
    ended: ColumnElement[bool] = table.c.vip_until <= moment
    return ended
