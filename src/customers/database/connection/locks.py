"""Lock customers, and words for the holder of a lock."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection

from customers.database.dialects.base import LOCK_SECONDS, dialect_of


def lock_customers(connection: Connection, ids: Iterable[UUID]) -> None:
    """Lock the rows of customers until the transaction ends."""
    dialect_of(connection).lock_customers(connection, ids)


def lock_seconds(connection: Connection) -> int:
    """Return how many seconds a run waits for the locks of others."""
    return int(connection.get_execution_options().get(LOCK_SECONDS, 0))


def format_holder(holder: str) -> str:
    """Return the end of a message that names the holder of a lock, empty if unknown."""
    return f": {holder}" if holder else ""


def format_time(moment: datetime) -> str:
    """Return a time in UTC as messages show it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
