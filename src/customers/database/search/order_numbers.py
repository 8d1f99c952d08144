"""From the number of an order to its customer, by the index on source and number."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, select

from customers.database.schema.tables import orders


def has_number(connection: Connection, numbers: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an order has one of some numbers, in any source."""
    return and_(orders.c.source.in_(_sources(connection)), orders.c.number.in_(numbers))


def _sources(connection: Connection) -> list[str]:
    """Return the sources of all orders, from one to the next by the index: a step for each source, not for each order."""
    sources = [""]
    following: Select[Any] = select(orders.c.source).order_by(orders.c.source).limit(1)
    while (source := connection.scalar(following.where(orders.c.source > sources[-1]))) is not None:
        sources.append(source)
    return sources[1:]
