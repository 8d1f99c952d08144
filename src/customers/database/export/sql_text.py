"""SQL that formats values as the output does, for each engine.

It consists of the program's own SQL; data of customers is never part of it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from customers.database.dialects import base
from customers.domain.money import CURRENCIES, digits


class Field(NamedTuple):
    """A field of an exported row: its name, its kind, and the SQL of its value."""

    name: str
    kind: str  # id, text, flag, count, amount, average, timestamp, pairs, number (an amount as text), optional, or json
    value: str


class TextSql(ABC):
    """The SQL of an engine that formats values as text."""

    def __init__(self, currency: str) -> None:
        self.digits = digits(currency)

    @abstractmethod
    def id(self, value: str) -> str:
        """Return an id with its dashes."""

    @abstractmethod
    def timestamp(self, value: str) -> str:
        """Return a time as RFC 3339 in UTC."""

    def amount(self, minor: str) -> str:
        """Return an amount of 0 or more, in minor units of the shop's currency, as a number without trailing zeros."""
        return self.decimal(minor, self.digits)

    def amount_in(self, minor: str, currency: str) -> str:
        """Return an amount of 0 or more, in minor units of the currency that a column names, as a number without trailing zeros."""
        others = [
            f"WHEN {currency} IN ({', '.join(map(literal, codes))}) THEN {self.decimal(minor, places)}"
            for places in (0, 3)
            if (codes := sorted(code for code in CURRENCIES if digits(code) == places))
        ]
        return f"CASE {' '.join(others)} ELSE {self.decimal(minor, 2)} END"

    @abstractmethod
    def decimal(self, minor: str, places: int) -> str:
        """Return an integer of 0 or more with its last `places` digits after the point, as text without trailing zeros."""

    @abstractmethod
    def pairs(self, value: str) -> str:
        """Return the members of a JSON object as `key:value;…`, sorted by key; NULL for an empty object."""

    @abstractmethod
    def first_pair(self, value: str, preferred: str = "NULL") -> str:
        """Return the first of these pairs, that of the `preferred` key before the others; NULL for an empty object."""

    @abstractmethod
    def sorted(self, value: str) -> str:
        """Return a JSON object of texts sorted by key."""

    @abstractmethod
    def members(self, fields: Sequence[Field]) -> list[str]:
        """Return expressions that concatenate to `"name":"text",…`, with null for NULL."""

    @abstractmethod
    def joined(self, parts: Sequence[str]) -> str:
        """Return the concatenation of texts, none of them NULL."""

    def cell(self, field: Field) -> str:
        """Return a value as text, NULL for NULL."""
        if field.kind == "flag":
            return f"CASE WHEN {field.value} THEN 'true' ELSE 'false' END"
        if field.kind == "average":
            return self.average(*field.value.split(" / "))
        convert = {"id": self.id, "timestamp": self.timestamp, "amount": self.amount, "pairs": self.pairs}.get(field.kind)
        return convert(field.value) if convert else field.value

    def average(self, total: str, count: str) -> str:
        """Return the average of a total of 0 or more, rounded half-even as `domain.money.average` does; NULL for a count of 0."""
        up = f"2 * ({total} % {count}) > {count} OR (2 * ({total} % {count}) = {count} AND {total} / {count} % 2 = 1)"
        rounded = f"({total} / {count} + CASE WHEN {up} THEN 1 ELSE 0 END)"
        return f"CASE WHEN {count} > 0 THEN {self.amount(rounded)} END"

    def object(self, fields: Iterable[Field]) -> str:
        """Return a JSON object of fields."""
        parts: list[str] = []
        for is_text, run in groupby(fields, lambda field: field.kind == "text"):
            for members in [list(run)] if is_text else [[field] for field in run]:
                if members[0].kind == "optional":
                    parts.append(f"""coalesce(',"{members[0].name}":' || {members[0].value}, '')""")
                    continue
                parts.append(literal("," if parts else "{"))
                parts += self.members(members) if is_text else [literal(f'"{members[0].name}":'), self._json(members[0])]
        return self.joined([*parts, literal("}")])

    def _json(self, field: Field) -> str:
        if field.kind == "pairs":
            return self.sorted(field.value)
        if field.kind in ("id", "timestamp"):
            return f"""coalesce('"' || {self.cell(field)} || '"', 'null')"""
        return f"coalesce({self.cell(field)}, 'null')" if field.kind in ("average", "number") else self.cell(field)


