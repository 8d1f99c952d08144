"""Read the rows of a file: CSV with any usual delimiter, or JSON lines. They can be read several times."""

import csv
import gzip
import io
import os
import stat
import sys
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from customers.domain.json import load_json
from customers.errors import BrokenFileError, UnreadableFileError
from customers.errors.notice import Notice
from customers.services.importing.rows import NOTHING, SourceRow
from customers.transfer.columns.mapping import is_known_header, is_word_of_headings
from customers.transfer.columns.native import REJECT_TEXT
from customers.transfer.sources.encodings import NAMES, encoding_by_headings
from customers.transfer.sources.ending import find_cut
from customers.transfer.sources.header import MAX_COLUMNS, MAX_TITLES, HeaderPlace, find_header, named_columns, unquoted
from customers.transfer.sources.spool import spool_stream
from customers.transfer.sources.text import MAX_LENGTH, READ_ERRORS, LineReader, array_problem, encoding_of, reason, refuse_binary

csv.field_size_limit(MAX_LENGTH)
_CHUNK = 2**20
# A row of separators is blank, also in a file with another one.
_MARK = "\ufeff"  # of the byte order
_BLANK = " \t\r\n,;|\xa0"


class Source:
    """A file of rows, CSV or JSON lines; `name` is its name in messages, `headers` are known beside those of the table."""

    unit = "bytes"
    number_columns: Collection[str] = ()

    def __init__(self, path: str, headers: Collection[str] = ()) -> None:
        self.name = "standard input" if path == "-" else path
        self._path = path
        self._headers = headers
        self._stack = ExitStack()
        try:
            self._open(path)
            self._begin()
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._stack.close()

    @property
    def opening_notices(self) -> list[str]:
        """The notices before reading: title lines above the header, and a last row that seems to be cut short."""
        notices, line = [], self.header_line
        if line is not None:
            notices.append(f"{self._subject} has its header in line {line}; the lines above it are titles")
        if not (self.is_json or self._is_gzip) and (cut := find_cut(self._file, self._encoding, self._place.delimiter, len(self.header))):
            problem = f"the last row of {self._subject} seems to be incomplete: {cut}, and no end of line; check that the file is complete"
            notices.append(Notice(problem, is_warning=True))
        return notices

    @property
    def notices(self) -> list[str]:
        """The notices after reading: an older encoding, and a file with a header only."""
        subject, notices = self._subject, []
        if self._by_headings is not None:
            notices.append(f"{subject} is not UTF-8; it was read as {NAMES[self._by_headings]}, in which its headings are known")
        if self._lines.fallback_from is not None:
            notices.append(f"{subject} is not UTF-8 from line {self._lines.fallback_from} on; it was read as Windows-1252")
        if self._repeated_headers:
            count = self._repeated_headers
            notices.append(
                f"{subject} has its header {'once' if count == 1 else f'{count:,} times'} more between its rows; it was passed over"
            )
        if self._is_empty:
            notices.append(f"{subject} has no rows{'' if self.is_json else ', only a header'}")
        if self.size is not None and (_size_of(self._file) or 0) < self.size:
            notices.append(Notice(f"{subject} became shorter while it was read: import it again once it is complete", is_warning=True))
        return notices

    def rows(self) -> Iterator[SourceRow]:
        """Return the rows that are not blank, with cells by header; a line that is not a JSON object has a problem instead."""
        self._restart()
        return self._json_rows() if self.is_json else self._csv_rows()

    @property
    def file_name(self) -> str | None:
        """The name of the file without its folder, None for standard input."""
        return None if self._path == "-" else Path(self._path).name

    def digest(self) -> str:
        """Return the SHA-256 of the bytes of the file."""
        from hashlib import sha256

        self._file.seek(self._start)
        digest = sha256()
        while chunk := self._file.read(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest()

    @property
    def position(self) -> int:
        """The number of bytes read, of the `size` of the file."""
        return self._file.tell() - self._start if self.size is not None else 0

    @property
    def characters(self) -> int:
        """The number of characters read."""
        return self._lines.characters

    @property
    def _subject(self) -> str:
        return self.name if self.name == "standard input" else f"the file {self.name}"

    def _open(self, path: str) -> None:
        try:
            stream: Any = sys.stdin.buffer if path == "-" else self._stack.enter_context(Path(path).open("rb"))  # noqa: SIM115
            self.size = _size_of(stream)
            # Only a regular file can be read twice.
            if self.size is None:
                stream = self._stack.enter_context(spool_stream(stream, self.name))
                self.size = _size_of(stream)
            self._file: IO[bytes] = stream
            self._start = stream.tell()
            self._is_gzip = self._file.read(2) == b"\x1f\x8b"
            start = self._content().read(4096)
        except READ_ERRORS as error:
            raise UnreadableFileError(path=self.name, reason=reason(error)) from error
        refuse_binary(start, self.name)
        self._encoding = encoding_of(start[:4])
        self._by_headings = encoding_by_headings(start, self._weight_of) if self._encoding == "utf-8" else None
        self._encoding = self._by_headings or self._encoding

    def _content(self) -> IO[bytes]:
        """Return the stream of the decompressed content, at its beginning."""
        self._file.seek(self._start)
        return cast(IO[bytes], gzip.GzipFile(fileobj=self._file)) if self._is_gzip else self._file

    def _restart(self) -> None:
        self._lines = LineReader(self._content(), self._encoding, self.name)

    def _begin(self) -> None:
        """Recognise the form of the file, and read the header of CSV."""
        self._restart()
        blank, first = 0, ""
        for first in self._lines:
            if first.strip():
                break
            blank += 1
        # An export of nothing is a file of JSON lines without a line.
        is_export = self._path.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson"))
        if not (first.strip() or is_export):
            raise UnreadableFileError(path=self.name, reason="it is empty", hint="the first line of a CSV file must name its columns")
        self.is_json = first.lstrip().startswith("{") or not first.strip()
        if problem := array_problem(first):
            raise BrokenFileError(path=self.name, line=1, problem=problem)
        self.header: list[str] = []
        self.header_line: int | None = None  # below title lines
        self._is_empty = not first.strip()  # no rows but the header, known after reading
        self._repeated_headers = 0
        if not self.is_json:
            self._find_header(blank, first)

    def _find_header(self, blank: int, first: str) -> None:
        place = find_header([first, *islice(self._lines, MAX_TITLES)], self._is_known)
        self._place = HeaderPlace(blank + place.above, place.delimiter)
        self._restart()
        self._skip_to_header()
        titles = place.above - first.lower().startswith("sep=")
        with self._broken_records():
            header = next(self._reader, [])
        if len(header) > MAX_COLUMNS:
            problem = f"a header of {len(header):,} columns; at most {MAX_COLUMNS:,} are read"
            raise BrokenFileError(path=self.name, line=self._place.above + 1, problem=problem)
        self._header_cells = header
        self.header = named_columns(header)
        self.header_line = self._place.above + 1 if titles > 0 else None

    def _is_known(self, header: str) -> bool:
        return header.strip() in self._headers or is_known_header(header)

    def _weight_of(self, header: str) -> int:
        # Without their accents "Imię" and "Imiê" are equal: a word that is spelled as it is known counts twice.
        return 0 if not self._is_known(header) else 2 if is_word_of_headings(header) else 1

    def _skip_to_header(self) -> None:
        for _ in range(self._place.above):
            next(self._lines, None)
        self._reader = csv.reader(self._lines.uncounted, delimiter=self._place.delimiter, strict=True)

    @contextmanager
    def _broken_records(self) -> Iterator[None]:
        """Name the line of a broken record."""
        try:
            yield
        except csv.Error as error:
            line = self._place.above + self._reader.line_num
            raise BrokenFileError(path=self.name, line=line, problem=f"broken CSV: {error}") from None

    def _csv_rows(self) -> Iterator[SourceRow]:
        self._skip_to_header()
        reader, header = self._reader, self.header
        above, width = self._place.above, len(header)
        self._is_empty, self._repeated_headers = True, 0
        with self._broken_records():
            next(reader, None)
            previous = above + reader.line_num
            for cells in reader:
                line, previous = previous + 1, above + reader.line_num
                if cells and cells[0][:1] == _MARK:
                    # The first row of a file that was appended to another one.
                    cells[0] = unquoted(cells[0][1:])
                if cells == self._header_cells:
                    self._repeated_headers += 1
                    continue
                # Most rows have a first cell.
                if not (cells and cells[0].strip(_BLANK)) and not "".join(cells).strip(_BLANK):
                    continue
                self._is_empty, problem = False, None
                if len(cells) > width and (extra := [cell for cell in cells[width:] if cell.strip()]):
                    problem = f"{len(cells)} cells under a header of {width}: {', '.join(extra)[:100]} is under none"
                yield SourceRow(line, NOTHING, dict(zip(header, cells)), problem)  # noqa: B905

    def _json_rows(self) -> Iterator[SourceRow]:
        for text in self._lines:
            if not text.strip():
                continue
            try:
                document = load_json(text)
                problem = None if isinstance(document, dict) else "it is not a JSON object"
            except ValueError as error:
                document, problem = None, f"it is not valid JSON: {getattr(error, 'msg', error)}"
            yield SourceRow(self._lines.line, NOTHING, {REJECT_TEXT: text.rstrip("\r\n")} if problem else document, problem)


def _size_of(stream: Any) -> int | None:
    """Return the size of a regular file, None for other streams."""
    try:
        status = os.fstat(stream.fileno())
    except (OSError, io.UnsupportedOperation):
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None
