"""Recalculate statistics and VIP flags from the stored orders; they are never added up."""

import time
from collections.abc import Collection
from uuid import UUID

from customers.database.dialects.base import dialect_of
from customers.database.selection.customer_set import CustomerSet
from customers.database.statistics import calculation as statements
from customers.domain.ids import uuid7
from customers.models.history import Change
from customers.models.results import Recalculation
from customers.services import history
from customers.services.transaction import Transaction
from customers.services.vip_thresholds import record_first_thresholds, record_thresholds

RECALCULATION = "vip recalculate"
# From so many stale customers on, a recalculation locks all orders, and not only those of the stale customers.
_MANY = 20_000
# So many of the first customers show whether most are stale.
_FIRST = 2_000
# Number of rises and falls that a dry run shows one by one.
_MAX_SHOWN = 100


def recalculate_all(tx: Transaction) -> Recalculation:
    """Prove or repair the statistics and flags of every live customer, changing only the rows that differ.

    The transaction belongs to the job `RECALCULATION`, so that a second run at the same time gives up. Imports and merges of
    the customers that are changed wait for it; on SQLite, and where very many are changed, all imports and merges wait.
    """
    start = time.monotonic()
    dialect_of(tx.connection).use_ordered_plan(tx.connection)
    dialect_of(tx.connection).limit_cache(tx.connection)
    event_id = uuid7()
    stale = _lock_stale(tx)
    customer_ids = None if stale is None else stale.ids
    ranges = statements.id_ranges(tx.connection) if stale is None else [statements.ALL_IDS] if stale.count() else []
    changed = sum(statements.recalculate(tx.connection, tx.thresholds, tx.now, event_id, customer_ids, part) for part in ranges)
    promoted, demoted = _record_vip_changes(tx, event_id, stale) if changed else (0, 0)
    if changed:
        tx.add_to_run(customers=changed - promoted - demoted)
    record_thresholds(tx)
    return Recalculation(
        examined=statements.count_live(tx.connection),
        changed=changed,
        promoted=promoted,
        demoted=demoted,
        seconds=round(time.monotonic() - start, 3),
    )


def _lock_stale(tx: Transaction) -> CustomerSet | None:
    """Lock the customers with statistics that differ from their orders, so that they get no orders meanwhile; return None for all.

    A statement reads orders as of its beginning, and a row of statistics as of its own write. Without the lock it would
    overwrite the statistics of an import in between with an older count.
    """
    dialect = dialect_of(tx.connection)
    if not dialect.has_row_locks:
        return None
    query = statements.to_recalculate(tx.thresholds, tx.now)
    # Many are found early and change faster together: runs that write orders wait for this one.
    stale = None if _are_most_stale(tx) else CustomerSet.from_query(tx.connection, query.limit(_MANY + 1))
    if stale is None or stale.count() > _MANY:
        if dialect.lock_orders(tx.connection):
            return None
        stale = CustomerSet.from_query(tx.connection, query)
    stale.analyze()
    stale.lock(("live",))
    return stale


def _are_most_stale(tx: Transaction) -> bool:
    """Return whether most of the first customers are stale, as after a change of the settings."""
    return statements.count_stale(tx.connection, tx.thresholds, tx.now, _FIRST) > _FIRST // 2


def recalculate_customers(tx: Transaction, customer_ids: Collection[UUID]) -> None:
    """Bring the statistics and flags of some customers, which the transaction has locked, up to date."""
    if customer_ids:
        recalculate_set(tx, CustomerSet.from_ids(tx.connection, customer_ids))


def recalculate_set(tx: Transaction, customers: CustomerSet) -> None:
    """Bring the statistics and flags of a set of customers, which the transaction has locked, up to date."""
    event_id = uuid7()
    if statements.recalculate(tx.connection, tx.thresholds, tx.now, event_id, customers.ids):
        _record_vip_changes(tx, event_id, customers)
        record_first_thresholds(tx)


def _record_vip_changes(tx: Transaction, event_id: UUID, customers: CustomerSet | None) -> tuple[int, int]:
    """Record the changes of VIP flags that a recalculation marked; return the numbers of rises and falls."""
    customer_ids = None if customers is None else customers.ids
    rises, falls = statements.count_vip_changes(tx.connection, event_id, customer_ids)
    if rises + falls:
        history.insert_found(tx, statements.vip_changes(tx.thresholds, tx.now, event_id, customer_ids), event_id)
    if tx.changes is not None:
        flags = statements.find_vip_changes(tx.connection, event_id, _MAX_SHOWN, customer_ids)
        tx.changes += [(customer_id, Change("is_vip", not flag, flag)) for customer_id, flag in flags]
        if rises + falls > _MAX_SHOWN:
            tx.notice(f"the first {_MAX_SHOWN} of {rises + falls} customers with a flag that would change are shown")
    return rises, falls
