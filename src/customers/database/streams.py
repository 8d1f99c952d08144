"""Results passed through as the driver gives them, a stretch in memory at a time: no row becomes an object on its way."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, text

from customers.database import backend
from customers.database.open_results import close_with

_ROWS = 400
_BYTES = 1 << 18
# Texts with neither come out of a CSV of one column as they are.
_BARE = "FORMAT csv, DELIMITER E'\\x02', QUOTE E'\\x01'"


def read_rows(connection: Connection, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query as the driver has them, many at a time."""
    if backend.is_sqlite(connection):
        # What is read once is not worth keeping.
        connection.execute(text("PRAGMA cache_size=-16384"))
    result = connection.execute(query)
    close_with(connection, result)
    cursor: Any = result.cursor
    while rows := cursor.fetchmany(_ROWS):
        yield rows


def look_up(
    connection: Connection, statement: str, fixed: Sequence[Any], values: Sequence[Any], ids: Sequence[int] = ()
) -> list[tuple[Any, ...]]:
    """The rows of a query of the program's own that has `IN {}`: thousands of values at the price of the look-up alone.

    The other `{}` stand for `fixed`; the columns numbered in `ids` are ids.
    """
    cursor: Any = connection.connection.cursor()
    if not backend.is_sqlite(connection):
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
    if not backend.is_sqlite(connection):
        return copy_out(connection, query, _BARE)
    return ("\n".join([line for (line,) in rows]) + "\n" for rows in read_rows(connection, query))


def copy_out(connection: Connection, query: Select[Any], options: str = "FORMAT csv") -> Iterator[str]:
    """The rows of a query as PostgreSQL's COPY writes them, many at a time."""
    stream = _copy_out(connection, query, options)
    close_with(connection, stream)
    return stream


def _copy_out(connection: Connection, query: Select[Any], options: str) -> Iterator[str]:
    # To compile the expressions of a wide line takes longer than a short export.
    connection.execute(text("SET LOCAL jit = off"))
    compiled = query.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    # Without parameters the driver takes a doubled percent sign for two.
    statement = f"COPY ({compiled}) TO STDOUT ({options})"
    statement = statement if compiled.params else statement % ()
    driver: Any = connection.connection
    with driver.cursor() as cursor, cursor.copy(statement, compiled.params) as copy:
        lines: list[bytes] = []
        size = 0
        for line in copy:
            lines.append(line)
            size += len(line)
            if size > _BYTES:
                yield b"".join(lines).decode()
                lines, size = [], 0
        yield b"".join(lines).decode()
