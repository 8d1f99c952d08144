"""Tags, saved segments, runs and merges for shell completion.

They are read by the bare drivers: SQLAlchemy is not imported, no file is created, no lock waited for.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from customers.config.database_url import sqlite_file

# From one tag to the next by the index on the key: a step for each tag, not for each row.
_TAGS = """
WITH RECURSIVE steps(key) AS (
    SELECT min(key) FROM customer_tags WHERE key >= {0}
    UNION ALL
    SELECT (SELECT min(key) FROM customer_tags WHERE customer_tags.key > steps.key) FROM steps WHERE steps.key < {0}
)
SELECT (SELECT label FROM customer_tags WHERE customer_tags.key = steps.key LIMIT 1) FROM steps WHERE steps.key < {0} LIMIT {0}
"""
# A Citus cluster does not recurse over a distributed table.
_TAGS_OF_CLUSTER = """
SELECT min(label) FROM customer_tags WHERE key >= {0} AND key < {0} AND {0} > '' GROUP BY key ORDER BY key LIMIT {0}
"""
_SEGMENTS = "SELECT name FROM saved_segments WHERE key >= {0} AND key < {0} ORDER BY key LIMIT {0}"
_RUNS = "SELECT id, at, command FROM runs ORDER BY id DESC LIMIT {0}"
_MERGES = "SELECT id, at, 'merge' FROM merges WHERE undone_at IS NULL ORDER BY id DESC LIMIT {0}"
_BUSY_SECONDS = 0.2
_CONNECT_SECONDS = 2


def find_tags(url: str, beginning: str, limit: int) -> list[str]:
    """Return at most `limit` labels of tags with a prefix of their keys, sorted by key; the driver's errors are not translated."""
    return _labels(url, _TAGS, _TAGS_OF_CLUSTER, (beginning, beginning + "\U0010ffff", beginning + "\U0010ffff", limit))


def find_saved_segments(url: str, beginning: str, limit: int) -> list[str]:
    """Return at most `limit` names of saved segments with a prefix of their keys, as `find_tags` does."""
    return _labels(url, _SEGMENTS, _SEGMENTS, (beginning, beginning + "\U0010ffff", limit))


def find_runs(url: str, limit: int) -> list[tuple[str, datetime, str]]:
    """Return the digits of the id, the time and the command of the newest runs."""
    return [_record(row) for row in _read(url, _RUNS, _RUNS, (limit,))]


def find_merges(url: str, limit: int) -> list[tuple[str, datetime, str]]:
    """Return the digits of the id, the time and the command of the newest merges that are in force."""
    return [_record(row) for row in _read(url, _MERGES, _MERGES, (limit,))]


def _record(row: Sequence[Any]) -> tuple[str, datetime, str]:
    id_, at, command = row
    moment = at.astimezone(UTC) if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)
    return id_.hex if isinstance(id_, UUID) else id_.hex(), moment, command


def _labels(url: str, statement: str, statement_of_cluster: str, values: Sequence[object]) -> list[str]:
    return [label for (label,) in _read(url, statement, statement_of_cluster, values)]


def _read(url: str, statement: str, statement_of_cluster: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite:///"):
        path = Path(sqlite_file(url))
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)) as connection:
            return connection.execute(statement.format("?"), values).fetchall()
    import psycopg

    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1), connect_timeout=_CONNECT_SECONDS) as server:
        server.read_only = True
        server.execute("SET statement_timeout = 1000")
        on_cluster = server.execute("SELECT to_regclass('pg_dist_partition')").fetchone() != (None,)
        text = statement_of_cluster if on_cluster else statement
        return server.execute(text.format("%s").encode(), values).fetchall()
