"""Look-ups and writes for many rows at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, select, text, update

from customers.database import backend
from customers.database.customers import in_state
from customers.database.tables import addresses, customer_statistics, customer_tags, customers, identities, orders

# How many values one statement carries: below the bound parameters that every SQLite and PostgreSQL takes.
CHUNK = 5_000


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Values in lists of a size that one statement carries, sorted so that an index is read in order."""
    ordered = sorted(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def find_identities(connection: Connection, kind: str, values: Iterable[str]) -> dict[str, UUID]:
    """The customers who own emails (by their keys) or external ids."""
    found: dict[str, UUID] = {}
    for chunk in chunks(set(values)):
        query = select(identities.c.value, identities.c.customer_id).where(identities.c.kind == kind, identities.c.value.in_(chunk))
        found |= {row.value: row.customer_id for row in connection.execute(query)}
    return found


def find_states(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Where profiles stand, of those that are there: state, what they were merged into, and their consent."""
    found: dict[UUID, Row[Any]] = {}
    columns = (customers.c.id, customers.c.state, customers.c.merged_into, customers.c.consent_at)
    for chunk in chunks(set(ids)):
        found |= {row.id: row for row in connection.execute(select(*columns).where(customers.c.id.in_(chunk)))}
    return found


def hold_customers(connection: Connection, states: Mapping[UUID, Row[Any]]) -> bool:
    """Hold customers until the transaction ends; where one is not as it was in `states`, hold nobody and return false.

    On SQLite a writing transaction holds the whole database, since before they were read.
    """
    if backend.is_sqlite(connection) or not states:
        return True
    attempt = connection.begin_nested()
    backend.lock_customers(connection, states)
    if find_states(connection, states) == dict(states):
        attempt.commit()
        return True
    # Rolled back to here, what was held is free again: to hold more out of order would be a way to a deadlock.
    attempt.rollback()
    return False


def find_phones(connection: Connection, phones: Iterable[str]) -> dict[str, list[UUID]]:
    """The live customers of each phone, and those into whom profiles of it were merged."""
    found: dict[str, list[UUID]] = {}
    for chunk in chunks(set(phones)):
        own = select(customers.c.phone, customers.c.id).where(customers.c.phone.in_(chunk), customers.c.state == "live")
        led = select(customers.c.phone, customers.c.merged_into).where(
            customers.c.phone.in_(chunk), customers.c.merged_into.in_(in_state("live"))
        )
        for phone, customer_id in connection.execute(own.union(led).order_by(text("1"), text("2"))):
            found.setdefault(phone, []).append(customer_id)
    return found


def people(query: Select[Any], phones: Iterable[str], name_keys: Iterable[str]) -> list[Select[Any]]:
    """A query of live customers narrowed to those of phones, and to those of names (folded) who can be reached in no way."""
    live = query.where(customers.c.state == "live").order_by(customers.c.id)
    reached = (customers.c.email, customers.c.phone)
    parts = [live.where(customers.c.phone.in_(chunk)) for chunk in chunks(set(phones))]
    nobody = live.where(*(column.is_(None) for column in reached))
    return parts + [nobody.where(customers.c.name_key.in_(chunk)) for chunk in chunks(set(name_keys))]


def find_orders(connection: Connection, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Row[Any]]:
    """Stored orders by source and number."""
    found: dict[tuple[str, str], Row[Any]] = {}
    for chunk in chunks(set(pairs)):
        by_source: dict[str, list[str]] = {}
        for source, number in chunk:
            by_source.setdefault(source, []).append(number)
        for source, numbers in by_source.items():
            for row in connection.execute(select(orders).where(orders.c.source == source, orders.c.number.in_(numbers))):
                found[row.source, row.number] = row
    return found


def insert_many(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows of the same keys into a table."""
    if rows:
        columns = list(rows[0])
        backend.copy_rows(connection, _TABLES[table], columns, ([row[name] for name in columns] for row in rows))


def update_orders(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Change orders, each named by `customer_id` and `id`."""
    if rows:
        changed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name not in ("customer_id", "id")}
        statement = (
            update(orders).where(orders.c.customer_id == bindparam("of_customer"), orders.c.id == bindparam("of_id")).values(changed)
        )
        bound = [{f"new_{name}": row[name] for name in changed} | {"of_customer": row["customer_id"], "of_id": row["id"]} for row in rows]
        connection.execute(statement, bound)


_TABLES = {table.name: table for table in (customers, customer_statistics, identities, addresses, customer_tags, orders)}
