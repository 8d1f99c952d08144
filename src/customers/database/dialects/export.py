"""Exports in SQL: values as text in the forms that the output gives them, and the joins that tags and addresses come by.

Only constants of the program become part of a statement, never a value of a customer.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, Connection, FromClause, Select, literal_column

from customers.domain.json import escape
from customers.domain.money import CURRENCIES, digits

Cells = tuple[str | None, ...]
Conditions = Sequence[ColumnElement[bool]]

# The kinds of the fields of an address that are not texts.
ADDRESS_KINDS = {"id": "id", "is_default": "flag"}
# Neighbouring "addresses" and "default_address", which one aggregate makes.
ADDRESS_BOOK = "addresses,default_address"
# The mark before a line sorts the default shipping address first.
_MARKED = "CASE WHEN is_default THEN CASE type WHEN 'shipping' THEN '1' ELSE '2' END || line END"


class Field(NamedTuple):
    """A field of an export: its name, its form, and the SQL of its value."""

    name: str
    kind: str  # id, text, flag, count, amount, average, timestamp, pairs, number (an amount as text), optional, or json
    value: str


class ExportSql(ABC):
    """The expressions and joins of an export, with amounts in the shop's currency."""

    # The kinds of fields that `members` takes.
    member_kinds: ClassVar[frozenset[str]] = frozenset(("text",))

    def __init__(self, currency: str) -> None:
        self.digits = digits(currency)

    @abstractmethod
    def join(self, conditions: Conditions, names: Sequence[str], *, as_json: bool, with_place: bool) -> tuple[dict[str, str], FromClause]:
        """Return the SQL of the fields from other tables by their names, NULL without rows, and the joined tables to select from.

        Addresses are always JSON, tags only for `as_json`. `with_place` joins the default address as "place".
        """

    @abstractmethod
    def read_cells(
        self, connection: Connection, fields: Sequence[Field], exempt: Sequence[bool], query: Select[Any]
    ) -> Iterator[str] | Iterator[list[Cells]]:
        """Return the cells of the fields for each row of a query without columns.

        They are CSV where the database writes it, guarded against formulas but for `exempt` fields, else lists of rows. JSON is
        escaped.
        """

    @abstractmethod
    def read_lines(self, connection: Connection, query: Select[Any]) -> Iterator[str]:
        """Return the texts of a query of one column, none with a control character in it: a line each, many at a time."""

    @abstractmethod
    def id(self, value: str) -> str:
        """Return an id with its dashes."""

    @abstractmethod
    def timestamp(self, value: str) -> str:
        """Return a time as RFC 3339 in UTC."""

    def amount(self, minor: str) -> str:
        """Return an amount in minor units of the shop's currency as a number without trailing zeros."""
        return self.decimal(minor, self.digits)

    def amount_in(self, minor: str, currency: str) -> str:
        """Return an amount in the currency that a column names."""
        others = [
            f"WHEN {currency} IN ({', '.join(map(literal, codes))}) THEN {self.decimal(minor, places)}"
            for places in (0, 3)
            if (codes := sorted(code for code in CURRENCIES if digits(code) == places))
        ]
        return f"CASE {' '.join(others)} ELSE {self.decimal(minor, 2)} END"

    @abstractmethod
    def decimal(self, minor: str, places: int) -> str:
        """Return an integer as text with its last digits after the point, without trailing zeros."""

    @abstractmethod
    def pairs(self, value: str) -> str:
        """Return the external ids of a JSON object as a cell, sorted by system; NULL without any."""

    @abstractmethod
    def first_pair(self, value: str, system: str = "NULL") -> str:
        """Return the first external id as a cell, that of `system` before the others; NULL without any."""

    @abstractmethod
    def sorted_object(self, value: str) -> str:
        """Return a JSON object of texts sorted by key."""

    @abstractmethod
    def members(self, fields: Sequence[Field]) -> list[str]:
        """Return texts that together are `"name":"text"` of each field of `member_kinds`, comma-separated, with null for NULL."""

    @abstractmethod
    def concatenated(self, parts: Sequence[str]) -> str:
        """Return the concatenation of texts that are not NULL."""

    def cell(self, field: Field) -> str:
        """Return a value as text, NULL for NULL."""
        if field.kind == "flag":
            return f"CASE WHEN {field.value} THEN 'true' ELSE 'false' END"
        if field.kind == "average":
            return self.average(*field.value.split(" / "))
        make = {"id": self.id, "timestamp": self.timestamp, "amount": self.amount, "pairs": self.pairs}.get(field.kind)
        return make(field.value) if make else field.value

    def average(self, total: str, count: str) -> str:
        """Return an average, rounded half-even as `domain.money.average` does; NULL for a count of 0."""
        negative = self.amount(f"(-{_half_even(f'(-{total})', count)})")
        return f"CASE WHEN {count} = 0 THEN NULL WHEN {total} < 0 THEN {negative} ELSE {self.amount(_half_even(total, count))} END"

    def object(self, fields: Iterable[Field]) -> str:
        """Return the fields as a JSON object."""
        parts: list[str] = []
        for are_members, run in groupby(fields, lambda field: field.kind in self.member_kinds):
            for members in [list(run)] if are_members else [[field] for field in run]:
                if members[0].kind == "optional":
                    parts.append(f"""coalesce(',"{members[0].name}":' || {members[0].value}, '')""")
                    continue
                parts.append(literal("," if parts else "{"))
                parts += self.members(members) if are_members else [literal(f'"{members[0].name}":'), self._json(members[0])]
        return self.concatenated(_merge_literals([*parts, literal("}")]))

    def _json(self, field: Field) -> str:
        if field.kind == "pairs":
            return self.sorted_object(field.value)
        if field.kind in ("id", "timestamp"):
            return f"""coalesce('"' || {self.cell(field)} || '"', 'null')"""
        return f"coalesce({self.cell(field)}, 'null')" if field.kind in ("average", "number") else self.cell(field)


