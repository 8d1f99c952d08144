"""Put a restored shop in the place of another, in one transaction of its database."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, text

from customers.database.connection.errors import translated_errors
from customers.database.connection.quoting import quoted
from customers.database.dialects.base import LOCK_SECONDS, dialect_of
from customers.database.schema.tables import metadata
from customers.errors import LockTimeoutError

# So few that the first step never completes a copy: after it the lock is held, and nothing is committed.
_PAGES = 16
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def replace_sqlite_file(source: Path, target: Engine, keep: Callable[[], None]) -> None:
    """Replace the content of a SQLite database by that of another, in one transaction of SQLite's own backup.

    The file stays the same one, so that running programs go on with the new content, and a killed run leaves the old one.
    `keep` is called once no other program can write, and before anything is changed.

    Raises:
        LockTimeoutError: another program writes to the database.
    """
    seconds = int(target.get_execution_options()[LOCK_SECONDS])
    is_locked = False

    def advance(status: int, _remaining: int, _total: int) -> None:
        nonlocal is_locked
        if status in _BUSY:
            raise LockTimeoutError(seconds=seconds, holder="")
        if not is_locked:
            is_locked = True
            keep()

    path = str(target.url.database)
    with translated_errors(), closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(path, timeout=seconds)) as writing:
        # With a log others can read while this writes.
        writing.execute("PRAGMA journal_mode=WAL")
        writing.execute("PRAGMA synchronous=FULL")
        reading.backup(writing, pages=_PAGES, progress=advance)


def replace_unusable_file(source: Path, target: Path, former: Path) -> None:
    """Put a database in the place of a file that SQLite cannot use, and that no program has open for that reason."""
    for suffix in ("-wal", "-journal"):
        log = Path(f"{target}{suffix}")
        if log.exists() and log.stat().st_size:
            log.replace(f"{former}{suffix}")
        log.unlink(missing_ok=True)
    Path(f"{target}-shm").unlink(missing_ok=True)
    former.hardlink_to(target)
    source.replace(target)


def is_usable(path: Path) -> bool:
    """Return whether a file is a SQLite database, or empty; its tables can be damaged, as long as their definitions are not."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        return not error.sqlite_errorname.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT"))
    return True


def empty_tables(connection: Connection) -> None:
    """Delete all rows but the named locks, those of a referencing table before those that it references."""
    for table in reversed(metadata.sorted_tables):
        if table.name != "locks":
            connection.execute(delete(table))


def lock_tables(connection: Connection) -> None:
    """Keep other runs from writing to a server until the transaction ends; they can read."""
    names = ", ".join(quoted(table.name) for table in metadata.sorted_tables if table.name != "locks")
    connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def is_distributed(connection: Connection) -> bool:
    """Return whether a cluster holds the tables."""
    return bool(dialect_of(connection).describe(connection)["distributed"])
