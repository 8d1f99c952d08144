"""Addresses from a file: changed by their id, added unless an equal one is there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from customers.database.queries import import_batches as statements
from customers.domain.ids import uuid7
from customers.domain.json import to_jsonable
from customers.models.customer import Customer, CustomerAddress
from customers.models.history import Change
from customers.services.customers.fields import ADDRESS
from customers.services.importing.rows import CLEAR, RowRejected
from customers.services.transaction import Transaction

_KEYS = {"city": "city_key", "state": "state_key"}
_OWN = tuple(CustomerAddress.__dataclass_fields__)


class AddressBookBatch:
    """What is to be written into the address books of a batch: worked out customer by customer, written together."""

    def __init__(self, country: str) -> None:
        self._country = country
        self._books: dict[UUID, dict[UUID, CustomerAddress]] = {}
        self._added: dict[tuple[UUID, UUID], dict[str, Any]] = {}
        self._changed: dict[tuple[UUID, UUID], dict[str, Any]] = {}

    def get(self, customer: Customer) -> dict[UUID, CustomerAddress]:
        """The address book of a customer as it will be, by the ids of the addresses."""
        return self._books.get(customer.id) or {address.id: address for address in customer.addresses or ()}

    def upsert(self, before: Customer, addresses: Sequence[Mapping[str, Any]], *, by_id: bool = False) -> list[Change]:
        """Give a customer the addresses of a row; returns what changes. A blank leaves what is there.

        An address that is there is not added again, whatever id a row gives it, unless `by_id`: then another id is another address.
        """
        if not addresses:
            return []
        book = self._books[before.id] = self.get(before)
        changes: list[Change] = []
        for values in addresses:
            known = book.get(values["id"]) if values["id"] else None
            if known is not None:
                changes += self._change(before.id, book, known, values)
            elif (by_id and values["id"]) or not any(equal_address(address, values) for address in book.values()):
                changes += self._add(before.id, book, values)
        return changes

    def write(self, tx: Transaction) -> None:
        """Write it all; what gives the default of its type up goes before what takes it."""
        rows = [{"customer_id": owner, "id": address, **values} for (owner, address), values in self._changed.items()]
        losing = [row for row in rows if row.get("is_default") is False]
        statements.update_addresses(tx.connection, losing)
        statements.update_addresses(tx.connection, [row for row in rows if row.get("is_default") is not False])
        columns = statements.ADDRESSES
        added = sorted(self._added.values(), key=lambda row: (row["customer_id"].int, row["id"].int))
        statements.insert_many(tx.connection, "addresses", columns, ([row[name] for name in columns] for row in added))
        for gathered in (self._books, self._changed, self._added):
            gathered.clear()

    def _change(self, owner: UUID, book: dict[UUID, CustomerAddress], known: CustomerAddress, values: Mapping[str, Any]) -> list[Change]:
        given: dict[str, Any] = {name: values[name] for name in ADDRESS if values[name] not in (None, "")}
        given = {name: None if value is CLEAR else value for name, value in given.items()}
        fresh = {name: value for name, value in given.items() if value != getattr(known, name)}
        changes = [Change(f"addresses.{known.id}.{name}", getattr(known, name), value) for name, value in fresh.items()]
        book[known.id] = replace(known, **fresh)
        self._set(owner, known.id, fresh | {_KEYS[name]: values[_KEYS[name]] for name in _KEYS if name in fresh})
        if values["is_default"] and not known.is_default:
            changes += self._clear_default(owner, book, known.type)
            book[known.id] = replace(book[known.id], is_default=True)
            self._set(owner, known.id, {"is_default": True})
            changes.append(Change(f"addresses.{known.id}.is_default", False, True))
        return changes

    def _add(self, owner: UUID, book: dict[UUID, CustomerAddress], values: Mapping[str, Any]) -> list[Change]:
        written: dict[str, Any] = {name: None if value is CLEAR else value for name, value in values.items()}
        first = not any(address.type == values["type"] for address in book.values())
        changes = self._clear_default(owner, book, values["type"]) if values["is_default"] and not first else []
        written |= {"country": written["country"] or self._country, "id": values["id"] or uuid7()}
        written |= {"customer_id": owner, "is_default": bool(values["is_default"]) or first}
        address = CustomerAddress(**{name: written[name] for name in _OWN})
        book[address.id] = address
        self._added[owner, address.id] = written
        return [*changes, Change(f"addresses.{address.id}", None, to_jsonable(address))]

    def _clear_default(self, owner: UUID, book: dict[UUID, CustomerAddress], address_type: str) -> list[Change]:
        """Take the default of a type away; returns what changes, for the history."""
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


def require_street_and_city(values: Mapping[str, Any]) -> None:
    """Raise RowRejected where a new address lacks what every address has."""
    for name in ("address1", "city"):
        if not values[name]:
            raise RowRejected("invalid", f"address {name}: must not be blank")


def equal_address(address: CustomerAddress, values: Mapping[str, Any]) -> bool:
    """Whether an address says what a row says; what the row leaves blank is no difference."""
    return address.type == values["type"] and all(values[name] in (None, "", CLEAR, getattr(address, name)) for name in ADDRESS)
