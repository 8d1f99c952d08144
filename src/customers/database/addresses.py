"""The address book, one customer at a time."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update

from customers.database.customers import address_of
from customers.database.tables import addresses
from customers.models import CustomerAddress


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
