"""The only place that knows which engine it works on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Integer, ScalarSelect, Select, Table, Text, cast, func, literal, select, text
from sqlalchemy import insert as plain_insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ColumnElement

from customers import filesystem
from customers.database import cluster
from customers.database.columns import Id, Moment, driver_value
from customers.database.failures import LOCK_NOT_AVAILABLE, classify
from customers.database.holders import find_session
from customers.database.quoting import quoted
from customers.errors import DatabaseFailedError, JobRunningError

WRITING = "customers_writing"  # an option of the connection, see `engine.connect`
LOCK_SECONDS = "customers_lock_seconds"  # one of the engine, see `engine.open_engine`
SEARCH_INDEX = "customer_search_index"
_TRIGRAMS = f"CREATE INDEX IF NOT EXISTS {SEARCH_INDEX} ON customer_search USING gin (text gin_trgm_ops)"
POSTGRES_SEARCH_INDEX = ("CREATE EXTENSION IF NOT EXISTS pg_trgm", _TRIGRAMS)
# The number by which an upgrade of the schema waits for another one.
_SCHEMA_LOCK = int.from_bytes(b"shop", "big")
_LOCKED_AT_ONCE = 5_000
_WRITTEN_AT_ONCE = 10_000


def is_sqlite(connection: Connection) -> bool:
    """Whether the connection is to SQLite; else it is to PostgreSQL."""
    return connection.dialect.name == "sqlite"


def is_writing(connection: Connection) -> bool:
    """Whether the transaction may write: on SQLite it then holds the database against other writers."""
    return bool(connection.get_execution_options().get(WRITING))


def insert(connection: Connection, table: Table) -> Any:
    """The engine's insert, which has `on_conflict_do_nothing` and `on_conflict_do_update` on both."""
    if is_sqlite(connection):
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def has_table(connection: Connection, name: str) -> bool:
    """Whether a table of that name can be seen, without the reflection of a whole schema."""
    if is_sqlite(connection):
        return connection.scalar(text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": name}) is not None
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None


def drop_temporary_table(connection: Connection, table: Table) -> None:
    """Drop a temporary table where there is one, and never a lasting one of that name."""
    schema = "temp" if is_sqlite(connection) else "pg_temp"
    connection.execute(text(f"DROP TABLE IF EXISTS {schema}.{quoted(table.name)}"))


def count_for_planner(connection: Connection, table: Table) -> None:
    """Let PostgreSQL know how many rows a temporary table has: by its guess a recalculation of thousands takes twice as long."""
    if not is_sqlite(connection):
        connection.execute(text(f"ANALYZE pg_temp.{quoted(table.name)}"))


def make_search_index(connection: Connection) -> bool:
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


def next_moment(connection: Connection, column: ColumnElement[Any], now: Any) -> ColumnElement[Any]:
    """`now`, or a second after what the column holds where that is not before now: a time that always moves on."""
    if is_sqlite(connection):
        return func.max(literal(now, Moment), column.op("+", return_type=Integer())(text("1")), type_=Moment())
    # By way of a time without a zone: to add to one with a zone depends on settings, which a cluster refuses in an update.
    later = func.timezone(text("'UTC'"), func.timezone(text("'UTC'"), column).op("+")(text("interval '1 second'")))
    return func.greatest(literal(now, Moment), later, type_=Moment())


def json_array(connection: Connection, query: Select[tuple[str]]) -> ScalarSelect[str]:
    """The texts that an ordered query of one column gives, as a JSON array written as `dump_json` writes it."""
    rows = query.subquery()
    [value] = rows.columns
    if is_sqlite(connection):
        return select(func.json_group_array(value, type_=Text())).scalar_subquery()
    # An aggregate reads a sorted subquery in its order, as long as nothing is joined to it.
    texts = func.string_agg(cast(func.to_json(value), Text), literal(",", Text))
    return select(func.coalesce(literal("[", Text) + texts + literal("]", Text), literal("[]", Text), type_=Text())).scalar_subquery()


def overwrite_deleted(connection: Connection) -> None:
    """On SQLite, overwrite with zeros what this connection deletes, instead of leaving it in the file until it is needed."""
    if is_sqlite(connection):
        connection.execute(text("PRAGMA secure_delete=ON"))


def lock_customers(connection: Connection, ids: Iterable[Any]) -> None:
    """Hold customers until the transaction ends, in the order of their ids, so that nobody deadlocks.

    On SQLite a writing transaction holds the whole database already.
    """
    if is_sqlite(connection):
        return
    if cluster.is_distributed(connection):
        cluster.lock_each(connection, sorted(ids))
        return
    from customers.database.tables import customers

    held = select(customers.c.id).order_by(customers.c.id).with_for_update()
    ordered = sorted(ids)
    for start in range(0, len(ordered), _LOCKED_AT_ONCE):
        connection.execute(held.where(customers.c.id.in_(ordered[start : start + _LOCKED_AT_ONCE])))


def use_ordered_plan(connection: Connection) -> None:
    """Make PostgreSQL aggregate all orders along the covering index, whatever its work_mem.

    Left to itself it takes the hash plan by the settings of the day, which spills and takes 2.6 times as long.
    """
    if is_sqlite(connection):
        return
    cluster.tell_nodes(connection)
    for name in ("enable_hashagg", "enable_hashjoin", "enable_sort"):
        connection.execute(text(f"SET LOCAL {name} = off"))
    connection.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))


