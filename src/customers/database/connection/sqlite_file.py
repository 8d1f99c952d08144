"""Check that the file of a SQLite database is still the one that a run opened.

A program continues in a file that was removed or replaced while it was open, and creates a new one for its next
transaction: the changes that it reports would be lost.
"""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from customers.database.dialects.base import dialect_of
from customers.errors import DatabaseFileReplacedError, DatabaseMissingError, Remedy

# A file of one page can be what a killed run left, or a shop with its pages still in the log.
ONE_PAGE = 4096
FIRST_USE = "customers_first_use"  # an option of the engine
_FILES: "WeakKeyDictionary[Engine, tuple[int, int]]" = WeakKeyDictionary()


class FirstUse(NamedTuple):
    """What a run may do where its SQLite file is missing: create it (the default file with its folder) and announce it."""

    make: bool = False
    is_default: bool = False
    announce: Callable[[str], None] | None = None


LEAVE = FirstUse()


def size_of(path: Path) -> int:
    """Return the size of a file in bytes, 0 for a missing one.

    Raises:
        OSError: the folder cannot be read.
    """
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def missing(path: Path, url: str, first_use: FirstUse) -> DatabaseMissingError:
    """Return the error of a missing SQLite file, with the command that creates it."""
    upgrade = "customers db upgrade" if first_use.is_default else f"customers db upgrade --database-url {shlex.quote(url)}"
    remedy = Remedy("check_empty_name", upgrade=upgrade)
    if not first_use.is_default and not path.parent.is_dir():
        remedy = Remedy("check_folder", folder=path.parent, upgrade=upgrade)
    return DatabaseMissingError(url=url, remedy=remedy)


def check_file(engine: Engine) -> None:
    """Remember the file of an engine at the first call, and compare it at later ones.

    Raises:
        DatabaseFileReplacedError: the file is another one, or was removed.
    """
    path = engine.url.database
    if not path or dialect_of(engine).database_file(engine) is None:
        return
    try:
        status = os.stat(path)  # noqa: PTH116 for every transaction, so without a Path
    except FileNotFoundError:
        inode = None
    except OSError:  # the attempt to open it raises the error
        return
    else:
        inode = (status.st_dev, status.st_ino)
    known = _FILES.get(engine)
    if known is not None and inode != known:
        raise DatabaseFileReplacedError(path=path)
    if known is None and inode is not None:
        _FILES[engine] = inode


def check_before_commit(connection: Connection) -> None:
    """Check the file before a commit."""
    check_file(connection.engine)
