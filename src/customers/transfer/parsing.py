"""From the cells of a row to a draft: every value by its rule, a refusal with the name of its field."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from customers.bodies import AddressBody
from customers.errors import InvalidField
from customers.rules.identity import parse_external_id, parse_external_ids
from customers.rules.ids import parse_uuid
from customers.rules.moments import format_time, parse_time
from customers.rules.money import parse_amount, parse_currency, scale
from customers.rules.tags import Tag, parse_tags
from customers.rules.text import clean
from customers.services.drafts import CLEAR, AddressDraft, CustomerDraft, OrderDraft, Refused, SourceRow
from customers.services.fields import ADDRESS, complete_address, parse_address, parse_field
from customers.settings import Settings
from customers.transfer.native import PLACE, RIDING

_YES = {"true", "yes", "1", "y", "t", "on", "subscribed"}
_NO = {"false", "no", "0", "n", "f", "off", "unsubscribed"}


def parse_customer(row: SourceRow, settings: Settings) -> CustomerDraft:
    """A row of customers.

    Raises:
        Refused: a value breaks its rule.
    """
    cells = _cells(row)
    draft = CustomerDraft(row)
    for name in ("email", "phone", "first_name", "last_name", "notes"):
        if name in cells:
            draft.fields[name] = CLEAR if cells[name] is CLEAR else _field(name, _text(cells[name], name), settings)
    draft.id = _read("id", cells, _uuid)
    draft.external_ids = _external_ids(cells.get("external_ids"))
    draft.clears_external_ids = cells.get("external_ids") is CLEAR
    draft.accepts_marketing = _read("accepts_marketing", cells, _flag)
    draft.tags = _tags(cells.get("tags"))
    draft.created_at = _read("created_at", cells, lambda value: parse_time(str(value)))
    draft.updated_at = _read("updated_at", cells, lambda value: parse_time(str(value)))
    if isinstance(cells.get("addresses"), list):
        draft.addresses = [_address(address, settings) for address in cells["addresses"]]
    elif any(name in cells for name in ("address1", "city", "pincode")):
        riding = {name: cells[column] for column, name in RIDING.items() if column in cells}
        draft.addresses = [_address(riding, settings, lenient=True)]
    return draft


def parse_address_row(row: SourceRow, settings: Settings) -> AddressDraft:
    """A row of addresses.

    Raises:
        Refused: a value breaks its rule, or the row names no customer.
    """
    cells = _cells(row)
    given = {name: cells[name] for name in ("id", "type", "is_default", *ADDRESS) if name in cells}
    return AddressDraft(row, _named(cells, settings, "import"), _address(given, settings, lenient="id" in given))


def parse_order(row: SourceRow, settings: Settings, date_format: str | None, number_of: Callable[[list[str]], str]) -> OrderDraft:
    """A row of orders; `number_of` makes a number from the content of one that has none.

    Raises:
        Refused: a value breaks its rule, or the row names no customer.
    """
    cells = _cells(row)
    source = _read("source", cells, _source) or "import"
    currency = _read("currency", cells, lambda value: parse_currency(str(value))) or settings.currency
    for name in ("total", "placed_at"):
        if cells.get(name) in (None, CLEAR):
            raise Refused("invalid", f"{name}: must not be blank")
    total = _read("total", cells, lambda value: parse_amount(_amount(value), currency)) or 0
    refunded = _read("refunded", cells, lambda value: parse_amount(_amount(value), currency)) or 0
    if refunded > total:
        raise Refused("invalid", f"refunded: {cells['refunded']} is more than the total, {cells['total']}")
    placed_at = _read("placed_at", cells, lambda value: parse_time(str(value), date_format))
    assert placed_at is not None
    customer = _named(cells, settings, source)
    status = (_read("status", cells, lambda value: clean(str(value)).lower()) or "paid")[:64]
    foreign = currency != settings.currency
    base = _read("base_total", cells, lambda value: parse_amount(_amount(value), settings.currency))
    if foreign and base is None:
        raise Refused(
            "currency",
            f"currency: the order is in {currency}, the shop counts in {settings.currency}; it needs a base_total in {settings.currency}",
        )
    number = _read("number", cells, lambda value: _number(str(value)))
    if number is None:
        number = number_of([source, _name_of(customer, cells), format_time(placed_at), str(total), currency])
    return OrderDraft(
        row=row,
        number=number,
        source=source,
        status=status,
        currency=currency,
        total=base if foreign and base is not None else total,
        refunded=_base_refund(refunded, base, total) if foreign and base is not None else refunded,
        foreign_total=total if foreign else None,
        foreign_refunded=refunded if foreign else None,
        placed_at=placed_at,
        customer=customer,
        phone=customer.fields.get("phone"),
    )


def _base_refund(refunded: int, base: int, total: int) -> int:
    """A refund in the shop's currency, which rounding turns neither into a full one nor out of it."""
    if refunded >= total:
        return max(base, min(refunded, 1))
    return min(scale(refunded, base, total), max(base - 1, 0))


def _cells(row: SourceRow) -> Mapping[str, Any]:
    if row.original.get(""):
        raise Refused("shape", str(row.original[""]))
    return row.cells


