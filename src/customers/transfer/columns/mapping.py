"""Which column of a foreign file is which field: what the operator says, then what the format says, then the table of names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from customers.transfer.columns import headers
from customers.transfer.columns.headers import CALCULATED, Meaning
from customers.transfer.columns.native import INLINE_ADDRESS, ColumnMap, check_names, map_given, require
from customers.transfer.formats.base import ImportFormat

# What only the files of other programs have; --column and --set may name them too.
EXTERNAL_ONLY = {
    "customers": ("full_name", "external_id", "source", "opted_out", "opted_in_at", "opted_out_at", "consent_source"),
    "orders": ("customer_first_name", "customer_last_name", "subtotal", "placed_time", "cancelled_at"),
    "addresses": ("full_name", "external_id", "source"),
}
# A second column of a name, as the source calls it: it is named as not taken, and --column can take it.
_REPEATED = re.compile(r".+ \(\d+\)")
TIMES = ("placed_at", "created_at", "updated_at", "opted_in_at", "opted_out_at")


@dataclass
class ColumnLayout:
    """The columns of a foreign file, and what is to be said of them."""

    columns: ColumnMap
    untrusted: list[str] = field(default_factory=list)
    subtotal_for_total: bool = False

    def headers_of(self, names: Sequence[str]) -> list[str]:
        """The headers of fields."""
        return [header for header, name in self.columns.columns.items() if name in names]


def detect_columns(
    kind: str, shape: ImportFormat, header: Sequence[str], columns: Mapping[str, str], constants: Mapping[str, str], *, whole: bool = True
) -> ColumnLayout:
    """Find out which columns of a foreign file are taken as what; a header that is not `whole` need not name the customer.

    Raises:
        UsageError: a field or header that was named is unknown, or what every row needs is in no column.
    """
    mapped, values = map_given(kind, list(header), columns, constants, also=EXTERNAL_ONLY[kind])
    layout = ColumnLayout(ColumnMap(constants=values))
    closed = set(mapped.values()) | set(values)
    closed |= {f"main.{INLINE_ADDRESS[name]}" for name in closed if name in INLINE_ADDRESS}
    # `source` says whose ids these are, in every format but the table, where it may be a column.
    if shape.source is not None:
        closed.add("source")
    found: list[tuple[int, str, str]] = [(-1, name, field_name) for name, field_name in mapped.items()]
    for name in header:
        if name in mapped:
            continue
        meaning = _meaning(kind, shape, name)
        if meaning is not None and meaning.field and meaning.field not in closed:
            found.append((meaning.rank, name, meaning.field))
        elif headers.key(name) in CALCULATED or headers.bare(name) in CALCULATED:
            layout.untrusted += [name] if not headers.key(name).startswith("reject") else []
        else:
            layout.columns.ignored.append(name)
    _take_subtotal(layout, found)
    # The last to be read goes first: a name further up its line, where its cell is not blank.
    layout.columns.columns = {name: field_name for _, name, field_name in sorted(found, key=lambda one: -one[0])}
    if whole:
        check(kind, layout, header)
    return layout


def _meaning(kind: str, shape: ImportFormat, header: str) -> Meaning | None:
    if _REPEATED.fullmatch(header):
        return None
    own = shape.names(kind)
    for name in (header.strip().lower(), headers.key(header), headers.bare(header)):
        if name in own:
            return Meaning(own[name], 0)
    table = headers.meanings("orders" if kind == "orders" else "customers")
    if headers.key(header) in CALCULATED and headers.key(header) not in table:
        return None
    found = table.get(headers.key(header)) or headers.address_meaning(header)
    if found is None and headers.bare(header) not in CALCULATED:
        found = table.get(headers.bare(header))
        found = found and found._replace(rank=found.rank + 100)
    return found


def _take_subtotal(layout: ColumnLayout, found: list[tuple[int, str, str]]) -> None:
    """A total that no column has is the subtotal, which is said."""
    fields = {field_name for _, _, field_name in found} | layout.columns.constants.keys()
    layout.subtotal_for_total = "total" not in fields and "subtotal" in fields
    name = "total" if layout.subtotal_for_total else "subtotal"
    for place, (rank, header, field_name) in enumerate(found):
        if field_name == "subtotal":
            found[place] = (rank, header, name)


def check(kind: str, layout: ColumnLayout, header: Sequence[str]) -> None:
    """Raise UsageError where a file lacks what every row needs."""
    fields = set(layout.columns.columns.values()) | set(layout.columns.constants)
    if kind == "customers":
        named = fields & {
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
        check_names(kind, bool(named), list(header))
    elif kind == "orders":
        who = {"customer_id", "customer_email", "customer_phone", "customer_external_id", "customer_name", "billing.email", "billing.name"}
        require(kind, fields, list(header), named=bool(fields & who))
    else:
        check_names(
            kind,
            bool(fields & {"email", "external_id", "customer_id", "customer_email", "customer_external_id", "address_of"}),
            list(header),
        )
