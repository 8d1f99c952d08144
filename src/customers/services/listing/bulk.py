"""Resolve and preview the customers of a bulk command."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from customers.database.queries import customers as profiles
from customers.database.queries.tags import customers_of_tag
from customers.database.schema.tables import customers as table
from customers.database.selection.customer_set import CustomerSet
from customers.domain.ids import parse_uuid
from customers.domain.tags import Tag
from customers.domain.text import closest_match, quote_value
from customers.errors import CustomersError, NothingSelectedError, SelectionGuardError, TagNotFoundError
from customers.models.customer import Customer
from customers.models.results import RefusedCustomer
from customers.models.selection import Guard, Selection
from customers.services.customers.lookup import get_customer_id, get_deleted_id
from customers.services.customers.tags import list_tags
from customers.services.listing.listing import active_conditions, read_customers
from customers.services.listing.suggestions import suggest_alternatives
from customers.services.references import find_own_names
from customers.services.transaction import Transaction


class ResolvedCustomers(NamedTuple):
    """The customers of a bulk command, and the references that lead to none."""

    customers: CustomerSet
    refused: Sequence[RefusedCustomer] = ()


def resolve_customers(
    tx: Transaction, references: Sequence[str] | None, selection: Selection, guard: Guard, *, skip_unknown: bool = False
) -> ResolvedCustomers:
    """Return the customers of a bulk command: those of references, of which there may be none, or those of a selection.

    References are of deleted customers first where the selection is of deleted ones. With `skip_unknown`, for many references, an
    unknown reference is refused on its own; else it raises.

    Raises:
        NothingSelectedError: there is neither a reference nor a selection.
        SelectionGuardError: the number of customers breaks the guard.
    """
    check_named(references, selection)
    refused: list[RefusedCustomer] = []
    if references is not None:
        find = get_deleted_id if selection.deleted else get_customer_id
        customers = CustomerSet.from_ids(tx.connection, _resolve(tx, references, refused if skip_unknown else None, find))
    else:
        customers = CustomerSet.from_conditions(tx.connection, active_conditions(tx, selection))
    size = customers.count()
    if references is None and not size:
        suggest_alternatives(tx, selection)
    check_guard(size, guard)
    return ResolvedCustomers(customers, refused)


def resolve_tagged_customers(tx: Transaction, tag: Tag, guard: Guard) -> CustomerSet:
    """Return the customers of a tag, deleted ones too.

    Raises:
        TagNotFoundError: no customer has it.
        SelectionGuardError: the number of customers breaks the guard.
    """
    customers = CustomerSet.from_query(tx.connection, customers_of_tag(tag))
    size = customers.count()
    if not size:
        likely = closest_match(tag.label, (used.tag for used in list_tags(tx)))
        raise TagNotFoundError(tag=quote_value(tag.label), hint=f"did you mean {quote_value(likely)}?" if likely else None)
    check_guard(size, guard)
    return customers


def check_named(references: Sequence[str] | None, selection: Selection) -> None:
    """Raise NothingSelectedError where there is neither a reference nor a selection."""
    if references is None and replace(selection, deleted=None).is_empty:
        raise NothingSelectedError()


def check_guard(size: int, guard: Guard) -> None:
    """Raise SelectionGuardError where a number of customers breaks the guard."""
    if guard.expect is not None and size != guard.expect:
        raise SelectionGuardError(count=size, expected=f"not {guard.expect} as expected")
    if guard.max is not None and size > guard.max:
        raise SelectionGuardError(count=size, expected=f"more than the {guard.max} allowed")


def preview_customers(tx: Transaction, customers: CustomerSet, limit: int = 5) -> list[Customer]:
    """Return a few customers of a set, to show before the question."""
    query = profiles.profiles(tx.thresholds, tx.now).where(customers.contains(table.c.id)).limit(limit)
    return list(read_customers(tx, tx.connection.execute(query), with_addresses=False))


def _resolve(
    tx: Transaction, references: Sequence[str], refused: list[RefusedCustomer] | None, find: Callable[[Transaction, str], UUID]
) -> list[UUID]:
    # An email of a deleted customer may be that of a live one meanwhile.
    plain = references if find is get_customer_id else [reference for reference in references if parse_uuid(reference)]
    customer_ids, direct = [], find_own_names(tx, plain) if len(references) > 1 else {}
    for reference in references:
        if reference in direct:
            customer_ids.append(direct[reference])
            continue
        try:
            customer_ids.append(find(tx, reference))
        except CustomersError as error:
            if refused is None:
                raise
            refused.append(RefusedCustomer(reference, error.code, error.message))
    return customer_ids
