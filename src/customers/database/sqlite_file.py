"""The file of a SQLite database, seen from outside: that it is still the one that a run began with.

Whoever removes or replaces a file under a running program does not disturb it: it goes on in the old file, which nobody
will ever see again, and would make a new one for its next transaction. What it says it has done would be lost.
"""

import os
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from customers.interference import FileReplaced

# A file of one page holds no shop: at most what was killed before it had made one, or one whose pages are in the log still.
ONE_PAGE = 4096
_FILES: "WeakKeyDictionary[Engine, tuple[int, int]]" = WeakKeyDictionary()


def check_file(engine: Engine) -> None:
    """Remember the file when it is first seen; raise FileReplaced when it is another one, or none, later on."""
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
        raise FileReplaced(path=path)
    if known is None and found is not None:
        _FILES[engine] = found


def check_before_commit(connection: Connection) -> None:
    """The same at the moment of a commit."""
    check_file(connection.engine)
