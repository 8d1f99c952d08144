"""Sorted lists: by page number, by cursor, and as a stream."""

import base64
import binascii
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, literal, or_, select, tuple_

from customers.database.connection.cursors import close_before_connection
from customers.database.schema.tables import customer_statistics, customers
from customers.database.schema.types import Id
from customers.domain.ids import parse_uuid
from customers.domain.text import did_you_mean, refuse_control
from customers.errors import Remedy, UsageError
from customers.models.selection import SORT_KEYS

_SORT_COLUMNS: dict[str, Any] = {
    "created_at": customers.c.created_at,
    "updated_at": customers.c.updated_at,
    "name": customers.c.name_key,
    "email": func.lower(customers.c.email),
    "total_orders": customer_statistics.c.total_orders,
    "total_spent": customer_statistics.c.total_spent,
    "last_order_at": customer_statistics.c.last_order_at,
}
_NULLABLE = {"email", "last_order_at"}
LARGEST_INTEGER = 2**63 - 1


class SortOrder(NamedTuple):
    """The order of a list: a key, its direction, and the id that breaks ties. NULL sorts as the smallest value."""

    key: str
    descending: bool
    column: ColumnElement[Any]
    id: ColumnElement[UUID]
    prefix: str = ""

    @property
    def name(self) -> str:
        """The name of the order in a cursor, which continues in no other order."""
        return f"{self.prefix}-{self.key}" if self.descending else self.prefix + self.key

    def clauses(self) -> list[ColumnElement[Any]]:
        """Return the ORDER BY clauses."""
        if self.descending:
            column = self.column.desc().nulls_last() if self.key in _NULLABLE else self.column.desc()
            return [column, self.id.desc()]
        column = self.column.asc().nulls_first() if self.key in _NULLABLE else self.column.asc()
        return [column, self.id.asc()]

    def after(self, value: Any, row_id: UUID) -> ColumnElement[bool]:
        """Return the condition of the rows after a row."""
        column, tie = self.column, (self.id < row_id if self.descending else self.id > row_id)
        if self.key not in _NULLABLE:
            # With the types of the columns: SQLite compares a text with an integer by their types, without an error.
            key, last = tuple_(column, self.id), tuple_(literal(value, column.type), literal(row_id, self.id.type))
            return key < last if self.descending else key > last
        if value is None:
            later_null = and_(column.is_(None), tie)
            return later_null if self.descending else or_(later_null, column.is_not(None))
        if self.descending:
            return or_(column < value, and_(column == value, tie), column.is_(None))
        return or_(column > value, and_(column == value, tie))


class Cursor(NamedTuple):
    """The start of the next page: after the row of this value and id, as page number `page`."""

    sort: str
    page: int
    value: Any
    id: UUID


def parse_sort(sort: str) -> SortOrder:
    """Return the order of a sort key; a leading "-" reverses it.

    Raises:
        UsageError: the key is unknown.
    """
    key = sort.removeprefix("-")
    if key not in SORT_KEYS:
        keys = f"The keys are {', '.join(SORT_KEYS)}; prefix - for descending order"
        raise UsageError(problem=f"cannot sort by {key!r}", hint=did_you_mean(key, SORT_KEYS) + keys)
    return SortOrder(key, sort.startswith("-"), _SORT_COLUMNS[key], customers.c.id)


def id_order(column: ColumnElement[UUID]) -> SortOrder:
    """Return the order of ids, which a primary key provides."""
    return SortOrder("id", False, column, column)


def encode_cursor(cursor: Cursor) -> str:
    """Return a cursor as text that is safe in a URL and a shell."""
    value = int(cursor.value.timestamp()) if isinstance(cursor.value, datetime) else cursor.value
    value = str(value) if isinstance(value, UUID) else value
    document = json.dumps([cursor.sort, cursor.page, value, str(cursor.id)], separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).decode().rstrip("=")


def decode_cursor(text: str, order: SortOrder) -> Cursor:
    """Parse a cursor.

    Raises:
        UsageError: the text is not a cursor, or one of another order.
    """
    try:
        sort, page, value, id_text = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        row_id = _uuid(id_text)
        if type(page) is not int or not 1 < page < 2**53:
            raise ValueError(text)
        value = row_id if order.key == "id" else _sort_value(value, order)
    except (ValueError, TypeError, AttributeError, OverflowError, OSError, binascii.Error, RecursionError):
        raise UsageError(problem=f"{text!r} is not a cursor", hint="take `meta.next_cursor` of the page before") from None
    if sort != order.name:
        problem = f"the cursor was made for {{sort}} {sort}, not {order.name}"
        raise UsageError(problem=problem, parameters=("sort",), remedy=Remedy("sort_as_cursor", sort=sort))
    return Cursor(sort, page, value, row_id)


