"""List the orders of a customer."""

from uuid import UUID

from customers.database.queries import orders as statements
from customers.database.schema.tables import orders
from customers.database.selection import paging
from customers.models.order import Order
from customers.models.page import Page
from customers.services.paging import page_of
from customers.services.transaction import Transaction

_NEWEST_FIRST = paging.SortOrder("placed_at", True, orders.c.placed_at, orders.c.id)


def list_orders(
    tx: Transaction, customer_id: UUID, *, page: int = 1, per_page: int | None = None, cursor: str | None = None, stream: bool = False
) -> Page[Order]:
    """Return a page of a customer's orders, newest first; with `stream` all of them as a stream.

    Raises:
        UsageError: the page is too large, or the cursor is of another list.
    """
    query = statements.orders_of(customer_id, tx.thresholds)
    return page_of(
        tx,
        query,
        _NEWEST_FIRST,
        lambda rows: statements.read_orders(rows, tx.currency),
        page=page,
        per_page=per_page,
        cursor=cursor,
        stream=stream,
    )
