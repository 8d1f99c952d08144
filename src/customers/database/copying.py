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

from sqlalchemy import Connection, Table, select

from customers.database import backend
from customers.database.search_texts import rebuild_texts
from customers.database.tables import customer_search, locks, metadata

_BATCH = 5_000
Advance = Callable[[int], None]


def copied_tables() -> list[Table]:
    """What makes a shop, each table after those that it refers to; search texts follow from the others, locks belong to runs."""
    return [table for table in metadata.sorted_tables if table not in (customer_search, locks)]


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
            backend.copy_rows(target, table, names, batch)
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
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing)


def put_away_sqlite_file(path: Path) -> bool:
    """Make a SQLite database one file, without a log beside it, and check its pages; returns whether they are sound."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        return bool(connection.execute("PRAGMA quick_check").fetchone() == ("ok",))


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
