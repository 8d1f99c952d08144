"""RFM scores in SQL: from the four boundaries between the fifths of each value, which one statement finds.

A value is above a boundary if and only if the share of lower values reaches that fifth. So a score is a comparison with four
constants, and a list, a filter or a page costs no join.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, case, cast, func, literal, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

from customers.database.schema.tables import customer_statistics
from customers.database.schema.types import Minor
from customers.database.statistics.segments import standing
from customers.database.statistics.vip_rules import HasColumns
from customers.domain.segments import Thresholds
from customers.domain.statistics.rfm import BEST, PROSPECTS, code_of, codes_of

# The columns of statistics that are scored.
_COLUMNS = {"recency": "last_order_at", "frequency": "total_orders", "money": "total_spent"}


class Quintiles(NamedTuple):
    """The boundaries of the scores of each value, lowest first; empty where no customer has a counted order."""

    recency: tuple[datetime, ...]
    frequency: tuple[int, ...]
    money: tuple[int, ...]


def find_quintiles(connection: Connection, thresholds: Thresholds, as_of: datetime | None = None) -> Quintiles:
    """Return the boundaries of the live customers with a counted order, or with one that was placed until `as_of`.

    Boundary k of n sorted values is number ceil(k x n / 5): a value above it has that many lower ones.
    """
    table = standing(thresholds, as_of)
    columns = [table.c[column].label(name) for name, column in _COLUMNS.items()]
    ranks = [func.row_number().over(order_by=table.c[column]).label(f"{name}_rank") for name, column in _COLUMNS.items()]
    ranked = select(*columns, *ranks, func.count().over().label("customers")).where(table.c.total_orders > 0).subquery("ranked")
    numbers = _boundary_numbers(ranked.c.customers)
    rows = connection.execute(select(ranked).where(or_(*(ranked.c[f"{name}_rank"].in_(numbers) for name in _COLUMNS)))).all()
    return Quintiles(*(_boundaries(rows, name) for name in _COLUMNS))


def _boundary_numbers(customers: Any) -> list[Any]:
    """Return the number of each boundary among the sorted values of customers; their count is a number or a column."""
    return [(customers * fifth + BEST - 1) // BEST for fifth in range(1, BEST)]


def _boundaries(rows: Sequence[Row[Any]], name: str) -> tuple[Any, ...]:
    """Return the boundaries of a value; of few customers one may be several boundaries."""
    values = {row._mapping[f"{name}_rank"]: row._mapping[name] for row in rows}
    return tuple(values[number] for number in _boundary_numbers(rows[0].customers)) if rows else ()


def score(boundaries: Sequence[Any], value: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the score of a value: 1, and 1 more for each boundary below it."""
    if not boundaries:
        return literal(1)
    above = [(value > literal(boundary, value.type), number + 2) for number, boundary in enumerate(boundaries)]
    return case(*reversed(above), else_=1)


def code(quintiles: Quintiles, table: HasColumns) -> ColumnElement[int | None]:
    """Return the code of the scores of a customer in a table with statistics, null without a counted order."""
    scores = (score(boundaries, table.c[_COLUMNS[name]]) for name, boundaries in quintiles._asdict().items())
    return case((table.c.total_orders > 0, code_of(*scores)), else_=null())


def group_condition(group: str, quintiles: Quintiles, table: HasColumns) -> ColumnElement[bool]:
    """Return the condition that a customer is in a group."""
    if group == PROSPECTS:
        is_prospect: ColumnElement[bool] = table.c.total_orders == 0
        return is_prospect
    return code(quintiles, table).in_(codes_of(group))


def find_codes(connection: Connection, quintiles: Quintiles, customer_ids: Sequence[UUID]) -> dict[UUID, int | None]:
    """Return the code of each customer."""
    query = select(customer_statistics.c.customer_id, code(quintiles, customer_statistics).label("code"))
    return {row.customer_id: row.code for row in connection.execute(query.where(customer_statistics.c.customer_id.in_(customer_ids)))}


def count_scores(connection: Connection, thresholds: Thresholds, quintiles: Quintiles, as_of: datetime | None = None) -> list[Row[Any]]:
    """Return the number and the spend of the live customers of each code, None for those without a counted order."""
    table = standing(thresholds, as_of)
    scored = select(code(quintiles, table).label("code"), table.c.total_spent).subquery("scored")
    spent = cast(func.sum(scored.c.total_spent), Minor).label("spent")
    query = select(scored.c.code, func.count().label("customers"), spent).group_by(scored.c.code)
    return list(connection.execute(query))
