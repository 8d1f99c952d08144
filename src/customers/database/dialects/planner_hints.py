"""Settings for PostgreSQL's planner where its guesses lead astray; SQLite needs none."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, text

from customers.database.connection.quoting import quoted
from customers.database.dialects import base, citus
from customers.database.dialects.base import is_sqlite


@contextmanager
def indexes_only(connection: Connection) -> Iterator[None]:
    """Keep PostgreSQL from reading a whole table for each of many questions that an index answers."""
    if base.is_sqlite(connection):
        yield
        return
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    yield
    connection.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))


def raise_work_mem(connection: Connection) -> None:
    """Let PostgreSQL look rows up in a set of thousands, whatever its work_mem: it compares one by one what does not fit."""
    if not base.is_sqlite(connection):
        enough = "pg_size_bytes(current_setting('work_mem')) >= pg_size_bytes('16MB')"
        connection.execute(text(f"SELECT set_config('work_mem', '16MB', true) WHERE NOT {enough}"))


def analyze_temporary_table(connection: Connection, table: Table) -> None:
    """Let PostgreSQL know how many rows a temporary table has: by its guess a recalculation of thousands takes twice as long."""
    if not is_sqlite(connection):
        connection.execute(text(f"ANALYZE pg_temp.{quoted(table.name)}"))


def use_ordered_plan(connection: Connection) -> None:
    """Make PostgreSQL aggregate all orders along the covering index, whatever its work_mem.

    Left to itself it takes the hash plan by the settings of the day, which spills and takes 2.6 times as long.
    """
    if is_sqlite(connection):
        return
    citus.propagate_settings(connection)
    for name in ("enable_hashagg", "enable_hashjoin", "enable_sort"):
        connection.execute(text(f"SET LOCAL {name} = off"))
    connection.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
