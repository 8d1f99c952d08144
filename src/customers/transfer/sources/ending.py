"""Recognise a file that ends in the middle of a row, as after a download that broke off."""

import csv
import re
from collections.abc import Sequence
from typing import IO

# Bytes from the end of a file; a longer last line is left alone.
_TAIL = 1 << 16
# Rows at the end that are compared.
_ROWS = 20
_NUMBER = re.compile(r"-?\d[\d.,' ]*")
_DECIMALS = re.compile(r"[.,](\d+)\s*$")


def find_cut(stream: IO[bytes], encoding: str, delimiter: str, width: int) -> str | None:
    """Return why the last row of CSV seems to be cut short, None if it does not.

    A last line without its end is usual and says nothing by itself: it must have fewer cells than the header, or a number with
    fewer decimals than the amounts above it. Lines with quotes are left alone, as their cells may have several lines.
    """
    lines = _last_lines(stream, encoding)
    if len(lines) < 2 or not lines[-1].strip() or any('"' in line for line in lines[-_ROWS:]):
        return None
    *above, last = [next(csv.reader([line], delimiter=delimiter), []) for line in lines[-_ROWS:]]
    if len(last) < width:
        return f"it has {len(last)} cells under a header of {width}"
    numbers = [cells[-1] for cells in above if len(cells) == width and _NUMBER.fullmatch(cells[-1])]
    decimals = set(map(_decimals, numbers))
    if len(decimals) == 1 and _NUMBER.fullmatch(last[-1]) and _decimals(last[-1]) < decimals.pop():
        return f"its last cell {last[-1]!r} has fewer decimals than those above"
    return None


def _last_lines(stream: IO[bytes], encoding: str) -> Sequence[str]:
    """Return the last lines of a stream, the very last one without its end; none where it has one."""
    position = stream.tell()
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _TAIL))
    text = stream.read().decode(encoding, "replace")
    stream.seek(position)
    if not text or text[-1] in "\r\n":
        return ()
    return text.splitlines()[1 if size > _TAIL else 0 :]


def _decimals(text: str) -> int:
    match = _DECIMALS.search(text)
    return len(match[1]) if match else 0
