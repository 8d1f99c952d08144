"""Stream the customers, orders and addresses of a selection for an export."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from customers.database.export import customers as export_customers
from customers.database.export import orders as export_orders
from customers.database.queries.orders import read_orders
from customers.database.schema.tables import addresses, joined, orders
from customers.database.schema.tables import customers as table
from customers.database.selection import paging
from customers.database.statistics.calculation import is_counted
from customers.domain.json import escape, to_jsonable
from customers.domain.money import to_decimal
from customers.domain.person_name import full_name
from customers.models.customer import Customer
from customers.models.selection import Selection
from customers.services.listing.listing import active_conditions, list_customers
from customers.services.paging import STREAM
from customers.services.transaction import Transaction

# Number of orders that are read at a time.
_BATCH_SIZE = 1000
OLDEST_FIRST = "created_at"


def customers(tx: Transaction, selection: Selection) -> Iterator[Customer]:
    """Yield the customers of a selection with their addresses, oldest first."""
    page = list_customers(tx, selection, sort=OLDEST_FIRST, request=STREAM, with_addresses=True)
    yield from page.data


def customer_lines(tx: Transaction, selection: Selection, fields: Sequence[str], sort: str, *, fuzzy: bool = False) -> Iterator[str]:
    """Yield the customers of a selection as JSON lines of some fields, many lines at a time."""
    rows = export_customers.CustomerRows(active_conditions(tx, selection, fuzzy=fuzzy), paging.parse_sort(sort))
    for text in export_customers.json_lines(tx.connection, fields, rows, tx.currency, consent=tx.consent):
        yield escape(text)


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
    """Return the customers of a selection as CSV, or as rows of cells; see `export.customers.csv_cells`."""
    rows = export_customers.CustomerRows(active_conditions(tx, selection, fuzzy=fuzzy), paging.parse_sort(sort))
    return export_customers.csv_cells(tx.connection, fields, inline_address, rows, tx.currency, consent=tx.consent, raw=raw)


def other_lines(tx: Transaction, kind: str, selection: Selection, fields: Sequence[str], *, omit_base_total: bool) -> Iterator[str]:
    """Return the orders or addresses of a selection's customers as JSON lines of some fields, many lines at a time.

    With `omit_base_total` only orders in another currency have a "base_total".
    """
    conditions = active_conditions(tx, selection)
    if kind == "orders":
        texts = export_orders.order_lines(tx.connection, fields, conditions, tx.currency, tx.thresholds, omit_base_total=omit_base_total)
    else:
        texts = export_orders.address_lines(tx.connection, fields, conditions, tx.currency)
    return map(escape, texts)


def other_cells(
    tx: Transaction, kind: str, selection: Selection, fields: Sequence[str], *, raw: bool
) -> Iterator[str] | Iterator[list[tuple[str | None, ...]]]:
    """Return the orders or addresses as CSV, or as rows of cells; see `ExportSql.read_cells`."""
    conditions = active_conditions(tx, selection)
    if kind == "orders":
        return export_orders.order_cells(tx.connection, fields, conditions, tx.currency, tx.thresholds, raw=raw)
    return export_orders.address_cells(tx.connection, fields, conditions, tx.currency, raw=raw)


def count_rows(tx: Transaction, kind: str, selection: Selection, *, fuzzy: bool = False) -> int:
    """Return the number of rows of an export of customers, orders or addresses."""
    customer_ids = select(table.c.id).select_from(joined).where(*active_conditions(tx, selection, fuzzy=fuzzy))
    if kind == "customers":
        return paging.count(tx.connection, customer_ids)
    owner = {"orders": orders.c.customer_id, "addresses": addresses.c.customer_id}[kind]
    return paging.count(tx.connection, select(owner).where(owner.in_(customer_ids)))


def order_rows(tx: Transaction, selection: Selection) -> Iterator[dict[str, Any]]:
    """Yield the orders of a selection by customer, oldest first, with the columns that match them to customers again."""
    identity_columns = (table.c.email, table.c.phone, table.c.first_name, table.c.last_name, table.c.external_ids)
    customer_ids = select(table.c.id).select_from(joined).where(*active_conditions(tx, selection))
    query = (
        select(orders, is_counted(tx.thresholds).label("counted"), *identity_columns)
        .join(table, table.c.id == orders.c.customer_id)
        .where(orders.c.customer_id.in_(customer_ids))
    )
    by_customer = (orders.c.customer_id, orders.c.placed_at, orders.c.id)
    for row in paging.stream_ordered(tx.connection, query.order_by(*by_customer), _BATCH_SIZE):
        [order] = read_orders([row], tx.currency)
        systems = sorted(row.external_ids, key=lambda system: (system != row.source, system))
        yield {
            **{name: to_jsonable(getattr(order, name)) for name in order.__dataclass_fields__},
            "customer_email": row.email,
            "customer_phone": row.phone,
            "customer_external_id": f"{systems[0]}:{row.external_ids[systems[0]]}" if systems else None,
            "customer_name": full_name(row.first_name, row.last_name),
            **({"base_total": to_decimal(row.total, tx.currency)} if row.foreign_total is not None else {}),
        }