def _sort_value(value: Any, order: SortOrder) -> Any:
    """Return the value of a cursor as one of the column, which it may not be where somebody else made the cursor."""
    if value is None and order.key in _NULLABLE:
        return None
    if isinstance(order.column.type, Id):
        return _uuid(value)
    if type(value) is not (int if order.key.startswith("total_") or order.key.endswith("_at") else str):
        raise ValueError(value)
    if isinstance(value, str):
        refuse_control(value)
    elif order.key.endswith("_at"):
        return datetime.fromtimestamp(value, UTC)
    elif abs(value) > LARGEST_INTEGER:
        raise ValueError(value)
    return value


def _uuid(text: str) -> UUID:
    parsed = parse_uuid(text)
    if parsed is None:
        raise ValueError(text)
    return parsed


def count(connection: Connection, query: Select[Any]) -> int:
    """Return the number of rows of a query."""
    return connection.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def fetch_page(
    connection: Connection, query: Select[Any], order: SortOrder, *, limit: int, page: int = 1, cursor: str | None = None
) -> tuple[list[Row[Any]], int, str | None]:
    """Return one page of a query: its rows, its number, and the cursor of the next page, None after the last."""
    key = (order.column.label("sort_value"), order.id.label("sort_id"))
    query = query.add_columns(*key).order_by(*order.clauses()).limit(limit + 1)
    if cursor is not None:
        start = decode_cursor(cursor, order)
        query, page = query.where(order.after(start.value, start.id)), start.page
    elif page > 1:
        query = query.offset((page - 1) * limit)
    rows = list(connection.execute(query))
    if len(rows) <= limit:
        return rows, page, None
    last = rows[limit - 1]
    return rows[:limit], page, encode_cursor(Cursor(order.name, page + 1, last.sort_value, last.sort_id))


def fetch_ranked_page(
    connection: Connection, ranks: Sequence[Select[Any] | None], order: SortOrder, *, limit: int, page: int = 1, cursor: str | None = None
) -> tuple[list[Row[Any]], int, str | None]:
    """Return one page of queries that are listed one after the other, each in the same order; None is a query without rows."""
    orders = [order._replace(prefix=f"tier{number}:") for number in range(len(ranks))]
    skip = 0 if cursor is not None else (page - 1) * limit
    first = 0
    if cursor is not None:
        start, first = _find_start(cursor, orders)
        page = start.page
    rows: list[Row[Any]] = []
    for number, query in enumerate(ranks[first:], first):
        rank_order = orders[number]
        if query is None:
            continue
        if cursor is not None and number == first:
            query = query.where(rank_order.after(start.value, start.id))
        elif skip:
            size = count(connection, query.limit(skip + 1))
            if size <= skip:
                skip -= size
                continue
        query = query.add_columns(rank_order.column.label("sort_value"), literal(number).label("tier")).order_by(*rank_order.clauses())
        rows += connection.execute(query.limit(limit + 1 - len(rows)).offset(skip or None))
        skip = 0
        if len(rows) > limit:
            last = rows[limit - 1]
            return rows[:limit], page, encode_cursor(Cursor(orders[last.tier].name, page + 1, last.sort_value, last.id))
    return rows, page, None


def _find_start(cursor: str, orders: Sequence[SortOrder]) -> tuple[Cursor, int]:
    for number, order in enumerate(orders):
        try:
            return decode_cursor(cursor, order), number
        except UsageError:
            continue
    raise UsageError(problem=f"{cursor!r} is not a cursor of a search", hint="take `meta.next_cursor` of the page before")


def stream(connection: Connection, query: Select[Any], order: SortOrder, batch: int) -> Iterator[Row[Any]]:
    """Yield the rows of a query in an order, `batch` of them in memory at a time."""
    return stream_ordered(connection, query.order_by(*order.clauses()), batch)


def stream_ordered(connection: Connection, query: Select[Any], batch: int) -> Iterator[Row[Any]]:
    """Yield the rows of a sorted query, `batch` of them in memory at a time."""
    result = connection.execute(query.execution_options(stream_results=True, yield_per=batch))
    close_before_connection(connection, result)
    yield from result
