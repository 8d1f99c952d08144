"""Complete the addresses of new customers: ids, countries, and one default of each type."""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from customers.models.customer import CustomerAddress
from customers.services.importing.address_books import equal_address
from customers.services.importing.rows import CLEAR


class Address(NamedTuple):
    """The columns of an address after its customer, in their order."""

    id: UUID
    type: str
    is_default: bool
    first_name: str | None
    last_name: str | None
    company: str | None
    address1: str
    address2: str | None
    city: str
    state: str
    pincode: str
    country: str
    phone: str | None
    city_key: str
    state_key: str


_VALUES = itemgetter(*Address._fields)
_ID, _IS_DEFAULT, _COUNTRY = (Address._fields.index(name) for name in ("id", "is_default", "country"))


def with_defaults(addresses: Sequence[Mapping[str, Any]], country: str, ids: Iterator[UUID]) -> list[Address]:
    """Return new addresses with one default of each type: the last marked one, else the first; those without an id get one of `ids`."""
    if len(addresses) > 1:
        addresses = _without_repetitions(addresses, country)
    defaults: dict[str, int] = {}
    for index, address in enumerate(addresses):
        if address["type"] not in defaults or address["is_default"]:
            defaults[address["type"]] = index
    completed = []
    for index, values in enumerate(addresses):
        columns: list[Any] = [None if value is CLEAR else value for value in _VALUES(values)]
        columns[_ID] = columns[_ID] or next(ids)
        columns[_COUNTRY] = columns[_COUNTRY] or country
        columns[_IS_DEFAULT] = defaults[values["type"]] == index
        completed.append(Address(*columns))
    return completed


def _without_repetitions(addresses: Sequence[Mapping[str, Any]], country: str) -> list[Mapping[str, Any]]:
    """Return the addresses of a row without those that equal an earlier one; one with an id of its own is kept."""
    distinct: list[Mapping[str, Any]] = []
    for values in addresses:
        of_type = [address for address in distinct if address["type"] == values["type"]]
        if values["id"] or not any(equal_address(_as_stored(address, country), values) for address in of_type):
            distinct.append(values)
    return distinct


def _as_stored(values: Mapping[str, Any], country: str) -> CustomerAddress:
    stored: dict[str, Any] = {name: None if values[name] is CLEAR else values[name] for name in CustomerAddress.__dataclass_fields__}
    return CustomerAddress(**{**stored, "country": stored["country"] or country})
