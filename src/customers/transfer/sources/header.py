"""Find the header of a CSV file, below title lines where there are some, and its delimiter."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

MAX_TITLES = 20  # lines above a header
# A spreadsheet has at most 16,384. The meaning of each is looked up in the words of many programs.
MAX_COLUMNS = 10_000
_DELIMITERS = ",;\t|"
_QUOTED = re.compile('"[^"]*"')


class HeaderPlace(NamedTuple):
    """The place of a header: the number of lines above it, and the delimiter of its line."""

    above: int
    delimiter: str


def find_header(lines: Sequence[str], is_known: Callable[[str], bool]) -> HeaderPlace:
    r"""Return the place of the header among the first lines of a file, the first of which is not blank.

    The first line is the header, unless all lines above another one have fewer cells and known headers than that one, or it alone has
    known headers.
    A first line such as `sep=;` gives the delimiter.
    """
    first, delimiter = 0, None
    if lines[0].lower().startswith("sep=") and len(lines[0].strip("\r\n")) == 5:
        delimiter = lines[0][4]
        first = next((index for index, line in enumerate(lines[1:], 1) if line.strip()), len(lines))
    if first == len(lines):
        return HeaderPlace(first, delimiter or ",")
    widest = 0
    known_above = 0
    for index in range(first, len(lines)):
        own_delimiter = delimiter or delimiter_of(lines[index])
        cells = [cell for cell in cells_of(lines[index], own_delimiter) if cell.strip()]
        known = sum(map(is_known, cells))
        is_wider = len(cells) > widest and known > known_above
        if index > first and known >= 2 and (is_wider or (known >= 3 and not known_above)):
            return HeaderPlace(index, own_delimiter)
        widest, known_above = max(widest, len(cells)), max(known_above, known)
    return HeaderPlace(first, delimiter or delimiter_of(lines[first]))


def delimiter_of(line: str) -> str:
    """Return the most frequent delimiter of a line, outside quotes."""
    unquoted = _QUOTED.sub("", line)
    return max(_DELIMITERS, key=lambda delimiter: (unquoted.count(delimiter), delimiter == ","))


def named_columns(header: Sequence[str]) -> list[str]:
    """Return the headers made unique: blank ones named by their position, repeated ones with their count."""
    seen: Counter[str] = Counter()
    names = []
    for position, name in enumerate(header, 1):
        name = name.strip() or f"column {position}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def unquoted(cell: str) -> str:
    """Return a cell that kept its quotes without them."""
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def cells_of(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line, none where its quotes are open."""
    try:
        return next(csv.reader([line], delimiter=delimiter), [])[:MAX_COLUMNS]
    except csv.Error:
        return []
