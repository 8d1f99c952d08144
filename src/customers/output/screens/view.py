"""The terminal on which screens are drawn: its width, its signs, and values as styled text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from customers.domain.ids import shown_end
from customers.domain.text import escape_for_terminal
from customers.output.formats.base import DEFAULT_STYLE, Style
from customers.output.formats.terminal import new_console
from customers.output.formats.text import text_of
from customers.output.formats.times import local_time, time_text
from customers.output.formats.widths import solid_width
from customers.output.screens.tones import ABSENT, tone_style
from customers.output.shapes.columns import DAY, MINUTE, Column
from customers.output.shapes.common import value_column

# Signs, and their substitutes on a terminal that has ASCII alone.
_SIGNS = {
    "arrow": ("→", "->"),
    "end": ("…", ".."),
    "differs": ("≠", "/="),
    "alike": ("≈", "~"),
    "same": ("=", "="),
    "for": ("+", "+"),
    "against": ("−", "-"),
}
_ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
# Ages are counted in days up to this one, then in years.
_MANY_DAYS = 1000


@dataclass(frozen=True, slots=True)
class View:
    """A terminal, with the currency, the time zone and the style of the run."""

    console: Console
    currency: str
    zone: tzinfo
    style: Style

    @classmethod
    def open(cls, currency: str, zone: tzinfo, style: Style = DEFAULT_STYLE, stream: TextIO | None = None) -> "View":
        """Return the view of a stream, of stdout by default."""
        return cls(new_console(stream), currency, zone, style)

    @property
    def width(self) -> int:
        """Return the width of the terminal."""
        return self.console.width

    def sign(self, name: str) -> str:
        """Return a sign that the terminal can show."""
        sign, substitute = _SIGNS[name]
        return substitute if self.console.options.ascii_only else sign

    def value(self, value: Any, column: Column | None = None) -> str:
        """Return a value as text, ids by their ends; lists are separated by commas."""
        text = text_of(column or value_column(""), value, self.currency, self.zone)
        return _ID.sub(lambda match: self.end_of_id(match[0]), text)

    def end_of_id(self, customer_id: str) -> str:
        """Return the end of an id, which names a customer."""
        return self.sign("end") + shown_end(customer_id)

    def person(self, name: str | None, email: str | None, customer_id: str) -> Text:
        """Return a person by name, email and the end of the id."""
        parts = ((name, "bold"), (email and f"<{email}>", ""), (self.end_of_id(customer_id), "dim"))
        return Text(" ").join(Text(escape_for_terminal(text), style) for text, style in parts if text)

    def amount(self, value: Decimal | None) -> str:
        """Return an amount with the currency of the shop, blank for none."""
        return f"{self.value(value)} {self.currency}" if value is not None else ""

    def day(self, stamp: str) -> str:
        """Return the day of a time."""
        return local_time(stamp, self.zone, DAY)[0]

    def minute(self, stamp: str) -> str:
        """Return a time to the minute, with its zone."""
        return time_text(stamp, self.zone, MINUTE)

    def age(self, stamp: str) -> str:
        """Return how long ago a time was, in days or years; blank for a time to come."""
        today, then = (datetime.fromisoformat(text).astimezone(self.zone).date() for text in (self.style.now, stamp))
        days = (today - then).days
        if days >= _MANY_DAYS:
            return f"{days // 365} years ago"
        return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago" if days > 0 else "")

    def when(self, stamp: str | None) -> str:
        """Return the day of a time, and how long ago it was."""
        if stamp is None:
            return ""
        age = self.age(stamp)
        return f"{self.day(stamp)}, {age}" if age else self.day(stamp)

    def render(self, lines: Iterable[Text]) -> str:
        """Return lines as text with their styles, neither wrapped nor cut."""
        text = Text()
        for line in lines:
            line.rstrip()
            text.append_text(line).append("\n")
        with self.console.capture() as capture:
            self.console.print(text, soft_wrap=True, end="")
        return capture.get()


def blank() -> Text:
    """Return the sign of a value that is absent."""
    return Text(ABSENT, tone_style("blank"))


def dim(text: str) -> Text:
    """Return a text that is less important than others beside it."""
    return Text().append(text, "dim")


def hang(label: Text, value: Text, width: int, console: Console, indent: int = 0) -> list[Text]:
    """Return a label with a value beside it, wrapped; below it where a word of the value that is never broken would be."""
    edge = indent + label.cell_len
    if solid_width(value.plain) > width - edge and label.cell_len > 0:
        return [Text(" " * indent).append_text(label), *hang(Text(), value, width, console, indent + 2)]
    lines = list(value.wrap(console, max(width - edge, 1)))
    first = Text(" " * indent).append_text(label)
    return [(first if number == 0 else Text(" " * edge)).append_text(line) for number, line in enumerate(lines)] or [first]


def beside(cells: Sequence[Sequence[Text]], widths: Sequence[int], gap: int = 2) -> list[Text]:
    """Return blocks of lines beside each other, each padded to its width."""
    result = []
    for number in range(max(map(len, cells), default=0)):
        line = Text()
        for block, width in zip(cells, widths, strict=True):
            text = block[number].copy() if number < len(block) else Text()
            text.pad_right(max(0, width - text.cell_len) + gap)
            line.append_text(text)
        result.append(line)
    return result
