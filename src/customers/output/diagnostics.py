"""The only writer of stderr: errors, notices and questions, as plain lines or one JSON object."""

import os
import re
import sys
from collections.abc import Callable
from typing import Any, Protocol, TextIO

from customers.errors import CustomersError

_FIRST_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*[,;:]?(?:\s|$)")
# A word, or a closing quotation mark or bracket.
_LAST_WORD = re.compile(r"(?:(?:^|[\s(\"'`])[^\W\d_]+(?:['’-][^\W\d_]+)*|[)\]\"'`”…])$")


class Reader(Protocol):
    """A text stream that is read line by line."""

    def readline(self) -> str:
        """Return the next line."""


def report(error: CustomersError, *, as_json: bool) -> None:
    """Write an error and its hint, without passwords."""
    from customers.config.database_url import without_passwords

    # Messages repeat arguments, and a database URL may be among them.
    message, hint = without_passwords(error.message), without_passwords(error.hint or "")
    if as_json:
        from customers.domain.json import encode, to_jsonable

        details = {name: to_jsonable(value) if _is_plain(value) else str(value) for name, value in error.details.items()}
        details = {name: without_passwords(value) if isinstance(value, str) else value for name, value in details.items()}
        if hint:
            details["hint"] = hint
        _write(encode({"error": {"code": error.code, "message": message, "details": details}}))
        return
    _write(_sentence(f"Error: {message}"))
    if hint:
        _write(_sentence(_capitalised(hint)))


def notice(text: str, *, quiet: bool) -> None:
    """Write a notice beside the result, without passwords, unless the run is `quiet`."""
    if not quiet:
        from customers.config.database_url import without_passwords

        _write(_sentence(_capitalised(without_passwords(text))))


def break_line() -> None:
    """Start a new line on a terminal; its cursor may be behind a question, half a row, or the echo of Ctrl-C."""
    if sys.stderr.isatty():
        _write("")


def ask(question: str, answers: Reader) -> bool:
    """Ask a question on the terminal, and return whether the line of `answers` is "y" or "yes"."""
    from customers.domain.text import escape_for_terminal

    sys.stderr.write(_wrap(f"{escape_for_terminal(question)} [y/N]") + " ")
    sys.stderr.flush()
    answer = answers.readline()
    if not answer.endswith("\n"):  # Ctrl-D leaves the cursor behind the question
        _write("")
    return answer.strip().lower() in ("y", "yes")


def ask_for(prompt: str, read: Callable[[], str | None], *, echoes: bool = True) -> str | None:
    """Write a prompt, and return what is read after it; a key that the terminal does not show `echoes`."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    answer = read()
    if echoes or answer is None:
        _write(answer if answer is not None and answer.isprintable() else "")
    return answer


def raw(text: str) -> None:
    """Write debugging output, without passwords."""
    from customers.config.database_url import without_passwords

    _write(without_passwords(text.rstrip("\n")))


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return value is None or isinstance(value, str | bool | int | float)


def drop(stream: TextIO) -> None:
    """Redirect a stream to /dev/null so that the interpreter's final flush cannot fail."""
    try:
        null_device = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null_device, stream.fileno())
        os.close(null_device)
    except (OSError, ValueError):
        pass


def _write(line: str) -> None:
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except OSError:  # stderr is closed; the exit status remains
        drop(sys.stderr)


def _capitalised(text: str) -> str:
    """Return a text with a capital first letter if it begins with a word, and not with a command, an option or data."""
    return text[:1].upper() + text[1:] if _FIRST_WORD.match(text) else text


def _sentence(text: str) -> str:
    """Return a text with a period, escaped and wrapped.

    A period could be taken for a part of a command, an option, an email or a number; behind these it is omitted.
    """
    from customers.domain.text import escape_for_terminal

    escaped = escape_for_terminal(text).rstrip()
    return _wrap(escaped + "." if _LAST_WORD.search(escaped) else escaped)


def _wrap(text: str) -> str:
    """Return a text with its lines broken between words if stderr is a terminal that is too narrow for it."""
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns if sys.stderr.isatty() else 0
    except (OSError, ValueError):
        return text
    if len(text) <= width or width < 20:
        return text
    import textwrap

    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
