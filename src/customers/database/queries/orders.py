"""Read orders: lists, and the stored, deleted and known orders of ids or of sources and numbers."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, not_, or_, select

from customers.database.connection.bulk import sorted_batches
from customers.database.dialects.base import dialect_of
from customers.database.queries.identities import identities_of
from customers.database.queries.import_batches import find_survivors
from customers.database.schema.tables import aliases, customers, deleted_orders, orders
from customers.database.schema.types import Timestamp, Words, as_number
from customers.database.selection.customer_set import CustomerSet
from customers.database.selection.paging import SortOrder
from customers.database.statistics.counting import is_counted
from customers.domain.money import to_decimal
from customers.domain.person_name import full_name
from customers.domain.segments import Thresholds
from customers.models.order import OWNERS, Order, OrderFilter

OrderName = tuple[str, str]  # source and number
NEWEST_FIRST = SortOrder("placed_at", True, orders.c.placed_at, orders.c.id)


def list_orders(thresholds: Thresholds, order_filter: OrderFilter | None = None, customer_id: UUID | None = None) -> Select[Any]:
    """Return the query of orders, all or those of a filter or customer, each with `counted` and the name and email of its customer."""
    people = (customers.c.first_name, customers.c.last_name, customers.c.email)
    query = select(orders, is_counted(thresholds).label("counted"), *people).join(customers, customers.c.id == orders.c.customer_id)
    if order_filter is not None:
        query = query.where(*_conditions(thresholds, order_filter))
    return query if customer_id is None else query.where(orders.c.customer_id == customer_id)


def _conditions(thresholds: Thresholds, order_filter: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [customers.c.state.in_(OWNERS[order_filter.of])]
    if order_filter.sources:
        conditions.append(orders.c.source.in_(order_filter.sources))
    if order_filter.statuses:
        conditions.append(orders.c.status.in_(order_filter.statuses))
    if order_filter.since is not None:
        conditions.append(orders.c.placed_at >= order_filter.since)
    if order_filter.until is not None:
        conditions.append(orders.c.placed_at < order_filter.until)
    if order_filter.counted is not None:
        counted = is_counted(thresholds)
        conditions.append(counted if order_filter.counted else not_(counted))
    return conditions


def read_orders(rows: Iterable[Row[Any]], currency: str) -> Iterator[Order]:
    """Yield rows of `list_orders` as orders, with the amounts in their own currency."""
    for row in rows:
        foreign = row.foreign_total is not None
        unit = row.currency if foreign else currency
        yield Order(
            id=row.id,
            customer_id=row.customer_id,
            number=row.number,
            source=row.source,
            status=row.status,
            currency=row.currency,
            total=to_decimal(row.foreign_total if foreign else row.total, unit),
            refunded=to_decimal(row.foreign_refunded if foreign else row.refunded, unit),
            counted=bool(row.counted),
            placed_at=row.placed_at,
            customer_name=full_name(row.first_name, row.last_name) or None,
            customer_email=row.email,
        )


def find_by_ids(connection: Connection, thresholds: Thresholds, ids: Collection[UUID]) -> dict[UUID, Row[Any]]:
    """Return those orders of some ids that exist, as rows of `list_orders`; without an index: all orders are read once."""
    if not ids:
        return {}
    # A set of customers holds any ids.
    chosen = CustomerSet.from_ids(connection, ids)
    return {row.id: row for row in connection.execute(list_orders(thresholds).where(chosen.contains(orders.c.id)))}


def find_by_numbers(connection: Connection, thresholds: Thresholds, pairs: Collection[OrderName]) -> dict[OrderName, Row[Any]]:
    """Return those orders of some (source, number) pairs that exist, as rows of `list_orders`."""
    query, rows = list_orders(thresholds), {}
    for source, numbers in _by_source(pairs).items():
        for batch in sorted_batches(numbers):
            for row in connection.execute(query.where(orders.c.source == source, orders.c.number.in_(batch))):
                rows[row.source, row.number] = row
    return rows


def find_orders(connection: Connection, pairs: Iterable[OrderName]) -> dict[OrderName, Row[Any]]:
    """Return the stored orders of (source, number) pairs."""
    rows: dict[OrderName, Row[Any]] = {}
    for source, numbers in _by_source(pairs).items():
        for batch in sorted_batches(find_known_numbers(connection, source, numbers)):
            for row in connection.execute(select(orders).where(orders.c.source == source, orders.c.number.in_(batch))):
                rows[row.source, row.number] = row
    return rows


def find_known_numbers(connection: Connection, source: str, numbers: Iterable[str]) -> set[str]:
    """Return those numbers that stored orders of a source have."""
    statement = "SELECT number FROM orders WHERE source = {} AND number IN {}"
    dialect = dialect_of(connection)
    return {row[0] for batch in sorted_batches(numbers) for row in dialect.fetch_in(connection, statement, (source,), batch)}


def find_sources(connection: Connection) -> list[str]:
    """Return the sources of orders, by one look at the index for each."""
    sources: list[str] = []
    query = select(func.min(orders.c.source, type_=Words))
    source = connection.scalar(query)
    while source is not None:
        sources.append(source)
        source = connection.scalar(query.where(orders.c.source > source))
    return sources


def find_deletion(connection: Connection, *, order_id: UUID | None, name: OrderName | None) -> datetime | None:
    """Return the time at which an order of an id, or of a source and number, was deleted, or None."""
    column = deleted_orders.c
    conditions = [column.id == order_id] if order_id is not None else []
    conditions += [and_(column.source == name[0], column.number == name[1])] if name is not None else []
    return connection.scalar(select(func.max(column.deleted_at, type_=Timestamp())).where(or_(*conditions))) if conditions else None


def find_deleted_numbers(connection: Connection, pairs: Iterable[OrderName]) -> set[OrderName]:
    """Return those (source, number) pairs that deleted orders have."""
    if connection.execute(select(deleted_orders.c.id).limit(1)).first() is None:
        return set()
    dialect = dialect_of(connection)
    statement = "SELECT source, number FROM deleted_orders WHERE source = {} AND number IN {}"
    deleted: set[OrderName] = set()
    for source, numbers in _by_source(pairs).items():
        for batch in sorted_batches(numbers):
            deleted |= {(row[0], row[1]) for row in dialect.fetch_in(connection, statement, (source,), batch)}
    return deleted


def find_absorbed_names(connection: Connection, customer_ids: Iterable[UUID]) -> dict[tuple[str, str], UUID]:
    """Return the profiles that some customers absorbed by their identities, their phones and their ids, as (kind, value) pairs."""
    profiles: dict[tuple[str, str], UUID] = {}
    for batch in sorted_batches(find_survivors(connection, customer_ids), as_number):
        columns = (customers.c.id, customers.c.email, customers.c.external_ids, customers.c.phone)
        absorbed = connection.execute(select(*columns).where(customers.c.merged_into.in_(batch))).all()
        for row in absorbed:
            names = [*identities_of(row.email, row.external_ids), ("id", str(row.id)), *([("phone", row.phone)] if row.phone else [])]
            profiles |= dict.fromkeys(names, row.id)
        for ids in sorted_batches([row.id for row in absorbed], as_number):
            query = select(aliases.c.kind, aliases.c.value, aliases.c.customer_id).where(aliases.c.customer_id.in_(ids))
            profiles |= {(kind, value): customer_id for kind, value, customer_id in connection.execute(query)}
    return profiles


def _by_source(pairs: Iterable[OrderName]) -> dict[str, set[str]]:
    numbers: dict[str, set[str]] = {}
    for source, number in pairs:
        numbers.setdefault(source, set()).add(number)
    return numbers
