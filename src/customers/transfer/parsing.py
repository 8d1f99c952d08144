"""From the cells of a row to a draft: every value by its rule, a refusal with the name of its field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from customers.errors import InvalidField
from customers.rules.moments import format_time
from customers.rules.money import scale
from customers.rules.text import clean
from customers.services.drafts import CLEAR, AddressDraft, CustomerDraft, OrderDraft, Refused, SourceRow
from customers.services.fields import ADDRESS, PROFILE, complete_address, parse_place
from customers.services.importing.creating import name_of
from customers.settings import Settings
from customers.transfer import values as cell
from customers.transfer.cells import split_name
from customers.transfer.consent import consent_of
from customers.transfer.dates import AmbiguousDate, Dates
from customers.transfer.native import PLACE, RIDING
from customers.transfer.notes import Notes


@dataclass
class Reading:
    """How the cells of a file are read. `foreign`: it is another program's, which is stricter about itself than about us.

    `generous`: a new customer without a name is called by another of its names; `own_phones`: the file has phones of
    customers beside those of their addresses.
    """

    settings: Settings
    dates: Dates = field(default_factory=Dates)
    notes: Notes = field(default_factory=Notes)
    foreign: bool = False
    generous: bool = False
    own_phones: bool = True


def parse_customer(row: SourceRow, reading: Reading) -> CustomerDraft:
    """A row of customers.

    Raises:
        Refused: a value breaks its rule.
    """
    cells = _cells(row)
    settings, home = reading.settings, cells.get("home")
    draft = CustomerDraft(row)
    for name in PROFILE:
        if name in cells:
            text = cells[name]
            draft.fields[name] = CLEAR if text is CLEAR else cell.field(name, cell.text(text, name), settings, home)
    draft.id = cell.read("id", cells, cell.uuid)
    if (external_ids := cells.get("external_ids")) is not None:
        draft.external_ids = cell.external_ids(external_ids)
        draft.clears_external_ids = external_ids is CLEAR
    draft.tags = cell.tags(cells.get("tags"))
    draft.created_at = _time("created_at", row, reading)
    draft.updated_at = _time("updated_at", row, reading)
    if isinstance(cells.get("addresses"), list):
        draft.addresses = [_address(address, reading, row.line, lenient=reading.foreign) for address in cells["addresses"]]
    elif any(name in cells for name in ("address1", "city", "pincode")):
        riding = {name: cells[column] for column, name in RIDING.items() if column in cells}
        draft.addresses = [_address(riding, reading, row.line, lenient=True)]
    if reading.foreign:
        _add_foreign(draft, reading)
    else:
        draft.accepts_marketing = cell.read("accepts_marketing", cells, cell.flag)
    return draft


def parse_address_row(row: SourceRow, reading: Reading) -> AddressDraft:
    """A row of addresses.

    Raises:
        Refused: a value breaks its rule, or the row names no customer.
    """
    cells = _cells(row)
    given = {name: cells[name] for name in ("id", "type", "is_default", *ADDRESS) if name in cells}
    customer = _named(row, reading, "import")
    return AddressDraft(row, customer, _address(given, reading, row.line, lenient=given.get("id") is not None))


def parse_order(row: SourceRow, reading: Reading, number_of: Callable[[list[str]], str]) -> OrderDraft:
    """A row of orders; `number_of` makes a number from the content of one that has none.

    Raises:
        Refused: a value breaks its rule, or the row names no customer.
    """
    cells, settings = _cells(row), reading.settings
    source = cell.read("source", cells, cell.source) or "import"
    currency = cell.read("currency", cells, cell.currency) or settings.currency
    for name in ("total", "placed_at"):
        if (told := cells.get(name)) is None or told is CLEAR:
            raise Refused("invalid", f"{name}: must not be blank")
    total = cell.read("total", cells, cell.amount, currency) or 0
    refunded = cell.read("refunded", cells, cell.amount, currency) or 0
    if refunded > total:
        raise Refused("invalid", f"refunded: {cells['refunded']} is more than the total, {cells['total']}")
    placed_at = cell.read("placed_at", cells, reading.dates.read)
    assert placed_at is not None
    customer = _named(row, reading, source)
    status = cell.read("status", cells, cell.status) or "paid"
    foreign = currency != settings.currency
    base = cell.read("base_total", cells, cell.amount, settings.currency)
    if foreign and base is None:
        raise Refused(
            "currency",
            f"currency: the order is in {currency}, the shop counts in {settings.currency}; it needs a base_total in {settings.currency}",
        )
    number = cell.read("number", cells, cell.number)
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
    if row.problem is not None:
        raise Refused("shape", row.problem)
    return row.cells


def _time(name: str, row: SourceRow, reading: Reading) -> datetime | None:
    """A time that a row can do without: in another program's file one that could be two is passed over."""
    if name not in row.cells:
        return None
    try:
        found: datetime | None = cell.read(name, row.cells, reading.dates.read)
    except Refused as refusal:
        if reading.foreign and isinstance(refusal.__cause__, AmbiguousDate):
            reading.notes.add(f"{name} was passed over: {AmbiguousDate.said}", row.line)
            return None
        raise
    return found


