"""The rows of an export made in Python from the models: what the text that the database builds is compared with."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from customers.database.queries.orders import read_orders
from customers.database.schema.tables import customers, orders
from customers.database.statistics.counting import is_counted
from customers.domain.json import to_jsonable
from customers.domain.money import to_decimal
from customers.domain.person_name import full_name
from customers.models.customer import Customer
from customers.models.selection import Selection
from customers.output.shapes.customers import customer_row
from customers.services.listing import export
from customers.services.transaction import Transaction
from customers.transfer.columns.native import INLINE_ADDRESS


def export_rows(tx: Transaction, kind: str) -> list[dict[str, Any]]:
    """Return every row of an export, with all of its fields."""
    if kind == "orders":
        return list(_orders(tx))
    rows = export.customers(tx, Selection())
    if kind == "customers":
        return [{**_inline_address(customer), **customer_row(customer), **_consent(customer), **_on_request(customer)} for customer in rows]
    return [row for customer in rows for row in _addresses(customer)]


def _orders(tx: Transaction) -> Iterator[dict[str, Any]]:
    columns = customers.c
    query = (
        select(orders, is_counted(tx.thresholds).label("counted"))
        .add_columns(columns.email, columns.phone, columns.first_name, columns.last_name, columns.external_ids)
        .join(customers, columns.id == orders.c.customer_id)
        .order_by(orders.c.customer_id, orders.c.placed_at, orders.c.id)
    )
    for row in tx.connection.execute(query).all():
        [order] = read_orders([row], tx.currency)
        systems = sorted(row.external_ids, key=lambda system: (system != row.source, system))
        yield {
            **to_jsonable(order),
            "customer_email": row.email,
            "customer_phone": row.phone,
            "customer_external_id": f"{systems[0]}:{row.external_ids[systems[0]]}" if systems else None,
            "customer_name": full_name(row.first_name, row.last_name),
            **({"base_total": to_decimal(row.total, tx.currency)} if row.foreign_total is not None else {}),
        }


def _inline_address(customer: Customer) -> dict[str, Any]:
    address = customer.default_address
    return {} if address is None else {column: to_jsonable(getattr(address, name)) for column, name in INLINE_ADDRESS.items()}


def _consent(customer: Customer) -> dict[str, Any]:
    consent = to_jsonable(customer.consent)
    return {"consent": consent, **{f"consent_{name}": consent[name] for name in ("state", "at", "source")}}


def _on_request(customer: Customer) -> dict[str, Any]:
    emails, pairs = customer.aliases.emails, customer.aliases.external_ids.items()
    return {
        **{name: to_jsonable(getattr(customer, name)) for name in ("aliases", "vip_override", "deleted_at")},
        "alias_emails": ";".join(emails) or None,
        "alias_phones": ";".join(customer.aliases.phones) or None,
        "alias_ids": ";".join(map(str, customer.aliases.ids)) or None,
        "alias_external_ids": ";".join(f"{system}:{value}" for system, values in pairs for value in values) or None,
    }


def _addresses(customer: Customer) -> Iterator[dict[str, Any]]:
    external_id = next((f"{system}:{value}" for system, value in customer.external_ids.items()), None)
    for address in customer.addresses or ():
        yield {
            "customer_id": str(customer.id),
            "customer_email": customer.email,
            "customer_external_id": external_id,
            **to_jsonable(address),
        }
