"""Parse the rows of a file: the plain ones by the columns of many, the others row by row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from customers.domain.ids import content_number
from customers.services.importing.addresses import PlainAddress
from customers.services.importing.rows import PlainCustomer, PlainOrder, RowRejectedError, SourceRow
from customers.transfer.batch import ParsedRow
from customers.transfer.cells.rows import parse_address_row, parse_customer, parse_order
from customers.transfer.columns.reader import Reader
from customers.transfer.plain.addresses import PlainAddresses
from customers.transfer.plain.customers import PlainCustomers
from customers.transfer.plain.foreign import ForeignCustomers
from customers.transfer.plain.orders import PlainOrders
from customers.transfer.sources.blocks import blocks

_BLOCK = 1_000  # rows
Parsed = ParsedRow | PlainOrder | PlainCustomer | PlainAddress


@dataclass
class RowParser:
    """The parser of the rows of one file, in their order; `takes_plain`: whether rows may be plain."""

    reader: Reader
    takes_plain: bool
    _contents: Counter[int] = field(default_factory=Counter)
    _orders: PlainOrders | None = None
    _customers: PlainCustomers | ForeignCustomers | None = None
    _addresses: PlainAddresses | None = None

    def __post_init__(self) -> None:
        context, columns = self.reader.context, self.reader.columns
        if self.takes_plain and self.reader.kind == "orders":
            self._orders = PlainOrders(context, columns)
        elif self.takes_plain and self.reader.kind == "addresses" and not context.foreign:
            self._addresses = PlainAddresses(context, columns)
        elif self.takes_plain and self.reader.kind == "customers":
            if not context.foreign:
                self._customers = PlainCustomers(context, columns)
            elif self.reader.takes_rows:
                self._customers = ForeignCustomers(context, columns, self.reader.consent, self.reader.default_source)

    def parse(self, rows: Iterable[SourceRow]) -> Iterator[tuple[SourceRow, Parsed | RowRejectedError]]:
        """Yield each row with what it holds, or the error of one that is not taken."""
        plain = self._orders or self._customers or self._addresses
        if plain is None or not plain.are_possible:
            for row in rows:
                yield row, self._parse(row)
            return
        repeats, has_repeats = self.reader.profile.repeats, self.reader.profile.repeats.exist
        # The first row shows how times are written.
        for block in blocks(rows, self.reader.characters, _BLOCK, first=1):
            for row, taken in zip(block, plain.take(block), strict=True):
                if taken is None or (has_repeats and isinstance(taken, PlainOrder) and repeats.has(taken.key)):
                    yield row, self._parse(row)
                else:
                    yield row, taken

    def _parse(self, row: SourceRow) -> Parsed | RowRejectedError:
        try:
            row = self.reader.read(row)
            if self.reader.kind == "customers":
                return parse_customer(row, self.reader.context)
            if self.reader.kind == "addresses":
                return parse_address_row(row, self.reader.context)
            return self._parse_order(row)
        except RowRejectedError as error:
            return error

    def _parse_order(self, row: SourceRow) -> Parsed:
        plain = self._orders.take_cells(row) if self._orders is not None and not self._orders.are_possible else None
        if plain is not None and not self.reader.profile.repeats.has(plain.key):
            return plain
        order = parse_order(row, self.reader.context, self._order_number)
        self.reader.profile.check(order)
        return order

    def _order_number(self, parts: list[str]) -> str:
        """Return a number for an order without one: of equal orders in a file each has its own, the same at every import.

        Raises:
            RowRejectedError: the other orders have numbers.
        """
        self.reader.profile.check_number()
        content = hash(tuple(parts))
        self._contents[content] += 1
        return content_number(parts, self._contents[content])
