"""Customers as the lines that the program prints of them, built by the database and passed through as text.

The bytes are those that the output makes of `models.customer.Customer`, which tests hold them to, in a fraction of the time.
Characters that steer a terminal stay in JSON as they are: `domain.json.escape` writes them out afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, literal_column, select

from customers.database.dialects.base import dialect_of
from customers.database.dialects.export import ADDRESS_KINDS, Cells, Conditions, ExportSql, Field
from customers.database.selection import paging
from customers.models.fields import FIELDS, TEXT_KINDS, Kind


def _form(kind: Kind) -> str:
    return "text" if kind in TEXT_KINDS else "timestamp" if kind == "time" else kind


# How each field of a profile is shown, and the SQL of its value.
PROFILE = {
    **{field.name: (_form(field.kind), f"{field.source}.{field.name}") for field in FIELDS if field.source is not None},
    "full_name": ("text", "(customers.first_name || CASE WHEN customers.last_name <> '' THEN ' ' || customers.last_name ELSE '' END)"),
    "avg_order_value": ("average", "customer_statistics.total_spent / customer_statistics.total_orders"),
}
# What cannot begin with the sign of a formula, or, as a phone in E.164, is none.
_HARMLESS = ("phone", "type", "country")


def json_lines(
    connection: Connection, fields: Sequence[str], conditions: Conditions, order: paging.SortOrder, currency: str, *, consent: bool
) -> Iterator[str]:
    """A JSON object of these fields for each customer that meets the conditions, many whole lines at a time.

    "addresses" brings "default_address" with it. `consent` is false where the shop keeps none.
    """
    sql = dialect_of(connection).export(currency)
    joined_values, source = sql.join_json(conditions, with_addresses="addresses" in fields)
    exported = [
        Field(name, "json", joined_values[name]) if name in joined_values else _field(name, consent)
        for name in fields
        if name != "default_address"
    ]
    return write_json(connection, sql, exported, _query(source, conditions, order))


def write_json(connection: Connection, sql: ExportSql, fields: Sequence[Field], query: Select[Any]) -> Iterator[str]:
    """Return a JSON object of the fields for each row of a query without columns, many whole lines at a time."""
    return sql.read_lines(connection, query.add_columns(literal_column(sql.object(fields))))


def csv_cells(
    connection: Connection,
    fields: Sequence[str],
    inline_address: Mapping[str, str],
    conditions: Conditions,
    order: paging.SortOrder,
    currency: str,
    *,
    consent: bool,
    raw: bool,
) -> Iterator[str] | Iterator[list[Cells]]:
    """The cells of these fields for each customer that meets the conditions: `write_cells`, all exempt where they are `raw`.

    `inline_address` are the columns in which the default address rides along, and the fields that they are.
    """
    sql = dialect_of(connection).export(currency)
    tags, source = sql.join_cells(conditions)
    exported = []
    for name in fields:
        if name in inline_address:
            exported.append(Field(name, ADDRESS_KINDS.get(inline_address[name], "text"), f"place.{inline_address[name]}"))
        else:
            exported.append(Field(name, "text", tags) if name == "tags" else _field(name, consent))
    exempt = [raw or field.kind not in ("text", "pairs") or inline_address.get(field.name, field.name) in _HARMLESS for field in exported]
    return sql.read_cells(connection, exported, exempt, _query(source, conditions, order))


def _field(name: str, consent: bool) -> Field:
    kind, value = PROFILE[name]
    return Field(name, kind, value if name != "accepts_marketing" or consent else "FALSE")


def _query(source: Any, conditions: Conditions, order: paging.SortOrder) -> Select[Any]:
    return select().select_from(source).where(*conditions).order_by(*order.clauses())
