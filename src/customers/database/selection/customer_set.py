"""The customers that one bulk command is about, written down for its transaction, and the statements that go through them."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Select, Table, func, insert, select

from customers.database.connection import bulk
from customers.database.dialects import base, planner_hints
from customers.database.schema.tables import customers, joined
from customers.database.schema.types import Id, as_number

# The customers of one bulk command, kept for its transaction: what the command changes cannot change who it is about.
selected = Table("selected", MetaData(), Column("customer_id", Id, primary_key=True), prefixes=["TEMPORARY"], sqlite_with_rowid=False)

# How many customers a statement changes at a time.
BATCH_SIZE = 20_000


def fill(connection: Connection, wanted: Sequence[ColumnElement[bool]]) -> int:
    """Write down for the transaction who meets the conditions; returns how many do."""
    return fill_from(connection, select(customers.c.id).select_from(joined).where(*wanted))


def fill_from(connection: Connection, query: Select[tuple[UUID]]) -> int:
    """Write down what a query finds as the selection of the transaction; returns how many there are."""
    _renew(connection)
    connection.execute(insert(selected).from_select(["customer_id"], query))
    return count_selected(connection)


def fill_ids(connection: Connection, ids: Iterable[UUID]) -> int:
    """Write ids down as the selection of the transaction; returns how many there are."""
    _renew(connection)
    bulk.copy_rows(connection, selected, ["customer_id"], [(customer_id,) for customer_id in sorted(set(ids), key=as_number)])
    planner_hints.analyze_temporary_table(connection, selected)
    return count_selected(connection)


def _renew(connection: Connection) -> None:
    base.drop_temporary_table(connection, selected)
    selected.create(connection, checkfirst=False)


def packed_ids(connection: Connection) -> bytes:
    """Return the ids of the selection of the transaction, sorted, 16 bytes each: a million of them are held in 16 MB."""
    ids = select(selected.c.customer_id).order_by(selected.c.customer_id).execution_options(yield_per=BATCH_SIZE)
    return b"".join(customer_id.bytes for customer_id in connection.scalars(ids))


def unpacked(ids: bytes) -> Iterator[UUID]:
    """Yield the ids of `packed_ids`."""
    for start in range(0, len(ids), 16):
        yield UUID(bytes=ids[start : start + 16])


def fill_packed(connection: Connection, ids: bytes) -> None:
    """Write the ids of `packed_ids` down as the selection of the transaction."""
    _renew(connection)
    bulk.copy_rows(connection, selected, ["customer_id"], ((customer_id,) for customer_id in unpacked(ids)))
    planner_hints.analyze_temporary_table(connection, selected)


def count_selected(connection: Connection) -> int:
    """How many customers the selection of the transaction holds."""
    return connection.scalar(select(func.count()).select_from(selected)) or 0


def selected_ids() -> Select[tuple[UUID]]:
    """The selection of the transaction, as a query that flows into statements."""
    return select(selected.c.customer_id)


def batches(connection: Connection) -> Iterator[Select[tuple[UUID]]]:
    """The selection of the transaction in parts, in the order of ids: what a statement holds in memory stays small."""
    part = select(selected.c.customer_id)
    while True:
        end = connection.scalar(part.order_by(selected.c.customer_id).offset(BATCH_SIZE - 1).limit(1))
        yield part if end is None else part.where(selected.c.customer_id <= end)
        if end is None:
            return
        part = select(selected.c.customer_id).where(selected.c.customer_id > end)


def exclude(connection: Connection, ids: Iterable[UUID]) -> None:
    """Take customers out of the selection of the transaction."""
    for customer_id in ids:
        connection.execute(selected.delete().where(selected.c.customer_id == customer_id))