def hold_row_lock(connection: Connection, name: str) -> None:
    """Hold a named lock, which only one run at a time can have, until the transaction ends.

    On SQLite there is nothing to do: `file_lock` was taken before the transaction began.

    Raises:
        JobRunningError: another run holds it.
    """
    if is_sqlite(connection):
        return
    from customers.database.tables import locks

    try:
        # Another run may have made the row and not committed it yet: that is waiting too, which NOWAIT does not cover.
        connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
        connection.execute(insert(connection, locks).values(name=name).on_conflict_do_nothing())
        limit_waiting(connection)
        connection.execute(select(locks.c.name).where(locks.c.name == name).with_for_update(nowait=True))
    except DBAPIError as error:
        if classify(error) == LOCK_NOT_AVAILABLE:
            own = backend_pid(connection)
            raise JobRunningError(
                job=name, holder=_told(find_session(connection.engine, own=own, seconds=0, relation=locks.name))
            ) from error
        raise


def limit_waiting(connection: Connection) -> None:
    """Bound how long each statement of a transaction waits for a lock of another run; on SQLite the connection has its limit."""
    if not is_sqlite(connection):
        seconds = lock_seconds(connection)
        # 0 would be for ever.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{f'{seconds}s' if seconds else '1ms'}'")


def lock_seconds(connection: Connection) -> int:
    """How many seconds a run waits for the locks of others."""
    return int(connection.get_execution_options().get(LOCK_SECONDS, 0))


def backend_pid(connection: Connection) -> int:
    """The server's process of a PostgreSQL connection, known to the driver."""
    driver: Any = connection.connection.driver_connection
    return int(driver.info.backend_pid)


def hold_schema(connection: Connection) -> None:
    """Hold the schema against another upgrade until the transaction ends; on SQLite a writing transaction does.

    The table of named locks may not be there yet.

    Raises:
        DBAPIError: another upgrade has held it for longer than is waited.
    """
    if is_sqlite(connection):
        return
    connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))


@contextmanager
def file_lock(engine: Engine, name: str) -> Iterator[None]:
    """Hold a named lock on SQLite, by an advisory lock on a file beside the database; it ends with the run, however that ends.

    A row cannot be held there, and a second run would wait for the whole database rather than give up at once.

    Raises:
        JobRunningError: another run holds it.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    import fcntl
    import os

    path = f"{engine.url.database}-{name.replace(' ', '-')}.lock"
    try:
        handle = filesystem.open_private(path, os.O_RDWR)
    except OSError as error:
        raise DatabaseFailedError(reason=f"cannot open {path}: {(error.strerror or 'it failed').lower()}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 80, 0).decode("ascii", "replace").strip()
        raise JobRunningError(job=name, holder=_told(holder)) from None
    else:
        with suppress(OSError):  # on a full disk the lock holds as well
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}".encode(), 0)
        yield
    finally:
        os.close(handle)


def _told(holder: str) -> str:
    return f": {holder}" if holder else ""


def copy_rows(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write many rows by the fastest way that the engine has; values are those of the columns' types."""
    convert = [driver_value(table.c[name].type, connection.dialect) for name in columns]
    remaining = iter(rows)
    cursor: Any = connection.connection.cursor()
    names = ", ".join(quoted(name) for name in columns)
    marks = ", ".join("?" * len(columns))
    while some := list(islice(remaining, _WRITTEN_AT_ONCE)):
        converted = _converted(some, convert)
        if is_sqlite(connection):
            cursor.executemany(f"INSERT INTO {quoted(table.name)} ({names}) VALUES ({marks})", converted)  # noqa: S608
        else:
            with cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as copy:
                for row in converted:
                    copy.write_row(row)
    cursor.close()


def driver_id(connection: Connection) -> Callable[[UUID], Any]:
    """What turns an id into what `copy_rows` writes without a conversion of its own."""
    convert = driver_value(Id(), connection.dialect)
    assert convert is not None
    return convert


def _converted(rows: Sequence[Sequence[Any]], convert: Sequence[Callable[[Any], Any] | None]) -> Iterable[Sequence[Any]]:
    """Rows for the driver, converted by the column: one by the cell takes several times as long."""
    if not any(convert):
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    for index, to_driver in enumerate(convert):
        # Who has a value for many tables converts it once: `driver_id`.
        if to_driver is not None and type(columns[index][0]) not in (bytes, str):
            columns[index] = [None if value is None else to_driver(value) for value in columns[index]]
    return zip(*columns, strict=True)


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows given as dictionaries of the same keys."""
    if rows:
        connection.execute(plain_insert(table), list(rows))
