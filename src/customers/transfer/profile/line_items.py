"""Join the rows of a file that are line items of one order: their amounts add up."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from customers.config.settings import Settings
from customers.domain.money import to_decimal
from customers.services.importing.rows import CLEAR, RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.amounts import read_amount
from customers.transfer.columns.native import AMOUNTS
from customers.transfer.profile.orders import OrderKey, OrderNumbers
from customers.transfer.sources.spool import RecordSpool

Convert = Callable[[SourceRow], SourceRow]


class LineItems:
    """The rows of a file by order, whatever stands between them; those of one order become the `more` of its first row."""

    def __init__(self, numbers: OrderNumbers, suspects: frozenset[int], settings: Settings) -> None:
        """Join the rows of the orders with one of these digests."""
        self._numbers = numbers
        self._suspects = suspects
        self._settings = settings
        self._spool = RecordSpool("the rows of the orders")

    def joined(self, rows: Callable[[], Iterable[SourceRow]], convert: Convert) -> Iterator[SourceRow]:
        """Yield the rows of a source by order, converted to cells by field."""
        places: dict[OrderKey, list[int]] = {}
        for row in map(convert, rows()) if self._suspects else ():
            key = self._key(row)
            if key is not None:
                places.setdefault(key, []).append(self._spool.append((row.line, row.original, row.problem)))
        for row in map(convert, rows()):
            key = self._key(row)
            if key is None:
                yield row
            elif others := places.pop(key, None):
                more = [convert(SourceRow(line, {}, original, problem)) for line, original, problem in map(self._spool.record, others[1:])]
                problem = next((item.problem for item in (row, *more) if item.problem), None)
                yield row._replace(more=tuple(more), problem=problem)

    def read(self, row: SourceRow, read: Convert) -> SourceRow:
        """Return the native cells of an order: those of its first row, with the sums of all amounts.

        Raises:
            RowRejectedError: a row cannot be read, or the rows have several currencies.
        """
        if not row.more:
            return read(row)
        items = [read(item._replace(more=())) for item in (row, *row.more)]
        cells = dict(items[0].cells)
        currencies = {str(item.cells.get("currency") or cells.get("currency") or self._settings.currency).upper() for item in items}
        if len(currencies) > 1:
            raise RowRejectedError("invalid", f"currency: the line items of the order have several: {', '.join(sorted(currencies))}")
        for name in AMOUNTS:
            currency = self._settings.currency if name == "base_total" else cell.read("currency", cells, cell.currency)
            amounts = [_amount(name, item, currency or self._settings.currency) for item in items]
            if any(amount is not None for amount in amounts):
                total = sum(amount or 0 for amount in amounts)
                cells[name] = to_decimal(total, currency or self._settings.currency)
        return row.with_cells(cells)

    def close(self) -> None:
        """Remove the temporary file."""
        self._spool.close()

    def _key(self, row: SourceRow) -> OrderKey | None:
        key = self._numbers.key(row.cells)
        return key if key is not None and hash(key) in self._suspects else None


def _amount(name: str, item: SourceRow, currency: str) -> int | None:
    cells: Mapping[str, Any] = item.cells
    if cells.get(name) in (None, CLEAR):
        return None
    try:
        return read_amount(cells[name], currency)
    except ValueError as error:
        raise RowRejectedError("invalid", f"{name} in line {item.line}: {error}") from error
