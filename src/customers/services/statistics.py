"""Statistics and VIP flags: recalculated from the stored orders, never added up."""

import time
from collections.abc import Sequence
from uuid import UUID

from customers.database import backend, selecting
from customers.database import statistics as statements
from customers.models import Recalculation
from customers.rules.ids import uuid7
from customers.services.transaction import Transaction

RECALCULATION = "vip recalculate"


def recalculate_all(tx: Transaction) -> Recalculation:
    """Prove or repair the statistics and flags of every live customer, changing only the rows that differ.

    The transaction is of the job `RECALCULATION`, so that a second run at the same time gives up.
    """
    start = time.monotonic()
    backend.use_ordered_plan(tx.connection)
    event_id = uuid7()
    changed = statements.recalculate(tx.connection, tx.thresholds, tx.now, event_id)
    promoted, demoted = _record_flips(tx, event_id) if changed else (0, 0)
    return Recalculation(
        examined=statements.count_live(tx.connection),
        changed=changed,
        promoted=promoted,
        demoted=demoted,
        seconds=round(time.monotonic() - start, 3),
    )


def recalculate_customers(tx: Transaction, customer_ids: Sequence[UUID]) -> None:
    """Bring the statistics and flags of some customers up to date."""
    if not customer_ids:
        return
    selecting.keep_ids(tx.connection, customer_ids)
    event_id = uuid7()
    if statements.recalculate(tx.connection, tx.thresholds, tx.now, event_id, selecting.selected_ids()):
        _record_flips(tx, event_id)


def _record_flips(tx: Transaction, event_id: UUID) -> tuple[int, int]:
    return statements.record_flips(tx.connection, event_id, tx.now, tx.actor, tx.reason, tx.command)