def _add_foreign(draft: CustomerDraft, reading: Reading) -> None:
    """What other programs' files tell in ways of their own: consent, a phone with the address, a customer without a name."""
    row, cells = draft.row, draft.row.cells
    try:
        consent = consent_of(cells, lambda name: _time(name, row, reading))
    except ValueError as error:
        raise Refused("invalid", f"accepts_marketing: {error}") from None
    draft.accepts_marketing, draft.consent_at = consent
    draft.consent_source = cell.read("consent_source", cells, lambda value: clean(clean(str(value))[:100]))
    if "phone" not in draft.fields:
        phone = _spare_phone(cells.get("spare_phone"), cells.get("home"), reading, row.line)
        if phone is not None:
            (draft.if_new if reading.own_phones else draft.fields)["phone"] = phone
    if draft.fields.get("first_name") is None:
        _call(draft, reading)


def _call(draft: CustomerDraft, reading: Reading) -> None:
    """Say what a customer without a first name is called, should it be new."""
    named = draft.external_ids or draft.fields.get("email") or draft.fields.get("phone") or draft.if_new.get("phone")
    first, last = draft.row.cells.get("called") or (None, None)
    alone = draft.fields.get("last_name")
    if not (first or last) and isinstance(alone, str):
        # A name that stands alone is the first; a known customer keeps what it is called.
        first = draft.fields.pop("last_name")
    if not (first or last) and reading.generous and named:
        first = name_of(draft) if named != draft.if_new.get("phone") else named
    given = {"first_name": first or last, "last_name": last if first else None}
    if isinstance(given["first_name"], str):
        draft.if_new |= {name: text and cell.field(name, text, reading.settings) for name, text in given.items()}


def _spare_phone(text: Any, country: str | None, reading: Reading, line: int) -> str | None:
    """A phone that a row can do without; one that is none is passed over, and one that a spreadsheet spoiled is refused."""
    if not isinstance(text, str):
        return None
    try:
        return cell.field("phone", text, reading.settings, country)
    except Refused as refusal:
        if "spreadsheet" in refusal.reason:
            raise
        reading.notes.add("phones that are none were passed over", line)
        return None


