"""Decide about the orders of a file: whether they have numbers, and which of them have several rows."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from customers.errors import Remedy
from customers.errors.notice import Notice
from customers.services.importing.rows import CLEAR, OrderRow, RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.columns.native import ColumnMap
from customers.transfer.plain.rules import ODD, Rule, is_plain_number
from customers.transfer.profile.numbers import whole_number

OrderKey = tuple[str, str]
_MAX_LINES = 50  # in the reason of a refused row
_BUCKETS = 256


@dataclass
class Repeats:
    """The orders with several rows in a file, by source and number.

    Attributes:
        equal: Orders with equal rows: the line of the first.
        differing: Orders with rows that differ: the lines of all.
        superseded: Orders with rows that differ, in a format with several rows an order: the line of the last, which counts.
    """

    equal: dict[OrderKey, int] = field(default_factory=dict)
    differing: dict[OrderKey, "array[int]"] = field(default_factory=dict)
    superseded: dict[OrderKey, int] = field(default_factory=dict)

    @property
    def exist(self) -> bool:
        """Whether the file has several rows about any order."""
        return bool(self.equal or self.differing or self.superseded)

    def has(self, key: OrderKey) -> bool:
        """Return whether the file has several rows about an order."""
        return key in self.equal or key in self.differing or key in self.superseded

    def is_repeat(self, row: OrderRow) -> bool:
        """Return whether an earlier row of the file is equal, and of the same order."""
        return bool(self.equal) and self.equal.get(row.key, row.source_row.line) != row.source_row.line

    def is_superseded(self, row: OrderRow) -> bool:
        """Return whether a later row of the file has other values of the order, and counts."""
        return bool(self.superseded) and self.superseded.get(row.key, row.source_row.line) != row.source_row.line

    def check(self, row: OrderRow) -> None:
        """Refuse a row of an order with rows that differ.

        Raises:
            RowRejectedError: the rows differ.
        """
        lines = self.differing.get(row.key) if self.differing else None
        if lines is not None:
            raise RowRejectedError("repeated", f"the order {row.number} appears in lines {_list(lines)} with different values")

    @property
    def notice(self) -> str | None:
        """How many orders have rows that differ, and what becomes of them."""
        if self.superseded:
            (_, number), line = next(iter(self.superseded.items()))
            count = len(self.superseded)
            text = f"{count:,} order{'s appear' if count > 1 else ' appears'} several times with different values"
            return f"{text}; the last one counts, such as {number} in line {line}"
        if not self.differing:
            return None
        (_, number), lines = next(iter(self.differing.items()))
        count = len(self.differing)
        text = f"{count:,} order{'s appear' if count > 1 else ' appears'} in several rows with different values, such as {number}"
        return Notice(f"{text} in lines {_list(lines)}; their rows are refused", remedy=Remedy("add_line_items"))


class OrderNumbers:
    """The numbers of the orders of a file, as a few bytes each: enough to suspect that one has several rows."""

    def __init__(self, default_source: str | None) -> None:
        """Begin without a number; rows without a source are of the default one."""
        self._default_source = default_source
        self._digests = [array("q") for _ in range(_BUCKETS)]
        self.has_numbers = False

    def note(self, cells: Mapping[str, Any]) -> None:
        """Take a row into account."""
        key = self.key(cells)
        if key is not None:
            self._note_key(key)

    def note_columns(self, rows: Iterable[SourceRow], columns: ColumnMap) -> None:
        """Take the rows of a file into account; `columns` are those of numbers and sources."""
        headers = {name: header for header, name in columns.columns}
        number, source = headers.get("number"), headers.get("source")
        # In such a file most numbers need no change.
        is_plain = not (columns.is_json or columns.constants) and len(headers) == len(columns.columns)
        sources = Rule(cell.source, self._default_source or "import")
        for row in rows:
            original = row.original
            text = original.get(number) if is_plain and number is not None else None
            system = original.get(source) if source is not None else None
            if type(text) is str and is_plain_number(text) and (system is None or type(system) is str):
                word = sources.of(system)
                if word is not ODD:
                    self._note_key((word, text))
                    continue
            self.note(columns.cells_of(original))

    def _note_key(self, key: OrderKey) -> None:
        self.has_numbers = True
        digest = digest_of(key)
        self._digests[digest % _BUCKETS].append(digest)

    def key(self, cells: Mapping[str, Any]) -> OrderKey | None:
        """Return source and number of the order of a row, None where it has no valid number."""
        number = cells.get("number")
        if number is None or number is CLEAR:
            return None
        source = cells.get("source")
        try:
            if source is None or source is CLEAR:
                return self._default_source or "import", cell.number(number)
            return cell.source(source), cell.number(number)
        except ValueError:
            return None

    def suspects(self) -> frozenset[int]:
        """Return the digests that occur several times, and forget all digests."""
        repeated: set[int] = set()
        for bucket in self._digests:
            distinct = set(bucket)
            if len(distinct) < len(bucket):
                for digest in bucket:
                    if digest in distinct:
                        distinct.remove(digest)
                    else:
                        repeated.add(digest)
        self._digests.clear()
        return frozenset(repeated)


def digest_of(key: OrderKey) -> int:
    """Return the digest of an order by which it is suspected; its column may be found to end each number with `.0`."""
    source, number = key
    return hash((source, whole_number(number)))


@dataclass
class _Suspect:
    """An order that may have several rows: the content of the first row, and the lines of all."""

    content: bytes
    lines: "array[int]"
    is_differing: bool = False


def compare_rows(
    rows: Iterable[SourceRow],
    numbers: OrderNumbers,
    suspects: frozenset[int],
    parse: Callable[[SourceRow], OrderRow],
    *,
    last_counts: bool,
) -> Repeats:
    """Return the orders with several of the rows; `parse` is for the suspects alone.

    Where the last row counts, the others may differ from it.
    """
    orders: dict[OrderKey, _Suspect] = {}
    for row in rows:
        key = numbers.key(row.cells)
        if key is None or digest_of(key) not in suspects:
            continue
        content, order = _content(row, parse), orders.get(key)
        if order is None:
            orders[key] = _Suspect(content, array("q", [row.line]))
        else:
            order.lines.append(row.line)
            order.is_differing = order.is_differing or content != order.content
    repeated = {key: order for key, order in orders.items() if len(order.lines) > 1}
    differing = {key: order.lines for key, order in repeated.items() if order.is_differing}
    return Repeats(
        equal={key: order.lines[0] for key, order in repeated.items() if not order.is_differing},
        differing={} if last_counts else differing,
        superseded={key: lines[-1] for key, lines in differing.items()} if last_counts else {},
    )


def _content(row: SourceRow, parse: Callable[[SourceRow], OrderRow]) -> bytes:
    """Return a digest of all that is taken from a row; that of a row with an error is its own."""
    try:
        order = parse(row)
    except RowRejectedError as error:
        return f"{row.line}: {error.reason}".encode(errors="surrogatepass")
    text = repr(order._replace(source_row=None, customer=order.customer._replace(source_row=None)))  # type: ignore[arg-type]
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()


def _list(lines: "array[int]") -> str:
    words = [str(line) for line in lines[:_MAX_LINES]]
    if len(lines) > _MAX_LINES:
        return f"{', '.join(words)} and {len(lines) - _MAX_LINES:,} more"
    return f"{', '.join(words[:-1])} and {words[-1]}"
