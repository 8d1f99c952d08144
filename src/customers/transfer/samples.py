"""Describe the first rows of a file as they would be stored."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from customers.domain.money import format_amount
from customers.domain.timestamps import format_timestamp
from customers.services.importing.rows import CLEAR, AddressRow, CustomerRow, OrderRow

SAMPLE_SIZE = 5
_CLEARED = "(cleared)"
Parsed = CustomerRow | OrderRow | AddressRow
Values = Iterator[tuple[str, str]]


def sample_notices(rows: Iterable[Parsed], currency: str) -> list[str]:
    """Return a sentence a row: its line, and each field with its value; amounts are in the shop's currency."""
    described = ((row, ", ".join(_words(row, currency))) for row in rows)
    return [f"line {row.source_row.line} as stored: {words}" for row, words in described if words]


def _words(row: Parsed, currency: str) -> list[str]:
    if isinstance(row, OrderRow):
        values = (*_order(row, currency), *_customer(row.customer))
    elif isinstance(row, AddressRow):
        values = (*_address("address", row.values), *_customer(row.customer))
    else:
        values = tuple(_customer(row))
    return [f"{name} {value}" for name, value in values]


def _order(row: OrderRow, currency: str) -> Values:
    yield "number", row.number
    yield "source", row.source
    yield "status", row.status
    yield "total", f"{format_amount(row.total, currency)} {currency}"
    if row.refunded:
        yield "refunded", f"{format_amount(row.refunded, currency)} {currency}"
    if row.foreign_total is not None:
        yield "paid as", f"{format_amount(row.foreign_total, row.currency)} {row.currency}"
    yield "placed_at", format_timestamp(row.placed_at)


def _customer(row: CustomerRow) -> Values:
    if row.id is not None:
        yield "id", str(row.id)
    for name, value in {**row.if_new, **row.fields}.items():
        if value is not None:
            yield name, _text(value)
    for system, value in row.external_ids.items():
        yield "external id", f"{system}:{value}"
    if row.consent is not None:
        yield "consent", f"{row.consent} at {format_timestamp(row.consent_at)}" if row.consent_at is not None else row.consent
    if row.tags:
        yield "tags", " + ".join(tag.label for tag in row.tags)
    for name in ("created_at", "updated_at"):
        if (moment := getattr(row, name)) is not None:
            yield name, _text(moment)
    for address in row.addresses:
        yield from _address(f"{address.get('type')} address", address)


def _address(name: str, values: Mapping[str, Any]) -> Values:
    members = ("first_name", "last_name", "company", "address1", "address2", "pincode", "city", "state", "country", "phone")
    yield name, " / ".join(_text(values[member]) for member in members if values.get(member))


def _text(value: Any) -> str:
    if value is CLEAR:
        return _CLEARED
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return format_timestamp(value)
    return " ".join(str(value).split())
