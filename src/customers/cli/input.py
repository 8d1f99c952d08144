"""The input of a run: the text of files and of standard input."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from customers.cli.console import Console
from customers.domain.json import load_json
from customers.errors import UnreadableFileError, UsageError
from customers.filesystem import error_reason


def parse_references(text: str) -> list[str]:
    """Return the references of a text: one a line, or JSON as the program prints it, of which the ids are taken.

    Raises:
        UsageError: a line is an object without an id, or is not JSON though it begins like an object.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    entries: list[tuple[int, Any]] = [(number, line) for number, line in lines if line]
    if entries and entries[0][1][0] in "[{":
        # A page or a list; of JSON lines the first one is read, and the rest is the error.
        with suppress(ValueError):
            document = load_json(text)
            rows = document.get("data", [document]) if isinstance(document, dict) else document
            entries = [(entries[0][0], row) for row in rows]
    return [_reference(number, entry) for number, entry in entries]


def _reference(number: int, entry: Any) -> str:
    """Return the reference of a line, or of a value of a JSON document that begins in it."""
    if isinstance(entry, str) and not entry.startswith("{"):
        return entry
    with suppress(ValueError):
        entry = load_json(entry) if isinstance(entry, str) else entry
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        return str(entry["id"])
    problem = "has no id" if isinstance(entry, dict) else "cannot be read"
    raise UsageError(problem=f"line {number} of standard input: the JSON object {problem}", hint="name each customer by an id")


class Input:
    """Reads text for a command. Standard input is read once and remembered, so that a retry reads the same."""

    def __init__(self, console: Console) -> None:
        """Read with a notice on a console where the terminal is read."""
        self._console = console
        self._stdin: str | None = None

    def expect(self, path: str) -> None:
        """Write a notice that the program waits for input, where a path is the standard input of a terminal."""
        if path == "-" and sys.stdin.isatty():
            self._console.notice("reading from the terminal; Ctrl-D ends it")

    @property
    def is_stdin_used(self) -> bool:
        """Whether standard input was read, and has no answer to a question."""
        return self._stdin is not None

    def read_text(self, path: str) -> str:
        """Return the text of a file, or of standard input for `-`.

        Raises:
            UnreadableFileError: it cannot be read, or is not UTF-8.
        """
        if path != "-":
            return self._read(path)
        if self._stdin is None:
            self._stdin = self._read("-")
        return self._stdin

    def read_json(self, path: str | None) -> str | None:
        """Return the text of `--from-json`, None where it was not given."""
        return None if path is None else self.read_text(path)

    def read_references(self, customers: Sequence[str] | None) -> tuple[list[str], bool]:
        """Return the named customers, and whether `-` was among them, which is replaced by those of standard input.

        Raises:
            UsageError: standard input has a JSON object without an id.
        """
        names = list(customers or ())
        if "-" not in names:
            return names, False
        return [name for name in names if name != "-"] + parse_references(self.read_text("-")), True

    def _read(self, path: str) -> str:
        name = "standard input" if path == "-" else path
        self.expect(path)
        try:
            content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
            return content.decode("utf-8-sig")
        except OSError as error:
            raise UnreadableFileError(path=name, reason=error_reason(error)) from error
        except UnicodeDecodeError as error:
            raise UnreadableFileError(path=name, reason=f"it is not UTF-8 (byte {error.start})") from error
