"""CSV, with cells that a spreadsheet would run guarded."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from customers.domain.json import encode

# What a spreadsheet runs as a formula begins with one of these, or with an apostrophe that it would swallow; plain
# numbers and phones in E.164 are left alone.
_FORMULA = re.compile(r"['=+\-@\t\r]")
_HARMLESS = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_SIGNS = frozenset("'=+-@\t\r\\")


def cell(value: Any) -> str:
    """A value as the text of a CSV cell: blank for null, tags by comma, external ids by semicolon, the rest as JSON."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping) and all(isinstance(member, str) for member in value.values()):
        return ";".join(f"{key}:{member}" for key, member in value.items())
    if isinstance(value, Sequence) and all(isinstance(member, str) for member in value):
        return ",".join(value)
    if isinstance(value, Mapping | Sequence):
        return encode(value)
    return str(value)


def guard(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run, or import would take for a sign; import takes it off again."""
    if text == "\\N":
        return f"'{text}"
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def rows_as_csv(rows: Iterable[Mapping[str, Any]], fields: Sequence[str], *, raw: bool = False) -> Iterator[str]:
    """CSV with a header, LF at the end of a line; formulas are guarded unless `raw`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(fields)
    for row in rows:
        texts = [cell(row.get(field)) for field in fields]
        writer.writerow(texts if raw else [guard(text) for text in texts])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def cells_as_csv(chunks: Iterable[str | Sequence[tuple[str | None, ...]]], fields: Sequence[str], *, raw: bool = False) -> Iterator[str]:
    """CSV with a header from cells as they come, many at a time: as CSV that is guarded already, or as rows to be guarded."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(fields)
    yield buffer.getvalue()
    for chunk in chunks:
        if isinstance(chunk, str):
            yield chunk
            continue
        buffer.seek(0)
        buffer.truncate()
        writer.writerows(chunk if raw else _guarded(chunk))
        yield buffer.getvalue()


def _guarded(rows: Sequence[tuple[str | None, ...]]) -> Iterable[Sequence[str | None]]:
    """Rows with a guard where a cell needs one: columns in which none begins with a sign are left alone."""
    columns = list(zip(*rows, strict=True))
    for index, column in enumerate(columns):
        if not _SIGNS.isdisjoint({str(text)[:1] for text in column}):
            columns[index] = tuple(guard(text) if type(text) is str else text for text in column)
    return zip(*columns, strict=True)
