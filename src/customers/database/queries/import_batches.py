"""Look up and write the rows of an import batch, by the driver's own means."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, select, update

from customers.database.connection import bulk
from customers.database.connection.bulk import sorted_batches
from customers.database.connection.quoting import quoted
from customers.database.dialects.base import dialect_of
from customers.database.queries.identities import identities_of
from customers.database.schema.tables import (
    addresses,
    aliases,
    customer_tags,
    customers,
    deleted_identities,
    erased_identities,
    identities,
    orders,
)
from customers.database.schema.types import as_number
from customers.models.aliases import Identity
from customers.models.fields import TEXTS

PROFILE = (
    *("id", "state", *TEXTS, "name_key", "external_ids"),
    *("opted_in", "consent_at", "consent_source", "consent_actor", "created_at", "updated_at"),
)
STATISTICS = ("customer_id", "live", "total_orders", "total_spent", "is_vip")
IDENTITIES = ("kind", "value", "customer_id")
TAGS = ("customer_id", "key", "label")
ALIASES = tuple(column.name for column in aliases.columns)
ADDRESSES = tuple(column.name for column in addresses.columns)
ORDERS = tuple(column.name for column in orders.columns)
_STATES = "SELECT id, state, merged_into FROM customers WHERE id IN {}"
# What customers have, with the id of the customer first.
_STORED = {
    "customers": "SELECT id, " + ", ".join(quoted(name) for name in TEXTS) + ", opted_in, consent_at FROM customers WHERE id IN {}",  # noqa: S608
    "customer_tags": "SELECT customer_id, key FROM customer_tags WHERE customer_id IN {}",
    "addresses": "SELECT customer_id, " + ", ".join(quoted(name) for name in ADDRESSES[1:-2]) + " FROM addresses WHERE customer_id IN {}",  # noqa: S608
}


class CustomerState(NamedTuple):
    """The state of a profile, and its survivor."""

    state: str
    merged_into: UUID | None


class Inherited(NamedTuple):
    """The identities that a customer has as aliases or by merges, and the texts of the profiles that it absorbed, by field."""

    pairs: set[Identity]
    texts: dict[str, set[str]]


def find_identities(connection: Connection, kind: str, values: Iterable[str]) -> dict[str, UUID]:
    """Return the owners of emails (by their keys) or external ids, for those that have one."""
    owners: dict[str, UUID] = {}
    for batch in sorted_batches(set(values)):
        statement = "SELECT value, customer_id FROM identities WHERE kind = {} AND value IN {}"
        owners |= dialect_of(connection).fetch_in(connection, statement, (kind,), batch, (1,))
    return owners


def find_owners(connection: Connection, kind: str, values: Iterable[str]) -> Iterator[tuple[Identity, bytes]]:
    """Yield the emails (by their keys) or external ids that have an owner, with the 16 bytes of its id."""
    statement = "SELECT value, customer_id FROM identities WHERE kind = {} AND value IN {}"
    dialect, to_bytes = dialect_of(connection), bulk.id_bytes(connection)
    for batch in sorted_batches(set(values)):
        for value, owner in dialect.fetch_in(connection, statement, (kind,), batch):
            yield (kind, value), to_bytes(owner)


def have_absorbed(connection: Connection) -> bool:
    """Return whether any profile was absorbed."""
    return connection.execute(select(customers.c.id).where(customers.c.merged_into.is_not(None)).limit(1)).first() is not None


def have_former(connection: Connection) -> tuple[bool, bool]:
    """Return whether there are identities of deleted and of erased customers."""
    row = connection.execute(select(select(deleted_identities).exists(), select(erased_identities).exists())).one()
    return bool(row[0]), bool(row[1])


def find_deleted(connection: Connection, kind: str, values: Iterable[str]) -> list[tuple[str, UUID]]:
    """Return the values of identities with the deleted customers that had them."""
    statement = "SELECT value, customer_id FROM deleted_identities WHERE kind = {} AND value IN {}"
    dialect = dialect_of(connection)
    rows = [row for batch in sorted_batches(set(values)) for row in dialect.fetch_in(connection, statement, (kind,), batch, (1,))]
    return sorted((row[0], row[1]) for row in rows)


def find_states(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, CustomerState]:
    """Return the states of those profiles that exist."""
    dialect = dialect_of(connection)
    return _states(dialect.fetch_in(connection, _STATES, (), batch, (0, 2)) for batch in sorted_batches(set(ids), as_number))


def _states(batches_of_rows: Iterable[Sequence[tuple[Any, ...]]]) -> dict[UUID, CustomerState]:
    rows = chain.from_iterable(batches_of_rows)
    return {customer_id: _state(state, merged_into) for customer_id, state, merged_into in rows}


@cache  # by the few states alone, for most profiles
def _unmerged(state: str) -> CustomerState:
    return CustomerState(state, None)


def _state(state: str, merged_into: UUID | None) -> CustomerState:
    return _unmerged(state) if merged_into is None else CustomerState(state, merged_into)


def fetch_stored(connection: Connection, table: str, ids: Iterable[UUID]) -> Iterator[tuple[Any, ...]]:
    """Yield what customers have in a table: texts, consent and its time; keys of tags; addresses without their keys.

    Ids are converted; flags and times are as the driver returns them.
    """
    dialect, id_columns = dialect_of(connection), (0, 1) if table == "addresses" else (0,)
    return chain.from_iterable(
        dialect.fetch_in(connection, _STORED[table], (), batch, id_columns) for batch in sorted_batches(ids, as_number)
    )


def lock_customers(connection: Connection, states: Mapping[UUID, CustomerState]) -> bool:
    """Lock customers until the transaction ends; if one differs from its state in `states`, lock none and return false.

    On SQLite a writing transaction has locked the whole database before they were read.
    """
    dialect = dialect_of(connection)
    if not dialect.has_row_locks or not states:
        return True
    attempt = connection.begin_nested()
    if _states(dialect.fetch_locked(connection, _STATES, batch, (0, 2)) for batch in sorted_batches(states, as_number)) == states:
        attempt.commit()
        return True
    # The rollback releases the locks: more locks, out of the order of ids, could deadlock.
    attempt.rollback()
    return False


def lock_live(connection: Connection, ids: Iterable[bytes]) -> set[bytes]:
    """Lock customers by the 16 bytes of their ids until the transaction ends; return the ids of those that are live."""
    dialect, to_bytes, from_bytes = dialect_of(connection), bulk.id_bytes(connection), bulk.id_of_bytes(connection)
    locked: list[tuple[Any, ...]] = []
    for batch in sorted_batches(ids):
        locked += dialect.fetch_locked(connection, _STATES, list(map(from_bytes, batch)), ())
    return {to_bytes(row[0]) for row in locked if row[1] == "live"}


def find_phones(connection: Connection, phones: Iterable[str]) -> dict[str, list[UUID]]:
    """Return the live customers of each phone, oldest first, also by an alias; of a phone without any the deleted ones."""
    dialect = dialect_of(connection)
    profile_query = "SELECT phone, id FROM customers WHERE phone IN {}"
    alias_query = "SELECT value, customer_id FROM aliases WHERE kind = {} AND value IN {}"
    pairs: list[tuple[str, UUID]] = []
    for batch in sorted_batches(set(phones)):
        pairs += [(row[0], row[1]) for row in dialect.fetch_in(connection, profile_query, (), batch, (1,))]
        pairs += [(row[0], row[1]) for row in dialect.fetch_in(connection, alias_query, ("phone",), batch, (1,))]
    states = find_states(connection, {customer_id for _, customer_id in pairs})
    states |= find_states(connection, {state.merged_into for state in states.values() if state.merged_into is not None} - states.keys())
    owners: dict[str, dict[str, set[UUID]]] = {"live": {}, "deleted": {}}
    for phone, customer_id in pairs:
        owner = states[customer_id].merged_into or customer_id
        if owner in states and states[owner].state in owners:
            owners[states[owner].state].setdefault(phone, set()).add(owner)
    return {phone: sorted(ids, key=as_number) for phone, ids in {**owners["deleted"], **owners["live"]}.items()}


def find_inherited(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Inherited]:
    """Return what some customers have as aliases or by merges, for those that have any."""
    inherited: dict[UUID, Inherited] = {}
    chosen = set(ids)
    owners = {customer_id: customer_id for customer_id in chosen}
    query: Select[Any] = select(customers.c.id, customers.c.merged_into, customers.c.external_ids, *(customers.c[name] for name in TEXTS))
    for batch in sorted_batches(find_survivors(connection, chosen), as_number):
        for row in connection.execute(query.where(customers.c.merged_into.in_(batch))):
            owners[row.id] = row.merged_into
            entry = inherited.setdefault(row.merged_into, Inherited(set(), {}))
            entry.pairs.update(identities_of(row.email, row.external_ids))
            for name in TEXTS:
                if (text := row._mapping[name]) is not None:
                    entry.texts.setdefault(name, set()).add(text)
    statement = "SELECT customer_id, kind, value, label FROM aliases WHERE customer_id IN {}"
    for batch in sorted_batches(owners, as_number):
        for owner, kind, value, label in dialect_of(connection).fetch_in(connection, statement, (), batch, (0,)):
            entry = inherited.setdefault(owners[owner], Inherited(set(), {}))
            entry.pairs.add((kind, value))
            entry.texts.setdefault(kind, set()).add(label)
    return inherited


def find_survivors(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some customers that absorbed others."""
    dialect = dialect_of(connection)
    statement = "SELECT DISTINCT merged_into FROM customers WHERE merged_into IN {}"
    return {row[0] for batch in sorted_batches(set(ids), as_number) for row in dialect.fetch_in(connection, statement, (), batch, (0,))}


