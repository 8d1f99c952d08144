"""Record what a run changes of saved segments, and take it back."""

from typing import NamedTuple
from uuid import UUID

from customers.database.statistics import saved_segments as statements
from customers.database.statistics.saved_segments import SegmentChange, StoredSegment
from customers.domain.segments import SegmentName
from customers.domain.text import quote_value
from customers.services.transaction import Transaction


class UndoneSegments(NamedTuple):
    """How many segments an undo changed, and what was in its way."""

    segments: int
    collisions: tuple[str, ...]


def record_segment_change(tx: Transaction, key: str, before: StoredSegment | None) -> None:
    """Record the change of a segment that is written; `before` is what was stored."""
    after = statements.find_segment(tx.connection, key)
    change = SegmentChange(key, None if before is None else before.document, None if after is None else after.document)
    if change.before != change.after:
        statements.record_change(tx.connection, tx.run_id, change)
        tx.add_to_run()


def undo_segment_changes(tx: Transaction, run_id: UUID, *, force: bool = False) -> UndoneSegments:
    """Give segments back what a run changed, where it is still as the run made it, or with `force` all the same.

    What this changes is recorded as changes of the present run, by which it can be taken back in turn.
    """
    count, collisions = 0, []
    for change in statements.find_changes(tx.connection, run_id):
        stored = statements.find_segment(tx.connection, change.key)
        document = None if stored is None else stored.document
        if document == change.before:
            continue
        if document != change.after and not force:
            collisions.append(f"the saved segment {quote_value(change.key)} was changed since")
            continue
        if change.before is None:
            statements.remove_segment(tx.connection, change.key)
        else:
            name, label, filters = (change.before[part] for part in ("name", "label", "filters"))
            key = SegmentName(name, change.key)
            statements.save_segment(tx.connection, key, label, filters, actor=tx.actor, now=tx.now, replace=True)
        record_segment_change(tx, change.key, stored)
        count += 1
    return UndoneSegments(count, tuple(collisions))