def _named(row: SourceRow, reading: Reading, source: str) -> CustomerDraft:
    """The customer that a row of orders or addresses names, with what a new one could be made from."""
    cells, settings = row.cells, reading.settings
    draft = CustomerDraft(SourceRow(row.line, {}, {}))
    draft.id = cell.read("customer_id", cells, cell.uuid)
    reference = cell.read("customer_external_id", cells, cell.external_id, source)
    if reference is not None:
        draft.external_ids = {reference[0]: reference[1]}
    email, phone = cells.get("customer_email"), cells.get("customer_phone")
    if email is not None and email is not CLEAR:
        draft.fields["email"] = cell.field("email", cell.text(email, "customer_email"), settings)
    if phone is not None and phone is not CLEAR and not (reading.foreign and (draft.id or draft.external_ids or draft.fields)):
        draft.fields["phone"] = cell.field("phone", cell.text(phone, "customer_phone"), settings, cells.get("home"))
    elif reading.foreign and (spare := _spare_phone(phone or cells.get("spare_phone"), cells.get("home"), reading, row.line)):
        draft.fields["phone"] = spare
    names = _names(cells)
    if draft.id is None and not draft.external_ids and not draft.fields and not (reading.foreign and names):
        raise Refused("not_found", "the row names no customer (customer_id, customer_email, customer_phone or customer_external_id)")
    draft.fields |= {name: cell.field(name, text, settings) for name, text in names.items()}
    if isinstance(cells.get("addresses"), list):
        draft.addresses = _known_addresses(cells["addresses"], reading, row.line)
    elif "total" in cells and any(name in cells for name in ("address1", "city", "pincode")):
        place = {name: cells[name] for name in PLACE if name in cells}
        draft.addresses = [_address(place, reading, row.line, lenient=True)]
    return draft


def _names(cells: Mapping[str, Any]) -> dict[str, str]:
    """The names of the customer of an order: its own, else a full one, else that of an address."""
    first, last = cells.get("customer_first_name"), cells.get("customer_last_name")
    full = cells.get("customer_name")
    if not (first or last) and isinstance(full, str):
        first, last = split_name(full)
    if not (first or last):
        first, last = cells.get("called") or (None, None)
    given = {"first_name": first or last, "last_name": last if first else None}
    return {name: text for name, text in given.items() if isinstance(text, str)}


def _known_addresses(addresses: list[Any], reading: Reading, line: int) -> list[dict[str, Any]]:
    """The addresses of an order: none of them is worth refusing it."""
    found = []
    for address in addresses:
        try:
            found.append(_address(address, reading, line, lenient=True))
        except Refused as refusal:
            reading.notes.add(f"addresses of orders were passed over: {refusal.reason}", line)
    return found


def _name_of(customer: CustomerDraft, cells: Mapping[str, Any]) -> str:
    for name in ("customer_id", "customer_external_id", "customer_email", "customer_phone"):
        if cells.get(name) not in (None, CLEAR):
            return str(cells[name])
    return str(customer.id or customer.fields.get("first_name"))


def _address(value: Any, reading: Reading, line: int, *, lenient: bool = False) -> dict[str, Any]:
    """The columns of an address; a lenient one, of a file that only knows the city, may lack its street."""
    if not isinstance(value, Mapping):
        raise Refused("invalid", "addresses: must be a list of objects")
    cleared = [name for name, member in value.items() if member is CLEAR]
    if cleared and (needed := sorted({"address1", "city", "state", "pincode", "country"}.intersection(cleared))):
        raise Refused("invalid", f"address {needed[0]}: cannot be cleared")
    texts: dict[str, Any] = {}
    for name in ADDRESS:
        member = value.get(name)
        texts[name] = None if member is None or member is CLEAR else cell.text(member, name)
    has_country = texts["country"] is not None
    if reading.foreign and texts["phone"] is not None:
        texts["phone"] = _spare_phone(texts["phone"], texts["country"], reading, line) or ""
    try:
        values = complete_address(parse_place(texts, reading.settings), lenient=lenient)
    except InvalidField as error:
        raise Refused("invalid", error.message) from None
    address_type = str(value.get("type") or "shipping").strip().lower()
    if address_type not in ("billing", "shipping"):
        raise Refused("invalid", f"address type: {address_type[:40]!r} is neither billing nor shipping")
    is_default = value["is_default"] if isinstance(value.get("is_default"), bool) else cell.read("is_default", value, cell.flag)
    if not has_country and value.get("id") is not None:
        values["country"] = None
    for name in cleared:
        if name in ADDRESS:
            values[name] = CLEAR
    values |= {"id": cell.read("id", value, cell.uuid), "type": address_type, "is_default": is_default}
    return values
