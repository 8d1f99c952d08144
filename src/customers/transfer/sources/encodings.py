"""Decide by its headings in which encoding of older programs a file is written, where it is not UTF-8."""

from collections.abc import Callable, Iterator

from customers.transfer.sources.header import MAX_TITLES, cells_of, find_header

DEFAULT = "cp1252"
# The encodings by name, the default first: of Western and Central Europe, Cyrillic, Greek, Turkish, Japanese, Chinese, Korean.
NAMES = {
    DEFAULT: "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp932": "Shift JIS",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "cp949": "EUC-KR",
}
_FEW = 2  # weights that headings have by chance


def encoding_by_headings(start: bytes, weight_of: Callable[[str], int]) -> str | None:
    """Return the encoding, other than the default, in which most headings are known; None for UTF-8 and where no encoding stands out.

    `start` is the beginning of the file, `weight_of` says how well a heading is known.
    """
    if start.isascii() or _decoded(start, "utf-8") is not None:
        return None
    weights = {name: _weight(text, weight_of) for name in NAMES if (text := _decoded(start, name)) is not None}
    most = max(weights.values(), default=0)
    best = [name for name, weight in weights.items() if weight == most]
    return best[0] if len(best) == 1 and best[0] != DEFAULT and most >= _FEW else None


def _decoded(start: bytes, encoding: str) -> str | None:
    """Return the text of a beginning up to its last complete character, None where it has another encoding."""
    for end in _ends(start):
        try:
            return start[:end].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < end - len(b"four"):
                return None
    return None


def _ends(start: bytes) -> Iterator[int]:
    """Yield the ends at which a beginning may be cut between two characters."""
    yield from range(len(start), max(len(start) - len(b"four"), 0), -1)


def _weight(text: str, weight_of: Callable[[str], int]) -> int:
    lines = [line for line in text.splitlines() if line.strip()][: MAX_TITLES + 1]
    if not lines:
        return 0
    place = find_header(lines, lambda heading: weight_of(heading) > 0)
    cells = cells_of(lines[place.above], place.delimiter) if place.above < len(lines) else []
    # Headings in ASCII are the same in all encodings, and say nothing where another one cannot be read.
    return sum(weight_of(heading) for heading in cells if not heading.isascii())
