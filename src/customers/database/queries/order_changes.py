"""Append to the changes of orders."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from customers.database.connection import bulk
from customers.database.schema.tables import order_changes

COLUMNS = ("customer_id", "order_id", "id", "run_id", "kind", "changes")


def insert_changes(connection: Connection, rows: Iterable[Sequence[Any]]) -> None:
    """Insert changes, with the values of `COLUMNS`."""
    bulk.copy_rows(connection, order_changes, COLUMNS, rows)
