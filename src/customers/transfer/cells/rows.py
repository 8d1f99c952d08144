"""From the cells of a row to a draft: every value by its rule, a refusal with the name of its field."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from customers.domain.money import scale
from customers.domain.text import clean
from customers.domain.timestamps import format_timestamp
from customers.services.customers.fields import ADDRESS, PROFILE
from customers.services.importing.create import name_of
from customers.services.importing.rows import CLEAR, NOTHING, AddressRow, CustomerRow, OrderRow, RowRejected, SourceRow
from customers.transfer.cells import values as cell
from customers.transfer.cells.addresses import parse_address, parse_addresses, parse_known_addresses
from customers.transfer.cells.consent import consent_of
from customers.transfer.cells.context import ParseContext, read_time, spare_phone
from customers.transfer.cells.values import split_name
from customers.transfer.columns.native import PLACE


def parse_customer(row: SourceRow, context: ParseContext) -> CustomerRow:
    """A row of customers.

    Raises:
        Refused: a value breaks its rule.
    """
    cells = _cells(row)
    settings, home = context.settings, cells.get("row_country")
    fields: dict[str, Any] = {}
    for name in PROFILE:
        if name in cells:
            text = cells[name]
            fields[name] = CLEAR if text is CLEAR else cell.field(name, cell.text(text, name), settings, home)
    customer_id = cell.read("id", cells, cell.uuid)
    external_ids = cell.external_ids(cells.get("external_ids"))
    tags = cell.tags(cells.get("tags"))
    created_at, updated_at = read_time("created_at", row, context), read_time("updated_at", row, context)
    addresses = parse_addresses(row, context)
    if_new: dict[str, Any] = {}
    if context.foreign:
        accepts, consent_at, consent_source = _foreign_consent(row, context)
        _add_foreign(row, context, fields, if_new, external_ids)
    else:
        accepts, consent_at, consent_source = cell.read("accepts_marketing", cells, cell.flag), None, None
    return CustomerRow(
        row=row,
        id=customer_id,
        fields=MappingProxyType(fields),
        external_ids=MappingProxyType(external_ids),
        clears_external_ids=cells.get("external_ids") is CLEAR,
        if_new=MappingProxyType(if_new),
        accepts_marketing=accepts,
        consent_at=consent_at,
        consent_source=consent_source,
        tags=tags,
        addresses=addresses,
        created_at=created_at,
        updated_at=updated_at,
    )


def parse_address_row(row: SourceRow, context: ParseContext) -> AddressRow:
    """A row of addresses.

    Raises:
        Refused: a value breaks its rule, or the row names no customer.
    """
    cells = _cells(row)
    given = {name: cells[name] for name in ("id", "type", "is_default", *ADDRESS) if name in cells}
    customer = _named(row, context, "import")
    return AddressRow(row, customer, parse_address(given, context, row.line, lenient=given.get("id") is not None))


def parse_order(row: SourceRow, context: ParseContext, number_of: Callable[[list[str]], str]) -> OrderRow:
    """A row of orders; `number_of` makes a number from the content of one that has none.

    Raises:
        Refused: a value breaks its rule, or the row names no customer.
    """
    cells, settings = _cells(row), context.settings
    source = cell.read("source", cells, cell.source) or "import"
    currency = cell.read("currency", cells, cell.currency) or settings.currency
    for name in ("total", "placed_at"):
        if (told := cells.get(name)) is None or told is CLEAR:
            raise RowRejected("invalid", f"{name}: must not be blank")
    total = cell.read("total", cells, cell.amount, currency) or 0
    refunded = cell.read("refunded", cells, cell.amount, currency) or 0
    if refunded > total:
        raise RowRejected("invalid", f"refunded: {cells['refunded']} is more than the total, {cells['total']}")
    placed_at = cell.read("placed_at", cells, context.dates.read)
    assert placed_at is not None
    customer = _named(row, context, source)
    status = cell.read("status", cells, cell.status) or "paid"
    foreign = currency != settings.currency
    base = cell.read("base_total", cells, cell.amount, settings.currency)
    if foreign and base is None:
        raise RowRejected(
            "currency",
            f"currency: the order is in {currency}, the shop counts in {settings.currency}; it needs a base_total in {settings.currency}",
        )
    number = cell.read("number", cells, cell.number)
    if number is None:
        number = number_of([source, _name_of(customer, cells), format_timestamp(placed_at), str(total), currency])
    return OrderRow(
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
        raise RowRejected("shape", row.problem)
    return row.cells


def _foreign_consent(row: SourceRow, context: ParseContext) -> tuple[bool | None, datetime | None, str | None]:
    """Return what a row of another program says on marketing: the word, when and how it was given."""
    try:
        accepts, at = consent_of(row.cells, lambda name: read_time(name, row, context))
    except ValueError as error:
        raise RowRejected("invalid", f"accepts_marketing: {error}") from None
    return accepts, at, cell.read("consent_source", row.cells, lambda value: clean(clean(str(value))[:100]))


def _add_foreign(
    row: SourceRow, context: ParseContext, fields: dict[str, Any], if_new: dict[str, Any], external_ids: Mapping[str, str]
) -> None:
    """Add what other programs' files tell in ways of their own: a phone with the address, a customer without a name."""
    if "phone" not in fields:
        phone = spare_phone(row.cells.get("spare_phone"), row.cells.get("row_country"), context, row.line)
        if phone is not None:
            (if_new if context.own_phones else fields)["phone"] = phone
    if fields.get("first_name") is None:
        _call(row, context, fields, if_new, external_ids)


