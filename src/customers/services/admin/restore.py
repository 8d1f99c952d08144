"""Restore a backup into an empty database, or in the place of a shop."""

import os
import shlex
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

from customers import filesystem
from customers.config.database_url import sqlite_url
from customers.database.admin import replace as statements
from customers.database.admin.backup import (
    Advance,
    check_sqlite_file,
    checksum,
    copy_sqlite_file,
    digest_backup,
    digest_tables,
    find_seal,
    finish_sqlite_file,
    has_seal,
    is_empty,
    write_seal,
)
from customers.database.admin.status import count_customers
from customers.database.connection.engine import Connection, Engine, open_engine, public_url, sqlite_path
from customers.database.connection.schema import connect_to_schema
from customers.database.connection.sqlite_file import FirstUse
from customers.domain.timestamps import now
from customers.errors import (
    BackupChangedError,
    BackupUnsealedError,
    BackupUnusableError,
    CannotReplaceError,
    CopyMismatchError,
    CustomersError,
    DatabaseFailedError,
    DatabaseUnreachableError,
    Remedy,
    SchemaMissingError,
    SchemaOutdatedError,
    UnreadableFileError,
)
from customers.services.admin.backup import Check, copy_rows, copy_shop, put_in_place, temporary_beside


def check_backup(path: Path, *, unsealed: bool) -> None:
    """Check what can be seen of a backup at once, before a question.

    Raises:
        UnreadableFileError: the file does not exist, or is empty.
        BackupUnsealedError: it has no seal, and `unsealed` is not given.
    """
    if not filesystem.is_file(path) or path.stat().st_size == 0:
        raise UnreadableFileError(path=path, reason="no such backup")
    with _opened(path):
        if not unsealed and not has_seal(path):
            raise BackupUnsealedError(path=path)


def restore(path: Path, target: Engine, advance: Advance, *, check: Check, unsealed: bool = False, dry_run: bool = False) -> dict[str, Any]:
    """Check a backup, and copy it into an empty database.

    Raises:
        UnreadableFileError, BackupUnsealedError: as for `check_backup`.
        BackupUnusableError: it is damaged, of another program or of another schema.
        BackupChangedError: its content was changed after the backup.
        ShopNotEmptyError, CopyMismatchError: as for `copy_shop`.
    """
    digests = _read_backup(path, unsealed=unsealed)
    return {"kept": None} | copy_shop(open_engine(sqlite_url(path)), target, advance, digests=digests, check=check, dry_run=dry_run)


def replace_shop(
    path: Path, target: Engine, advance: Advance, *, check: Check, unsealed: bool = False, dry_run: bool = False
) -> dict[str, Any]:
    """Check a backup, and put it in the place of a shop, which is kept as a backup of its own.

    Another run reads the old shop or the new one; a killed run leaves the old one.

    Raises:
        CannotReplaceError: the backup is the database itself, or a cluster holds the tables.
        LockTimeoutError: another run writes to the shop.
        UnwritableFileError: the old shop cannot be kept.
    """
    if (live := sqlite_path(target)) is not None and live.exists() and path.samefile(live):
        raise CannotReplaceError(url=public_url(target.url), reason="it is the file of the backup itself")
    digests = _read_backup(path, unsealed=unsealed)
    if not _has_rows(target):
        return restore(path, target, advance, check=check, unsealed=unsealed, dry_run=dry_run)
    former = find_kept_path(path, target)
    work = _replace_on_server if live is None else _replace_in_file
    result = work(open_engine(sqlite_url(path)), target, advance, digests, check, None if dry_run else former)
    return result | {"to": public_url(target.url), "kept": str(former)}


def find_kept_path(path: Path, target: Engine) -> Path:
    """Return a free path for the old shop: beside its file, or beside the backup where it is on a server."""
    live = sqlite_path(target)
    folder, stem = (path.parent, str(target.url.database)) if live is None else (live.parent, live.stem)
    names = (f"{stem}.before-restore-{now():%Y-%m-%d}{f'-{number}' if number > 1 else ''}.db" for number in count(1))
    return next(folder / name for name in names if not os.path.lexists(folder / name))


def describe_target(target: Engine) -> str:
    """Return how many customers the shop has that would be replaced, as words of a question; nothing where it cannot be read."""
    with suppress(CustomersError), connect_to_schema(target, writing=False) as reading:
        return f" with {count_customers(reading):,} customers"
    return ""


