"""List and change dismissed pairs: profiles that look alike and are different people."""

from typing import Any
from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import duplicates as statements
from customers.domain.person_name import full_name
from customers.errors import UsageError
from customers.models.history import Change
from customers.models.merge import Dismissal
from customers.models.page import Page
from customers.services import history
from customers.services.customers.records import name_customer
from customers.services.paging import PageRequest
from customers.services.transaction import Transaction


def list_dismissals(tx: Transaction, limit: int | None = None) -> Page[Dismissal]:
    """Return the dismissed pairs, newest first, up to a limit, as a stream."""
    total = statements.count_dismissals(tx.connection)
    rows = map(_dismissal, statements.stream_dismissals(tx.connection))
    return PageRequest(limit=limit).streamed(rows, total)


def _dismissal(row: Any) -> Dismissal:
    names = (full_name(row.a_first_name or "", row.a_last_name) or None, full_name(row.b_first_name or "", row.b_last_name) or None)
    return Dismissal(row.customer_id, row.other_id, row.at, row.actor, row.reason, names[0], row.a_email, names[1], row.b_email)


def dismiss(tx: Transaction, first_id: UUID, second_id: UUID) -> tuple[UUID, ...]:
    """Dismiss a pair of customers; return the pair, or nothing where it was dismissed before.

    Raises:
        UsageError: both are one customer.
    """
    low, high = _ordered(tx, first_id, second_id)
    if not statements.dismiss(tx.connection, low, high, at=tx.now, actor=tx.actor, reason=tx.reason):
        tx.notice("the pair was dismissed before; nothing was changed")
        return ()
    history.record_many(tx, [(low, [Change("dismissed", None, high)]), (high, [Change("dismissed", None, low)])])
    return low, high


def undismiss(tx: Transaction, first_id: UUID, second_id: UUID) -> tuple[UUID, ...]:
    """Undo the dismissal of a pair of customers; return the pair, or nothing where it was not dismissed.

    Raises:
        UsageError: both are one customer.
    """
    low, high = _ordered(tx, first_id, second_id)
    if not statements.undismiss(tx.connection, low, high):
        tx.notice("the pair was not dismissed; nothing was changed")
        return ()
    history.record_many(tx, [(low, [Change("dismissed", high, None)]), (high, [Change("dismissed", low, None)])])
    return low, high


def _ordered(tx: Transaction, first_id: UUID, second_id: UUID) -> tuple[UUID, UUID]:
    if first_id == second_id:
        raise UsageError(problem=f"both are {name_customer(tx, first_id)}", hint="name two different customers")
    locks.lock_customers(tx.connection, [first_id, second_id])
    return min(first_id, second_id), max(first_id, second_id)
