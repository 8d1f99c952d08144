"""The customers of a bulk command, fixed and locked when its work begins: those that were confirmed, where a question was asked."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.selection import customer_set
from customers.domain.person_name import full_name
from customers.errors import SelectionChangedError
from customers.models.results import RefusedCustomer
from customers.models.selection import Guard, Selection
from customers.services.customers.records import not_active_error
from customers.services.listing.bulk import check_guard, resolve_customers
from customers.services.transaction import Transaction

_SHOWN = 5


class Confirmed(NamedTuple):
    """The customers that a question was about, as `customer_set.packed_ids`, and the references that led to none."""

    ids: bytes
    refused: frozenset[str] = frozenset()


def remember_selected(tx: Transaction, refused: Iterable[RefusedCustomer] = ()) -> Confirmed:
    """Return the selection of the transaction as what is about to be confirmed."""
    return Confirmed(customer_set.packed_ids(tx.connection), frozenset(refusal.customer for refusal in refused))


def lock_customers(
    tx: Transaction,
    references: Sequence[str] | None,
    selection: Selection,
    guard: Guard,
    *,
    skip_unknown: bool = False,
    bulk: bool = False,
    confirmed: Confirmed | None = None,
) -> list[RefusedCustomer]:
    """Select customers as `resolve_customers` does, and lock them for the rest of the transaction.

    One that another run merges or deletes meanwhile is skipped, with a notice. One that is named, and not in `bulk`, raises.

    Raises:
        SelectionChangedError: the selection is not what was `confirmed`.
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: as said; and what `resolve_customers` raises.
    """
    refused: list[RefusedCustomer] = []

    def select() -> None:
        limits = guard if confirmed is None else Guard()
        # What was confirmed and cannot be resolved any more is missing from the selection, which decides.
        refused[:] = resolve_customers(tx, references, selection, limits, skip_unknown=skip_unknown or confirmed is not None)

    skipped = lock_selection(tx, select, confirmed, by_reference=references is not None)
    if skipped and references is not None and not bulk and confirmed is None:
        raise not_active_error(tx, skipped[0])
    check_guard(customer_set.count_selected(tx.connection), guard)
    return [refusal for refusal in refused if confirmed is None or refusal.customer in confirmed.refused]


def lock_selection(
    tx: Transaction,
    select: Callable[[], None],
    confirmed: Confirmed | None,
    *,
    by_reference: bool = False,
    states: Sequence[str] = ("live",),
) -> list[UUID]:
    """Make a selection that stands until the transaction ends; returns the customers that are skipped.

    Raises:
        SelectionChangedError: it holds a customer who was not `confirmed`, or not one who was, and is still in one of the `states`.
    """
    if confirmed is None:
        select()
        missing = statements.lock_customer_set(tx.connection, states)
        customer_set.exclude(tx.connection, missing)
    else:
        customer_set.fill_packed(tx.connection, confirmed.ids)
        statements.lock_customer_set(tx.connection, states)
        select()
        missing = _compare(tx, confirmed, states, by_reference=by_reference)
    if missing:
        tx.notice(_skipped(tx, missing))
    return missing


def _compare(tx: Transaction, confirmed: Confirmed, states: Sequence[str], *, by_reference: bool) -> list[UUID]:
    """Return the confirmed customers that were merged or deleted since; those into whom a reference leads by that are left out."""
    now = customer_set.packed_ids(tx.connection)
    if now == confirmed.ids:
        return []
    before, after = set(customer_set.unpacked(confirmed.ids)), set(customer_set.unpacked(now))
    standings = statements.find_states(tx.connection, sorted(before - after))
    added = after - before
    if by_reference:
        survivors = added & {row.merged_into for row in standings}
        customer_set.exclude(tx.connection, survivors)
        added -= survivors
    unmatched = [row.id for row in standings if row.state in states]
    if added or unmatched:
        raise SelectionChangedError(added=len(added), unmatched=len(unmatched))
    return [row.id for row in standings]


def _skipped(tx: Transaction, customer_ids: Sequence[UUID]) -> str:
    rows = statements.find_states(tx.connection, customer_ids[:_SHOWN])
    names = [f"{full_name(row.first_name, row.last_name)} ({row.email or row.id})" for row in rows]
    more = ", ..." if len(customer_ids) > _SHOWN else ""
    return f"skipped, as another run merged or deleted {len(customer_ids)} of the customers meanwhile: {', '.join(names)}{more}"
