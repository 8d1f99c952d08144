"""Export customers as JSON lines and cells that the database makes.

The bytes equal those that the output makes of `models.customer.Customer`, in a fraction of the time; tests compare them.
Control characters are left in the JSON: `domain.json.escape` escapes them afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, literal_column, select

from customers.database.dialects.base import dialect_of
from customers.database.dialects.export import ADDRESS_KINDS, Cells, Conditions, ExportSql, Field
from customers.database.selection import paging
from customers.models.fields import FIELDS, TEXT_KINDS, Kind


def _form(kind: Kind) -> str:
    return "text" if kind in TEXT_KINDS else "timestamp" if kind == "time" else kind


# The form of each field of a profile, and the SQL of its value.
PROFILE = {
    **{field.name: (_form(field.kind), f"{field.source}.{field.name}") for field in FIELDS if field.source is not None},
    "full_name": ("text", "(customers.first_name || CASE WHEN customers.last_name <> '' THEN ' ' || customers.last_name ELSE '' END)"),
    "avg_order_value": ("average", "customer_statistics.total_spent / customer_statistics.total_orders"),
}
# Fields that cannot begin with the sign of a formula, and phones in E.164, which a spreadsheet reads as numbers.
_HARMLESS = ("phone", "type", "country")


class CustomerRows(NamedTuple):
    """The customers of an export: the conditions of `selection.filters`, and the order."""

    conditions: Conditions
    order: paging.SortOrder


def json_lines(connection: Connection, fields: Sequence[str], rows: CustomerRows, currency: str, *, consent: bool) -> Iterator[str]:
    """Return a JSON object of the fields for each customer, many whole lines at a time.

    "addresses" includes "default_address". `consent` is false for a shop that records no consent.
    """
    sql = dialect_of(connection).export(currency)
    joined_values, source = sql.join_json(rows.conditions, with_addresses="addresses" in fields)
    exported = [
        Field(name, "json", joined_values[name]) if name in joined_values else _field(name, consent)
        for name in fields
        if name != "default_address"
    ]
    return write_json(connection, sql, exported, _query(source, rows))


def write_json(connection: Connection, sql: ExportSql, fields: Sequence[Field], query: Select[Any]) -> Iterator[str]:
    """Return a JSON object of the fields for each row of a query without columns, many whole lines at a time."""
    return sql.read_lines(connection, query.add_columns(literal_column(sql.object(fields))))


def csv_cells(
    connection: Connection,
    fields: Sequence[str],
    inline_address: Mapping[str, str],
    rows: CustomerRows,
    currency: str,
    *,
    consent: bool,
    raw: bool,
) -> Iterator[str] | Iterator[list[Cells]]:
    """Return the cells of the fields for each customer: `ExportSql.read_cells`, with all fields exempt if `raw`.

    `inline_address` maps the columns of the default address to the fields of an address.
    """
    sql = dialect_of(connection).export(currency)
    tags, source = sql.join_cells(rows.conditions)
    exported = []
    for name in fields:
        if name in inline_address:
            exported.append(Field(name, ADDRESS_KINDS.get(inline_address[name], "text"), f"place.{inline_address[name]}"))
        else:
            exported.append(Field(name, "text", tags) if name == "tags" else _field(name, consent))
    exempt = [raw or field.kind not in ("text", "pairs") or inline_address.get(field.name, field.name) in _HARMLESS for field in exported]
    return sql.read_cells(connection, exported, exempt, _query(source, rows))


def _field(name: str, consent: bool) -> Field:
    kind, value = PROFILE[name]
    return Field(name, kind, value if name != "accepts_marketing" or consent else "FALSE")


def _query(source: Any, rows: CustomerRows) -> Select[Any]:
    return select().select_from(source).where(*rows.conditions).order_by(*rows.order.clauses())
