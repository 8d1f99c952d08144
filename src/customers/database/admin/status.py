"""Describe a database: engine, size, and numbers of rows."""

from typing import Any

from sqlalchemy import Connection, func, select

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import addresses, customer_statistics, customers, events, orders


def describe(connection: Connection) -> dict[str, Any]:
    """Return the engine with its version, the size in bytes, whether a cluster holds the tables, and the rows of the main tables."""
    engine = dialect_of(connection).describe(connection)
    live = count_customers(connection)
    counts = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in (customers, addresses, orders, events)
    }
    undone = connection.scalar(select(func.count()).select_from(customers).where(customers.c.state == "undone")) or 0
    others = counts.pop("customers") - live - undone
    return {**engine, "customers": live, "deleted_or_absorbed": others, "undone": undone, **counts}


def count_customers(connection: Connection) -> int:
    """Return the number of live customers."""
    return connection.scalar(select(func.count()).select_from(customer_statistics).where(customer_statistics.c.live)) or 0
