"""Tags, saved segments, customers, runs and merges for shell completion, by the bare drivers.

SQLAlchemy is not imported, no file is created, no lock waited for.
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from customers.config.database_url import sqlite_file
from customers.domain.search.documents import NAME_MARK

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
# By the key of identities, from the first one with the prefix on.
_IDENTITIES = """
SELECT value, first_name, last_name FROM identities JOIN customers ON customers.id = identities.customer_id
WHERE kind = {0} AND value >= {0} AND value < {0} ORDER BY value LIMIT {0}
"""
_DELETED = """
SELECT value, first_name, last_name FROM deleted_identities JOIN customers ON customers.id = deleted_identities.customer_id
WHERE kind = {0} AND value >= {0} AND value < {0} ORDER BY value LIMIT {0}
"""
# A Citus cluster does not join tables that are distributed by different columns.
_IDENTITIES_OF_CLUSTER = "SELECT value, '', NULL FROM identities WHERE kind = {0} AND value >= {0} AND value < {0} ORDER BY value LIMIT {0}"
_DELETED_OF_CLUSTER = (
    "SELECT value, '', NULL FROM deleted_identities WHERE kind = {0} AND value >= {0} AND value < {0} ORDER BY value LIMIT {0}"
)
_PHONES = """
SELECT phone, first_name, last_name FROM customers WHERE phone >= {0} AND phone < {0} AND state = 'live' ORDER BY phone LIMIT {0}
"""
# By the trigrams of the searched texts, in which a mark stands before each word of a name.
_NAMES_BY_FTS5 = """
SELECT customers.id, customers.email, customers.first_name, customers.last_name FROM customer_search_index
JOIN customer_search ON customer_search.rowid = customer_search_index.rowid JOIN customers ON customers.id = customer_search.customer_id
WHERE customer_search_index MATCH {0} LIMIT {0}
"""
_NAMES_BY_LIKE = """
SELECT customers.id, customers.email, customers.first_name, customers.last_name FROM customer_search
JOIN customers ON customers.id = customer_search.customer_id WHERE customer_search.text LIKE {0} AND customer_search.text LIKE {0} LIMIT {0}
"""
# A shorter word has no trigram with the mark before it.
_SHORTEST_WORD = 2
_BUSY_SECONDS = 0.2
_CONNECT_SECONDS = 2
# Sorts after every continuation of a prefix.
_LAST = "\U0010ffff"


class Person(NamedTuple):
    """A reference to a customer, and the name."""

    reference: str
    first_name: str
    last_name: str | None


def find_tags(url: str, beginning: str, limit: int) -> list[str]:
    """Return at most `limit` labels of tags with a prefix of their keys, sorted by key; the driver's errors are not translated."""
    return _labels(url, _TAGS, _TAGS_OF_CLUSTER, (beginning, beginning + _LAST, beginning + _LAST, limit))


def find_saved_segments(url: str, beginning: str, limit: int) -> list[str]:
    """Return at most `limit` names of saved segments with a prefix of their keys, as `find_tags` does."""
    return _labels(url, _SEGMENTS, _SEGMENTS, (beginning, beginning + _LAST, limit))


def find_runs(url: str, limit: int) -> list[tuple[str, datetime, str]]:
    """Return the digits of the id, the time and the command of the newest runs."""
    return [_record(row) for row in _rows(url, _RUNS, _RUNS, (limit,))]


def find_merges(url: str, limit: int) -> list[tuple[str, datetime, str]]:
    """Return the digits of the id, the time and the command of the newest merges that are in force."""
    return [_record(row) for row in _rows(url, _MERGES, _MERGES, (limit,))]


def _record(row: Sequence[Any]) -> tuple[str, datetime, str]:
    id_, at, command = row
    moment = at.astimezone(UTC) if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)
    return id_.hex if isinstance(id_, UUID) else id_.hex(), moment, command


def find_identities(url: str, kind: str, beginning: str, limit: int, *, deleted: bool = False) -> list[Person]:
    """Return at most `limit` identities of a kind ("email" or "external") with a prefix, sorted, of live customers or deleted ones."""
    statements = (_DELETED, _DELETED_OF_CLUSTER) if deleted else (_IDENTITIES, _IDENTITIES_OF_CLUSTER)
    return [Person(*row) for row in _rows(url, *statements, (kind, beginning, beginning + _LAST, limit))]


def find_phones(url: str, beginning: str, limit: int) -> list[Person]:
    """Return at most `limit` phones in E.164 with a prefix, sorted."""
    return [Person(*row) for row in _rows(url, _PHONES, _PHONES, (beginning, beginning + _LAST, limit))]


def find_names(url: str, words: Sequence[str], limit: int) -> list[Person]:
    """Return at most `limit` customers with names that have words with these beginnings, folded, by their emails, else by their ids."""
    # The two longest words: further ones are for the caller to compare.
    marked = [NAME_MARK + word for word in sorted(words, key=len, reverse=True)[:2] if len(word) >= _SHORTEST_WORD]
    if not marked:
        return []
    if url.startswith("sqlite:///"):
        quoted = ['"{}"'.format(word.replace('"', '""')) for word in marked]
        rows = _rows(url, _NAMES_BY_FTS5, "", (" AND ".join(quoted), limit))
        return [Person(email or str(UUID(bytes=id_)), *names) for id_, email, *names in rows]
    patterns = ["%" + re.sub(r"([\\%_])", r"\\\1", word) + "%" for word in marked]
    rows = _rows(url, _NAMES_BY_LIKE, _NAMES_BY_LIKE, (patterns[0], patterns[-1], limit))
    return [Person(email or str(id_), *names) for id_, email, *names in rows]


def _labels(url: str, statement: str, statement_of_cluster: str, values: Sequence[object]) -> list[str]:
    return [label for (label,) in _rows(url, statement, statement_of_cluster, values)]


def _rows(url: str, statement: str, statement_of_cluster: str, values: Sequence[object]) -> list[Any]:
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
