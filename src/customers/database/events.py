"""The history: append-only, one row a customer and change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from customers.database import backend
from customers.database.columns import Words
from customers.database.tables import events

COLUMNS = ("customer_id", "id", "at", "actor", "reason", "command", "changes")


def record(
    connection: Connection,
    rows: Iterable[tuple[UUID, Mapping[str, Any]]],
    *,
    event_id: UUID,
    at: datetime,
    actor: str,
    reason: str | None,
    command: str,
) -> None:
    """Write one event for each (customer, changes); they share an id, which tells what one command did."""
    backend.copy_rows(
        connection, events, COLUMNS, ((customer_id, event_id, at, actor, reason, command, changes) for customer_id, changes in rows)
    )


def find_last(connection: Connection, customer_id: UUID, field: str) -> Row[Any] | None:
    """The newest record in which a field of a customer changed."""
    # In the text of a JSON document quotes inside values are escaped: only a key reads like this.
    changed = events.c.changes.cast(Words).contains(f'"{field}":{{"before"', autoescape=True)
    query = select(events).where(events.c.customer_id == customer_id, changed).order_by(events.c.at.desc(), events.c.id.desc()).limit(1)
    return connection.execute(query).first()
