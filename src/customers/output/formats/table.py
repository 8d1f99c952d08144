"""Tables and cards for people."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from customers.output.formats.base import Format
from customers.output.formats.card import card_texts, conditional
from customers.output.formats.grid import grid_texts
from customers.output.formats.terminal import is_terminal, is_wide
from customers.output.formats.text import text_of
from customers.output.parts import Card, Chart, HeatMap, Part, Table
from customers.output.results import Document, Page, Record, Summary
from customers.output.shapes.columns import Layout, Row, Shape
from customers.output.shapes.history import CHANGE, CUSTOMER_CHANGE


class TableFormat(Format):
    """Tables, cards and charts; a dry run shows the changes instead of a record."""

    layout: ClassVar[Layout] = "people"
    is_for_people = True
    is_streamed = False
    has_header = True

    @property
    def is_screen(self) -> bool:
        """Return whether stdout is a terminal, and no fields are picked."""
        return is_terminal() and not self.fields

    def _drawn(self, place: str, *data: Any) -> Iterable[str]:
        """Return what a function of `output.screens` draws."""
        from importlib import import_module

        from customers.output.screens.view import View

        module, _, name = place.partition(":")
        texts: Iterable[str] = getattr(import_module(f"customers.output.screens.{module}"), name)(
            *data, View.open(self.currency, self.zone, self.style)
        )
        return texts

    def record(self, record: Record) -> Iterable[str]:
        """Return a record as a card, or the changes that lead to it in a dry run."""
        if self.dry_run:
            return self._changes(record.changes)
        if self.is_screen and record.shape.card:
            return self._drawn(record.shape.card, {**record.row, **record.on_request}, record.details, record.shape)
        column = record.shape.column
        more = {name: value for name, value in record.on_request.items() if text_of(column(name), value, self.currency, self.zone)}
        row = self.pick(record.row, record.on_request) if self.fields else {**record.row, **more}
        return self._card(Card(row, record.shape), [column.field for column in record.shape.columns])

    def page(self, page: Page) -> Iterable[str]:
        """Return a page as a table, or its parts, or its changes in a dry run."""
        if page.changes:
            return self._changes(page.changes)
        if page.parts and not self.fields:
            return self._parts(page.parts)
        if self.is_screen and page.shape.screen:
            return self._drawn(page.shape.screen, page.rows)
        return self._picked_table(Table(page.rows, page.shape))

    def document(self, document: Document) -> Iterable[str]:
        """Return the parts of a document, or its rows."""
        if not document.parts or (self.fields and document.fields_pick_rows):
            return self._picked_table(document.people or document.rows)
        return self._parts(document.parts)

    def summary(self, summary: Summary) -> Iterator[str]:
        """Return counts as a card, below the changes of a dry run."""
        if summary.changes:
            yield from self._changes(summary.changes)
            yield "\n"
        row = self.pick(summary.row)
        yield from self._card(Card(row, summary.shape), tuple(row))

    def _parts(self, parts: Sequence[Part]) -> Iterator[str]:
        """Return parts one below the other, without those that `fields` does not pick."""
        is_first = True
        for part in parts:
            if isinstance(part, Table) and self.fields and part.field is not None and part.field not in self.fields:
                continue
            texts = list(self._part(part))
            # Tables on a terminal have blank lines around them.
            if texts and not is_first and (isinstance(part, Card | Record) or not is_terminal()):
                yield "\n"
            is_first = is_first and not texts
            yield from texts

    def _part(self, part: Part) -> Iterable[str]:
        if isinstance(part, Card):
            return self._card(part, tuple(part.row))
        if isinstance(part, Record):
            return self.record(part)
        if isinstance(part, Table) and part.shape.screen and is_terminal():
            return self._drawn(part.shape.screen, part.rows)
        if isinstance(part, Table):
            return self._table(part, _table_fields(part.shape))
        if isinstance(part, Chart):
            from customers.output.formats.chart import chart_texts

            return chart_texts(part)
        if isinstance(part, HeatMap):
            from customers.output.formats.heat_map import heat_map_texts

            return heat_map_texts(part)
        from customers.output.formats.sparklines import sparkline_texts

        return sparkline_texts(part)

    def _card(self, card: Card, fields: Sequence[str]) -> Iterable[str]:
        row = card.record if card.record is not None and self.fields else card.row
        names = [name for name in self.fields or fields if name in row]
        label = conditional if self.dry_run else str
        return card_texts(row, card.shape, names, currency=self.currency, zone=self.zone, label=label)

    def _picked_table(self, table: Table) -> Iterable[str]:
        rows = map(self.pick, table.rows)
        return self._table(Table(rows, table.shape), self.fields or _table_fields(table.shape), is_picked=bool(self.fields))

    def _table(self, table: Table, fields: Sequence[str], *, is_picked: bool = False) -> Iterable[str]:
        return grid_texts(table, fields, self.style, currency=self.currency, zone=self.zone, is_picked=is_picked)

    def _changes(self, changes: Sequence[Row]) -> Iterable[str]:
        if not changes:
            return ()
        shape = CUSTOMER_CHANGE if "customer" in changes[0] else CHANGE
        return self._part(Table(changes, shape))


def _table_fields(shape: Shape) -> tuple[str, ...]:
    return (*shape.wide, *shape.table) if is_wide() else shape.table
