"""Read and write merges with their journals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, case, insert, or_, select, type_coerce, update

from customers.database.connection.bulk import batched
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import customers, merges
from customers.database.schema.types import Words
from customers.database.selection.paging import SortOrder
from customers.domain.json import dump_json
from customers.domain.person_name import full_name
from customers.models.merge import Merge

# How many journals are in memory at a time.
_BATCH = 200
# By id and not by time, as the history is.
NEWEST_FIRST = SortOrder("merge", True, merges.c.id, merges.c.id)


def insert_merge(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a merge; `values` are columns of `merges`."""
    connection.execute(insert(merges), values)


def find_merge(connection: Connection, merge_id: UUID) -> Row[Any] | None:
    """Return a merge with its journal, or None."""
    return connection.execute(select(merges).where(merges.c.id == merge_id)).first()


def find_in_force(connection: Connection, survivor_id: UUID, absorbed_id: UUID) -> Row[Any] | None:
    """Return the merge of a pair that is not undone, or None."""
    query: Select[Any] = select(merges.c.id, merges.c.run_id).where(merges.c.customer_id == survivor_id)
    return connection.execute(query.where(merges.c.absorbed_id == absorbed_id, merges.c.undone_at.is_(None))).first()


def find_by_end(connection: Connection, end: str) -> list[UUID]:
    """Return the merges with ids that have this end, in lower case and without dashes, newest first; at most three."""
    text = dialect_of(connection).id_text(merges.c.id)
    query = select(merges.c.id).where(text.endswith(end, autoescape=True)).order_by(merges.c.id.desc()).limit(3)
    return list(connection.scalars(query))


def find_merges_of(connection: Connection, absorbed_id: UUID) -> list[Row[Any]]:
    """Return the merges in which a profile was absorbed, newest first: all but the first are undone."""
    query = select(merges.c.id, merges.c.undone_at).where(merges.c.absorbed_id == absorbed_id)
    return list(connection.execute(query.order_by(merges.c.id.desc())))


def find_merges_into(connection: Connection, survivor_id: UUID) -> list[Row[Any]]:
    """Return the merges in force in which a profile survived, newest first."""
    query = select(merges.c.id, merges.c.absorbed_id).where(merges.c.customer_id == survivor_id, merges.c.undone_at.is_(None))
    return list(connection.execute(query.order_by(merges.c.id.desc())))


def find_journals(connection: Connection, text: str) -> Iterator[Row[Any]]:
    """Yield the merges in force with a journal that contains a text; the caller may update each."""
    written = type_coerce(merges.c.journal, Words).contains(dump_json(text)[1:-1], autoescape=True)
    query: Select[Any] = select(merges.c.customer_id, merges.c.id, merges.c.journal).where(merges.c.undone_at.is_(None), written)
    last = UUID(int=0)
    while rows := connection.execute(query.where(merges.c.id > last).order_by(merges.c.id).limit(_BATCH)).all():
        yield from rows
        last = rows[-1].id


def find_journals_of(connection: Connection, survivor_ids: Iterable[UUID]) -> dict[UUID, list[Mapping[str, Any]]]:
    """Return the journals of the merges in force by surviving profile, the newest first."""
    journals: dict[UUID, list[Mapping[str, Any]]] = {}
    for batch in batched(sorted(survivor_ids), _BATCH):
        chosen = merges.c.customer_id.in_(batch)
        query = select(merges.c.customer_id, merges.c.journal).where(chosen, merges.c.undone_at.is_(None))
        for row in connection.execute(query.order_by(merges.c.id.desc())):
            journals.setdefault(row.customer_id, []).append(row.journal)
    return journals


def write_journal(connection: Connection, merge: Row[Any], journal: Mapping[str, Any]) -> None:
    """Write another journal of a merge."""
    key = (merges.c.customer_id == merge.customer_id, merges.c.id == merge.id)
    connection.execute(update(merges).where(*key).values(journal=journal))


def find_later(connection: Connection, merge: Row[Any]) -> Row[Any] | None:
    """Return the newest merge in force that followed a merge, into the same survivor or of it, or None."""
    after = and_(merges.c.customer_id == merge.customer_id, merges.c.id > merge.id)
    query = select(merges).where(or_(after, merges.c.absorbed_id == merge.customer_id), merges.c.undone_at.is_(None))
    return connection.execute(query.order_by(merges.c.id.desc()).limit(1)).first()


def mark_undone(connection: Connection, merge: Row[Any], now: datetime) -> None:
    """Mark a merge as undone."""
    key = (merges.c.customer_id == merge.customer_id, merges.c.id == merge.id)
    connection.execute(update(merges).where(*key).values(undone_at=now))


def list_merges(connection: Connection, customer_ids: Sequence[UUID] | None) -> Select[Any]:
    """Return the query of all merges, or of those with one of some customers as survivor or absorbed profile."""
    state = case((merges.c.undone_at.is_not(None), "undone"), (customers.c.state == "erased", "erased"), else_="merged")
    columns = (merges.c.id, merges.c.at, merges.c.actor, merges.c.reason, merges.c.customer_id, merges.c.absorbed_id, merges.c.undone_at)
    survivor = dialect_of(connection).gather(customers, select(merges.c.customer_id))
    people = (
        *(column.label(f"survivor_{column.name}") for column in (survivor.c.first_name, survivor.c.last_name, survivor.c.email)),
        *(column.label(f"absorbed_{column.name}") for column in (customers.c.first_name, customers.c.last_name, customers.c.email)),
    )
    query = (
        select(*columns, state.label("state"), *people)
        .join(customers, customers.c.id == merges.c.absorbed_id)
        .outerjoin(survivor, survivor.c.id == merges.c.customer_id)
    )
    if customer_ids is None:
        return query
    return query.where(or_(merges.c.customer_id.in_(customer_ids), merges.c.absorbed_id.in_(customer_ids)))


def read_merges(rows: Iterable[Row[Any]]) -> Iterator[Merge]:
    """Yield rows of `list_merges` as merges."""
    for row in rows:
        yield Merge(
            id=row.id,
            at=row.at,
            actor=row.actor,
            reason=row.reason,
            survivor_id=row.customer_id,
            absorbed_id=row.absorbed_id,
            state=row.state,
            undone_at=row.undone_at,
            survivor_name=full_name(row.survivor_first_name or "", row.survivor_last_name) or None,
            survivor_email=row.survivor_email,
            absorbed_name=full_name(row.absorbed_first_name, row.absorbed_last_name) or None,
            absorbed_email=row.absorbed_email,
        )