def fetch_people(query: Select[Any], phones: Iterable[str], name_keys: Iterable[str]) -> list[Select[Any]]:
    """Return queries of the live and deleted customers with some phones, and of those with some folded names and no email or phone.

    They have the column `state` too.
    """
    people = query.add_columns(customers.c.state).where(customers.c.state.in_(("live", "deleted"))).order_by(customers.c.id)
    by_phone = [people.where(customers.c.phone.in_(batch)) for batch in sorted_batches(set(phones))]
    without_contact = people.where(customers.c.email.is_(None), customers.c.phone.is_(None))
    return by_phone + [without_contact.where(customers.c.name_key.in_(batch)) for batch in sorted_batches(set(name_keys))]


def insert_many(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a table, with the values of `columns` in their order."""
    bulk.copy_rows(connection, customers.metadata.tables[table], columns, rows)


def insert_driver_rows(connection: Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows as `insert_many` does; ids, times and documents have the form of the driver."""
    bulk.copy_driver_rows(connection, customers.metadata.tables[table], columns, rows)


def update_orders(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Update orders by `customer_id` and `id`."""
    _update_many(connection, orders, ("customer_id", "id"), rows)


def update_customers(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Update columns of profiles by `id`."""
    _update_many(connection, customers, ("id",), rows)


def update_addresses(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Update columns of addresses by `customer_id` and `id`."""
    _update_many(connection, addresses, ("customer_id", "id"), rows)


def remove_tags(connection: Connection, pairs: Sequence[tuple[UUID, str]]) -> None:
    """Delete tags by customer and key."""
    _delete_many(connection, customer_tags, ("customer_id", "key"), pairs)


def release_identities(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    """Delete identities by kind and value."""
    _delete_many(connection, identities, ("kind", "value"), pairs)


def _update_many(connection: Connection, table: Any, key: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    """Update rows, those of the same columns by one statement."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(sorted(row)), []).append({f"new_{name}": value for name, value in row.items()})
    for names, bound in groups.items():
        same_key = [table.c[name] == bindparam(f"new_{name}") for name in key]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name not in key}
        connection.execute(update(table).where(*same_key).values(values), bound)


def _delete_many(connection: Connection, table: Any, key: tuple[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        same_key = [table.c[name] == bindparam(f"old_{name}") for name in key]
        connection.execute(
            delete(table).where(*same_key), [{f"old_{name}": part for name, part in zip(key, row, strict=True)} for row in rows]
        )
