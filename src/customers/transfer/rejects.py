"""Refused rows in a file of the same form, with line, code and sentence, to be mended and read again."""

import csv
import io
import os
from collections.abc import Sequence
from typing import Any, TextIO

from customers import private
from customers.errors import UnwritableFile
from customers.rules.jsontext import encode
from customers.services.drafts import Verdict

COLUMNS = ("reject_line", "reject_code", "reject_reason")


class Rejects:
    """Where refused rows go: a file that only its owner may read, opened at once so that a wrong path is said early."""

    def __init__(self, path: str | None, header: Sequence[str], *, as_json: bool) -> None:
        self.path = path
        self._stream: TextIO | None = None
        self._header = [name for name in header if name not in COLUMNS]
        self._json = as_json
        if path is None:
            return
        try:
            self._stream = open_private(path)
        except OSError as error:
            raise UnwritableFile(path=path, reason=(error.strerror or "it cannot be opened").lower()) from error
        if not as_json:
            self._stream.write(csv_line([*self._header, *COLUMNS]))

    def write(self, verdict: Verdict) -> None:
        """Keep a refused row, with those that tell more of the same customer or order."""
        if self._stream is None:
            return
        for row in (verdict.row, *verdict.row.more):
            told = (row.line, verdict.code, verdict.reason)
            if self._json:
                kept: dict[str, Any] = {name: value for name, value in row.original.items() if name not in COLUMNS}
                self._stream.write(encode(kept | dict(zip(COLUMNS, told, strict=True))) + "\n")
            else:
                self._stream.write(csv_line([*(row.original.get(name, "") for name in self._header), *told]))

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def csv_line(cells: Sequence[Any]) -> str:
    """Cells as a line of CSV. The standard library quotes a lone CR only where lines end in one: else it would end a row."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"


def open_private(path: str) -> TextIO:
    """A new text file for its owner alone, in UTF-8 with LF."""
    handle = private.open_file(path, os.O_WRONLY | os.O_TRUNC)
    return os.fdopen(handle, "w", encoding="utf-8", newline="")
