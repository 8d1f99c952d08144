"""The trigram index over the search texts: FTS5 on SQLite, pg_trgm on PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from customers.database.dialects.base import has_table, is_sqlite

SEARCH_INDEX = "customer_search_index"
_TRIGRAMS = f"CREATE INDEX IF NOT EXISTS {SEARCH_INDEX} ON customer_search USING gin (text gin_trgm_ops)"
POSTGRES_SEARCH_INDEX = ("CREATE EXTENSION IF NOT EXISTS pg_trgm", _TRIGRAMS)


def create_search_index(connection: Connection) -> bool:
    """Lay a trigram index over the search texts, unless it is there; returns whether the database can have one.

    Without one (SQLite built without FTS5, PostgreSQL without pg_trgm) searches read every text and find the same.
    """
    if is_sqlite(connection):
        # The words are folded already: the tokenizer's own folding, which knows other letters, stays off.
        statements: Sequence[str] = (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {SEARCH_INDEX} USING fts5("
            "text, content='customer_search', content_rowid='rowid', tokenize='trigram case_sensitive 1')",
        )
    else:
        statements = POSTGRES_SEARCH_INDEX
    try:
        with connection.begin_nested():
            for statement in statements:
                connection.execute(text(statement))
    except DBAPIError:
        return False
    connection.info[SEARCH_INDEX] = True
    return True


def has_search_index(connection: Connection) -> bool:
    """Whether the search texts have their trigram index; asked once for each connection."""
    known = connection.info.get(SEARCH_INDEX)
    if known is None:
        known = connection.info[SEARCH_INDEX] = has_table(connection, SEARCH_INDEX)
    return bool(known)
