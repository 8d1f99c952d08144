"""Who changed what, when, from what to what."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from customers.database import events
from customers.models import Change
from customers.rules.ids import uuid7
from customers.rules.values import plain
from customers.services.transaction import Transaction


def record(tx: Transaction, customer_id: UUID, changes: Sequence[Change]) -> None:
    """Record the changes of one customer; none make no record."""
    if changes:
        record_many(tx, [(customer_id, changes)])


def record_many(tx: Transaction, rows: Iterable[tuple[UUID, Sequence[Change]]]) -> None:
    """Record the changes of many customers, as one event."""
    if tx.changes is not None:
        rows = list(rows)
        tx.changes += [(customer_id, change) for customer_id, changes in rows for change in changes]
    documents = ((customer_id, _document(changes)) for customer_id, changes in rows)
    events.record(tx.connection, documents, event_id=uuid7(), at=tx.now, actor=tx.actor, reason=tx.reason, command=tx.command)


def _document(changes: Sequence[Change]) -> dict[str, Any]:
    return {change.field: {"before": plain(change.before), "after": plain(change.after)} for change in changes}
