"""Opening a database: the engine, its connections, and the check that the schema is ours."""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from customers import filesystem
from customers.config import database_url
from customers.config.database_url import check_database_url, invalid_url_error
from customers.database import backend
from customers.database.failures import (
    LOCK_NOT_AVAILABLE,
    LOST,
    classify,
    database_error,
    driver_errors,
    reason_of,
    remedy_of,
    translated_errors,
)
from customers.database.holders import find_session, find_writer
from customers.database.open_results import close_all
from customers.database.sqlite_file import FIRST_USE, LEAVE, ONE_PAGE, FirstUse, check_before_commit, check_file, missing, size_of
from customers.database.tables import REVISIONS, alembic_version, metadata
from customers.errors import (
    CustomersError,
    DatabaseUnreachableError,
    ForeignDatabaseError,
    LockTimeoutError,
    SchemaMissingError,
    SchemaOutdatedError,
    SchemaTooNewError,
)

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
    waits = {backend.LOCK_SECONDS: lock_seconds}
    return create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options, execution_options=waits)


def _open_sqlite(url: URL, lock_seconds: int, first_use: FirstUse) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": lock_seconds, "check_same_thread": False},
        execution_options={backend.LOCK_SECONDS: lock_seconds, FIRST_USE: first_use},
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
    if backend.is_writing(connection):
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
        raise _unopened(engine, error) from error
    except OSError as error:
        raise unreachable(engine, error) from error
    with connection:
        if engine.dialect.name == "sqlite":
            connection = connection.execution_options(**{backend.WRITING: writing})
        elif not writing:
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            backend.limit_waiting(connection)
            yield connection
        except driver_errors() as error:
            raise _failure(connection, error) from error
        finally:
            close_all(connection)


def _unopened(engine: Engine, error: Exception) -> CustomersError:
    # A SQLite file whose writer was killed is put right by whoever opens it next, alone.
    return LockTimeoutError(seconds=LOCK_SECONDS, holder="") if classify(error) == LOCK_NOT_AVAILABLE else unreachable(engine, error)


def _failure(connection: Connection, error: Exception) -> CustomersError:
    """The program's error for what the database said; of a lock, who holds it."""
    seconds, holder = backend.lock_seconds(connection), ""
    if classify(error) == LOST and not connection.invalidated:
        # It was told past SQLAlchemy, which would send its rollback to nobody.
        connection.invalidate(error)
    if classify(error) == LOCK_NOT_AVAILABLE and not connection.invalidated:
        path = sqlite_path(connection.engine)
        if path is not None:
            holder = find_writer(str(path))
        else:
            holder = find_session(connection.engine, own=backend.backend_pid(connection), seconds=seconds)
    return database_error(error, seconds=seconds, holder=f" held by {holder}" if holder else "")


def unreachable(engine: Engine, error: BaseException) -> CustomersError:
    """The operator's words for a database that does not open."""
    remedy = remedy_of(error) if engine.dialect.name == "sqlite" else None
    return DatabaseUnreachableError(url=public_url(engine.url), reason=reason_of(error), hint=remedy)


@contextmanager
def kept_open(engine: Engine) -> Iterator[None]:
    """Keep a SQLite file open between transactions: else each, when it closes, writes the log back into the file."""
    if engine.dialect.name != "sqlite":
        yield
        return
    make_sqlite_on_first_use(engine)
    with connect(engine, writing=False):
        yield


@contextmanager
def connect_to_schema(engine: Engine, *, writing: bool, job: str | None = None, make: bool = False) -> Iterator[Connection]:
    """Like `connect`, on a database that has this program's schema; a SQLite file is made on first use, where the run may.

    `job` names a job of which only one run at a time may be at work. With `make` a PostgreSQL database without the schema
    gets it in the same transaction.

    Raises:
        SchemaMissingError, SchemaOutdatedError, SchemaTooNewError: the schema is not the one this program works with.
        JobRunningError: another run of the job is at work.
    """
    make_sqlite_on_first_use(engine)
    with ExitStack() as stack:
        if job is not None:
            stack.enter_context(backend.file_lock(engine, job))
        connection = stack.enter_context(connect(engine, writing=writing))
        if make and find_revision(connection) is None:
            _make_postgresql_schema(connection)
        check_schema(connection)
        if job is not None:
            backend.hold_row_lock(connection, job)
        yield connection


