"""Bars for people: drawn by Rich to the width of a terminal, in a pipe plain ASCII of a fixed width."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from customers.output.formats.terminal import is_terminal, new_console, render
from customers.output.parts import Chart
from customers.output.screens.tones import tone_style
from customers.output.shapes.columns import Tone

if TYPE_CHECKING:
    from rich.console import Console

_PIPE_BAR = 40
# With less room for a bar a terminal shows the short names of the segments.
_LEAST_BAR = 20
_GAP = 2
_WIDEST_SHARE = len("100.0%")
_TONES: dict[str, Tone] = {"vip": "vip", "at_risk": "at_risk"}


class _Line(NamedTuple):
    segment: str
    name: str
    customers: int
    share: str


def chart_texts(chart: Chart) -> Iterator[str]:
    """Return a bar for each row, with its count and its percentage of the total."""
    total = chart.total
    lines = [_Line(row["segment"], row["label"], row["count"], f"{row['count'] / total if total else 0:.1%}") for row in chart.rows]
    if not is_terminal():
        yield from _ascii_chart(lines, total, _PIPE_BAR)
        return
    console = new_console()
    room = console.width - max(len(str(line.customers)) for line in lines) - _WIDEST_SHARE - 3 * _GAP
    if room < max(len(line.name) for line in lines) + _LEAST_BAR:
        lines = [line._replace(name=line.segment) for line in lines]
    width = max(1, room - max(len(line.name) for line in lines))
    # A pipe with FORCE_COLOR has no width to fill.
    width = width if sys.stdout.isatty() else min(_PIPE_BAR, width)
    if console.options.ascii_only:
        yield from _ascii_chart(lines, total, width)
    else:
        yield _rich_chart(console, lines, total, width)


def _colour(segment: str) -> str:
    """Return the colour of a bar: that of its meaning in tables and cards."""
    tone = _TONES.get(segment)
    return "cyan" if tone is None else tone_style(tone)


def _ascii_chart(lines: Sequence[_Line], total: int, width: int) -> Iterator[str]:
    name_width = max(len(line.name) for line in lines)
    count_width = max(len(str(line.customers)) for line in lines)
    for line in lines:
        bar = "#" * max(1, round(line.customers / total * width)) if line.customers else ""
        yield f"{line.name:<{name_width}}  {bar:<{width}}  {line.customers:>{count_width}}  {line.share:>6}\n"


def _rich_chart(console: "Console", lines: Sequence[_Line], total: int, width: int) -> str:
    from rich.bar import Bar
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column(width=width)
    for least in (1, _WIDEST_SHARE):
        grid.add_column(justify="right", no_wrap=True, min_width=least)
    for line in lines:
        # Bars are drawn in eighths of a character: a count that is not 0 gets at least one.
        end = max(line.customers, total / (width * 8)) if line.customers else 0
        bar = Bar(max(total, 1), 0, end, color=_colour(line.segment))
        grid.add_row(Text(line.name), bar, Text(str(line.customers)), Text(line.share))
    return render(console, grid)
