"""The native files: their fields, and how the columns of another shape are mapped to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from customers.domain.suggestions import closest_match
from customers.errors import Remedy, UsageError
from customers.models import fields
from customers.services.importing.rows import CLEAR, SourceRow

PLACE = ("address1", "address2", "city", "state", "pincode", "country")
# The default address of a customer in its own row: the column, and the field of an address that it is.
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
_NAMES = {
    "customers": ("id", "external_ids", "email", "first_name"),
    "orders": ("customer_id", "customer_email", "customer_phone", "customer_external_id"),
    "addresses": ("customer_id", "customer_email", "customer_external_id"),
}
# How many different unknown keys of JSON lines are told.
_MOST_UNKNOWN = 20
_REQUIRED = {"customers": (), "orders": ("total", "placed_at"), "addresses": ("address1", "city")}


@dataclass
class ColumnMap:
    """Which column of a file is which field, and what is the same for all rows."""

    columns: dict[str, str] = field(default_factory=dict)  # header -> field
    constants: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    is_json: bool = False

    def apply(self, row: SourceRow) -> SourceRow:
        """The row with its cells by field; blanks are left out, `\\N` is CLEAR, a guarding apostrophe is off."""
        cells: dict[str, Any] = dict(self.constants)
        if self.is_json:
            self._apply_json(cells, row.original)
            return row.with_cells(cells)
        told = row.original.get
        for header, name in self.columns.items():
            value = told(header)
            if isinstance(value, str) and (text := value.strip()):
                cells[name] = text if text[0] not in "'\\" else CLEAR if text == "\\N" else unguard(text)
        return row.with_cells(cells)

    def _apply_json(self, cells: dict[str, Any], original: Mapping[str, Any]) -> None:
        """JSON needs no signs: a null in a field that can be empty clears it, a text is what it says."""
        for key, name in self.columns.items():
            value = original.get(key)
            if value is not None:
                cells[name] = value
            elif name in fields.CLEARABLE and key in original:
                cells[name] = CLEAR
        if not self.columns.keys() >= original.keys():
            self.ignored += [name for name in original.keys() - self.columns.keys() if self._is_unknown(name)]

    def _is_unknown(self, key: str) -> bool:
        """Whether a key of JSON lines is neither a field nor calculated, and was not met before."""
        return len(self.ignored) < _MOST_UNKNOWN and key not in CALCULATED and key not in self.ignored and key not in self.constants


def unguard(text: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running or rounding a cell."""
    if text == "'\\N":
        return "\\N"
    return text[1:] if text[:1] == "'" and text[1:2] and text[1] in "'=+-@\t\r0123456789" else text


def normal(header: str) -> str:
    """A header as fields are written."""
    return "_".join(header.strip().lower().replace("-", " ").split())


def map_columns(kind: str, header: list[str], columns: Mapping[str, str], constants: Mapping[str, str]) -> ColumnMap:
    """Find out which columns of a CSV file are taken as what.

    Raises:
        UsageError: a field or header is unknown (with the nearest), or what every row needs is in no column.
    """
    known = FIELDS[kind]
    mapped, values = map_given(kind, header, columns, constants)
    mapping = ColumnMap(constants=values)
    taken = set(mapped.values()) | set(values)
    for name in header:
        if name in mapped:
            mapping.columns[name] = mapped[name]
        elif normal(name) in known and normal(name) not in taken:
            mapping.columns[name] = normal(name)
            taken.add(normal(name))
        elif name and normal(name) not in CALCULATED:
            mapping.ignored.append(name)
    found = set(mapping.columns.values()) | set(mapping.constants)
    require(kind, found, header, named=bool(found & set(_NAMES[kind])))
    return mapping


def map_given(
    kind: str, header: list[str], columns: Mapping[str, str], constants: Mapping[str, str], *, also: tuple[str, ...] = ()
) -> tuple[dict[str, str], dict[str, str]]:
    """What the operator says of the columns: header to field by --column, field to value by --set.

    Raises:
        UsageError: a field or header is unknown, or a field is given twice.
    """
    by_key = {normal(name): name for name in reversed(header)}
    values = {_known_field(kind, name, also): value for name, value in constants.items()}
    mapped = {_known_header(name, header, by_key): _known_field(kind, field_name, also) for field_name, name in columns.items()}
    if both := sorted(set(mapped.values()) & set(values)):
        raise UsageError(problem=f"{both[0]} is given by {{column}} and by {{set}}", parameters=("column", "set"))
    return mapped, values


def map_keys(kind: str, constants: Mapping[str, str]) -> ColumnMap:
    """The mapping of JSON lines, whose keys are the fields."""
    values = {_known_field(kind, name): value for name, value in constants.items()}
    return ColumnMap({name: name for name in FIELDS[kind] if name not in values}, values, is_json=True)


def _known_field(kind: str, name: str, also: tuple[str, ...] = ()) -> str:
    known = (*FIELDS[kind], *also)
    if normal(name) in known:
        return normal(name)
    likely = closest_match(normal(name), known)
    raise UsageError(
        problem=f"no field {name!r} in {kind}",
        hint=(f"did you mean {likely}? " if likely else "") + "The fields are " + ", ".join(known),
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


def require(kind: str, found: set[str], header: list[str], *, named: bool) -> None:
    """Raise UsageError where the columns that were found lack what every row needs; `named`: some name the customer."""
    missing = [name for name in _REQUIRED[kind] if name not in found]
    if missing:
        raise _lacking(f"no column for {' and '.join(missing)}", header)
    check_names(kind, named, header)


def check_names(kind: str, named: bool, header: list[str]) -> None:
    """Raise UsageError where no column names the customer."""
    if not named:
        raise _lacking(f"no column that names the customer ({', '.join(_NAMES[kind])})", header)


def _lacking(need: str, header: list[str]) -> UsageError:
    named = [name if len(name) <= 60 else name[:59] + "…" for name in header[:60] if name]
    columns = ", ".join(named) or "none, it has no header"
    return UsageError(problem=f"{need}; the file's columns are: {columns}", remedy=Remedy("map_columns"))
