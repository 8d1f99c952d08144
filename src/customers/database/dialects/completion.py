"""Tags for shell completion, by the bare drivers: SQLAlchemy is not imported, no file is created, no lock waited for."""

import sqlite3
from contextlib import closing
from pathlib import Path

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
_BUSY_SECONDS = 0.2
_CONNECT_SECONDS = 2


def find_tags(url: str, beginning: str, limit: int) -> list[str]:
    """Return at most `limit` labels of tags with a prefix of their keys, sorted by key; the driver's errors are not translated."""
    values = (beginning, beginning + "\U0010ffff", beginning + "\U0010ffff", limit)
    if url.startswith("sqlite:///"):
        path = Path(sqlite_file(url))
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)) as connection:
            return [label for (label,) in connection.execute(_TAGS.format("?"), values)]
    import psycopg

    with psycopg.connect(url.replace("postgresql+psycopg:", "postgresql:", 1), connect_timeout=_CONNECT_SECONDS) as server:
        server.read_only = True
        server.execute("SET statement_timeout = 1000")
        on_cluster = server.execute("SELECT to_regclass('pg_dist_partition')").fetchone() != (None,)
        statement = _TAGS_OF_CLUSTER if on_cluster else _TAGS
        return [label for (label,) in server.execute(statement.format("%s").encode(), values)]
