"""Read the rows of a file: CSV with any usual delimiter, or JSON lines."""

import csv
import gzip
import io
import json
import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from customers.errors import BrokenFileError, UnreadableFileError
from customers.services.importing.rows import SourceRow
from customers.transfer.sources.text import MAX_LENGTH, READ_ERRORS, LineReader, array_problem, encoding_of, reason, refuse_binary

csv.field_size_limit(MAX_LENGTH)
_QUOTED = re.compile('"[^"]*"')


class Source:
    """A file of rows, CSV or JSON lines, opened and read once; `name` is its name in messages."""

    unit = "bytes"

    def __init__(self, path: str) -> None:
        self.name = "standard input" if path == "-" else path
        self._stack = ExitStack()
        try:
            stream, encoding = self._open(path)
            self._lines = LineReader(stream, encoding, self.name)
            self._begin()
        except BaseException:
            self._stack.close()
            raise

    def _begin(self) -> None:
        """Recognise the form of the file, and read the header of CSV."""
        first = self._first()
        if not first:
            raise UnreadableFileError(path=self.name, reason="it is empty", hint="a CSV file begins with a header, which names its columns")
        self.is_json = first.lstrip().startswith("{")
        if problem := array_problem(first):
            raise BrokenFileError(path=self.name, line=1, problem=problem)
        self.header: list[str] = []
        self._is_empty = False  # no rows but the header, known after reading
        if not self.is_json:
            self._reader = csv.reader(self._lines, delimiter=self._delimiter(first), strict=True)
            self.header = named_columns(self._next() or [])

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @property
    def notices(self) -> list[str]:
        """The notices after reading: a fallback to Windows-1252, and a file with a header only."""
        subject = self.name if self.name == "standard input" else f"the file {self.name}"
        notices = []
        if self._lines.fallback_from is not None:
            notices.append(f"{subject} is not UTF-8 from line {self._lines.fallback_from} on; it was read as Windows-1252")
        if self._is_empty:
            notices.append(f"{subject} has no rows, only a header")
        return notices

    def rows(self) -> Iterator[SourceRow]:
        """Return the rows that are not blank, with cells by header; a line that is not a JSON object has a problem instead."""
        return self._json_rows() if self.is_json else self._csv_rows()

    @property
    def position(self) -> int:
        """The number of bytes read, of the `size` of the file."""
        return self._file.tell() if self.size is not None else 0

    def _open(self, path: str) -> tuple[IO[bytes], str]:
        try:
            stream: Any = sys.stdin.buffer if path == "-" else self._stack.enter_context(Path(path).open("rb"))  # noqa: SIM115
            stream = stream if hasattr(stream, "peek") else io.BufferedReader(stream)
            self._file, self.size = stream, _size_of(stream)
            if stream.peek(2)[:2] == b"\x1f\x8b":
                stream = self._stack.enter_context(gzip.GzipFile(fileobj=stream))
            start = stream.peek(4096)[:4096]
            refuse_binary(start, self.name)
            return stream, encoding_of(start[:4])
        except READ_ERRORS as error:
            raise UnreadableFileError(path=self.name, reason=reason(error)) from error

    def _first(self) -> str:
        """Return the first line that is not blank, without consuming it."""
        while (text := self._lines.peek()) and not text.strip():
            next(self._lines)
        return text

    def _delimiter(self, first: str) -> str:
        if first.lower().startswith("sep=") and len(first.strip("\r\n")) == 5:
            next(self._lines)
            self._first()
            return first[4]
        unquoted = _QUOTED.sub("", first)
        return max(",;\t|", key=lambda delimiter: (unquoted.count(delimiter), delimiter == ","))

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise BrokenFileError(path=self.name, line=self._lines.line, problem=f"broken CSV: {error}") from None

    def _csv_rows(self) -> Iterator[SourceRow]:
        previous, width = self._lines.line, len(self.header)
        self._is_empty = True
        while (cells := self._next()) is not None:
            line, previous = previous + 1, self._lines.line
            if not "".join(cells).strip():
                continue
            self._is_empty, problem = False, None
            if len(cells) > width and (extra := [cell for cell in cells[width:] if cell.strip()]):
                problem = f"{len(cells)} cells under a header of {width}: {', '.join(extra)[:100]} is under none"
            yield SourceRow(line, {}, dict(zip(self.header, cells, strict=False)), problem)

    def _json_rows(self) -> Iterator[SourceRow]:
        for text in self._lines:
            if not text.strip():
                continue
            try:
                document = json.loads(text)
                problem = None if isinstance(document, dict) else "it is no JSON object"
            except (ValueError, RecursionError) as error:
                document, problem = None, f"it is no JSON: {getattr(error, 'msg', error)}"
            yield SourceRow(self._lines.line, {}, {"line": text.rstrip("\r\n")} if problem else document, problem)


def _size_of(stream: Any) -> int | None:
    """Return the size of a regular file, None for other streams."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def named_columns(header: Sequence[str]) -> list[str]:
    """Return the headers made unique: blank ones named by their position, repeated ones with their count."""
    seen: Counter[str] = Counter()
    names = []
    for position, name in enumerate(header, 1):
        name = name.strip() or f"column {position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
