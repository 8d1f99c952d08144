"""JSON documents."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from customers.domain.json import encode
from customers.models.records import as_dict
from customers.output.formats.base import Format
from customers.output.results import Document, Page, Record, Summary
from customers.output.shapes.columns import Layout, Row


class JsonFormat(Format):
    """One JSON document, indented."""

    layout: ClassVar[Layout] = "nested"
    is_structured = True
    has_page_meta = True

    def record(self, record: Record) -> Iterable[str]:
        """Return a record as an object."""
        return self.object(self.pick(record.row, record.on_request))

    def page(self, page: Page) -> Iterable[str]:
        """Return a page as one object, written while its rows are read, or its rows as an array."""
        if page.is_array:
            return [self.encode(list(map(self.pick, page.rows)))]
        return page_texts(map(self.pick, page.rows), as_dict(page.meta), lambda: {**page.extra, **self._all_marks()})

    def document(self, document: Document) -> Iterable[str]:
        """Return the document as an object."""
        return self.object(document.build(self.pick))

    def summary(self, summary: Summary) -> Iterable[str]:
        """Return the counts as an object."""
        return self.object(self.pick(summary.row))

    def object(self, row: Row) -> Iterable[str]:
        """Return one object, marked where it is that of a dry run."""
        return [self.encode({**row, **self._all_marks()})]

    @staticmethod
    def encode(value: Any) -> str:
        """Return one JSON document."""
        return encode(value, 2) + "\n"

    def _all_marks(self) -> dict[str, Any]:
        return {**({"dry_run": True} if self.dry_run else {}), **self.marks()}


def page_texts(rows: Iterable[Row], meta: Row, extra: Callable[[], Row]) -> Iterator[str]:
    """Return a page as one document, a piece for each row; `extra` makes the members behind them."""
    separator = '{\n  "data": ['
    for row in rows:
        yield separator + "\n    " + encode(row, 2, 2)
        separator = ","
    yield ("\n  ]" if separator == "," else separator + "]") + f',\n  "meta": {encode(meta, 2, 1)}'
    for key, value in extra().items():
        yield f",\n  {encode(key)}: {encode(value, 2, 1)}"
    yield "\n}\n"
