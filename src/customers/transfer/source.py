"""From a file to rows: its encoding, its delimiter, its lines."""

import codecs
import csv
import gzip
import io
import json
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from customers.errors import BrokenFile, UnreadableFile
from customers.services.drafts import SourceRow

csv.field_size_limit(10_000_000)
_CHUNK = 1 << 16
_READ_ERRORS = (OSError, EOFError, zlib.error)
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Source:
    """A file of rows, CSV or JSON lines, opened once and read once. `name` is what messages call it."""

    def __init__(self, path: str) -> None:
        self.name = "standard input" if path == "-" else path
        self._opened = ExitStack()
        stream, encoding = self._open(path)
        self._lines = _Lines(stream, encoding, self.name)
        first = self._lines.peek()
        self.is_json = first.lstrip().startswith("{")
        self.header: list[str] = []
        if not self.is_json:
            self._reader = csv.reader(self._lines, delimiter=self._delimiter(first), strict=True)
            self.header = [name.strip() for name in self._next() or []]

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_error: object) -> None:
        self._opened.close()

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
            start = stream.peek(4)[:4]
        except _READ_ERRORS as error:
            self._opened.close()
            raise UnreadableFile(path=self.name, reason=_reason(error)) from error
        return stream, next((name for mark, name in _MARKS.items() if start.startswith(mark)), "utf-8")

    def _delimiter(self, first: str) -> str:
        if first.lower().startswith("sep=") and len(first.strip()) == 5:
            next(self._lines)
            return first[4]
        return max(",;\t|", key=lambda mark: (first.count(mark), mark == ","))

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise BrokenFile(path=self.name, line=self._lines.line, problem=f"broken CSV: {error}") from None

    def _csv_rows(self) -> Iterator[SourceRow]:
        before = self._lines.line
        while (cells := self._next()) is not None:
            line, before = before + 1, self._lines.line
            if not any(cell.strip() for cell in cells):
                continue
            original: dict[str, Any] = dict(zip(self.header, cells, strict=False))
            extra = [cell for cell in cells[len(self.header) :] if cell.strip()]
            if extra:
                original[""] = f"{len(cells)} cells under a header of {len(self.header)}"
            yield SourceRow(line, {}, original)

    def _json_rows(self) -> Iterator[SourceRow]:
        for text in self._lines:
            if not text.strip():
                continue
            try:
                document = json.loads(text)
                problem = None if isinstance(document, dict) else "it is no JSON object"
            except (ValueError, RecursionError) as error:
                document, problem = None, f"it is no JSON: {getattr(error, 'msg', error)}"
            yield SourceRow(self._lines.line, {}, {"": problem, "line": text.rstrip("\r\n")} if problem else document)


class _Lines:
    """Lines with their count, and with errors of reading and decoding in the operator's words."""

    def __init__(self, stream: IO[bytes], encoding: str, name: str) -> None:
        self._decoded = _decoded_lines(stream, encoding, name)
        self._ahead: str | None = None
        self.line = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = self._ahead if self._ahead is not None else next(self._decoded, "")
        self._ahead = None
        if not text:
            raise StopIteration
        self.line += 1
        return text

    def peek(self) -> str:
        if self._ahead is None:
            self._ahead = next(self._decoded, "")
        return self._ahead


def _decoded_lines(stream: IO[bytes], encoding: str, name: str) -> Iterator[str]:
    """The lines of a stream with their ends, decoded a chunk at a time."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, line, chunk = "", 1, b" "
    while chunk:
        try:
            chunk = stream.read(_CHUNK)
            text = rest + decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            sound = error.object[: error.start].decode(error.encoding, "ignore")
            line += (rest + sound).count("\n")
            raise BrokenFile(path=name, line=line, problem=f"it is not {error.encoding.upper()} text; save the file as UTF-8") from None
        except _READ_ERRORS as error:
            raise UnreadableFile(path=name, reason=_reason(error)) from error
        *lines, rest = text.split("\n")
        line += len(lines)
        yield from (f"{whole}\n" for whole in lines)
    if rest:
        yield rest


def _size_of(stream: Any) -> int | None:
    """The size of a file, None of what is none."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or "it ends too early").lower()
