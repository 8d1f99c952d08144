"""CSV, with guards of the cells that a spreadsheet would run."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from customers.domain.json import encode
from customers.domain.spreadsheets import guard, keep_digits
from customers.output.formats.base import DEFAULT_STYLE, FileFormat, Format, Style
from customers.output.parts import Table
from customers.output.results import Document, Page, Record, Summary
from customers.output.shapes.columns import Layout, Row

_SIGNS = frozenset("'=+-@\t\r\\")


class CsvFormat(Format, FileFormat):
    """CSV with a header; a cell that a spreadsheet would run as a formula is guarded."""

    layout: ClassVar[Layout] = "rows"
    has_header = True
    is_spreadsheet = True

    def record(self, record: Record) -> Iterable[str]:
        """Return a record as one row."""
        return self._table(Table([self.pick(record.row, record.on_request)], record.shape))

    def page(self, page: Page) -> Iterable[str]:
        """Return the rows of a page."""
        return self._table(Table(page.rows, page.shape))

    def document(self, document: Document) -> Iterable[str]:
        """Return the rows of a document."""
        return self._table(document.rows)

    def summary(self, summary: Summary) -> Iterable[str]:
        """Return the counts as one row."""
        return rows_as_csv([summary.row], self.fields or list(summary.row), self.style)

    def _table(self, table: Table) -> Iterable[str]:
        fields = self.fields or [column.field for column in table.shape.columns if column.in_csv and not column.on_request]
        return rows_as_csv(table.rows, fields, self.style)

    @classmethod
    def file_of_chunks(
        cls,
        chunks: Iterable[str | Sequence[tuple[str | None, ...]]],
        fields: Sequence[str],
        style: Style = DEFAULT_STYLE,
        *,
        raw: bool = False,
    ) -> Iterable[str]:
        """Return a file of chunks: guarded CSV, or rows of cells."""
        return cells_as_csv(chunks, fields, style, raw=raw)


def cell(value: Any) -> str:
    """Return a value as the text of a CSV cell: blank for null, tags by comma, external ids by semicolon, the rest as JSON."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping) and _is_flat(value):
        return ";".join(f"{key}:{member}" for key, member in value.items() if member is not None)
    if isinstance(value, Sequence) and all(isinstance(member, str) for member in value):
        return ",".join(value)
    if isinstance(value, Mapping | Sequence):
        return encode(value)
    return str(value)


def _is_flat(value: Row) -> bool:
    """Return whether an object is texts, perhaps with numbers beside them: numbers alone are JSON."""
    kinds = {type(member) for member in value.values() if member is not None}
    return kinds <= {str, int} and kinds != {int}


def _for_excel(rows: Iterable[Sequence[str | None]]) -> Iterator[Sequence[str | None]]:
    """Return rows of cells in which Excel keeps the digits."""
    for row in rows:
        yield [keep_digits(text) if type(text) is str else text for text in row]


def _begin(writer: Any, fields: Sequence[str], style: Style) -> str:
    """Write the header, and return what stands before it: Excel takes UTF-8 from a byte-order mark alone."""
    if style.header:
        writer.writerow(fields)
    return "\ufeff" if style.excel else ""


def rows_as_csv(rows: Iterable[Row], fields: Sequence[str], style: Style = DEFAULT_STYLE, *, raw: bool = False) -> Iterator[str]:
    """Return rows as CSV with a header, LF at the end of a line; formulas are guarded unless `raw`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    yield _begin(writer, fields, style)
    for row in rows:
        texts = [cell(row.get(field)) for field in fields]
        if not raw:
            texts = list(map(guard, texts))
        writer.writerow(list(map(keep_digits, texts)) if style.excel else texts)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def cells_as_csv(
    chunks: Iterable[str | Sequence[tuple[str | None, ...]]], fields: Sequence[str], style: Style = DEFAULT_STYLE, *, raw: bool = False
) -> Iterator[str]:
    """Return CSV with a header from chunks of many rows: CSV that is guarded already, or rows of cells to be guarded unless `raw`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    yield _begin(writer, fields, style)
    yield buffer.getvalue()
    for chunk in chunks:
        if isinstance(chunk, str) and not style.excel:
            yield chunk
            continue
        buffer.seek(0)
        buffer.truncate()
        rows = _rows_of(chunk, raw=raw)
        writer.writerows(_for_excel(rows) if style.excel else rows)
        yield buffer.getvalue()


def _rows_of(chunk: str | Sequence[tuple[str | None, ...]], *, raw: bool) -> Iterable[Sequence[str | None]]:
    """Return the guarded rows of a chunk; what is CSV already is guarded where it is to be."""
    if isinstance(chunk, str):
        return csv.reader(io.StringIO(chunk, newline=""))
    return chunk if raw else _guarded(chunk)


def _guarded(rows: Sequence[tuple[str | None, ...]]) -> Iterable[Sequence[str | None]]:
    """Return rows with their cells guarded.

    Only columns in which a cell begins with a sign are read cell by cell.
    """
    columns = list(zip(*rows, strict=True))
    for index, column in enumerate(columns):
        if not _SIGNS.isdisjoint({str(text)[:1] for text in column}):
            columns[index] = tuple(guard(text) if type(text) is str else text for text in column)
    return zip(*columns, strict=True)
