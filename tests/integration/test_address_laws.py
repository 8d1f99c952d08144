"""Address books: each type of address has exactly one default after any sequence of changes."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.errors import AddressNotFoundError
from customers.models.inputs import AddressInput
from customers.services.customers import addresses as services
from customers.services.transaction import Transaction
from tests.support.factories import HOME, create, query, show
from tests.support.shops import Shops, open_services
from tests.support.surroundings import examples

NUMBERS = count()
PLACE = {"city": "Bonn", "country": "DE"}
TYPES = ("billing", "shipping")

spellings = st.fixed_dictionaries(
    {
        "address1": st.sampled_from(["12 MG Road", "12, M.G. ROAD", "12 m g road", "12-MG Road."]),
        "city": st.sampled_from(["Pune", "PUNE", "Puné", " pune "]),
        "state": st.sampled_from(["Maharashtra", "MH", "mh", "Mahārāshtra"]),
        "pincode": st.sampled_from(["411001", "411 001", "411-001"]),
    },
    optional={"country": st.just("IN"), "type": st.just("shipping")},
)
types = st.sampled_from(TYPES)
places = st.integers(0, 5)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), types, st.sampled_from([None, True, False])),
        st.tuples(st.just("add"), types, st.sampled_from([None, True, False])),
        st.tuples(st.just("delete"), places),
        st.tuples(st.just("delete"), types),
        st.tuples(st.just("default"), places),
        st.tuples(st.just("update"), places, st.sampled_from([None, *TYPES]), st.sampled_from([None, True, False])),
    ),
    min_size=3,
    max_size=14,
)


@dataclass
class Entry:
    id: UUID
    type: str
    is_default: bool


class Book:
    """A model of an address book: entries in the order of creation."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def of(self, type_: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.type == type_]

    def make_default(self, chosen: Entry) -> None:
        for entry in self.of(chosen.type):
            entry.is_default = entry is chosen

    def restore_default(self, type_: str, instead_of: Entry | None = None) -> None:
        """Make the newest address of a type without a default its default, except the previous default."""
        others = [entry for entry in self.of(type_) if entry is not instead_of] or self.of(type_)
        if others and not any(entry.is_default for entry in self.of(type_)):
            self.make_default(others[-1])

    def find(self, reference: int | str) -> Entry | None:
        if isinstance(reference, str):
            return next((entry for entry in self.of(reference) if entry.is_default), None)
        return self.entries[reference] if reference < len(self.entries) else None


@examples(6)
@given(steps)
def test_addresses_follow_a_plain_model(empty_shops: Shops, steps: Any) -> None:
    for customers in empty_shops():
        asha = create(customers)["id"]
        book = Book()
        with open_services(customers) as shop, shop.writing() as tx:
            for step in steps:
                apply(tx, UUID(asha), book, *step)
                stored = services.list_addresses(tx, UUID(asha))
                assert [Entry(row.id, row.type, row.is_default) for row in stored] == book.entries

        statement = "SELECT type, count(*), sum(CASE WHEN is_default THEN 1 ELSE 0 END) FROM addresses GROUP BY type"
        assert {type_: (count, defaults) for type_, count, defaults in query(customers.url, statement)} == {
            type_: (len(book.of(type_)), 1) for type_ in TYPES if book.of(type_)
        }
        default = show(customers, asha)["default_address"]
        expected = book.find("shipping") or book.find("billing")
        assert (default and default["id"]) == (expected and str(expected.id))


@examples(10)
@given(st.lists(spellings, min_size=1, max_size=4), st.sampled_from(["customers", "addresses"]))
def test_import_of_respelled_address_adds_none(empty_shops: Shops, bodies: list[dict[str, str]], kind: str) -> None:
    for customers in empty_shops():
        before = create(customers, email="asha@example.com", addresses=[HOME])
        lines = [
            {"email": "asha@example.com", "addresses": [body]} if kind == "customers" else {"customer_email": "asha@example.com", **body}
            for body in bodies
        ]
        customers("import", kind, "-", stdin="\n".join(map(json.dumps, lines))).succeeds()

        assert show(customers, "asha@example.com") == before


def apply(tx: Transaction, customer_id: UUID, book: Book, word: str, target: Any, *values: Any) -> None:
    """Apply a step to the services and to the model."""
    if word == "add":
        place = PLACE | {"type": target, "address1": str(next(NUMBERS))}  # no two are equal
        body = AddressInput.model_validate(place | ({} if values[0] is None else {"is_default": values[0]}))
        added = Entry(services.add_address(tx, customer_id, body).result.id, target, False)
        book.entries.append(added)
        if values[0]:
            book.make_default(added)
        book.restore_default(target)
        return
    entry = book.find(target)
    if entry is None:
        if isinstance(target, str):
            with pytest.raises(AddressNotFoundError):
                services.get_address_id(tx, customer_id, target)
        return
    if word == "delete":
        address_id = services.get_address_id(tx, customer_id, target if isinstance(target, str) else str(entry.id))
        services.delete_address(tx, customer_id, address_id)
        book.entries.remove(entry)
        book.restore_default(entry.type)
    elif word == "default":
        services.set_default(tx, customer_id, entry.id)
        book.make_default(entry)
    else:
        change(tx, customer_id, book, entry, *values)


def change(tx: Transaction, customer_id: UUID, book: Book, entry: Entry, type_: str | None, default: bool | None) -> None:
    fields = {name: value for name, value in (("type", type_), ("is_default", default)) if value is not None}
    services.update_address(tx, customer_id, entry.id, AddressInput.model_validate(fields))
    old, was_default = entry.type, entry.is_default
    entry.type = type_ or old
    entry.is_default = was_default and entry.type == old and default is not False
    if default:
        book.make_default(entry)
    book.restore_default(old, instead_of=entry)
    book.restore_default(entry.type)
