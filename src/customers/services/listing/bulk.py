"""Resolve, lock and preview the customers of a bulk command."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from customers.database.queries import customers as statements
from customers.database.schema.tables import customers
from customers.database.selection import customer_set
from customers.errors import CustomersError, NothingSelectedError, SelectionGuardError
from customers.models.customer import Customer
from customers.models.results import RefusedCustomer
from customers.models.selection import Guard, Selection
from customers.services.customers.lookup import get_customer_id
from customers.services.listing.listing import active_conditions, read_customers
from customers.services.listing.suggestions import suggest_alternatives
from customers.services.transaction import Transaction


def resolve_customers(
    tx: Transaction, references: Sequence[str] | None, selection: Selection, guard: Guard, *, skip_unknown: bool = False
) -> list[RefusedCustomer]:
    """Write down who a bulk command is about: customers by name (an empty list is nobody), or a selection.

    With `skip_unknown`, for ids that come in bulk, the ones that nobody has are refused one by one and returned; else they raise.

    Raises:
        NothingSelectedError: there is neither a name nor a selection.
        SelectionGuardError: there are not as many as the guard demands.
    """
    check_named(references, selection)
    refused: list[RefusedCustomer] = []
    if references is not None:
        size = customer_set.fill_ids(tx.connection, _resolve(tx, references, refused if skip_unknown else None))
    else:
        size = customer_set.fill(tx.connection, active_conditions(tx, selection))
        if not size:
            suggest_alternatives(tx, selection)
    check_guard(size, guard)
    return refused


def check_named(references: Sequence[str] | None, selection: Selection) -> None:
    """Raise NothingSelectedError where there is neither a name nor a selection."""
    if references is None and selection.is_empty:
        raise NothingSelectedError()


def check_guard(size: int, guard: Guard) -> None:
    """Raise SelectionGuardError where there are not as many customers as the guard demands."""
    if guard.expect is not None and size != guard.expect:
        raise SelectionGuardError(count=size, expected=f"not {guard.expect} as expected")
    if guard.max is not None and size > guard.max:
        raise SelectionGuardError(count=size, expected=f"more than the {guard.max} allowed")


def selected_ids(connection: Connection) -> list[UUID]:
    """The ids of the customers that `resolve_customers` wrote down, sorted."""
    return sorted(connection.scalars(customer_set.selected_ids()))


def count_selected(connection: Connection) -> int:
    """How many customers `resolve_customers` wrote down."""
    return customer_set.count_selected(connection)


def preview(tx: Transaction, limit: int = 5) -> list[Customer]:
    """A few of the customers that `resolve_customers` wrote down, to show before the question."""
    query = statements.profiles().where(customers.c.id.in_(customer_set.selected_ids())).limit(limit)
    return list(read_customers(tx, tx.connection.execute(query), with_addresses=False))


def _resolve(tx: Transaction, references: Sequence[str], refused: list[RefusedCustomer] | None) -> list[UUID]:
    found = []
    for reference in references:
        try:
            found.append(get_customer_id(tx, reference))
        except CustomersError as error:
            if refused is None:
                raise
            refused.append(RefusedCustomer(reference, error.code, error.message))
    return found
