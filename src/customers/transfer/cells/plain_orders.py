"""Parse the orders that leave nothing to decide: each column by its rule, once for each of its texts.

A cell that its rule does not take, and a row that has more to it, is left to `parse_order`, which takes and refuses all.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from customers.domain.email import is_plain_email
from customers.domain.external_id import is_plain_external_id
from customers.domain.orders.status import CLOSED
from customers.services.importing.rows import PlainOrder, SourceRow, names_of_plain
from customers.transfer.cells import values as cell
from customers.transfer.cells.amounts import read_amount
from customers.transfer.cells.context import ParseContext

# A row with any other cell that is not blank has more to it.
_FIELDS = frozenset(("number", "source", "status", "currency", "total", "refunded", "placed_at", "customer_email", "customer_external_id"))
_EMPTY = frozenset(("addresses", "row_country"))  # of files of other programs
_NUMBER = re.compile(r"[\w#/.:-]{1,64}", re.ASCII)
_MAX_TEXTS = 1 << 14  # distinct texts of a column that are kept


class PlainOrders:
    """The rules of the columns of one file; each returns None for what it does not take."""

    def __init__(self, context: ParseContext) -> None:
        """Begin a file."""
        self._context = context
        self._currency = context.settings.currency
        self._amount = _by_text(lambda text: read_amount(text, self._currency))
        self._email = _by_text(lambda text: text if is_plain_email(text) else None)
        self._source, self._status, self._currency_of = _by_text(cell.source), _by_text(cell.status), _by_text(cell.currency)

    def parse(self, row: SourceRow) -> PlainOrder | None:
        """Return a row as a plain order, None where it is none."""
        if row.problem is not None or row.more or not _has_plain_fields(row.cells):
            return None
        deleted = self._context.deleted
        if deleted is not None and deleted.reason(row.original) is not None:
            return None
        try:
            return self._parse(row, row.cells.get)
        except (TypeError, ValueError):  # a list in a cell of JSON, or a cell that is refused
            return None

    def _parse(self, row: SourceRow, get: Callable[..., Any]) -> PlainOrder | None:
        number, placed_at = get("number"), get("placed_at")
        if type(number) is not str or _NUMBER.fullmatch(number) is None or type(placed_at) is not datetime:
            return None
        source, status, currency = (
            self._source(get("source", "import")),
            self._status(get("status", self._context.default_status)),
            self._currency_of(get("currency", self._currency)),
        )
        total, refunded = self._amount(get("total")), self._amount(get("refunded", "0"))
        if not source or not status or currency != self._currency or total is None or refunded is None:
            return None
        if not 0 <= refunded <= total or (status == CLOSED and refunded >= total > 0):
            return None
        email, external_id = get("customer_email"), get("customer_external_id")
        if (email is not None and self._email(email) is None) or (external_id is not None and not is_plain_external_id(external_id)):
            return None
        names = names_of_plain(email, external_id)
        moment = self._context.dates.read(placed_at)
        values = (number, source, status, total, refunded, moment, email, external_id, names)
        return PlainOrder(row.line, row.original, *values) if names else None


def _has_plain_fields(cells: Mapping[str, Any]) -> bool:
    if _FIELDS.issuperset(cells):
        return True
    return all(name in _FIELDS or (name in _EMPTY and not value) for name, value in cells.items())


def _by_text(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Return a rule that parses each text once, and takes nothing but text."""
    return lru_cache(maxsize=_MAX_TEXTS, typed=True)(lambda value: parse(value) if type(value) is str else None)
