"""Exports in SQLite's SQL."""

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
# "shipping" sorts after "billing".
_DEFAULT_ADDRESS = "(SELECT rowid FROM addresses WHERE customer_id = customers.id AND is_default ORDER BY type DESC LIMIT 1)"


class SqliteExportSql(ExportSql):
    """Ids are bytes, times seconds since 1970; tags and addresses are looked up customer by customer."""

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
            "alias_external_ids": cell.format(every=every, kind="external"),
            "aliases": document,
        }
        return {name: f"CASE WHEN {_HAS_ALIASES} THEN {value} END" for name, value in values.items()}

    def read_cells(
        self,
        connection: Connection,
        fields: Sequence[Field],
        exempt: Sequence[bool],  # noqa: ARG002
        query: Select[Any],
    ) -> Iterator[str] | Iterator[list[Cells]]:
        """Return lists of rows."""
        rows = bulk.read_rows(connection, query.add_columns(*cell_columns([self.cell(field) for field in fields])))
        return escape_json(rows, fields)

    def read_lines(self, connection: Connection, query: Select[Any]) -> Iterator[str]:
        """Join rows to lines."""
        return ("\n".join([line for (line,) in rows]) + "\n" for rows in bulk.read_rows(connection, query))

    def id(self, value: str) -> str:
        groups = "||'-'||".join(f"hex(substr({value}, {start}, {length}))" for start, length in ((1, 4), (5, 2), (7, 2), (9, 2), (11, 6)))
        return f"CASE WHEN {value} IS NOT NULL THEN lower({groups}) END"

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
        return [f"trim(json_object({', '.join(f'{literal(field.name)}, {field.value}' for field in fields)}), '{{}}')"]

    def concatenated(self, parts: Sequence[str]) -> str:
        return " || ".join(f"({part})" for part in parts)
