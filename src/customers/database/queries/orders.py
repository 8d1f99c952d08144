"""Reading orders, and holding them."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select, text
from sqlalchemy.exc import DBAPIError

from customers.database.connection import locks as connection_locks
from customers.database.connection.errors import LOCK_NOT_AVAILABLE, classify
from customers.database.dialects import base, citus
from customers.database.schema.tables import locks, orders
from customers.database.statistics.calculation import is_counted
from customers.domain.money import to_decimal
from customers.domain.segments import Thresholds
from customers.models.order import Order

IMPORTING = "import orders"


def orders_of(customer_id: UUID, thresholds: Thresholds) -> Select[Any]:
    """The orders of one customer, each with whether it counts."""
    return select(orders, is_counted(thresholds).label("counted")).where(orders.c.customer_id == customer_id)


def read_orders(rows: Iterable[Row[Any]], currency: str) -> Iterator[Order]:
    """Turn rows of `orders_of` into orders, each with its amounts in its own currency."""
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


def lock_orders(connection: Connection) -> bool:
    """Keep others from changing any order until the transaction ends, on PostgreSQL; returns whether nobody is at it already."""
    attempt = connection.begin_nested()
    try:
        # Whoever comes to write orders waits behind this: not for long.
        connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
        connection.execute(text("LOCK TABLE orders IN SHARE MODE"))
        connection_locks.set_lock_timeout(connection)
    except DBAPIError as error:
        attempt.rollback()
        if classify(error) == LOCK_NOT_AVAILABLE:
            return False
        raise
    attempt.commit()
    return True


def lock_imports(connection: Connection) -> None:
    """On a cluster, wait for other imports of orders: no index keeps a number unique there. Whoever waited sees what they wrote."""
    if citus.is_distributed(connection):
        connection.execute(base.insert(connection, locks).values(name=IMPORTING).on_conflict_do_nothing())
        connection.execute(select(locks.c.name).where(locks.c.name == IMPORTING).with_for_update())
