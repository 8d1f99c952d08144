"""SQLite: one file, one writer at a time."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    ScalarSelect,
    Select,
    Table,
    TableValuedAlias,
    Text,
    cast,
    column,
    event,
    func,
    literal,
    select,
    text,
)

from customers.database.connection.errors import reason_of, remedy_of
from customers.database.connection.quoting import quoted
from customers.database.connection.sqlite_file import check_before_commit
from customers.database.dialects.base import WRITING, Dialect
from customers.database.dialects.export import ExportSql
from customers.database.dialects.search import SearchSql
from customers.database.dialects.storage import Remains
from customers.database.schema.types import Timestamp
from customers.domain.ids import uuid_of

# The log is written back into the file 64 MB at a time, not after each batch of an import, and at the last close.
_PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-65536", "wal_autocheckpoint=16000")
_LOOK_UP = text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name")
# Lists of values are filled up by their last value to a multiple of one of these.
_SMALL_STEP, _STEP = 50, 1_000
# Where the connection has its temporary tables, if not as `_PRAGMAS` says: kept with the connection.
_TEMP_STORE = "temp_store"
# How many milliseconds a scrub waits for other programs.
_SCRUB_WAIT = 2_000
# The mark in the header of a file that is due for a scrub.
_SCRUB_DUE = 1
# The largest file in bytes that a scrub rewrites: that takes a second or two.
VACUUM_LIMIT = 256 * 2**20


# The queries of a batch return the same ids again; equal objects compare at once.
@lru_cache(maxsize=1 << 14)
def _read_id(value: bytes | None) -> UUID | None:
    return None if value is None else uuid_of(int.from_bytes(value, "big"))


def _id_text(value: bytes | None) -> str | None:
    """Return an id with its dashes, as exports call it in SQL."""
    if value is None:
        return None
    digits = value.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class SqliteDialect(Dialect):
    """SQLite, by the driver of Python."""

    has_row_locks = False
    needs_lateral = False
    foreign_objects = (
        "SELECT type || ' ' || name || CASE type WHEN 'trigger' THEN ' on ' || tbl_name ELSE '' END FROM sqlite_master"
        " WHERE type = 'trigger' OR type = 'view' AND lower(name) IN (SELECT value FROM json_each(:tables)) ORDER BY 1"
    )

    def driver_url(self, url: URL) -> URL:
        """Return the URL of a file."""
        return url.set(drivername="sqlite")

    def connect_arguments(self, url: URL, *, lock_seconds: int, application: str) -> dict[str, Any]:  # noqa: ARG002
        """Return the limit of waiting for locks; threads are SQLAlchemy's concern."""
        return {"timeout": lock_seconds, "check_same_thread": False}

    def listen(self, engine: Engine) -> None:
        """Configure connections, begin transactions, and check the file before a commit."""
        event.listen(engine, "connect", _configure)
        event.listen(engine, "commit", check_before_commit)
        event.listen(engine, "begin", _begin)

    def transaction_options(self, *, writing: bool) -> dict[str, Any]:
        """Return the option that `_begin` reads."""
        return {WRITING: writing}

    def database_file(self, engine: Engine) -> Path | None:
        """Return the file."""
        return Path(engine.url.database or "")

    def remedy_of_unreachable(self, error: BaseException) -> dict[str, Any]:
        """Return the remedy of the kind of error."""
        return remedy_of(error)

    def find_lock_holder(self, connection: Connection, seconds: int) -> str:  # noqa: ARG002
        """Describe the process that writes to the file."""
        from customers.database.dialects.sqlite_locks import find_writer

        return find_writer(Path(connection.engine.url.database or ""))

    def job_file_lock(self, engine: Engine, name: str) -> AbstractContextManager[None]:
        """Lock a file beside the database."""
        from customers.database.dialects.sqlite_locks import job_file_lock

        return job_file_lock(Path(engine.url.database or ""), name)

    def change_mark(self, connection: Connection) -> object | None:
        """Read the counter of a connection, which what it commits itself leaves as it is."""
        counter = connection.exec_driver_sql("PRAGMA data_version").scalar()
        return connection.info.setdefault("customers_connection", object()), counter

    def has_table(self, connection: Connection, name: str) -> bool:
        """Look in the schema table."""
        return connection.scalar(_LOOK_UP, {"name": name}) is not None

    def drop_temporary_table(self, connection: Connection, table: Table) -> None:
        """Drop from the schema of temporary tables."""
        connection.execute(text(f"DROP TABLE IF EXISTS temp.{quoted(table.name)}"))

    def replace_check(self, connection: Connection, table: str, name: str, old: str, new: str) -> None:  # noqa: ARG002
        """Change the stored text of the table, as SQLite's documentation has it for checks: no row is rewritten."""
        connection.execute(text("PRAGMA writable_schema=ON"))
        statement = text("UPDATE sqlite_schema SET sql = replace(sql, :old, :new) WHERE type = 'table' AND name = :name")
        connection.execute(statement, {"old": old, "new": new, "name": table})
        version = connection.scalar(text("PRAGMA schema_version"))
        connection.execute(text(f"PRAGMA schema_version={int(version or 0) + 1}"))
        connection.execute(text("PRAGMA writable_schema=RESET"))

    def insert(self, table: Table) -> Any:
        """Return SQLite's insert."""
        from sqlalchemy.dialects.sqlite import insert

        return insert(table)

    def next_timestamp(self, column: ColumnElement[Any], now: Any) -> ColumnElement[Any]:
        """Return the larger of two numbers of seconds."""
        return func.max(literal(now, Timestamp), column.op("+", return_type=Integer())(text("1")), type_=Timestamp())

    def json_array(self, query: Select[tuple[str]]) -> ScalarSelect[str]:
        """Return the aggregate."""
        [value] = query.subquery().columns
        return select(func.json_group_array(value, type_=Text())).scalar_subquery()

    def json_elements(self, texts: ColumnElement[str]) -> TableValuedAlias:
        """Read the table-valued function."""
        return func.json_each(texts).table_valued(column("value", Text))

    def id_text(self, column: ColumnElement[Any]) -> ColumnElement[str]:
        """Write bytes as digits."""
        return func.lower(func.hex(column))

    def is_not_ascii(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Compare bytes with characters."""
        return func.length(cast(column, LargeBinary)) != func.length(column)

    def copy_rows(self, connection: Connection, table: Table, columns: Sequence[str], batches: Iterator[Iterable[Sequence[Any]]]) -> None:
        """Insert batches by the driver's `executemany`."""
        cursor = connection.connection.cursor()
        names = ", ".join(quoted(name) for name in columns)
        marks = ", ".join("?" * len(columns))
        for rows in batches:
            cursor.executemany(f"INSERT INTO {quoted(table.name)} ({names}) VALUES ({marks})", rows)  # type: ignore[arg-type]  # noqa: S608
        cursor.close()

    def fetch_in(
        self, connection: Connection, statement: str, fixed: Sequence[Any], values: Sequence[Any], id_columns: Sequence[int] = ()
    ) -> list[tuple[Any, ...]]:
        """Bind each value."""
        if values and isinstance(values[0], UUID):
            values = [value.bytes for value in values]
        # The driver holds each text of a statement as prepared: few lengths of lists are few texts.
        if len(values) > _SMALL_STEP:
            missing = -len(values) % (_STEP if len(values) > _STEP else _SMALL_STEP)
            values = [*values, *[values[-1]] * missing]
        cursor: Any = connection.connection.cursor()
        cursor.execute(statement.format(*["?"] * len(fixed), f"({', '.join('?' * len(values))})"), (*fixed, *values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        if not (rows and id_columns):
            return rows
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for index in id_columns:
            columns[index] = list(map(_read_id, columns[index]))
        return list(zip(*columns, strict=True))

    def limit_cache(self, connection: Connection) -> None:
        """Set 16 MB."""
        connection.execute(text("PRAGMA cache_size=-16384"))

    def describe(self, connection: Connection) -> dict[str, Any]:
        """Return the version of the library and the size of the file."""
        size = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return {
            "engine": f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}",
            "size_bytes": connection.scalar(size),
            "distributed": False,
        }

    def find_damage(self, connection: Connection) -> list[str]:
        """Check the pages of the file."""
        return [line for line in connection.scalars(text("PRAGMA quick_check(10)")) if line != "ok"]

    def begin_erasure(self, connection: Connection) -> None:
        """Overwrite deleted rows with zeros, instead of leaving them in the file until the space is needed.

        The mark in the header of the file is part of the transaction.
        """
        connection.execute(text("PRAGMA secure_delete=ON"))
        connection.execute(text(f"PRAGMA user_version={_SCRUB_DUE}"))

    def is_scrub_due(self, connection: Connection) -> bool:
        """Read the mark."""
        return bool(connection.scalar(text("PRAGMA user_version")) == _SCRUB_DUE)

    def scrub_files(self, engine: Engine, *, rewrite: bool = False) -> Remains | None:
        """Scrub the file in transactions of its own; it can be repeated."""
        try:
            with closing(engine.raw_connection()) as connection:
                return _scrub(connection.cursor(), rewrite=rewrite)
        except sqlite3.Error as error:
            # The erasure is committed: this is a notice, not a failure of it.
            return Remains(
                f"the database file could not be cleared of old copies ({reason_of(error)}); the next command that writes repeats it"
            )

    @property
    def search(self) -> SearchSql:
        """The FTS5 index."""
        from customers.database.dialects.sqlite_search import SqliteSearchSql

        return SqliteSearchSql()

    def export(self, currency: str) -> ExportSql:
        """Return the expressions of SQLite."""
        from customers.database.dialects.sqlite_export import SqliteExportSql

        return SqliteExportSql(currency)


def _configure(connection: Any, _record: Any) -> None:
    # The driver's own transactions begin too late (a read that becomes a write fails whatever the timeout) and not at
    # all around DDL; `_begin` begins them.
    connection.isolation_level = None
    connection.create_function("id_text", 1, _id_text, deterministic=True)
    cursor = connection.cursor()
    # Deleted rows are overwritten where that needs no further write; `_scrub` does the rest.
    for pragma in (*_PRAGMAS, "secure_delete=FAST"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    is_writing = bool(connection.get_execution_options().get(WRITING))
    # Sorting all customers takes space that grows with the shop: for a reader it is, beyond the cache, in a private file.
    # A connection that is kept may have read before.
    store = "MEMORY" if is_writing else "FILE"
    if connection.info.get(_TEMP_STORE, "MEMORY") != store:
        connection.exec_driver_sql(f"PRAGMA temp_store={store}")
        connection.info[_TEMP_STORE] = store
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


def _scrub(cursor: Any, *, rewrite: bool) -> Remains | None:
    from customers.database.dialects.sqlite_search import merge_index

    for pragma in ("secure_delete=ON", f"busy_timeout={_SCRUB_WAIT}"):
        cursor.execute(f"PRAGMA {pragma}")
    merge_index(cursor)
    ((pages,), (size,)) = (cursor.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    is_rewritten = rewrite or pages * size <= VACUUM_LIMIT
    if is_rewritten:
        # Pages that were split and joined keep copies of rows in their gaps.
        cursor.execute("VACUUM")
    (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        return Remains("another program is reading the database: what was erased stays in its log until a later command that writes")
    cursor.execute("PRAGMA user_version=0")
    return None if is_rewritten else Remains("unused space in the database file can hold old copies of rows", is_removable=True)


SQLITE = SqliteDialect()
