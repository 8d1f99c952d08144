"""The trigram index over the search texts: FTS5 on SQLite, pg_trgm on PostgreSQL."""

from contextlib import suppress

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from customers.database.dialects.base import dialect_of

SEARCH_INDEX = "customer_search_index"


def install_extension(connection: Connection) -> None:
    """Install the extension that the index needs, where the database may have it; on a cluster before any other change."""
    with suppress(DBAPIError), connection.begin_nested():
        dialect_of(connection).search.install(connection)


def create_search_index(connection: Connection) -> bool:
    """Create the trigram index if it does not exist; return false where the database cannot have one.

    Without one (SQLite built without FTS5, PostgreSQL without pg_trgm) searches read every text, with the same results.
    """
    try:
        with connection.begin_nested():
            dialect_of(connection).search.create_index(connection)
    except DBAPIError:
        return False
    connection.info[SEARCH_INDEX] = True
    return True


def has_search_index(connection: Connection) -> bool:
    """Return whether the search texts have their trigram index; the query is sent once a connection."""
    known = connection.info.get(SEARCH_INDEX)
    if known is None:
        known = connection.info[SEARCH_INDEX] = dialect_of(connection).has_table(connection, SEARCH_INDEX)
    return bool(known)
