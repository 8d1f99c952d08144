"""Read orders, and what an import asks about them."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from customers.database.dialects.base import dialect_of
from customers.database.queries.identities import identities_of
from customers.database.queries.import_batches import batches, find_survivors
from customers.database.schema.tables import aliases, customers, deleted_orders, orders
from customers.database.schema.types import as_number
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


def find_deleted_numbers(connection: Connection, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (source, number) pairs that deleted orders have."""
    if connection.execute(select(deleted_orders.c.id).limit(1)).first() is None:
        return set()
    dialect = dialect_of(connection)
    numbers: dict[str, set[str]] = {}
    for source, number in pairs:
        numbers.setdefault(source, set()).add(number)
    statement = "SELECT source, number FROM deleted_orders WHERE source = {} AND number IN {}"
    deleted: set[tuple[str, str]] = set()
    for source, members in numbers.items():
        for batch in batches(members):
            deleted |= {(row[0], row[1]) for row in dialect.fetch_in(connection, statement, (source,), batch)}
    return deleted


def find_absorbed_names(connection: Connection, customer_ids: Iterable[UUID]) -> dict[tuple[str, str], UUID]:
    """Return the profiles that some customers absorbed by their identities, their phones and their ids, as (kind, value) pairs."""
    profiles: dict[tuple[str, str], UUID] = {}
    for batch in batches(find_survivors(connection, customer_ids), as_number):
        columns = (customers.c.id, customers.c.email, customers.c.external_ids, customers.c.phone)
        absorbed = connection.execute(select(*columns).where(customers.c.merged_into.in_(batch))).all()
        for row in absorbed:
            names = [*identities_of(row.email, row.external_ids), ("id", str(row.id)), *([("phone", row.phone)] if row.phone else [])]
            profiles |= dict.fromkeys(names, row.id)
        for ids in batches([row.id for row in absorbed], as_number):
            query = select(aliases.c.kind, aliases.c.value, aliases.c.customer_id).where(aliases.c.customer_id.in_(ids))
            profiles |= {(kind, value): customer_id for kind, value, customer_id in connection.execute(query)}
    return profiles
