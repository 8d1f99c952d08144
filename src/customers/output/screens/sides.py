"""Values of two profiles beside each other, with a sign between those that differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from customers.output.formats.widths import solid_width
from customers.output.screens.view import View, beside, blank, dim, hang

_GAP = 2
# A column of texts is at least so wide, if they are, and at most.
_LEAST, _WIDEST = 16, 48


@dataclass(frozen=True, slots=True)
class Line:
    """A field of two profiles: its name, both values, the name of the sign between them, and further cells."""

    label: str
    values: tuple[str, str]
    sign: str = ""
    cells: tuple[Text, ...] = ()

    @property
    def differs(self) -> bool:
        """Return whether a sign says that the values differ."""
        return self.sign in ("differs", "alike")


def compare(a: str, b: str) -> str:
    """Return the name of the sign of two values; where one is absent they have none."""
    if a == b:
        return "same" if a else ""
    return "differs" if a and b else ""


def side_lines(lines: Sequence[Line], headings: Sequence[str], view: View) -> list[Text] | None:
    """Return fields with both values beside each other, texts wrapped; None where another value would be broken."""
    rows = [[Text(), dim(headings[0]), Text(), *map(dim, headings[1:])], *(_cells(line, view) for line in lines)]
    columns = list(zip(*rows, strict=True))
    full = [min(max(map(_width, column)), _WIDEST) for column in columns]
    least = [max(solid_width(cell.plain) for cell in column) for column in columns]
    least = [max(solid, min(width, _LEAST)) for solid, width in zip(least, full, strict=True)]
    widths = _share(full, least, view.width - _GAP * (len(columns) - 1))
    if widths is None:
        return None
    return [line for row in rows for line in beside([_wrapped(*cell, view) for cell in zip(row, widths, strict=True)], widths, _GAP)]


def _width(cell: Text) -> int:
    """Return the width of the longest line of a cell."""
    return max((line.cell_len for line in cell.split()), default=0)


def _share(full: Sequence[int], least: Sequence[int], room: int) -> list[int] | None:
    """Return widths between the least and the full ones that fit into a room, None where the least do not."""
    widths, spare = list(least), room - sum(least)
    if spare < 0:
        return None
    narrowest = sorted(range(len(full)), key=lambda index: full[index] - least[index])
    for position, index in enumerate(narrowest):
        growth = min(max(full[index] - least[index], 0), spare // (len(narrowest) - position))
        widths[index] += growth
        spare -= growth
    return widths


def _cells(line: Line, view: View) -> list[Text]:
    first, second = (_value(text, line) for text in line.values)
    return [dim(line.label), first, _sign(line, view), second, *line.cells]


def _value(text: str, line: Line) -> Text:
    if not text:
        return blank()
    return Text().append(text, "bold" if line.differs else "")


def _sign(line: Line, view: View) -> Text:
    return Text().append(view.sign(line.sign), "bold" if line.differs else "dim") if line.sign else Text()


def _wrapped(text: Text, width: int, view: View) -> list[Text]:
    return list(text.wrap(view.console, max(width, 1)))


def stacked_lines(lines: Sequence[Line], headings: Sequence[str], view: View) -> list[Text]:
    """Return each field with a line for each of its values, below its name."""
    label = max(len(line.label) for line in lines) + _GAP
    edge = max(len(heading) for heading in headings) + _GAP
    result = []
    for line in lines:
        result.append(dim(line.label.ljust(label)).append_text(_sign(line, view)))
        cells = (*(_value(text, line) for text in line.values), *line.cells)
        for heading, cell in zip(headings, cells, strict=True):
            result += hang(dim(heading.ljust(edge)), cell, view.width, view.console, 2)
    return result
