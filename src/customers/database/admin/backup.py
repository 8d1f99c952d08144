"""A whole shop from one database into another, of either engine, table by table, and the proof that all of it arrived."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, MetaData, Table, Text, delete, insert, select

from customers.database.connection import bulk
from customers.database.dialects import base
from customers.database.schema.tables import REVISIONS, metadata
from customers.database.search.index import rebuild_texts

_BATCH = 5_000
_PAGES = 2_000
# Only the file of a backup has it: the checksum that `restore` holds its content against, as of this revision of the schema.
_seal = Table("backup_seal", MetaData(), Column("revision", Text, primary_key=True), Column("checksum", Text, nullable=False))
Advance = Callable[[int], None]


def copied_tables() -> list[Table]:
    """What makes a shop, each table after those that it refers to; search texts follow from the others, locks belong to runs."""
    return [table for table in metadata.sorted_tables if table.info["copied"]]


def is_empty(connection: Connection) -> bool:
    """Whether a database holds no shop yet."""
    return all(connection.execute(select(1).select_from(table).limit(1)).first() is None for table in copied_tables())


def copy_tables(source: Connection, target: Connection, advance: Advance) -> dict[str, int]:
    """Write all of one shop into an empty other one, some thousand rows in memory at a time; returns the rows of each table."""
    copied = {}
    for table in copied_tables():
        names = [column.name for column in table.columns]
        rows, number = _rows(source, table), 0
        while batch := list(islice(rows, _BATCH)):
            bulk.copy_rows(target, table, names, batch)
            number += len(batch)
            advance(len(batch))
        copied[table.name] = number
    rebuild_texts(target)
    return copied


def digest_tables(connection: Connection) -> dict[str, str]:
    """A checksum of each table's rows in the order of their keys, the same for the same shop on either engine."""
    digests = {}
    for table in copied_tables():
        digest = blake2b(digest_size=16)
        for row in _rows(connection, table):
            digest.update(json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode())
        digests[table.name] = digest.hexdigest()
    return digests


def checksum(digests: dict[str, str]) -> str:
    """One checksum of all tables."""
    return blake2b("".join(digests.values()).encode(), digest_size=16).hexdigest()


def copy_sqlite_file(source: Path, target: Path) -> None:
    """Copy a SQLite database as it is at one moment, whoever writes to it meanwhile, by SQLite's own backup."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        # The moment is held by a transaction: without one, what others write makes the backup begin anew.
        reading.execute("BEGIN")
        reading.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        # In steps, so that Ctrl-C is heard in between.
        reading.backup(writing, pages=_PAGES, progress=lambda *_done: None)


def write_seal(connection: Connection, told: str) -> None:
    """Write into a backup which checksum its content has."""
    _seal.metadata.create_all(connection)
    connection.execute(delete(_seal))
    connection.execute(insert(_seal).values(revision=REVISIONS[-1], checksum=told))


def find_seal(connection: Connection) -> str | None:
    """The checksum that a backup was written with; None where it has none, or its schema was upgraded since."""
    if not base.has_table(connection, _seal.name):
        return None
    return connection.scalar(select(_seal.c.checksum).where(_seal.c.revision == REVISIONS[-1]))


def has_seal(path: Path) -> bool:
    """Return whether a SQLite file is a backup, by its table of seals; the file is read as it lies there, whoever has it open."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (_seal.name,)).fetchone()
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return found is not None


def put_away_sqlite_file(path: Path) -> bool:
    """Make a SQLite database one file, without a log beside it, and check its pages; returns whether they are sound."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        return _is_sound(connection)


def check_sqlite_file(path: Path) -> str | None:
    """What is wrong with the file of a backup, None where it can be read and its pages are sound; it is left as it is."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return None if _is_sound(connection) else "it is damaged"
    except sqlite3.DatabaseError as error:
        return str(error)
    except UnicodeDecodeError:  # the driver cannot read SQLite's own words, which repeat a damaged schema
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
