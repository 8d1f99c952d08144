"""The customers of a run, and what its events say of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, or_, select, union

from customers.database.connection.bulk import sorted_batches
from customers.database.queries.events import changes_of
from customers.database.schema.tables import customers, events, merges, order_changes, orders, runs, undone_orders
from customers.database.schema.types import Words, as_number
from customers.database.selection.customer_set import CustomerSet
from customers.models.history import Change

# Of how many customers of a rename the tags are compared: one that did not have the new tag tells it.
_RENAMED = 100


class Source(NamedTuple):
    """The run from which an undo starts.

    Attributes:
        id: The id of the run.
        number: The number by which the orders that it created name it; None where it has none.
        is_undo: Whether the run was an undo.
        last_id: The id of the run that did it last, which is taken back: where it was an undo, it has the orders that it took out.
    """

    id: UUID
    number: int | None
    is_undo: bool
    last_id: UUID


def members_of(connection: Connection, source: Source) -> CustomerSet:
    """Return the customers with events or orders of a run, before and after it."""
    parts: list[Select[Any]] = [
        select(events.c.customer_id).where(events.c.run_id == source.id),
        select(order_changes.c.customer_id).where(order_changes.c.run_id == source.id),
    ]
    if source.is_undo:
        parts.append(select(undone_orders.c.customer_id).where(undone_orders.c.run_id == source.last_id))
    elif source.number is not None:
        parts.append(select(orders.c.customer_id).where(orders.c.run_number == source.number))
    members = union(*parts).subquery("members")
    # Orders keep the ids of customers that were erased for good.
    return CustomerSet.from_query(connection, select(customers.c.id).where(customers.c.id.in_(select(members.c.customer_id))))


def find_returned(connection: Connection, survivors: CustomerSet) -> list[UUID]:
    """Return the profiles that were merged into some customers and returned, with orders that these customers may have had meanwhile."""
    is_undone = merges.c.undone_at.is_not(None)
    pending = set(connection.scalars(select(merges.c.absorbed_id).where(is_undone, survivors.contains(merges.c.customer_id))))
    returned: set[UUID] = set()
    while pending:
        returned |= pending
        nested = (merges.c.customer_id.in_(batch) for batch in sorted_batches(pending, as_number))
        pending = {id_ for part in nested for id_ in connection.scalars(select(merges.c.absorbed_id).where(is_undone, part))} - returned
    return sorted(returned)


def find_undone_merges(connection: Connection, survivor_id: UUID, moment: UUID) -> list[Row[Any]]:
    """Return the merges into a profile that were in force at the moment of an id, and were undone later, newest first."""
    query = select(merges).where(merges.c.customer_id == survivor_id, merges.c.undone_at.is_not(None), merges.c.id < moment)
    rows = connection.execute(query.order_by(merges.c.id.desc())).all()
    return [row for row in rows if _is_undone_after(connection, row, moment)]


def _is_undone_after(connection: Connection, merge: Row[Any], moment: UUID) -> bool:
    undone = sets("merged", before=f'{{"merge_id":"{merge.id}"')
    return connection.scalar(select(events.c.id).where(events.c.customer_id == merge.customer_id, events.c.id > moment, undone)) is not None


def untouched_members(run_id: UUID, again: UUID) -> Select[tuple[UUID]]:
    """Return the query of the customers that a run changed, and that a later one, which did it again, did not: an undo left them out.

    Orders that came back leave no record, so that a customer of the run with orders alone is not among them.
    """
    changed = select(events.c.customer_id).where(events.c.run_id == again)
    with_orders = select(order_changes.c.customer_id).where(order_changes.c.run_id == again)
    return (
        select(events.c.customer_id)
        .where(
            events.c.run_id == run_id,
            ~events.c.changes.cast(Words).startswith('{"is_vip":', autoescape=True),
            events.c.customer_id.not_in(changed),
            events.c.customer_id.not_in(with_orders),
        )
        .distinct()
    )


def fresh_members(source: Source, members: CustomerSet, passing: Sequence[str]) -> Select[tuple[UUID]]:
    """Return the query of the customers that a run created and that are unchanged since.

    The JSON texts of `passing` do not count as changes: those by which an undo took such customers out, and another brought them back.
    """
    others, survivors = events.alias("others"), customers.alias("absorbed")
    return (
        select(events.c.customer_id)
        .join(customers, customers.c.id == events.c.customer_id)
        .where(
            events.c.run_id == source.id,
            sets("first_name", before="null"),
            members.contains(events.c.customer_id),
            customers.c.state == "live",
            ~exists().where(
                others.c.customer_id == events.c.customer_id,
                or_(others.c.run_id.is_(None), others.c.run_id != source.id),
                others.c.changes.cast(Words).not_in(passing),
            ),
            ~exists().where(orders.c.customer_id == events.c.customer_id),
            # Gathered first: on a cluster an absorbed profile is not beside its survivor.
            events.c.customer_id.not_in(select(survivors.c.merged_into).where(members.contains(survivors.c.merged_into))),
        )
        .distinct()
    )


def read_changes(connection: Connection, run_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[tuple[Change, ...]]]:
    """Return the changes of a run by customer, the oldest first."""
    query = select(events.c.customer_id, events.c.changes).where(events.c.run_id == run_id, events.c.customer_id.in_(ids))
    changes: dict[UUID, list[tuple[Change, ...]]] = {}
    for customer_id, document in connection.execute(query.order_by(events.c.customer_id, events.c.id)):
        changes.setdefault(customer_id, []).append(changes_of(document))
    return changes


def find_undone(connection: Connection, run_id: UUID | None) -> list[UUID]:
    """Return the undone customers, all or those of which a run has records."""
    query = select(customers.c.id).where(customers.c.state == "undone").order_by(customers.c.id)
    if run_id is not None:
        query = query.where(customers.c.id.in_(select(events.c.customer_id).where(events.c.run_id == run_id)))
    return list(connection.scalars(query))


def find_recorded(connection: Connection, run_id: UUID, limit: int) -> list[UUID]:
    """Return some of the customers that a run has records of."""
    query = select(events.c.customer_id).where(events.c.run_id == run_id).distinct().order_by(events.c.customer_id).limit(limit)
    return list(connection.scalars(query))


def find_merge_changes(connection: Connection, run_id: UUID) -> list[tuple[UUID, Change]]:
    """Return the survivors and the changes by which a run merged profiles, or gave merged ones back, the newest first."""
    query = select(events.c.customer_id, events.c.changes).where(events.c.run_id == run_id, sets("merged")).order_by(events.c.id.desc())
    rows = connection.execute(query)
    return [(customer_id, change) for customer_id, document in rows for change in changes_of(document) if change.field == "merged"]


def find_renames(connection: Connection, run_id: UUID) -> Iterator[list[tuple[Change, ...]]]:
    """Yield the changes of some customers by each rename of a tag after a run, the oldest first."""
    later = select(runs.c.id).where(runs.c.id > run_id, runs.c.command == "tag rename", runs.c.state != "undone").order_by(runs.c.id)
    for rename_id in connection.scalars(later).all():
        query = select(events.c.changes).where(events.c.run_id == rename_id).limit(_RENAMED)
        yield [changes_of(document) for (document,) in connection.execute(query)]


def find_withdrawn(connection: Connection, run_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Return those of some customers that withdrew their consent after a run, by a run that still counts."""
    if not ids:
        return set()
    later = select(runs.c.id).where(runs.c.id > run_id, runs.c.state != "undone", runs.c.undo_of.is_(None))
    query = select(events.c.customer_id, events.c.changes).where(events.c.customer_id.in_(ids), events.c.run_id.in_(later), sets("consent"))
    return {
        customer_id
        for customer_id, document in connection.execute(query)
        if "merged" not in document and _is_withdrawal(document["consent"]["after"])
    }