def _has_rows(target: Engine) -> bool:
    """Return whether there is anything to keep; a damaged shop, or one of an older schema, is kept too."""
    live = sqlite_path(target)
    if live is not None and live.exists() and not statements.is_usable(live):
        return True
    try:
        with connect_to_schema(target, writing=False) as reading:
            return not is_empty(reading)
    except SchemaMissingError:
        if live is not None:
            raise
        return False
    except SchemaOutdatedError:
        if live is None:
            raise
        return True
    except (DatabaseFailedError, DatabaseUnreachableError):
        if live is None or check_sqlite_file(live) is None:
            raise
        return True


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """Open a backup, and raise what is wrong with it as a whole as errors about its file."""
    try:
        with connect_to_schema(open_engine(sqlite_url(path)), writing=False) as reading:
            yield reading
    except SchemaMissingError:
        raise BackupUnusableError(path=path, reason="it is not a shop of this program") from None
    except SchemaOutdatedError as error:
        remedy = Remedy("upgrade_backup", url=shlex.quote(sqlite_url(path)))
        raise BackupUnusableError(path=path, reason=f"it has the older schema {error.details['found']}", remedy=remedy) from None
    except (DatabaseFailedError, DatabaseUnreachableError) as error:
        raise BackupUnusableError(path=path, reason=error.details["reason"]) from None


def _read_backup(path: Path, *, unsealed: bool) -> dict[str, str]:
    """Return the digests of a backup that is whole."""
    check_backup(path, unsealed=unsealed)
    if problem := check_sqlite_file(path):
        raise BackupUnusableError(path=path, reason=problem)
    with _opened(path) as reading:
        digests, sealed = digest_backup(reading, path), find_seal(reading)
    if sealed not in (None, checksum(digests)):
        raise BackupChangedError(path=path)
    return digests


def _replace_in_file(
    source: Engine, target: Engine, advance: Advance, digests: dict[str, str], check: Check, former: Path | None
) -> dict[str, Any]:
    """Replace a shop in a SQLite file by a complete copy of the backup that is made beside it; without `former` nothing is replaced."""
    live = Path(str(target.url.database))
    with temporary_beside(live) as temporary:
        new = open_engine(sqlite_url(temporary), first_use=FirstUse(make=True))
        result = copy_shop(source, new, advance, digests=digests, check=check)
        if not finish_sqlite_file(temporary):
            raise CopyMismatchError(tables="the pages of the file")
        if former is None:
            return result
        if statements.is_usable(live):
            statements.replace_sqlite_file(temporary, target, lambda: _keep_file(live, former))
        else:
            with filesystem.file_errors(former):
                statements.replace_unusable_file(temporary, live, former)
    return result


def _keep_file(live: Path, former: Path) -> None:
    """Write the content of a shop into a file, sealed as a backup where it can be read."""
    with temporary_beside(former) as temporary:
        copy_sqlite_file(live, temporary)
        with suppress(CustomersError), connect_to_schema(open_engine(sqlite_url(temporary)), writing=True) as copied:
            write_seal(copied, checksum(digest_backup(copied, temporary)))
            copied.commit()
        finish_sqlite_file(temporary)
        put_in_place(temporary, former, overwrite=False)


def _replace_on_server(
    source: Engine, target: Engine, advance: Advance, digests: dict[str, str], check: Check, former: Path | None
) -> dict[str, Any]:
    """Replace the rows of a shop on a server in one transaction, after they are written into a backup; without `former` it rolls back."""
    path = former or find_kept_path(Path(str(source.url.database)), target)
    with (
        temporary_beside(path) as temporary,
        connect_to_schema(source, writing=False) as reading,
        connect_to_schema(target, writing=True) as writing,
    ):
        if statements.is_distributed(writing):
            raise CannotReplaceError(url=public_url(target.url), reason="a cluster holds its tables")
        statements.lock_tables(writing)
        _keep_rows(writing, temporary)
        statements.empty_tables(writing)
        result = copy_rows(reading, writing, advance, digests)
        check(writing)
        if former is not None:
            put_in_place(temporary, former, overwrite=False)
            writing.commit()
    return result


def _keep_rows(shop: Connection, path: Path) -> None:
    """Write the rows of a locked shop into a backup."""
    digests = digest_tables(shop)
    with connect_to_schema(open_engine(sqlite_url(path), first_use=FirstUse(make=True)), writing=True) as keeping:
        copy_rows(shop, keeping, lambda _: None, digests)
        write_seal(keeping, checksum(digests))
        keeping.commit()
    if not finish_sqlite_file(path):
        raise CopyMismatchError(tables="the pages of the file")
