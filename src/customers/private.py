"""Files and folders for their owner alone, whatever the umask."""

import os
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700


def is_there(path: Path) -> bool:
    """Whether something has this name; a name that is too long for a file, or under one that is closed, names nothing."""
    try:
        return path.exists()
    except OSError:
        return False


def is_file(path: Path) -> bool:
    """The same for a file alone."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_same(one: str, other: str) -> bool:
    """Whether two names lead to the same file."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return False


def open_file(path: str | Path, flags: int) -> int:
    """Open a file for what `flags` say, made where it is not there; raises OSError."""
    try:
        handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, FILE)
    except FileExistsError:
        # A link that leads nowhere is there too: what it names is made.
        return os.open(path, flags | os.O_CREAT, FILE)
    os.fchmod(handle, FILE)
    return handle


def open_beside(target: Path) -> tuple[int, Path]:
    """A new file beside another, to take its place when it is whole; raises OSError."""
    import tempfile

    with suppress(FileNotFoundError):
        target.lstat()  # what can be no name is refused before the work, not after it
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    os.fchmod(handle, FILE)
    return handle, Path(name)


def make_folder(path: Path) -> None:
    """Make a folder with all that is missing above it; raises OSError."""
    if path.is_dir():
        return
    make_folder(path.parent)
    try:
        path.mkdir(FOLDER)
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        path.chmod(FOLDER)
