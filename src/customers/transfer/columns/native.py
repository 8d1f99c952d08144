"""The fields of native files, and the mapping of columns to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from customers.domain.text import closest_match
from customers.errors import Remedy, UsageError
from customers.models import fields
from customers.services.importing.rows import CLEAR, SourceRow

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
CALCULATED = (*fields.CALCULATED, "counted", "reject_line", "reject_code", "reject_reason")
FIELDS: dict[str, tuple[str, ...]] = {
    "customers": (*fields.IMPORTED, "addresses", *INLINE_ADDRESS),
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
# The maximum number of unknown keys of JSON lines in a notice.
_MAX_UNKNOWN = 20
_REQUIRED = {"customers": (), "orders": ("total", "placed_at"), "addresses": ("address1", "city")}


@dataclass
class ColumnMap:
    """The fields of the columns of a file, and the fields that are constant."""

    columns: dict[str, str] = field(default_factory=dict)  # header -> field
    constants: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    is_json: bool = False

    def apply(self, row: SourceRow) -> SourceRow:
        r"""Return a row with its cells by field, without blank ones and guards; `\N` is CLEAR."""
        cells: dict[str, Any] = dict(self.constants)
        if self.is_json:
            self._apply_json(cells, row.original)
            return row.with_cells(cells)
        cell = row.original.get
        for header, name in self.columns.items():
            value = cell(header)
            if isinstance(value, str) and (text := value.strip()):
                cells[name] = text if text[0] not in "'\\" else CLEAR if text == "\\N" else unguard(text)
        return row.with_cells(cells)

    def _apply_json(self, cells: dict[str, Any], original: Mapping[str, Any]) -> None:
        """Add the values of a JSON object: null clears a field that can be cleared, texts have no guards."""
        for key, name in self.columns.items():
            value = original.get(key)
            if value is not None:
                cells[name] = value
            elif name in fields.CLEARABLE and key in original:
                cells[name] = CLEAR
        if not self.columns.keys() >= original.keys():
            self.ignored += [name for name in original.keys() - self.columns.keys() if self._is_unknown(name)]

    def _is_unknown(self, key: str) -> bool:
        """Return whether a key of JSON lines is neither a field nor calculated nor in the notice already."""
        return len(self.ignored) < _MAX_UNKNOWN and key not in CALCULATED and key not in self.ignored and key not in self.constants


def unguard(text: str) -> str:
    """Remove the apostrophe that prevents a spreadsheet from evaluating or rounding a cell."""
    if text == "'\\N":
        return "\\N"
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in "'=+-@\t\r0123456789" else text


def normal(header: str) -> str:
    """Return a header in the form of a field."""
    return "_".join(header.strip().lower().replace("-", " ").split())


def map_columns(kind: str, header: list[str], columns: Mapping[str, str], constants: Mapping[str, str]) -> ColumnMap:
    """Map the columns of a native CSV file to fields.

    Raises:
        UsageError: a field or header of the options is unknown, or a required field has no column.
    """
    known_fields = FIELDS[kind]
    mapped, values = map_options(kind, header, columns, constants)
    mapping = ColumnMap(constants=values)
    assigned = set(mapped.values()) | set(values)
    for name in header:
        if name in mapped:
            mapping.columns[name] = mapped[name]
        elif normal(name) in known_fields and normal(name) not in assigned:
            mapping.columns[name] = normal(name)
            assigned.add(normal(name))
        elif name and normal(name) not in CALCULATED:
            mapping.ignored.append(name)
    assigned = set(mapping.columns.values()) | set(mapping.constants)
    check_required(kind, assigned, header, has_identity=bool(assigned & set(_IDENTITIES[kind])))
    return mapping


def map_options(
    kind: str, header: list[str], columns: Mapping[str, str], constants: Mapping[str, str], *, also: tuple[str, ...] = ()
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the field by header of --column, and the value by field of --set.

    Raises:
        UsageError: a field or header is unknown, or a field has two sources.
    """
    by_key = {normal(name): name for name in reversed(header)}
    values = {_known_field(kind, name, also): value for name, value in constants.items()}
    mapped = {_known_header(name, header, by_key): _known_field(kind, field_name, also) for field_name, name in columns.items()}
    if duplicates := sorted(set(mapped.values()) & set(values)):
        raise UsageError(problem=f"{duplicates[0]} is given by {{column}} and by {{set}}", parameters=("column", "set"))
    return mapped, values


def map_keys(kind: str, constants: Mapping[str, str]) -> ColumnMap:
    """Return the mapping of JSON lines: their keys are fields."""
    values = {_known_field(kind, name): value for name, value in constants.items()}
    return ColumnMap({name: name for name in FIELDS[kind] if name not in values}, values, is_json=True)


def _known_field(kind: str, name: str, also: tuple[str, ...] = ()) -> str:
    fields = (*FIELDS[kind], *also)
    if normal(name) in fields:
        return normal(name)
    likely = closest_match(normal(name), fields)
    raise UsageError(
        problem=f"no field {name!r} in {kind}",
        hint=(f"did you mean {likely}? " if likely else "") + "The fields are " + ", ".join(fields),
    )


def _known_header(name: str, header: list[str], by_key: Mapping[str, str]) -> str:
    if name in header:
        return name
    if normal(name) in by_key:
        return by_key[normal(name)]
    likely = closest_match(name, header)
    raise UsageError(
        problem=f"the file has no column {name!r}",
        hint=(f"did you mean {likely}? " if likely else "") + "Its columns are " + ", ".join(header),
    )


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
