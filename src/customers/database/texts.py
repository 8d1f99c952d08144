"""Values as text made by the database, in the SQL of each engine: the forms that the output gives them.

All that goes in is SQL of the program's own; nothing of a customer does.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from customers.rules.money import digits


class Field(NamedTuple):
    """A field of an object: its name, how it is shown, and the SQL of its value."""

    name: str
    kind: str  # id, text, flag, count, amount, average, moment, pairs, or json for what is JSON already
    value: str


class Texts(ABC):
    """How an engine makes text of values."""

    def __init__(self, currency: str) -> None:
        self.digits = digits(currency)

    @abstractmethod
    def id(self, value: str) -> str:
        """An id with its dashes."""

    @abstractmethod
    def moment(self, value: str) -> str:
        """RFC 3339 in UTC."""

    @abstractmethod
    def amount(self, minor: str) -> str:
        """An amount of 0 or more in minor units as a number, without needless zeros."""

    @abstractmethod
    def pairs(self, value: str) -> str:
        """The external ids of a JSON object as a cell has them, sorted by system; NULL where there are none."""

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
        make = {"id": self.id, "moment": self.moment, "amount": self.amount, "pairs": self.pairs}.get(field.kind)
        return make(field.value) if make else field.value

    def average(self, total: str, count: str) -> str:
        """The average of a total of 0 or more, rounded half-even as `rules.money.average` does; NULL where nothing is counted."""
        up = f"2 * ({total} % {count}) > {count} OR (2 * ({total} % {count}) = {count} AND {total} / {count} % 2 = 1)"
        rounded = f"({total} / {count} + CASE WHEN {up} THEN 1 ELSE 0 END)"
        return f"CASE WHEN {count} > 0 THEN {self.amount(rounded)} END"

    def object(self, fields: Iterable[Field]) -> str:
        """A JSON object."""
        parts: list[str] = []
        for is_text, run in groupby(fields, lambda field: field.kind == "text"):
            for members in [list(run)] if is_text else [[field] for field in run]:
                parts.append(literal("," if parts else "{"))
                parts += self.members(members) if is_text else [literal(f'"{members[0].name}":'), self._json(members[0])]
        return self.joined([*parts, literal("}")])

    def _json(self, field: Field) -> str:
        if field.kind == "pairs":
            return self.sorted(field.value)
        if field.kind in ("id", "moment"):
            return f"""coalesce('"' || {self.cell(field)} || '"', 'null')"""
        return f"coalesce({self.cell(field)}, 'null')" if field.kind == "average" else self.cell(field)


class SqliteTexts(Texts):
    """Ids are bytes, times seconds since 1970."""

    def id(self, value: str) -> str:
        groups = "||'-'||".join(f"hex(substr({value}, {start}, {length}))" for start, length in ((1, 4), (5, 2), (7, 2), (9, 2), (11, 6)))
        return f"CASE WHEN {value} IS NOT NULL THEN lower({groups}) END"

    def moment(self, value: str) -> str:
        return f"strftime('%Y-%m-%dT%H:%M:%SZ', {value}, 'unixepoch')"

    def amount(self, minor: str) -> str:
        if not self.digits:
            return minor
        whole, rest = f"({minor} / {10**self.digits})", f"({minor} % {10**self.digits})"
        return f"CASE {rest} WHEN 0 THEN {whole} ELSE rtrim({whole} || '.' || substr({10**self.digits} + {rest}, 2), '0') END"

    def pairs(self, value: str) -> str:
        every = f"SELECT group_concat(key || ':' || value, ';') FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        return f"CASE WHEN {value} <> '{{}}' THEN ({every}) END"

    def sorted(self, value: str) -> str:
        every = f"SELECT json_group_object(key, value) FROM (SELECT key, value FROM json_each({value}) ORDER BY key)"
        return f"""CASE WHEN instr({value}, '","') THEN ({every}) ELSE {value} END"""

    def members(self, fields: Sequence[Field]) -> list[str]:
        # The braces that are trimmed are the outer ones: a member ends with a quote or with null.
        return [f"trim(json_object({', '.join(f'{literal(field.name)}, {field.value}' for field in fields)}), '{{}}')"]

    def joined(self, parts: Sequence[str]) -> str:
        return " || ".join(f"({part})" for part in parts)


class PostgresTexts(Texts):
    """Ids are uuids, times timestamptz."""

    def id(self, value: str) -> str:
        return f"{value}::text"

    def moment(self, value: str) -> str:
        return f"replace(({value} AT TIME ZONE 'UTC')::text, ' ', 'T') || 'Z'"

    def amount(self, minor: str) -> str:
        return f"trim_scale({minor} * {10**-self.digits:.{self.digits}f})::text" if self.digits else f"{minor}::text"

    def pairs(self, value: str) -> str:
        every = f"""SELECT string_agg(key || ':' || value, ';' ORDER BY key COLLATE "C") FROM json_each_text({value}::json)"""
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
        """A cell as `output.delimited.guard` leaves it."""
        cell = self.cell(field)
        if field.kind == "pairs":
            # A system begins with a letter, a digit, "_" or "-", and "-" comes first.
            formula = f"""position('{{"-' IN {field.value}) > 0 OR position(',"-' IN {field.value}) > 0"""
        else:
            signs = "'''', '=', '+', '-', '@', E'\\t', E'\\r'"
            begins = f"{cell} < 'A' AND left({cell}, 1) IN ({signs}) AND {cell} !~ '^[+-]?[0-9]+([.][0-9]+)?$'"
            formula = f"{begins} OR {cell} = E'\\\\N'"
        return f"CASE WHEN {formula} THEN '''' || {cell} ELSE {cell} END"


def literal(text: str) -> str:
    """A text of the program's own as SQL."""
    return "'" + text.replace("'", "''") + "'"
