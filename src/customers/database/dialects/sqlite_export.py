"""Exports in SQLite's SQL."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, FromClause, Select, text

from customers.database.connection import bulk
from customers.database.dialects.export import (
    ADDRESS_KINDS,
    Cells,
    Conditions,
    ExportSql,
    Field,
    address_book,
    cell_columns,
    escape_json,
    is_literal,
    literal,
)
from customers.database.schema.tables import addresses, joined
from customers.models.customer import CustomerAddress

_TAGS = "(SELECT {} FROM (SELECT label FROM customer_tags WHERE customer_id = customers.id ORDER BY key))"
# The aliases of a customer by kind: its own, those of profiles that it absorbed, and what these have themselves.
_ALIASES = """
    SELECT kind, label FROM aliases WHERE customer_id = customers.id
    UNION SELECT aliases.kind, aliases.label FROM customers AS absorbed JOIN aliases ON aliases.customer_id = absorbed.id
    WHERE absorbed.merged_into = customers.id
    UNION SELECT 'email', email FROM customers AS absorbed WHERE merged_into = customers.id AND email IS NOT NULL
    UNION SELECT 'phone', phone FROM customers AS absorbed WHERE merged_into = customers.id AND phone IS NOT NULL
    UNION SELECT 'external', own.key || ':' || own.value FROM customers AS absorbed, json_each(absorbed.external_ids) AS own
    WHERE merged_into = customers.id
    UNION SELECT 'id', {id} FROM customers AS absorbed WHERE merged_into = customers.id
"""
_HAS_ALIASES = (
    "EXISTS (SELECT 1 FROM aliases WHERE customer_id = customers.id)"
    " OR EXISTS (SELECT 1 FROM customers AS absorbed WHERE absorbed.merged_into = customers.id)"
)
# An alias is never what the customer has itself.
_NOT_OWN = """
    WHERE NOT (kind = 'email' AND lower(label) = lower(coalesce(customers.email, '')))
    AND NOT (kind = 'phone' AND label = coalesce(customers.phone, ''))
    AND NOT (kind = 'external' AND label IN (SELECT own.key || ':' || own.value FROM json_each(customers.external_ids) AS own))
