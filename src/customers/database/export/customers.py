"""Export customers as JSON lines and cells that the database makes.

The bytes equal those that the output makes of `models.customer.Customer`, in a fraction of the time; tests compare them.
Control characters are left in the JSON: `domain.json.escape` escapes them afterwards.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, literal_column, select

from customers.database.dialects.base import dialect_of
from customers.database.dialects.export import ADDRESS_BOOK, ADDRESS_KINDS, Cells, Conditions, ExportSql, Field, literal
from customers.database.selection import paging
from customers.domain.json import dump_json
from customers.domain.statistics.rfm import GROUPS, codes_of, rfm_of
from customers.models.fields import FIELDS, TEXT_KINDS, Kind
from customers.models.records import as_dict


def _form(kind: Kind) -> str:
    return "text" if kind in TEXT_KINDS else "timestamp" if kind == "time" else kind


_STATE = "CASE WHEN customers.opted_in THEN 'yes' WHEN customers.opted_in IS NULL THEN 'unknown' ELSE 'no' END"
# What a shop that records no consent exports.
_UNRECORDED = {"accepts_marketing": "FALSE", "consent_state": "'unknown'"}
# The form of each field of a profile, and the SQL of its value.
PROFILE = {
    **{field.name: (_form(field.kind), f"{field.source}.{field.name}") for field in FIELDS if field.source is not None},
    "full_name": ("text", "(customers.first_name || CASE WHEN customers.last_name <> '' THEN ' ' || customers.last_name ELSE '' END)"),
    "accepts_marketing": ("flag", "customers.opted_in"),
    "consent_state": ("text", _STATE),
    "consent_at": ("timestamp", "customers.consent_at"),
    "consent_source": ("text", "customers.consent_source"),
    "consent_actor": ("text", "customers.consent_actor"),
    "deleted_at": ("timestamp", "customers.deleted_at"),
    "avg_order_value": ("average", "customer_statistics.total_spent / customer_statistics.total_orders"),
}
_OVERRIDE = (
    Field("reason", "text", "customer_statistics.vip_reason"),
    Field("until", "timestamp", "customer_statistics.vip_until"),
)
_CONSENT = ("accepts_marketing", "consent_state", "consent_at", "consent_source", "consent_actor")
# Fields that cannot begin with the sign of a formula, and phones in E.164, which a spreadsheet reads as numbers.
_HARMLESS = ("consent_state", "phone", "type", "country")
# The JSON of a customer without rows in the table of the field.
_EMPTY = {
    "aliases": '{"emails":[],"phones":[],"external_ids":{},"ids":[]}',
    "tags": "[]",
    "addresses": "[]",
    "default_address": "null",
    ADDRESS_BOOK: '[],"default_address":null',
}
# The cells of other tables that are text, and not JSON.
_TEXTS = ("tags", "alias_emails", "alias_phones", "alias_external_ids", "alias_ids")


class CustomerRows(NamedTuple):
    """The customers of an export: the conditions of `selection.filters`, the order, and whether each is a VIP now."""

    conditions: Conditions
    order: paging.SortOrder
    is_vip: ColumnElement[bool]
    vip_override: ColumnElement[str | None]  # its state, null after its end
    rfm_code: ColumnElement[int | None] | None = None  # that of `statistics.rfm`, where it is exported


def json_lines(
    connection: Connection, fields: Sequence[str], inline_address: Mapping[str, str], rows: CustomerRows, currency: str, *, consent: bool
) -> Iterator[str]:
    """Return a JSON object of the fields for each customer, many whole lines at a time.

    `inline_address` maps the columns of the default address to the fields of an address. `consent` is false for a shop that records no
    consent.
    """
    sql = dialect_of(connection).export(currency)
    present = _present_fields(connection, sql, rows, as_json=True)
    names = _merge_address_book(fields)
    values, source = sql.join(rows.conditions, names, as_json=True, with_place=not inline_address.keys().isdisjoint(names))
    exported = []
    for name in names:
        if name in values:
            exported.append(Field(name.partition(",")[0], "json", f"coalesce({values[name]}, {literal(_EMPTY[name])})"))
        elif name in present:
            exported.append(present[name])
        else:
            exported.append(_json_field(sql, name, inline_address, consent))
    return write_json(connection, sql, exported, _query(source, rows))


def _merge_address_book(fields: Sequence[str]) -> list[str]:
    """Return the fields with neighbouring "addresses" and "default_address" as one."""
    names = list(fields)
    for index in range(len(names) - 1):
        if names[index : index + 2] == ["addresses", "default_address"]:
            names[index : index + 2] = [ADDRESS_BOOK]
    return names


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
    present = _present_fields(connection, sql, rows, as_json=False)
    values, source = sql.join(rows.conditions, fields, as_json=False, with_place=not inline_address.keys().isdisjoint(fields))
    exported = [
        Field(name, "text" if name in _TEXTS else "json", values[name])
        if name in values
        else present[name]
        if name in present
        else _cell_field(sql, name, inline_address, consent)
        for name in fields
    ]
    exempt = [raw or field.kind not in ("text", "pairs") or inline_address.get(field.name, field.name) in _HARMLESS for field in exported]
    return sql.read_cells(connection, exported, exempt, _query(source, rows))


def _present_fields(connection: Connection, sql: ExportSql, rows: CustomerRows, *, as_json: bool) -> dict[str, Field]:
    """Return whether a customer is a VIP now, the override that is in force, and the scores of RFM where they are exported.

    Their values are thresholds, boundaries of the scores and the time of the command, no text that a customer brought.
    """
    is_vip, state = (str(column.compile(connection, compile_kwargs={"literal_binds": True})) for column in (rows.is_vip, rows.vip_override))
    members = [Field("state", "text", f"({state})"), *_OVERRIDE]
    if as_json:
        override = Field("vip_override", "json", f"CASE WHEN ({state}) IS NULL THEN 'null' ELSE {sql.object(members)} END")
    else:
        parts = _parts(sql, "vip_override", [(field.name, field) for field in members])
        override = parts._replace(value=f"CASE WHEN ({state}) IS NOT NULL THEN {parts.value} END")
    fields = {"is_vip": Field("is_vip", "flag", is_vip), "vip_override": override}
    if rows.rfm_code is not None:
        fields["rfm"] = _rfm_field(str(rows.rfm_code.compile(connection, compile_kwargs={"literal_binds": True})), as_json=as_json)
    return fields


def _rfm_field(code: str, *, as_json: bool) -> Field:
    """Return the group and scores of RFM: one of as many constants as there are codes."""

    def constant(scores: int | None) -> str:
        members = as_dict(rfm_of(scores))
        cell = ";".join(f"{name}:{value}" for name, value in members.items() if value is not None)
        return literal(dump_json(members) if as_json else cell)

    whens = (f"WHEN {scores} THEN {constant(scores)}" for group in GROUPS for scores in codes_of(group))
    return Field("rfm", "json" if as_json else "text", f"CASE {code} {' '.join(whens)} ELSE {constant(None)} END")


def _field(name: str, inline_address: Mapping[str, str], consent: bool) -> Field:
    if name in inline_address:
        member = inline_address[name]
        return Field(name, ADDRESS_KINDS.get(member, "text"), f"place.{member}")
    kind, value = PROFILE[name]
    if not consent and name in _CONSENT:
        value = _UNRECORDED.get(name, "NULL")
    return Field(name, kind, value)


def _json_field(sql: ExportSql, name: str, inline_address: Mapping[str, str], consent: bool) -> Field:
    if name != "consent":
        return _field(name, inline_address, consent)
    return Field(name, "json", sql.object(field._replace(name=member) for member, field in _consent_members(consent)))


def _cell_field(sql: ExportSql, name: str, inline_address: Mapping[str, str], consent: bool) -> Field:
    """Return a field as a cell; its parts are those that `output.formats.csv.cell` writes."""
    if name != "consent":
        return _field(name, inline_address, consent)
    return _parts(sql, name, _consent_members(consent))


def _parts(sql: ExportSql, name: str, members: Sequence[tuple[str, Field]]) -> Field:
    parts = [f"coalesce('{';' if number else ''}{member}:' || ({sql.cell(field)}), '')" for number, (member, field) in enumerate(members)]
    return Field(name, "text", sql.concatenated(parts))


def _consent_members(consent: bool) -> list[tuple[str, Field]]:
    return [(name.removeprefix("consent_"), _field(name, {}, consent)) for name in _CONSENT[1:]]


def _query(source: FromClause, rows: CustomerRows) -> Select[Any]:
    return select().select_from(source).where(*rows.conditions).order_by(*rows.order.clauses())
