"""JSON lines."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from customers.domain.json import encode
from customers.output.formats.base import DEFAULT_STYLE, FileFormat, Style
from customers.output.formats.json import JsonFormat
from customers.output.results import Document, Page
from customers.output.shapes.columns import Row


class JsonLinesFormat(JsonFormat, FileFormat):
    """One JSON object a line."""

    has_page_meta = False

    def page(self, page: Page) -> Iterable[str]:
        """Return a line for each row."""
        if self.marks is dict:
            return lines(map(self.pick, page.rows))
        return lines({**self.pick(row), **self.marks()} for row in page.rows)

    def document(self, document: Document) -> Iterable[str]:
        """Return a line for each row of a list, else one for the object."""
        return lines(map(self.pick, document.rows.rows)) if document.is_list else super().document(document)

    @staticmethod
    def encode(value: Any) -> str:
        """Return one line."""
        return encode(value) + "\n"

    @classmethod
    def file_of_chunks(
        cls,
        chunks: Iterable[str],
        fields: Sequence[str],  # noqa: ARG003
        style: Style = DEFAULT_STYLE,  # noqa: ARG003
        *,
        raw: bool = False,  # noqa: ARG003
    ) -> Iterable[str]:
        """Return lines as they are."""
        return chunks


def lines(rows: Iterable[Row]) -> Iterator[str]:
    """Return a line for each row."""
    for row in rows:
        yield encode(row) + "\n"
