"""Back up and restore a shop, and copy it to another database."""

import os
import shlex
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from customers import filesystem
from customers.config.database_url import sqlite_url
from customers.database.admin.backup import (
    Advance,
    check_sqlite_file,
    checksum,
    copy_sqlite_file,
    copy_tables,
    digest_tables,
    find_seal,
    finish_sqlite_file,
    has_seal,
    is_empty,
    write_seal,
)
from customers.database.connection.engine import open_engine, public_url, sqlite_path
from customers.database.connection.schema import connect_to_schema
from customers.database.connection.sqlite_file import FirstUse
from customers.errors import (
    BackupChangedError,
    BackupUnusableError,
    CopyMismatchError,
    FileAlreadyExistsError,
    Remedy,
    SchemaMissingError,
    SchemaOutdatedError,
    ShopNotEmptyError,
    UnreadableFileError,
)
from customers.filesystem import refuse_reserved


def copy_shop(
    source: Engine, target: Engine, advance: Advance, *, digests: dict[str, str] | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Copy a shop into an empty database of either engine, completely or not at all, and compare the digests of the tables.

    `digests` are those of the source, if they are known.

    Raises:
        ShopNotEmptyError: the target is not empty.
        CopyMismatchError: the digests differ.
    """
    with connect_to_schema(source, writing=False) as reading, connect_to_schema(target, writing=True, make=True) as writing:
        if not is_empty(writing):
            raise ShopNotEmptyError(url=public_url(target.url))
        copied = copy_tables(reading, writing, advance)
        before, after = digests or digest_tables(reading), digest_tables(writing)
        if differing := [name for name, digest in before.items() if after[name] != digest]:
            raise CopyMismatchError(tables=", ".join(differing))
        if not dry_run:
            writing.commit()
    return {"from": public_url(source.url), "to": public_url(target.url), "checksum": checksum(before), **copied}


def back_up(source: Engine, path: Path, advance: Advance, *, overwrite: bool = False, dry_run: bool = False) -> dict[str, Any]:
    """Write a snapshot of the shop into a private SQLite file, completely or not at all.

    Raises:
        FileAlreadyExistsError: the file exists, and `overwrite` is not given.
        UnwritableFileError: the file cannot be written, or is a database that no backup wrote.
        CopyMismatchError: the written file is damaged.
    """
    live = sqlite_path(source)
    refuse_reserved(path, [live] if live is not None else [], is_backup=has_seal)
    if os.path.lexists(path) and not (overwrite and filesystem.is_file(path)):
        raise FileAlreadyExistsError(path=path)
    try:
        handle, temporary = filesystem.open_temporary_beside(path)
        os.close(handle)
    except OSError as error:
        raise filesystem.unwritable_file(path, error) from error
    try:
        digest = _write_backup(source, temporary, advance)
        size = temporary.stat().st_size
        if not dry_run:
            _put_in_place(temporary, path, overwrite=overwrite)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{temporary}{suffix}").unlink(missing_ok=True)
    return {"file": str(path), "bytes": size, "checksum": digest}


def _write_backup(source: Engine, path: Path, advance: Advance) -> str:
    """Write a backup with its seal; return its checksum."""
    target = open_engine(sqlite_url(path), first_use=FirstUse(make=True))
    live = sqlite_path(source)
    if live is None:
        digest = str(copy_shop(source, target, advance)["checksum"])
    else:
        with connect_to_schema(source, writing=False):
            copy_sqlite_file(live, path)
        with connect_to_schema(target, writing=False) as copied:
            digest = checksum(digest_tables(copied))
    with connect_to_schema(target, writing=True) as sealing:
        write_seal(sealing, digest)
        sealing.commit()
    if not finish_sqlite_file(path):
        raise CopyMismatchError(tables="the pages of the file")
    return digest


def _put_in_place(temporary: Path, path: Path, *, overwrite: bool) -> None:
    """Give a complete file its name; without `overwrite` a file of that name is never replaced."""
    try:
        if overwrite:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)
    except FileExistsError:
        raise FileAlreadyExistsError(path=path) from None
    except OSError as error:
        if overwrite or path.exists():
            raise filesystem.unwritable_file(path, error) from error
        temporary.replace(path)  # a file system without hard links
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # a power failure may lose the name otherwise
    finally:
        os.close(folder)


def check_exists(path: Path) -> None:
    """Raise UnreadableFileError where no backup has this name."""
    if not filesystem.is_file(path) or path.stat().st_size == 0:
        raise UnreadableFileError(path=path, reason="there is no such backup")


def restore(path: Path, target: Engine, advance: Advance, *, dry_run: bool = False) -> dict[str, Any]:
    """Check a backup, and copy it into an empty database.

    Raises:
        UnreadableFileError: the file does not exist.
        BackupUnusableError: it is damaged, of another program or of another schema.
        BackupChangedError: its content was changed after the backup.
        ShopNotEmptyError, CopyMismatchError: as for `copy_shop`.
    """
    check_exists(path)
    source = open_engine(sqlite_url(path))
    if problem := check_sqlite_file(path):
        raise BackupUnusableError(path=path, reason=problem)
    try:
        with connect_to_schema(source, writing=False) as reading:
            digests, sealed = _digest_backup(reading, path), find_seal(reading)
    except SchemaMissingError:
        raise BackupUnusableError(path=path, reason="it is no shop of this program") from None
    except SchemaOutdatedError as error:
        remedy = Remedy("upgrade_backup", url=shlex.quote(sqlite_url(path)))
        raise BackupUnusableError(path=path, reason=f"it has the older schema {error.details['found']}", remedy=remedy) from None
    if sealed not in (None, checksum(digests)):
        raise BackupChangedError(path=path)
    return copy_shop(source, target, advance, digests=digests, dry_run=dry_run)


def _digest_backup(reading: Connection, path: Path) -> dict[str, str]:
    try:
        return digest_tables(reading)
    except (SQLAlchemyError, sqlite3.Error, ValueError, TypeError, OverflowError):
        # The message repeats nothing of invalid texts and times, which may hold anything.
        raise BackupUnusableError(path=path, reason="it is damaged") from None
