"""Import addresses: change known ones by their id, add others unless an equal one exists, and complete those of new customers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any
from uuid import UUID

from customers.database.queries import import_batches as statements
from customers.domain.addresses.comparison import same_part
from customers.domain.ids import uuid7
from customers.domain.json import to_jsonable
from customers.models.customer import Customer, CustomerAddress
from customers.models.history import Change
from customers.services.customers.fields import ADDRESS, LOCATING
from customers.services.importing.rows import CLEAR, AddressValues, RowRejectedError
from customers.services.transaction import Transaction

_KEYS = {"city": "city_key", "state": "state_key"}
_FIELDS = tuple(CustomerAddress.__dataclass_fields__)


class AddressBookBatch:
    """The address books of the customers of a batch, changed row by row and written together."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._books: dict[UUID, dict[UUID, CustomerAddress]] = {}
        self._added: dict[tuple[UUID, UUID], dict[str, Any]] = {}
        self._changed: dict[tuple[UUID, UUID], dict[str, Any]] = {}

    def get(self, customer: Customer) -> dict[UUID, CustomerAddress]:
        """Return the address book of a customer with the changes so far, by address id."""
        return self._books.get(customer.id) or {address.id: address for address in customer.addresses or ()}

    def upsert(self, before: Customer, addresses: Sequence[Mapping[str, Any]], *, by_id: bool = False) -> list[Change]:
        """Add or change the addresses of a row; returns the changes. A blank cell leaves its field unchanged.

        An equal address is not added again, even with another id; with `by_id` another id is another address.
        """
        if not addresses:
            return []
        book = self._books[before.id] = self.get(before)
        changes: list[Change] = []
        for values in addresses:
            existing = book.get(values["id"]) if values["id"] else None
            if existing is not None:
                changes += self._change(before.id, book, existing, values)
            elif (by_id and values["id"]) or not any(equal_address(address, values) for address in book.values()):
                changes += self._add(before.id, book, values)
        return changes

    def write(self, tx: Transaction) -> None:
        """Write all changes, those that release the default of a type before those that claim it."""
        rows = [{"customer_id": owner, "id": address, **values} for (owner, address), values in self._changed.items()]
        releasing = [row for row in rows if row.get("is_default") is False]
        statements.update_addresses(tx.connection, releasing)
        statements.update_addresses(tx.connection, [row for row in rows if row.get("is_default") is not False])
        columns = statements.ADDRESSES
        added = sorted(self._added.values(), key=lambda row: (row["customer_id"].int, row["id"].int))
        statements.insert_many(tx.connection, "addresses", columns, ([row[name] for name in columns] for row in added))
        for collection in (self._books, self._changed, self._added):
            collection.clear()

    def _change(self, owner: UUID, book: dict[UUID, CustomerAddress], existing: CustomerAddress, values: Mapping[str, Any]) -> list[Change]:
        members: dict[str, Any] = {name: values[name] for name in ADDRESS if values[name] not in (None, "")}
        members = {name: None if value is CLEAR else value for name, value in members.items()}
        updates = {name: value for name, value in members.items() if value != getattr(existing, name)}
        changes = [Change(f"addresses.{existing.id}.{name}", getattr(existing, name), value) for name, value in updates.items()]
        book[existing.id] = replace(existing, **updates)
        self._set(owner, existing.id, updates | {_KEYS[name]: values[_KEYS[name]] for name in _KEYS if name in updates})
        if values["is_default"] and not existing.is_default:
            changes += self._clear_default(owner, book, existing.type)
            book[existing.id] = replace(book[existing.id], is_default=True)
            self._set(owner, existing.id, {"is_default": True})
            changes.append(Change(f"addresses.{existing.id}.is_default", False, True))
        return changes

    def _add(self, owner: UUID, book: dict[UUID, CustomerAddress], values: Mapping[str, Any]) -> list[Change]:
        columns: dict[str, Any] = {name: None if value is CLEAR else value for name, value in values.items()}
        is_first = not any(address.type == values["type"] for address in book.values())
        changes = self._clear_default(owner, book, values["type"]) if values["is_default"] and not is_first else []
        columns |= {"country": columns["country"] or self._country, "id": values["id"] or uuid7()}
        columns |= {"customer_id": owner, "is_default": bool(values["is_default"]) or is_first}
        address = CustomerAddress(**{name: columns[name] for name in _FIELDS})
        book[address.id] = address
        self._added[owner, address.id] = columns
        return [*changes, Change(f"addresses.{address.id}", None, to_jsonable(address))]

    def _clear_default(self, owner: UUID, book: dict[UUID, CustomerAddress], address_type: str) -> list[Change]:
        """Clear the default of a type; returns the changes."""
        changes = []
        for address in list(book.values()):
            if address.type == address_type and address.is_default:
                book[address.id] = replace(address, is_default=False)
                self._set(owner, address.id, {"is_default": False})
                changes.append(Change(f"addresses.{address.id}.is_default", True, False))
        return changes

    def _set(self, owner: UUID, address_id: UUID, values: dict[str, Any]) -> None:
        if (owner, address_id) in self._added:
            self._added[owner, address_id] |= values
        elif values:
            self._changed.setdefault((owner, address_id), {}).update(values)


def require_place(values: Mapping[str, Any]) -> None:
    """Refuse a new address without a street or city; one that an export has with its id may have any part of a place alone.

    Raises:
        RowRejectedError: a part that it needs is blank.
    """
    if values["id"] is not None and any(values[name] for name in LOCATING):
        return
    for name in ("address1", "city"):
        if not values[name]:
            raise RowRejectedError("invalid", f"address {name}: must not be blank")


def equal_address(address: CustomerAddress, values: Mapping[str, Any]) -> bool:
    """Return whether an address equals that of a row in all that the row does not leave blank."""
    return address.type == values["type"] and all(
        values[name] in (None, "", CLEAR) or same_part(name, getattr(address, name), values[name], address.country) for name in ADDRESS
    )


_VALUES = itemgetter(*AddressValues._fields)
_ID, _IS_DEFAULT, _COUNTRY = (AddressValues._fields.index(name) for name in ("id", "is_default", "country"))


def with_defaults(addresses: Sequence[Mapping[str, Any]], country: str, ids: Iterator[UUID]) -> list[AddressValues]:
    """Return new addresses with one default of each type: the last marked one, else the first; those without an id get one of `ids`."""
    if len(addresses) > 1:
        addresses = _without_repetitions(addresses, country)
    are_default = find_defaults([(address["type"], address["is_default"]) for address in addresses])
    completed = []
    for values, is_default in zip(addresses, are_default, strict=True):
        columns: list[Any] = [None if value is CLEAR else value for value in _VALUES(values)]
        columns[_ID] = columns[_ID] or next(ids)
        columns[_COUNTRY] = columns[_COUNTRY] or country
        columns[_IS_DEFAULT] = is_default
        completed.append(AddressValues(*columns))
    return completed


def find_defaults(addresses: Sequence[tuple[str, bool | None]]) -> list[bool]:
    """Return which of new addresses, given by type and mark, are defaults: of each type the last marked one, else the first."""
    defaults: dict[str, int] = {}
    for index, (kind, is_marked) in enumerate(addresses):
        if kind not in defaults or is_marked:
            defaults[kind] = index
    return [defaults[kind] == index for index, (kind, _) in enumerate(addresses)]


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
