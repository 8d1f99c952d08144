"""The only writer of stdout: one result in the format that was asked for."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customers.domain.suggestions import did_you_mean
from customers.errors import UsageError
from customers.models.page import Page, PageMeta
from customers.models.records import as_dict
from customers.output.shapes.columns import Shape
from customers.output.shapes.customers import ADDRESS_BOOK, CHANGE, SEGMENT

if TYPE_CHECKING:
    from customers.filesystem import OutputFile
    from customers.output.shapes.reports import Part

Row = Mapping[str, Any]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes results to stdout as `format`; `fields` picks and orders what is shown."""

    format: str
    currency: str
    fields: tuple[str, ...] = ()
    dry_run: bool = False

    def check_fields(self, shape: Shape) -> None:
        """Refuse a field that the records do not have, and ids of records without one, before any work is done.

        Raises:
            UsageError: it names the field and the nearest that there is, or the format.
        """
        if self.format == "ids" and not shape.key:
            raise UsageError(problem="-o ids: the result of this command has no ids", hint="use -o table, json, jsonl or csv")
        for field in self.fields:
            if field not in shape.fields:
                raise UsageError(
                    problem=f"no field {field!r}", hint=did_you_mean(field, shape.fields) + f"The fields are {', '.join(shape.fields)}"
                )

    def write_page(self, page: Page[Any], shape: Shape, beside: Mapping[str, Any] = NOTHING) -> None:
        """A list: `Page` as JSON (with what stands `beside` it), an object or id a line, or a table."""
        rows = (self.pick(shape.row(record)) for record in page.data)
        if self.format == "json":
            from customers.output.formats import json

            self._write(json.page(rows, as_dict(page.meta), {**beside, **({"dry_run": True} if self.dry_run else {})}))
        else:
            self._write_rows(rows, shape)

    def write_list(self, records: Sequence[Any], shape: Shape, changes: Sequence[Row] = ()) -> None:
        """A short list that is always whole, in JSON a `Page` too; as a table a dry run shows the changes instead."""
        if changes and self.format == "table":
            self._write_changes(changes)
            return
        count = len(records)
        self.write_page(Page(records, PageMeta.whole(count)), shape)

    def write_record(self, record: Any, shape: Shape, changes: Iterable[Any] = ()) -> None:
        """One record; as a table a dry run shows the changes that would lead to it instead."""
        row = self.pick(shape.row(record) if not isinstance(record, Mapping) else dict(record))
        if self.format in ("json", "jsonl"):
            self._write_object(row)
        elif self.format == "table" and self.dry_run:
            self._write_changes([as_dict(change) for change in changes])
        elif self.format == "table":
            from customers.output.formats.card import write_card

            write_card(
                sys.stdout,
                row,
                [field for field in self.fields or shape.fields if field in row],
                terminal=_is_terminal(),
                currency=self.currency,
            )
        else:
            self._write_rows(iter([row]), shape)

    def write_segments(self, row: Mapping[str, Row], *, chart: bool = False) -> None:
        """The sizes of the segments: one object as JSON, a row a segment else, or for people a bar."""
        rows = [{"segment": name, **segment} for name, segment in row.items()]
        if self.format in ("json", "jsonl"):
            self._write_object(self.pick_inside(row))
        elif chart and self.format == "table":
            from customers.output.formats.chart import write_chart

            write_chart(sys.stdout, rows, row["total"]["count"], terminal=_is_terminal())
        else:
            self._write_rows(iter(rows), SEGMENT)

    def pick_inside(self, row: Mapping[str, Row]) -> Row:
        """An object of objects with the fields that were picked of those."""
        return {name: self.pick({"segment": name, **member}) if self.fields else member for name, member in row.items()}

    def write_object(self, row: Row) -> None:
        """One object, as JSON whatever it holds."""
        self._write_object(row)

    def write_report(self, card: Row, parts: Sequence["Part"]) -> None:
        """For people: a card (with the fields of it that were picked), then tables, parted by blank lines."""
        from customers.output.formats.card import write_card
        from customers.output.formats.table import write_table

        terminal = _is_terminal()
        fields = [field for field in self.fields or card if field in card]
        if fields:
            write_card(sys.stdout, card, fields, terminal=terminal, currency=self.currency)
        for number, part in enumerate(parts):
            # A table on a terminal has a blank line around it.
            if (fields or number) and not terminal:
                sys.stdout.write("\n")
            write_table(sys.stdout, part.rows, _with_room(part.shape), terminal=terminal, currency=self.currency)

    def write_document(self, document: Row, rows: Sequence[Row], shape: Shape) -> None:
        """A result of several parts: one object as JSON, for people and spreadsheets rows that tell the same."""
        if self.format in ("json", "jsonl"):
            self._write_object(document)
        else:
            # What a record is told of in several rows is named once.
            told = {row[shape.key]: row for row in rows}.values() if self.format == "ids" else rows
            self._write_rows((self.pick(row) for row in told), shape)

    def write_summary(self, row: Row, shape: Shape, changes: Sequence[Row] = ()) -> None:
        """A result that is a handful of counts; as a table a dry run shows the changes, by customer, above them."""
        row = self.pick(row)
        if changes and self.format == "table":
            self._write_changes(changes)
            sys.stdout.write("\n")
        if self.format in ("json", "jsonl"):
            self._write_object(row)
        elif self.format == "table":
            from customers.output.formats.card import write_card

            write_card(sys.stdout, row, list(row), terminal=_is_terminal(), currency=self.currency)
        elif self.format == "csv":
            from customers.output.formats.csv import rows_as_csv

            self._write(rows_as_csv(iter([row]), list(row)))
        else:
            self._write(f"{value}\n" for value in row[shape.key])

    def write_result(self, result: Any, shape: Shape, rows: Sequence[Row], row_fields: Sequence[str], summary: Row) -> None:
        """What a command did to several things: one object as JSON, its rows as CSV, as a table the rows and a summary below."""
        whole = self.pick(shape.row(result))
        if self.format in ("json", "jsonl"):
            self._write_object(whole)
        elif self.format == "ids":
            self._write([f"{whole[shape.key]}\n"] if whole[shape.key] is not None else [])
        elif self.format == "csv":
            from customers.output.formats.csv import rows_as_csv

            self._write(rows_as_csv(iter(rows), self.fields or row_fields))
        else:
            from customers.output.formats.card import write_card
            from customers.output.formats.table import write_table

            if rows:
                write_table(sys.stdout, rows, row_fields, terminal=_is_terminal(), currency=self.currency)
                sys.stdout.write("\n")
            shown = whole if self.fields else summary
            write_card(sys.stdout, shown, list(shown), terminal=_is_terminal(), currency=self.currency)

    def write_file(self, rows: Iterator[Row], fields: Sequence[str], output: "OutputFile | None") -> None:
        """Write rows as CSV without guards for the importer of another program, or to stdout."""
        from customers.output.formats.csv import rows_as_csv

        self._write_to(output, rows_as_csv(rows, fields, raw=True))

    def write_chunks(
        self, chunks: Iterable[Any], fields: Sequence[str], format: str, output: "OutputFile | None" = None, *, raw: bool = False
    ) -> None:
        """Write what the database made to a file, or to stdout: JSON lines as they are, or chunks of `csv.cells_as_csv`."""
        if format == "csv":
            from customers.output.formats.csv import cells_as_csv

            chunks = cells_as_csv(chunks, fields, raw=raw)
        self._write_to(output, chunks)

    def _write_to(self, output: "OutputFile | None", texts: Iterable[str]) -> None:
        if output is None:
            self._write(texts)
        else:
            output.write(texts)

    def write_text(self, texts: Iterable[str]) -> None:
        """Write a text that has one format."""
        self._write(texts)

    def _write_changes(self, changes: Sequence[Row]) -> None:
        if changes:
            from customers.output.formats.table import write_table

            fields = (("customer",) if "customer" in changes[0] else ()) + CHANGE.table
            write_table(sys.stdout, changes, fields, terminal=_is_terminal(), currency=self.currency)

    def _write_object(self, row: Row) -> None:
        from customers.output.formats import json

        whole = {**row, "dry_run": True} if self.dry_run else row
        self._write(json.document(whole) if self.format == "json" else json.lines([whole]))

    def _write_rows(self, rows: Iterator[Row], shape: Shape) -> None:
        if self.format == "jsonl":
            from customers.output.formats import json

            self._write(json.lines(rows))
        elif self.format == "table":
            from customers.output.formats import table

            terminal = _is_terminal()
            table.write_table(sys.stdout, rows, self.fields or _with_room(shape), terminal=terminal, currency=self.currency)
        elif self.format == "csv":
            from customers.output.formats.csv import rows_as_csv

            self._write(rows_as_csv(rows, self.fields or tuple(f for f in shape.fields if f not in ADDRESS_BOOK)))
        else:
            from customers.output.formats.ids import rows_as_ids

            self._write(rows_as_ids(rows, shape.key))

    def pick(self, row: Row) -> Row:
        """Return the fields of a row that were picked, or all of them."""
        if not self.fields or self.format == "ids":
            return row
        return {field: row.get(field) for field in self.fields}

    def _write(self, texts: Iterable[str]) -> None:
        write = sys.stdout.write
        for text in texts:
            write(text)


def _with_room(shape: Shape) -> tuple[str, ...]:
    """The fields of a table, on a wide terminal and in a pipe all of them."""
    import shutil

    from customers.output.formats.table import WIDE

    roomy = not sys.stdout.isatty() or shutil.get_terminal_size().columns >= WIDE
    return (*shape.wide, *shape.table) if roomy else shape.table


def _is_terminal() -> bool:
    """Whether tables are for a terminal: stdout is one, or FORCE_COLOR says so."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))
