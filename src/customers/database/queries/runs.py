"""Write and read runs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, distinct, func, insert, select, update

from customers.database.schema.tables import events, runs


def insert_run(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a run; `values` are columns of `runs`."""
    connection.execute(insert(runs).values(**values))


def add(connection: Connection, run_id: UUID, *, customers: int, orders: int) -> None:
    """Add the numbers of a further batch to a run."""
    numbers = {"customers": runs.c.customers + customers, "orders": runs.c.orders + orders}
    connection.execute(update(runs).where(runs.c.id == run_id).values(numbers))


def finish(connection: Connection, run_id: UUID) -> None:
    """Mark a run as done, and count its customers; several batches may have changed one."""
    values = {"state": "done", "customers": count_customers(connection, run_id)}
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def count_customers(connection: Connection, run_id: UUID) -> int:
    """Return how many customers have records of a run."""
    return connection.scalar(select(func.count(distinct(events.c.customer_id))).where(events.c.run_id == run_id)) or 0
