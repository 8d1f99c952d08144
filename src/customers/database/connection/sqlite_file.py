"""The file of a SQLite database, seen from outside: that it is still the one that a run began with.

Whoever removes or replaces a file under a running program does not disturb it: it goes on in the old file, which nobody
will ever see again, and would make a new one for its next transaction. What it says it has done would be lost.
"""

import os
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from customers.errors import DatabaseFileReplacedError, DatabaseMissingError, Remedy

# A file of one page holds no shop: at most what was killed before it had made one, or one whose pages are in the log still.
ONE_PAGE = 4096
FIRST_USE = "customers_first_use"  # an option of the engine
_FILES: "WeakKeyDictionary[Engine, tuple[int, int]]" = WeakKeyDictionary()


class FirstUse(NamedTuple):
    """What a run may do where its SQLite file is not there: make it, the default file with its folder, and announce that."""

    make: bool = False
    is_default: bool = False
    announce: Callable[[str], None] | None = None


LEAVE = FirstUse()


def size_of(path: Path) -> int:
    """Return the size of a file, 0 where it is not there; raises OSError where that cannot be seen."""
    try:
        return path.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return 0


def missing(path: Path, url: str, first_use: FirstUse) -> DatabaseMissingError:
    """Return the error of a SQLite file that is not there, with the command that makes it."""
    upgrade = "customers db upgrade" if first_use.is_default else f"customers db upgrade --database-url {shlex.quote(url)}"
    remedy = Remedy("check_empty_name", upgrade=upgrade)
    if not first_use.is_default and not path.parent.is_dir():
        remedy = Remedy("check_folder", folder=path.parent, upgrade=upgrade)
    return DatabaseMissingError(url=url, remedy=remedy)


def check_file(engine: Engine) -> None:
    """Remember the file when it is first seen; raise DatabaseFileReplacedError when it is another one, or none, later on."""
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path:
        return
    try:
        status = os.stat(path)  # noqa: PTH116 for every transaction, so without a Path
    except FileNotFoundError:
        found = None
    except OSError:  # opening it says what is wrong
        return
    else:
        found = (status.st_dev, status.st_ino)
    known = _FILES.get(engine)
    if known is not None and found != known:
        raise DatabaseFileReplacedError(path=path)
    if known is None and found is not None:
        _FILES[engine] = found


def check_before_commit(connection: Connection) -> None:
    """The same at the moment of a commit."""
    check_file(connection.engine)
