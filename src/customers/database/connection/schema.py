"""Connect to a database with the program's schema: check it, or create it on first use."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from customers import filesystem
from customers.database.connection.engine import LOCK_SECONDS, connect, public_url, sqlite_path, unreachable_error
from customers.database.connection.errors import translated_errors
from customers.database.connection.pool import KeepingPool
from customers.database.connection.sqlite_file import FIRST_USE, LEAVE, ONE_PAGE, FirstUse, check_file, missing, size_of
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import REVISIONS, alembic_version, metadata
from customers.database.search import trigram_index
from customers.errors import ForeignDatabaseError, SchemaMissingError, SchemaOutdatedError, SchemaTooNewError

_REVISION = select(alembic_version.c.version_num)


@contextmanager
def keep_open(engine: Engine) -> Iterator[None]:
    """Keep a SQLite file open between transactions, each of which would write the log back into the file when it closes."""
    if sqlite_path(engine) is None or not isinstance(engine.pool, KeepingPool):
        yield
        return
    make_sqlite_on_first_use(engine)
    with engine.pool.keeping():
        yield


@contextmanager
def connect_to_schema(engine: Engine, *, writing: bool, job: str | None = None, make: bool = False) -> Iterator[Connection]:
    """Connect to a database that has the program's schema; a missing SQLite file is created if the run may.

    Args:
        engine: the engine of the database.
        writing: whether the transaction may write.
        job: the name of a job that one run at a time does.
        make: whether a PostgreSQL database without the schema gets it in the same transaction.

    Raises:
        SchemaMissingError: the database has no schema.
        SchemaOutdatedError: the schema is older than the program's.
        SchemaTooNewError: the schema is newer than the program's.
        JobRunningError: another run of the job has its lock.
    """
    make_sqlite_on_first_use(engine)
    with ExitStack() as stack:
        if job is not None:
            stack.enter_context(dialect_of(engine).job_file_lock(engine, job))
        connection = stack.enter_context(connect(engine, writing=writing))
        if make and find_revision(connection) is None:
            _make_postgresql_schema(connection)
        check_schema(connection)
        if job is not None:
            dialect_of(engine).lock_job(connection, job)
        yield connection


def find_revision(connection: Connection) -> str | None:
    """Return the revision of the schema, None without a schema."""
    if not dialect_of(connection.engine).has_table(connection, "alembic_version"):
        return None
    return connection.scalar(_REVISION)


def check_schema(connection: Connection) -> None:
    """Check that the database has the schema of this program.

    Raises:
        SchemaMissingError: it has none.
        SchemaOutdatedError: it has an older one.
        SchemaTooNewError: it has a newer one.
        WorkerNodeError: it is a worker of a cluster.
    """
    revision, expected, url = find_revision(connection), REVISIONS[-1], public_url(connection.engine.url)
    check_node(connection)
    if revision is None:
        refuse_foreign(connection)
        raise SchemaMissingError(url=url)
    if revision not in REVISIONS:
        raise SchemaTooNewError(url=url, found=revision, wanted=expected)
    if revision != expected:
        raise SchemaOutdatedError(url=url, found=revision, wanted=expected)


def _make_postgresql_schema(connection: Connection) -> None:
    """Create the schema on PostgreSQL, unless another run did; a SQLite file without it is another program's."""
    if sqlite_path(connection.engine) is not None:
        return
    dialect_of(connection.engine).lock_schema(connection)
    if find_revision(connection) is None:
        check_node(connection)
        _make_schema(connection)


def refuse_foreign(connection: Connection) -> None:
    """Refuse a SQLite file without the program's schema that has tables.

    Raises:
        ForeignDatabaseError: it has.
    """
    if sqlite_path(connection.engine) is not None and not _is_blank(connection):
        raise ForeignDatabaseError(url=public_url(connection.engine.url))


def make_sqlite_on_first_use(engine: Engine, *, dry_run: bool = False) -> bool:
    """Create a missing or empty SQLite file with its schema, readable by the user alone; return whether it was created.

    A run that is killed while it creates one leaves a file without tables, which counts as empty. `dry_run` creates none.

    Raises:
        DatabaseMissingError: the file is missing, and the run may not create it.
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
        raise unreachable_error(engine, error) from error
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
        first_use.announce(f"created the new database {public_url(engine.url)}")
    return True


def _make_schema(connection: Connection) -> None:
    dialect_of(connection.engine).create_tables(connection, metadata)
    trigram_index.create_search_index(connection)
    alembic_version.metadata.create_all(connection)
    connection.execute(insert(alembic_version).values(version_num=REVISIONS[-1]))


def _is_blank(connection: Connection) -> bool:
    """Return whether a SQLite database has no tables at all."""
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first() is None


def check_node(connection: Connection) -> None:
    """Detect a cluster, before the first statement that depends on it.

    Raises:
        WorkerNodeError: the connection is to a worker of a cluster.
    """
    dialect_of(connection)
