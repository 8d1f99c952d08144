"""Read and write saved segments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, delete, select, update

from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import saved_segment_changes, saved_segments
from customers.domain.segments import SegmentName


class StoredSegment(NamedTuple):
    """A row of the table, with its columns in their order."""

    key: str
    name: str
    label: str
    filters: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    actor: str

    @property
    def document(self) -> dict[str, Any]:
        """The values that an operator gave."""
        return {"name": self.name, "label": self.label, "filters": self.filters}


class SegmentChange(NamedTuple):
    """What a run changed of a segment: its documents before and after, None where it is not there."""

    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def find_segment(connection: Connection, key: str) -> StoredSegment | None:
    """Return the saved segment of a key, or None."""
    row = connection.execute(select(saved_segments).where(saved_segments.c.key == key)).first()
    return None if row is None else StoredSegment(*row)


def find_segments(connection: Connection) -> list[StoredSegment]:
    """Return all saved segments by name."""
    return [StoredSegment(*row) for row in connection.execute(select(saved_segments).order_by(saved_segments.c.key))]


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


def record_change(connection: Connection, run_id: UUID, change: SegmentChange) -> None:
    """Insert a change of a run; a second one of the same segment keeps the document before the first."""
    documents = {"before": change.before, "after": change.after}
    statement = dialect_of(connection).insert(saved_segment_changes).values(run_id=run_id, key=change.key, **documents)
    connection.execute(statement.on_conflict_do_update(index_elements=["run_id", "key"], set_={"after": change.after}))


def find_changes(connection: Connection, run_id: UUID) -> list[SegmentChange]:
    """Return what a run changed, by key."""
    table = saved_segment_changes
    query = select(table.c.key, table.c.before, table.c.after).where(table.c.run_id == run_id).order_by(table.c.key)
    return [SegmentChange(*row) for row in connection.execute(query)]


def find_all_changes(connection: Connection) -> list[SegmentChange]:
    """Return what all runs changed, the oldest first."""
    table = saved_segment_changes
    query = select(table.c.key, table.c.before, table.c.after).order_by(table.c.run_id, table.c.key)
    return [SegmentChange(*row) for row in connection.execute(query)]
