"""JSON documents, pages and lines."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from customers.domain.json import encode


def document(value: Any) -> Iterator[str]:
    """One JSON document."""
    yield encode(value, 2) + "\n"


def page(rows: Iterable[Mapping[str, Any]], meta: Mapping[str, Any], extra: Mapping[str, Any]) -> Iterator[str]:
    """A page as one document, written while its rows come in."""
    separator = '{\n  "data": ['
    for row in rows:
        yield separator + "\n    " + encode(row, 2, 2)
        separator = ","
    yield ("\n  ]" if separator == "," else separator + "]") + f',\n  "meta": {encode(meta, 2, 1)}'
    for key, value in extra.items():
        yield f",\n  {encode(key)}: {encode(value, 2, 1)}"
    yield "\n}\n"


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """One object a line."""
    for row in rows:
        yield encode(row) + "\n"
