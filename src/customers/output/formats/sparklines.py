"""The course of counts as small bars in one line, on a terminal."""

from collections.abc import Iterator, Sequence

from customers.output.formats.terminal import is_terminal, new_console, render
from customers.output.parts import Sparklines

_BARS = "▁▂▃▄▅▆▇█"
_GAP = 2
_LONGEST = 60


def sparkline_texts(sparklines: Sparklines) -> Iterator[str]:
    """Return a line for each course: its name, its first and last count, and its bars; nothing in a pipe or for one count."""
    console = new_console()
    courses = sparklines.courses
    if not is_terminal() or console.options.ascii_only or any(len(counts) < 2 for counts in courses.values()):
        return
    from rich.table import Table
    from rich.text import Text

    room = (
        console.width
        - max(map(len, courses))
        - 3 * _GAP
        - sum(max(len(str(counts[end])) for counts in courses.values()) for end in (0, -1))
    )
    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    for justify in ("left", "right", "left", "right"):
        grid.add_column(justify=justify, no_wrap=True)
    for name, counts in courses.items():
        bars = "".join(_bars(_sample(counts, max(1, min(room, _LONGEST)))))
        grid.add_row(Text(name), Text(str(counts[0])), Text(bars, style="cyan"), Text(str(counts[-1])))
    yield render(console, grid)


def _sample(counts: Sequence[int], length: int) -> Sequence[int]:
    """Return at most `length` counts at equal distances, the last one among them."""
    if len(counts) <= length:
        return counts
    return [counts[-1 - (len(counts) - 1) * position // max(1, length - 1)] for position in reversed(range(length))]


def _bars(counts: Sequence[int]) -> Iterator[str]:
    """Yield a bar for each count, between the least and the largest of them."""
    least, most = min(counts), max(counts)
    for count in counts:
        yield _BARS[(count - least) * (len(_BARS) - 1) // (most - least)] if most > least else _BARS[0]
