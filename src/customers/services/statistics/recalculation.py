"""Statistics and VIP flags: recalculated from the stored orders, never added up."""

import time
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from customers.database.dialects import base, planner_hints
from customers.database.queries.customers import lock_customer_set
from customers.database.queries.orders import lock_orders
from customers.database.selection import customer_set
from customers.database.statistics import calculation as statements
from customers.domain.ids import uuid7
from customers.models.history import Change
from customers.models.results import Recalculation
from customers.services.transaction import Transaction

RECALCULATION = "vip recalculate"
# From how many customers on a recalculation keeps others from changing any order, and not only those of whom it changes.
_MANY = 20_000
# How many rises and falls a dry run shows one by one.
_SHOWN = 100


def recalculate_all(tx: Transaction) -> Recalculation:
    """Prove or repair the statistics and flags of every live customer, changing only the rows that differ.

    The transaction is of the job `RECALCULATION`, so that a second run at the same time gives up. Imports and merges of
    those who are changed wait for it; on SQLite, and where very many are changed, all do.
    """
    start = time.monotonic()
    planner_hints.use_ordered_plan(tx.connection)
    event_id = uuid7()
    chosen, found = _lock(tx)
    parts = statements.id_ranges(tx.connection) if chosen is None else [statements.ALL_IDS]
    changed = sum(statements.recalculate(tx.connection, tx.thresholds, tx.now, event_id, chosen, part) for part in parts if found)
    promoted, demoted = _record_vip_changes(tx, event_id, chosen) if changed else (0, 0)
    return Recalculation(
        examined=statements.count_live(tx.connection),
        changed=changed,
        promoted=promoted,
        demoted=demoted,
        seconds=round(time.monotonic() - start, 3),
    )


def _lock(tx: Transaction) -> tuple[Select[Any] | None, bool]:
    """Hold whose statistics are not what their orders give, so that they get no orders meanwhile; None is everybody.

    Gives with it whether there can be any.

    A statement sees the orders as they were when it began, and a row of statistics as it is when it is written: one that
    an import brought up to date in between would be written over with the older count.
    """
    if base.is_sqlite(tx.connection):
        return None, True
    wrong = statements.to_recalculate(tx.thresholds, tx.now)
    # So many are found soon, and are changed together sooner than one by one: whoever writes orders waits for it.
    found = customer_set.fill_from(tx.connection, wrong.limit(_MANY + 1))
    if found > _MANY:
        if lock_orders(tx.connection):
            return None, True
        customer_set.fill_from(tx.connection, wrong)
    planner_hints.analyze_temporary_table(tx.connection, customer_set.selected)
    lock_customer_set(tx.connection, ("live",))
    return customer_set.selected_ids(), found > 0


def recalculate_customers(tx: Transaction, customer_ids: Collection[UUID]) -> None:
    """Bring the statistics and flags of some customers, whom the transaction holds, up to date."""
    if not customer_ids:
        return
    customer_set.fill_ids(tx.connection, customer_ids)
    event_id = uuid7()
    if statements.recalculate(tx.connection, tx.thresholds, tx.now, event_id, customer_set.selected_ids()):
        _record_vip_changes(tx, event_id, customer_set.selected_ids())


def _record_vip_changes(tx: Transaction, event_id: UUID, customer_ids: Select[Any] | None = None) -> tuple[int, int]:
    rises, falls = statements.record_vip_changes(tx.connection, event_id, tx.now, tx.actor, tx.reason, tx.command, customer_ids)
    if tx.changes is not None:
        flips = statements.find_vip_changes(tx.connection, event_id, _SHOWN, customer_ids)
        tx.changes += [(customer_id, Change("is_vip", not flag, flag)) for customer_id, flag in flips]
        if rises + falls > _SHOWN:
            tx.notice(f"the first {_SHOWN} of {rises + falls} customers whose flag would change are shown")
    return rises, falls
