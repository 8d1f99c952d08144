"""Collect the addresses of the rows of other programs' files, in the native form."""

from dataclasses import dataclass
from typing import Any

from customers.domain.countries import parse_country_name
from customers.domain.text import quote_value
from customers.services.customers.fields import LOCATING
from customers.services.importing.rows import CLEAR, SourceRow
from customers.transfer.cells.addresses import HOMELESS_MEMBERS
from customers.transfer.cells.context import RowNotices
from customers.transfer.cells.one_cell import split_labelled, split_parts
from customers.transfer.cells.values import split_name
from customers.transfer.columns.headers import address_part
from customers.transfer.columns.native import INLINE_ADDRESS
from customers.transfer.formats.base import Cells

STREETS = ("address1", "address2", "company", "city")
# Countries with the number of a house before its street, in files with English headings.
_NUMBER_FIRST = ("AU", "CA", "FR", "GB", "IE", "IL", "IN", "LU", "MC", "MY", "NG", "NZ", "PH", "PK", "SG", "TH", "US", "VN", "ZA")
# A column such as "Shipping address" may say whether there is one.
FLAGS = ("true", "false", "yes", "no", "0", "1", "n/a", "none", "null", "-")
_TRUE = ("1", "yes", "true", "y")
_ZIP, _EXTENSION = 5, 4  # digits


@dataclass
class AddressCells:
    """The reading of the addresses of the rows of one file; those without a country are in `country`."""

    notices: RowNotices
    country: str = ""

    def read(self, row: SourceRow, cells: Cells, more: list[Cells]) -> list[dict[str, Any]]:
        """Return the addresses of a row and of the rows that continue it, equal ones once."""
        addresses: list[dict[str, Any]] = []
        for index, row_cells in enumerate([cells, *more]):
            for name, members in _take_addresses(row_cells, inline_address=index == 0).items():
                addresses += [address for address in self._address(row, name, members) if address not in addresses]
            for members in self._listed_addresses(row, row_cells):
                addresses += [address for address in self._address(row, "listed", members) if address not in addresses]
        return addresses

    def _listed_addresses(self, row: SourceRow, cells: Cells) -> list[dict[str, str]]:
        """Return the addresses of a cell that has several."""
        text = cells.pop("address_list", None)
        if not isinstance(text, str):
            return []
        addresses = split_labelled(text, address_part)
        if not addresses:
            self.notices.leave_out(f"addresses: {quote_value(text)} has no labels such as City: before its parts", row.line)
        return addresses

    def _address(self, row: SourceRow, name: str, members: dict[str, Any]) -> list[dict[str, Any]]:
        """Return an address in the native form; the default of both types becomes one of each."""
        members = {member: value for member, value in members.items() if value is not CLEAR}
        for member in STREETS:
            text = str(members.get(member, "")).strip()
            if text.casefold() in FLAGS:
                self.notices.leave_out(f"address {member}: {quote_value(text)} is not a place", row.line)
                del members[member]
        _join_pincode(members)
        if "address1" in members and members.keys().isdisjoint(("city", "state", "pincode")):
            members |= split_parts(members["address1"])
        full = members.pop("name", None)
        if full and "first_name" not in members and "last_name" not in members:
            members["first_name"], last = split_name(full)
            members |= {"last_name": last} if last else {}
        if "country" in members:
            try:
                members["country"] = parse_country_name(members["country"])
            except ValueError as error:
                self.notices.leave_out(f"address country: {error}", row.line)
                del members["country"]
        lines = [line for line in (text.strip(" ,") for text in members.get("address1", "").splitlines()) if line]
        if len(lines) > 1:
            members["address1"] = lines[0]
            members["address2"] = ", ".join([*lines[1:], *filter(None, [members.get("address2")])])
        _join_house_number(members, members.get("country", self.country))
        billing, shipping = (str(members.pop(f"default_{side}", "")).lower() in _TRUE for side in ("billing", "shipping"))
        if name in ("billing", "shipping"):
            return [members | {"type": name}]
        types = [side for side, is_default in (("shipping", shipping), ("billing", billing)) if is_default]
        if not types:
            return [{"type": "shipping"} | members]
        return [members | {"type": side, "is_default": True} for side in types]

    def located(self, row: SourceRow, addresses: list[dict[str, Any]], *, name: str | None) -> list[dict[str, Any]]:
        """Return the addresses with a street, city or postal code; what the others have is left out with a notice.

        `name`: the company that a customer without another name is named after.
        """
        located = [address for address in addresses if any(address.get(name) for name in LOCATING)]
        for address in addresses:
            for member in HOMELESS_MEMBERS:
                stored = [name if member == "company" else None, *(located_address.get(member) for located_address in located)]
                if address.get(member) and address[member] not in stored:
                    self.notices.leave_out(f"{member}: the row has no address that it belongs to", row.line)
        return located


def _join_pincode(members: dict[str, Any]) -> None:
    """Join the four digits of a ZIP+4 in a column of their own to the ZIP; such a column may have it complete too."""
    extension = str(members.pop("pincode_extension", "")).strip()
    pincode = str(members.get("pincode", "")).strip()
    if pincode.endswith(".0") and pincode[:-2].isdecimal():
        # A data frame wrote a column with blanks.
        members["pincode"] = pincode = pincode.removesuffix(".0")
    if len(extension) == _EXTENSION and len(pincode) == _ZIP:
        members["pincode"] = f"{pincode}-{extension}"
    elif not pincode and len(extension) >= _ZIP:
        members["pincode"] = extension


def _join_house_number(members: dict[str, Any], country: str) -> None:
    """Join the number of a house in a column of its own to its street."""
    is_first = "street_number" in members and country in _NUMBER_FIRST
    texts = [str(members.pop(name, "")).strip() for name in ("street_number", "house_number", "house_suffix")]
    number, street = " ".join(filter(None, texts)), members.get("address1", "")
    if number and street and number not in street.split():
        members["address1"] = f"{number} {street}" if is_first else f"{street} {number}"


def _take_addresses(cells: Cells, *, inline_address: bool) -> dict[str, dict[str, Any]]:
    """Remove the cells of addresses from a row; returns their members by address."""
    addresses: dict[str, dict[str, Any]] = {}
    for name in [name for name in cells if "." in name]:
        address, _, member = name.partition(".")
        addresses.setdefault(address, {})[member] = cells.pop(name)
    if inline_address:
        for name, member in INLINE_ADDRESS.items():
            if name in cells:
                addresses.setdefault("main", {})[member] = cells.pop(name)
    return addresses
