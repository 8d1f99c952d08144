"""Backups, their restoration, and the move of a shop from one database to another."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from customers import private
from customers.database.copying import (
    Advance,
    checksum,
    copy_sqlite_file,
    copy_tables,
    digest_tables,
    is_empty,
    put_away_sqlite_file,
)
from customers.database.engine import connect_to_schema, open_engine, public_url, sqlite_path
from customers.errors import CopyDiffers, FileExists, ShopNotEmpty, UnreadableFile, UnwritableFile


def copy_shop(source: Engine, target: Engine, advance: Advance, *, dry_run: bool = False) -> dict[str, Any]:
    """Write a whole shop into an empty database of either engine, and compare what arrived; all of it or nothing.

    Raises:
        ShopNotEmpty: the target holds something already.
        CopyDiffers: what arrived is not what was read.
    """
    with connect_to_schema(source, writing=False) as reading, connect_to_schema(target, writing=True) as writing:
        if not is_empty(writing):
            raise ShopNotEmpty(url=public_url(target.url))
        copied = copy_tables(reading, writing, advance)
        before, after = digest_tables(reading), digest_tables(writing)
        if differing := [name for name, digest in before.items() if after[name] != digest]:
            raise CopyDiffers(tables=", ".join(differing))
        if not dry_run:
            writing.commit()
    return {"from": public_url(source.url), "to": public_url(target.url), "checksum": checksum(before), **copied}


def back_up(source: Engine, path: Path, advance: Advance, *, dry_run: bool = False) -> dict[str, Any]:
    """Write the shop, as it is at one moment, into a SQLite file for its owner alone, complete or not at all.

    Raises:
        FileExists: there is such a file already.
        UnwritableFile: it cannot be written.
        CopyDiffers: the file is not sound.
    """
    if os.path.lexists(path):
        raise FileExists(path=path)
    try:
        handle, temporary = private.open_beside(path)
        os.close(handle)
    except OSError as error:
        raise UnwritableFile(path=path, reason=(error.strerror or "it cannot be opened").lower()) from error
    try:
        told = _write_backup(source, temporary, advance)
        size = temporary.stat().st_size
        if not dry_run:
            temporary.replace(path)
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{temporary}{suffix}").unlink(missing_ok=True)
    return {"file": str(path), "bytes": size, "checksum": told}


def _write_backup(source: Engine, path: Path, advance: Advance) -> str:
    target = open_engine(f"sqlite:///{path}")
    live = sqlite_path(source)
    if live is None:
        found = str(copy_shop(source, target, advance)["checksum"])
    else:
        with connect_to_schema(source, writing=False):
            copy_sqlite_file(live, path)
        with connect_to_schema(target, writing=False) as copied:
            found = checksum(digest_tables(copied))
    if not put_away_sqlite_file(path):
        raise CopyDiffers(tables="the pages of the file")
    return found


def restore(path: Path, target: Engine, advance: Advance, *, dry_run: bool = False) -> dict[str, Any]:
    """Bring a backup into an empty database; raises as `copy_shop`, and UnreadableFile where there is no such file."""
    if not private.is_file(path) or path.stat().st_size == 0:
        raise UnreadableFile(path=path, reason="there is no such backup")
    return copy_shop(open_engine(f"sqlite:///{path}"), target, advance, dry_run=dry_run)
