"""Pairs that somebody called different people."""

from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import duplicates as statements
from customers.errors import UsageError
from customers.models.duplicates import Dismissal
from customers.models.history import Change
from customers.models.page import Page, PageMeta
from customers.services import history
from customers.services.transaction import Transaction


def list_dismissals(tx: Transaction) -> Page[Dismissal]:
    """All pairs that are not shown as duplicates, the newest first, as a stream."""
    total = statements.count_dismissals(tx.connection)
    rows = (Dismissal(row.customer_id, row.other_id, row.at, row.actor, row.reason) for row in statements.stream_dismissals(tx.connection))
    return Page(rows, PageMeta.whole(total))


def dismiss(tx: Transaction, one: UUID, other: UUID) -> tuple[UUID, ...]:
    """Remember that two customers are different people; returns the pair, or nothing where it was known.

    Raises:
        UsageError: it is one customer.
    """
    low, high = _ordered(tx, one, other)
    if not statements.dismiss(tx.connection, low, high, at=tx.now, actor=tx.actor, reason=tx.reason):
        tx.notice("the pair was dismissed before; nothing was changed")
        return ()
    history.record_many(tx, [(low, [Change("dismissed", None, high)]), (high, [Change("dismissed", None, low)])])
    return low, high


def undismiss(tx: Transaction, one: UUID, other: UUID) -> tuple[UUID, ...]:
    """Forget that two customers were called different people; returns the pair, or nothing where nobody said so.

    Raises:
        UsageError: it is one customer.
    """
    low, high = _ordered(tx, one, other)
    if not statements.undismiss(tx.connection, low, high):
        tx.notice("the pair was not dismissed; nothing was changed")
        return ()
    history.record_many(tx, [(low, [Change("dismissed", high, None)]), (high, [Change("dismissed", low, None)])])
    return low, high


def _ordered(tx: Transaction, one: UUID, other: UUID) -> tuple[UUID, UUID]:
    if one == other:
        raise UsageError(problem=f"both are customer {one}", hint="name two different customers")
    locks.lock_customers(tx.connection, [one, other])
    return min(one, other), max(one, other)
