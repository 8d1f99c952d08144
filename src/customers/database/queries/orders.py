"""Read orders."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from customers.database.schema.tables import orders
from customers.database.statistics.counting import is_counted
from customers.domain.money import to_decimal
from customers.domain.segments import Thresholds
from customers.models.order import Order


def orders_of(customer_id: UUID, thresholds: Thresholds) -> Select[Any]:
    """Return the query of the orders of one customer, each with `counted`."""
    return select(orders, is_counted(thresholds).label("counted")).where(orders.c.customer_id == customer_id)


def read_orders(rows: Iterable[Row[Any]], currency: str) -> Iterator[Order]:
    """Yield rows of `orders_of` as orders, with the amounts in their own currency."""
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
        )
