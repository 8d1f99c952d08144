"""Take the orders that leave nothing to decide."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from customers.domain.email import email_key, is_plain_email
from customers.domain.external_id import is_plain_external_id
from customers.domain.orders.status import CLOSED
from customers.services.importing.rows import PlainOrder, SourceRow, names_of_plain
from customers.transfer.cells import values as cell
from customers.transfer.cells.amounts import read_amount
from customers.transfer.cells.context import ParseContext
from customers.transfer.columns.native import ColumnMap
from customers.transfer.plain.columns import ColumnRule, Columns, PlainRows, amount_rule, time_rule
from customers.transfer.plain.rules import ODD, Rule, Trim, is_plain_number, matching, trim_cell, trim_member

_EMPTY = frozenset(("addresses", "row_country"))  # of files of other programs


class PlainOrders(PlainRows[PlainOrder]):
    """The rules of the columns of one file of orders."""

    prepare = MappingProxyType({"number": lambda value: str(value) if type(value) is int else value, "id": lambda _: None})

    def __init__(self, context: ParseContext, columns: ColumnMap) -> None:
        """Begin a file."""
        self._context = context
        currency = context.settings.currency
        amount = partial(read_amount, currency=currency)
        # Cells of other programs are converted already.
        self._of_cells = _rules(context, trim_member) | {
            "total": Rule(amount, ODD, trim=trim_member),
            "refunded": Rule(amount, 0, trim=trim_member),
        }
        trim = trim_member if columns.is_json else trim_cell
        amounts = {name: amount_rule(columns, name, amount, blank, trim=trim) for name, blank in (("total", ODD), ("refunded", 0))}
        rules: dict[str, Rule | ColumnRule] = {
            **_rules(context, trim),
            **({name: _Amounts(rule, amount) for name, rule in amounts.items()} if columns.is_json else amounts),
            "placed_at": time_rule(columns, "placed_at", context.dates, ODD, trim=trim),
            "id": Rule(str, trim=trim),  # it follows from the source and the number
        }
        super().__init__(context, columns, rules)
        self.are_possible = self.are_possible and not context.foreign

    def take_cells(self, row: SourceRow) -> PlainOrder | None:
        """Return a row with its cells by field as a plain order, None where it is none."""
        cells, odd = row.cells, set[int]()
        placed_at = cells.get("placed_at")
        if row.problem is not None or row.more or type(placed_at) is not datetime or not self._has_plain_fields(cells):
            return None
        deleted = self._context.deleted
        if deleted is not None and deleted.reason(row.original) is not None:
            return None
        try:
            columns = {name: rule.take((cells.get(name),), odd) for name, rule in self._of_cells.items()}
            return None if odd else self._compose([row], columns | {"placed_at": [self._context.dates.read(placed_at)]})[0]
        except (TypeError, ValueError):  # a list in a cell of JSON, or a time that is refused
            return None

    def _has_plain_fields(self, cells: Mapping[str, Any]) -> bool:
        """Return whether a row has no other fields than those with a rule, and no text that a file of columns would have trimmed."""
        for name, value in cells.items():
            if name not in self._of_cells and name != "placed_at" and (name not in _EMPTY or value):
                return False
            if type(value) is str and (not value or value[0].isspace() or value[-1].isspace()):
                return False
        return True

    def _compose(self, rows: Sequence[SourceRow], columns: Columns) -> Sequence[PlainOrder | None]:
        orders = zip(
            rows,
            *(columns[name] for name in ("number", "source", "status", "total", "refunded", "placed_at")),
            columns["customer_email"],
            columns["customer_external_id"],
            strict=True,
        )
        return [
            PlainOrder(row.line, row.original, number, source, status, total, refunded, moment, email, external_id, names)
            if 0 <= refunded <= total
            and (status != CLOSED or refunded < total or not total)
            and (names := names_of_plain(email and email_key(email), external_id))
            else None
            for row, number, source, status, total, refunded, moment, email, external_id in orders
        ]


class _Amounts:
    """The rule of a column of amounts of JSON, which are numbers or texts."""

    def __init__(self, texts: Rule, read: Callable[[float], int]) -> None:
        self._texts = texts
        self._number = lru_cache(maxsize=1 << 14, typed=True)(read)
        self.blank = texts.blank

    def take(self, values: Sequence[Any], odd: set[int]) -> Sequence[Any]:
        """Return the amounts of a column in minor units; the places of odd ones are added to `odd`."""
        taken = list(map(self._value_of, values))
        odd.update([place for place, value in enumerate(taken) if value is ODD])
        return taken

    def _value_of(self, value: Any) -> Any:
        try:
            return self._number(value) if type(value) in (int, float) else self._texts.of(value)
        except (TypeError, ValueError):  # a list or an object, or more decimals than the currency has
            return ODD


def _rules(context: ParseContext, trim: Trim) -> dict[str, Rule]:
    """Return the rules of the fields without amounts and times."""
    currency = context.settings.currency
    return {
        "number": Rule(matching(is_plain_number), ODD, is_plain_number, trim=trim),
        "source": Rule(cell.source, cell.source("import"), trim=trim),
        "status": Rule(_status, context.default_status, trim=trim),
        "currency": Rule(partial(_shop_currency, currency), currency, trim=trim),
        "customer_email": Rule(matching(is_plain_email), match=is_plain_email, trim=trim),
        "customer_external_id": Rule(matching(is_plain_external_id), match=is_plain_external_id, trim=trim),
    }


def _status(text: str) -> str:
    word = cell.status(text)
    if not word:
        raise ValueError
    return word


def _shop_currency(currency: str, text: str) -> str:
    if cell.currency(text, currency) != currency:
        raise ValueError
    return currency
