"""Files that the program writes: for their owner alone, and never half."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from customers.errors import UnwritableFile


def replace_file(path: str, texts: Iterable[str]) -> None:
    """Write a text file in UTF-8, mode 0600; what stood there stays until the new file is whole.

    Raises:
        UnwritableFile: it cannot be written.
    """
    target = Path(path)
    if target.exists() and not target.is_file():
        _write_through(target, texts)
        return
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise UnwritableFile(path=path, reason=(error.strerror or "it cannot be opened").lower()) from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.writelines(texts)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
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