def _is_withdrawal(statement: Any) -> bool:
    """Return whether a recorded statement withdraws consent; an erased one is not known to."""
    return isinstance(statement, dict) and statement["state"] == "no"


def find_deletions(connection: Connection, run_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Return the times at which some customers had been deleted before a run."""
    if not ids:
        return {}
    query = select(events.c.customer_id, events.c.at).where(
        events.c.customer_id.in_(ids), events.c.run_id < run_id, sets("state", after='"deleted"')
    )
    return {row.customer_id: row.at for row in connection.execute(query.order_by(events.c.id))}


def find_dismissals(connection: Connection, run_id: UUID, pairs: Iterable[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Any]:
    """Return the events by which some pairs had been dismissed before a run, the smaller id first."""
    rows: dict[tuple[UUID, UUID], Any] = {}
    for low, high in pairs:
        stated = events.c.changes.cast(Words).contains(f'"dismissed":{{"before":null,"after":"{high}"', autoescape=True)
        query = select(events.c.at, events.c.actor, events.c.reason).where(events.c.customer_id == low, events.c.run_id < run_id, stated)
        row = connection.execute(query.order_by(events.c.id.desc()).limit(1)).first()
        if row is not None:
            rows[low, high] = row
    return rows


def sets(field: str, *, before: str = "", after: str | None = None) -> ColumnElement[bool]:
    """Return the condition that an event changes a field, from a value or to one, both as JSON."""
    # In JSON, quotes inside values are escaped: only a key matches.
    text = events.c.changes.cast(Words)
    if after is None:
        return text.contains(f'"{field}":{{"before":{before}', autoescape=True)
    return text.like(f'%"{field}":{{"before":%,"after":{after}%')
