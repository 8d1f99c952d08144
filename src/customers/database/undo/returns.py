"""Bring customers back that an undo took out of the shop, many at a time."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, and_, cast, exists, insert, or_, select, update

from customers.database.connection import bulk
from customers.database.connection.temporary import create_table, temporary_table
from customers.database.dialects.base import dialect_of
from customers.database.queries.identities import PHONE, identities_of
from customers.database.schema.tables import EXTERNAL_IDS, aliases, customers, events, identities
from customers.database.schema.types import Id, Words
from customers.database.search.index import add_texts
from customers.database.selection.customer_set import CustomerSet
from customers.database.statistics.calculation import mark_live

_COLUMNS = ("kind", "value", "customer_id")
# The identities of customers that return.
_claims = temporary_table(
    "returning_identities",
    Column("kind", Words, primary_key=True),
    Column("value", Words, primary_key=True),
    Column("customer_id", Id, primary_key=True),
)


def find_returning(connection: Connection, run_id: UUID, batch: CustomerSet, document: str) -> CustomerSet:
    """Return those customers of a batch that a run took out, by a document alone, and that find their identities free.

    Their identities are in a temporary table afterwards. A customer that had absorbed another is not among them.
    """
    others, absorbed = events.alias("others"), customers.alias("absorbed")
    query = (
        select(events.c.customer_id)
        .join(customers, customers.c.id == events.c.customer_id)
        .where(
            events.c.run_id == run_id,
            batch.contains(events.c.customer_id),
            customers.c.state == "undone",
            cast(events.c.changes, Words) == document,
            ~exists().where(others.c.run_id == run_id, others.c.customer_id == events.c.customer_id, others.c.id != events.c.id),
            ~exists().where(absorbed.c.merged_into == events.c.customer_id),
        )
    )
    returning = CustomerSet.from_query(connection, query)
    returning.analyze()
    _collect_identities(connection, returning)
    rivals = _claims.alias("rivals")
    same = and_(rivals.c.kind == _claims.c.kind, rivals.c.value == _claims.c.value, rivals.c.customer_id != _claims.c.customer_id)
    owned = exists().where(identities.c.kind == _claims.c.kind, identities.c.value == _claims.c.value)
    returning.exclude(connection.scalars(select(_claims.c.customer_id).where(or_(owned, exists().where(same))).distinct()).all())
    return returning


def _collect_identities(connection: Connection, returning: CustomerSet) -> None:
    create_table(connection, _claims)
    profiles = select(customers.c.id, customers.c.email, cast(customers.c.external_ids, Words)).where(returning.contains(customers.c.id))
    for rows in list(bulk.read_rows(connection, profiles)):
        bulk.copy_rows(connection, _claims, _COLUMNS, _identities(rows))
    further = select(*(aliases.c[name] for name in _COLUMNS)).where(returning.contains(aliases.c.customer_id), aliases.c.kind != PHONE)
    connection.execute(dialect_of(connection).insert(_claims).from_select(_COLUMNS, further).on_conflict_do_nothing())
    dialect_of(connection).analyze_temporary_table(connection, _claims)


def _identities(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, str, Any]]:
    for customer_id, email, external_ids in rows:
        for kind, value in identities_of(email, EXTERNAL_IDS.read(external_ids) if external_ids != "{}" else {}):
            yield kind, value, customer_id


def bring_back(connection: Connection, returning: CustomerSet, now: Any) -> None:
    """Bring the customers of `find_returning` back, with their identities and search texts."""
    moment = dialect_of(connection).next_timestamp(customers.c.updated_at, now)
    values = {"state": "live", "deleted_at": None, "updated_at": moment}
    connection.execute(update(customers).where(returning.contains(customers.c.id)).values(**values))
    mark_live(connection, returning.ids, live=True)
    rows = select(*(_claims.c[name] for name in _COLUMNS)).where(returning.contains(_claims.c.customer_id))
    connection.execute(insert(identities).from_select(_COLUMNS, rows.order_by(_claims.c.kind, _claims.c.value)))
    add_texts(connection, returning)
