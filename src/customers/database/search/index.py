"""The search texts: one for each live customer, and the index that is kept in step with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, select

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import addresses, aliases, customer_search, customers, identities
from customers.database.search import trigram_index
from customers.domain.search.documents import search_text
from customers.models.fields import SEARCHED_TEXTS, TEXTS

# How many ids of all customers are held in memory, and how many texts one statement reads.
_ID_BATCH = 5_000
_TEXT_BATCH = 1_000


def refresh_texts(connection: Connection, ids: Iterable[UUID]) -> None:
    """Write the texts of customers as their stored profiles give them; customers that are not live have none."""
    remaining = iter(sorted(set(ids)))
    while batch := list(islice(remaining, _TEXT_BATCH)):
        texts = _compose(connection, batch)
        remove_texts(connection, select(customers.c.id).where(customers.c.id.in_(batch), customers.c.state != "live"))
        _put(connection, texts)


def insert_texts(connection: Connection, texts: Mapping[UUID, str]) -> None:
    """Insert the texts of customers that have none."""
    dialect_of(connection).search.insert_texts(connection, texts)


def remove_texts(connection: Connection, ids: Select[tuple[UUID]]) -> None:
    """Delete the texts of the customers of a query."""
    dialect_of(connection).search.delete_texts(connection, ids)


def rebuild_texts(connection: Connection) -> int:
    """Rewrite every text and the index, a batch in memory at a time; return the number of texts."""
    trigram_index.install_extension(connection)
    connection.execute(delete(customer_search))
    connection.info.pop(trigram_index.SEARCH_INDEX, None)
    dialect_of(connection).search.drop_index(connection)
    trigram_index.create_search_index(connection)
    written, last = 0, UUID(int=0)
    query = select(customers.c.id).where(customers.c.state == "live").order_by(customers.c.id).limit(_ID_BATCH)
    while ids := list(connection.scalars(query.where(customers.c.id > last))):
        for start in range(0, len(ids), _TEXT_BATCH):
            insert_texts(connection, _compose(connection, ids[start : start + _TEXT_BATCH]))
        written, last = written + len(ids), ids[-1]
    return written


def find_stale_texts(connection: Connection) -> Iterator[UUID]:
    """Yield the customers with a text that differs from their profile, or with one though they are not live."""
    not_live = select(customers.c.id).where(customers.c.state != "live", customers.c.id.in_(select(customer_search.c.customer_id)))
    yield from connection.scalars(not_live.order_by(customers.c.id)).all()
    last = UUID(int=0)
    query = select(customers.c.id).where(customers.c.state == "live").order_by(customers.c.id).limit(_TEXT_BATCH)
    while ids := list(connection.scalars(query.where(customers.c.id > last))):
        stored = _stored(connection, ids)
        yield from (customer_id for customer_id, words in _compose(connection, ids).items() if stored.get(customer_id) != words)
        last = ids[-1]


def is_index_sound(connection: Connection) -> bool:
    """Return whether the index agrees with the texts; a missing index is sound.

    Raises:
        LockTimeoutError: another program writes for longer than is waited.
    """
    return dialect_of(connection).search.is_index_sound(connection)


def _compose(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the texts of those customers that are live, as their stored profiles give them."""
    places = select(addresses.c.customer_id, addresses.c.company, addresses.c.city).where(addresses.c.customer_id.in_(ids))
    pairs = select(identities.c.customer_id, identities.c.kind, identities.c.value).where(identities.c.customer_id.in_(ids))
    phones = select(customers.c.merged_into, customers.c.phone).where(customers.c.merged_into.in_(ids), customers.c.phone.is_not(None))
    further = select(aliases.c.customer_id, aliases.c.value).where(aliases.c.customer_id.in_(ids), aliases.c.kind == "phone")
    alias_phones = _by_customer(connection, further.order_by(aliases.c.value))
    address_books = _by_customer(connection, places.order_by(addresses.c.id))
    identities_by_customer = _by_customer(connection, pairs.order_by(identities.c.kind, identities.c.value))
    absorbed_phones = _by_customer(connection, phones.order_by(customers.c.id))
    profiles: Select[Any] = select(customers.c.id, *(customers.c[name] for name in TEXTS))
    texts = {}
    for row in connection.execute(profiles.where(customers.c.id.in_(ids), customers.c.state == "live")):
        address_book, own_identities = address_books.get(row.id, []), identities_by_customer.get(row.id, [])
        parts = [row.email, *(value for kind, value in own_identities if kind == "email")]
        parts += [row.phone, *(phone for (phone,) in [*absorbed_phones.get(row.id, []), *alias_phones.get(row.id, [])])]
        parts += [value for kind, value in own_identities if kind == "external"]
        parts += [getattr(row, name) for name in SEARCHED_TEXTS]
        towns = [*(company for company, _ in address_book if company), *(city for _, city in address_book)]
        texts[row.id] = search_text((row.first_name, row.last_name), filter(None, parts), towns)
    return texts


def _by_customer(connection: Connection, query: Select[Any]) -> dict[UUID, list[tuple[Any, ...]]]:
    """Return rows by the customer in their first column, without that column."""
    rows: dict[UUID, list[tuple[Any, ...]]] = {}
    for customer_id, *values in connection.execute(query):
        rows.setdefault(customer_id, []).append(tuple(values))
    return rows


def _stored(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    query = select(customer_search.c.customer_id, customer_search.c.text).where(customer_search.c.customer_id.in_(ids))
    return {row.customer_id: row.text for row in connection.execute(query)}


def _put(connection: Connection, texts: Mapping[UUID, str]) -> None:
    """Write the texts that are new or differ."""
    stored = _stored(connection, list(texts))
    stale = [customer_id for customer_id, words in texts.items() if stored.get(customer_id, words) != words]
    if stale:
        remove_texts(connection, select(customer_search.c.customer_id).where(customer_search.c.customer_id.in_(stale)))
    changed = {customer_id: words for customer_id, words in texts.items() if stored.get(customer_id) != words}
    if changed:
        insert_texts(connection, changed)
