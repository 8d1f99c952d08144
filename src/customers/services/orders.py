"""The orders of one customer."""

from uuid import UUID

from customers.database import orders as statements
from customers.database import pages
from customers.database.tables import orders
from customers.models import Order, Page, PageMeta
from customers.services.listing import check_page_size
from customers.services.transaction import Transaction

_NEWEST_FIRST = pages.Order("placed_at", True, orders.c.placed_at, orders.c.id)
_BATCH = 1000


def list_orders(
    tx: Transaction, customer_id: UUID, *, page: int = 1, per_page: int | None = None, cursor: str | None = None, everything: bool = False
) -> Page[Order]:
    """A page of a customer's orders, newest first, or with `everything` all of them as a stream.

    Raises:
        UsageError: a page too large, or a cursor that does not fit.
    """
    query = statements.orders_of(customer_id, tx.thresholds)
    total = pages.count(tx.connection, query)
    if everything:
        rows = pages.stream(tx.connection, query, _NEWEST_FIRST, _BATCH)
        return Page(statements.read_orders(rows, tx.currency), PageMeta.whole(total))
    limit = check_page_size(tx, per_page)
    found, number, following = pages.page_of(tx.connection, query, _NEWEST_FIRST, limit=limit, page=page, cursor=cursor)
    meta = PageMeta.of(number, limit, total, following)
    return Page(list(statements.read_orders(found, tx.currency)), meta)
