"""Map the columns of another program's file to fields: by options, then by its format, then by the table of headers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from customers.transfer.columns import headers
from customers.transfer.columns.headers import CALCULATED, Meaning
from customers.transfer.columns.native import INLINE_ADDRESS, ColumnMap, check_identity, check_required, map_options
from customers.transfer.formats.base import ImportFormat

# Fields that native files lack; --column and --set accept them too.
EXTERNAL_ONLY = {
    "customers": ("full_name", "external_id", "source", "opted_out", "opted_in_at", "opted_out_at"),
    "orders": ("customer_first_name", "customer_last_name", "subtotal", "placed_time", "cancelled_at"),
    "addresses": ("full_name", "external_id", "source"),
}
# The second column of a header, as `named_columns` renames it: only --column maps it.
_REPEATED = re.compile(r".+ \(\d+\)")
TIMES = ("placed_at", "created_at", "updated_at", "consent_at", "opted_in_at", "opted_out_at")


@dataclass
class ColumnLayout:
    """The mapped columns of another program's file, and those that need a notice."""

    columns: ColumnMap
    untrusted: list[str] = field(default_factory=list)
    subtotal_for_total: bool = False

    def headers_of(self, names: Sequence[str]) -> list[str]:
        """Return the headers of fields."""
        return [header for header, name in self.columns.columns.items() if name in names]


def detect_columns(
    kind: str,
    shape: ImportFormat,
    header: Sequence[str],
    columns: Mapping[str, str],
    constants: Mapping[str, str],
    *,
    complete: bool = True,
) -> ColumnLayout:
    """Map the columns of another program's file to fields; an incomplete header is not checked for required fields.

    Raises:
        UsageError: a field or header of the options is unknown, or a required field has no column.
    """
    mapped, values = map_options(kind, list(header), columns, constants, also=EXTERNAL_ONLY[kind])
    layout = ColumnLayout(ColumnMap(constants=values))
    assigned = set(mapped.values()) | set(values)
    assigned |= {f"main.{INLINE_ADDRESS[name]}" for name in assigned if name in INLINE_ADDRESS}
    # A platform is the source of its ids; in a table the source may be a column.
    if shape.source is not None:
        assigned.add("source")
    ranked: list[tuple[int, str, str]] = [(-1, name, field_name) for name, field_name in mapped.items()]
    for name in header:
        if name in mapped:
            continue
        meaning = _meaning(kind, shape, name)
        if meaning is not None and meaning.field and meaning.field not in assigned:
            ranked.append((meaning.rank, name, meaning.field))
        elif headers.key(name) in CALCULATED or headers.bare(name) in CALCULATED:
            layout.untrusted += [name] if not headers.key(name).startswith("reject") else []
        else:
            layout.columns.ignored.append(name)
    _use_subtotal(layout, ranked)
    # The last column of a field that is not blank is used: those of the highest priority come last.
    layout.columns.columns = {name: field_name for _, name, field_name in sorted(ranked, key=lambda column: -column[0])}
    if complete:
        _check_required(kind, layout, header)
    return layout


def _meaning(kind: str, shape: ImportFormat, header: str) -> Meaning | None:
    if _REPEATED.fullmatch(header):
        return None
    names = shape.names(kind)
    for name in (header.strip().lower(), headers.key(header), headers.bare(header)):
        if name in names:
            return Meaning(names[name], 0)
    table = headers.meanings("orders" if kind == "orders" else "customers")
    if headers.key(header) in CALCULATED and headers.key(header) not in table:
        return None
    meaning = table.get(headers.key(header)) or headers.address_meaning(header)
    if meaning is None and headers.bare(header) not in CALCULATED:
        meaning = table.get(headers.bare(header))
        meaning = meaning and meaning._replace(rank=meaning.rank + 100)
    return meaning


def _use_subtotal(layout: ColumnLayout, ranked: list[tuple[int, str, str]]) -> None:
    """Use the subtotal as the total of a file without a column for it."""
    fields = {field_name for _, _, field_name in ranked} | layout.columns.constants.keys()
    layout.subtotal_for_total = "total" not in fields and "subtotal" in fields
    name = "total" if layout.subtotal_for_total else "subtotal"
    for index, (rank, header, field_name) in enumerate(ranked):
        if field_name == "subtotal":
            ranked[index] = (rank, header, name)


def _check_required(kind: str, layout: ColumnLayout, header: Sequence[str]) -> None:
    """Raise UsageError where a required field has no column."""
    fields = set(layout.columns.columns.values()) | set(layout.columns.constants)
    if kind == "customers":
        identities = fields & {
            "id",
            "external_ids",
            "external_id",
            "email",
            "first_name",
            "last_name",
            "full_name",
            "phone",
            "billing.email",
            "address_of",
        }
        check_identity(kind, bool(identities), list(header))
    elif kind == "orders":
        identities = {
            "customer_id",
            "customer_email",
            "customer_phone",
            "customer_external_id",
            "customer_name",
            "billing.email",
            "billing.name",
        }
        check_required(kind, fields, list(header), has_identity=bool(fields & identities))
    else:
        check_identity(
            kind,
            bool(fields & {"email", "external_id", "customer_id", "customer_email", "customer_external_id", "address_of"}),
            list(header),
        )
