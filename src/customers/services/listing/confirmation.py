"""Lock the customers of a bulk command: where a question was asked, those that were confirmed."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from customers.database.queries.customers import find_states
from customers.database.queries.tags import customers_of_tag
from customers.database.selection.customer_set import CustomerSet, unpack_ids
from customers.domain.person_name import full_name
from customers.domain.tags import Tag
from customers.domain.text import count_of
from customers.errors import SelectionChangedError
from customers.models.selection import Guard, Selection
from customers.services.customers.records import find_inactive_error
from customers.services.listing.bulk import ResolvedCustomers, check_guard, resolve_customers, resolve_tagged_customers
from customers.services.transaction import Transaction

_MAX_SHOWN = 5


class Confirmed(NamedTuple):
    """The customers that a question was about, as `CustomerSet.pack`, and the references that led to none."""

    ids: bytes
    refused: frozenset[str] = frozenset()


def confirmed_customers(resolved: ResolvedCustomers) -> Confirmed:
    """Return the customers of a transaction as those that are about to be confirmed."""
    return Confirmed(resolved.customers.pack(), frozenset(refusal.customer for refusal in resolved.refused))


def lock_customers(
    tx: Transaction,
    references: Sequence[str] | None,
    selection: Selection,
    guard: Guard,
    *,
    skip_unknown: bool = False,
    bulk: bool = False,
    confirmed: Confirmed | None = None,
) -> ResolvedCustomers:
    """Resolve customers as `resolve_customers` does, and lock them until the transaction ends.

    A customer that another run merges or deletes meanwhile is skipped, with a notice. One that is named, and not in `bulk`, raises.

    Raises:
        SelectionChangedError: the customers differ from those that were `confirmed`.
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: another run merged, deleted or erased a named customer.
        NothingSelectedError, SelectionGuardError: as for `resolve_customers`.
    """
    states = ("live", "deleted") if selection.deleted else ("live",)
    if confirmed is None:
        customers, refused = resolve_customers(tx, references, selection, guard, skip_unknown=skip_unknown)
        skipped = _lock_active(tx, customers, states)
        if skipped and references is not None and not bulk:
            raise find_inactive_error(tx, skipped[0])
    else:
        _lock_confirmed(tx, confirmed, states)
        # A confirmed customer that cannot be resolved any more is missing from the set, which decides.
        customers, refused = resolve_customers(tx, references, selection, Guard(), skip_unknown=True)
        _compare(tx, customers, confirmed, states, by_reference=references is not None)
        refused = [refusal for refusal in refused if refusal.customer in confirmed.refused]
    check_guard(customers.count(), guard)
    return ResolvedCustomers(customers, refused)


def lock_tagged_customers(tx: Transaction, tag: Tag, guard: Guard, confirmed: Confirmed | None) -> CustomerSet:
    """Resolve the customers of a tag as `resolve_tagged_customers` does, and lock them until the transaction ends.

    Raises:
        TagNotFoundError, SelectionGuardError: as for `resolve_tagged_customers`.
        SelectionChangedError: the customers differ from those that were `confirmed`.
    """
    states = ("live", "deleted")
    if confirmed is None:
        customers = resolve_tagged_customers(tx, tag, guard)
        _lock_active(tx, customers, states)
    else:
        _lock_confirmed(tx, confirmed, states)
        customers = CustomerSet.from_query(tx.connection, customers_of_tag(tag))
        _compare(tx, customers, confirmed, states, by_reference=False)
    check_guard(customers.count(), guard)
    return customers


def _lock_active(tx: Transaction, customers: CustomerSet, states: Sequence[str]) -> list[UUID]:
    """Lock customers and exclude those that are in none of the states any more; return their ids."""
    inactive = customers.lock(states)
    customers.exclude(inactive)
    _notice_skipped(tx, inactive)
    return inactive


def _lock_confirmed(tx: Transaction, confirmed: Confirmed, states: Sequence[str]) -> None:
    CustomerSet.unpack(tx.connection, confirmed.ids).lock(states)


def _compare(tx: Transaction, customers: CustomerSet, confirmed: Confirmed, states: Sequence[str], *, by_reference: bool) -> None:
    """Compare customers with those that were confirmed; those that another run merged or deleted since are skipped.

    `by_reference`, a reference leads to the survivor of such a merge, which is excluded from the customers.
    """
    packed = customers.pack()
    if packed == confirmed.ids:
        return
    before, after = set(unpack_ids(confirmed.ids)), set(unpack_ids(packed))
    missing = find_states(tx.connection, sorted(before - after))
    added = after - before
    if by_reference:
        survivors = added & {row.merged_into for row in missing}
        customers.exclude(survivors)
        added -= survivors
    unmatched = [row.id for row in missing if row.state in states]
    if added or unmatched:
        raise SelectionChangedError(added=len(added), unmatched=len(unmatched))
    _notice_skipped(tx, [row.id for row in missing])


def _notice_skipped(tx: Transaction, customer_ids: Sequence[UUID]) -> None:
    if not customer_ids:
        return
    rows = find_states(tx.connection, customer_ids[:_MAX_SHOWN])
    names = [f"{full_name(row.first_name, row.last_name)} ({row.email or row.id})" for row in rows]
    more = ", ..." if len(customer_ids) > _MAX_SHOWN else ""
    tx.notice(f"skipped {count_of(len(customer_ids), 'customer')} that another run merged or deleted meanwhile: {', '.join(names)}{more}")