def find_revision(connection: Connection) -> str | None:
    """The revision of the schema, or None where the database has none."""
    if not backend.has_table(connection, "alembic_version"):
        return None
    return connection.scalar(select(alembic_version.c.version_num))


def check_schema(connection: Connection) -> None:
    """Raise unless the database has exactly the schema that this program works with."""
    found, wanted, url = find_revision(connection), REVISIONS[-1], public_url(connection.engine.url)
    if found is None:
        refuse_foreign(connection)
        raise SchemaMissingError(url=url)
    if found not in REVISIONS:
        raise SchemaTooNewError(url=url, found=found, wanted=wanted)
    if found != wanted:
        raise SchemaOutdatedError(url=url, found=found, wanted=wanted)


def _make_postgresql_schema(connection: Connection) -> None:
    """Make the schema, unless another run is before us; a SQLite file has it, or is another program's."""
    backend.hold_schema(connection)
    if not backend.is_sqlite(connection) and find_revision(connection) is None:
        _make_schema(connection)


def refuse_foreign(connection: Connection) -> None:
    """Raise ForeignDatabaseError where a SQLite file without the schema of this program has tables."""
    if connection.dialect.name == "sqlite" and not _is_blank(connection):
        raise ForeignDatabaseError(url=public_url(connection.engine.url))


def sqlite_path(engine: Engine) -> Path | None:
    """The file of a SQLite database, None on PostgreSQL."""
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


def make_sqlite_on_first_use(engine: Engine, *, dry_run: bool = False) -> bool:
    """Make a SQLite file that is not there (or empty) with its schema, for the user alone; return whether it was made.

    A run that is killed while it makes one leaves a file without tables, which is empty too. `dry_run` makes none.

    Raises:
        DatabaseMissingError: it is not there, and the run may not make it.
    """
    path = sqlite_path(engine)
    if path is None:
        return False
    check_file(engine)
    first_use: FirstUse = engine.get_execution_options().get(FIRST_USE, LEAVE)
    if dry_run:
        first_use = first_use._replace(make=False)
    try:
        if (size := size_of(path)) > ONE_PAGE:
            return False
        if first_use.make and (first_use.is_default or path.parent.is_dir()):
            filesystem.make_private_dir(path.parent)
            os.close(filesystem.open_private(path, os.O_RDWR))
        elif not size:
            raise missing(path, public_url(engine.url), first_use)
    except OSError as error:
        raise unreachable(engine, error) from error
    with connect(engine, writing=False) as connection:
        if not _is_blank(connection):
            return False
    if not first_use.make:
        raise missing(path, public_url(engine.url), first_use)
    return _fill_sqlite(engine, path, first_use)


def _fill_sqlite(engine: Engine, path: Path, first_use: FirstUse) -> bool:
    with translated_errors(), closing(sqlite3.connect(path, timeout=LOCK_SECONDS)) as plain:
        plain.execute("PRAGMA journal_mode=WAL")
    with connect(engine, writing=True) as connection:
        if not _is_blank(connection):
            return False
        _make_schema(connection)
        connection.commit()
    if first_use.announce is not None:
        first_use.announce(f"there was no database {public_url(engine.url)}: a new one was made")
    return True


def _make_schema(connection: Connection) -> None:
    metadata.create_all(connection)
    backend.make_search_index(connection)
    alembic_version.metadata.create_all(connection)
    connection.execute(insert(alembic_version).values(version_num=REVISIONS[-1]))


def _is_blank(connection: Connection) -> bool:
    """Whether a SQLite database holds no table, neither of ours nor of another program."""
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first() is None
