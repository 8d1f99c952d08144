"""Back up a shop, and copy it to another database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from customers import filesystem
from customers.config.database_url import sqlite_url
from customers.database.admin.backup import (
    Advance,
    checksum,
    copy_sqlite_file,
    copy_tables,
    digest_tables,
    finish_sqlite_file,
    has_seal,
    is_empty,
    write_seal,
)
from customers.database.connection.engine import Connection, Engine, open_engine, public_url, sqlite_path
from customers.database.connection.schema import connect_to_schema
from customers.database.connection.sqlite_file import FirstUse
from customers.errors import CopyMismatchError, FileAlreadyExistsError, ShopNotEmptyError
from customers.filesystem import refuse_reserved

# Examines a shop before it is committed, and raises where it must not be.
Check = Callable[[Connection], None]


def pass_all(_: Connection) -> None:
    """Examine nothing."""


def copy_shop(
    source: Engine,
    target: Engine,
    advance: Advance,
    *,
    digests: dict[str, str] | None = None,
    check: Check = pass_all,
    dry_run: bool = False,
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
        result = copy_rows(reading, writing, advance, digests or digest_tables(reading))
        check(writing)
        if not dry_run:
            writing.commit()
    return result


def copy_rows(reading: Connection, writing: Connection, advance: Advance, digests: dict[str, str]) -> dict[str, Any]:
    """Copy all rows of a shop into empty tables, and compare the digests, of which those of the source are given.

    Raises:
        CopyMismatchError: the digests differ.
    """
    copied = copy_tables(reading, writing, advance)
    after = digest_tables(writing)
    if differing := [name for name, digest in digests.items() if after[name] != digest]:
        raise CopyMismatchError(tables=", ".join(differing))
    urls = {"from": public_url(reading.engine.url), "to": public_url(writing.engine.url)}
    return {**urls, "checksum": checksum(digests), **copied}


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
    with temporary_beside(path) as temporary:
        digest = _write_backup(source, temporary, advance)
        size = temporary.stat().st_size
        if not dry_run:
            put_in_place(temporary, path, overwrite=overwrite)
    return {"file": str(path), "bytes": size, "checksum": digest}


@contextmanager
def temporary_beside(path: Path) -> Iterator[Path]:
    """Make a private file beside a path for a database, and remove it in the end."""
    try:
        handle, temporary = filesystem.open_temporary_beside(path)
        os.close(handle)
    except OSError as error:
        raise filesystem.unwritable_file(path, error) from error
    try:
        yield temporary
    finally:
        remove_database(temporary)


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


def remove_database(path: Path) -> None:
    """Remove a temporary SQLite file and the files beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


def put_in_place(temporary: Path, path: Path, *, overwrite: bool) -> None:
    """Give a complete file its name; without `overwrite` a file of that name is never replaced.

    Raises:
        FileAlreadyExistsError: there is one, without `overwrite`.
        UnwritableFileError: the folder cannot be written.
    """
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
