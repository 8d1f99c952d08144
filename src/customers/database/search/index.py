"""The search texts: one for each live customer, and the index that is kept in step with them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, select

from customers.database.connection.bulk import batched, driver_id, fetch_rows, id_reader
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import addresses, aliases, customer_search, customers, identities
from customers.database.schema.types import as_number
from customers.database.search import trigram_index
from customers.database.selection.customer_set import CustomerSet
from customers.domain.search.documents import search_text
from customers.models.fields import SEARCHED_TEXTS

# A condition on a column of ids, for the customers of a batch.
Within = Callable[[Any], ColumnElement[bool]]

# How many texts are in memory: of named customers, and of all of them in turn.
_TEXT_BATCH = 1_000
_RANGE = 2_000
_READ = ("first_name", "last_name", "email", "phone", *SEARCHED_TEXTS)


def refresh_texts(connection: Connection, ids: Iterable[UUID]) -> None:
    """Write the texts of customers as their stored profiles give them; customers that are not live have none."""
    for batch, texts in _compose_batches(connection, set(ids)):
        if len(texts) < len(batch):
            remove_texts(connection, select(customers.c.id).where(customers.c.id.in_(batch), customers.c.state != "live"))
        _put(connection, texts)


def add_texts(connection: Connection, members: CustomerSet) -> None:
    """Write the texts of customers that have none."""
    for batch in batched(members, _RANGE):
        insert_texts(connection, _compose_by_id(connection, partial(_is_member, members.between(batch[0], batch[-1]), batch)))


def _compose_batches(connection: Connection, ids: Iterable[UUID]) -> Iterator[tuple[list[UUID], dict[UUID, str]]]:
    """Yield the ids of each batch of customers, with the texts of those that are live."""
    for batch in batched(sorted(ids, key=as_number), _TEXT_BATCH):
        yield batch, _compose_by_id(connection, partial(_is_in, batch))


def insert_texts(connection: Connection, texts: Mapping[UUID, str]) -> None:
    """Insert the texts of customers that have none."""
    convert = driver_id(connection)
    append_texts(connection, [(convert(customer_id), texts[customer_id]) for customer_id in sorted(texts, key=as_number)])


def append_texts(connection: Connection, rows: Sequence[tuple[Any, str]]) -> None:
    """Insert the texts of customers that have none, in the order of their ids, which have the form of the driver."""
    dialect_of(connection).search.insert_texts(connection, rows)


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
    written = 0
    for within in _ranges(connection):
        texts = _compose_by_id(connection, within)
        insert_texts(connection, texts)
        written += len(texts)
    return written


def find_stale_texts(connection: Connection) -> Iterator[UUID]:
    """Yield the customers with a text that differs from their profile, or with one though they are not live."""
    not_live = select(customers.c.id).where(customers.c.state != "live", customers.c.id.in_(select(customer_search.c.customer_id)))
    yield from connection.scalars(not_live.order_by(customers.c.id)).all()
    read_id = id_reader(connection)
    for within in _ranges(connection):
        query = select(customer_search.c.customer_id, customer_search.c.text).where(within(customer_search.c.customer_id))
        stored = dict(fetch_rows(connection, query))
        yield from (read_id(owner) for owner, words in _compose(connection, within).items() if stored.get(owner) != words)


def _ranges(connection: Connection) -> Iterator[Within]:
    """Yield conditions on ids that divide the live customers, in the order of their ids."""
    ids = select(customers.c.id).where(customers.c.state == "live").order_by(customers.c.id).limit(_RANGE)
    last, read_id = UUID(int=0), id_reader(connection)
    while rows := fetch_rows(connection, ids.where(customers.c.id > last)):
        first, last = last, read_id(rows[-1][0])
        yield partial(_is_between, first, last)


def _is_in(ids: Sequence[UUID], column: ColumnElement[UUID]) -> ColumnElement[bool]:
    return column.in_(ids)


def _is_member(part: CustomerSet, ids: Sequence[UUID], column: ColumnElement[UUID]) -> ColumnElement[bool]:
    # PostgreSQL reads a range of an index where it would read the whole table for the ids of a set alone.
    return and_(part.contains(column), column >= ids[0], column <= ids[-1])


def _is_between(first: UUID, last: UUID, column: ColumnElement[UUID]) -> ColumnElement[bool]:
    return and_(column > first, column <= last)


def is_index_sound(connection: Connection) -> bool:
    """Return whether the index agrees with the texts; a missing index is sound.

    Raises:
        LockTimeoutError: another program writes for longer than is waited.
    """
    return dialect_of(connection).search.is_index_sound(connection)


def _compose_by_id(connection: Connection, within: Within) -> dict[UUID, str]:
    read_id = id_reader(connection)
    return {read_id(owner): words for owner, words in _compose(connection, within).items()}


def _compose(connection: Connection, within: Within) -> dict[Any, str]:
    """Return the texts of those customers that are live, as their stored profiles give them, by the id as the driver has it."""
    owner = addresses.c.customer_id
    places = select(owner, addresses.c.company, addresses.c.city).where(within(owner)).order_by(owner, addresses.c.id)
    owner = identities.c.customer_id
    pairs = select(owner, identities.c.kind, identities.c.value).where(within(owner)).order_by(identities.c.kind, identities.c.value)
    owner = customers.c.merged_into
    phones = select(owner, customers.c.phone).where(within(owner), customers.c.phone.is_not(None)).order_by(customers.c.id)
    owner = aliases.c.customer_id
    further = select(owner, aliases.c.value).where(within(owner), aliases.c.kind == "phone").order_by(aliases.c.value)
    books, names, absorbed_phones, alias_phones = (_by_customer(connection, query) for query in (places, pairs, phones, further))
    profiles = select(customers.c.id, *(customers.c[name] for name in _READ)).where(within(customers.c.id), customers.c.state == "live")
    texts: dict[Any, str] = {}
    for customer_id, first_name, last_name, email, phone, *others in fetch_rows(connection, profiles):
        own_names, book = names.get(customer_id, ()), books.get(customer_id, ())
        parts = [email, *(value for _, kind, value in own_names if kind == "email")]
        parts += [phone, *(row[1] for rows in (absorbed_phones, alias_phones) for row in rows.get(customer_id, ()))]
        parts += [value for _, kind, value in own_names if kind == "external"]
        parts += others
        towns = [*(company for _, company, _ in book if company), *(city for _, _, city in book)]
        texts[customer_id] = search_text((first_name, last_name), filter(None, parts), towns)
    return texts


def _by_customer(connection: Connection, query: Select[Any]) -> dict[Any, list[tuple[Any, ...]]]:
    """Return rows by the customer in their first column."""
    rows: dict[Any, list[tuple[Any, ...]]] = {}
    for row in fetch_rows(connection, query):
        if row[0] in rows:
            rows[row[0]].append(row)
        else:
            rows[row[0]] = [row]
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
