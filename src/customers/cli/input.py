"""The input of a run: the text of files and of standard input."""

import sys
from collections.abc import Sequence
from pathlib import Path

from customers.cli.console import Console
from customers.errors import UnreadableFileError
from customers.filesystem import error_reason


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
        """Return the named customers, and whether `-` was among them, which is replaced by the lines of standard input."""
        names = list(customers or ())
        if "-" not in names:
            return names, False
        lines = [line.strip() for line in self.read_text("-").splitlines()]
        return [name for name in names if name != "-"] + [line for line in lines if line], True

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
