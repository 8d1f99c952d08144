"""Read all rows about some profiles: every table that has rows by customer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, Table, or_, select

from customers.database.connection.bulk import sorted_batches
from customers.database.schema.tables import (
    addresses,
    customer_statistics,
    customer_tags,
    customers,
    deleted_orders,
    dismissals,
    events,
    joined,
    merges,
    metadata,
    order_changes,
    orders,
    runs,
    undone_orders,
)
from customers.domain.ids import run_number
from customers.domain.money import to_decimal

ORDER_TABLES = (orders, deleted_orders, undone_orders)
# The tables that are read as records; the rows of all other tables are given as they are stored.
_READ_AS_RECORDS = (
    *(customers, customer_statistics, customer_tags, addresses, runs),
    *(*ORDER_TABLES, order_changes, events, merges, dismissals),
)
# Further columns that name a profile, beside that of the owner.
_OTHERS = {merges: (merges.c.absorbed_id,), dismissals: (dismissals.c.other_id,)}
_ORDER = ("id", "customer_id", "number", "source", "status", "currency", "placed_at", "as_of", "run_number")
_AMOUNTS = ("total", "refunded")


def find_rows(connection: Connection, table: Table, ids: Iterable[UUID]) -> list[Row[Any]]:
    """Return the rows of a table that belong to profiles or name them, in the order of its key."""
    owner: Column[Any] = table.c.customer_id
    rows: dict[tuple[Any, ...], Row[Any]] = {}
    for batch in sorted_batches(ids):
        named = or_(*(column.in_(batch) for column in (owner, *_OTHERS.get(table, ()))))
        for row in connection.execute(select(table).where(named).order_by(*table.primary_key)):
            rows[tuple(row._mapping[column.name] for column in table.primary_key)] = row
    return list(rows.values())


def find_other_rows(connection: Connection, ids: Iterable[UUID]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of profiles in the tables that are not read as records, by table, as they are stored."""
    others = [table for table in metadata.sorted_tables if "customer_id" in table.c and table not in _READ_AS_RECORDS]
    rows_by_table = {table.name: [dict(row._mapping) for row in find_rows(connection, table, ids)] for table in others}
    return {name: rows for name, rows in rows_by_table.items() if rows}


def find_orders(connection: Connection, table: Table, ids: Iterable[UUID], currency: str) -> list[dict[str, Any]]:
    """Return the orders of profiles in one of `ORDER_TABLES`, by time, with amounts in their own currency.

    An order in another currency than the shop's has its value in the shop's currency too, as `base_total`.
    """
    rows = [row._mapping for row in find_rows(connection, table, ids)]
    result = []
    for row in sorted(rows, key=lambda row: (row["placed_at"], row["id"])):
        is_foreign = row["foreign_total"] is not None
        unit = row["currency"] if is_foreign else currency
        amounts = {name: to_decimal(row[f"foreign_{name}" if is_foreign else name] or 0, unit) for name in _AMOUNTS}
        base = {f"base_{name}": to_decimal(row[name], currency) for name in _AMOUNTS} if is_foreign else {}
        others = {name: row[name] for name in ("named_id", "deleted_at", "run_id") if row.get(name) is not None}
        result.append({name: row[name] for name in _ORDER} | amounts | base | others)
    return result


def with_amounts(changes: dict[str, Any], order_currency: str, currency: str) -> dict[str, Any]:
    """Return the stored changes of an order with amounts as decimals."""
    units = dict.fromkeys(_AMOUNTS, currency) | {f"foreign_{name}": order_currency for name in _AMOUNTS}
    return {
        name: {side: to_decimal(value, units[name]) if name in units and value is not None else value for side, value in sides.items()}
        for name, sides in changes.items()
    }


def meets(connection: Connection, customer_id: UUID, conditions: Sequence[ColumnElement[bool]]) -> bool:
    """Return whether a customer meets conditions on `joined`."""
    query = select(customers.c.id).select_from(joined).where(customers.c.id == customer_id, *conditions)
    return connection.execute(query).first() is not None


def find_runs(connection: Connection, run_ids: Iterable[UUID | None], run_numbers: Iterable[int | None]) -> Iterator[Row[Any]]:
    """Yield the runs of some ids, and those of some numbers, in order."""
    query: Select[Any] = select(runs)
    rows: dict[UUID, Row[Any]] = {}
    for batch in sorted_batches(set(run_ids) - {None}):
        rows |= {row.id: row for row in connection.execute(query.where(runs.c.id.in_(batch)))}
    missing = set(run_numbers) - {None} - {run_number(run_id) for run_id in rows}
    for numbers in sorted_batches(missing):
        rows |= {row.id: row for row in connection.execute(query.where(runs.c.number.in_(numbers)))}
    yield from (rows[run_id] for run_id in sorted(rows))
