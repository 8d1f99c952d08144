"""Stream the rows of another database by a query of the operator, read-only."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, ResourceClosedError
from sqlalchemy.pool import NullPool

from customers.config import database_url
from customers.database.connection.engine import public_url
from customers.database.connection.errors import LOST, classify, reason_of
from customers.database.dialects import external
from customers.errors import CustomersError, QueryFailedError, SourceUnreachableError, UsageError

_READ_BATCH = 1_000


@contextmanager
def open_query(url: str, query: str) -> Iterator[tuple[list[str], Iterator[Sequence[Any]]]]:
    """Yield the columns of a query and its rows, which are read as they are needed.

    Raises:
        UsageError: the URL cannot be understood, or its driver is not installed.
        SourceUnreachableError: the database cannot be opened.
        QueryFailedError: the query is wrong, or would write.
    """
    engine = _engine(url)
    try:
        connection = engine.connect()
    except (DBAPIError, sqlite3.Error, OSError, UnicodeError) as error:
        raise SourceUnreachableError(url=public_url(engine.url), reason=_reason(error, engine.url)) from error
    with connection:
        try:
            external.forbid_writing(connection)
            result = connection.execution_options(no_parameters=True, stream_results=True, yield_per=_READ_BATCH).exec_driver_sql(query)
            columns = list(result.keys())
        except (DBAPIError, sqlite3.Error) as error:
            raise _failure(error, engine.url) from error
        except ResourceClosedError as error:
            raise QueryFailedError(reason="it gives no rows") from error
        try:
            yield columns, _rows(result, engine)
        finally:
            # The error of a connection that was lost is that of the rows, not of the end.
            with suppress(DBAPIError, sqlite3.Error):
                result.close()
                connection.rollback()


def _rows(result: Any, engine: Engine) -> Iterator[Sequence[Any]]:
    try:
        yield from result
    except (DBAPIError, sqlite3.Error) as error:
        raise _failure(error, engine.url) from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url, keep_blank_values=True)
        external.check_url(parsed)
        parsed = external.driver_url(parsed)
        engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, **external.engine_options(parsed))
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


def _failure(error: BaseException, url: URL) -> CustomersError:
    """Return the error of a query: the connection was lost, or the query is wrong."""
    if classify(error) == LOST:
        return SourceUnreachableError(url=public_url(url), reason=f"the connection was lost ({_reason(error, url)})")
    return QueryFailedError(reason=_reason(error, url))


def _reason(error: BaseException, url: URL) -> str:
    """Return the driver's message without the password."""
    words = reason_of(error)
    secrets = [str(url.password)] if url.password else []
    secrets += [str(value) for key, value in url.query.items() if "pass" in key.lower() and value]
    for secret in secrets:
        words = words.replace(secret, "***")
    return words
