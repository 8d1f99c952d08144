"""Rows of another database, by a query of the operator's: read only, streamed, in no transaction of ours."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, ResourceClosedError
from sqlalchemy.pool import NullPool

from customers.config import database_url
from customers.database.connection.engine import CONNECT_SECONDS, public_url
from customers.database.connection.errors import reason_of
from customers.errors import QueryFailedError, SourceUnreachableError, UsageError

_AT_ONCE = 1_000
# What a URL without a driver means beyond SQLAlchemy's own choice: the drivers that are often at hand.
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


@contextmanager
def open_query(url: str, query: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """The columns of a query, and its rows as they come.

    Raises:
        UsageError: the URL cannot be understood, or its driver is not installed.
        SourceUnreachableError: the database cannot be opened.
        QueryFailedError: it does not take the query, or would have to write for it.
    """
    engine = _engine(url)
    try:
        connection = engine.connect()
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise SourceUnreachableError(url=public_url(engine.url), reason=_reason(error, engine.url)) from error
    with connection:
        try:
            _forbid_writing(connection)
            result = connection.execution_options(no_parameters=True, stream_results=True, yield_per=_AT_ONCE).exec_driver_sql(query)
            columns = list(result.keys())
        except (DBAPIError, sqlite3.Error) as error:
            raise QueryFailedError(reason=_reason(error, engine.url)) from error
        except ResourceClosedError as error:
            raise QueryFailedError(reason="it gives no rows") from error
        try:
            yield columns, _rows(result, engine)
        finally:
            result.close()
            connection.rollback()


def _rows(result: Any, engine: Engine) -> Iterator[Sequence[Any]]:
    try:
        yield from result
    except (DBAPIError, sqlite3.Error) as error:
        raise QueryFailedError(reason=_reason(error, engine.url)) from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url, keep_blank_values=True)
        if parsed.get_backend_name() != "sqlite" and "@" in f"{parsed.host}{parsed.database}":
            raise ValueError("a password that is not encoded ends in the name of the host or the database")
        database_url.check_options(parsed.get_backend_name(), list(parsed.query.items()))
        parsed = parsed.set(drivername=_DRIVERS.get(parsed.drivername, parsed.drivername))
        engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, **_ways(parsed))
    except ModuleNotFoundError as error:
        raise UsageError(problem=f"{{from_url}} needs the driver {error.name}, which is not installed", parameters=("from_url",)) from error
    except database_url.UrlOptionError as error:
        raise UsageError(problem=f"{{from_url}} {error}", parameters=("from_url",), hint=database_url.hint_for(error, url)) from error
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        hint = "it is a URL of SQLAlchemy, such as postgresql://USER@HOST/NAME, mysql+pymysql://USER@HOST/NAME or sqlite:///FILE"
        hint = f"{hint}; {database_url.ENCODING}" if "@" in url else hint
        raise UsageError(problem="{from_url} cannot be understood", parameters=("from_url",), hint=hint) from error
    if engine.dialect.is_async:
        raise UsageError(problem="{from_url} names an asynchronous driver", parameters=("from_url",), hint="name another driver, or none")
    return engine


def _ways(url: URL) -> dict[str, Any]:
    """Return how the driver is to connect."""
    engine, file = url.get_backend_name(), url.database
    if engine == "postgresql":
        ours = {"connect_timeout": CONNECT_SECONDS, "application_name": "customers"}
        return {"connect_args": {name: value for name, value in ours.items() if name not in url.query}}
    if url.drivername in ("sqlite", "sqlite+pysqlite") and file not in (None, "", ":memory:"):
        # Opened as it is: a file that is not there is not made.
        return {"creator": lambda: sqlite3.connect(f"{Path(str(file)).absolute().as_uri()}?mode=ro", uri=True)}
    return {}


def _forbid_writing(connection: Connection) -> None:
    """Let the database itself refuse to write, where it can; nothing is ever committed."""
    name = connection.dialect.name
    if name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only = ON")
    elif name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    elif name in ("mysql", "mariadb"):
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.commit()


def _reason(error: BaseException, url: URL) -> str:
    """The driver's words, the first line of them, without the password."""
    words = reason_of(error)
    secrets = [str(url.password)] if url.password else []
    secrets += [str(value) for key, value in url.query.items() if "pass" in key.lower() and value]
    for secret in secrets:
        words = words.replace(secret, "***")
    return words
