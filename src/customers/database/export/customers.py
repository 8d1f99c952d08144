"""Customers as the lines that the program prints of them, built by the database and passed through as text.

The bytes are those that the output makes of `models.customer.Customer`, which tests hold them to, in a fraction of the time.
Characters that steer a terminal stay in JSON as they are: `domain.json.escape` writes them out afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal_column, select, text

from customers.database.connection import bulk
from customers.database.dialects import base
from customers.database.export.sql_text import Field, PostgresTextSql, SqliteTextSql, TextSql, text_sql
from customers.database.schema.tables import addresses, customer_tags, customers, joined
from customers.database.selection import paging
from customers.models.customer import CustomerAddress
from customers.models.fields import FIELDS, TEXT_KINDS, Kind

Cells = tuple[str | None, ...]
Conditions = Sequence[ColumnElement[bool]]


def _form(kind: Kind) -> str:
    return "text" if kind in TEXT_KINDS else "moment" if kind == "time" else kind


# How each field of a profile is shown, and the SQL of its value.
PROFILE = {
    **{field.name: (_form(field.kind), f"{field.source}.{field.name}") for field in FIELDS if field.source is not None},
    "full_name": ("text", "(customers.first_name || CASE WHEN customers.last_name <> '' THEN ' ' || customers.last_name ELSE '' END)"),
    "avg_order_value": ("average", "customer_statistics.total_spent / customer_statistics.total_orders"),
}
_KINDS = {"id": "id", "is_default": "flag"}
# What cannot begin with the sign of a formula, or, as a phone in E.164, is none.
_HARMLESS = ("phone", "type", "country")

_SQLITE_TAGS = "(SELECT {} FROM (SELECT label FROM customer_tags WHERE customer_id = customers.id ORDER BY key))"
# The default address, the shipping one first: "shipping" comes after "billing".
_SQLITE_PLACE = "(SELECT rowid FROM addresses WHERE customer_id = customers.id AND is_default ORDER BY type DESC LIMIT 1)"
# The address book and the default address in one go: the mark in front puts the shipping one first.
_MARKED = "CASE WHEN is_default THEN CASE type WHEN 'shipping' THEN '1' ELSE '2' END || line END"
_BOOK = f"""'[' || {{}} || '],"default_address":' || substr(coalesce(min({_MARKED}), '-null'), 2)"""
_SQLITE_LIST = "group_concat(line, ',')"
_NO_BOOK = """'[],"default_address":null'"""


def json_lines(
    connection: Connection, fields: Sequence[str], conditions: Conditions, order: paging.SortOrder, currency: str, *, consent: bool
) -> Iterator[str]:
    """A JSON object of these fields for each customer that meets the conditions, many whole lines at a time.

    "addresses" brings "default_address" with it. `consent` is false where the shop keeps none.
    """
    make = _sqlite_json if base.is_sqlite(connection) else _postgres_json
    texts, made, source = make(currency, conditions, with_addresses="addresses" in fields)
    chosen = [Field(name, "json", made[name]) if name in made else _field(name, consent) for name in fields if name != "default_address"]
    return write_json(connection, texts, chosen, _query(source, conditions, order))


def write_json(connection: Connection, texts: TextSql, fields: Sequence[Field], query: Select[Any]) -> Iterator[str]:
    """A JSON object of these fields for each row of a query that has no columns yet, many whole lines at a time."""
    return bulk.read_lines(connection, query.add_columns(literal_column(texts.object(fields))))


def write_cells(
    connection: Connection, texts: TextSql, fields: Sequence[Field], exempt: Sequence[bool], query: Select[Any]
) -> Iterator[str] | Iterator[list[Cells]]:
    """The cells of these fields, two at least, for each row of a query that has no columns yet.

    They come as CSV where the database can make it, guarded but for the fields that are `exempt`, else as many rows at a time.
    """
    if not isinstance(texts, PostgresTextSql):
        return bulk.read_rows(connection, query.add_columns(*_columns([texts.cell(field) for field in fields])))
    cells = [texts.cell(field) if free else texts.guarded(field) for field, free in zip(fields, exempt, strict=True)]
    # An empty text would be `""`.
    cells = [f"nullif({cell}, '')" if field.kind == "text" else cell for field, cell in zip(fields, cells, strict=True)]
    return bulk.copy_out(connection, query.add_columns(*_columns(cells)))


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
    tags, source = _sqlite_cells() if base.is_sqlite(connection) else _postgres_cells(conditions)
    chosen = []
    for name in fields:
        if name in inline_address:
            chosen.append(Field(name, _KINDS.get(inline_address[name], "text"), f"place.{inline_address[name]}"))
        else:
            chosen.append(Field(name, "text", tags) if name == "tags" else _field(name, consent))
    texts = text_sql(connection, currency)
    exempt = [raw or field.kind not in ("text", "pairs") or inline_address.get(field.name, field.name) in _HARMLESS for field in chosen]
    return write_cells(connection, texts, chosen, exempt, _query(source, conditions, order))


def _field(name: str, consent: bool) -> Field:
    kind, value = PROFILE[name]
    return Field(name, kind, value if name != "accepts_marketing" or consent else "FALSE")


def _columns(cells: Sequence[str]) -> list[ColumnElement[Any]]:
    return [literal_column(cell).label(f"cell{number}") for number, cell in enumerate(cells)]


def _query(source: Any, conditions: Conditions, order: paging.SortOrder) -> Select[Any]:
    return select().select_from(source).where(*conditions).order_by(*order.clauses())


def _sqlite_json(currency: str, _conditions: Conditions, *, with_addresses: bool) -> tuple[TextSql, dict[str, str], Any]:
    """SQLite looks tags and addresses up customer by customer."""
    texts = SqliteTextSql(currency)
    made = {"tags": _SQLITE_TAGS.format("json_group_array(label)")}
    if with_addresses:
        own = texts.object(Field(name, _KINDS.get(name, "text"), f"addresses.{name}") for name in CustomerAddress.__dataclass_fields__)
        rows = f"SELECT {own} AS line, type, is_default FROM addresses WHERE customer_id = customers.id ORDER BY id"
        made["addresses"] = f"coalesce((SELECT {_BOOK.format(_SQLITE_LIST)} FROM ({rows})), {_NO_BOOK})"
    return texts, made, joined


def _postgres_json(currency: str, conditions: Conditions, *, with_addresses: bool) -> tuple[TextSql, dict[str, str], Any]:
    """PostgreSQL joins them, each table grouped once: a query for each customer takes four times as long."""
    texts = PostgresTextSql(currency)
    made = {"tags": "coalesce(labels.list, '[]')", "addresses": f"coalesce(books.list, {_NO_BOOK})"}
    source = _with_tags(conditions, """'[' || string_agg(to_json(label)::text, ',' ORDER BY key) || ']'""")
    if with_addresses:
        table = addresses.c
        own = ", ".join(f"addresses.{name}" for name in CustomerAddress.__dataclass_fields__)
        line: ColumnElement[str] = literal_column(f"row_to_json((SELECT own FROM (SELECT {own}) AS own))::text").label("line")
        rows = select(table.customer_id, table.id, table.type, table.is_default, line).where(*_narrowed(table.customer_id, conditions))
        # The offset keeps a line from being made anew for each use of it.
        made_once = rows.order_by(table.customer_id, table.id).offset(0).subquery()
        book: ColumnElement[str] = literal_column(_BOOK.format("string_agg(line, ',' ORDER BY id)")).label("list")
        books = select(made_once.c.customer_id, book).group_by(made_once.c.customer_id).subquery("books")
        source = source.outerjoin(books, books.c.customer_id == customers.c.id)
    return texts, made, source


def _sqlite_cells() -> tuple[str, Any]:
    """The tags as a cell, and customers with their default address as "place"."""
    source = joined.outerjoin(addresses.alias("place"), text(f"place.rowid = {_SQLITE_PLACE}"))
    return _SQLITE_TAGS.format("group_concat(label, ',')"), source


def _postgres_cells(conditions: Conditions) -> tuple[str, Any]:
    defaults = select(addresses).prefix_with("DISTINCT ON (customer_id)").where(addresses.c.is_default)
    place = defaults.order_by(addresses.c.customer_id, addresses.c.type.desc()).subquery("place")
    source = _with_tags(conditions, "string_agg(label, ',' ORDER BY key)")
    return "labels.list", source.outerjoin(place, place.c.customer_id == customers.c.id)


def _with_tags(conditions: Conditions, made: str) -> Any:
    table = customer_tags.c
    labels = select(table.customer_id, literal_column(made).label("list")).where(*_narrowed(table.customer_id, conditions))
    grouped = labels.group_by(table.customer_id).subquery("labels")
    return joined.outerjoin(grouped, grouped.c.customer_id == customers.c.id)


def _narrowed(customer_id: ColumnElement[Any], conditions: Conditions) -> list[ColumnElement[bool]]:
    """What keeps a join to the chosen customers; where all live ones are, which is the first condition, it is no gain."""
    return [customer_id.in_(select(customers.c.id).select_from(joined).where(*conditions))] if len(conditions) > 1 else []
