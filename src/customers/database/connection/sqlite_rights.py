"""The rights of this user to the file of a SQLite database, and to the log and its index beside it, which belong to who opened it first."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from customers.errors import Remedy

_BESIDE = ("-wal", "-shm")
_EFFECTIVE = {"effective_ids": True} if os.access in os.supports_effective_ids else {}


def can_write(path: Path) -> bool:
    """Return whether this user can write a database: its file, and the files beside it."""
    return all(os.access(file, os.W_OK, **_EFFECTIVE) for file in _files(path))


def find_refusal(path: Path, *, writing: bool) -> dict[str, Any]:
    """Return reason and remedy where a file of a database refuses this user, as arguments of an error; empty where none does.

    A log and its index are written by those too that read the database.
    """
    try:
        path.stat()
    except PermissionError:
        return {"reason": f"this user may not open the folder {path.parent}", "remedy": Remedy("grant_folder", folder=path.parent)}
    except (OSError, ValueError):
        return {}
    if path.is_dir():
        return {"reason": "it is a folder", "hint": "name a file in it"}
    for file in _files(path):
        rights = os.R_OK | (os.W_OK if writing or file != path else 0)
        if not os.access(file, rights, **_EFFECTIVE):
            verb = "change" if os.access(file, os.R_OK, **_EFFECTIVE) else "read"
            reason = f"{file} belongs to {_owner(file)}, and this user may not {verb} it"
            return {"reason": reason, "remedy": Remedy("grant_file", file=file)}
    return {}


def share_side_files(path: Path) -> None:
    """Let the group of a database change the files that this user left beside it, where this user can only read it.

    SQLite gives them the mode of the database, and removes them where it can write that: else they keep its owner from writing.
    Who can write the folder could replace them anyway.
    """
    with suppress(OSError):
        if os.access(path, os.W_OK, **_EFFECTIVE) or not path.parent.stat().st_mode & stat.S_IWGRP:
            return
        group = path.stat().st_gid
        for file in _files(path)[1:]:
            status = file.stat()
            if (status.st_uid, status.st_gid) == (os.geteuid(), group):
                file.chmod(stat.S_IMODE(status.st_mode) | stat.S_IRGRP | stat.S_IWGRP)


def _files(path: Path) -> list[Path]:
    """Return the database and the files beside it, those that exist; no name is too strange to ask for."""
    return [Path(name) for name in (str(path), *(f"{path}{end}" for end in _BESIDE)) if os.path.exists(name)]  # noqa: PTH110


def _owner(file: Path) -> str:
    try:
        return f"user {file.owner()}"
    except (KeyError, NotImplementedError):
        return f"user {file.stat().st_uid}"