def _named(cells: Mapping[str, Any], settings: Settings, source: str) -> CustomerDraft:
    """The customer that a row of orders or addresses names, with what a new one could be made from."""
    draft = CustomerDraft(SourceRow(0, {}, {}))
    draft.id = _read("customer_id", cells, _uuid)
    reference = _read("customer_external_id", cells, lambda value: _external_id(str(value), source))
    if reference is not None:
        draft.external_ids = {reference[0]: reference[1]}
    for name, cell in (("email", "customer_email"), ("phone", "customer_phone")):
        if cells.get(cell) not in (None, CLEAR):
            draft.fields[name] = _field(name, _text(cells[cell], cell), settings)
    if draft.id is None and not draft.external_ids and not draft.fields:
        raise Refused("not_found", "the row names no customer (customer_id, customer_email, customer_phone or customer_external_id)")
    full = cells.get("customer_name")
    if isinstance(full, str):
        first, _, last = " ".join(full.split()).partition(" ")
        draft.fields["first_name"] = _field("first_name", first, settings)
        if last:
            draft.fields["last_name"] = _field("last_name", last, settings)
    if "total" in cells and any(name in cells for name in ("address1", "city", "pincode")):
        draft.addresses = [_address({name: cells[name] for name in PLACE if name in cells}, settings, lenient=True)]
    return draft


def _name_of(customer: CustomerDraft, cells: Mapping[str, Any]) -> str:
    for name in ("customer_id", "customer_external_id", "customer_email", "customer_phone"):
        if cells.get(name) not in (None, CLEAR):
            return str(cells[name])
    return str(customer.id)


def _read(name: str, cells: Mapping[str, Any], parse: Callable[[Any], Any]) -> Any:
    value = cells.get(name)
    if value is None or value is CLEAR:
        return None
    try:
        return parse(value)
    except ValueError as error:
        raise Refused("invalid", f"{name}: {error}") from None


def _field(name: str, text: str, settings: Settings) -> str | None:
    try:
        return parse_field(name, text, settings)
    except InvalidField as error:
        raise Refused("invalid", error.message) from None


def _text(value: Any, name: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Refused("invalid", f"{name}: must be text")


def _amount(value: Any) -> Any:
    if isinstance(value, str | int | float):
        return value
    raise ValueError("must be an amount")


def _uuid(value: Any) -> Any:
    found = parse_uuid(str(value).strip())
    if found is None:
        raise ValueError(f"{str(value)[:60]!r} is no id of this program (a UUID)")
    return found


def _flag(value: Any) -> bool:
    word = str(value).strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"{str(value)[:40]!r} is neither yes nor no")


def _source(value: Any) -> str:
    system = "-".join(str(value).strip().lower().split())
    return parse_external_id(f"{system}:x").system


def _number(text: str) -> str:
    number = clean(text)
    if not 1 <= len(number) <= 255:
        raise ValueError("must have 1 to 255 characters")
    if re.fullmatch(r"\d(\.\d+)?[eE]\+\d{2,}", number):
        raise ValueError(f"{number} is a number as a spreadsheet shortens it; export the column as text")
    return number


def _external_id(text: str, source: str) -> tuple[str, str]:
    try:
        return parse_external_id(text)
    except ValueError:
        return parse_external_id(f"{source}:{text}")


def _external_ids(value: Any) -> dict[str, str]:
    if value is None or value is CLEAR:
        return {}
    try:
        if isinstance(value, Mapping):
            pairs = (parse_external_id(f"{system}:{member}") for system, member in value.items())
            return {pair.system: pair.value for pair in pairs}
        return parse_external_ids(_text(value, "external_ids"))
    except ValueError as error:
        raise Refused("invalid", f"external_ids: {error}") from None


def _tags(value: Any) -> list[Tag] | None:
    if value is None:
        return None
    labels = [] if value is CLEAR else [value] if isinstance(value, str) else value
    try:
        if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
            raise ValueError("must be text or a list of texts")
        return parse_tags(labels)
    except ValueError as error:
        raise Refused("invalid", f"tags: {error}") from None


def _address(value: Any, settings: Settings, *, lenient: bool = False) -> dict[str, Any]:
    """The columns of an address; a lenient one, of a file that only knows the city, may lack its street."""
    if not isinstance(value, Mapping):
        raise Refused("invalid", "addresses: must be a list of objects")
    cleared = {name for name, member in value.items() if member is CLEAR}
    if needed := sorted(cleared & {"address1", "city", "state", "pincode", "country"}):
        raise Refused("invalid", f"address {needed[0]}: cannot be cleared")
    texts = {name: _text(member, name) for name, member in value.items() if name in ADDRESS and member not in (None, CLEAR)}
    try:
        values = parse_address(AddressBody.model_construct(_fields_set=set(texts), **dict[str, Any](texts)), settings, new=True)
        values = complete_address(values, lenient=lenient)
    except InvalidField as error:
        raise Refused("invalid", error.message) from None
    address_type = str(value.get("type") or "shipping").strip().lower()
    if address_type not in ("billing", "shipping"):
        raise Refused("invalid", f"address type: {address_type[:40]!r} is neither billing nor shipping")
    is_default = _read("is_default", value, _flag)
    if "country" not in texts and value.get("id") is not None:
        values["country"] = None
    values |= dict.fromkeys(cleared & set(ADDRESS), CLEAR)
    return values | {"id": _read("id", value, _uuid), "type": address_type, "is_default": is_default}
