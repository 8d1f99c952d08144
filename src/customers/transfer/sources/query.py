"""Read the rows of a query of another database, as the texts that a file would have."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from customers.database.admin.external_query import open_query
from customers.services.importing.rows import SourceRow
from customers.transfer.sources.file import named_columns


class QuerySource:
    """The rows of a query, read once; the line of a row is its position in the result."""

    is_json = False
    unit = "rows"
    size: int | None = None
    notices: Sequence[str] = ()

    def __init__(self, url: str, query: str) -> None:
        self.name = "the query"
        self.position = 0
        self._stack = ExitStack()
        columns, self._rows = self._stack.enter_context(open_query(url, query))
        self.header = named_columns(columns)

    def __enter__(self) -> "QuerySource":
        return self

    def __exit__(self, *error: Any) -> None:
        self._stack.close()

    def rows(self) -> Iterator[SourceRow]:
        """Return the rows with their values as texts, NULL as a blank."""
        for line, row in enumerate(self._rows, 1):
            self.position = line
            yield SourceRow(line, {}, dict(zip(self.header, map(as_text, row), strict=True)))


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
