"""Read and write the addresses of one customer."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from customers.database.queries.customers import address_of
from customers.database.schema.tables import addresses, customer_statistics
from customers.models.customer import CustomerAddress


def find_address(connection: Connection, customer_id: UUID, address_id: UUID) -> CustomerAddress | None:
    """Return an address of a customer, or None."""
    row = connection.execute(select(addresses).where(addresses.c.customer_id == customer_id, addresses.c.id == address_id)).first()
    return None if row is None else address_of(row)


def insert_address(connection: Connection, customer_id: UUID, values: Mapping[str, Any]) -> None:
    """Insert an address; `values` are columns of `addresses`."""
    connection.execute(insert(addresses).values(customer_id=customer_id, **values))


def update_address(connection: Connection, customer_id: UUID, address_id: UUID, values: Mapping[str, Any]) -> None:
    """Update columns of an address."""
    connection.execute(update(addresses).where(addresses.c.customer_id == customer_id, addresses.c.id == address_id).values(**values))


def delete_address(connection: Connection, customer_id: UUID, address_id: UUID) -> None:
    """Delete an address."""
    connection.execute(delete(addresses).where(addresses.c.customer_id == customer_id, addresses.c.id == address_id))


def clear_default(connection: Connection, customer_id: UUID, address_type: str) -> None:
    """Unset the default address of a type."""
    statement = update(addresses).where(addresses.c.customer_id == customer_id, addresses.c.type == address_type, addresses.c.is_default)
    connection.execute(statement.values(is_default=False))


def find_newest(connection: Connection, customer_id: UUID, address_type: str) -> UUID | None:
    """Return the newest address of a type, by the order of ids, or None."""
    query = select(addresses.c.id).where(addresses.c.customer_id == customer_id, addresses.c.type == address_type)
    return connection.scalar(query.order_by(addresses.c.id.desc()).limit(1))


def find_default(connection: Connection, customer_id: UUID, address_type: str) -> UUID | None:
    """Return the default address of a type, or None."""
    query = select(addresses.c.id).where(addresses.c.customer_id == customer_id, addresses.c.type == address_type, addresses.c.is_default)
    return connection.scalar(query)


def find_places(connection: Connection, kind: str) -> list[str]:
    """Return every city, or state, of the addresses of live customers in one of its spellings, sorted by its key."""
    key, name = addresses.c[f"{kind}_key"], addresses.c[kind]
    live = addresses.join(customer_statistics, customer_statistics.c.customer_id == addresses.c.customer_id)
    query = select(func.min(name)).select_from(live).where(customer_statistics.c.live).group_by(key).order_by(key)
    return list(connection.scalars(query))


def is_place_used(connection: Connection, kind: str, keys: Sequence[str]) -> bool:
    """Return whether an address is in a city, or state, by one of its folded names."""
    return connection.execute(select(addresses.c.id).where(addresses.c[f"{kind}_key"].in_(keys)).limit(1)).first() is not None
