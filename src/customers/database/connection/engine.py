"""Open a database: its engine and its connections."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy import Connection as Connection
from sqlalchemy import Engine as Engine
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from customers.config.database_url import check_database_url, invalid_url_error
from customers.database.connection.cursors import close_all
from customers.database.connection.errors import LOCK_NOT_AVAILABLE, LOST, READ_ONLY, classify, database_error, driver_errors, reason_of
from customers.database.connection.locks import lock_seconds as seconds_of
from customers.database.connection.pool import KeepingPool
from customers.database.connection.sqlite_file import FIRST_USE, LEAVE, FirstUse, check_file
from customers.database.connection.sqlite_rights import find_refusal, share_side_files
from customers.database.dialects.base import LOCK_SECONDS as LOCK_SECONDS_OPTION
from customers.database.dialects.base import dialect_for, dialect_of, redacted_url
from customers.errors import CustomersError, DatabaseFailedError, DatabaseUnreachableError, LockTimeoutError

LOCK_SECONDS = 10
# Without a handler, Python writes the pool's failed clean-ups to stderr; errors that matter are raised. A pool of our own has a logger
# of its own.
for _name in ("sqlalchemy", KeepingPool.__module__):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def public_url(url: str | URL) -> str:
    """Return the URL of a database without its password, in whatever part of the URL it stands."""
    return redacted_url(make_url(url))


def open_engine(url: str, *, lock_seconds: int = LOCK_SECONDS, run: str = "", first_use: FirstUse = LEAVE) -> Engine:
    """Return an engine on a database; nothing is opened before the first connection.

    Args:
        url: the database URL.
        lock_seconds: how long to wait for the locks of other runs.
        run: the command, as other runs name it that wait for a lock of this one.
        first_use: what may be done where a SQLite file does not exist.

    Raises:
        InvalidUrlError: the URL cannot be understood.
    """
    check_database_url(url)
    try:
        parsed = make_url(url)
        dialect = dialect_for(parsed)
        engine = create_engine(
            dialect.driver_url(parsed),
            poolclass=KeepingPool,
            hide_parameters=True,
            connect_args=dialect.connect_arguments(parsed, lock_seconds=lock_seconds, application=f"customers {run}".strip()),
            execution_options={LOCK_SECONDS_OPTION: lock_seconds, FIRST_USE: first_use},
        )
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise invalid_url_error(url, ValueError("cannot be understood")) from error
    dialect.listen(engine)
    return engine


@contextmanager
def connect(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """Yield a connection in a transaction that rolls back by itself; the caller commits.

    A reading transaction reads one snapshot. The schema is not checked.

    Raises:
        DatabaseUnreachableError: the database cannot be opened.
        LockTimeoutError: another run held a lock for longer than `lock_seconds`.
        ConcurrentUpdateError: another transaction changed the same rows; a retry of the whole transaction may succeed.
    """
    check_file(engine)
    try:
        connection = engine.connect()
    except driver_errors() as error:
        raise _unreachable_error(engine, error) from error
    except (OSError, UnicodeError) as error:  # the driver encodes the name of the host
        raise unreachable_error(engine, error) from error
    with connection:
        dialect = dialect_of(engine)
        connection = connection.execution_options(**dialect.transaction_options(writing=writing))
        try:
            dialect.set_lock_timeout(connection)
            yield connection
        except driver_errors() as error:
            raise _connection_error(connection, error) from error
        except (KeyboardInterrupt, SystemExit) as error:
            # Behind the start of a statement the driver cannot roll back: the end of the connection does.
            connection.invalidate(error)
            raise
        finally:
            close_all(connection)
            if (path := sqlite_path(engine)) is not None:
                share_side_files(path)


def _unreachable_error(engine: Engine, error: Exception) -> CustomersError:
    # After a writer was killed, the next run that opens the SQLite file recovers it under an exclusive lock.
    return LockTimeoutError(seconds=LOCK_SECONDS, holder="") if classify(error) == LOCK_NOT_AVAILABLE else unreachable_error(engine, error)


def _connection_error(connection: Connection, error: Exception) -> CustomersError:
    """Return the program's error for one of the driver's, with the holder of a lock."""
    seconds, holder = seconds_of(connection), ""
    if classify(error) == LOST and not connection.invalidated:
        # Raised by the bare driver: SQLAlchemy would send a rollback to a lost server.
        connection.invalidate(error)
    if classify(error) == READ_ONLY and (refusal := _refusal(connection.engine, writing=True)):
        return DatabaseFailedError(**refusal)
    if classify(error) == LOCK_NOT_AVAILABLE and not connection.invalidated:
        holder = dialect_of(connection.engine).find_lock_holder(connection, seconds)
    return database_error(error, seconds=seconds, holder=f" held by {holder}" if holder else "")


def unreachable_error(engine: Engine, error: BaseException) -> CustomersError:
    """Return the program's error for a database that does not open."""
    remedy = {"reason": reason_of(error), **dialect_of(engine).remedy_of_unreachable(error)}
    return DatabaseUnreachableError(url=public_url(engine.url), **(_refusal(engine, writing=False) or remedy))


def _refusal(engine: Engine, *, writing: bool) -> dict[str, Any]:
    path = sqlite_path(engine)
    return {} if path is None else find_refusal(path, writing=writing)


def sqlite_path(engine: Engine) -> Path | None:
    """Return the file of a SQLite database, None on a server."""
    return dialect_of(engine).database_file(engine)


def trace(engine: Engine, write: Callable[[str], None]) -> None:
    """Write every statement as it is sent, without the values bound to it."""
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: write(f"SQL: {_shorten(statement)}"))


def _shorten(statement: str) -> str:
    """Return a statement on one line, with long lists of bound values cut."""
    return re.sub(r"((?:\?|%\(\w+\)s\S*), )(?:(?:\?|%\(\w+\)s\S*), ){8,}", r"\1..., ", " ".join(statement.split()))
