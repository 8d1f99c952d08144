"""Append to the history, one row a customer and change, and read it, newest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, literal, or_, select

from customers.database.connection import bulk
from customers.database.schema.tables import customers, events, runs
from customers.database.schema.types import Id, Timestamp, Words
from customers.database.selection.customer_set import CustomerSet
from customers.database.selection.paging import SortOrder
from customers.domain.ids import first_uuid7
from customers.domain.person_name import full_name
from customers.models.history import Change, HistoryEvent, HistoryFilter

COLUMNS = ("customer_id", "id", "at", "actor", "reason", "command", "changes", "run_id")
# By id and not by time: ids have the order of the changes, times are those of the starts of commands. All customers that a
# command changed share one event id.
NEWEST_FIRST = SortOrder("event", True, events.c.id, events.c.customer_id)
# An id is generated after the time of its event, when the clock may have been set back.
_CLOCK_TOLERANCE = timedelta(days=1)


class EventHead(NamedTuple):
    """What all records of one event have alike, in the order of `COLUMNS`; the changes stand between command and run."""

    event_id: UUID
    at: datetime
    actor: str
    reason: str | None
    command: str
    run_id: UUID


def record(connection: Connection, rows: Iterable[tuple[UUID, Mapping[str, Any]]], head: EventHead) -> None:
    """Insert one event for each (customer, changes), with one id for all."""
    *head_values, run_id = head
    ids, changes = zip(*rows, strict=True)
    bulk.copy_rows(connection, events, COLUMNS, zip(ids, *map(repeat, head_values), changes, repeat(run_id)))


def record_texts(connection: Connection, rows: Iterable[tuple[Any, str]], head: EventHead) -> None:
    """Insert one event for each (customer, JSON text of changes), with one id for all; the customers have the form of the driver."""
    driver_id, driver_time = bulk.driver_id(connection), bulk.driver_time(connection)
    values, run_id = (driver_id(head.event_id), driver_time(head.at), *head[2:-1]), driver_id(head.run_id)
    bulk.copy_driver_rows(connection, events, COLUMNS, [(owner, *values, changes, run_id) for owner, changes in rows])


def find_last(connection: Connection, customer_id: UUID, field: str) -> Row[Any] | None:
    """Return the newest event in which a field of a customer changed, or None."""
    return connection.execute(_changes_of_field(customer_id, field).limit(1)).first()


def find_changes_since(connection: Connection, customer_id: UUID, field: str, since: UUID) -> Iterator[Mapping[str, Any]]:
    """Yield the changes of the events since an id in which a field of a customer changed, newest first."""
    # Statements of a run that was taken back no longer count, and what its undo brought back was made before.
    void = select(runs.c.id).where(or_(runs.c.state == "undone", runs.c.undo_of.is_not(None)))
    counts = or_(events.c.run_id.is_(None), events.c.run_id.not_in(void))
    for row in connection.execute(_changes_of_field(customer_id, field).where(events.c.id > since, counts)):
        yield row.changes


def _changes_of_field(customer_id: UUID, field: str) -> Select[Any]:
    # In JSON, quotes inside values are escaped: only a key matches.
    changed = events.c.changes.cast(Words).contains(f'"{field}":{{"before"', autoescape=True)
    return select(events).where(events.c.customer_id == customer_id, changed).order_by(events.c.id.desc())


def record_found(
    connection: Connection,
    rows: Select[tuple[UUID, str]],
    head: EventHead,
) -> int:
    """Insert one event for each row of a query of customers and the JSON texts of their changes, in one statement; return their number."""
    customer_id, changes = rows.subquery("changes").columns
    types: tuple[Any, ...] = (Id, Timestamp, Words, Words, Words, Id)
    *constants, run_id = (literal(value, type_) for value, type_ in zip(head, types, strict=True))
    records = select(customer_id, *constants, changes, run_id).order_by(customer_id)
    statement = insert(events).from_select(list(COLUMNS), records)
    return connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount


def alike(customer_set: CustomerSet, changes: str) -> Select[tuple[UUID, str]]:
    """Return the query for `record_found` of the same changes, a JSON text, of every customer of a set."""
    return customer_set.ids.add_columns(literal(changes, Words).label("changes"))


def find_events(customer_ids: Sequence[UUID] | None, event_filter: HistoryFilter) -> Select[Any]:
    """Return the query of the events of some or all customers that a filter lets through."""
    conditions: list[ColumnElement[bool]] = []
    since, action = event_filter.since, event_filter.action
    if customer_ids is not None:
        conditions.append(events.c.customer_id.in_(customer_ids))
    if since is not None:
        # The bound of the id lets the index skip older events.
        conditions += [events.c.at >= since, events.c.id >= first_uuid7(since - _CLOCK_TOLERANCE)]
    if event_filter.until is not None:
        conditions.append(events.c.at < event_filter.until)
    if event_filter.actor is not None:
        conditions.append(events.c.actor == event_filter.actor)
    if action is not None:
        conditions.append(or_(events.c.command == action, events.c.command.startswith(f"{action} ", autoescape=True)))
    if event_filter.run_id is not None:
        conditions.append(events.c.run_id == event_filter.run_id)
    return select(*(events.c[name] for name in COLUMNS)).where(*conditions)


def with_people(query: Select[Any]) -> Select[Any]:
    """Return a query of `find_events` with the names and emails of the customers, and the sizes of the runs."""
    people = query.add_columns(customers.c.first_name, customers.c.last_name, customers.c.email, runs.c.customers.label("run_customers"))
    return people.outerjoin(customers, customers.c.id == events.c.customer_id).outerjoin(runs, runs.c.id == events.c.run_id)


def read_events(rows: Iterable[Row[Any]]) -> Iterator[HistoryEvent]:
    """Yield rows of `with_people` as events."""
    for row in rows:
        yield HistoryEvent(
            id=row.id,
            at=row.at,
            actor=row.actor,
            reason=row.reason,
            command=row.command,
            customer_id=row.customer_id,
            changes=changes_of(row.changes),
            run_id=row.run_id,
            customer_name=full_name(row.first_name or "", row.last_name) or None,
            customer_email=row.email,
            run_customers=row.run_customers,
        )


def changes_of(document: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return the changes of an event in their order."""
    return tuple(Change(field, values["before"], values["after"]) for field, values in document.items())


def find_commands(connection: Connection) -> list[str]:
    """Return the commands in the history, sorted."""
    return list(connection.scalars(select(events.c.command).distinct().order_by(events.c.command)))
