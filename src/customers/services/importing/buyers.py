"""Make the customers of imported orders, and fill the blanks of those that the same file made.

A row may name its customer by an email alone and a later one bring the name and address. Rows that carry a name alone make one customer a
name: a name does not identify anybody, but the rows of one file mean one person by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from customers.database.queries.customers import find_states
from customers.domain.text import count_of, fold
from customers.models.customer import Customer
from customers.models.history import Change
from customers.services.customers.fields import LOCATING
from customers.services.customers.records import label_customer, name_key
from customers.services.importing.batch import Batch
from customers.services.importing.create import create_customers, new_buyer
from customers.services.importing.lookup import CustomerLookup
from customers.services.importing.new_rows import NewCustomer
from customers.services.importing.rows import CustomerRow, PlainCustomer, PlainOrder, RowResult
from customers.services.transaction import Transaction

if TYPE_CHECKING:
    from customers.services.importing.owned import OwnedOrder


class Blanks(NamedTuple):
    """What a profile that the file made still lacks: its name, where it has that of an identity, its phone and its address."""

    stopgap: str | None
    phone: bool
    address: bool


@dataclass
class FileBuyers:
    """The customers that the orders of one file made, across its batches."""

    blanks: dict[UUID, Blanks] = field(default_factory=dict)
    people: dict[tuple[str, ...], UUID] = field(default_factory=dict)  # by name and address, of rows with a name alone
    named: int = 0  # rows with a name alone
    stopgaps: int = 0  # customers with the name of an identity

    def add(self, batch: "FileBuyers") -> None:
        """Add the customers of a batch, after its commit."""
        self.blanks |= batch.blanks
        self.people |= batch.people
        self.named += batch.named
        self.stopgaps += batch.stopgaps

    def named_by(self, rows: Iterable[CustomerRow]) -> set[UUID]:
        """Return the customers of the names that rows carry alone."""
        people = (_person(row) for row in rows) if self.people else ()
        return {self.people[person] for person in people if person in self.people}

    def notices(self) -> list[str]:
        """Return what is said of these customers after the import."""
        notices = []
        if self.named:
            orders, people = count_of(self.named, "order"), count_of(len(self.people), "customer")
            notices.append(f"{orders} with only a name of the customer: created {people}, one for each name")
        if self.stopgaps:
            subject = f"{count_of(self.stopgaps, 'customer')} without a name"
            notices.append(f"{subject}: named after the part before the @ of the email, or another identity")
        return notices


class Imported(NamedTuple):
    """What the rows of a batch became: a result for each, but for the `created` plain ones, and the customers that orders made."""

    results: Sequence[RowResult] = ()
    buyers: FileBuyers = FileBuyers()
    created: Sequence["PlainOrder | OwnedOrder | PlainCustomer"] = ()
    outdated: Sequence[int] = ()  # lines that were not imported, and are to be read again


class BatchBuyers:
    """The customers that the orders of a batch make or complete; `write` writes them."""

    def __init__(self, tx: Transaction, lookup: CustomerLookup, before: FileBuyers) -> None:
        self._tx = tx
        self._lookup = lookup
        self._before = before
        self._live = set(lookup.live_ids()) if before.people else set()
        self._new: dict[UUID, NewCustomer] = {}
        self._completions: dict[UUID, list[CustomerRow]] = {}  # of customers of earlier batches
        self.made = FileBuyers()

    def create(self, row: CustomerRow) -> UUID:
        """Return the customer of a row without a match: a new one, or that of its name."""
        person = _person(row)
        if person is not None:
            self.made.named += 1
            known = self.made.people.get(person) or self._before.people.get(person)
            # Another process may have deleted or merged it.
            if known is not None and (known in self._new or known in self._live):
                return known
        buyer = new_buyer(self._lookup.usable(row))
        self._lookup.add(row, buyer.id)
        self._new[buyer.id] = buyer
        stopgap = None if row.fields.get("first_name") else str(buyer.fields["first_name"])
        self.made.blanks[buyer.id] = Blanks(stopgap, not row.fields.get("phone"), not row.addresses)
        self.made.stopgaps += stopgap is not None
        if person is not None:
            self.made.people[person] = buyer.id
        return buyer.id

    def made_before(self, customer_id: UUID) -> bool:
        """Return whether an earlier batch of the file made a customer, which may have blanks to fill."""
        return bool(self._before.blanks) and customer_id in self._before.blanks

    def complete(self, customer_id: UUID, row: CustomerRow) -> None:
        """Fill the blanks of a customer that this file made."""
        if not (self.made.blanks or self._before.blanks):
            return
        blanks = self.made.blanks.get(customer_id) or self._before.blanks.get(customer_id)
        if blanks is None or not any(blanks):
            return
        has_name = blanks.stopgap is not None and bool(row.fields.get("first_name"))
        has_phone, has_address = blanks.phone and bool(row.fields.get("phone")), blanks.address and bool(row.addresses)
        if not (has_name or has_phone or has_address):
            return
        names = ("first_name", "last_name") if has_name else ()
        values = {name: value for name in (*names, *(("phone",) if has_phone else ())) if (value := row.fields.get(name))}
        part = row._replace(fields=values, addresses=row.addresses if has_address else ())
        self.made.blanks[customer_id] = Blanks(
            None if has_name else blanks.stopgap, blanks.phone and not has_phone, blanks.address and not has_address
        )
        self.made.stopgaps -= has_name
        new = self._new.get(customer_id)
        if new is None:
            self._completions.setdefault(customer_id, []).append(part)
        else:
            completed = new.row._replace(addresses=new.row.addresses or part.addresses)
            self._new[customer_id] = NewCustomer(customer_id, {**new.fields, **values}, completed)

    def names_of(self, customer_ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Return customers as messages name them, with what the rows of the batch made of them."""
        ids = set(customer_ids)
        people = {row.id: row._asdict() for row in find_states(self._tx.connection, sorted(ids))}
        people |= {
            customer_id: {"email": None, "last_name": None, **self._new[customer_id].fields} for customer_id in ids & self._new.keys()
        }
        for customer_id in ids & self._completions.keys():
            for row in self._completions[customer_id]:
                people[customer_id] |= row.fields
        return {
            customer_id: label_customer(customer_id, person["first_name"], person["last_name"], person["email"])
            for customer_id, person in people.items()
        }

    def write(self) -> None:
        """Write the new customers, and what rows filled of those of earlier batches."""
        create_customers(self._tx, list(self._new.values()))
        if not self._completions:
            return
        batch = Batch(self._tx, CustomerLookup(self._tx, (), also=self._completions))
        for customer_id, rows in self._completions.items():
            customer = batch.customer(customer_id)
            if customer is not None:
                self._fill(batch, customer, rows)
        batch.write()

    def _fill(self, batch: Batch, customer: Customer, rows: list[CustomerRow]) -> None:
        """Add the completions of a customer to a batch, where another process has not filled the blank meanwhile."""
        values: dict[str, Any] = {}
        stored = self._before.blanks[customer.id]
        for name, value in (item for row in rows for item in row.fields.items()):
            is_blank = getattr(customer, name) is None or (name == "first_name" and customer.first_name == stored.stopgap)
            if is_blank:
                values[name] = value
        changes = [Change(name, getattr(customer, name), value) for name, value in values.items()]
        if "first_name" in values:
            values["name_key"] = name_key(values["first_name"], values.get("last_name", customer.last_name))
        batch.set_columns(customer.id, values)
        if not customer.addresses:
            changes += batch.address_books.upsert(customer, [address for row in rows for address in row.addresses])
        batch.record(customer.id, changes)


def _person(row: CustomerRow) -> tuple[str, ...] | None:
    """Return the name and address of a row that carries nothing else of its customer, None for other rows."""
    fields = row.fields
    if row.id or row.external_ids or fields.get("email") or fields.get("phone") or not fields.get("first_name"):
        return None
    return (name_key(fields["first_name"], fields.get("last_name")), *(part for address in row.addresses for part in _place(address)))


def _place(address: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fold(str(address.get(name) or "")) for name in LOCATING)
