"""Read settings from a `.env` file."""

import io
import os
import shlex
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from customers import filesystem
from customers.config import database_url
from customers.errors import BrokenFileError, UnreadableFileError, UntrustedFileError

FOUND = Path(".env")


def read_env_file(named: Path | None) -> tuple[Mapping[str, str], str]:
    """Return the assignments of a named file, or of `.env` in the current folder if it exists, and the name for messages.

    Raises:
        UnreadableFileError: the named file does not exist, or cannot be read.
        UntrustedFileError: another user may have written `.env`.
        BrokenFileError: a line of it is not an assignment.
    """
    path = named or FOUND
    if not filesystem.is_file(path):
        if named is None:
            return {}, str(FOUND)
        # The name is not repeated: it may be a URL with a password, by mistake.
        is_folder = False
        with suppress(OSError):  # of a name that is too long
            is_folder = path.is_dir()
        raise UnreadableFileError(
            path="the file of {env_file}", reason="it is a folder" if is_folder else "no such file", parameters=("env_file",)
        )
    try:
        with path.open("rb") as stream:
            if named is None:
                refuse_of_others(path, os.fstat(stream.fileno()))
            text = stream.read().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else filesystem.error_reason(error)
        raise UnreadableFileError(path=str(path), reason=reason) from error
    return dict(_assignments(text, path)), str(path)


def permission_warnings(assignments: Mapping[str, str], path: str) -> Iterator[str]:
    """Yield warnings about the permissions of a file of settings: its group can write it, or others can read its password."""
    with suppress(OSError):
        mode = Path(path).stat().st_mode
        if mode & stat.S_IWGRP:
            yield f"{path} can be changed by everybody in its group: chmod g-w {shlex.quote(path)}"
        if mode & (stat.S_IRGRP | stat.S_IROTH) and database_url.holds_password(assignments.get("CUSTOMERS_DATABASE_URL") or ""):
            yield f"{path} holds the password of the database and others can read it: chmod 600 {shlex.quote(path)}"


def refuse_of_others(path: Path, status: os.stat_result, hint: str | None = None) -> None:
    """Refuse a file that another user can write: it could send a shop's data into their database.

    Raises:
        UntrustedFileError: it belongs to another user, or every user can change it.
    """
    trusted = (os.geteuid(), 0)
    if status.st_uid not in trusted or path.lstat().st_uid not in trusted:
        raise UntrustedFileError(path=str(path), reason="it belongs to another user", hint=hint)
    if status.st_mode & stat.S_IWOTH:
        raise UntrustedFileError(path=str(path), reason="every user can change it", hint=hint)


def _assignments(text: str, path: Path) -> Iterator[tuple[str, str]]:
    from dotenv.parser import parse_stream

    for binding in parse_stream(io.StringIO(text)):
        source = binding.original.string
        if binding.error or (binding.key is not None and binding.value is None):
            line = binding.original.line + source[: len(source) - len(source.lstrip())].count("\n")
            raise BrokenFileError(
                path=str(path), line=line, problem="this is not an assignment", hint="write NAME=VALUE, or # before a comment"
            )
        if binding.key is not None:
            yield binding.key, binding.value or ""
