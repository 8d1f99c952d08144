"""Plain ids, one a line."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from customers.errors import UsageError
from customers.output.formats.base import Format
from customers.output.results import Document, Page, Record, Summary
from customers.output.shapes.columns import Layout, Shape


class IdsFormat(Format):
    """One id a line, whichever fields are picked."""

    layout: ClassVar[Layout] = "ids"

    def check(self, shape: Shape) -> None:
        """Refuse a shape that has no ids, and fields that it does not have.

        Raises:
            UsageError: the result has no ids, or no field of that name.
        """
        if not shape.variant(self.layout).key:
            raise UsageError(problem="-o ids: the result of this command has no ids", hint="use -o table, json, jsonl or csv")
        super().check(shape)

    def record(self, record: Record) -> Iterable[str]:
        """Return the id of a record."""
        return _lines([record.row[record.shape.key]])

    def page(self, page: Page) -> Iterable[str]:
        """Return the id of each row."""
        return _lines(row[page.shape.key] for row in page.rows)

    def document(self, document: Document) -> Iterable[str]:
        """Return the ids of a document, each once."""
        key = document.rows.shape.key
        return _lines(dict.fromkeys(row[key] for row in document.rows.rows) if document.ids is None else document.ids)

    def summary(self, summary: Summary) -> Iterable[str]:
        """Return the ids that the summary holds."""
        return _lines(summary.row[summary.shape.key])


def _lines(ids: Iterable[Any]) -> Iterator[str]:
    return (f"{id_}\n" for id_ in ids)
