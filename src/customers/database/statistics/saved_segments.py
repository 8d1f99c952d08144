"""Read and write saved segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import saved_segments
from customers.domain.segments import SegmentName


def find_segment(connection: Connection, key: str) -> Row[Any] | None:
    """Return the saved segment of a key, or None."""
    return connection.execute(select(saved_segments).where(saved_segments.c.key == key)).first()


def find_segments(connection: Connection) -> list[Row[Any]]:
    """Return all saved segments by name."""
    return list(connection.execute(select(saved_segments).order_by(saved_segments.c.key)))


def save_segment(
    connection: Connection,
    name: SegmentName,
    label: str,
    filters: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
    replace: bool,
) -> bool:
    """Insert a segment, or with `replace` overwrite one of that name; return False where there is one that stays."""
    values = {"name": name.text, "label": label, "filters": filters, "updated_at": now, "actor": actor}
    statement = dialect_of(connection).insert(saved_segments).values(key=name.key, created_at=now, **values)
    statement = statement.on_conflict_do_update(index_elements=["key"], set_=values) if replace else statement.on_conflict_do_nothing()
    return connection.execute(statement.returning(saved_segments.c.key)).first() is not None


def write_filters(connection: Connection, key: str, filters: Mapping[str, Any], now: datetime) -> None:
    """Overwrite the filters of a segment."""
    connection.execute(update(saved_segments).where(saved_segments.c.key == key).values(filters=filters, updated_at=now))


def remove_segment(connection: Connection, key: str) -> None:
    """Remove a segment."""
    connection.execute(delete(saved_segments).where(saved_segments.c.key == key))
