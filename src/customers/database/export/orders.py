"""Export orders and addresses as JSON lines and cells that the database makes.

Orders are sorted by customer and time, which is the order of an index: nothing is sorted as a whole.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from customers.database.dialects.base import dialect_of
from customers.database.dialects.export import Cells as Row
from customers.database.dialects.export import Conditions, ExportSql, Field
from customers.database.export.customers import PROFILE, write_json
from customers.database.schema.tables import addresses, customers, joined, orders
from customers.database.selection import paging
from customers.database.statistics.counting import is_counted
from customers.domain.segments import Thresholds
from customers.models.customer import CustomerAddress

_KINDS = {"id": "id", "customer_id": "id", "placed_at": "timestamp", "is_default": "flag", "counted": "flag"}
# Fields that cannot begin with the sign of a formula, and phones in E.164, which a spreadsheet reads as numbers.
_HARMLESS = ("currency", "customer_phone", "phone", "type", "country")
# The condition of an order in another currency than the shop's.
_FOREIGN = "orders.foreign_total IS NOT NULL"

Cells = Iterator[str] | Iterator[list[Row]]


def count_rows(connection: Connection, kind: str, conditions: Conditions) -> int:
    """Return the number of the customers that meet the conditions, or, by `kind`, of their "orders" or "addresses"."""
    ids = select(customers.c.id).select_from(joined).where(*conditions)
    if kind == "customers":
        return paging.count(connection, ids)
    owner = {"orders": orders.c.customer_id, "addresses": addresses.c.customer_id}[kind]
    return paging.count(connection, select(owner).where(owner.in_(ids)))


def order_lines(
    connection: Connection,
    fields: Sequence[str],
    conditions: Conditions,
    currency: str,
    thresholds: Thresholds,
    *,
    omit_base_total: bool,
) -> Iterator[str]:
    """Return a JSON object of the fields for each order of the customers that meet the conditions, many whole lines at a time.

    With `omit_base_total` an order in the shop's currency has no "base_total", which must not be the first field.
    """
    sql = dialect_of(connection).export(currency)
    exported = [_order_field(sql, name) for name in dict.fromkeys(fields)]
    if omit_base_total:
        exported = [field._replace(kind="optional") if field.name == "base_total" else field for field in exported]
    return write_json(connection, sql, exported, _all_orders(conditions, thresholds))


def order_cells(
    connection: Connection,
    fields: Sequence[str],
    conditions: Conditions,
    currency: str,
    thresholds: Thresholds,
    *,
    raw: bool,
) -> Cells:
    """Return the cells of the fields for each order: `ExportSql.read_cells`."""
    sql = dialect_of(connection).export(currency)
    exported = [_order_field(sql, name) for name in fields]
    exempt = [raw or field.kind != "text" or field.name in _HARMLESS for field in exported]
    return sql.read_cells(connection, exported, exempt, _all_orders(conditions, thresholds))


def address_lines(connection: Connection, fields: Sequence[str], conditions: Conditions, currency: str) -> Iterator[str]:
    """Return a JSON object of the fields for each address of the customers that meet the conditions, the oldest customer first."""
    sql = dialect_of(connection).export(currency)
    return write_json(connection, sql, [_address_field(sql, name) for name in dict.fromkeys(fields)], _all_addresses(conditions))


def address_cells(connection: Connection, fields: Sequence[str], conditions: Conditions, currency: str, *, raw: bool) -> Cells:
    """Return the cells of the fields for each address: `ExportSql.read_cells`."""
    sql = dialect_of(connection).export(currency)
    exported = [_address_field(sql, name) for name in fields]
    exempt = [raw or field.kind != "text" or field.name in _HARMLESS for field in exported]
    return sql.read_cells(connection, exported, exempt, _all_addresses(conditions))


def _all_orders(conditions: Conditions, thresholds: Thresholds) -> Select[Any]:
    # Named like the table, so that "counted" is a column like the others.
    rows = select(orders, is_counted(thresholds).label("counted")).subquery("orders")
    source = joined.join(rows, rows.c.customer_id == customers.c.id)
    return select().select_from(source).where(*conditions).order_by(rows.c.customer_id, rows.c.placed_at, rows.c.id)


def _all_addresses(conditions: Conditions) -> Select[Any]:
    source = joined.join(addresses, addresses.c.customer_id == customers.c.id)
    return select().select_from(source).where(*conditions).order_by(customers.c.created_at, customers.c.id, addresses.c.id)


def _order_field(sql: ExportSql, name: str) -> Field:
    if name in ("total", "refunded"):
        foreign = sql.amount_in(f"orders.foreign_{name}", "orders.currency")
        return Field(name, "number", f"CASE WHEN {_FOREIGN} THEN {foreign} ELSE {sql.amount(f'orders.{name}')} END")
    if name == "base_total":
        return Field(name, "number", f"CASE WHEN {_FOREIGN} THEN {sql.amount('orders.total')} END")
    if name == "customer_external_id":
        return Field(name, "text", sql.first_pair("customers.external_ids", system="orders.source"))
    if name == "counted" or name in orders.c:
        return Field(name, _KINDS.get(name, "text"), f"orders.{name}")
    return Field(name, "text", PROFILE[{"customer_name": "full_name"}.get(name, name.removeprefix("customer_"))][1])


def _address_field(sql: ExportSql, name: str) -> Field:
    if name == "customer_external_id":
        return Field(name, "text", sql.first_pair("customers.external_ids"))
    if name == "customer_email":
        return Field(name, "text", PROFILE["email"][1])
    assert name == "customer_id" or name in CustomerAddress.__dataclass_fields__
    return Field(name, _KINDS.get(name, "text"), f"addresses.{name}")
