"""Take out the orders of a run and bring them back; read what it changed of others."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    tuple_,
)

from customers.database.connection import bulk
from customers.database.connection.bulk import MAX_VALUES, sorted_batches
from customers.database.connection.temporary import create_table, temporary_table
from customers.database.queries import import_batches
from customers.database.queries.order_moves import OrderKey
from customers.database.queries.orders import find_orders
from customers.database.schema.tables import customers, deleted_orders, events, order_changes, orders, undone_orders
from customers.database.schema.types import Id, Timestamp, as_number
from customers.database.selection.customer_set import CustomerSet
from customers.database.undo.members import sets

StoredOrder: TypeAlias = Row[Any]  # with the columns of `orders`
_COLUMNS = [column.name for column in orders.columns]
_RANGE = 5_000  # orders that come back by one statement
_kept = temporary_table("kept_orders", Column("customer_id", Id, primary_key=True), Column("id", Id, primary_key=True))


class StoredChange(NamedTuple):
    """What a run did to an order: the values before and after by column; `customer_id` has it after that."""

    id: UUID
    order_id: UUID
    customer_id: UUID
    kind: str
    changes: Mapping[str, Mapping[str, Any]]


_CHANGE = [order_changes.c[name] for name in StoredChange._fields]


def find_changed_since(connection: Connection, number: int, run_id: UUID, members: CustomerSet) -> Iterator[Sequence[StoredOrder]]:
    """Yield the orders that a run created and that other runs changed, moved or deleted since, some at a time."""
    key = and_(order_changes.c.customer_id == orders.c.customer_id, order_changes.c.order_id == orders.c.id)
    query = select(orders).where(
        orders.c.run_number == number,
        members.contains(orders.c.customer_id),
        exists().where(key, order_changes.c.run_id != run_id),
    )
    yield from parts(connection, query)


def parts(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows of a query, some at a time."""
    with connection.execute(query.execution_options(yield_per=MAX_VALUES)) as result:
        yield from result.partitions()


def find_changes_of(connection: Connection, order_ids: Collection[UUID], since: UUID) -> dict[UUID, list[StoredChange]]:
    """Return the changes of some orders by the runs after one, the oldest first; without an index: all changes are read once."""
    changes: dict[UUID, list[StoredChange]] = {}
    for batch in sorted_batches(order_ids, as_number):
        query = select(*_CHANGE).where(order_changes.c.order_id.in_(batch), order_changes.c.run_id > since)
        for row in connection.execute(query.order_by(order_changes.c.id)):
            changes.setdefault(row.order_id, []).append(StoredChange._make(row))
    return changes


def start_kept(connection: Connection) -> None:
    """Start the list of the orders that `take_out` and `bring_back` leave where they are."""
    create_table(connection, _kept)


def keep(connection: Connection, keys: Iterable[OrderKey]) -> None:
    """Add orders to those that `take_out` and `bring_back` leave where they are."""
    bulk.copy_rows(connection, _kept, ["customer_id", "id"], sorted(keys, key=lambda key: (key[0].int, key[1].int)))


def _is_kept(table: Table) -> ColumnElement[bool]:
    return tuple_(table.c.customer_id, table.c.id).in_(select(_kept.c.customer_id, _kept.c.id))


def take_out(connection: Connection, number: int, members: CustomerSet, run_id: UUID) -> int:
    """Take the orders that a run created out of the shop, but those that are kept; return how many."""
    taken = and_(orders.c.run_number == number, members.contains(orders.c.customer_id), ~_is_kept(orders))
    rows = select(*orders.c, literal(run_id, Id).label("run_id")).where(taken)
    connection.execute(insert(undone_orders).from_select([*_COLUMNS, "run_id"], rows))
    return connection.execute(delete(orders).where(taken)).rowcount


def _returning(run_id: UUID, members: CustomerSet, table: FromClause = undone_orders) -> ColumnElement[bool]:
    return and_(table.c.run_id == run_id, members.contains(table.c.customer_id))


class Obstacle(NamedTuple):
    """An order that cannot come back: it is there again, or was deleted, or, where `is_gone`, its customer left."""

    customer_id: UUID
    id: UUID
    source: str
    number: str
    is_gone: bool


def find_obstacles(connection: Connection, run_id: UUID, members: CustomerSet) -> Iterator[Obstacle]:
    """Yield those orders that an undo took out that cannot come back, each once; they are kept."""
    start_kept(connection)
    column, named = undone_orders.c, undone_orders.alias("named")
    numbers = select(named.c.source, named.c.number).where(_returning(run_id, members, named))
    is_gone = column.customer_id.in_(select(customers.c.id).where(customers.c.state.in_(("absorbed", "erased"))))
    # A customer that the same run took out comes back with its orders.
    of_the_run = select(events.c.customer_id).where(events.c.run_id == run_id, sets("state", after='"undone"'))
    is_undone = column.customer_id.in_(select(customers.c.id).where(customers.c.state == "undone", customers.c.id.not_in(of_the_run)))
    conditions = {or_(is_gone, is_undone): True}
    for others in (orders.c, deleted_orders.c):
        # The numbers are gathered first: on a cluster another order of a number is on another node.
        taken = select(others.source, others.number).where(tuple_(others.source, others.number).in_(numbers))
        conditions[tuple_(column.source, column.number).in_(taken)] = False
    query = select(column.customer_id, column.id, column.source, column.number).where(_returning(run_id, members))
    for condition, flag in conditions.items():
        for rows in parts(connection, query.where(condition, ~_is_kept(undone_orders))):
            keep(connection, [(row.customer_id, row.id) for row in rows])
            yield from (Obstacle(row.customer_id, row.id, row.source, row.number, flag) for row in rows)


