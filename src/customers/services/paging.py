"""Return a query as a page of records, or as a stream of all records."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Select

from customers.database.selection import paging
from customers.errors import Remedy, UsageError
from customers.models.page import Page, PageMeta
from customers.services.transaction import Transaction

# Number of rows that a stream holds at a time.
_BATCH_SIZE = 500

Record = TypeVar("Record")


def page_of(
    tx: Transaction,
    query: Select[Any],
    order: paging.SortOrder,
    read: Callable[[Iterable[Any]], Iterator[Record]],
    *,
    total: int | None = None,
    page: int = 1,
    per_page: int | None = None,
    cursor: str | None = None,
    stream: bool = False,
) -> Page[Record]:
    """Return a page of the rows of a query, with `stream` all of them as a stream; `total` is their number if it is known.

    Raises:
        UsageError: the page is too large, or the cursor is of another list.
    """
    limit = check_page_size(tx, per_page)
    if total is None:
        total = paging.count(tx.connection, query)
    if stream:
        return Page(read(paging.stream(tx.connection, query, order, _BATCH_SIZE)), PageMeta.whole(total))
    rows, number, next_cursor = paging.fetch_page(tx.connection, query, order, limit=limit, page=page, cursor=cursor)
    return Page(list(read(rows)), PageMeta.of(number, limit, total, next_cursor))


def check_page_size(tx: Transaction, per_page: int | None) -> int:
    """Return the size of a page, the default if it is not given.

    Raises:
        UsageError: it is not between 1 and CUSTOMERS_MAX_PER_PAGE.
    """
    limit = tx.settings.per_page if per_page is None else per_page
    if not 1 <= limit <= tx.settings.max_per_page:
        raise UsageError(
            problem=f"{{per_page}} {limit} is not between 1 and CUSTOMERS_MAX_PER_PAGE ({tx.settings.max_per_page})",
            parameters=("per_page",),
            remedy=Remedy("stream_all"),
        )
    return limit
