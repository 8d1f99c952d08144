"""Read profiles with their identities, address books and tags for the checks that run in Python."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, Table, func, literal, select

from customers.database.connection.bulk import fetch_rows, id_reader, sorted_batches
from customers.database.doctor.checks import read_batches
from customers.database.queries.identities import PHONE, find_aliases, identities_of
from customers.database.schema.tables import EXTERNAL_IDS, addresses, aliases, customer_tags, customers, identities, metadata, orders
from customers.database.schema.types import Json
from customers.errors import DocumentDamagedError
from customers.models.aliases import Identity
from customers.models.fields import TEXTS

ADDRESS_TEXTS = ("first_name", "last_name", "company", "address1", "address2", "city", "state", "pincode")


_PROFILE = ("id", "state", "merged_into", "name_key", *TEXTS, "external_ids")
_ADDRESS = ("customer_id", "id", "city_key", "state_key", "country", "phone", *ADDRESS_TEXTS)
Profile = namedtuple("Profile", _PROFILE)  # type: ignore[misc]
Address = namedtuple("Address", _ADDRESS)  # type: ignore[misc]


class Document(NamedTuple):
    """A stored document as text, with the type of its column and the customer that it is about as the driver has it, or None."""

    type: Json
    customer_id: Any
    text: str


class Profiles(NamedTuple):
    """A batch of profiles in the order of their ids, and the identities and aliases of these ids and of missing ones between them.

    Ids are as the driver returns them; `read_id` makes a UUID of one, which takes longer than most rules.
    """

    rows: Sequence[Any]
    identities: dict[Any, set[Identity]]
    aliases: dict[Any, set[Identity]]
    read_id: Callable[[Any], UUID]


def read_profiles(connection: Connection) -> Iterator[Profiles]:
    """Yield all profiles with all identities, batch by batch; the last batch has identities alone."""
    query: Select[Any] = select(*(customers.c[name] for name in _PROFILE))
    read_id = id_reader(connection)
    last: UUID | None = None
    for rows in read_batches(connection, query, customers.c.id):
        profiles = [Profile._make((*row[:-1], _external_ids(row[-1]))) for row in rows]
        until = read_id(rows[-1][0])
        claimed, others = (_read_pairs(connection, table, last, until) for table in (identities, aliases))
        yield Profiles(profiles, claimed, others, read_id)
        last = until
    claimed, others = (_read_pairs(connection, table, last, None) for table in (identities, aliases))
    yield Profiles([], claimed, others, read_id)


def _external_ids(text: str) -> dict[str, str]:
    """Return stored external ids; none of damaged ones, which `read_documents` finds."""
    try:
        return dict(EXTERNAL_IDS.read(text))
    except DocumentDamagedError:
        return {}


def read_documents(connection: Connection) -> Iterator[Document]:
    """Yield all stored documents of JSON, a batch in memory at a time."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            if not isinstance(column.type, Json):
                continue
            key = list(table.primary_key.columns)
            owner = table.c.get("customer_id", table.c.get("id") if table is customers else None)
            # Most profiles have no external id, and need no look.
            is_used = column != literal({}, EXTERNAL_IDS) if column is customers.c.external_ids else column.is_not(None)
            query: Select[Any] = select(*key, *(() if owner is None else (owner,)), column).where(is_used)
            for rows in read_batches(connection, query, *key):
                for row in rows:
                    yield Document(column.type, None if owner is None else row[-2], row[-1])


def _read_pairs(connection: Connection, table: Table, after: UUID | None, until: UUID | None) -> dict[Any, set[Identity]]:
    query = select(table.c.customer_id, table.c.kind, table.c.value).where(table.c.kind != PHONE)
    if after is not None:
        query = query.where(table.c.customer_id > after)
    if until is not None:
        query = query.where(table.c.customer_id <= until)
    pairs: dict[Any, set[Identity]] = {}
    for customer_id, kind, value in fetch_rows(connection, query):
        pairs.setdefault(customer_id, set()).add((kind, value))
    return pairs


def find_own_identities(connection: Connection, ids: Iterable[UUID]) -> tuple[dict[UUID, str], dict[UUID, set[Identity]]]:
    """Return the states of profiles, and the identities that they have themselves or from absorbed profiles."""
    states: dict[UUID, str] = {}
    pairs: dict[UUID, set[Identity]] = {}
    columns = (customers.c.id, customers.c.state, customers.c.merged_into, customers.c.email, customers.c.external_ids)
    for batch in sorted_batches(set(ids)):
        for row in connection.execute(select(*columns).where(customers.c.id.in_(batch))):
            states[row.id] = row.state
            pairs.setdefault(row.id, set()).update(identities_of(row.email, row.external_ids))
        survivors = dict.fromkeys(batch)
        absorbed = select(*columns).where(customers.c.merged_into.in_(batch), customers.c.state == "absorbed")
        for row in connection.execute(absorbed):
            survivors[row.id] = row.merged_into
            pairs.setdefault(row.merged_into, set()).update(identities_of(row.email, row.external_ids))
        for owner, rows in find_aliases(connection, list(survivors)).items():
            pairs.setdefault(survivors[owner] or owner, set()).update(alias[:2] for alias in rows)
    return states, pairs


def find_survivors(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Return those of some customers that absorbed others."""
    survivors: set[UUID] = set()
    for batch in sorted_batches(set(ids)):
        query = select(customers.c.merged_into).where(customers.c.merged_into.in_(batch), customers.c.state == "absorbed")
        survivors |= {customer_id for customer_id in connection.scalars(query) if customer_id is not None}
    return survivors


def read_addresses(connection: Connection) -> Iterator[list[Any]]:
    """Yield all addresses, a batch at a time, with ids as the driver returns them."""
    query: Select[Any] = select(*(addresses.c[name] for name in _ADDRESS))
    for rows in read_batches(connection, query, addresses.c.customer_id, addresses.c.id):
        yield list(map(Address._make, rows))


def read_tags(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the key and label of every spelling of every tag."""
    query = select(customer_tags.c.key, customer_tags.c.label).distinct()
    for rows in read_batches(connection, query, customer_tags.c.key, customer_tags.c.label):
        yield from ((key, label) for key, label in rows)


def read_statuses(connection: Connection) -> list[str]:
    """Return the statuses that orders have, in order."""
    return list(connection.scalars(select(orders.c.status).distinct().order_by(orders.c.status)))


def read_repeated_numbers(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield the sources and numbers that more than one order has."""
    column = orders.c
    query: Select[Any] = select(column.source, column.number).group_by(column.source, column.number).having(func.count() > 1)
    for rows in read_batches(connection, query, column.source, column.number):
        yield from ((source, number) for source, number in rows)