def bring_back(connection: Connection, run_id: UUID, members: CustomerSet) -> int:
    """Bring the orders back that an undo took out, but those that are kept; return how many."""
    table, number = undone_orders, 0
    back = exists().where(orders.c.customer_id == table.c.customer_id, orders.c.id == table.c.id)
    for within in _ranges(connection, run_id):
        returning = and_(_returning(run_id, members), within)
        rows = select(*(table.c[name] for name in _COLUMNS)).where(returning, ~_is_kept(table))
        connection.execute(insert(orders).from_select(_COLUMNS, rows))
        number += connection.execute(delete(table).where(returning, back)).rowcount
    return number


def _ranges(connection: Connection, run_id: UUID) -> Iterator[ColumnElement[bool]]:
    """Yield conditions on customers that divide the orders that an undo took out.

    Until an insert ends, SQLite holds the former content of all pages that it changes in memory.
    """
    column, last = undone_orders.c.customer_id, UUID(int=0)
    query = select(column).where(undone_orders.c.run_id == run_id).order_by(column).offset(_RANGE - 1).limit(1)
    while (end := connection.scalar(query.where(column > last))) is not None:
        yield and_(column > last, column <= end)
        last = end
    yield column > last


def set_aside(connection: Connection, keys: Collection[OrderKey]) -> None:
    """Take orders of undone customers out of the shop, with the undos that took their customers out: these bring both back."""
    owners = {customer_id for customer_id, _ in keys}
    undone = and_(events.c.customer_id.in_(owners), sets("state", after='"undone"'))
    rows = connection.execute(select(events.c.customer_id, events.c.run_id).where(undone).order_by(events.c.id)).all()
    latest = {row.customer_id: row.run_id for row in rows}
    for run_id in set(latest.values()):
        chosen_keys = [key for key in keys if latest.get(key[0]) == run_id]
        chosen = tuple_(orders.c.customer_id, orders.c.id).in_(chosen_keys)
        values = select(*orders.c, literal(run_id, Id).label("run_id")).where(chosen)
        connection.execute(insert(undone_orders).from_select([*_COLUMNS, "run_id"], values))
        connection.execute(delete(orders).where(chosen))


def find_changes_of_run(connection: Connection, run_id: UUID, members: CustomerSet) -> Iterator[StoredChange]:
    """Yield what a run changed of orders, the newest first."""
    query = select(*_CHANGE).where(order_changes.c.run_id == run_id, members.contains(order_changes.c.customer_id))
    query = query.order_by(order_changes.c.id.desc(), order_changes.c.customer_id, order_changes.c.order_id)
    for rows in parts(connection, query):
        yield from map(StoredChange._make, rows)


def find_stored(connection: Connection, order_ids: Sequence[UUID], owners: Collection[UUID]) -> dict[UUID, StoredOrder]:
    """Return those of some orders that one of some customers has."""
    query = select(orders).where(orders.c.customer_id.in_(owners), orders.c.id.in_(order_ids))
    return {row.id: row for row in connection.execute(query)}


def find_deleted(connection: Connection, order_ids: Sequence[UUID], owners: Collection[UUID]) -> dict[UUID, StoredOrder]:
    """Return those of some orders that were deleted with one of some customers."""
    query = select(deleted_orders).where(deleted_orders.c.customer_id.in_(owners), deleted_orders.c.id.in_(order_ids))
    return {row.id: row for row in connection.execute(query)}


def find_numbers(connection: Connection, rows: Iterable[StoredOrder]) -> set[tuple[str, str]]:
    """Return those (source, number) pairs of some rows that stored orders have."""
    return set(find_orders(connection, [(row.source, row.number) for row in rows]))


def restore_deleted(connection: Connection, rows: Sequence[StoredOrder]) -> None:
    """Bring deleted orders back."""
    if rows:
        chosen = tuple_(deleted_orders.c.customer_id, deleted_orders.c.id).in_([(row.customer_id, row.id) for row in rows])
        connection.execute(insert(orders).from_select(_COLUMNS, select(*(deleted_orders.c[name] for name in _COLUMNS)).where(chosen)))
        connection.execute(delete(deleted_orders).where(chosen))


def delete_again(connection: Connection, keys: Iterable[tuple[OrderKey, datetime]]) -> None:
    """Delete orders as of the times at which they had been deleted."""
    keys_by_moment: dict[datetime, list[OrderKey]] = {}
    for key, moment in keys:
        keys_by_moment.setdefault(moment, []).append(key)
    for moment, chosen_keys in keys_by_moment.items():
        chosen = tuple_(orders.c.customer_id, orders.c.id).in_(chosen_keys)
        rows = select(*(orders.c[name] for name in _COLUMNS), literal(moment, Timestamp)).where(chosen)
        connection.execute(insert(deleted_orders).from_select([*_COLUMNS, "deleted_at"], rows))
        connection.execute(delete(orders).where(chosen))


def find_states(connection: Connection, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the states of customers."""
    return {customer_id: state.state for customer_id, state in import_batches.find_states(connection, ids).items()}
