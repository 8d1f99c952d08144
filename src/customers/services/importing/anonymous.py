"""Match rows without id, external id or email.

Such a row matches the active customer with its phone and name. A row without a phone matches a customer with its name, without contacts,
if it adds nothing to that customer. All other rows create a customer: households share a phone, and people a name.
Thereby the second import of a file changes nothing. A row that matches a deleted customer in this way is skipped, and so is one with
the phone of an erased customer, unless a live one has that phone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from customers.database.queries import customers as profiles
from customers.database.queries import import_batches as statements
from customers.database.queries.identities import PHONE
from customers.models.customer import Customer
from customers.services.customers.records import name_key
from customers.services.importing.address_books import equal_address
from customers.services.importing.former import FormerOwners, skip_deleted
from customers.services.importing.rows import CLEAR, CustomerRow
from customers.services.transaction import Transaction

Person = tuple[str | None, str]


class AnonymousRows:
    """The customers that anonymous rows of a batch may match, with the changes of earlier rows.

    Equal rows of a file are different customers; `used` are the customers that rows of the file matched.
    """

    def __init__(self, tx: Transaction, rows: Sequence[CustomerRow], used: set[UUID]) -> None:
        self._tx = tx
        self._used = used
        people = {person for row in rows if (person := _person_of(row)) is not None}
        # Live and deleted customers, and the phones that live ones have.
        self._candidates: dict[Person, list[Customer]] = {}
        self._deleted: dict[Person, list[Customer]] = {}
        self._phones: set[str] = set()
        self._read(people)
        # People with a customer that a row changed since the candidates were read.
        self._changed: set[Person] = set()

    def ids(self) -> set[UUID]:
        """Return the ids of all candidates."""
        return {customer.id for people in (self._candidates, self._deleted) for matches in people.values() for customer in matches}

    def note(self, customer_id: UUID, *profiles: Mapping[str, Any]) -> None:
        """Record the fields of a customer before and after a row."""
        if not self._candidates:
            return
        self._phones.update(phone for fields in profiles if isinstance(phone := fields.get("phone"), str))
        if customer_id not in self._used:
            self._changed.update(person for fields in profiles if (person := _person(fields)) is not None)

    @property
    def may_match(self) -> bool:
        """Whether the batch has anonymous rows."""
        return bool(self._candidates)

    def match(self, row: CustomerRow, former: FormerOwners, write: Callable[[], None], new_id: UUID) -> CustomerRow:
        """Return a row, an anonymous one with the id of its customer, or the new one.

        `write` writes the changes of earlier rows to the database.

        Raises:
            RowSkippedError: the row is that of a deleted customer, or has the phone of an erased one.
        """
        person = _person_of(row) if self._candidates else None
        if person is None:
            return row
        # A null is not the wish to take the identities of somebody with the same phone: databases write it for a blank.
        row = row._replace(fields={name: value for name, value in row.fields.items() if name != "email"}, clears_external_ids=False)
        if person in self._changed:
            write()
            self._read({person})
            self._changed.discard(person)
        customer_id = self._find(row, person, self._candidates)
        deleted_id = self._find(row, person, self._deleted) if customer_id is None else None
        if deleted_id is not None:
            self._used.add(deleted_id)
            raise skip_deleted(person[0] or " ".join(person[1].split()))
        if customer_id is None:
            if person[0] is not None and person[0] not in self._phones:
                former.check_erased([(PHONE, person[0])])
            customer_id = new_id
        self._used.add(customer_id)
        return row._replace(id=customer_id)

    def _find(self, row: CustomerRow, person: Person, people: Mapping[Person, list[Customer]]) -> UUID | None:
        """Return a customer that no row of the file has matched, and take it out of the candidates."""
        for number, customer in enumerate(people[person]):
            if person[0] or _adds_nothing(row, customer):
                del people[person][number]
                return customer.id
        return None

    def _read(self, people: set[Person]) -> None:
        if not people:
            return
        tx = self._tx
        phones, names = {phone for phone, _ in people if phone}, {name for phone, name in people if not phone}
        queries = statements.fetch_people(profiles.profiles(tx.thresholds, tx.now), phones, names)
        rows = [row for query in queries for row in tx.connection.execute(query).all()]
        live = {row.id for row in rows if row.state == "live"}
        for candidates in (self._candidates, self._deleted):
            candidates.update({person: [] for person in people})
        for customer in profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True):
            person = (customer.phone, name_key(customer.first_name, customer.last_name))
            if customer.id in live and customer.phone is not None:
                self._phones.add(customer.phone)
            # Those that earlier rows matched are as many as these rows where a file has one name without contacts many times.
            if person in people and customer.id not in self._used:
                (self._candidates if customer.id in live else self._deleted)[person].append(customer)


def _person_of(row: CustomerRow) -> Person | None:
    """Return the phone and name of an anonymous row, None for other rows."""
    if row.id or row.external_ids or row.fields.get("email") not in (None, CLEAR):
        return None
    return _person({**row.if_new, **row.fields})


def _person(fields: Mapping[str, Any]) -> Person | None:
    phone, first, last = (text if isinstance(text := fields.get(name), str) else None for name in ("phone", "first_name", "last_name"))
    return None if first is None else (phone, name_key(first, last))


def _adds_nothing(row: CustomerRow, customer: Customer) -> bool:
    if customer.external_ids:
        return False
    labels = {label.casefold() for label in customer.tags}
    return (
        all((None if value is CLEAR else value) == getattr(customer, name) for name, value in {**row.if_new, **row.fields}.items())
        and all(tag.key in labels for tag in row.tags or ())
        and all(any(equal_address(address, values) for address in customer.addresses or ()) for values in row.addresses)
    )