def _half_even(total: str, count: str) -> str:
    """Return the quotient of two integers, of which the first is 0 or more, rounded half-even."""
    up = f"2 * ({total} % {count}) > {count} OR (2 * ({total} % {count}) = {count} AND {total} / {count} % 2 = 1)"
    return f"({total} / {count} + CASE WHEN {up} THEN 1 ELSE 0 END)"


def literal(text: str) -> str:
    """Return a constant of the program as SQL."""
    return "'" + text.replace("'", "''") + "'"


def is_literal(part: str) -> bool:
    """Return whether SQL is one constant without a quote in it."""
    return part.startswith("'") and part.endswith("'") and part.count("'") == 2


def _merge_literals(parts: Iterable[str]) -> list[str]:
    """Join neighbouring constants: each operand costs time in every row."""
    merged: list[str] = []
    for part in parts:
        if merged and is_literal(part) and is_literal(merged[-1]):
            merged[-1] = merged[-1][:-1] + part[1:]
        else:
            merged.append(part)
    return merged


def cell_columns(cells: Sequence[str]) -> list[ColumnElement[Any]]:
    """Return expressions as columns with names of their own."""
    return [literal_column(cell).label(f"cell{number}") for number, cell in enumerate(cells)]


def address_book(lines: str) -> dict[str, str]:
    """Return aggregates of an address book by field, over rows of `line`, `type` and `is_default`; `lines` joins the lines by commas."""
    book, default = f"'[' || {lines} || ']'", f"substr(min({_MARKED}), 2)"
    both = f"""coalesce({book}, '[]') || ',"default_address":' || coalesce({default}, 'null')"""
    return {"addresses": book, "default_address": default, ADDRESS_BOOK: both}


def escape_json(chunks: Iterator[list[Cells]], fields: Sequence[Field]) -> Iterator[list[Cells]]:
    """Escape the cells of JSON fields."""
    columns = [index for index, field in enumerate(fields) if field.kind == "json"]
    if not columns:
        return chunks
    return (
        [tuple(escape(cell) if cell and index in columns else cell for index, cell in enumerate(row)) for row in rows] for rows in chunks
    )
