"""Databases of other programs, of any engine that SQLAlchemy supports, opened for reading."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection

from customers.config import database_url
from customers.database.dialects.postgresql import CONNECT_SECONDS

# The drivers of URLs without one, where SQLAlchemy's own choice is not installed with the program.
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


# What reading needs. ATTACH and VACUUM INTO create files in a connection that only reads, too.
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_FUNCTION}


def check_url(url: URL) -> None:
    """Check a URL as far as it can be without a connection.

    Raises:
        ValueError: its password is not encoded, and continues in the host or the name of the database.
        UrlOptionError: the driver has no such option.
    """
    engine = url.get_backend_name()
    if engine != "sqlite" and "@" in f"{url.host}{url.database}":
        raise ValueError("a password that is not encoded ends in the name of the host or the database")
    database_url.check_options(engine, list(url.query.items()))


def driver_url(url: URL) -> URL:
    """Return a URL with the driver that it means."""
    return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def engine_options(url: URL) -> dict[str, Any]:
    """Return the options of `create_engine` with which the driver connects."""
    if url.get_backend_name() == "postgresql":
        defaults = {"connect_timeout": CONNECT_SECONDS, "application_name": "customers"}
        return {"connect_args": {name: value for name, value in defaults.items() if name not in url.query}}
    if url.drivername in ("sqlite", "sqlite+pysqlite") and url.database not in (None, "", ":memory:"):
        # Read-only, so that a missing file is not created.
        file = Path(str(url.database)).absolute().as_uri()
        return {"creator": lambda: sqlite3.connect(f"{file}?mode=ro", uri=True)}
    return {}


def forbid_writing(connection: Connection) -> None:
    """Make the database refuse writes, where it can; no transaction is ever committed."""
    name = connection.dialect.name
    if name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
        if isinstance(driver := connection.connection.driver_connection, sqlite3.Connection):
            driver.set_authorizer(_authorize)
    elif name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.commit()


def _authorize(action: int, *_: str | None) -> int:
    """Let SQLite compile a statement that only reads."""
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY
