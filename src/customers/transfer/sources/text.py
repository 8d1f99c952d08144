"""Decode a file into numbered lines: recognise its encoding, refuse binary files."""

import codecs
import re
import zlib
from collections.abc import Iterator
from typing import IO

from customers.errors import BrokenFileError, UnreadableFileError
from customers.filesystem import error_reason
from customers.transfer.sources.encodings import DEFAULT, NAMES

READ_ERRORS = (OSError, EOFError, zlib.error)
_CHUNK = 1 << 16
# Characters of a line, and of a cell: a longer line is not one of a table.
MAX_LENGTH = 10_000_000
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# A complete letter of UTF-8, or the byte order mark of UTF-16: such a file is not Windows-1252.
_UTF = re.compile(rb"[\xc3-\xf4][\x80-\xbf]|\xff\xfe|\xfe\xff")

# The first bytes of binary files.
_SIGNATURES = {
    b"PK\x03\x04": "a spreadsheet of Excel or another archive",
    b"\xd0\xcf\x11\xe0": "a spreadsheet of an old Excel or another document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"%PDF-": "a PDF",
    b"\x7fELF": "a program",
    b"SQLite format 3\0": "a SQLite database",
}
# The first characters of texts without columns.
_OTHER_TEXTS = {
    b"begin:vcard": "a file of contact cards (vCard)",
    b"<html": "a page of HTML",
    b"<!doctype html": "a page of HTML",
    b"<?xml": "XML",
}
_CONTROL = bytes({*range(9), *range(14, 32)})


def refuse_binary(start: bytes, name: str) -> None:
    """Raise UnreadableFileError where the first bytes of a file are not those of a text with columns."""
    text = start.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    kind = next((kind for beginning, kind in _OTHER_TEXTS.items() if text.startswith(beginning)), None)
    if kind is not None:
        raise UnreadableFileError(path=name, reason=f"it is {kind}, not a table", hint="export it as CSV")
    what = next((what for signature, what in _SIGNATURES.items() if start.startswith(signature)), None)
    if what is None and len(start) >= 64 and b"\0" in start and encoding_of(start[:4]) == "utf-8":
        # A few control characters are a problem of their rows.
        controls = len(start) - len(start.translate(None, _CONTROL))
        what = "" if controls > len(start) // 25 else None
    if what is not None:
        reason = "it is not a text file" + (f" but {what}" if what else "")
        raise UnreadableFileError(path=name, reason=reason, hint="save it as CSV, or as JSON lines")


def encoding_of(start: bytes) -> str:
    """Return the encoding of a file by its first bytes: the byte order mark, the zeros between ASCII letters, else UTF-8."""
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return name
    if len(start) == 4 and start[0] and start[2] and not (start[1] or start[3]):
        return "utf-16-le"
    if len(start) == 4 and start[1] and start[3] and not (start[0] or start[2]):
        return "utf-16-be"
    return "utf-8"


def array_problem(line: str) -> str | None:
    """Return the problem of a first line that begins a JSON array, None for others."""
    if line.lstrip().startswith("[") and line.strip()[1:2] in ("", "{"):
        return "it is one JSON array; write its objects one a line (`jq -c '.[]'` does)"
    return None


def too_long(start: str) -> str:
    """Return the problem of a line that exceeds `MAX_LENGTH`, by its start."""
    return array_problem(start) or f"the line is longer than {MAX_LENGTH:,} characters"


class LineReader:
    """An iterator over the lines of a stream, which counts them and names the line of an error.

    Text without a byte order mark is UTF-8. Where the first letter outside ASCII is invalid, decoding falls back to Windows-1252 from
    line `fallback_from` on.
    """

    def __init__(self, stream: IO[bytes], encoding: str, name: str) -> None:
        self._stream, self._encoding, self._name = stream, encoding, name
        # The lines without a count: `csv.reader` has its own.
        self.uncounted = self._decode()
        self.line = 0
        self.characters = 0  # that were decoded
        self.fallback_from: int | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        text = next(self.uncounted, "")
        if not text:
            raise StopIteration
        self.line += 1
        return text

    def _decode(self) -> Iterator[str]:
        """Yield the lines of the stream with their ends, decoded in chunks."""
        decoder = codecs.getincrementaldecoder(self._encoding)()
        pieces: list[str] = []  # of the incomplete line
        length, line, chunk, is_ascii = 0, 1, b" ", True
        is_first, has_returns = True, False
        while chunk:
            chunk = self._read()
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                valid = error.object[: error.start].decode(error.encoding, "ignore")
                line += valid.count("\n")
                if not is_ascii or not valid.isascii() or self._encoding != "utf-8":
                    raise self._broken(line, error) from None
                text = self._fall_back(line, error)
                line -= valid.count("\n")
                decoder = codecs.getincrementaldecoder(DEFAULT)()
                self._encoding = DEFAULT
            is_ascii = is_ascii and text.isascii()
            self.characters += len(text)
            if is_first:
                # Lines of old Macintosh programs end with the carriage return alone.
                has_returns, is_first = "\r" in text and "\n" not in text, False
            if has_returns:
                text = text.replace("\r", "\n")
            first, *others = text.split("\n")
            pieces.append(first)
            length += len(first)
            if length > MAX_LENGTH:
                raise BrokenFileError(path=self._name, line=line, problem=too_long("".join(pieces)))
            if others:
                *complete, last = others
                line += len(others)
                yield "".join(pieces) + "\n"
                yield from [f"{text}\n" for text in complete]
                pieces, length = [last], len(last)
        if length:
            yield "".join(pieces)

    def _read(self) -> bytes:
        try:
            return self._stream.read(_CHUNK)
        except READ_ERRORS as error:
            raise UnreadableFileError(path=self._name, reason=reason(error)) from error

    def _fall_back(self, line: int, error: UnicodeDecodeError) -> str:
        if _UTF.search(error.object):
            raise self._broken(line, error) from None
        try:
            text = error.object.decode(DEFAULT)
        except UnicodeDecodeError:
            raise self._broken(line, error) from None
        self.fallback_from = line
        return text

    def _broken(self, line: int, error: UnicodeDecodeError) -> BrokenFileError:
        name = {"utf-8-sig": "UTF-8", **NAMES}.get(self._encoding, error.encoding.upper())
        return BrokenFileError(path=self._name, line=line, problem=f"it is not {name} text; save the file as UTF-8")


def reason(error: Exception) -> str:
    """Return the reason why a file cannot be read, in the words of the system."""
    return error_reason(error, str(error) or "it ends too early")
