"""Write and read many rows by the driver's own means."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, Table, text
from sqlalchemy import insert as plain_insert

from customers.database.connection.cursors import close_before_connection
from customers.database.connection.quoting import quoted
from customers.database.dialects import base
from customers.database.dialects.base import is_sqlite
from customers.database.schema.types import Id, driver_value

_WRITE_BATCH = 10_000


def copy_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write many rows by the fastest way that the engine has; values are those of the columns' types."""
    convert = [driver_value(table.c[name].type, connection.dialect) for name in columns]
    remaining = iter(rows)
    cursor: Any = connection.connection.cursor()
    names = ", ".join(quoted(name) for name in columns)
    marks = ", ".join("?" * len(columns))
    while some := list(islice(remaining, _WRITE_BATCH)):
        converted = _converted(some, convert)
        if is_sqlite(connection):
            cursor.executemany(f"INSERT INTO {quoted(table.name)} ({names}) VALUES ({marks})", converted)  # noqa: S608
        else:
            with cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as copy:
                for row in converted:
                    copy.write_row(row)
    cursor.close()


def driver_id(connection: Connection) -> Callable[[UUID], Any]:
    """What turns an id into what `copy_rows` writes without a conversion of its own."""
    convert = driver_value(Id(), connection.dialect)
    assert convert is not None
    return convert


def _converted(rows: Sequence[Sequence[Any]], convert: Sequence[Callable[[Any], Any] | None]) -> Iterable[Sequence[Any]]:
    """Rows for the driver, converted by the column: one by the cell takes several times as long."""
    if not any(convert):
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for index, to_driver in enumerate(convert):
        # Who has a value for many tables converts it once: `driver_id`.
        if to_driver is not None and type(columns[index][0]) not in (bytes, str):
            columns[index] = [None if value is None else to_driver(value) for value in columns[index]]
    return zip(*columns, strict=True)


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows given as dictionaries of the same keys."""
    if rows:
        connection.execute(plain_insert(table), list(rows))


_ROWS = 400
_BYTES = 1 << 18
# Texts with neither come out of a CSV of one column as they are.
_BARE = "FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'"


def read_rows(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Return the rows of a query in lists: values of the driver on SQLite, texts on PostgreSQL."""
    if not base.is_sqlite(connection):
        stream = _copy_rows_out(connection, query)
        close_before_connection(connection, stream)
        return stream
    # What is read once is not worth keeping.
    connection.execute(text("PRAGMA cache_size=-16384"))
    return _fetch_rows(connection, query)


def _fetch_rows(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    result = connection.execute(query)
    close_before_connection(connection, result)
    cursor: Any = result.cursor
    while rows := cursor.fetchmany(_ROWS):
        yield rows


def fetch_in(
    connection: Connection, statement: str, fixed: Sequence[Any], values: Sequence[Any], ids: Sequence[int] = ()
) -> list[tuple[Any, ...]]:
    """The rows of a query of the program's own that has `IN {}`: thousands of values at the price of the look-up alone.

    The other `{}` stand for `fixed`; the columns numbered in `ids` are ids.
    """
    cursor: Any = connection.connection.cursor()
    if not base.is_sqlite(connection):
        cursor.execute(statement.replace("IN {}", "= ANY({})").format(*["%s"] * (len(fixed) + 1)), (*fixed, values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    else:
        if values and isinstance(values[0], UUID):
            values = [value.bytes for value in values]
        cursor.execute(statement.format(*["?"] * len(fixed), f"({', '.join('?' * len(values))})"), (*fixed, *values))
        rows = cursor.fetchall()
        for index in ids:
            rows = [(*row[:index], row[index] and UUID(bytes=row[index]), *row[index + 1 :]) for row in rows]
    cursor.close()
    return rows


def read_lines(connection: Connection, query: Select[Any]) -> Iterator[str]:
    """The texts of a query of one column, none with a control character in it: a line each, many lines at a time."""
    if not base.is_sqlite(connection):
        return copy_out(connection, query, _BARE)
    return ("\n".join([line for (line,) in rows]) + "\n" for rows in read_rows(connection, query))


def copy_out(connection: Connection, query: Select[Any], options: str = "FORMAT csv") -> Iterator[str]:
    """The rows of a query as PostgreSQL's COPY writes them, many at a time."""
    stream = _copy_out(connection, query, options)
    close_before_connection(connection, stream)
    return stream


def _copy_out(connection: Connection, query: Select[Any], options: str) -> Iterator[str]:
    with _copying(connection, query, options) as copy:
        lines: list[bytes] = []
        size = 0
        for line in copy:
            lines.append(line)
            size += len(line)
            if size > _BYTES:
                yield b"".join(lines).decode()
                lines, size = [], 0
        yield b"".join(lines).decode()


def _copy_rows_out(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    with _copying(connection, query, "FORMAT text") as copy:
        remaining = copy.rows()
        while rows := list(islice(remaining, _ROWS)):
            yield rows


@contextmanager
def _copying(connection: Connection, query: Select[Any], options: str) -> Iterator[Any]:
    """Run COPY on a query; yields the driver's copy object."""
    # To compile the expressions of a wide line takes longer than a short export.
    connection.execute(text("SET LOCAL jit = off"))
    compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    # Without parameters the driver takes a doubled percent sign for two.
    statement = f"COPY ({compiled}) TO STDOUT ({options})"
    statement = statement if compiled.params else statement % ()
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(statement, compiled.params) as copy:
        yield copy
