"""Join the rows of a file that are line items of one order: their amounts add up."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from customers.config.settings import Settings
from customers.domain.money import to_decimal
from customers.domain.orders.status import REFUNDED
from customers.services.importing.rows import CLEAR, RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.amounts import read_amount
from customers.transfer.cells.context import RowNotices
from customers.transfer.columns.native import AMOUNTS
from customers.transfer.profile.orders import OrderKey, OrderNumbers, digest_of
from customers.transfer.sources.spool import RecordSpool

Convert = Callable[[SourceRow], SourceRow]
# What names the customer of an order, the best first.
_NAMES = ("customer_id", "customer_external_id", "customer_email", "customer_phone", "customer_name")


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

    def read(self, row: SourceRow, read: Convert, notices: RowNotices) -> SourceRow:
        """Return the native cells of an order: those of its first row, blanks filled from the others, with the sums of all amounts.

        A cancelled item among others adds nothing.

        Raises:
            RowRejectedError: a row cannot be read, or the rows have several currencies or customers.
        """
        if not row.more:
            return read(row)
        items = [read(item._replace(more=())) for item in (row, *row.more)]
        _check_customer(items)
        counted = [item for item in items if not self._is_void(item)]
        if counted and len(counted) < len(items):
            void = next(item for item in items if item not in counted)
            status = cell.read("status", void.cells, cell.status)
            notices.add(f"line items that do not count ({status}) add nothing to their orders", void.line)
            items = counted
        cells = {name: value for item in reversed(items) for name, value in item.cells.items() if value is not None}
        for name, currency in self._currencies(items, cells).items():
            amounts = self._amounts(name, items, currency)
            if any(amount is not None for amount in amounts):
                cells[name] = to_decimal(sum(amount or 0 for amount in amounts), currency)
        return row.with_cells(cells)

    def _is_void(self, item: SourceRow) -> bool:
        """Return whether the status of an item says that it does not count; a refund with a negative amount is a return, which does."""
        status = cell.read("status", item.cells, cell.status)
        if status is None or status not in self._settings.uncounted_order_statuses:
            return False
        return status != REFUNDED or (_amount("total", item, self._currency_of(item.cells)) or 0) >= 0

    def _currencies(self, items: Sequence[SourceRow], cells: Mapping[str, Any]) -> dict[str, str]:
        """Return the currency of each amount of an order.

        Raises:
            RowRejectedError: the rows have several.
        """
        currencies = {self._currency_of({**cells, **item.cells}) for item in items}
        if len(currencies) > 1:
            raise RowRejectedError("invalid", f"currency: the line items of the order have several: {', '.join(sorted(currencies))}")
        return {name: self._settings.currency if name == "base_total" else next(iter(currencies)) for name in AMOUNTS}

    def _currency_of(self, cells: Mapping[str, Any]) -> str:
        return cell.read("currency", cells, cell.currency) or self._settings.currency

    def _amounts(self, name: str, items: Sequence[SourceRow], currency: str) -> list[int | None]:
        """Return an amount of each item.

        Raises:
            RowRejectedError: one cannot be read, or the amount in the shop's currency is missing beside others.
        """
        amounts = [_amount(name, item, currency) for item in items]
        if name != "base_total" or None not in amounts or not any(amount is not None for amount in amounts):
            return amounts
        for place, item in enumerate(items):
            if amounts[place] is None:
                item_currency = self._currency_of(item.cells)
                total = _amount("total", item, item_currency)
                if total and item_currency != currency:
                    raise RowRejectedError("currency", f"base_total is missing in line {item.line}, but other items of the order have it")
                amounts[place] = total
        return amounts

    def close(self) -> None:
        """Remove the temporary file."""
        self._spool.close()

    def _key(self, row: SourceRow) -> OrderKey | None:
        key = self._numbers.key(row.cells)
        return key if key is not None and digest_of(key) in self._suspects else None


def _check_customer(items: Sequence[SourceRow]) -> None:
    """Refuse line items that name several customers, by whatever identifies these first."""
    for name in _NAMES:
        named = {
            str(value).strip().casefold(): str(value).strip() for item in items if (value := item.cells.get(name)) not in (None, CLEAR)
        }
        if len(named) > 1:
            raise RowRejectedError("invalid", f"{name}: the line items of the order have several: {', '.join(named.values())}")
        if named:
            return


def _amount(name: str, item: SourceRow, currency: str) -> int | None:
    cells: Mapping[str, Any] = item.cells
    if cells.get(name) in (None, CLEAR):
        return None
    try:
        return read_amount(cells[name], currency)
    except ValueError as error:
        raise RowRejectedError("invalid", f"{name} in line {item.line}: {error}") from error
