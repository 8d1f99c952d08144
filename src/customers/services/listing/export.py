"""What an export is made from: selected customers and their orders, streamed."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from customers.database.export import orders as export_orders
from customers.database.export.customers import CellChunks, CustomerExport
from customers.database.schema.tables import addresses, joined, orders
from customers.database.schema.tables import customers as table
from customers.database.selection import paging
from customers.domain.json import escape
from customers.models.customer import Customer
from customers.models.selection import Selection
from customers.services.listing.listing import active_conditions, list_customers
from customers.services.transaction import Transaction

OLDEST_FIRST = "created_at"


def customers(tx: Transaction, selection: Selection) -> Iterator[Customer]:
    """The selected customers with their addresses, oldest first."""
    page = list_customers(tx, selection, sort=OLDEST_FIRST, stream=True, with_addresses=True)
    yield from page.data


def customer_lines(
    tx: Transaction, selection: Selection, fields: Sequence[str], inline_address: Mapping[str, str], sort: str, *, fuzzy: bool = False
) -> Iterator[str]:
    """Return the selected customers as JSON lines of these fields, many in each text."""
    return map(escape, _export(tx, selection, fields, inline_address, sort, fuzzy=fuzzy).json_lines(tx.connection))


def customer_cells(
    tx: Transaction,
    selection: Selection,
    fields: Sequence[str],
    inline_address: Mapping[str, str],
    sort: str,
    *,
    raw: bool,
    fuzzy: bool = False,
) -> CellChunks:
    """Return the selected customers as the cells of these fields, as `CustomerExport.csv_cells` does."""
    return _export(tx, selection, fields, inline_address, sort, fuzzy=fuzzy).csv_cells(tx.connection, raw=raw)


def _export(
    tx: Transaction, selection: Selection, fields: Sequence[str], inline_address: Mapping[str, str], sort: str, *, fuzzy: bool
) -> CustomerExport:
    order, conditions = paging.parse_sort(sort), active_conditions(tx, selection, fuzzy=fuzzy)
    return CustomerExport(fields, conditions, order, tx.currency, tx.consent, inline_address)


def other_lines(tx: Transaction, kind: str, selection: Selection, fields: Sequence[str], *, optional_base: bool) -> Iterator[str]:
    """Return the orders or addresses of the selected customers as JSON lines of these fields, many in each text.

    With `optional_base` only orders in another currency have a "base_total".
    """
    conditions = active_conditions(tx, selection)
    if kind == "orders":
        texts = export_orders.order_lines(tx.connection, fields, conditions, tx.currency, tx.thresholds, optional_base=optional_base)
    else:
        texts = export_orders.address_lines(tx.connection, fields, conditions, tx.currency)
    return map(escape, texts)


def other_cells(tx: Transaction, kind: str, selection: Selection, fields: Sequence[str], *, raw: bool) -> CellChunks:
    """Return the orders or addresses of the selected customers as the cells of these fields."""
    conditions = active_conditions(tx, selection)
    if kind == "orders":
        return export_orders.order_cells(tx.connection, fields, conditions, tx.currency, tx.thresholds, raw=raw)
    return export_orders.address_cells(tx.connection, fields, conditions, tx.currency, raw=raw)


def count_rows(tx: Transaction, kind: str, selection: Selection, *, fuzzy: bool = False) -> int:
    """How many rows an export of customers, orders or addresses has."""
    chosen = select(table.c.id).select_from(joined).where(*active_conditions(tx, selection, fuzzy=fuzzy))
    if kind == "customers":
        return paging.count(tx.connection, chosen)
    owner = {"orders": orders.c.customer_id, "addresses": addresses.c.customer_id}[kind]
    return paging.count(tx.connection, select(owner).where(owner.in_(chosen)))
