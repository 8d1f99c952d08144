"""The fields of native files, and the mapping of columns to them."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from customers.domain.text import did_you_mean
from customers.errors import Remedy, UsageError
from customers.models import fields
from customers.services.importing.rows import CLEAR, SourceRow
from customers.transfer.columns.choices import ReadingChoices

PLACE = ("address1", "address2", "city", "state", "pincode", "country")
# The columns of the default address in the row of its customer, mapped to the fields of an address.
INLINE_ADDRESS = {
    "address_id": "id",
    "address_type": "type",
    "address_first_name": "first_name",
    "address_last_name": "last_name",
    "address_company": "company",
    **{name: name for name in PLACE},
    "address_phone": "phone",
}
AMOUNTS = ("total", "refunded", "base_total")
TIMES = ("placed_at", "created_at", "updated_at", "consent_at", "opted_in_at", "opted_out_at")
FULL_NAME = "full_name"  # read where a row has no first name
REJECT_TEXT = "reject_text"  # the key of a line of JSON that is not an object, in the file of refused rows
CALCULATED = (*fields.CALCULATED, "counted", "reject_line", "reject_code", "reject_reason", REJECT_TEXT)
FIELDS: dict[str, tuple[str, ...]] = {
    "customers": (*fields.IMPORTED, "addresses", "aliases", *INLINE_ADDRESS),
    "orders": (
        "number",
        "source",
        "customer_id",
        "customer_email",
        "customer_phone",
        "customer_external_id",
        "customer_name",
        "status",
        "currency",
        "total",
        "refunded",
        "base_total",
        "placed_at",
        "id",
        *PLACE,
    ),
    "addresses": (
        "customer_id",
        "customer_email",
        "customer_external_id",
        "id",
        "type",
        "is_default",
        "first_name",
        "last_name",
        "company",
        *PLACE,
        "phone",
    ),
}
_IDENTITIES = {
    "customers": ("id", "external_ids", "email", "first_name"),
    "orders": ("customer_id", "customer_email", "customer_phone", "customer_external_id"),
    "addresses": ("customer_id", "customer_email", "customer_external_id"),
}
# The second column of a heading, as `named_columns` renames it.
_REPEATED = re.compile(r"(.+) \(\d+\)")
_MAX_UNKNOWN = 20  # unknown keys of JSON lines in a notice
_REQUIRED = {"customers": (), "orders": ("total", "placed_at"), "addresses": ("address1", "city")}


class Column(NamedTuple):
    """A column of a file by its header, and the field that it is read as."""

    header: str
    field: str


# Converts the text of a cell; the same for all cells of a column.
Rule = Callable[[str], Any]


@dataclass
class ColumnMap:
    """The fields of the columns of a file, and the fields that are constant.

    Where several columns have one field, the last of them that is not blank is used.
    """

    columns: list[Column] = field(default_factory=list)
    constants: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    is_json: bool = False
    left_out: frozenset[str] = frozenset()  # the headers that the operator ignores
    _rules: dict[str, Rule] = field(default_factory=dict)  # by header

    @property
    def fields(self) -> set[str]:
        """The fields that have a column or a constant."""
        return {column.field for column in self.columns} | set(self.constants)

    @property
    def headers(self) -> set[str]:
        """The headers of the columns that have a field."""
        return {column.header for column in self.columns}

    def headers_of(self, names: Collection[str]) -> list[str]:
        """Return the headers of the columns of fields."""
        return list(dict.fromkeys(column.header for column in self.columns if column.field in names))

    def apply(self, row: SourceRow) -> SourceRow:
        """Return a row with its cells by field."""
        return row.with_cells(self.cells_of(row.original))

    def cells_of(self, original: Mapping[str, Any]) -> dict[str, Any]:
        r"""Return the cells of a row by field, without blank ones and guards; `\N` is CLEAR."""
        cells: dict[str, Any] = dict(self.constants)
        if self.is_json:
            self._apply_json(cells, original)
            return cells
        cell = original.get
        for header, name, rule in self._plan:
            value = cell(header)
            if value and isinstance(value, str) and (text := value.strip()):
                if text[0] in "'\\=":
                    if text == "\\N":
                        cells[name] = CLEAR
                        continue
                    text = unguard(text)
                cells[name] = text if rule is None else rule(text)
        return cells

    def set_rule(self, header: str, rule: Rule) -> None:
        """Let a rule convert the cells of a column."""
        self._rules[header] = rule
        self.__dict__.pop("_plan", None)

    def rule_of(self, header: str) -> Rule | None:
        """Return the rule that converts the cells of a column."""
        return self._rules.get(header)

    @cached_property
    def _plan(self) -> list[tuple[str, str, Rule | None]]:
        """The columns with their rules."""
        return [(header, name, self._rules.get(header)) for header, name in self.columns]

    def _apply_json(self, cells: dict[str, Any], original: Mapping[str, Any]) -> None:
        """Add the values of a JSON object: null clears a field that can be cleared, texts have no guards."""
        for key, name, rule in self._plan:
            value = original.get(key)
            if value is not None:
                cells[name] = rule(value) if rule is not None and isinstance(value, str) and value.strip() else value
            elif name in fields.CLEARABLE and key in original:
                cells[name] = CLEAR
        self.note_keys(original)

    def note_keys(self, original: Mapping[str, Any]) -> None:
        """Add the keys of a JSON object that are neither fields nor calculated to the ignored columns."""
        if not self._keys.issuperset(original):
            self.ignored += [key for key in original.keys() - self._keys if key not in self.ignored][: _MAX_UNKNOWN - len(self.ignored)]

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset((*self.headers, *self.left_out, *CALCULATED, *self.constants))


def unguard(text: str) -> str:
    """Remove what prevents a spreadsheet from evaluating or rounding a cell: an apostrophe before it, or ="…" around digits."""
    if text == "'\\N":
        return "\\N"
    if text[:2] == '="' and (digits := text[2:-1]).removeprefix("+").isdecimal() and text[-1] == '"':
        return digits
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in "'=+-@\t\r0123456789" else text


def normal(header: str) -> str:
    """Return a header in the form of a field."""
    return "_".join(header.strip().lower().replace("-", " ").split())


def repeated_header(name: str, header: Collection[str]) -> str | None:
    """Return the heading that a column repeats, None where it is the first of its heading."""
    match = _REPEATED.fullmatch(name)
    return match[1] if match is not None and match[1] in header else None


def map_columns(kind: str, header: list[str], choices: ReadingChoices) -> ColumnMap:
    """Map the columns of a native CSV file to fields.

    Raises:
        UsageError: a field or header of the choices is unknown, or a required field has no column.
    """
    mapped, values, ignored = map_choices(kind, header, choices)
    chosen = {column.header for column in mapped}
    mapping = ColumnMap(constants=values)
    assigned = {column.field for column in mapped} | set(values)
    native: dict[str, str] = {}
    repeats: list[Column] = []
    for name in header:
        first = repeated_header(name, header)
        if name in chosen or name in ignored:
            continue
        if normal(name) in FIELDS[kind] and normal(name) not in assigned:
            native[name] = normal(name)
            assigned.add(normal(name))
        elif first in native and native[first] not in INLINE_ADDRESS:
            repeats.insert(0, Column(name, native[first]))
        elif name and normal(name) not in CALCULATED:
            mapping.ignored.append(name)
    if kind != "orders" and "first_name" not in assigned:  # calculated beside the names, it is the only one here
        native |= {name: FULL_NAME for name in header if normal(name) == FULL_NAME and name not in chosen and name not in ignored}
    # In a file with other columns too, it is a sales channel.
    if any(normal(name) not in FIELDS[kind] for name in mapping.ignored):
        for name in [name for name, field_name in native.items() if field_name == "source"]:
            del native[name]
            mapping.ignored.append(name)
    mapping.columns = [*repeats, *(Column(name, field_name) for name, field_name in native.items()), *mapped]
    check_required(kind, mapping.fields, header, has_identity=bool(mapping.fields & set(_IDENTITIES[kind])))
    return mapping


def map_choices(
    kind: str, header: list[str], choices: ReadingChoices, *, also: tuple[str, ...] = (), is_json: bool = False
) -> tuple[list[Column], dict[str, str], set[str]]:
    """Return the columns that the operator maps, the values by field that are constant, and the headers that are ignored.

    Raises:
        UsageError: a field or header is unknown, or a field has two sources.
    """
    values = {_known_field(kind, name, also): value for name, value in choices.constants.items()}
    mapped = [Column(_known_header(name, header), _known_field(kind, field_name, also)) for field_name, name in choices.columns.items()]
    if not is_json and any(column.field == "addresses" for column in mapped):
        raise UsageError(problem="addresses are objects, which only JSON lines have", hint="map address1, city, pincode and so on")
    if duplicates := sorted({column.field for column in mapped} & set(values)):
        raise UsageError(problem=f"{duplicates[0]} is given by {{column}} and by {{set}}", parameters=("column", "set"))
    ignored = {_known_header(name, header) for name in choices.ignored}
    if both := sorted(ignored & {column.header for column in mapped}):
        raise UsageError(problem=f"{both[0]} is given by {{column}} and by {{ignore}}", parameters=("column", "ignore"))
    return mapped, values, ignored


def map_keys(kind: str, keys: list[str], choices: ReadingChoices) -> ColumnMap:
    """Return the mapping of JSON lines: their keys are fields, but for the `keys` that the choices name.

    Raises:
        UsageError: a field or key of the choices is unknown.
    """
    also = (FULL_NAME,) if kind != "orders" else ()
    mapped, values, ignored = map_choices(kind, keys, choices, also=also, is_json=True)
    assigned = {column.field for column in mapped} | set(values)
    used = {column.header for column in mapped} | ignored
    keys_of_fields = [Column(name, name) for name in (*FIELDS[kind], *also) if name not in assigned and name not in used]
    return ColumnMap([*keys_of_fields, *mapped], values, is_json=True, left_out=frozenset(ignored))


def _known_field(kind: str, name: str, also: tuple[str, ...] = ()) -> str:
    fields = (*FIELDS[kind], *also)
    if normal(name) in fields:
        return normal(name)
    hint = f"{did_you_mean(normal(name), fields)}The fields are {', '.join(fields)}"
    raise UsageError(problem=f"no field {name!r} in {kind}", hint=hint)


def _known_header(name: str, header: list[str]) -> str:
    if name in header:
        return name
    by_key = {normal(name): name for name in reversed(header)}
    if normal(name) in by_key:
        return by_key[normal(name)]
    hint = f"{did_you_mean(name, header)}Its columns are {', '.join(header)}"
    raise UsageError(problem=f"the file has no column {name!r}", hint=hint)


def check_required(kind: str, fields: set[str], header: list[str], *, has_identity: bool) -> None:
    """Raise UsageError where a required field, or every identity of the customer, has no column."""
    missing = [name for name in _REQUIRED[kind] if name not in fields]
    if missing:
        raise _missing(f"no column for {' and '.join(missing)}", header)
    check_identity(kind, has_identity, header)


def check_identity(kind: str, has_identity: bool, header: list[str]) -> None:
    """Raise UsageError where every identity of the customer lacks a column."""
    if not has_identity:
        raise _missing(f"no column that names the customer ({', '.join(_IDENTITIES[kind])})", header)


def _missing(need: str, header: list[str]) -> UsageError:
    names = [name if len(name) <= 60 else name[:59] + "…" for name in header[:60] if name]
    columns = ", ".join(names) or "none, it has no header"
    return UsageError(problem=f"{need}; the file's columns are: {columns}", remedy=Remedy("map_columns"))
