"""Return a query as a page of records, or as a stream of all records."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Select

from customers.database.selection import paging
from customers.errors import Remedy, UsageError
from customers.models.page import Page, PageMeta
from customers.services.transaction import Transaction

# Number of rows that a stream holds at a time.
_BATCH_SIZE = 500

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page of a list, by its number or by the cursor of the page before, or with `stream` the list as a stream.

    With a `limit` it is the beginning of the list, as a stream where a page could not hold it.
    """

    page: int = 1
    per_page: int | None = None
    cursor: str | None = None
    stream: bool = False
    limit: int | None = None

    def is_stream(self, tx: Transaction) -> bool:
        """Return whether the rows are not held in memory."""
        return self.stream or (self.limit or 0) > tx.settings.max_per_page

    def streamed(self, rows: Iterable[Record], total: int) -> Page[Record]:
        """Return the rows of a stream, up to the limit."""
        if self.limit is None or self.limit >= total:
            return Page(rows, PageMeta.whole(total))
        return Page(islice(rows, self.limit), PageMeta.of(1, self.limit, total, None))


FIRST_PAGE = PageRequest()
STREAM = PageRequest(stream=True)


def page_of(
    tx: Transaction,
    query: Select[Any],
    order: paging.SortOrder,
    read: Callable[[Iterable[Any]], Iterator[Record]],
    *,
    total: int | None = None,
    request: PageRequest = FIRST_PAGE,
) -> Page[Record]:
    """Return the requested page of the rows of a query, or all of them as a stream; `total` is their number if it is known.

    Raises:
        UsageError: the page is too large, or the cursor is of another list.
    """
    limit = check_page_size(tx, request)
    if total is None:
        total = paging.count(tx.connection, query)
    if request.is_stream(tx):
        return request.streamed(read(paging.stream(tx.connection, query, order, _BATCH_SIZE)), total)
    rows, number, next_cursor = paging.fetch_page(tx.connection, query, order, limit=limit, page=request.page, cursor=request.cursor)
    return Page(list(read(rows)), PageMeta.of(number, limit, total, next_cursor))


def check_page_size(tx: Transaction, request: PageRequest) -> int:
    """Return the size of the requested page, its limit or the default if it has none.

    Raises:
        UsageError: it is not between 1 and CUSTOMERS_MAX_PER_PAGE, or the page or the limit is not at least 1.
    """
    if request.page < 1:
        raise UsageError(problem=f"{{page}} is {request.page}; it must be 1 or more", parameters=("page",))
    if request.limit is not None and request.limit < 1:
        raise UsageError(problem=f"{{limit}} is {request.limit}; it must be 1 or more", parameters=("limit",))
    if request.limit is not None:
        return request.limit
    limit = tx.settings.per_page if request.per_page is None else request.per_page
    if not 1 <= limit <= tx.settings.max_per_page:
        raise UsageError(
            problem=f"{{per_page}} is {limit}; it must be from 1 to {tx.settings.max_per_page} (CUSTOMERS_MAX_PER_PAGE)",
            parameters=("per_page",),
            remedy=Remedy("stream_all"),
        )
    return limit