"""
_APOSTROPHE = "'"
# The signs of a formula at the beginning of a cell, the mark of a missing value, and the characters for which CSV quotes a cell.
_SIGNS, _NULL, _SPECIAL = literal("'=+-@\t\r"), literal("\\N"), tuple(map(literal, ',"\n'))
_COLUMN = re.compile(r"[a-z_]+\.[a-z0-9_]+")
# "shipping" sorts after "billing".
_DEFAULT_ADDRESS = "(SELECT rowid FROM addresses WHERE customer_id = customers.id AND is_default ORDER BY type DESC LIMIT 1)"


class SqliteExportSql(ExportSql):
    """Ids are bytes, times seconds since 1970; tags and addresses are looked up customer by customer."""

    member_kinds = frozenset(("text", "id"))

    def join(
        self,
        conditions: Conditions,  # noqa: ARG002
        names: Sequence[str],
        *,
        as_json: bool,
        with_place: bool,
    ) -> tuple[dict[str, str], FromClause]:
        """Return correlated subqueries, and the default address joined by its row."""
        values = {"tags": _TAGS.format("json_group_array(label)" if as_json else "group_concat(label, ',')")}
        columns = CustomerAddress.__dataclass_fields__
        line = self.object(Field(name, ADDRESS_KINDS.get(name, "text"), f"addresses.{name}") for name in columns)
        rows = f"SELECT {line} AS line, type, is_default FROM addresses WHERE customer_id = customers.id ORDER BY id"
        values |= {name: f"(SELECT {book} FROM ({rows}))" for name, book in address_book("group_concat(line, ',')").items()}
        values |= self._aliases()
        source = joined.outerjoin(addresses.alias("place"), text(f"place.rowid = {_DEFAULT_ADDRESS}")) if with_place else joined
        return {name: value for name, value in values.items() if name in names}, source

    def _aliases(self) -> dict[str, str]:
        every = f"SELECT kind, label FROM ({_ALIASES.format(id=self.id('absorbed.id'))}) {_NOT_OWN}"
        cell = "(SELECT group_concat(label, ';') FROM (SELECT label FROM ({every}) WHERE kind = '{kind}' ORDER BY label))"
        array = "(SELECT json_group_array(label) FROM (SELECT label FROM ({every}) WHERE kind = '{kind}' ORDER BY label))"
        system, value = "substr(label, 1, instr(label, ':') - 1)", "substr(label, instr(label, ':') + 1)"
        of_system = f"SELECT {system} AS name, json_group_array({value}) AS list FROM"
        of_system += f" (SELECT label FROM ({every}) WHERE kind = 'external' ORDER BY label) GROUP BY name ORDER BY name"
        pairs = f"(SELECT json_group_object(name, json(list)) FROM ({of_system}))"
        emails, phones, ids = (array.format(every=every, kind=kind) for kind in ("email", "phone", "id"))
        document = f"json_object('emails', {emails}, 'phones', {phones}, 'external_ids', {pairs}, 'ids', {ids})"
        values = {
            "alias_emails": cell.format(every=every, kind="email"),
            "alias_phones": cell.format(every=every, kind="phone"),
            "alias_external_ids": cell.format(every=every, kind="external"),
            "alias_ids": cell.format(every=every, kind="id"),
            "aliases": document,
        }
        return {name: f"CASE WHEN {_HAS_ALIASES} THEN {value} END" for name, value in values.items()}

    def read_cells(
        self, connection: Connection, fields: Sequence[Field], exempt: Sequence[bool], query: Select[Any]
    ) -> Iterator[str] | Iterator[list[Cells]]:
        """Return CSV, or lists of rows where a field is JSON."""
        if any(field.kind == "json" for field in fields):
            rows = bulk.read_rows(connection, query.add_columns(*cell_columns([self.cell(field) for field in fields])))
            return escape_json(rows, fields)
        cells = [self._quoted(field, exempt=free) for field, free in zip(fields, exempt, strict=True)]
        if len(cells) == 1:
            # A line of one blank cell is `""`: an empty line is not a row.
            cells = [f"""coalesce(nullif({cells[0]}, ''), '""')"""]
        parts = [part for cell in cells for part in (literal(","), cell)][1:]
        return self.read_lines(connection, query.add_columns(*cell_columns([self.concatenated(parts)])))

    def read_lines(self, connection: Connection, query: Select[Any]) -> Iterator[str]:
        """Join rows to lines."""
        return ("\n".join([*(line for (line,) in rows), ""]) for rows in bulk.read_rows(connection, query))

    def _quoted(self, field: Field, *, exempt: bool) -> str:
        """Return a cell as CSV has it, guarded unless `exempt` as `domain.spreadsheets.guard` leaves it."""
        cell = self.cell(field)
        if field.kind not in ("text", "pairs"):
            return cell
        # A subquery, which is not a column, is read once.
        value = cell if _COLUMN.fullmatch(cell) else "value"
        guarded = _quote(value)
        if not exempt:
            guarded = f"CASE WHEN {_is_formula(value)} THEN {_quote(literal(_APOSTROPHE) + ' || ' + value)} ELSE {guarded} END"
        return guarded if value == cell else f"(SELECT {guarded} FROM (SELECT {cell} AS value))"

    def id(self, value: str) -> str:
        # The function of the connection takes half the time of SQL.
        return f"id_text({value})"

    def timestamp(self, value: str) -> str:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {value}, 'unixepoch')"

    def decimal(self, minor: str, places: int) -> str:
        if not places:
            return minor
        units, rest = f"({minor} / {10**places})", f"({minor} % {10**places})"
        # The sign of -0.50 is not that of its units, 0.
        sign = f"CASE WHEN {minor} < 0 THEN '-' ELSE '' END"
        text = f"{sign} || abs({units}) || '.' || substr({10**places} + abs({rest}), 2)"
        return f"CASE {rest} WHEN 0 THEN {units} ELSE rtrim({text}, '0') END"

    def pairs(self, value: str) -> str:
        return self._shortcut(
            value, f"SELECT group_concat(key || ':' || value, ';') FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        )

    def first_pair(self, value: str, system: str = "NULL") -> str:
        # SQLite sorts a subquery by an outer column only if that is one of its own columns.
        members = f"SELECT key, value, key <> {system} AS other FROM json_each({value})"
        return self._shortcut(value, f"SELECT key || ':' || value FROM ({members}) ORDER BY other, key LIMIT 1")

    def _shortcut(self, value: str, every: str) -> str:
        # A query for each row takes long, and most have one id that needs none.
        plain = f"""replace(substr({value}, 3, length({value}) - 4), '":"', ':')"""
        return (
            f"""CASE WHEN {value} = '{{}}' THEN NULL WHEN instr({value}, '\\') OR instr({value}, '","') THEN ({every}) ELSE {plain} END"""
        )

    def sorted_object(self, value: str) -> str:
        every = f"SELECT json_group_object(key, value) FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        return f"""CASE WHEN instr({value}, '","') THEN ({every}) ELSE {value} END"""

    def members(self, fields: Sequence[Field]) -> list[str]:
        # The braces that are trimmed are the outer ones: a member ends with a quote or with null.
        return [f"trim(json_object({', '.join(f'{literal(field.name)}, {self.cell(field)}' for field in fields)}), '{{}}')"]

    def concatenated(self, parts: Sequence[str]) -> str:
        # Each operator would copy what stands before it; a function takes at most a hundred arguments.
        return " || ".join(_format(parts[start : start + 90]) for start in range(0, len(parts), 90))


def _format(parts: Sequence[str]) -> str:
    """Return the concatenation of texts by one function, which has the constants in its format."""
    values = [part for part in parts if not is_literal(part)]
    template = "".join(part[1:-1].replace("%", "%%") if is_literal(part) else "%s" for part in parts)
    return f"printf({', '.join([literal(template), *values])})"


def _quote(value: str) -> str:
    """Return a text as a cell of CSV."""
    is_special = " OR ".join(f"instr({value}, {character})" for character in _SPECIAL)
    return f"""CASE WHEN {is_special} THEN '"' || replace({value}, '"', '""') || '"' ELSE {value} END"""


def _is_formula(value: str) -> str:
    """Return the condition that `domain.spreadsheets.guard` changes a text."""
    sign, rest = f"substr({value}, 1, 1)", f"substr({value}, 2)"
    number = f"{rest} GLOB '[0-9]*' AND {rest} NOT GLOB '*[^0-9.]*' AND {rest} NOT GLOB '*.*.*' AND {rest} NOT GLOB '*.'"
    return f"{value} <> '' AND {value} < 'A' AND instr({_SIGNS}, {sign}) AND NOT (instr('+-', {sign}) AND {number}) OR {value} = {_NULL}"
