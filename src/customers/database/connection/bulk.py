"""Write and read many rows by the driver's own means, in batches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice, repeat
from operator import is_
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select, Table
from sqlalchemy import insert as plain_insert

from customers.database.connection.cursors import close_before_connection
from customers.database.dialects.base import dialect_of
from customers.database.dialects.storage import storage_of
from customers.database.schema.types import Id, driver_value

# How many values one statement has: fewer than the bound parameters of any SQLite and PostgreSQL.
MAX_VALUES = 5_000
_WRITE_BATCH = 10_000
_READ_BATCH = 400

Row = TypeVar("Row")


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield rows in lists of at most `size`, each read when it is asked for; Python has `itertools.batched` from 3.12 on."""
    remaining = iter(rows)
    while batch := list(islice(remaining, size)):
        yield batch


def sorted_batches(values: Iterable[Any], key: Callable[[Any], Any] | None = None) -> Iterator[list[Any]]:
    """Yield values in lists for one statement each, sorted so that an index is read in order."""
    return batched(sorted(values, key=key), MAX_VALUES)


def copy_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write many rows by the fastest way of the engine; values are those of the columns' types."""
    converters = [driver_value(table.c[name].type, connection.dialect) for name in columns]
    batches = (_converted(batch, converters) for batch in batched(rows, _WRITE_BATCH))
    dialect_of(connection).copy_rows(connection, table, columns, batches)


def copy_driver_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write many rows by the fastest way of the engine; ids, times and documents have the form of the driver."""
    dialect_of(connection).copy_rows(connection, table, columns, batched(rows, _WRITE_BATCH))


def driver_id(connection: Connection) -> Callable[[UUID], Any]:
    """Return the conversion of an id to the form that `copy_rows` writes unconverted."""
    convert = driver_value(Id(), connection.dialect)
    assert convert is not None
    return convert


def driver_id_of_bytes(connection: Connection) -> Callable[[bytes], Any]:
    """Return the conversion of the 16 bytes of an id to the form that `copy_rows` writes unconverted."""
    return storage_of(connection.dialect).copy_bytes


def id_bytes(connection: Connection) -> Callable[[Any], bytes]:
    """Return the conversion of an id that the driver returned to its 16 bytes."""
    return storage_of(connection.dialect).bytes_of


def id_of_bytes(connection: Connection) -> Callable[[bytes], Any]:
    """Return the conversion of the 16 bytes of an id to a bound value."""
    return storage_of(connection.dialect).bind_bytes


def driver_time(connection: Connection) -> Callable[[datetime], Any]:
    """Return the conversion of a time to the form of the driver."""
    return storage_of(connection.dialect).copy_timestamp


def driver_seconds(connection: Connection) -> Callable[[int], Any]:
    """Return the conversion of seconds since 1970 to the form of the driver."""
    return storage_of(connection.dialect).copy_seconds


def _converted(rows: Sequence[Sequence[Any]], converters: Sequence[Callable[[Any], Any] | None]) -> Iterable[Sequence[Any]]:
    """Convert rows for the driver by the column: cell by cell takes several times as long."""
    # An id that goes into many tables is converted once, by `driver_id`.
    remaining = [
        (index, convert)
        for index, (convert, first) in enumerate(zip(converters, rows[0], strict=True))
        if convert is not None and type(first) not in (bytes, str)
    ]
    if not remaining:
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for index, convert in remaining:
        columns[index] = _converted_column(columns[index], convert)
    return zip(*columns, strict=True)


def _converted_column(values: Sequence[Any], convert: Callable[[Any], Any]) -> Sequence[Any]:
    """Convert the values of a column, one that all rows share once."""
    first = values[0]
    if values[-1] is first and all(map(is_, values, repeat(first))):
        return [None if first is None else convert(first)] * len(values)
    return [None if value is None else convert(value) for value in values]


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows as dictionaries of the same keys."""
    if rows:
        connection.execute(plain_insert(table), list(rows))


def read_rows(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query as the driver returns them, many at a time."""
    dialect_of(connection).limit_cache(connection)
    result = connection.execute(query)
    close_before_connection(connection, result)
    cursor: Any = result.cursor
    while rows := cursor.fetchmany(_READ_BATCH):
        yield rows


def fetch_rows(connection: Connection, query: Select[Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a query as the driver returns them, without an object for each id."""
    result = connection.execute(query)
    cursor: Any = result.cursor
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    result.close()
    return rows


def id_reader(connection: Connection) -> Callable[[Any], UUID]:
    """Return the conversion of an id that the driver returned."""
    return storage_of(connection.dialect).read_id
