"""Move orders from one customer to another, and away from all: by copy and delete, as `customer_id` is never updated."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, and_, delete, insert, literal, null, select, tuple_

from customers.database.connection import bulk
from customers.database.connection.bulk import batched
from customers.database.connection.temporary import create_table, temporary_table
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import deleted_orders, orders, undone_orders
from customers.database.schema.types import Id, Timestamp

# How many ids one statement has.
BATCH = 5_000
OrderKey = tuple[UUID, UUID]  # the customer and the id of an order

_COLUMNS = [column.name for column in orders.columns]
# Orders between their deletion and their insertion: a unique index on their numbers forbids both rows at a time.
_moving = temporary_table("moving_orders", *(Column(column.name, column.type) for column in orders.columns), with_rowid=True)
_chosen = temporary_table("chosen_orders", Column("customer_id", Id, primary_key=True), Column("id", Id, primary_key=True))


def move_orders(connection: Connection, source: UUID, target: UUID, ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Move the orders of one customer to another, all or those of some ids; return the sorted ids of those that moved."""
    if ids is not None and not ids:
        return []
    parts = [None] if ids is None else [orders.c.id.in_(batch) for batch in batched(ids, BATCH)]
    return _move(connection, [_all(orders.c.customer_id == source, part) for part in parts], target)


def move_named_orders(connection: Connection, source: UUID, target: UUID, named_ids: Sequence[UUID]) -> list[UUID]:
    """Move those orders of a customer that named one of some absorbed profiles; return their sorted ids."""
    return _move(connection, [and_(orders.c.customer_id == source, orders.c.named_id.in_(named_ids))], target)


def move_absent_orders(connection: Connection, source: UUID, target: UUID, ids: Sequence[UUID], named_ids: Sequence[UUID]) -> None:
    """Move those deleted and undone orders of a customer that have some ids, or named one of some profiles: they return to the target."""
    for table in (deleted_orders, undone_orders):
        chosen = [table.c.id.in_(batch) for batch in batched(ids, BATCH)]
        for condition in (*chosen, table.c.named_id.in_(named_ids)):
            rows = and_(table.c.customer_id == source, condition)
            values = [literal(target, Id) if column is table.c.customer_id else column for column in table.columns]
            connection.execute(insert(table).from_select([column.name for column in table.columns], select(*values).where(rows)))
            connection.execute(delete(table).where(rows))


def assign_orders(connection: Connection, keys: Iterable[OrderKey], target: UUID) -> list[UUID]:
    """Move orders to a customer for good: their rows name no absorbed profile from now on. Return the sorted ids of those that moved."""
    chosen = and_(_choose(connection, keys), orders.c.customer_id != target)
    return _move(connection, [chosen], target, keeps_names=False)


def delete_orders(connection: Connection, keys: Iterable[OrderKey], now: datetime) -> None:
    """Move orders to the deleted ones."""
    chosen = _choose(connection, keys)
    rows = select(*orders.c, literal(now, Timestamp()).label("deleted_at")).where(chosen)
    connection.execute(insert(deleted_orders).from_select([*_COLUMNS, "deleted_at"], rows))
    connection.execute(delete(orders).where(chosen))


def _move(connection: Connection, conditions: Sequence[ColumnElement[bool]], target: UUID, *, keeps_names: bool = True) -> list[UUID]:
    create_table(connection, _moving)
    for condition in conditions:
        connection.execute(insert(_moving).from_select(_COLUMNS, select(orders).where(condition)))
        connection.execute(delete(orders).where(condition))
    values: dict[str, Any] = {name: _moving.c[name] for name in _COLUMNS} | {"customer_id": literal(target, Id)}
    if not keeps_names:
        values["named_id"] = null()
    moved = select(*(value.label(name) for name, value in values.items())).order_by(_moving.c.id)
    return sorted(connection.scalars(insert(orders).from_select(_COLUMNS, moved).returning(orders.c.id)))


def _choose(connection: Connection, keys: Iterable[OrderKey]) -> ColumnElement[bool]:
    """Return the condition that an order is one of some, of which a temporary table has the keys."""
    create_table(connection, _chosen)
    bulk.copy_rows(connection, _chosen, ["customer_id", "id"], sorted(set(keys), key=lambda key: (key[0].int, key[1].int)))
    dialect_of(connection).analyze_temporary_table(connection, _chosen)
    return tuple_(orders.c.customer_id, orders.c.id).in_(select(_chosen.c.customer_id, _chosen.c.id))


def _all(*conditions: ColumnElement[bool] | None) -> ColumnElement[bool]:
    return and_(*(condition for condition in conditions if condition is not None))
