"""Rows that name nobody for sure: they have no id, no external id and no email.

So that a file read twice changes nothing the second time, such a row is about the live customer with its phone and name;
one without a phone is about a customer of its name who can be reached in no way either, and of whom it tells nothing new.
Anybody else it makes anew: a phone alone is not enough, since households share one, and neither is a name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from customers.database.queries import customers as profiles
from customers.database.queries import import_batches as statements
from customers.domain.ids import uuid7
from customers.models.customer import Customer
from customers.services.customers.records import name_key
from customers.services.importing.address_books import equal_address
from customers.services.importing.rows import CustomerRow
from customers.services.transaction import Transaction

Person = tuple[str | None, str]


class AnonymousRows:
    """The customers that the rows of a batch which name nobody for sure may be about, as the rows until now leave them.

    Rows of a file that say the same are as many customers; `used` are the ids that rows of it have.
    """

    def __init__(self, tx: Transaction, rows: Sequence[CustomerRow], used: set[UUID]) -> None:
        self._tx = tx
        self._used = used
        people = {person for row in rows if (person := _person_of(row)) is not None}
        self._known = self._read(people) if people else {}
        # The people of whom a row changed a customer since they were read.
        self._changed: set[Person] = set()

    def ids(self) -> set[UUID]:
        """Return the customers that were found."""
        return {customer.id for known in self._known.values() for customer in known}

    def note(self, customer_id: UUID, *profiles: Mapping[str, Any]) -> None:
        """Note the fields that a customer had before a row, and has after it."""
        if self._known and customer_id not in self._used:
            self._changed.update(person for fields in profiles if (person := _person(fields)) is not None)

    def match(self, row: CustomerRow, write: Callable[[], None]) -> CustomerRow:
        """Return a row, with an id where it names nobody for sure: of the customer it is about, else a new one.

        `write` brings the database up to date with the rows before it.
        """
        person = _person_of(row) if self._known else None
        if person is None:
            return row
        if person in self._changed:
            write()
            self._known |= self._read({person})
            self._changed.discard(person)
        same = (one.id for one in self._known[person] if one.id not in self._used and (person[0] or _adds_nothing(row, one)))
        customer_id = next(same, None) or uuid7()
        self._used.add(customer_id)
        return replace(row, id=customer_id)

    def _read(self, people: set[Person]) -> dict[Person, list[Customer]]:
        tx = self._tx
        phones, names = {phone for phone, _ in people if phone}, {name for phone, name in people if not phone}
        queries = statements.fetch_people(profiles.profiles(), phones, names)
        rows = (row for query in queries for row in tx.connection.execute(query).all())
        found: dict[Person, list[Customer]] = {person: [] for person in people}
        for customer in profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True):
            person = (customer.phone, name_key(customer.first_name, customer.last_name))
            if person in found:
                found[person].append(customer)
        return found


def _person_of(row: CustomerRow) -> Person | None:
    """Phone and name of a row that has no better name; None for every other row."""
    if row.id or row.external_ids or row.fields.get("email"):
        return None
    return _person({**row.if_new, **row.fields})


def _person(fields: Mapping[str, Any]) -> Person | None:
    phone, first, last = (text if isinstance(text := fields.get(name), str) else None for name in ("phone", "first_name", "last_name"))
    return None if first is None else (phone, name_key(first, last))


def _adds_nothing(row: CustomerRow, known: Customer) -> bool:
    if known.external_ids:
        return False
    labels = {label.casefold() for label in known.tags}
    return (
        all(value == getattr(known, name) for name, value in {**row.if_new, **row.fields}.items())
        and all(tag.key in labels for tag in row.tags or ())
        and all(any(equal_address(address, values) for address in known.addresses or ()) for values in row.addresses)
    )
