"""List, show, delete and move orders."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from customers.database.connection import locks
from customers.database.dialects.base import dialect_of
from customers.database.queries import customers as profiles
from customers.database.queries import order_moves
from customers.database.queries import orders as statements
from customers.domain.ids import parse_uuid
from customers.domain.json import to_jsonable
from customers.domain.text import did_you_mean, quote_value
from customers.errors import CustomerDeletedError, CustomerErasedError, CustomersError
from customers.models.history import Change
from customers.models.order import MovedOrders, Order, OrderFilter
from customers.models.page import Page
from customers.models.records import as_dict
from customers.services import history, order_changes
from customers.services.customers.lookup import get_customer_id, get_deleted_id
from customers.services.customers.order_references import resolve_orders
from customers.services.customers.records import find_inactive_error
from customers.services.order_changes import OrderChange
from customers.services.paging import FIRST_PAGE, PageRequest, page_of
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

# How many sources a notice names.
_MAX_SOURCES = 20
# The values of an order in the history.
_RECORDED = ("status", "currency", "total", "refunded", "placed_at")


def list_orders(
    tx: Transaction, customer_id: UUID | None = None, order_filter: OrderFilter | None = None, request: PageRequest = FIRST_PAGE
) -> Page[Order]:
    """Return the requested page of the orders of a customer or of all, newest first, or all of them as a stream.

    Raises:
        UsageError: the page is too large, or the cursor is of another list.
    """
    order_filter = order_filter or OrderFilter()
    query = statements.list_orders(tx.thresholds, order_filter, customer_id)
    page = page_of(tx, query, statements.NEWEST_FIRST, lambda rows: statements.read_orders(rows, tx.currency), request=request)
    if not page.meta.total and order_filter.sources:
        _notice_unknown_sources(tx, order_filter.sources)
    return page


def _notice_unknown_sources(tx: Transaction, names: Sequence[str]) -> None:
    """Notice the sources that no order has."""
    sources = statements.find_sources(tx.connection)
    for name in names:
        if sources and name not in sources:
            hint = did_you_mean(name, sources)
            tx.notice(f"no order has the source {quote_value(name)}; {hint}The sources are {', '.join(sources[:_MAX_SOURCES])}")


def get_owner_id(tx: Transaction, reference: str, of: str) -> UUID:
    """Return the live customer of a reference, and for lists of others the deleted or erased one.

    Raises:
        CustomerNotFoundError, AmbiguousReferenceError: the reference leads to no customer, or to several.
        CustomerDeletedError, CustomerErasedError: the customer is deleted or erased, and the list is of live ones.
    """
    try:
        return get_customer_id(tx, reference)
    except CustomerDeletedError:
        if of == "live":
            raise
        return get_deleted_id(tx, reference)
    except CustomerErasedError:
        erased_id = parse_uuid(reference.strip())
        if of == "live" or erased_id is None:
            raise
        return erased_id


def get_orders(tx: Transaction, references: Sequence[str], missing: list[CustomersError] | None = None) -> list[Order]:
    """Return the orders of references, in any state of their customers.

    Raises:
        OrderNotFoundError, AmbiguousOrderError: as for `resolve_orders`.
    """
    return list(statements.read_orders(resolve_orders(tx, references, missing), tx.currency))


def delete_orders(tx: Transaction, references: Sequence[str]) -> list[UUID]:
    """Delete orders and recalculate the statistics of their customers; return their ids. An import does not bring them back.

    Raises:
        OrderNotFoundError, AmbiguousOrderError: as for `resolve_orders`.
    """
    rows = _lock_orders(tx, references)
    order_moves.delete_orders(tx.connection, [(row.customer_id, row.id) for row in rows], tx.now)
    order_changes.record(tx, [OrderChange(row.customer_id, row.id, "deleted") for row in rows])
    recalculate_customers(tx, {row.customer_id for row in rows})
    records = zip(rows, statements.read_orders(rows, tx.currency), strict=True)
    _record(tx, ((row.customer_id, _change(order, _values(order), None)) for row, order in records))
    return [row.id for row in rows]


def move_orders(tx: Transaction, references: Sequence[str], customer_id: UUID) -> MovedOrders:
    """Move orders to a live customer and recalculate the statistics of all customers concerned; its own orders stay as they are.

    Raises:
        OrderNotFoundError, AmbiguousOrderError: as for `resolve_orders`.
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: another run merged, deleted or erased the customer meanwhile.
    """
    rows = _lock_orders(tx, references, customer_id)
    state = profiles.find_state(tx.connection, customer_id)
    if state is None or state.state != "live":
        raise find_inactive_error(tx, customer_id)
    moved = [row for row in rows if row.customer_id != customer_id]
    order_moves.assign_orders(tx.connection, [(row.customer_id, row.id) for row in moved], customer_id)
    order_changes.record(tx, [OrderChange(customer_id, row.id, "moved", _move(row, customer_id)) for row in moved])
    if moved:
        recalculate_customers(tx, {customer_id, *(row.customer_id for row in moved)})
    changes = [(row.customer_id, _change(row, {"customer_id": str(row.customer_id)}, {"customer_id": str(customer_id)})) for row in moved]
    _record(tx, [*changes, *((customer_id, change) for _, change in changes)])
    if unchanged := len(rows) - len(moved):
        tx.notice("1 order already belongs to this customer" if unchanged == 1 else f"{unchanged:,} orders already belong to this customer")
    return MovedOrders(tuple(row.id for row in moved), customer_id)


def _lock_orders(tx: Transaction, references: Sequence[str], *customer_ids: UUID) -> list[Any]:
    """Lock the customers of orders, and further ones, and return the orders as they are under the lock."""
    rows = resolve_orders(tx, references)
    locked: set[UUID] = set()
    while True:
        owners = {*customer_ids, *(row.customer_id for row in rows)}
        if owners <= locked:
            return rows
        locks.lock_customers(tx.connection, sorted(owners))
        locked |= owners
        if not dialect_of(tx.connection).has_row_locks:
            return rows
        # Another run may have moved or deleted an order before its customer was locked.
        rows = resolve_orders(tx, references)


def _values(order: Order) -> dict[str, Any]:
    values = as_dict(order)
    return {name: to_jsonable(values[name]) for name in _RECORDED}


def _move(order: Any, customer_id: UUID) -> dict[str, tuple[Any, Any]]:
    """Return the columns of an order that a move changes."""
    named = {} if order.named_id is None else {"named_id": (order.named_id, None)}
    return {"customer_id": (order.customer_id, customer_id), **named}


def _change(order: Any, before: Any, after: Any) -> Change:
    return Change(f"orders.{order.source}:{order.number}", before, after)


def _record(tx: Transaction, changes: Iterable[tuple[UUID, Change]]) -> None:
    """Record changes of orders, those of one customer as one record."""
    by_customer: dict[UUID, list[Change]] = {}
    for customer_id, change in changes:
        by_customer.setdefault(customer_id, []).append(change)
    if by_customer:
        history.record_many(tx, sorted(by_customer.items(), key=lambda item: item[0].int))
