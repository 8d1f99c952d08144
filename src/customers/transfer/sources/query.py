"""Read the rows of a query of another database, as the texts that a file would have."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from uuid import UUID

from customers.database.admin.external_query import open_query
from customers.services.importing.rows import SourceRow
from customers.transfer.sources.header import named_columns
from customers.transfer.sources.spool import RecordSpool

_BATCH = 500  # rows


class QuerySource:
    """The rows of a query; the line of a row is its position in the result.

    The decimals of `number_columns` follow a point, as they are numbers.
    """

    is_json = False
    unit = "rows"
    size: int | None = None
    opening_notices: Sequence[str] = ()
    notices: Sequence[str] = ()

    def __init__(self, url: str, query: str) -> None:
        self.name = "the query"
        self.position = self.characters = 0
        self._batches = RecordSpool(self.name)
        numbers: set[int] = set()
        try:
            with open_query(url, query) as (columns, rows):
                # A batch is one record: a record costs more than a row.
                rows = iter(rows)
                while batch := [_texts(row, numbers) for row in islice(rows, _BATCH)]:
                    self._batches.append(batch)
        except BaseException:
            self._batches.close()
            raise
        self.header = named_columns(columns)
        self.number_columns: Collection[str] = {self.header[index] for index in numbers}

    def close(self) -> None:
        """Remove the rows."""
        self._batches.close()

    def rows(self) -> Iterator[SourceRow]:
        """Return the rows with their values as texts, NULL as a blank."""
        for line, texts in enumerate(chain.from_iterable(self._batches), 1):
            self.position = line
            self.characters += sum(map(len, texts))
            yield SourceRow(line, {}, dict(zip(self.header, texts, strict=True)))


def _texts(row: Sequence[Any], numbers: set[int]) -> list[str]:
    """Return the values of a row as texts; the columns of fractional numbers are added to `numbers`."""
    numbers.update(index for index, value in enumerate(row) if isinstance(value, float | Decimal))
    return list(map(as_text, row))


def as_text(value: Any) -> str:
    """Return a value of a database as a cell of a file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bytes | bytearray | memoryview):
        return _bytes(bytes(value))
    if isinstance(value, list | tuple):
        return ", ".join(map(as_text, value))
    return str(value)


def _bytes(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return str(UUID(bytes=value)) if len(value) == 16 else value.hex()
