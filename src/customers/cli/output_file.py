"""Output files of a command, and the files that they must not replace."""

import sys
from collections.abc import Sequence
from pathlib import Path

from customers.cli.session import Session
from customers.config.database_url import sqlite_file
from customers.filesystem import ROW_FORMATS, OutputFile, format_of_name


def output_file(session: Session, path: str, format: str, *, overwrite: bool, inputs: Sequence[str] = ()) -> OutputFile:
    """Return the output file of a path.

    Raises:
        UsageError: the suffix of the path means another format.
        UnwritableFileError: the path is the database or an input of the run.
        FileAlreadyExistsError: the file exists, its suffix names no format, and `overwrite` is not given.
    """
    format_of_name(path, ROW_FORMATS if format in ROW_FORMATS else (format,))
    addresses = [name for name in (session.settings.database_url, *inputs) if name.startswith(("sqlite:", "sqlite+"))]
    read: list[str | int] = [*inputs, *_standard_input(), session.common.env_file or ".env"]
    output = OutputFile(Path(path), format, overwrite, [Path(sqlite_file(address)) for address in addresses], read)
    output.check()
    return output


def _standard_input() -> list[int]:
    """Return the descriptor of standard input, if it has one."""
    try:
        return [sys.stdin.fileno()]
    except (OSError, ValueError):
        return []
