"""Grids of counts for people: shaded by colours on a terminal, by signs in a pipe."""

from collections.abc import Iterator, Sequence

from customers.output.formats.terminal import is_terminal, new_console, render
from customers.output.parts import HeatMap

# From none to the largest count of the grid.
_SIGNS = " .:+#"
_STYLES = ("dim", "black on color(158)", "black on color(114)", "white on color(35)", "bold white on color(22)")


def heat_map_texts(heat_map: HeatMap) -> Iterator[str]:
    """Return a line for each line of the grid, below the names of its columns."""
    counts = {(row[heat_map.line], row[heat_map.column]): row[heat_map.count] for row in heat_map.rows}
    lines, columns = (list(dict.fromkeys(place)) for place in zip(*counts, strict=True))
    most = max(counts.values())
    heading = [heat_map.line, *(f"{heat_map.column} {column}" if column == columns[0] else str(column) for column in columns)]
    rows = [[(str(counts[line, column]), _shade(counts[line, column], most)) for column in columns] for line in lines]
    if is_terminal():
        yield _rich_map(heading, lines, rows)
        return
    cells = [heading, *([str(line), *(f"{text} {_SIGNS[shade]}" for text, shade in row)] for line, row in zip(lines, rows, strict=True))]
    cells[0] = [name.upper() for name in heading]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for texts in cells:
        yield "  ".join(f"{text:>{width}}" for text, width in zip(texts, widths, strict=True)).rstrip() + "\n"


def _shade(count: int, most: int) -> int:
    """Return the shade of a count: 0 for none, else 1 up to that of the largest count."""
    return -(-count * (len(_SIGNS) - 1) // most) if most else 0


def _rich_map(heading: Sequence[str], lines: Sequence[object], rows: Sequence[Sequence[tuple[str, int]]]) -> str:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
    for name in heading:
        grid.add_column(name.capitalize(), justify="right", no_wrap=True)
    for line, row in zip(lines, rows, strict=True):
        grid.add_row(Text(str(line)), *(Text(f" {text} ", style=_STYLES[shade]) for text, shade in row))
    return render(new_console(), grid)
