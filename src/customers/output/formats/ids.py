"""Plain ids, one a line."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def rows_as_ids(rows: Iterable[Mapping[str, Any]], key: str = "id") -> Iterator[str]:
    """One id a line."""
    for row in rows:
        yield f"{row[key]}\n"
