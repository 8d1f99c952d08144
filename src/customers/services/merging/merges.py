"""List merges."""

from uuid import UUID

from customers.database.queries import merges as statements
from customers.database.queries.customers import find_absorbed
from customers.models.merge import Merge
from customers.models.page import Page
from customers.services.paging import FIRST_PAGE, PageRequest, page_of
from customers.services.transaction import Transaction


def list_merges(
    tx: Transaction,
    customer_id: UUID | None,
    request: PageRequest = FIRST_PAGE,
) -> Page[Merge]:
    """Return the requested page of merges, newest first, or all of them as a stream.

    The merges of a customer are those in which it, or a profile merged into it, survived or was absorbed.

    Raises:
        UsageError: the page is too large, or the cursor is of another list.
    """
    family = None if customer_id is None else [customer_id, *find_absorbed(tx.connection, customer_id)]
    query = statements.list_merges(tx.connection, family)
    return page_of(tx, query, statements.NEWEST_FIRST, statements.read_merges, request=request)
