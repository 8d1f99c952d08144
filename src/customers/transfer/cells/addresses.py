"""Parse the addresses of a row."""

from collections.abc import Collection, Mapping
from typing import Any

from customers.domain.countries import parse_country_name
from customers.domain.text import quote_value
from customers.errors import InvalidFieldError
from customers.services.customers.fields import ADDRESS, LOCATING, complete_address, parse_place
from customers.services.importing.rows import CLEAR, RowRejectedError, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.context import ParseContext, spare_phone
from customers.transfer.columns.native import INLINE_ADDRESS

# The columns, and the members, that have no place without an address.
HOMELESS = ("address_company", "address2", "state", "country")
HOMELESS_MEMBERS = tuple(INLINE_ADDRESS[name] for name in HOMELESS)


def parse_addresses(row: SourceRow, context: ParseContext) -> tuple[Mapping[str, Any], ...]:
    """Return the addresses of a row of customers."""
    cells = row.cells
    if isinstance(cells.get("addresses"), list):
        return tuple(
            parse_address(address, context, row.line, lenient=context.foreign or _is_stored(address)) for address in cells["addresses"]
        )
    if has_place(cells):
        members = {name: cells[column] for column, name in INLINE_ADDRESS.items() if column in cells}
        return (parse_address(members, context, row.line, lenient=True),)
    for name in HOMELESS:
        if context.foreign or cells.get(name) in (None, CLEAR):
            continue
        if name != "country" or country_of(cells[name]) != context.settings.default_country:
            context.notices.leave_out(f"{name}: the row has no address that it belongs to", row.line)
    return ()


def _is_stored(address: Any) -> bool:
    """Return whether an address is one that this program has stored as it is: exports have its id."""
    return isinstance(address, Mapping) and address.get("id") is not None and any(address.get(name) for name in LOCATING)


def has_place(cells: Mapping[str, Any]) -> bool:
    """Return whether a row has an inline address."""
    return any(name in cells for name in LOCATING)


def parse_valid_addresses(addresses: list[Any], context: ParseContext, line: int) -> tuple[Mapping[str, Any], ...]:
    """Return the addresses of an order that are valid; the others do not make the order invalid."""
    valid = []
    for address in addresses:
        try:
            valid.append(parse_address(address, context, line, lenient=True))
        except RowRejectedError as error:
            context.notices.leave_out(error.reason, line)
    return tuple(valid)


def parse_address(
    value: Any, context: ParseContext, line: int, *, lenient: bool = False, required: Collection[str] = ()
) -> Mapping[str, Any]:
    """Return the columns of an address; a `lenient` one may lack its street, as in files with the city alone.

    A member that breaks its rule is left out with a notice, but for the `required` ones.

    Raises:
        RowRejectedError: the address breaks a rule.
    """
    if type(value) is not dict and not isinstance(value, Mapping):
        raise RowRejectedError("invalid", "addresses: must be a list of objects")
    cleared = [name for name, member in value.items() if member is CLEAR] if CLEAR in value.values() else []
    if cleared and (blank := sorted({"address1", "city", "state", "pincode", "country"}.intersection(cleared))):
        raise RowRejectedError("invalid", f"address {blank[0]}: cannot be cleared")
    texts = {name: member if type(member := value.get(name)) is str else _text(member, name) for name in ADDRESS}
    country = country_of(texts["country"])
    if context.foreign and texts["phone"] is not None:
        texts["phone"] = spare_phone(texts["phone"], country, context, line)
    elif country is not None and texts["phone"] is not None:
        texts["phone"] = _phone_of(texts["phone"], country, context, line)
    texts, place = _parse_members(texts, context, line, required)
    has_country = texts["country"] is not None
    try:
        values = complete_address(place, lenient=lenient)
    except InvalidFieldError as error:
        raise RowRejectedError("invalid", error.message) from None
    address_type = _parse_type(value.get("type"), context, line)
    is_default = _parse_default(value, context, line)
    if not has_country and value.get("id") is not None:
        values["country"] = None
    for name in cleared:
        if name in ADDRESS:
            values[name] = CLEAR
    values["id"], values["type"], values["is_default"] = cell.read("id", value, cell.uuid), address_type, is_default
    return values


def _phone_of(text: str, country: str, context: ParseContext, line: int) -> str | None:
    """Return the phone of an address in its country, None where it is none."""
    try:
        return cell.field("phone", text, context.settings, country)
    except RowRejectedError as error:
        if "spreadsheet" in error.reason:
            raise RowRejectedError("invalid", f"address {error.reason}") from None
        context.notices.leave_out(f"address {error.reason}", line)
        return None


def country_of(value: Any) -> str | None:
    """Return the code of a country, by which phones of its row are read; None for anything else."""
    try:
        return parse_country_name(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _text(member: Any, name: str) -> str | None:
    return None if member is None or member is CLEAR else cell.text(member, name)


def _parse_members(
    texts: dict[str, Any], context: ParseContext, line: int, required: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the texts of an address without those that break a rule, and the columns of the rest."""
    while True:
        try:
            return texts, parse_place(texts, context.settings)
        except InvalidFieldError as error:
            name = error.details["field"].removeprefix("address ")
            if name in required or "spreadsheet" in error.message:
                raise RowRejectedError("invalid", error.message) from None
            context.notices.leave_out(error.message, line)
            texts = {**texts, name: None}


def _parse_type(value: Any, context: ParseContext, line: int) -> str:
    """Return the type of an address; one that is neither of both is left out."""
    if value is None:
        return "shipping"
    address_type = str("" if value is CLEAR else value).strip().lower()
    if address_type in ("billing", "shipping"):
        return address_type
    if address_type:
        context.notices.leave_out(f"address type: {quote_value(address_type)} is neither billing nor shipping", line)
    return "shipping"


def _parse_default(value: Mapping[str, Any], context: ParseContext, line: int) -> bool | None:
    """Return whether an address is the default of its type, None where it does not say so."""
    if (flag := value.get("is_default")) is None or isinstance(flag, bool):
        return flag
    try:
        is_default: bool | None = cell.read("is_default", value, cell.flag)
    except RowRejectedError as error:
        context.notices.leave_out(f"address {error.reason}", line)
        return None
    return is_default
