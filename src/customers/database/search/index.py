"""The texts that search looks through: one for each live customer, and the index kept in step with them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, column, delete, insert, literal, literal_column, select, table, text
from sqlalchemy.exc import DatabaseError

from customers.database.connection import bulk
from customers.database.connection.errors import LOCK_NOT_AVAILABLE, classify
from customers.database.dialects import base
from customers.database.schema.tables import addresses, customer_search, customers, identities
from customers.database.schema.types import Words
from customers.database.search import trigram_index
from customers.domain.search.documents import search_text
from customers.models.fields import SEARCHED_TEXTS, TEXTS

# How many customers are folded at a time where all of them are.
_BATCH = 5_000
_CHUNK = 1_000
_INDEX = trigram_index.SEARCH_INDEX
_index = table(_INDEX, column(_INDEX), column("rowid"), column("text"), column("rank"))


def refresh_texts(connection: Connection, ids: Iterable[UUID]) -> None:
    """Bring the texts of customers in step with what is stored of them; those that are not live have none."""
    remaining = iter(sorted(set(ids)))
    while chunk := list(islice(remaining, _CHUNK)):
        texts = _compose(connection, chunk)
        remove_texts(connection, select(customers.c.id).where(customers.c.id.in_(chunk), customers.c.state != "live"))
        _put(connection, texts)


def insert_texts(connection: Connection, texts: Mapping[UUID, str]) -> None:
    """Write the texts of customers that have none yet."""
    rows = sorted(texts.items(), key=lambda item: item[0].int)
    if not base.is_sqlite(connection):
        bulk.copy_rows(connection, customer_search, ("customer_id", "text"), rows)
        return
    # The index knows a text by the number of its row.
    first = (connection.scalar(text("SELECT max(rowid) FROM customer_search")) or 0) + 1
    cursor = connection.connection.cursor()
    numbered = [(number, customer_id.bytes, words) for number, (customer_id, words) in enumerate(rows, first)]
    cursor.executemany("INSERT INTO customer_search (rowid, customer_id, text) VALUES (?, ?, ?)", numbered)
    if trigram_index.has_search_index(connection):
        indexed = [(number, words) for number, _, words in numbered]
        cursor.executemany(f"INSERT INTO {_INDEX} (rowid, text) VALUES (?, ?)", indexed)  # noqa: S608
    cursor.close()


def remove_texts(connection: Connection, ids: Select[tuple[UUID]]) -> None:
    """Take customers out of what is searched."""
    if base.is_sqlite(connection) and trigram_index.has_search_index(connection):
        # The index must be told what it forgets: it keeps no text of its own.
        told: tuple[Any, ...] = (literal("delete", Words), literal_column("customer_search.rowid"), customer_search.c.text)
        gone = select(*told).where(customer_search.c.customer_id.in_(ids))
        connection.execute(insert(_index).from_select([_index.name, "rowid", "text"], gone))
    connection.execute(delete(customer_search).where(customer_search.c.customer_id.in_(ids)))


def rebuild_texts(connection: Connection) -> int:
    """Write every text and the index anew, a batch in memory at a time; returns how many there are."""
    connection.execute(delete(customer_search))
    connection.info.pop(_INDEX, None)
    if base.is_sqlite(connection):
        connection.execute(text(f"DROP TABLE IF EXISTS {_INDEX}"))
    trigram_index.create_search_index(connection)
    written, last = 0, UUID(int=0)
    query = select(customers.c.id).where(customers.c.state == "live").order_by(customers.c.id).limit(_BATCH)
    while ids := list(connection.scalars(query.where(customers.c.id > last))):
        for start in range(0, len(ids), _CHUNK):
            insert_texts(connection, _compose(connection, ids[start : start + _CHUNK]))
        written, last = written + len(ids), ids[-1]
    return written


def find_stale_texts(connection: Connection) -> Iterator[UUID]:
    """The customers whose text is not what it should be, or who have one and should not: to be checked by `doctor`."""
    left = select(customers.c.id).where(customers.c.state != "live", customers.c.id.in_(select(customer_search.c.customer_id)))
    yield from connection.scalars(left.order_by(customers.c.id)).all()
    last = UUID(int=0)
    query = select(customers.c.id).where(customers.c.state == "live").order_by(customers.c.id).limit(_CHUNK)
    while ids := list(connection.scalars(query.where(customers.c.id > last))):
        stored = _stored(connection, ids)
        yield from (customer_id for customer_id, words in _compose(connection, ids).items() if stored.get(customer_id) != words)
        last = ids[-1]


def is_index_sound(connection: Connection) -> bool:
    """Whether the index says what the texts say; one that is not there is sound."""
    if not base.is_sqlite(connection) or not trigram_index.has_search_index(connection):
        return True
    try:
        connection.execute(insert(_index).values({_index.name: "integrity-check", "rank": 1}))
    except DatabaseError as error:
        if classify(error) == LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _compose(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    """The texts of those among some customers who are live."""
    places = select(addresses.c.customer_id, addresses.c.company, addresses.c.city).where(addresses.c.customer_id.in_(ids))
    held = select(identities.c.customer_id, identities.c.kind, identities.c.value).where(identities.c.customer_id.in_(ids))
    numbers = select(customers.c.merged_into, customers.c.phone).where(customers.c.merged_into.in_(ids), customers.c.phone.is_not(None))
    books = _parts(connection, places.order_by(addresses.c.id))
    names = _parts(connection, held.order_by(identities.c.kind, identities.c.value))
    absorbed = _parts(connection, numbers.order_by(customers.c.id))
    people: Select[Any] = select(customers.c.id, *(customers.c[name] for name in TEXTS))
    texts = {}
    for row in connection.execute(people.where(customers.c.id.in_(ids), customers.c.state == "live")):
        book, named = books.get(row.id, []), names.get(row.id, [])
        parts = [row.email, *(value for kind, value in named if kind == "email")]
        parts += [row.phone, *(phone for (phone,) in absorbed.get(row.id, []))]
        parts += [value for kind, value in named if kind == "external"]
        parts += [getattr(row, name) for name in SEARCHED_TEXTS]
        towns = [*(company for company, _ in book if company), *(city for _, city in book)]
        texts[row.id] = search_text((row.first_name, row.last_name), filter(None, parts), towns)
    return texts


def _parts(connection: Connection, query: Select[Any]) -> dict[UUID, list[tuple[Any, ...]]]:
    """Rows by the customer whom their first column names."""
    found: dict[UUID, list[tuple[Any, ...]]] = {}
    for customer_id, *values in connection.execute(query):
        found.setdefault(customer_id, []).append(tuple(values))
    return found


def _stored(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, str]:
    query = select(customer_search.c.customer_id, customer_search.c.text).where(customer_search.c.customer_id.in_(ids))
    return {row.customer_id: row.text for row in connection.execute(query)}


def _put(connection: Connection, texts: Mapping[UUID, str]) -> None:
    """Write texts that are new or differ."""
    stored = _stored(connection, list(texts))
    stale = [customer_id for customer_id, words in texts.items() if stored.get(customer_id, words) != words]
    if stale:
        remove_texts(connection, select(customer_search.c.customer_id).where(customer_search.c.customer_id.in_(stale)))
    fresh = {customer_id: words for customer_id, words in texts.items() if stored.get(customer_id) != words}
    if fresh:
        insert_texts(connection, fresh)
