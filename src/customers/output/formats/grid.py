"""Rows in columns: drawn by Rich to the width of a terminal, in a pipe plain text in which nothing is cut."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Literal

from customers.output.formats.base import Style
from customers.output.formats.card import rich_card
from customers.output.formats.terminal import display_width, is_terminal, new_console, pad, render
from customers.output.formats.text import text_of
from customers.output.formats.times import local_time
from customers.output.formats.widths import column_widths, solid_width
from customers.output.parts import Table
from customers.output.shapes.columns import Column, Row, Tone


def grid_texts(table: Table, fields: Sequence[str], style: Style, *, currency: str, zone: tzinfo, is_picked: bool) -> Iterator[str]:
    """Return the fields of the rows as a table; amounts are in the currency of their row, or else in `currency`, times in `zone`.

    On a terminal that has no room for the fields that are picked, or would break a value, each row is a block.
    """
    columns = [table.shape.column(name) for name in fields]
    rows = list(table.rows)
    is_time = [column.time > 0 for column in columns]
    cells = [
        [
            column.cell(row) or "" if timed else text_of(column, column.cell(row), row.get("currency") or currency, zone)
            for column, timed in zip(columns, is_time, strict=True)
        ]
        for row in rows
    ]
    zones = [_show_times(cells, number, column, zone) if column.time else "" for number, column in enumerate(columns)]
    if is_terminal():
        tones = [
            [_tone(column, row, text, style) for column, text in zip(columns, texts, strict=True)]
            for row, texts in zip(rows, cells, strict=True)
        ]
        yield from _rich_grid(cells, tones, columns, zones, style, is_picked=is_picked)
    else:
        headings = [f"{column.label.upper()} {name}".rstrip() for column, name in zip(columns, zones, strict=True)]
        yield from _plain_grid([headings, *cells] if style.header else cells, columns)


def _tone(column: Column, row: Row, text: str, style: Style) -> Tone | None:
    """Return the meaning of a cell; one that says no by saying nothing has none."""
    if not text:
        return None if row.get(column.field) is False else "blank"
    return column.tone(row, style.at_risk_before) if column.tone is not None else None


def _show_times(cells: list[list[str]], number: int, column: Column, zone: tzinfo) -> str:
    """Put the times of a column in words, and return the zone for its heading.

    Where a column has times of two kinds, as of summer and winter, each says its own.
    """
    length = column.table_time or column.time
    times = [local_time(row[number], zone, length) if row[number] else ("", "") for row in cells]
    names = {name for _, name in times if name}
    for row, (text, name) in zip(cells, times, strict=True):
        row[number] = f"{text} {name}".rstrip() if len(names) > 1 else text
    return f"({names.pop()})" if len(names) == 1 else ""


def _plain_grid(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> Iterator[str]:
    widths = [max((display_width(row[index]) for row in rows), default=0) for index in range(len(columns))]
    for row in rows:
        cells = [pad(text, width, right=column.right) for text, width, column in zip(row, widths, columns, strict=True)]
        yield "  ".join(cells).rstrip() + "\n"


def _rich_grid(
    cells: Sequence[Sequence[str]],
    tones: Sequence[Sequence[Tone | None]],
    columns: Sequence[Column],
    zones: Sequence[str],
    style: Style,
    *,
    is_picked: bool,
) -> Iterator[str]:
    from rich import box
    from rich.table import Table as RichTable

    from customers.output.screens.tones import WORDS, cell_text, legend

    console = new_console()
    widest: dict[Column, int] = {}
    headings: dict[Column, str] = {}
    for index, column in enumerate(columns):
        room = max((display_width(row[index]) for row in cells), default=0)
        headings[column] = _heading(column.label, zones[index], room)
        widest[column] = max(room, *map(display_width, headings[column].split("\n")))
    solid = {column: max((solid_width(row[index]) for row in cells), default=0) for index, column in enumerate(columns)}
    widths = column_widths(columns, widest, solid, console.width, is_picked=is_picked)
    if widths is None:
        yield from _blocks(cells, columns, zones)
        return
    if hidden := [column.field for column in columns if column not in widths]:
        style.hide(hidden)
    grid = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0), show_header=style.header)
    for column in columns:
        if column not in widths:
            continue
        folds = column.folds(is_picked=is_picked)
        side: Literal["left", "right"] = "right" if column.right else "left"
        overflow: Literal["fold", "ellipsis"] = "fold" if folds else "ellipsis"
        grid.add_column(headings[column], justify=side, overflow=overflow, no_wrap=not folds, width=widths[column])
    seen: set[Tone] = set()
    for texts, row_tones in zip(cells, tones, strict=True):
        visible = [(text, tone) for text, tone, column in zip(texts, row_tones, columns, strict=True) if column in widths]
        seen.update(tone for _, tone in visible if tone in WORDS)
        grid.add_row(*(cell_text(text, tone) for text, tone in visible))
    yield render(console, grid)
    if seen and console.color_system is not None and not console.no_color:
        yield render(console, legend(seen))


def _heading(label: str, zone: str, room: int) -> str:
    """Return a heading; the zone of times stands below it where the column would be wider for it."""
    if not zone:
        return label
    return f"{label} {zone}" if len(label) + 1 + len(zone) <= room else f"{label}\n{zone}"


def _blocks(cells: Sequence[Sequence[str]], columns: Sequence[Column], zones: Sequence[str]) -> Iterator[str]:
    """Return each row as a block of lines, a field each, with a blank line between two of them."""
    labels = [f"{column.label} {zone}".rstrip() for column, zone in zip(columns, zones, strict=True)]
    for number, row in enumerate(cells):
        if number:
            yield "\n"
        yield rich_card(list(zip(labels, row, strict=True)))
