"""What `doctor` reads to check rules that only Python can: profiles with the names they hold, and address books."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, Select, bindparam, func, select, tuple_, update

from customers.database.customers import identities_of
from customers.database.doctor import read_batches
from customers.database.importing import chunks
from customers.database.tables import addresses, customer_tags, customers, identities, orders

Pair = tuple[str, str]


class Profiles(NamedTuple):
    """A batch of profiles in the order of their ids, and the identities held by them, or by nobody who is there."""

    rows: Sequence[Row[Any]]
    held: dict[UUID, set[Pair]]


def read_profiles(connection: Connection) -> Iterator[Profiles]:
    """Everyone, with every identity that there is."""
    names = ("id", "state", "merged_into", "email", "phone", "first_name", "last_name", "name_key", "notes", "external_ids")
    query: Select[Any] = select(*(customers.c[name] for name in names))
    last: UUID | None = None
    for rows in read_batches(connection, query, customers.c.id):
        yield Profiles(rows, _held(connection, last, rows[-1].id))
        last = rows[-1].id
    yield Profiles([], _held(connection, last, None))


def _held(connection: Connection, after: UUID | None, until: UUID | None) -> dict[UUID, set[Pair]]:
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
    for chunk in chunks(set(pairs)):
        for start in range(0, len(chunk), 1_000):
            query = select(identities.c.kind, identities.c.value, identities.c.customer_id)
            found = connection.execute(query.where(key.in_(chunk[start : start + 1_000])))
            owners |= {(row.kind, row.value): row.customer_id for row in found}
    return owners


def find_own_names(connection: Connection, ids: Iterable[UUID]) -> tuple[dict[UUID, str], dict[UUID, set[Pair]]]:
    """The states of profiles, and the names that they have of their own and by what was merged into them."""
    states: dict[UUID, str] = {}
    names: dict[UUID, set[Pair]] = {}
    columns = (customers.c.id, customers.c.state, customers.c.merged_into, customers.c.email, customers.c.external_ids)
    for chunk in chunks(set(ids)):
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
    for chunk in chunks(set(ids)):
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


def write_sort_names(connection: Connection, keys: Iterable[tuple[UUID, str]]) -> None:
    """Write what `--sort name` goes by."""
    statement = update(customers).where(customers.c.id == bindparam("of_id")).values(name_key=bindparam("new_key"))
    if bound := [{"of_id": customer_id, "new_key": key} for customer_id, key in keys]:
        connection.execute(statement, bound)


def write_place_keys(connection: Connection, keys: Iterable[tuple[UUID, UUID, dict[str, str]]]) -> None:
    """Write the folded columns of addresses."""
    statement = update(addresses).where(addresses.c.customer_id == bindparam("of_customer"), addresses.c.id == bindparam("of_id"))
    bound = [
        {"of_customer": customer_id, "of_id": address_id, "new_city": key["city_key"], "new_state": key["state_key"]}
        for customer_id, address_id, key in keys
    ]
    if bound:
        connection.execute(statement.values(city_key=bindparam("new_city"), state_key=bindparam("new_state")), bound)
