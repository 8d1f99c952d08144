"""Files that the program writes: for their owner alone, and never half."""

import os
from collections.abc import Iterable
from pathlib import Path

from customers import private
from customers.errors import UnwritableFile


def replace_file(path: str, texts: Iterable[str]) -> None:
    """Write a text file in UTF-8, for its owner alone whoever could read what stood there, which stays until the new one is whole.

    Raises:
        UnwritableFile: it cannot be written.
    """
    target = Path(path)
    if private.is_there(target) and not target.is_file():
        _write_through(target, texts)
        return
    try:
        handle, temporary = private.open_beside(target)
    except OSError as error:
        raise UnwritableFile(path=path, reason=(error.strerror or "it cannot be opened").lower()) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.writelines(texts)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise UnwritableFile(path=path, reason=(error.strerror or "it failed").lower()) from error
        raise


def _write_through(target: Path, texts: Iterable[str]) -> None:
    """Write to what is no file, such as /dev/null or a named pipe."""
    try:
        with target.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(texts)
    except OSError as error:
        raise UnwritableFile(path=str(target), reason=(error.strerror or "it failed").lower()) from error
