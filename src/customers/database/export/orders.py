"""Orders and addresses of customers as JSON lines and CSV, built by the database.

Orders are sorted by customer and time, which is the order of an index: the database sorts no whole table.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from customers.database.export.customers import PROFILE, CellChunks, Conditions, write_cells, write_json
from customers.database.export.sql_text import Field, TextSql, text_sql
from customers.database.schema.tables import addresses, customers, joined, orders
from customers.database.statistics.calculation import is_counted
from customers.domain.segments import Thresholds
from customers.models.customer import CustomerAddress
from customers.models.order import Order

_KINDS = {"id": "id", "customer_id": "id", "placed_at": "timestamp", "is_default": "flag", "counted": "flag"}
# Texts that never begin with the sign of a formula; a phone in E.164 is not a formula.
_HARMLESS = ("currency", "customer_phone", "phone", "type", "country")
# An order in another currency than the shop's.
_IS_FOREIGN = "orders.foreign_total IS NOT NULL"


def order_lines(
    connection: Connection, fields: Sequence[str], conditions: Conditions, currency: str, thresholds: Thresholds, *, optional_base: bool
) -> Iterator[str]:
    """Return a JSON object for each order of the customers that meet the conditions, many whole lines in each text.

    With `optional_base` an order in the shop's currency has no "base_total", which must not be the first field.
    """
    texts = text_sql(connection, currency)
    columns = [_order_field(texts, name) for name in dict.fromkeys(fields)]
    if optional_base:
        columns = [column._replace(kind="optional") if column.name == "base_total" else column for column in columns]
    return write_json(connection, texts, columns, _all_orders(conditions, thresholds))


def order_cells(
    connection: Connection, fields: Sequence[str], conditions: Conditions, currency: str, thresholds: Thresholds, *, raw: bool
) -> CellChunks:
    """Return the cells of each order of the customers that meet the conditions, as `write_cells` does."""
    texts = text_sql(connection, currency)
    columns = [_order_field(texts, name) for name in fields]
    return write_cells(connection, texts, columns, _exempt(columns, raw=raw), _all_orders(conditions, thresholds))


def address_lines(connection: Connection, fields: Sequence[str], conditions: Conditions, currency: str) -> Iterator[str]:
    """Return a JSON object for each address of the customers that meet the conditions, the oldest customer first."""
    texts = text_sql(connection, currency)
    columns = [_address_field(texts, name) for name in dict.fromkeys(fields)]
    return write_json(connection, texts, columns, _all_addresses(conditions))


def address_cells(connection: Connection, fields: Sequence[str], conditions: Conditions, currency: str, *, raw: bool) -> CellChunks:
    """Return the cells of each address of the customers that meet the conditions, as `write_cells` does."""
    texts = text_sql(connection, currency)
    columns = [_address_field(texts, name) for name in fields]
    return write_cells(connection, texts, columns, _exempt(columns, raw=raw), _all_addresses(conditions))


def _exempt(columns: Sequence[Field], *, raw: bool) -> list[bool]:
    """Return which columns need no guards against formulas."""
    return [raw or column.kind != "text" or column.name in _HARMLESS for column in columns]


def _all_orders(conditions: Conditions, thresholds: Thresholds) -> Select[Any]:
    # A subquery named like the table makes "counted" a column like the others.
    rows = select(orders, is_counted(thresholds).label("counted")).subquery("orders")
    source = joined.join(rows, rows.c.customer_id == customers.c.id)
    return select().select_from(source).where(*conditions).order_by(rows.c.customer_id, rows.c.placed_at, rows.c.id)


def _all_addresses(conditions: Conditions) -> Select[Any]:
    source = joined.join(addresses, addresses.c.customer_id == customers.c.id)
    return select().select_from(source).where(*conditions).order_by(customers.c.created_at, customers.c.id, addresses.c.id)


def _order_field(texts: TextSql, name: str) -> Field:
    if name in ("total", "refunded"):
        foreign = texts.amount_in(f"orders.foreign_{name}", "orders.currency")
        return Field(name, "number", f"CASE WHEN {_IS_FOREIGN} THEN {foreign} ELSE {texts.amount(f'orders.{name}')} END")
    if name == "base_total":
        return Field(name, "number", f"CASE WHEN {_IS_FOREIGN} THEN {texts.amount('orders.total')} END")
    if name == "customer_external_id":
        return Field(name, "text", texts.first_pair("customers.external_ids", preferred="orders.source"))
    if name in Order.__dataclass_fields__:
        return Field(name, _KINDS.get(name, "text"), f"orders.{name}")
    return Field(name, "text", PROFILE[{"customer_name": "full_name"}.get(name, name.removeprefix("customer_"))][1])


def _address_field(texts: TextSql, name: str) -> Field:
    if name == "customer_external_id":
        return Field(name, "text", texts.first_pair("customers.external_ids"))
    if name == "customer_email":
        return Field(name, "text", PROFILE["email"][1])
    assert name == "customer_id" or name in CustomerAddress.__dataclass_fields__
    return Field(name, _KINDS.get(name, "text"), f"addresses.{name}")