def _call(row: SourceRow, context: ParseContext, fields: dict[str, Any], if_new: dict[str, Any], external_ids: Mapping[str, str]) -> None:
    """Add what a customer without a first name is called, should it be new."""
    named = external_ids or fields.get("email") or fields.get("phone") or if_new.get("phone")
    first, last = row.cells.get("address_name") or (None, None)
    alone = fields.get("last_name")
    if not (first or last) and isinstance(alone, str):
        # A name that stands alone is the first; a known customer keeps what it is called.
        first = fields.pop("last_name")
    if not (first or last) and context.name_fallback and named:
        first = name_of(fields, external_ids) if named != if_new.get("phone") else named
    given = {"first_name": first or last, "last_name": last if first else None}
    if isinstance(given["first_name"], str):
        if_new |= {name: text and cell.field(name, text, context.settings) for name, text in given.items()}


def _named(row: SourceRow, context: ParseContext, source: str) -> CustomerRow:
    """The customer that a row of orders or addresses names, with what a new one could be made from."""
    cells, settings = row.cells, context.settings
    customer_id = cell.read("customer_id", cells, cell.uuid)
    reference = cell.read("customer_external_id", cells, cell.external_id, source)
    external_ids = {reference[0]: reference[1]} if reference is not None else {}
    fields: dict[str, Any] = {}
    email, phone = cells.get("customer_email"), cells.get("customer_phone")
    if email is not None and email is not CLEAR:
        fields["email"] = cell.field("email", cell.text(email, "customer_email"), settings)
    if phone is not None and phone is not CLEAR and not (context.foreign and (customer_id or external_ids or fields)):
        fields["phone"] = cell.field("phone", cell.text(phone, "customer_phone"), settings, cells.get("row_country"))
    elif context.foreign and (spare := spare_phone(phone or cells.get("spare_phone"), cells.get("row_country"), context, row.line)):
        fields["phone"] = spare
    names = _names(cells)
    if customer_id is None and not external_ids and not fields and not (context.foreign and names):
        raise RowRejected("not_found", "the row names no customer (customer_id, customer_email, customer_phone or customer_external_id)")
    fields |= {name: cell.field(name, text, settings) for name, text in names.items()}
    addresses: tuple[Mapping[str, Any], ...] = ()
    if isinstance(cells.get("addresses"), list):
        addresses = parse_known_addresses(cells["addresses"], context, row.line)
    elif "total" in cells and any(name in cells for name in ("address1", "city", "pincode")):
        place = {name: cells[name] for name in PLACE if name in cells}
        addresses = (parse_address(place, context, row.line, lenient=True),)
    return CustomerRow(
        row=SourceRow(row.line, NOTHING, NOTHING),
        id=customer_id,
        fields=MappingProxyType(fields),
        external_ids=MappingProxyType(external_ids),
        if_new=NOTHING,
        addresses=addresses,
    )


def _names(cells: Mapping[str, Any]) -> dict[str, str]:
    """The names of the customer of an order: its own, else a full one, else that of an address."""
    first, last = cells.get("customer_first_name"), cells.get("customer_last_name")
    full = cells.get("customer_name")
    if not (first or last) and isinstance(full, str):
        first, last = split_name(full)
    if not (first or last):
        first, last = cells.get("address_name") or (None, None)
    given = {"first_name": first or last, "last_name": last if first else None}
    return {name: text for name, text in given.items() if isinstance(text, str)}


def _name_of(customer: CustomerRow, cells: Mapping[str, Any]) -> str:
    for name in ("customer_id", "customer_external_id", "customer_email", "customer_phone"):
        if cells.get(name) not in (None, CLEAR):
            return str(cells[name])
    return str(customer.id or customer.fields.get("first_name"))
