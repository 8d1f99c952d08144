"""Open a database: its engine and its connections."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from customers.config import database_url
from customers.config.database_url import check_database_url, invalid_url_error
from customers.database.connection import locks
from customers.database.connection.cursors import close_all
from customers.database.connection.errors import LOCK_NOT_AVAILABLE, LOST, classify, database_error, driver_errors, reason_of, remedy_of
from customers.database.connection.locks import find_session, find_writer
from customers.database.connection.sqlite_file import FIRST_USE, LEAVE, FirstUse, check_before_commit, check_file
from customers.database.dialects import base
from customers.errors import CustomersError, DatabaseUnreachableError, LockTimeoutError

LOCK_SECONDS = 10
# What the pool could not tidy up of a connection is said on stderr where nobody listens; errors that matter are raised.
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
# The log is written back into the file 64 MB at a time, not after each batch of an import; and whenever all is closed.
_PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-65536", "wal_autocheckpoint=16000")
CONNECT_SECONDS = 10


def public_url(url: str | URL) -> str:
    """The address of a database without its password, wherever in the address it stands."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return database_url.sqlite_url(parsed.database or "")
    query = {key: value for key, value in parsed.query.items() if key in database_url.SHOWN}
    return parsed.set(drivername=parsed.get_backend_name(), query=query).render_as_string(hide_password=True)


def open_engine(url: str, *, lock_seconds: int = LOCK_SECONDS, run: str = "", first_use: FirstUse = LEAVE) -> Engine:
    """Return an engine on a database; nothing is opened before the first connection.

    Locks of others are waited for `lock_seconds`; `run` is what others are told that waits for one of ours; `first_use` is
    what may be done where a SQLite file is not there.

    Raises:
        InvalidUrlError: the URL cannot be understood.
    """
    check_database_url(url)
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() in ("postgresql", "postgres"):
            return _open_postgresql(parsed, lock_seconds, f"customers {run}".strip())
        return _open_sqlite(parsed, lock_seconds, first_use)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise invalid_url_error(url, ValueError("cannot be understood")) from error


def _open_postgresql(url: URL, lock_seconds: int, name: str) -> Engine:
    ours: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": name}
    options = {name: value for name, value in ours.items() if name not in url.query}
    url = url.set(drivername="postgresql+psycopg")
    waits = {base.LOCK_SECONDS: lock_seconds}
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options, execution_options=waits)


def _open_sqlite(url: URL, lock_seconds: int, first_use: FirstUse) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": lock_seconds, "check_same_thread": False},
        execution_options={base.LOCK_SECONDS: lock_seconds, FIRST_USE: first_use},
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "commit", check_before_commit)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions begin too late (a read that becomes a write fails whatever the timeout) and not at
    # all around DDL; `_begin_sqlite` writes them out.
    connection.isolation_level = None
    cursor = connection.cursor()
    # What is deleted is overwritten where that costs no further writing; the rest is `erasure.scrub`'s.
    for pragma in (*_PRAGMAS, "secure_delete=FAST"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if base.is_writing(connection):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    # What a list of everyone is sorted in grows with the shop: beyond the cache it goes to a file that nobody else can open.
    connection.exec_driver_sql("PRAGMA temp_store=FILE")
    connection.exec_driver_sql("BEGIN")


@contextmanager
def connect(engine: Engine, *, writing: bool) -> Iterator[Connection]:
    """A connection in a transaction that rolls back by itself; the caller commits.

    A reading transaction sees one snapshot throughout. Nothing is checked about the schema here.

    Raises:
        DatabaseUnreachableError: the database cannot be opened.
        LockTimeoutError: another run held a lock for longer than is waited.
        ConcurrentUpdateError: others changed the same at the same moment; it may go well when the whole is tried again.
    """
    check_file(engine)
    try:
        connection = engine.connect()
    except driver_errors() as error:
        raise _unreachable_error(engine, error) from error
    except OSError as error:
        raise unreachable_error(engine, error) from error
    with connection:
        if engine.dialect.name == "sqlite":
            connection = connection.execution_options(**{base.WRITING: writing})
        elif not writing:
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            locks.set_lock_timeout(connection)
            yield connection
        except driver_errors() as error:
            raise _connection_error(connection, error) from error
        finally:
            close_all(connection)


def _unreachable_error(engine: Engine, error: Exception) -> CustomersError:
    # A SQLite file whose writer was killed is put right by whoever opens it next, alone.
    return LockTimeoutError(seconds=LOCK_SECONDS, holder="") if classify(error) == LOCK_NOT_AVAILABLE else unreachable_error(engine, error)


def _connection_error(connection: Connection, error: Exception) -> CustomersError:
    """The program's error for what the database said; of a lock, who holds it."""
    seconds, holder = locks.lock_seconds(connection), ""
    if classify(error) == LOST and not connection.invalidated:
        # It was told past SQLAlchemy, which would send its rollback to nobody.
        connection.invalidate(error)
    if classify(error) == LOCK_NOT_AVAILABLE and not connection.invalidated:
        path = sqlite_path(connection.engine)
        if path is not None:
            holder = find_writer(str(path))
        else:
            holder = find_session(connection.engine, own=locks.backend_pid(connection), seconds=seconds)
    return database_error(error, seconds=seconds, holder=f" held by {holder}" if holder else "")


def unreachable_error(engine: Engine, error: BaseException) -> CustomersError:
    """The operator's words for a database that does not open."""
    remedy = remedy_of(error) if engine.dialect.name == "sqlite" else {}
    return DatabaseUnreachableError(url=public_url(engine.url), reason=reason_of(error), **remedy)


def sqlite_path(engine: Engine) -> Path | None:
    """The file of a SQLite database, None on PostgreSQL."""
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None
