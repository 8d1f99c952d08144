"""Look-ups and writes for many rows at once, by the driver's own means."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, delete, select, update

from customers.database.connection import bulk
from customers.database.dialects import base, citus
from customers.database.schema.tables import addresses, customer_tags, customers, identities, orders
from customers.database.schema.types import as_number
from customers.models.fields import TEXTS

# How many values one statement carries: below the bound parameters that every SQLite and PostgreSQL takes.
BATCH_SIZE = 5_000

PEOPLE = (
    *("id", "state", *TEXTS, "name_key", "external_ids"),
    *("accepts_marketing", "consent_at", "consent_source", "consent_actor", "created_at", "updated_at"),
)
STATISTICS = ("customer_id", "live", "total_orders", "total_spent", "is_vip")
IDENTITIES = ("kind", "value", "customer_id")
TAGS = ("customer_id", "key", "label")
ADDRESSES = tuple(column.name for column in addresses.columns)
ORDERS = tuple(column.name for column in orders.columns)


class CustomerState(NamedTuple):
    """Where a profile stands: its state, what it was merged into, and whether it ever said yes or no to marketing."""

    state: str
    merged_into: UUID | None
    has_consent: bool


def batches(values: Iterable[Any], key: Callable[[Any], Any] | None = None) -> Iterator[list[Any]]:
    """Values in lists of a size that one statement carries, sorted so that an index is read in order."""
    ordered = sorted(values, key=key)
    for start in range(0, len(ordered), BATCH_SIZE):
        yield ordered[start : start + BATCH_SIZE]


def find_identities(connection: Connection, kind: str, values: Iterable[str]) -> dict[str, UUID]:
    """The customers who own emails (by their keys) or external ids."""
    found: dict[str, UUID] = {}
    for chunk in batches(set(values)):
        statement = "SELECT value, customer_id FROM identities WHERE kind = {} AND value IN {}"
        found |= bulk.fetch_in(connection, statement, (kind,), chunk, ids=(1,))
    return found


def find_states(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, CustomerState]:
    """Where profiles stand, of those that are there."""
    return _states(connection, ids, "")


def _states(connection: Connection, ids: Iterable[UUID], ending: str) -> dict[UUID, CustomerState]:
    found: dict[UUID, CustomerState] = {}
    statement = f"SELECT id, state, merged_into, consent_at IS NOT NULL FROM customers WHERE id IN {{}}{ending}"  # noqa: S608
    for chunk in batches(set(ids), as_number):
        for customer_id, state, merged_into, has_word in bulk.fetch_in(connection, statement, (), chunk, ids=(0, 2)):
            found[customer_id] = CustomerState(state, merged_into, bool(has_word))
    return found


def lock_customers(connection: Connection, places: Mapping[UUID, CustomerState]) -> bool:
    """Hold customers until the transaction ends; where one is not as it was in `places`, hold nobody and return false.

    On SQLite a writing transaction holds the whole database, since before they were read.
    """
    if base.is_sqlite(connection) or not places:
        return True
    attempt = connection.begin_nested()
    # In the order of their ids, so that nobody deadlocks; a row that had to be waited for is read as it then is.
    holding = " ORDER BY id FOR UPDATE"
    if citus.is_distributed(connection):
        citus.lock_each(connection, sorted(places, key=as_number))
        holding = ""
    if _states(connection, places, holding) == places:
        attempt.commit()
        return True
    # Rolled back to here, what was held is free again: to hold more out of order would be a way to a deadlock.
    attempt.rollback()
    return False


def find_phones(connection: Connection, phones: Iterable[str]) -> dict[str, list[UUID]]:
    """The live customers of each phone, oldest first, and those into whom profiles of it were merged."""
    found: dict[str, set[UUID]] = {}
    statement = "SELECT phone, state, id, merged_into FROM customers WHERE state IN ({}, {}) AND phone IN {}"
    led: list[tuple[str, UUID]] = []
    for chunk in batches(set(phones)):
        for phone, state, customer_id, survivor in bulk.fetch_in(connection, statement, ("live", "absorbed"), chunk, ids=(2, 3)):
            if state == "live":
                found.setdefault(phone, set()).add(customer_id)
            elif survivor is not None:
                led.append((phone, survivor))
    places = find_states(connection, {survivor for _, survivor in led})
    for phone, survivor in led:
        if survivor in places and places[survivor].state == "live":
            found.setdefault(phone, set()).add(survivor)
    return {phone: sorted(owners, key=as_number) for phone, owners in found.items()}


def find_survivors(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Those among some customers into whom another profile was merged."""
    statement = "SELECT DISTINCT merged_into FROM customers WHERE merged_into IN {}"
    return {row[0] for chunk in batches(set(ids), as_number) for row in bulk.fetch_in(connection, statement, (), chunk, ids=(0,))}


def fetch_people(query: Select[Any], phones: Iterable[str], name_keys: Iterable[str]) -> list[Select[Any]]:
    """A query of live customers narrowed to those of phones, and to those of names (folded) who can be reached in no way."""
    live = query.where(customers.c.state == "live").order_by(customers.c.id)
    reached = (customers.c.email, customers.c.phone)
    parts = [live.where(customers.c.phone.in_(chunk)) for chunk in batches(set(phones))]
    nobody = live.where(*(column.is_(None) for column in reached))
    return parts + [nobody.where(customers.c.name_key.in_(chunk)) for chunk in batches(set(name_keys))]


def find_orders(connection: Connection, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row[Any]]:
    """Stored orders by source and number."""
    by_source: dict[str, set[str]] = {}
    for source, number in pairs:
        by_source.setdefault(source, set()).add(number)
    found: dict[tuple[str, str], Row[Any]] = {}
    for source, numbers in by_source.items():
        statement = "SELECT number FROM orders WHERE source = {} AND number IN {}"
        there = [row[0] for chunk in batches(numbers) for row in bulk.fetch_in(connection, statement, (source,), chunk)]
        for chunk in batches(there):
            for row in connection.execute(select(orders).where(orders.c.source == source, orders.c.number.in_(chunk))):
                found[row.source, row.number] = row
    return found


def insert_many(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of these columns into a table."""
    bulk.copy_rows(connection, customers.metadata.tables[table], columns, rows)


def update_orders(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change orders, each named by `customer_id` and `id`."""
    _update_many(connection, orders, ("customer_id", "id"), rows)


def update_customers(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Change columns of profiles, each named by `id`."""
    _update_many(connection, customers, ("id",), rows)


def update_addresses(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Change columns of addresses, each named by `customer_id` and `id`."""
    _update_many(connection, addresses, ("customer_id", "id"), rows)


def remove_tags(connection: Connection, pairs: Sequence[tuple[UUID, str]]) -> None:
    """Take tags, named by their keys, away from customers."""
    _delete_many(connection, customer_tags, ("customer_id", "key"), pairs)


def release_identities(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    """Give names up."""
    _delete_many(connection, identities, ("kind", "value"), pairs)


def _update_many(connection: Connection, table: Any, key: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    """One statement for all the rows that change the same columns."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(sorted(row)), []).append({f"new_{name}": value for name, value in row.items()})
    for names, bound in alike.items():
        found = [table.c[name] == bindparam(f"new_{name}") for name in key]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name not in key}
        connection.execute(update(table).where(*found).values(values), bound)


def _delete_many(connection: Connection, table: Any, key: tuple[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        found = [table.c[name] == bindparam(f"old_{name}") for name in key]
        connection.execute(
            delete(table).where(*found), [{f"old_{name}": part for name, part in zip(key, row, strict=True)} for row in rows]
        )
