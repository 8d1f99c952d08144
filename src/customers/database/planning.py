"""What PostgreSQL's planner is told where its guesses lead astray; SQLite has nothing to be told."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from customers.database import backend


@contextmanager
def indexes_only(connection: Connection) -> Iterator[None]:
    """Keep PostgreSQL from reading a whole table for each of many questions that an index answers."""
    if backend.is_sqlite(connection):
        yield
        return
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    yield
    connection.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))


def keep_sets_in_memory(connection: Connection) -> None:
    """Let PostgreSQL look rows up in a set of thousands, whatever its work_mem: it compares one by one what does not fit."""
    if not backend.is_sqlite(connection):
        enough = "pg_size_bytes(current_setting('work_mem')) >= pg_size_bytes('16MB')"
        connection.execute(text(f"SELECT set_config('work_mem', '16MB', true) WHERE NOT {enough}"))
