"""Two customers beside each other, with the differences marked."""

import os
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from itertools import zip_longest
from typing import Any

from customers.models.customer import Customer
from customers.models.fields import PRINTED
from customers.output.formats.terminal import display_width, pad
from customers.output.formats.text import address_lines, text_of
from customers.output.formats.widths import solid_width
from customers.output.shapes import common
from customers.output.shapes.customers import CUSTOMER, customer_row

# Fields that repeat others, or that no decision about a merge needs.
_OMITTED = frozenset(
    {"id", "full_name", "is_vip", "rfm", "avg_order_value", "first_order_at", "updated_at", "deleted_at", "addresses", "default_address"}
)
_NAMES = ("first_name", "last_name")
_FIELDS = (*_NAMES, *(name for name in PRINTED if name not in (*_NAMES, *_OMITTED)))
_GAP = "   "  # between the sides, with the mark in its middle
_LEAST_WIDTH = 40
# A consent says more than the flag that follows from it.
_TAKEN_WITH = {"consent": "accepts_marketing"}


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A view of two customers: a line a field, with `|` between values that differ, `<` and `>` where one side has the only one.

    Attributes:
        headings: What becomes of each side.
        taken: The fields that the first one takes from the second one.
    """

    first: Customer
    second: Customer
    headings: tuple[str, str]
    taken: Collection[str]
    currency: str
    zone: tzinfo

    def text(self) -> str:
        """Return the view, laid out for the terminal of stderr; the sides are below each other where a value would be broken."""
        rows = list(self._rows())
        label_width = max(display_width(label) for label, *_ in rows) + 2
        width = (max(_LEAST_WIDTH, _terminal_width()) - label_width - len(_GAP)) // 2
        if any(solid_width(line) > width for _, *sides in rows for side in sides for line in side):
            lines = self._stacked(rows)
        else:
            lines = self._beside(rows, label_width, width)
        return "".join(f"{line}\n" for line in lines)

    def _rows(self) -> Iterator[tuple[str, list[str], list[str]]]:
        """Yield the label and the lines of both sides of each field that one of both has."""
        sides = [customer_row(customer) | CUSTOMER.requested(customer, CUSTOMER.on_request) for customer in (self.first, self.second)]
        for name in _FIELDS:
            column = CUSTOMER.column(name)
            first, second = (text_of(column, _value(side, name), self.currency, self.zone) for side in sides)
            if first or second:
                yield self._label(name, column.label), first.split("\n"), second.split("\n")
        first_book, second_book = (_address_book(side) for side in sides)
        if first_book or second_book:
            yield "Addresses", first_book, second_book
        left_end, right_end = (f"…{common.end_of_customer_id({'customer_id': side['id']})}" for side in sides)
        yield "ID", [left_end], [right_end]

    def _label(self, name: str, label: str) -> str:
        """Return the label of a field, with a star where the first one takes it from the second one."""
        is_taken = name in self.taken or _TAKEN_WITH.get(name) in self.taken
        is_taken |= name == "external_ids" and any(field.startswith("external_ids.") for field in self.taken)
        return f"* {label}" if is_taken else label

    def _beside(self, rows: list[tuple[str, list[str], list[str]]], label_width: int, width: int) -> Iterator[str]:
        yield _bold(" " * label_width + pad(self.headings[0], width) + _GAP + self.headings[1])
        for label, first, second in rows:
            mark, heading = _mark(first, second), label
            first_lines = [part for line in first for part in _folded(line, width)]
            second_lines = [part for line in second for part in _folded(line, width)]
            for before, after in zip_longest(first_lines, second_lines, fillvalue=""):
                yield f"{pad(heading, label_width)}{pad(before, width)} {mark} {after}".rstrip()
                mark, heading = " ", ""

    def _stacked(self, rows: list[tuple[str, list[str], list[str]]]) -> Iterator[str]:
        yield from (_bold(f"  {self.headings[0]}"), _bold(f"| {self.headings[1]}"))
        for label, first, second in rows:
            mark = _mark(first, second)
            yield _bold(label)
            yield from (f"  {line}" for line in first if line)
            yield from (f"{mark} {line}" for line in second if line and mark != " ")


def _value(side: dict[str, Any], name: str) -> Any:
    """Return the value of a field; a count of nothing is none."""
    value = side[name]
    return None if value in (0, False, [], {}) or (name == "consent" and value["state"] == "unknown") else value


def _address_book(side: dict[str, Any]) -> list[str]:
    return [f"{address['type']}: {', '.join(address_lines(address))}" for address in side["addresses"] or ()]


def _mark(first: list[str], second: list[str]) -> str:
    if [line.casefold() for line in first] == [line.casefold() for line in second]:
        return " "
    return "|" if any(first) and any(second) else "<" if any(first) else ">"


def _folded(text: str, width: int) -> list[str]:
    """Return a text in lines of at most a display width, broken between words where that is possible."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if display_width(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = ""
        for character in word:
            if display_width(line + character) > width:
                lines.append(line)
                line = ""
            line += character
    return [*lines, line]


def _terminal_width() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns - 1
    except (OSError, ValueError):
        return 2 * _LEAST_WIDTH


def _bold(text: str) -> str:
    """Return a text in bold where the terminal shows colours."""
    has_colours = sys.stderr.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return f"\x1b[1m{text}\x1b[0m" if has_colours else text
