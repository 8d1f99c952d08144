"""Parse the addresses of a row."""

from collections.abc import Mapping
from typing import Any

from customers.errors import InvalidFieldError
from customers.services.customers.fields import ADDRESS, complete_address, parse_place
from customers.services.importing.rows import CLEAR, RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.context import ParseContext, spare_phone
from customers.transfer.columns.native import INLINE_ADDRESS


def parse_addresses(row: SourceRow, context: ParseContext) -> tuple[Mapping[str, Any], ...]:
    """Return the addresses of a row of customers."""
    cells = row.cells
    if isinstance(cells.get("addresses"), list):
        return tuple(parse_address(address, context, row.line, lenient=context.foreign) for address in cells["addresses"])
    if has_place(cells):
        members = {name: cells[column] for column, name in INLINE_ADDRESS.items() if column in cells}
        return (parse_address(members, context, row.line, lenient=True),)
    return ()


def has_place(cells: Mapping[str, Any]) -> bool:
    """Return whether a row has an inline address."""
    return "address1" in cells or "city" in cells or "pincode" in cells


def parse_valid_addresses(addresses: list[Any], context: ParseContext, line: int) -> tuple[Mapping[str, Any], ...]:
    """Return the addresses of an order that are valid; the others do not make the order invalid."""
    valid = []
    for address in addresses:
        try:
            valid.append(parse_address(address, context, line, lenient=True))
        except RowRejectedError as error:
            context.notices.add(f"addresses of orders were passed over: {error.reason}", line)
    return tuple(valid)


def parse_address(value: Any, context: ParseContext, line: int, *, lenient: bool = False) -> Mapping[str, Any]:
    """Return the columns of an address; a `lenient` one may lack its street, as in files with the city alone.

    Raises:
        RowRejectedError: the address breaks a rule.
    """
    if not isinstance(value, Mapping):
        raise RowRejectedError("invalid", "addresses: must be a list of objects")
    cleared = [name for name, member in value.items() if member is CLEAR]
    if cleared and (required := sorted({"address1", "city", "state", "pincode", "country"}.intersection(cleared))):
        raise RowRejectedError("invalid", f"address {required[0]}: cannot be cleared")
    texts: dict[str, Any] = {}
    for name in ADDRESS:
        member = value.get(name)
        texts[name] = None if member is None or member is CLEAR else cell.text(member, name)
    has_country = texts["country"] is not None
    if context.foreign and texts["phone"] is not None:
        texts["phone"] = spare_phone(texts["phone"], texts["country"], context, line) or ""
    try:
        values = complete_address(parse_place(texts, context.settings), lenient=lenient)
    except InvalidFieldError as error:
        raise RowRejectedError("invalid", error.message) from None
    address_type = str(value.get("type") or "shipping").strip().lower()
    if address_type not in ("billing", "shipping"):
        raise RowRejectedError("invalid", f"address type: {address_type[:40]!r} is neither billing nor shipping")
    is_default = value["is_default"] if isinstance(value.get("is_default"), bool) else cell.read("is_default", value, cell.flag)
    if not has_country and value.get("id") is not None:
        values["country"] = None
    for name in cleared:
        if name in ADDRESS:
            values[name] = CLEAR
    values |= {"id": cell.read("id", value, cell.uuid), "type": address_type, "is_default": is_default}
    return values
