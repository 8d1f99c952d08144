"""Revive undone profiles: a file that names the id of one makes a new customer of its row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, update

from customers.database.connection.bulk import sorted_batches
from customers.database.queries import import_batches
from customers.database.schema.tables import addresses, aliases, customer_statistics, customer_tags, customers
from customers.database.schema.types import as_number


def find_undone(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some profiles that are undone."""
    states = import_batches.find_states(connection, ids)
    return {customer_id for customer_id, state in states.items() if state.state == "undone"}


def revive(connection: Connection, profiles: Sequence[Mapping[str, Any]]) -> None:
    """Give undone profiles other columns, and none of what they had."""
    for ids in sorted_batches([profile["id"] for profile in profiles], as_number):
        for table in (customer_tags, addresses, aliases):
            connection.execute(delete(table).where(table.c.customer_id.in_(ids)))
        statistics = {"live": True, "vip_override": None, "vip_reason": None, "vip_until": None}
        connection.execute(update(customer_statistics).where(customer_statistics.c.customer_id.in_(ids)).values(**statistics))
        connection.execute(update(customers).where(customers.c.id.in_(ids)).values(deleted_at=None))
    import_batches.update_customers(connection, profiles)
