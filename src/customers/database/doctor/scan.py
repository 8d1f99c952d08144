"""Read profiles with their identities, address books and tags for the checks that run in Python."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select, tuple_

from customers.database.doctor.checks import read_batches
from customers.database.queries.identities import identities_of
from customers.database.queries.import_batches import batches
from customers.database.schema.tables import addresses, customer_tags, customers, identities, orders
from customers.models.fields import TEXTS

Pair = tuple[str, str]


class Profiles(NamedTuple):
    """A batch of profiles in the order of their ids, and the identities held by them, or by nobody who is there."""

    rows: Sequence[Row[Any]]
    identities: dict[UUID, set[Pair]]


def read_profiles(connection: Connection) -> Iterator[Profiles]:
    """Everyone, with every identity that there is."""
    names = ("id", "state", "merged_into", *TEXTS, "name_key", "external_ids")
    query: Select[Any] = select(*(customers.c[name] for name in names))
    last: UUID | None = None
    for rows in read_batches(connection, query, customers.c.id):
        yield Profiles(rows, _read_identities(connection, last, rows[-1].id))
        last = rows[-1].id
    yield Profiles([], _read_identities(connection, last, None))


def _read_identities(connection: Connection, after: UUID | None, until: UUID | None) -> dict[UUID, set[Pair]]:
    query = select(identities.c.customer_id, identities.c.kind, identities.c.value)
    if after is not None:
        query = query.where(identities.c.customer_id > after)
    if until is not None:
        query = query.where(identities.c.customer_id <= until)
    held: dict[UUID, set[Pair]] = {}
    for customer_id, kind, value in connection.execute(query):
        held.setdefault(customer_id, set()).add((kind, value))
    return held


def find_owners(connection: Connection, pairs: Iterable[Pair]) -> dict[Pair, UUID]:
    """Who holds names, of those that somebody holds."""
    owners: dict[Pair, UUID] = {}
    key = tuple_(identities.c.kind, identities.c.value)
    for chunk in batches(set(pairs)):
        for start in range(0, len(chunk), 1_000):
            query = select(identities.c.kind, identities.c.value, identities.c.customer_id)
            found = connection.execute(query.where(key.in_(chunk[start : start + 1_000])))
            owners |= {(row.kind, row.value): row.customer_id for row in found}
    return owners


def find_own_identities(connection: Connection, ids: Iterable[UUID]) -> tuple[dict[UUID, str], dict[UUID, set[Pair]]]:
    """The states of profiles, and the names that they have of their own and by what was merged into them."""
    states: dict[UUID, str] = {}
    names: dict[UUID, set[Pair]] = {}
    columns = (customers.c.id, customers.c.state, customers.c.merged_into, customers.c.email, customers.c.external_ids)
    for chunk in batches(set(ids)):
        for row in connection.execute(select(*columns).where(customers.c.id.in_(chunk))):
            states[row.id] = row.state
            names.setdefault(row.id, set()).update(identities_of(row.email, row.external_ids))
        merged = select(*columns).where(customers.c.merged_into.in_(chunk), customers.c.state == "absorbed")
        for row in connection.execute(merged):
            names.setdefault(row.merged_into, set()).update(identities_of(row.email, row.external_ids))
    return states, names


def find_survivors(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Those among some customers into whom others were merged."""
    found: set[UUID] = set()
    for chunk in batches(set(ids)):
        query = select(customers.c.merged_into).where(customers.c.merged_into.in_(chunk), customers.c.state == "absorbed")
        found |= {customer_id for customer_id in connection.scalars(query) if customer_id is not None}
    return found


def read_addresses(connection: Connection) -> Iterator[Sequence[Row[Any]]]:
    """Every address, a batch at a time."""
    return read_batches(connection, select(addresses), addresses.c.customer_id, addresses.c.id)


def read_tags(connection: Connection) -> Iterator[tuple[str, str]]:
    """Every tag in every spelling, by key and label: few, where customers are many."""
    query = select(customer_tags.c.key, customer_tags.c.label).distinct()
    for rows in read_batches(connection, query, customer_tags.c.key, customer_tags.c.label):
        yield from ((row.key, row.label) for row in rows)


def read_repeated_numbers(connection: Connection) -> Iterator[tuple[str, str]]:
    """Sources and numbers that more than one order has."""
    column = orders.c
    query: Select[Any] = select(column.source, column.number).group_by(column.source, column.number).having(func.count() > 1)
    for rows in read_batches(connection, query, column.source, column.number):
        yield from ((row.source, row.number) for row in rows)
