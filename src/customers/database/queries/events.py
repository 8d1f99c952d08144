"""The history: append-only, one row a customer and change. It is read newest first."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, literal, or_, select

from customers.database.connection import bulk
from customers.database.schema.tables import events
from customers.database.schema.types import Id, Timestamp, Words
from customers.database.selection.paging import SortOrder
from customers.domain.ids import first_uuid7
from customers.models.history import Change, HistoryEvent

COLUMNS = ("customer_id", "id", "at", "actor", "reason", "command", "changes")
# By id and not by time: ids are given out in the order in which changes were made, a command's time is when it began. One
# event is of all the customers that the command changed.
NEWEST_FIRST = SortOrder("event", True, events.c.id, events.c.customer_id)
# An id is made after the time of its event was taken; a clock may have been set back in between.
_CLOCKS_DIFFER = timedelta(days=1)


def record(
    connection: Connection,
    rows: Iterable[tuple[UUID, Mapping[str, Any] | str]],
    *,
    event_id: UUID,
    at: datetime,
    actor: str,
    reason: str | None,
    command: str,
) -> None:
    """Write one event for each (customer, changes); they share an id, which tells what one command did.

    The changes are documents, or all of them the texts of such.
    """
    bulk.copy_rows(
        connection, events, COLUMNS, ((customer_id, event_id, at, actor, reason, command, changes) for customer_id, changes in rows)
    )


def find_last(connection: Connection, customer_id: UUID, field: str) -> Row[Any] | None:
    """The newest record in which a field of a customer changed."""
    # In the text of a JSON document quotes inside values are escaped: only a key reads like this.
    changed = events.c.changes.cast(Words).contains(f'"{field}":{{"before"', autoescape=True)
    query = select(events).where(events.c.customer_id == customer_id, changed).order_by(events.c.id.desc()).limit(1)
    return connection.execute(query).first()


def record_found(
    connection: Connection,
    rows: Select[tuple[UUID, str]],
    *,
    event_id: UUID,
    at: datetime,
    actor: str,
    reason: str | None,
    command: str,
) -> None:
    """Write one event for each customer that a query finds, with the text of its changes; nothing is sent back and forth."""
    found = rows.subquery("found")
    customer_id, changes = found.columns
    told = (literal(event_id, Id), literal(at, Timestamp), literal(actor, Words), literal(reason, Words), literal(command, Words))
    connection.execute(insert(events).from_select(list(COLUMNS), select(customer_id, *told, changes).order_by(customer_id)))


def find_events(
    customer_ids: Sequence[UUID] | None, *, since: datetime | None, until: datetime | None, actor: str | None, action: str | None
) -> Select[Any]:
    """Events of some customers or of all: from a moment on, before a moment, by somebody, of a command or a group of commands."""
    wanted: list[ColumnElement[bool]] = []
    if customer_ids is not None:
        wanted.append(events.c.customer_id.in_(customer_ids))
    if since is not None:
        # The bound of the id lets the index pass over what is older.
        wanted += [events.c.at >= since, events.c.id >= first_uuid7(since - _CLOCKS_DIFFER)]
    if until is not None:
        wanted.append(events.c.at < until)
    if actor is not None:
        wanted.append(events.c.actor == actor)
    if action is not None:
        wanted.append(or_(events.c.command == action, events.c.command.startswith(f"{action} ", autoescape=True)))
    return select(*(events.c[name] for name in COLUMNS)).where(*wanted)


def read_events(rows: Iterable[Row[Any]]) -> Iterator[HistoryEvent]:
    """Turn rows of `find_events` into events."""
    for row in rows:
        yield HistoryEvent(
            id=row.id,
            at=row.at,
            actor=row.actor,
            reason=row.reason,
            command=row.command,
            customer_id=row.customer_id,
            changes=changes_of(row.changes),
        )


def changes_of(document: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes that an event keeps, in their order."""
    return tuple(Change(field, values.get("before"), values.get("after")) for field, values in document.items())


def find_commands(connection: Connection) -> list[str]:
    """Every command that changed anything, in alphabetical order."""
    return list(connection.scalars(select(events.c.command).distinct().order_by(events.c.command)))
