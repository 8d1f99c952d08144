"""Hold the parsed rows of a file that are written together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from customers.services.importing.addresses import PlainAddress
from customers.services.importing.owned import Span
from customers.services.importing.rows import AddressRow, CustomerRow, OrderRow, PlainCustomer, PlainOrder, RowResult
from customers.transfer.profile.orders import OrderKey, Repeats

ParsedRow = CustomerRow | OrderRow | AddressRow


@dataclass
class ParsedBatch:
    """Rows to be written together: parsed ones, results of those that need no writing, and repeats of earlier rows."""

    rows: list[ParsedRow] = field(default_factory=list)
    plain_orders: list[PlainOrder] = field(default_factory=list)
    plain_customers: list[PlainCustomer] = field(default_factory=list)
    plain_addresses: list[PlainAddress] = field(default_factory=list)
    settled: list[RowResult] = field(default_factory=list)  # refused and superseded rows
    span: Span | None = None  # orders of earlier batches
    is_last: bool = False
    repeats: list[OrderRow] = field(default_factory=list)
    size: int = 0  # the number of rows to be written, and of repeats
    objects: int = 0  # those of them that are not plain, and need more memory
    _orders: set[OrderKey] = field(default_factory=set)

    @classmethod
    def of_span(cls, span: Span) -> "ParsedBatch":
        """Return a batch of orders of earlier ones."""
        return cls(span=span)

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to be written."""
        return not (self.rows or self.span or self.plain_orders or self.plain_customers or self.plain_addresses)

    @property
    def orders(self) -> list[OrderRow]:
        """The rows of orders that are not plain."""
        return [row for row in self.rows if isinstance(row, OrderRow)]

    def has_order(self, key: OrderKey) -> bool:
        """Return whether a row is about an order of the batch: it is compared with what the first one wrote."""
        return key in self._orders

    def add_plain(self, row: PlainCustomer | PlainAddress) -> None:
        """Add a plain customer or address."""
        if isinstance(row, PlainCustomer):
            self.plain_customers.append(row)
        else:
            self.plain_addresses.append(row)
        self.size += 1

    def add(self, row: ParsedRow | PlainOrder, key: OrderKey | None) -> None:
        """Add another parsed row, the first of an order with its key."""
        if isinstance(row, PlainOrder):
            self.plain_orders.append(row)
        else:
            self.rows.append(row)
            self.objects += 1
        self.size += 1
        if key is not None:
            self._orders.add(key)

    def add_repeat(self, row: OrderRow) -> None:
        """Add a row that is equal to an earlier one of its order."""
        self.repeats.append(row)
        self.objects += 1
        self.size += 1

    def doubt(self) -> None:
        """Let orders of earlier batches be compared with the database again, although no other run wrote to it."""
        self.span = self.span and self.span._replace(mark=None)

    def clear(self) -> None:
        """Remove all rows."""
        self.rows.clear()
        self.plain_orders.clear()
        self.plain_customers.clear()
        self.plain_addresses.clear()
        self.settled.clear()
        self.repeats.clear()
        self._orders.clear()
        self.size = self.objects = 0
        self.span = None


class Echoes:
    """The outcomes of the rows that are equal to an earlier row about the same order."""

    def __init__(self) -> None:
        """Begin a file."""
        self._firsts: dict[OrderKey, RowResult] = {}  # the outcome of the first row of an order

    def results(self, batch: ParsedBatch, results: Sequence[RowResult], repeats: Repeats) -> list[RowResult]:
        """Return the results of the repeats of a batch, by those of its rows: unchanged, or as the first row."""
        if not repeats.equal:
            return []
        by_line = {result.row.line: result for result in results}
        for row in batch.rows:
            key = row.key if isinstance(row, OrderRow) else None
            if key in repeats.equal and row.source_row.line in by_line:
                self._firsts[key] = by_line[row.source_row.line]
        echoes = []
        for repeat in batch.repeats:
            first = self._firsts.get(repeat.key)
            if first is not None:
                outcome = "unchanged" if first.outcome in ("created", "updated") else first.outcome
                echoes.append(first._replace(row=repeat.source_row, outcome=outcome))
        return echoes
