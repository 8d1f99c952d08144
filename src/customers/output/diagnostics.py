"""The only writer of stderr: errors, notices and questions, in plain lines or as one JSON object."""

import os
import re
import sys
from typing import Any, TextIO

from customers.errors import CustomersError

_FIRST_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*[,;:]?(?:\s|$)")
# A word, or a mark that closes a quotation.
_LAST_WORD = re.compile(r"(?:(?:^|[\s(\"'`])[^\W\d_]+(?:['’-][^\W\d_]+)*|[)\]\"'`”…])$")


def report(error: CustomersError, *, as_json: bool) -> None:
    """Say what is wrong, and what to do about it."""

    from customers.config.database_url import without_passwords

    # What was typed is repeated: a URL in the wrong place too.
    message = without_passwords(error.message)
    if as_json:
        from customers.domain.json import encode, to_jsonable

        details = {name: to_jsonable(value) if _is_plain(value) else str(value) for name, value in error.details.items()}
        details = {name: without_passwords(value) if isinstance(value, str) else value for name, value in details.items()}
        if error.hint:
            details["hint"] = error.hint
        _write(encode({"error": {"code": error.code, "message": message, "details": details}}))
        return
    _write(_sentence(f"Error: {message}"))
    if error.hint:
        _write(_sentence(_raised(error.hint)))


def notice(text: str, *, quiet: bool) -> None:
    """Say something beside the result."""
    if not quiet:
        from customers.config.database_url import without_passwords

        _write(_sentence(_raised(without_passwords(text))))


def break_line() -> None:
    """Begin a new line on a terminal, where the cursor may stand behind a question, half a row, or the echo of Ctrl-C."""
    if sys.stderr.isatty():
        _write("")


def ask(question: str) -> bool:
    """Ask on the terminal; nothing but a yes is a yes."""
    from customers.domain.text import escape_for_terminal

    sys.stderr.write(f"{escape_for_terminal(question)} [y/N] ")
    sys.stderr.flush()
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):  # Ctrl-D: what is said next must not stand behind the question
        _write("")
    return answer.strip().lower() in ("y", "yes")


def raw(text: str) -> None:
    """Lines for whoever debugs the program."""
    from customers.config.database_url import without_passwords

    _write(without_passwords(text.rstrip("\n")))


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool | int | float)


def drop(stream: TextIO) -> None:
    """Point a stream nowhere, so that the interpreter's own flush at the end says nothing about a reader that went away."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def _write(line: str) -> None:
    try:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()
    except OSError:  # nobody is left to be told; the exit status still tells
        drop(sys.stderr)


def _raised(text: str) -> str:
    """Return a text with a capital first letter where it begins with a word; a command, an option and data keep their letters."""
    return text[:1].upper() + text[1:] if _FIRST_WORD.match(text) else text


def _sentence(text: str) -> str:
    """Return a text with a period behind its last word; behind a command, an option, an email or a number it would be taken for a part."""
    from customers.domain.text import escape_for_terminal

    shown = escape_for_terminal(text).rstrip()
    return _wrapped(shown + "." if _LAST_WORD.search(shown) else shown)


def _wrapped(text: str) -> str:
    """A sentence with its lines broken between words, on a terminal that is too narrow for it."""
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns if sys.stderr.isatty() else 0
    except (OSError, ValueError):
        return text
    if len(text) <= width or width < 20:
        return text
    import textwrap

    return textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
