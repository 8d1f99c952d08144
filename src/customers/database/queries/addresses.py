"""The address book, one customer at a time."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update

from customers.database.queries.customers import address_of
from customers.database.schema.tables import addresses, customer_statistics
from customers.models.customer import CustomerAddress


def find_address(connection: Connection, customer_id: UUID, address_id: UUID) -> CustomerAddress | None:
    """One address of a customer."""
    row = connection.execute(select(addresses).where(addresses.c.customer_id == customer_id, addresses.c.id == address_id)).first()
    return None if row is None else address_of(row)


def insert_address(connection: Connection, customer_id: UUID, values: Mapping[str, Any]) -> None:
    """Write a new address."""
    connection.execute(insert(addresses).values(customer_id=customer_id, **values))


def update_address(connection: Connection, customer_id: UUID, address_id: UUID, values: Mapping[str, Any]) -> None:
    """Change columns of an address."""
    connection.execute(update(addresses).where(addresses.c.customer_id == customer_id, addresses.c.id == address_id).values(**values))


def delete_address(connection: Connection, customer_id: UUID, address_id: UUID) -> None:
    """Remove an address."""
    connection.execute(delete(addresses).where(addresses.c.customer_id == customer_id, addresses.c.id == address_id))


def clear_default(connection: Connection, customer_id: UUID, address_type: str) -> None:
    """Leave a type without a default, so that another can take its place."""
    statement = update(addresses).where(addresses.c.customer_id == customer_id, addresses.c.type == address_type, addresses.c.is_default)
    connection.execute(statement.values(is_default=False))


def find_newest(connection: Connection, customer_id: UUID, address_type: str) -> UUID | None:
    """The newest address of a type; ids are given out in order of time."""
    query = select(addresses.c.id).where(addresses.c.customer_id == customer_id, addresses.c.type == address_type)
    return connection.scalar(query.order_by(addresses.c.id.desc()).limit(1))


def find_default(connection: Connection, customer_id: UUID, address_type: str) -> UUID | None:
    """The default address of a type."""
    query = select(addresses.c.id).where(addresses.c.customer_id == customer_id, addresses.c.type == address_type, addresses.c.is_default)
    return connection.scalar(query)


def find_places(connection: Connection, kind: str) -> list[str]:
    """Every city, or state, of the addresses of live customers, as one of them writes it."""
    key, name = addresses.c[f"{kind}_key"], addresses.c[kind]
    owned = addresses.join(customer_statistics, customer_statistics.c.customer_id == addresses.c.customer_id)
    query = select(func.min(name)).select_from(owned).where(customer_statistics.c.live).group_by(key).order_by(key)
    return list(connection.scalars(query))


def is_place_used(connection: Connection, kind: str, key: str) -> bool:
    """Whether an address is in a city, or state, given as it is compared."""
    return connection.execute(select(addresses.c.id).where(addresses.c[f"{kind}_key"] == key).limit(1)).first() is not None