class SqliteTextSql(TextSql):
    """The SQL of SQLite, where ids are bytes and times seconds since 1970."""

    def id(self, value: str) -> str:
        groups = "||'-'||".join(f"hex(substr({value}, {start}, {length}))" for start, length in ((1, 4), (5, 2), (7, 2), (9, 2), (11, 6)))
        return f"CASE WHEN {value} IS NOT NULL THEN lower({groups}) END"

    def timestamp(self, value: str) -> str:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {value}, 'unixepoch')"

    def decimal(self, minor: str, places: int) -> str:
        if not places:
            return minor
        units, rest = f"({minor} / {10**places})", f"({minor} % {10**places})"
        return f"CASE {rest} WHEN 0 THEN {units} ELSE rtrim({units} || '.' || substr({10**places} + {rest}, 2), '0') END"

    def pairs(self, value: str) -> str:
        return self._shortcut(
            value, f"SELECT group_concat(key || ':' || value, ';') FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        )

    def first_pair(self, value: str, preferred: str = "NULL") -> str:
        # SQLite sorts by a column of another table only where the subquery selects it.
        members = f"SELECT key, value, key <> {preferred} AS other FROM json_each({value})"
        return self._shortcut(value, f"SELECT key || ':' || value FROM ({members}) ORDER BY other, key LIMIT 1")

    def _shortcut(self, value: str, every: str) -> str:
        # A subquery for each row is slow, and most customers have one id, which needs none.
        plain = f"""replace(substr({value}, 3, length({value}) - 4), '":"', ':')"""
        return (
            f"""CASE WHEN {value} = '{{}}' THEN NULL WHEN instr({value}, '\\') OR instr({value}, '","') THEN ({every}) ELSE {plain} END"""
        )

    def sorted(self, value: str) -> str:
        every = f"SELECT json_group_object(key, value) FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        return f"""CASE WHEN instr({value}, '","') THEN ({every}) ELSE {value} END"""

    def members(self, fields: Sequence[Field]) -> list[str]:
        # trim removes the outer braces only: a member ends with a quote or with null.
        return [f"trim(json_object({', '.join(f'{literal(field.name)}, {field.value}' for field in fields)}), '{{}}')"]

    def joined(self, parts: Sequence[str]) -> str:
        return " || ".join(f"({part})" for part in parts)


class PostgresTextSql(TextSql):
    """The SQL of PostgreSQL, where ids are uuids and times timestamptz."""

    def id(self, value: str) -> str:
        return f"{value}::text"

    def timestamp(self, value: str) -> str:
        return f"replace(({value} AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'"

    def decimal(self, minor: str, places: int) -> str:
        return f"trim_scale({minor} * {10**-places:.{places}f})::text" if places else f"{minor}::text"

    def pairs(self, value: str) -> str:
        return self._shortcut(
            value, f"""SELECT string_agg(key || ':' || value, ';' ORDER BY key COLLATE "C") FROM json_each_text({value}::json)"""
        )

    def first_pair(self, value: str, preferred: str = "NULL") -> str:
        every = f"""SELECT key || ':' || value FROM json_each_text({value}::json) ORDER BY key <> {preferred}, key COLLATE "C" LIMIT 1"""
        return self._shortcut(value, every)

    def _shortcut(self, value: str, every: str) -> str:
        # A subquery for each row is slow, and most customers have one id, which needs none.
        plain = f"""replace(substr({value}, 3, length({value}) - 4), '":"', ':')"""
        hard = f"""position(E'\\\\' IN {value}) > 0 OR position('","' IN {value}) > 0"""
        return f"CASE WHEN {value} = '{{}}' THEN NULL WHEN {hard} THEN ({every}) ELSE {plain} END"

    def sorted(self, value: str) -> str:
        members = "to_json(key)::text || ':' || to_json(value)::text"
        every = f"""SELECT '{{' || string_agg({members}, ',' ORDER BY key COLLATE "C") || '}}' FROM json_each_text({value}::json)"""
        return f"""CASE WHEN position('","' IN {value}) > 0 THEN ({every}) ELSE {value} END"""

    def members(self, fields: Sequence[Field]) -> list[str]:
        parts: list[str] = []
        for field in fields:
            parts += [literal(f'{"," if parts else ""}"{field.name}":'), f"coalesce(to_json({field.value})::text, 'null')"]
        return parts

    def joined(self, parts: Sequence[str]) -> str:
        # PostgreSQL accepts at most 100 arguments of a function.
        return " || ".join(f"concat({', '.join(parts[start : start + 90])})" for start in range(0, len(parts), 90))

    def guarded(self, field: Field) -> str:
        """Return a cell with the apostrophe that `output.formats.csv.guard` puts before formulas."""
        cell = self.cell(field)
        if field.kind == "pairs":
            # A system begins with a letter, a digit, "_" or "-", and "-" comes first.
            formula = f"""position('{{"-' IN {field.value}) > 0 OR position(',"-' IN {field.value}) > 0"""
        else:
            signs = "'''', '=', '+', '-', '@', E'\\t', E'\\r'"
            begins = f"{cell} < 'A' AND left({cell}, 1) IN ({signs}) AND {cell} !~ '^[+-]?[0-9]+([.][0-9]+)?$'"
            formula = f"{begins} OR {cell} = E'\\\\N'"
        return f"CASE WHEN {formula} THEN '''' || {cell} ELSE {cell} END"


def text_sql(connection: Connection, currency: str) -> TextSql:
    """Return the SQL of a connection's engine, with amounts in the currency of the shop."""
    return SqliteTextSql(currency) if base.is_sqlite(connection) else PostgresTextSql(currency)


def literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
