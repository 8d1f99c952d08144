"""Bars for people: drawn by Rich to the width of a terminal, in a pipe plain ASCII of a fixed width."""

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from customers.output.formats.table import console_on

BAR = 40
# With less than this for a bar a terminal gets the short names of the segments.
_LEAST_BAR = 20
_GAP = 2
_COLOURS = {"vip": "yellow", "at_risk": "red"}


def write_chart(stream: TextIO, rows: Sequence[Mapping[str, Any]], whole: int, *, terminal: bool) -> None:
    """Write a bar for each row of a `segment`, its `label` and its `count`, with the percentage of the whole."""
    lines = [(row["segment"], row["label"], row["count"], f"{row['count'] / whole if whole else 0:.1%}") for row in rows]
    figures = max(len(str(count)) for _, _, count, _ in lines) + len("100.0%") + 3 * _GAP
    console = console_on(stream) if terminal else None
    room = console.width - figures if console is not None else None
    short = room is not None and room < max(len(label) for _, label, _, _ in lines) + _LEAST_BAR
    named = [(segment, segment if short else label, count, share) for segment, label, count, share in lines]
    width = BAR
    if room is not None:
        fitting = max(1, room - max(len(name) for _, name, _, _ in named))
        # Forced to colour in a pipe, a chart has no width to fill.
        width = fitting if stream.isatty() else min(BAR, fitting)
    if console is None or console.options.ascii_only:
        _write_ascii(stream, named, whole, width)
    else:
        _write_rich(console, named, whole, width)


def _write_ascii(stream: TextIO, lines: Sequence[tuple[str, str, int, str]], whole: int, width: int) -> None:
    names = max(len(name) for _, name, _, _ in lines)
    counts = max(len(str(count)) for _, _, count, _ in lines)
    for _, name, count, share in lines:
        bar = "#" * max(1, round(count / whole * width)) if count else ""
        stream.write(f"{name:<{names}}  {bar:<{width}}  {count:>{counts}}  {share:>6}\n")


def _write_rich(console: Any, lines: Sequence[tuple[str, str, int, str]], whole: int, width: int) -> None:
    from rich.bar import Bar
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    grid.add_column(no_wrap=True)
    grid.add_column(width=width)
    for least in (1, len("100.0%")):
        grid.add_column(justify="right", no_wrap=True, min_width=least)
    for segment, name, count, share in lines:
        # A bar is drawn by eighths of a column: what is there at all is seen.
        end = max(count, whole / (width * 8)) if count else 0
        grid.add_row(Text(name), Bar(max(whole, 1), 0, end, color=_COLOURS.get(segment, "cyan")), Text(str(count)), Text(share))
    console.print(grid)
