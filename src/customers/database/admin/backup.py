"""Copy a shop into another database of either engine, table by table, and compare the checksums."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from customers.database.connection import bulk
from customers.database.connection.bulk import batched
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import REVISIONS, metadata
from customers.database.search.index import rebuild_texts
from customers.errors import BackupUnusableError

_BATCH = 5_000
_PAGES = 2_000
# In the file of a backup only: the checksum that `restore` compares with the content, at this revision of the schema.
_seal = Table("backup_seal", MetaData(), Column("revision", Text, primary_key=True), Column("checksum", Text, nullable=False))
Advance = Callable[[int], None]


def copied_tables() -> list[Table]:
    """Return the tables of a copy, each after those that it references; search texts are derived, locks belong to runs."""
    return [table for table in metadata.sorted_tables if table.info["copied"]]


def is_empty(connection: Connection) -> bool:
    """Return whether the tables have no rows."""
    return all(connection.execute(select(1).select_from(table).limit(1)).first() is None for table in copied_tables())


def copy_tables(source: Connection, target: Connection, advance: Advance) -> dict[str, int]:
    """Copy a shop into an empty one, some thousand rows in memory at a time; return the number of rows of each table."""
    copied = {}
    for table in copied_tables():
        names = [column.name for column in table.columns]
        number = 0
        for batch in batched(_rows(source, table), _BATCH):
            bulk.copy_rows(target, table, names, batch)
            number += len(batch)
            advance(len(batch))
        copied[table.name] = number
    rebuild_texts(target)
    return copied


def digest_tables(connection: Connection) -> dict[str, str]:
    """Return a checksum of each table's rows in the order of their keys, equal for equal shops on either engine."""
    digests = {}
    for table in copied_tables():
        digest = blake2b(digest_size=16)
        for row in _rows(connection, table):
            digest.update(json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode())
        digests[table.name] = digest.hexdigest()
    return digests


def digest_backup(connection: Connection, path: Path) -> dict[str, str]:
    """Return the checksums of the tables of a backup.

    Raises:
        BackupUnusableError: it is damaged.
    """
    try:
        return digest_tables(connection)
    except (SQLAlchemyError, sqlite3.Error, ValueError, TypeError, OverflowError):
        # The message repeats nothing of invalid texts and times, which may hold anything.
        raise BackupUnusableError(path=path, reason="it is damaged") from None


def checksum(digests: dict[str, str]) -> str:
    """Return one checksum of all tables."""
    return blake2b("".join(digests.values()).encode(), digest_size=16).hexdigest()


def copy_sqlite_file(source: Path, target: Path) -> None:
    """Copy one snapshot of a SQLite database by SQLite's own backup, also while others write to it."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        # A transaction fixes the snapshot: without one, a write of another program restarts the backup.
        reading.execute("BEGIN")
        reading.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        # Python handles signals between the steps.
        reading.backup(writing, pages=_PAGES, progress=lambda *_: None)


def write_seal(connection: Connection, checksum: str) -> None:
    """Write the checksum of a backup into it."""
    _seal.metadata.create_all(connection)
    connection.execute(delete(_seal))
    connection.execute(insert(_seal).values(revision=REVISIONS[-1], checksum=checksum))


def find_seal(connection: Connection) -> str | None:
    """Return the checksum of a backup; None without one, or if its schema was upgraded since."""
    if not dialect_of(connection).has_table(connection, _seal.name):
        return None
    return connection.scalar(select(_seal.c.checksum).where(_seal.c.revision == REVISIONS[-1]))


def has_seal(path: Path) -> bool:
    """Return whether a SQLite file is a backup, by its table of seals; its log and its locks are ignored."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            row = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (_seal.name,)).fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return row is not None


def finish_sqlite_file(path: Path) -> bool:
    """Merge the log of a SQLite database into its file, and return whether its pages are sound."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        return _is_sound(connection)


def check_sqlite_file(path: Path) -> str | None:
    """Return what is wrong with the file of a backup, None if its pages are sound; nothing is written."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return None if _is_sound(connection) else "it is damaged"
    except sqlite3.DatabaseError as error:
        return str(error)
    except UnicodeDecodeError:  # SQLite's message repeats a damaged schema, which the driver cannot decode
        return "it is damaged"


def _is_sound(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _rows(connection: Connection, table: Table) -> Iterator[Any]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(stream_results=True, yield_per=_BATCH)
    result = connection.execute(query)
    try:
        yield from result
    finally:
        result.close()


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return int(value.timestamp()) if isinstance(value, datetime) else value
