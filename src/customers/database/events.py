"""The history: append-only, one row a customer and change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from customers.database import backend
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
