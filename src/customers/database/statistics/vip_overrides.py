"""Read and write VIP overrides, which are stored beside the statistics."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update

from customers.database.schema.tables import customer_statistics

COLUMNS = ("vip_override", "vip_reason", "vip_until")


def find_overrides(connection: Connection, customer_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the columns of the override of each customer, all None without one."""
    table = customer_statistics
    query = select(table.c.customer_id, *(table.c[name] for name in COLUMNS)).where(table.c.customer_id.in_(customer_ids))
    return {row.customer_id: {name: row._mapping[name] for name in COLUMNS} for row in connection.execute(query)}


def write_overrides(connection: Connection, customer_ids: Sequence[UUID], values: Mapping[str, Any]) -> None:
    """Set or remove the override of customers; `recalculate` updates the flag."""
    table = customer_statistics
    connection.execute(update(table).where(table.c.customer_id.in_(customer_ids)).values(**values))
