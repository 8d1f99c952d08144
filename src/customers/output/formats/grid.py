"""Rows in columns: drawn by Rich to the width of a terminal, in a pipe plain text in which nothing is cut."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from typing import Literal

from customers.output.formats.terminal import display_width, is_terminal, new_console, pad, render
from customers.output.formats.text import text_of
from customers.output.formats.times import local_time
from customers.output.results import Table
from customers.output.shapes.columns import Column

# Columns of a terminal between two columns of a table.
_GAP = 3


def grid_texts(table: Table, fields: Sequence[str], *, currency: str, zone: tzinfo) -> Iterator[str]:
    """Return the fields of the rows as a table; amounts are in the currency of their row, or else in `currency`, times in `zone`."""
    columns = [table.shape.column(name) for name in fields]
    is_time = [column.time > 0 for column in columns]
    cells = [
        [
            column.cell(row) or "" if timed else text_of(column, column.cell(row), row.get("currency") or currency, zone)
            for column, timed in zip(columns, is_time, strict=True)
        ]
        for row in table.rows
    ]
    zones = [_show_times(cells, number, column, zone) if column.time else "" for number, column in enumerate(columns)]
    if is_terminal():
        yield _rich_grid(cells, columns, zones)
    else:
        headings = [f"{column.label.upper()} {name}".rstrip() for column, name in zip(columns, zones, strict=True)]
        yield from _plain_grid([headings, *cells], columns)


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
    widths = [max(display_width(row[index]) for row in rows) for index in range(len(columns))]
    for row in rows:
        cells = [pad(text, width, right=column.right) for text, width, column in zip(row, widths, columns, strict=True)]
        yield "  ".join(cells).rstrip() + "\n"


def _rich_grid(cells: Sequence[Sequence[str]], columns: Sequence[Column], zones: Sequence[str]) -> str:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    console = new_console()
    widest: dict[Column, int] = {}
    headings: dict[Column, str] = {}
    for index, column in enumerate(columns):
        room = max((display_width(row[index]) for row in cells), default=0)
        headings[column] = _heading(column.label, zones[index], room)
        widest[column] = max(room, *map(display_width, headings[column].split("\n")))
    widths = _fit(columns, widest, console.width)
    grid = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in columns:
        if column not in widths:
            continue
        folds = column.fit == "fold"
        side: Literal["left", "right"] = "right" if column.right else "left"
        overflow: Literal["fold", "ellipsis"] = "fold" if folds else "ellipsis"
        grid.add_column(headings[column], justify=side, overflow=overflow, no_wrap=not folds, width=widths[column])
    for row in cells:
        grid.add_row(*(Text(text) for text, column in zip(row, columns, strict=True) if column in widths))
    return render(console, grid)


def _heading(label: str, zone: str, room: int) -> str:
    """Return a heading; the zone of times stands below it where the column would be wider for it."""
    if not zone:
        return label
    return f"{label} {zone}" if len(label) + 1 + len(zone) <= room else f"{label}\n{zone}"


def _fit(columns: Sequence[Column], widest: Mapping[Column, int], width: int) -> dict[Column, int]:
    """Return the width of each column that a terminal has room for.

    Spare room goes to the columns that are cut, from the left; those that are folded share the rest, the narrowest first.
    """
    widths = {column: column.least_width(widest[column]) for column in columns}
    visible = _drop(columns, widths, width)
    spare = max(0, width - 1 - _total_width(visible, widths))
    folded = sorted((column for column in visible if column.fit == "fold"), key=lambda column: widest[column] - widths[column])
    queue = [column for column in visible if column.fit != "fold"] + folded
    for position, column in enumerate(queue):
        share = spare // (len(queue) - position) if column.fit == "fold" else spare
        growth = min(share, widest[column] - widths[column])
        widths[column] += growth
        spare -= growth
    return {column: widths[column] for column in visible}


def _drop(columns: Sequence[Column], widths: Mapping[Column, int], width: int) -> list[Column]:
    """Return the columns that a terminal has room for: those with the lowest rank are dropped first, then those on the right."""
    remaining = list(columns)
    ranked = sorted((column for column in columns if column.drop is not None), key=lambda column: column.drop or 0)
    for column in (*ranked, *reversed(columns)):
        if len(remaining) == 1 or _total_width(remaining, widths) < width:
            break
        if column in remaining:
            remaining.remove(column)
    return remaining


def _total_width(columns: Sequence[Column], widths: Mapping[Column, int]) -> int:
    return sum(widths[column] + _GAP for column in columns)
