"""Export the selected customers, their orders and their addresses as streams."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from customers.database.dialects.export import Conditions
from customers.database.export import customers as export_customers
from customers.database.export import orders as export_orders
from customers.database.schema.tables import customer_statistics
from customers.database.selection import paging
from customers.database.statistics import rfm
from customers.database.statistics.vip_rules import current_override, current_vip
from customers.domain.json import escape
from customers.errors import UsageError
from customers.models.customer import Customer
from customers.models.order import OWNERS
from customers.models.selection import Selection
from customers.services.listing.listing import active_conditions, list_customers
from customers.services.paging import STREAM
from customers.services.scores import get_quintiles
from customers.services.transaction import Transaction

OLDEST_FIRST = "created_at"


class ExportedRows(NamedTuple):
    """The rows of an export: customers, orders or addresses, of the customers of a selection in a state, a key of `OWNERS`."""

    kind: str
    selection: Selection
    of: str = "live"


def customers(tx: Transaction, selection: Selection) -> Iterator[Customer]:
    """Yield the selected customers with their addresses, the oldest first."""
    page = list_customers(tx, selection, sort=OLDEST_FIRST, request=STREAM, with_addresses=True)
    yield from page.data


def customer_lines(
    tx: Transaction, selection: Selection, fields: Sequence[str], inline_address: Mapping[str, str], sort: str, *, fuzzy: bool = False
) -> Iterator[str]:
    """Return the selected customers as JSON lines of these fields, many in each text."""
    rows = _customer_rows(tx, selection, fields, sort, fuzzy=fuzzy)
    return map(escape, export_customers.json_lines(tx.connection, fields, inline_address, rows, tx.currency, consent=tx.consent))


def customer_cells(
    tx: Transaction,
    selection: Selection,
    fields: Sequence[str],
    inline_address: Mapping[str, str],
    sort: str,
    *,
    raw: bool,
    fuzzy: bool = False,
) -> Iterator[str | list[tuple[str | None, ...]]]:
    """Return the selected customers as the cells of these fields: `customers.csv_cells`."""
    rows = _customer_rows(tx, selection, fields, sort, fuzzy=fuzzy)
    return export_customers.csv_cells(tx.connection, fields, inline_address, rows, tx.currency, consent=tx.consent, raw=raw)


def _customer_rows(
    tx: Transaction, selection: Selection, fields: Sequence[str], sort: str, *, fuzzy: bool
) -> export_customers.CustomerRows:
    is_vip = current_vip(tx.thresholds, tx.now, customer_statistics)
    override = current_override(tx.now, customer_statistics)
    rfm_code = rfm.code(get_quintiles(tx), customer_statistics) if "rfm" in fields else None
    conditions = active_conditions(tx, selection, fuzzy=fuzzy)
    return export_customers.CustomerRows(conditions, paging.parse_sort(sort), is_vip, override, rfm_code)


def other_lines(tx: Transaction, rows: ExportedRows, fields: Sequence[str], *, omit_base_total: bool) -> Iterator[str]:
    """Return the orders or addresses of the selected customers as JSON lines of these fields, many in each text.

    With `omit_base_total` only orders in another currency have a "base_total".
    """
    conditions = _conditions(tx, rows)
    if rows.kind == "orders":
        texts = export_orders.order_lines(tx.connection, fields, conditions, tx.currency, tx.thresholds, omit_base_total=omit_base_total)
    else:
        texts = export_orders.address_lines(tx.connection, fields, conditions, tx.currency)
    return map(escape, texts)


def other_cells(
    tx: Transaction, rows: ExportedRows, fields: Sequence[str], *, raw: bool
) -> Iterator[str] | Iterator[list[tuple[str | None, ...]]]:
    """Return the orders or addresses of the selected customers as the cells of these fields: `ExportSql.read_cells`."""
    conditions = _conditions(tx, rows)
    if rows.kind == "orders":
        return export_orders.order_cells(tx.connection, fields, conditions, tx.currency, tx.thresholds, raw=raw)
    return export_orders.address_cells(tx.connection, fields, conditions, tx.currency, raw=raw)


def count_rows(tx: Transaction, rows: ExportedRows, *, fuzzy: bool = False) -> int:
    """Return the number of rows of an export of customers, orders or addresses."""
    return export_orders.count_rows(tx.connection, rows.kind, _conditions(tx, rows, fuzzy=fuzzy))


def _conditions(tx: Transaction, rows: ExportedRows, *, fuzzy: bool = False) -> Conditions:
    """Return the conditions of the customers of an export.

    Raises:
        UsageError: the selection has a search, which looks through live customers, and `of` selects others.
    """
    _, selection, of = rows
    if of == "live":
        return active_conditions(tx, selection, fuzzy=fuzzy)
    if selection.search is not None:
        problem = "{of} and {search} cannot be used together: search looks through live customers"
        raise UsageError(problem=problem, parameters=("of", "search"))
    return active_conditions(tx, selection, states=OWNERS[of])
