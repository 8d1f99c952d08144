"""Sets of customers that bulk statements receive as a value."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Self
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, insert, select

from customers.database.connection import bulk
from customers.database.connection.bulk import batched
from customers.database.connection.temporary import create_table, temporary_table
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import customers, joined
from customers.database.schema.types import Id, as_number

# Number of customers that one statement changes: SQLite holds in memory what it is about to change.
BATCH_SIZE = 20_000
# Up to so many ids are bound to the statements themselves, which costs less than a table.
MAX_BOUND = 100
_ID_BYTES = 16
_numbers: WeakKeyDictionary[Connection, Iterator[int]] = WeakKeyDictionary()


class CustomerSet:
    """Customers of one transaction, fixed when the set is made: later changes of the customers do not change their set.

    The set is a temporary table with a name of its own, or, of a few known ids, their list.
    """

    def __init__(self, connection: Connection, source: Table | Sequence[UUID], bounds: Sequence[ColumnElement[bool]] = ()) -> None:
        """Take a temporary table with a column `customer_id`, or a few sorted ids; `bounds` limit a table to some rows."""
        self._connection = connection
        self._table = source if isinstance(source, Table) else None
        self._bound_ids = [] if isinstance(source, Table) else list(source)
        self._bounds = tuple(bounds)
        self.id: ColumnElement[Any] = source.c.customer_id if isinstance(source, Table) else customers.alias("members").c.id

    @classmethod
    def from_ids(cls, connection: Connection, ids: Iterable[UUID]) -> Self:
        """Make a set of known ids."""
        ordered = sorted(set(ids), key=as_number)
        if len(ordered) <= MAX_BOUND:
            return cls(connection, ordered)
        return cls._copied(connection, ordered)

    @classmethod
    def from_bytes(cls, connection: Connection, ids: Sequence[bytes]) -> Self:
        """Make a set of different ids, each as its 16 bytes, in their order."""
        if len(ids) <= MAX_BOUND:
            return cls(connection, [UUID(bytes=id_) for id_ in ids])
        convert = bulk.driver_id_of_bytes(connection)
        return cls._copied(connection, map(convert, ids))

    @classmethod
    def from_conditions(cls, connection: Connection, conditions: Sequence[ColumnElement[bool]]) -> Self:
        """Make a set of the customers that meet conditions on `customers` and `customer_statistics`."""
        return cls.from_query(connection, select(customers.c.id).select_from(joined).where(*conditions))

    @classmethod
    def from_query(cls, connection: Connection, query: Select[tuple[UUID]]) -> Self:
        """Make a set of the ids that a query returns."""
        table = _create_table(connection)
        connection.execute(insert(table).from_select(["customer_id"], query))
        return cls(connection, table)

    @classmethod
    def unpack(cls, connection: Connection, packed: bytes) -> Self:
        """Make a set of the ids of `pack`."""
        ids = unpack_ids(packed)
        return cls(connection, list(ids)) if len(packed) <= MAX_BOUND * _ID_BYTES else cls._copied(connection, ids)

    @classmethod
    def _copied(cls, connection: Connection, ids: Iterable[Any]) -> Self:
        """Make a set of ids in their order, as they are or in the form of the driver."""
        table = _create_table(connection)
        bulk.copy_rows(connection, table, ["customer_id"], ((customer_id,) for customer_id in ids))
        dialect_of(connection).analyze_temporary_table(connection, table)
        return cls(connection, table)

    def __iter__(self) -> Iterator[UUID]:
        """Yield the ids in their order."""
        if self._table is None:
            return iter(self._bound_ids)
        return iter(self._connection.scalars(self.ids.order_by(self.id).execution_options(yield_per=BATCH_SIZE)))

    @property
    def is_bound(self) -> bool:
        """Whether the set is a list of a few ids, and no table."""
        return self._table is None

    @property
    def ids(self) -> Select[tuple[UUID]]:
        """The ids as a query that flows into statements."""
        query = select(self.id.label("customer_id"))
        return query.where(self.id.in_(self._bound_ids)) if self._table is None else query.where(*self._bounds)

    def contains(self, customer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
        """Return the condition that a column holds the id of a customer of the set."""
        return customer_id.in_(self._bound_ids if self._table is None else self.ids)

    def count(self) -> int:
        """Return the number of customers."""
        if self._table is None:
            return len(self._bound_ids)
        return self._connection.scalar(select(func.count()).select_from(self.ids.subquery("ids"))) or 0

    def batches(self) -> Iterator["CustomerSet"]:
        """Yield the set in parts of at most `BATCH_SIZE` customers, in the order of ids, so that statements need little memory."""
        if self._table is None:
            yield self
            return
        above: list[ColumnElement[bool]] = []
        while True:
            rest = select(self.id).where(*above).order_by(self.id)
            end = self._connection.scalar(rest.offset(BATCH_SIZE - 1).limit(1))
            yield CustomerSet(self._connection, self._table, above if end is None else [*above, self.id <= end])
            if end is None:
                return
            if not above:
                dialect_of(self._connection).limit_cache(self._connection)
            above = [self.id > end]

    def between(self, first: UUID, last: UUID) -> "CustomerSet":
        """Return the part of the set from one id to another."""
        if self._table is None:
            return CustomerSet(self._connection, [customer_id for customer_id in self._bound_ids if first <= customer_id <= last])
        return CustomerSet(self._connection, self._table, [*self._bounds, self.id >= first, self.id <= last])

    def exclude(self, ids: Iterable[UUID]) -> None:
        """Remove customers from the set."""
        excluded = dict.fromkeys(ids)
        if self._table is None:
            self._bound_ids = [customer_id for customer_id in self._bound_ids if customer_id not in excluded]
            return
        for batch in batched(excluded, BATCH_SIZE):
            self._connection.execute(self._table.delete().where(self.id.in_(batch)))

    def exclude_set(self, others: "CustomerSet") -> None:
        """Remove the customers of another set."""
        if self._table is None:
            self.exclude(others)
        else:
            self._connection.execute(self._table.delete().where(others.contains(self.id)))

    def lock(self, states: Sequence[str]) -> list[UUID]:
        """Lock the customers until the transaction ends; return the ids of those that are in none of the states any more.

        On SQLite a writing transaction has locked the whole database since before the set was made.
        """
        dialect = dialect_of(self._connection)
        if not dialect.has_row_locks:
            return []
        if self._table is None:
            dialect.lock_customers(self._connection, self)
        elif dialect.lock_customer_query(self._connection, self.ids, states) == self.count():
            return []
        return self._not_in(states)

    def analyze(self) -> None:
        """Give PostgreSQL's planner the size of the set."""
        if self._table is not None:
            dialect_of(self._connection).analyze_temporary_table(self._connection, self._table)

    def pack(self) -> bytes:
        """Return the ids, sorted, 16 bytes each: a million of them take 16 MB."""
        return b"".join(customer_id.bytes for customer_id in self)

    def _in(self, states: Sequence[str]) -> Select[tuple[UUID]]:
        return select(customers.c.id).where(self.contains(customers.c.id), customers.c.state.in_(states))

    def _not_in(self, states: Sequence[str]) -> list[UUID]:
        if self._table is None:
            active = set(self._connection.scalars(self._in(states)))
            return [customer_id for customer_id in self._bound_ids if customer_id not in active]
        return list(self._connection.scalars(self.ids.where(self.id.not_in(self._in(states))).order_by(self.id)))


def unpack_ids(packed: bytes) -> Iterator[UUID]:
    """Yield the ids of `CustomerSet.pack`."""
    for start in range(0, len(packed), _ID_BYTES):
        yield UUID(bytes=packed[start : start + _ID_BYTES])


def _create_table(connection: Connection) -> Table:
    table = _table(next(_numbers.setdefault(connection, itertools.count(1))))
    create_table(connection, table)
    return table


@cache
def _table(number: int) -> Table:
    """Return the temporary table of a number: one object for each, so that compiled statements are reused."""
    return temporary_table(f"customer_set_{number}", Column("customer_id", Id, primary_key=True))
