"""Values as text made by the database, in the SQL of each engine: the forms that the output gives them.

All that goes in is SQL of the program's own; nothing of a customer does.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection

from customers.database.dialects import base
from customers.domain.money import CURRENCIES, digits


class Field(NamedTuple):
    """A field of an object: its name, how it is shown, and the SQL of its value."""

    name: str
    kind: str  # id, text, flag, count, amount, average, moment, pairs, number (an amount as text), optional, or json
    value: str


class TextSql(ABC):
    """How an engine makes text of values."""

    def __init__(self, currency: str) -> None:
        self.digits = digits(currency)

    @abstractmethod
    def id(self, value: str) -> str:
        """An id with its dashes."""

    @abstractmethod
    def timestamp(self, value: str) -> str:
        """RFC 3339 in UTC."""

    def amount(self, minor: str) -> str:
        """An amount of 0 or more in minor units of the shop's currency as a number, without needless zeros."""
        return self.decimal(minor, self.digits)

    def amount_in(self, minor: str, currency: str) -> str:
        """The same in the currency that a column names."""
        others = [
            f"WHEN {currency} IN ({', '.join(map(literal, codes))}) THEN {self.decimal(minor, places)}"
            for places in (0, 3)
            if (codes := sorted(code for code in CURRENCIES if digits(code) == places))
        ]
        return f"CASE {' '.join(others)} ELSE {self.decimal(minor, 2)} END"

    @abstractmethod
    def decimal(self, minor: str, places: int) -> str:
        """A whole number of 0 or more, the last digits of which stand after the point, as text without needless zeros."""

    @abstractmethod
    def pairs(self, value: str) -> str:
        """The external ids of a JSON object as a cell has them, sorted by system; NULL where there are none."""

    @abstractmethod
    def first_pair(self, value: str, own: str = "NULL") -> str:
        """The first of them, that of the system `own` before the others; NULL where there are none."""

    @abstractmethod
    def sorted(self, value: str) -> str:
        """A JSON object of texts, sorted by key."""

    @abstractmethod
    def members(self, fields: Sequence[Field]) -> list[str]:
        """`"name":"text"` of each field, null where there is no text, as texts that follow one another with commas between."""

    @abstractmethod
    def joined(self, parts: Sequence[str]) -> str:
        """Texts, none of them NULL, one after the other."""

    def cell(self, field: Field) -> str:
        """A value as text, NULL where there is none."""
        if field.kind == "flag":
            return f"CASE WHEN {field.value} THEN 'true' ELSE 'false' END"
        if field.kind == "average":
            return self.average(*field.value.split(" / "))
        make = {"id": self.id, "moment": self.timestamp, "amount": self.amount, "pairs": self.pairs}.get(field.kind)
        return make(field.value) if make else field.value

    def average(self, total: str, count: str) -> str:
        """The average of a total of 0 or more, rounded half-even as `domain.money.average` does; NULL where nothing is counted."""
        up = f"2 * ({total} % {count}) > {count} OR (2 * ({total} % {count}) = {count} AND {total} / {count} % 2 = 1)"
        rounded = f"({total} / {count} + CASE WHEN {up} THEN 1 ELSE 0 END)"
        return f"CASE WHEN {count} > 0 THEN {self.amount(rounded)} END"

    def object(self, fields: Iterable[Field]) -> str:
        """A JSON object."""
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
        if field.kind in ("id", "moment"):
            return f"""coalesce('"' || {self.cell(field)} || '"', 'null')"""
        return f"coalesce({self.cell(field)}, 'null')" if field.kind in ("average", "number") else self.cell(field)


class SqliteTextSql(TextSql):
    """Ids are bytes, times seconds since 1970."""

    def id(self, value: str) -> str:
        groups = "||'-'||".join(f"hex(substr({value}, {start}, {length}))" for start, length in ((1, 4), (5, 2), (7, 2), (9, 2), (11, 6)))
        return f"CASE WHEN {value} IS NOT NULL THEN lower({groups}) END"

    def timestamp(self, value: str) -> str:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {value}, 'unixepoch')"

    def decimal(self, minor: str, places: int) -> str:
        if not places:
            return minor
        whole, rest = f"({minor} / {10**places})", f"({minor} % {10**places})"
        return f"CASE {rest} WHEN 0 THEN {whole} ELSE rtrim({whole} || '.' || substr({10**places} + {rest}, 2), '0') END"

    def pairs(self, value: str) -> str:
        return self._shortcut(
            value, f"SELECT group_concat(key || ':' || value, ';') FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        )

    def first_pair(self, value: str, own: str = "NULL") -> str:
        # To be sorted by, what is of another table has to be a column first.
        members = f"SELECT key, value, key <> {own} AS other FROM json_each({value})"
        return self._shortcut(value, f"SELECT key || ':' || value FROM ({members}) ORDER BY other, key LIMIT 1")

    def _shortcut(self, value: str, every: str) -> str:
        # A query for each row takes long, and most have one id that needs none.
        plain = f"""replace(substr({value}, 3, length({value}) - 4), '":"', ':')"""
        return (
            f"""CASE WHEN {value} = '{{}}' THEN NULL WHEN instr({value}, '\\') OR instr({value}, '","') THEN ({every}) ELSE {plain} END"""
        )

    def sorted(self, value: str) -> str:
        every = f"SELECT json_group_object(key, value) FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        return f"""CASE WHEN instr({value}, '","') THEN ({every}) ELSE {value} END"""

    def members(self, fields: Sequence[Field]) -> list[str]:
        # The braces that are trimmed are the outer ones: a member ends with a quote or with null.
        return [f"trim(json_object({', '.join(f'{literal(field.name)}, {field.value}' for field in fields)}), '{{}}')"]

    def joined(self, parts: Sequence[str]) -> str:
        return " || ".join(f"({part})" for part in parts)


class PostgresTextSql(TextSql):
    """Ids are uuids, times timestamptz."""

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

    def first_pair(self, value: str, own: str = "NULL") -> str:
        every = f"""SELECT key || ':' || value FROM json_each_text({value}::json) ORDER BY key <> {own}, key COLLATE "C" LIMIT 1"""
        return self._shortcut(value, every)

    def _shortcut(self, value: str, every: str) -> str:
        # A query for each row takes long, and most have one id that needs none.
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
        # A function takes at most a hundred arguments.
        return " || ".join(f"concat({', '.join(parts[start : start + 90])})" for start in range(0, len(parts), 90))

    def guarded(self, field: Field) -> str:
        """A cell as `output.formats.csv.guard` leaves it."""
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
    """How the engine of a connection makes text, amounts in the currency of the shop."""
    return SqliteTextSql(currency) if base.is_sqlite(connection) else PostgresTextSql(currency)


def literal(text: str) -> str:
    """A text of the program's own as SQL."""
    return "'" + text.replace("'", "''") + "'"
