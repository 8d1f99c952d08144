"""Which orders count, which reduce the spend, and by how much: the conditions of every statistic."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import FromClause, and_, case, not_, or_, true
from sqlalchemy.sql.elements import ColumnElement

from customers.database.schema.tables import orders
from customers.domain.segments import UNCOUNTED_RETURNS, Thresholds


def has_counted_status(thresholds: Thresholds, table: FromClause = orders) -> ColumnElement[bool]:
    """Return the condition that the status of an order counts."""
    return _has_none_of(thresholds.uncounted, table)


def _has_none_of(statuses: Sequence[str], table: FromClause) -> ColumnElement[bool]:
    # SQLite looks every row up in a table that it makes of the list of NOT IN, which takes longer than a few comparisons.
    return and_(true(), *(table.c.status != status for status in statuses))


def is_fully_refunded(table: FromClause = orders) -> ColumnElement[bool]:
    """Return the condition that an order is fully refunded."""
    return and_(table.c.refunded > 0, table.c.refunded >= table.c.total)


def is_return(table: FromClause = orders) -> ColumnElement[bool]:
    """Return the condition that an order is a return."""
    return table.c.total < 0


def reduces_spend(table: FromClause = orders) -> ColumnElement[bool]:
    """Return the condition that an order is a return that took place; the setting of uncounted statuses is about purchases."""
    return and_(is_return(table), _has_none_of(UNCOUNTED_RETURNS, table))


def is_counted(thresholds: Thresholds, table: FromClause = orders) -> ColumnElement[bool]:
    """Return the condition that an order counts: no return, of a status that counts, and not fully refunded."""
    return and_(has_counted_status(thresholds, table), not_(is_return(table)), not_(is_fully_refunded(table)))


def is_relevant(thresholds: Thresholds, table: FromClause = orders) -> ColumnElement[bool]:
    """Return the condition that an order is part of the statistics: it counts, or it reduces the spend."""
    return or_(is_counted(thresholds, table), reduces_spend(table))


def spend_of(table: FromClause = orders) -> ColumnElement[Any]:
    """Return what a relevant order adds to the spend; the refund of a return is its total."""
    return table.c.total - case((is_return(table), 0), else_=table.c.refunded)
