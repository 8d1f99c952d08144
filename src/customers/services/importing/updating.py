"""Changes of customers that are there, gathered row by row and written together."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from customers.database import customers as profiles
from customers.database import importing as statements
from customers.database import selected
from customers.database.tables import customers
from customers.models import Change, Customer
from customers.services import history
from customers.services.importing.books import Books
from customers.services.importing.matching import Matcher
from customers.services.records import refresh_search
from customers.services.transaction import Transaction

Name = tuple[str, str]  # kind and value of an identity

_SEARCHED = ("email", "phone", "first_name", "last_name", "external_ids", "addresses")


class Updates:
    """The customers of a batch as they are stored, and what is to be written of them.

    `write` is called at the end, and before a customer is looked at who has been changed already.
    """

    def __init__(self, tx: Transaction, ids: Collection[UUID], matcher: Matcher) -> None:
        self._tx = tx
        self._matcher = matcher
        self.books = Books(tx.settings.default_country)
        self._stored = self._read(ids)
        self._columns: dict[UUID, dict[str, Any]] = {}
        self._free: set[Name] = set()  # what was released since the batch began
        self._survivors: set[UUID] | None = None
        self._released: list[Name] = []
        self._claimed: list[tuple[str, str, UUID]] = []
        self._untagged: list[tuple[UUID, str]] = []
        self._tagged: list[tuple[UUID, str, str]] = []
        self._changes: dict[UUID, list[Change]] = {}
        self._touched: set[UUID] = set()

    def customer(self, customer_id: UUID) -> Customer | None:
        """A live customer as it is now: a second row about it sees what the first did."""
        if customer_id in self._columns or customer_id in self._changes:
            self.write()
            self._stored |= self._read([customer_id])
        return self._stored.get(customer_id)

    def stored(self, customer_id: UUID) -> Customer | None:
        """A live customer as it was when the batch began, which is enough for its address book: `books` knows the rest."""
        return self._stored.get(customer_id)

    def record(self, customer_id: UUID, changes: list[Change], *, touched: bool = True) -> None:
        """Note what changes; `touched` moves `updated_at` on."""
        if changes:
            self._changes.setdefault(customer_id, []).extend(changes)
            if touched:
                self._touched.add(customer_id)

    def set_columns(self, customer_id: UUID, values: dict[str, Any]) -> None:
        """Change columns of a profile."""
        if values:
            self._columns[customer_id] = values

    def owner_of(self, kind: str, value: str) -> UUID | None:
        """The customer who holds a name that a row of the batch has."""
        return None if (kind, value) in self._free else self._matcher.owner_of(kind, value)

    def set_identities(self, customer_id: UUID, left: Iterable[Name], wanted: Iterable[Name]) -> None:
        """Give names up, and take others that are free; those of profiles merged into the customer stay its aliases."""
        aliases = self._aliases(customer_id)
        released = [name for name in left if name not in aliases]
        self._released += released
        self._free.update(released)
        self._claimed += [(*name, customer_id) for name in wanted if name not in aliases]

    def _aliases(self, customer_id: UUID) -> Collection[Name]:
        if self._survivors is None:
            self._survivors = statements.find_survivors(self._tx.connection, self._stored)
        if customer_id not in self._survivors:
            return ()
        return profiles.find_names(self._tx.connection, profiles.find_absorbed(self._tx.connection, customer_id))

    def set_tags(self, customer_id: UUID, current: dict[str, str], wanted: dict[str, str]) -> None:
        """Give a customer the wanted tags, by their keys, in place of the current."""
        self._untagged += [(customer_id, key) for key in current if key not in wanted]
        self._tagged += [(customer_id, key, label) for key, label in wanted.items() if key not in current]

    def write(self) -> None:
        """Write everything that was noted, and forget it."""
        connection, changes = self._tx.connection, self._changes
        if not (changes or self._columns):
            return
        statements.update_customers(connection, ({"id": customer_id, **values} for customer_id, values in self._columns.items()))
        statements.release_identities(connection, self._released)
        statements.insert_many(connection, "identities", statements.IDENTITIES, sorted(self._claimed))
        statements.remove_tags(connection, self._untagged)
        statements.insert_many(connection, "customer_tags", statements.TAGS, sorted(self._tagged, key=lambda row: (row[0].int, row[1])))
        self.books.write(self._tx)
        if self._touched:
            selected.keep_ids(connection, self._touched)
            profiles.touch_selected(connection, self._tx.now)
        refresh_search(self._tx, *(customer_id for customer_id, made in changes.items() if _is_searched(made)))
        history.record_many(self._tx, sorted(changes.items(), key=lambda item: item[0].int))
        for gathered in (self._columns, self._released, self._claimed, self._untagged, self._tagged, self._changes, self._touched):
            gathered.clear()

    def _read(self, ids: Collection[UUID]) -> dict[UUID, Customer]:
        found: dict[UUID, Customer] = {}
        tx, query = self._tx, profiles.profiles().where(customers.c.state == "live")
        for chunk in statements.chunks(ids, lambda customer_id: customer_id.int):
            rows = tx.connection.execute(query.where(customers.c.id.in_(chunk))).all()
            read = profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True)
            found |= {customer.id: customer for customer in read}
        return found


def _is_searched(changes: Sequence[Change]) -> bool:
    return any(change.field.startswith(_SEARCHED) for change in changes)
