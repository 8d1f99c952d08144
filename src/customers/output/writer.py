"""The only writer of stdout: one result in the format of the run."""

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from customers.domain.text import escape_for_terminal
from customers.models import page as pages
from customers.models.history import Change
from customers.models.records import as_dict
from customers.output.formats.base import DEFAULT_STYLE, FileFormat, Format, Style, load_file_format, load_format
from customers.output.results import EMPTY, Page, Record, Result, Summary
from customers.output.shapes.columns import Row, Shape

if TYPE_CHECKING:
    from customers.filesystem import OutputFile


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the result of a command to stdout, or rows into a file.

    Commands ask the `format` for what it can do, and never for its name.
    """

    format: Format
    is_silent: bool = False  # whether results of success are left out

    @classmethod
    def open(
        cls,
        format_name: str,
        currency: str,
        zone: tzinfo,
        fields: Sequence[str] = (),
        marks: Callable[[], Row] = dict,
        style: Style = DEFAULT_STYLE,
        *,
        dry_run: bool = False,
    ) -> "Writer":
        """Return a writer of a format.

        People read times in `zone`, `fields` are picked and ordered, `marks` makes members of all objects.
        """
        return cls(load_format(format_name)(currency, tuple(fields), dry_run, marks, zone, style))

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the fields that are picked, none if all are printed."""
        return self.format.fields

    @property
    def takes_chunks(self) -> bool:
        """Return whether lists may be written as the database formats them."""
        return isinstance(self.format, FileFormat)

    def check_fields(self, shape: Shape) -> None:
        """Refuse a field that the records do not have, and ids of records without one, before any work is done.

        Raises:
            UsageError: it names the field and the nearest that there is, or the format.
        """
        self.format.check(shape)

    def write(self, result: Result, *, is_problem: bool = False) -> None:
        """Write one result; a silent writer writes a problem alone."""
        if is_problem or not self.is_silent:
            self.write_text(self.format.texts(result))

    def write_page(self, page: pages.Page[Any], shape: Shape) -> None:
        """Write a page of records; a silent writer reads them all the same: a stream may do the work of the command."""
        if self.is_silent:
            deque(page.data, maxlen=0)
            return
        shape = self.format.variant(shape)
        self.write(Page(shape.rows(page.data, self.fields), page.meta, shape))

    def write_list(self, records: Sequence[Any], shape: Shape, changes: Sequence[Row] = ()) -> None:
        """Write all records of a short list, as a page; a dry run shows people the changes instead."""
        shape = self.format.variant(shape)
        self.write(Page(shape.rows(records, self.fields), pages.PageMeta.whole(len(records)), shape, changes=changes))

    def write_records(self, records: Sequence[Any], shape: Shape) -> None:
        """Write the records of several names: as JSON an array."""
        self._write_array(records, self.format.variant(shape))

    def write_cards(self, records: Sequence[Any], shape: Shape, details: Sequence[Row] = ()) -> None:
        """Write the records of several names as `write_records` does, for people one below the other; `details` are of the first."""
        if not records and self.format.is_for_people:
            return
        pairs = zip_longest(records, details, fillvalue=EMPTY)
        parts = [_record(record, shape, details=more) for record, more in pairs] if self.format.is_for_people and not self.fields else ()
        self._write_array(records, self.format.variant(shape), parts)

    def _write_array(self, records: Sequence[Any], shape: Shape, parts: Sequence[Record] = ()) -> None:
        self.write(Page(shape.rows(records, self.fields), pages.PageMeta.whole(len(records)), shape, parts=parts, is_array=True))

    def write_record(self, record: Any, shape: Shape, changes: Iterable[Change] = (), details: Row = EMPTY) -> None:
        """Write one record; a dry run shows people the changes that lead to it instead, a terminal the `details` too."""
        self.write(_record(record, shape, changes, details))

    def write_summary(self, row: Mapping[str, Any], shape: Shape, changes: Sequence[Row] = ()) -> None:
        """Write a few counts; a dry run shows people the changes above them."""
        self.write(Summary(row, shape, changes))

    def write_file(self, rows: Iterator[Row], fields: Sequence[str], output: "OutputFile | None") -> None:
        """Write rows as CSV without guards, for the importer of another program, into a file or to stdout."""
        from customers.output.formats.csv import rows_as_csv

        self._write_to(output, rows_as_csv(rows, fields, raw=True))

    def write_chunks(
        self, chunks: Iterable[Any], fields: Sequence[str], format_name: str, output: "OutputFile | None" = None, *, raw: bool = False
    ) -> None:
        """Write what the database has formatted, many rows at a time, into a file or to stdout."""
        self._write_to(output, load_file_format(format_name).file_of_chunks(chunks, fields, self.format.style, raw=raw))

    def _write_to(self, output: "OutputFile | None", texts: Iterable[str]) -> None:
        if output is None:
            self.write_text(texts)
        else:
            output.write(texts)

    def write_text(self, texts: Iterable[str]) -> None:
        """Write a text that has one format."""
        write = sys.stdout.write
        is_raw = not self.format.is_for_people and sys.stdout.isatty()
        for text in texts:
            write("\n".join(map(escape_for_terminal, text.split("\n"))) if is_raw else text)


def _record(record: Any, shape: Shape, changes: Iterable[Change] = (), details: Row = EMPTY) -> Record:
    return Record(shape.row(record), shape, list(map(as_dict, changes)), shape.requested(record, shape.on_request), details)
