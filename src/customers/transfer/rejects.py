"""Write refused rows to a file of the same form, with line, code and reason, to be corrected and imported again.

Cells that a spreadsheet would run are guarded; an import removes the guard.
"""

import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from customers.domain.json import encode
from customers.domain.spreadsheets import guard_foreign
from customers.filesystem import OutputFile, file_errors
from customers.services.importing.rows import RowResult, SourceRow

COLUMNS = ("reject_line", "reject_code", "reject_reason")


class Rejects:
    """The file of refused rows, readable by its owner only; it is opened at once, so that a wrong path fails early."""

    def __init__(self, output: OutputFile | None, header: Sequence[str], *, as_json: bool) -> None:
        self.path = None if output is None else str(output.path)
        self._opened = ExitStack()
        self._stream: TextIO | None = None
        self._header = [name for name in header if name not in COLUMNS]
        self._json = as_json
        if output is None:
            return
        self._stream = self._opened.enter_context(output.open())
        if not as_json:
            self._stream.write(csv_line([*self._header, *COLUMNS]))

    def write(self, result: RowResult) -> None:
        """Write a refused row, with the further rows of the same customer or order."""
        if self._stream is None:
            return
        with file_errors(Path(str(self.path))):
            for row in (result.row, *result.row.more):
                self._stream.write(self._line(row, (row.line, result.code, result.reason)))

    def _line(self, row: SourceRow, reasons: tuple[Any, ...]) -> str:
        if not self._json:
            texts = (guard_foreign(str(row.original.get(name) or "")) for name in self._header)
            return csv_line([*texts, *reasons])
        cells: dict[str, Any] = {name: value for name, value in row.original.items() if name not in COLUMNS}
        return encode(cells | dict(zip(COLUMNS, reasons, strict=True))) + "\n"

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stream = None
        self._opened.close()


def csv_line(cells: Sequence[Any]) -> str:
    """Return cells as a line of CSV.

    The writer ends lines in CR LF because it quotes a single CR only then; unquoted it would end a row.
    """
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().removesuffix("\r\n") + "\n"
