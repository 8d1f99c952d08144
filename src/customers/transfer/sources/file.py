"""From a file to rows: its delimiter, its header, its lines."""

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
from customers.transfer.sources.text import LONGEST, READ_ERRORS, LineReader, array_problem, encoding_of, reason, refuse_no_text

csv.field_size_limit(LONGEST)
_QUOTED = re.compile('"[^"]*"')


class Source:
    """A file of rows, CSV or JSON lines, opened once and read once. `name` is what messages call it."""

    unit = "bytes"

    def __init__(self, path: str) -> None:
        self.name = "standard input" if path == "-" else path
        self._opened = ExitStack()
        try:
            stream, encoding = self._open(path)
            self._lines = LineReader(stream, encoding, self.name)
            self._begin()
        except BaseException:
            self._opened.close()
            raise

    def _begin(self) -> None:
        """Read the header, and what follows from it."""
        first = self._first()
        if not first:
            raise UnreadableFileError(path=self.name, reason="it is empty", hint="a CSV file begins with a header, which names its columns")
        self.is_json = first.lstrip().startswith("{")
        if problem := array_problem(first):
            raise BrokenFileError(path=self.name, line=1, problem=problem)
        self.header: list[str] = []
        self._blank = False  # no row but the header, known once it is read
        if not self.is_json:
            self._reader = csv.reader(self._lines, delimiter=self._delimiter(first), strict=True)
            self.header = named_columns(self._next() or [])

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

    @property
    def notices(self) -> list[str]:
        """What was guessed about the file, once it is read; and whether there was nothing in it but a header."""
        what = self.name if self.name == "standard input" else f"the file {self.name}"
        found = []
        if self._lines.fallback_from is not None:
            found.append(f"{what} is not UTF-8 from line {self._lines.fallback_from} on; it was read as Windows-1252")
        if self._blank:
            found.append(f"{what} has no rows, only a header")
        return found

    def rows(self) -> Iterator[SourceRow]:
        """The rows, blank ones left out, with the cells by header; a line that is no JSON object has no cells."""
        return self._json_rows() if self.is_json else self._csv_rows()

    @property
    def position(self) -> int:
        """How many of the `size` bytes of the file are read."""
        return self._file.tell() if self.size is not None else 0

    def _open(self, path: str) -> tuple[IO[bytes], str]:
        try:
            stream: Any = sys.stdin.buffer if path == "-" else self._opened.enter_context(Path(path).open("rb"))  # noqa: SIM115
            stream = stream if hasattr(stream, "peek") else io.BufferedReader(stream)
            self._file, self.size = stream, _size_of(stream)
            if stream.peek(2)[:2] == b"\x1f\x8b":
                stream = self._opened.enter_context(gzip.GzipFile(fileobj=stream))
            start = stream.peek(4096)[:4096]
            refuse_no_text(start, self.name)
            return stream, encoding_of(start[:4])
        except READ_ERRORS as error:
            raise UnreadableFileError(path=self.name, reason=reason(error)) from error

    def _first(self) -> str:
        """The first line that is not blank; it stays the next."""
        while (text := self._lines.peek()) and not text.strip():
            next(self._lines)
        return text

    def _delimiter(self, first: str) -> str:
        if first.lower().startswith("sep=") and len(first.strip("\r\n")) == 5:
            next(self._lines)
            self._first()
            return first[4]
        bare = _QUOTED.sub("", first)
        return max(",;\t|", key=lambda mark: (bare.count(mark), mark == ","))

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise BrokenFileError(path=self.name, line=self._lines.line, problem=f"broken CSV: {error}") from None

    def _csv_rows(self) -> Iterator[SourceRow]:
        before, width = self._lines.line, len(self.header)
        self._blank = True
        while (cells := self._next()) is not None:
            line, before = before + 1, self._lines.line
            if not "".join(cells).strip():
                continue
            self._blank, problem = False, None
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
    """The size of a file, None of what is none."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def named_columns(header: Sequence[str]) -> list[str]:
    """A header in which every column has a name of its own: a blank one by its place, a second of a name with its count."""
    seen: Counter[str] = Counter()
    names = []
    for place, name in enumerate(header, 1):
        name = name.strip() or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
