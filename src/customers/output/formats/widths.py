"""The widths of the columns of a table on a terminal."""

import re
from collections.abc import Mapping, Sequence

from customers.output.formats.terminal import display_width
from customers.output.shapes.columns import Column

# Columns of a terminal between two columns of a table.
_GAP = 2
_PRINTABLE = re.compile(r"[!-~]+")
# Emails, phones, ids, numbers and times have one of these.
_SOLID = re.compile(r"[@0-9]")


def solid_width(text: str) -> int:
    """Return the width of the longest word of a text that is never broken: an email, phone, id, number or time."""
    return max((len(word) for word in _PRINTABLE.findall(text) if _SOLID.search(word)), default=0)


def column_widths(
    columns: Sequence[Column], widest: Mapping[Column, int], solid: Mapping[Column, int], width: int, *, is_picked: bool
) -> dict[Column, int] | None:
    """Return the width of each column that a terminal has room for, None where a value would be broken.

    Picked columns are all shown, and their texts wrap. Spare room goes to the columns that are cut, from the left; those
    that are folded share the rest, the narrowest first.
    """
    folded = [column for column in columns if column.folds(is_picked=is_picked)]
    widths = {column: column.least_width(widest[column]) for column in columns}
    for column in folded:
        words = map(display_width, column.label.split())
        widths[column] = min(widest[column], max(widths[column], solid[column], *words))
    visible = list(columns) if is_picked else _visible(columns, widths, width)
    if _total_width(visible, widths) >= width:
        return None
    spare = max(0, width - 1 - _total_width(visible, widths))
    narrowest = sorted((column for column in visible if column in folded), key=lambda column: widest[column] - widths[column])
    queue = [column for column in visible if column not in folded] + narrowest
    for position, column in enumerate(queue):
        share = spare // (len(queue) - position) if column in folded else spare
        growth = min(share, widest[column] - widths[column])
        widths[column] += growth
        spare -= growth
    return {column: widths[column] for column in visible}


def _visible(columns: Sequence[Column], widths: Mapping[Column, int], width: int) -> list[Column]:
    """Return the columns that a terminal has room for; those with the lowest rank give way first.

    A narrow column that gave way to no end, as a wide one of a higher rank had to give way too, is shown again.
    """
    ranked = sorted((column for column in columns if column.drop is not None), key=lambda column: column.drop or 0)
    hidden: list[Column] = []

    def shown() -> list[Column]:
        return [column for column in columns if column not in hidden]

    for column in ranked:
        if _total_width(shown(), widths) < width:
            break
        hidden.append(column)
    for column in reversed(ranked):
        if column in hidden and _total_width(shown(), widths) + widths[column] + _GAP < width:
            hidden.remove(column)
    # Where not even the others fit, each record is a block, and nothing has to give way.
    return shown() if _total_width(shown(), widths) < width else list(columns)


def _total_width(columns: Sequence[Column], widths: Mapping[Column, int]) -> int:
    return sum(widths[column] + _GAP for column in columns)
