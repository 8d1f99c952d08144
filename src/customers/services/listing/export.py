"""What an export is made from: selected customers and their orders, streamed."""

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

_BATCH = 1000
OLDEST_FIRST = "created_at"


def customers(tx: Transaction, selection: Selection) -> Iterator[Customer]:
    """The selected customers with their addresses, oldest first."""
    page = list_customers(tx, selection, sort=OLDEST_FIRST, request=STREAM, with_addresses=True)
    yield from page.data


def customer_lines(tx: Transaction, selection: Selection, fields: Sequence[str], sort: str, *, fuzzy: bool = False) -> Iterator[str]:
    """The selected customers as JSON lines of these fields, as `-o jsonl` prints them, many at a time."""
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
    """The selected customers as CSV, or as rows of cells: `customers.csv_cells`."""
    rows = export_customers.CustomerRows(active_conditions(tx, selection, fuzzy=fuzzy), paging.parse_sort(sort))
    return export_customers.csv_cells(tx.connection, fields, inline_address, rows, tx.currency, consent=tx.consent, raw=raw)


def other_lines(tx: Transaction, kind: str, selection: Selection, fields: Sequence[str], *, whole: bool) -> Iterator[str]:
    """The orders or addresses of the selected customers as JSON lines of these fields, many at a time.

    `whole` orders have a "base_total" only where they are in another currency.
    """
    wanted = active_conditions(tx, selection)
    if kind == "orders":
        texts = export_orders.order_lines(tx.connection, fields, wanted, tx.currency, tx.thresholds, omit_base_total=whole)
    else:
        texts = export_orders.address_lines(tx.connection, fields, wanted, tx.currency)
    return map(escape, texts)


def other_cells(
    tx: Transaction, kind: str, selection: Selection, fields: Sequence[str], *, raw: bool
) -> Iterator[str] | Iterator[list[tuple[str | None, ...]]]:
    """The same as CSV, or as rows of cells: `ExportSql.read_cells`."""
    wanted = active_conditions(tx, selection)
    if kind == "orders":
        return export_orders.order_cells(tx.connection, fields, wanted, tx.currency, tx.thresholds, raw=raw)
    return export_orders.address_cells(tx.connection, fields, wanted, tx.currency, raw=raw)


def count_rows(tx: Transaction, kind: str, selection: Selection, *, fuzzy: bool = False) -> int:
    """How many rows an export of customers, orders or addresses has."""
    chosen = select(table.c.id).select_from(joined).where(*active_conditions(tx, selection, fuzzy=fuzzy))
    if kind == "customers":
        return paging.count(tx.connection, chosen)
    owner = {"orders": orders.c.customer_id, "addresses": addresses.c.customer_id}[kind]
    return paging.count(tx.connection, select(owner).where(owner.in_(chosen)))


def order_rows(tx: Transaction, selection: Selection) -> Iterator[dict[str, Any]]:
    """The orders of the selected customers, customer by customer and oldest first, with every name by which each can be matched again."""
    named = (table.c.email, table.c.phone, table.c.first_name, table.c.last_name, table.c.external_ids)
    chosen = select(table.c.id).select_from(joined).where(*active_conditions(tx, selection))
    query = (
        select(orders, is_counted(tx.thresholds).label("counted"), *named)
        .join(table, table.c.id == orders.c.customer_id)
        .where(orders.c.customer_id.in_(chosen))
    )
    by_customer = (orders.c.customer_id, orders.c.placed_at, orders.c.id)
    for row in paging.stream_ordered(tx.connection, query.order_by(*by_customer), _BATCH):
        [order] = read_orders([row], tx.currency)
        systems = sorted(row.external_ids, key=lambda system: (system != row.source, system))
        foreign = row.foreign_total is not None
        yield {
            **{name: to_jsonable(getattr(order, name)) for name in order.__dataclass_fields__},
            "customer_email": row.email,
            "customer_phone": row.phone,
            "customer_external_id": f"{systems[0]}:{row.external_ids[systems[0]]}" if systems else None,
            "customer_name": full_name(row.first_name, row.last_name),
            **({"base_total": to_decimal(row.total, tx.currency)} if foreign else {}),
        }
