"""Rows of other programs' files, put into the cells of the native ones: grouped, named, their addresses gathered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from customers.domain.countries import parse_country_name
from customers.domain.ids import parse_uuid
from customers.models.fields import CLEARABLE, names
from customers.services.importing.rows import CLEAR, RowRejected, SourceRow
from customers.transfer.cells.values import order_status, plain_amount, split_name, strip_excel_guard, tags_of
from customers.transfer.columns.mapping import TIMES, ColumnLayout
from customers.transfer.columns.native import INLINE_ADDRESS
from customers.transfer.formats.base import Cells, ImportFormat
from customers.transfer.notices import RowNotices

_NO_TIME = ("0000-00-00 00:00:00", "0000-00-00", "null", "none", "never", "n/a", "-")
_AMOUNTS = ("total", "refunded", "base_total")
_LINES = names(lambda field: field.kind == "lines")
_WHERE = ("address1", "city", "pincode")
_TRUE = ("1", "yes", "true", "y")


@dataclass
class ExternalReader:
    """Reads the rows of one file of another program into native cells."""

    kind: str
    format: ImportFormat
    layout: ColumnLayout
    notices: RowNotices = field(default_factory=RowNotices)
    name_fallback: bool = True

    @property
    def columns(self) -> dict[str, str]:
        """The fields by header."""
        return self.layout.columns.columns

    def grouped(self, rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
        """The rows with their cells by field, those that tell more of the one above among its `more`."""
        continues = self.format.continues
        first: SourceRow | None = None
        more: list[SourceRow] = []
        for row in map(self._apply, rows):
            if continues is not None and first is not None and continues(self.kind, first.cells, row.cells):
                more.append(row)
                continue
            if first is not None:
                yield _with(first, more)
            first, more = row, []
        if first is not None:
            yield _with(first, more)

    def read(self, row: SourceRow) -> SourceRow:
        """The row with native cells.

        Raises:
            Refused: something in it cannot be put into native words.
        """
        cells = dict(row.cells)
        others = [dict(other.cells) for other in row.more]
        if self.format.fix_row is not None:
            self.format.fix_row(self.kind, cells, others)
        self._clean(cells)
        if self.kind == "orders":
            self._order(cells)
            addresses = self._addresses(row, cells, others, lenient=True)
            _take_contacts(cells, addresses, prefix="customer_")
        else:
            self._customer(row, cells, str(cells.get("source") or "") or self.format.source)
            addresses = self._addresses(row, cells, others, lenient=False)
            _take_contacts(cells, addresses, prefix="")
        whole = [address for address in addresses if any(address.get(name) for name in _WHERE)]
        if self.kind == "addresses":
            _name_customer(cells, whole[0] if whole else {})
            return row.with_cells(cells)
        cells["addresses"] = whole
        cells["row_country"] = next((country for address in addresses if (country := address.get("country"))), None)
        return row.with_cells(cells)

    def _apply(self, row: SourceRow) -> SourceRow:
        applied = self.layout.columns.apply(row)
        cells = {name: strip_excel_guard(value) if isinstance(value, str) else value for name, value in applied.cells.items()}
        return applied.with_cells(cells)

    def _clean(self, cells: Cells) -> None:
        """Cells on one line but for notes, amounts with a point, no times that stand for none, nothing cleared that cannot be."""
        for name, value in list(cells.items()):
            if not isinstance(value, str):
                if name not in CLEARABLE:
                    del cells[name]
                continue
            if name == "tags":
                cells[name] = tags_of(value)
            elif "\n" in value and name not in _LINES and not name.endswith("address1"):
                cells[name] = " ".join(value.split())
            elif name in _AMOUNTS:
                amount = plain_amount(value)
                cells[name] = amount.lstrip("-−") if name == "refunded" else amount
            elif name in TIMES and value.lower() in _NO_TIME:
                del cells[name]

    def _order(self, cells: Cells) -> None:
        if self.format.source is not None:
            cells["source"] = self.format.source
        if "status" in cells and isinstance(cells["status"], str):
            cells["status"] = order_status(cells["status"])
        if cells.pop("cancelled_at", None):
            cells["status"] = "cancelled"
        if "placed_at" in cells and (time := cells.pop("placed_time", None)):
            cells["placed_at"] = f"{cells['placed_at']} {time}"
        _take_id(cells, "customer_external_id", "customer_id")

    def _customer(self, row: SourceRow, cells: Cells, system: str | None) -> None:
        of_address = cells.pop("address_of", None)
        if of_address:
            cells["email"] = of_address
        full = cells.pop("full_name", None)
        if isinstance(full, str) and "first_name" not in cells and "last_name" not in cells:
            cells["first_name"], last = split_name(full)
            if last:
                cells["last_name"] = last
        if of_address or self.kind == "addresses":
            for name in ("first_name", "last_name", "phone"):
                if name in cells:
                    cells.setdefault(f"main.{name}", cells.pop(name))
        _take_id(cells, "external_id", "id")
        value = cells.pop("external_id", None)
        if isinstance(value, str) and value:
            if system is None:
                self.notices.add("ids of another system were passed over; --set source=NAME says whose they are", row.line)
            else:
                before = f";{cells['external_ids']}" if isinstance(cells.get("external_ids"), str) else ""
                cells["external_ids"] = f"{system}:{value}{before}" if before else {system: value}
        cells.pop("source", None)

    def _addresses(self, row: SourceRow, cells: Cells, others: list[Cells], *, lenient: bool) -> list[dict[str, Any]]:
        """All addresses of a row and of those that tell more of it; of orders one that is wrong is passed over."""
        found: list[dict[str, Any]] = []
        for place, own in enumerate([cells, *others]):
            for name, members in _gathered(own, inline_address=place == 0).items():
                try:
                    found += _address(name, members)
                except RowRejected as refusal:
                    if not lenient:
                        raise
                    self.notices.add(f"addresses of orders were passed over: {refusal.reason}", row.line)
        return found


def _with(first: SourceRow, more: list[SourceRow]) -> SourceRow:
    """A row with those that tell more of it; what is wrong with one is wrong with all."""
    if not more:
        return first
    problem = next((row.problem for row in (first, *more) if row.problem), None)
    return first._replace(more=tuple(more), problem=problem)


def _take_id(cells: Cells, foreign: str, own: str) -> None:
    """An id that is one of this program is no foreign one; 0 is the id of a guest, which is none."""
    value = cells.get(foreign)
    if isinstance(value, str) and (value in ("0", "-1") or parse_uuid(value) is not None):
        del cells[foreign]
        if value not in ("0", "-1"):
            cells.setdefault(own, value)


def _gathered(cells: Cells, *, inline_address: bool) -> dict[str, dict[str, Any]]:
    """The fields of each address of a row, taken out of its cells."""
    found: dict[str, dict[str, Any]] = {}
    for name in [name for name in cells if "." in name]:
        address, _, member = name.partition(".")
        found.setdefault(address, {})[member] = cells.pop(name)
    if inline_address:
        for name, member in INLINE_ADDRESS.items():
            if name in cells:
                found.setdefault("main", {})[member] = cells.pop(name)
    return found


def _address(name: str, members: dict[str, Any]) -> list[dict[str, Any]]:
    """An address as the native files have it; one that is the default of both types is one of each."""
    members = {member: value for member, value in members.items() if value is not CLEAR}
    full = members.pop("name", None)
    if full and "first_name" not in members and "last_name" not in members:
        members["first_name"], last = split_name(full)
        members |= {"last_name": last} if last else {}
    if "country" in members:
        try:
            members["country"] = parse_country_name(members["country"])
        except ValueError as error:
            raise RowRejected("invalid", f"address country: {error}") from None
    lines = [line for line in (text.strip(" ,") for text in members.get("address1", "").splitlines()) if line]
    if len(lines) > 1:
        members["address1"] = lines[0]
        members["address2"] = ", ".join([*lines[1:], *filter(None, [members.get("address2")])])
    billing, shipping = (str(members.pop(f"default_{side}", "")).lower() in _TRUE for side in ("billing", "shipping"))
    if name in ("billing", "shipping"):
        return [members | {"type": name}]
    types = [side for side, is_default in (("shipping", shipping), ("billing", billing)) if is_default]
    if not types:
        return [{"type": "shipping"} | members]
    return [members | {"type": side, "is_default": True} for side in types]


def _name_customer(cells: Cells, address: dict[str, Any]) -> None:
    """Put the cells of a customer with an address into those of an address with a customer."""
    external = cells.pop("external_ids", None)
    if isinstance(external, dict):
        external = next(f"{system}:{value}" for system, value in external.items())
    if isinstance(external, str):
        cells["customer_external_id"] = external
    for name in ("id", "email"):
        if name in cells:
            cells[f"customer_{name}"] = cells.pop(name)
    cells |= address | {"id": None}
    cells["row_country"] = address.get("country")


def _take_contacts(cells: Cells, addresses: list[dict[str, Any]], *, prefix: str) -> None:
    """Take from the addresses what the row itself does not say of the customer: email, names, phone."""
    own_name = any(f"{prefix}{name}" in cells for name in ("first_name", "last_name", "name"))
    for address in addresses:
        email = address.pop("email", None)
        if email:
            cells.setdefault(f"{prefix}email", email)
        if not own_name and (address.get("first_name") or address.get("last_name")):
            own_name = True
            cells["address_name"] = (address.get("first_name"), address.get("last_name"))
        if address.get("phone"):
            cells.setdefault("spare_phone", address["phone"])
