"""Collect the changes of a batch row by row, and write them together."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from customers.database.connection.bulk import sorted_batches
from customers.database.dialects.storage import storage_of
from customers.database.queries import customers as profiles
from customers.database.queries import identities
from customers.database.queries import import_batches as statements
from customers.database.queries.merges import find_journals_of
from customers.database.schema.tables import customers
from customers.database.selection.customer_set import CustomerSet
from customers.domain.consent import statement_time
from customers.domain.merge.journal import find_superseded
from customers.models.aliases import Alias, Identity
from customers.models.customer import Customer
from customers.models.fields import SEARCHED, TEXTS
from customers.models.history import Change
from customers.services import history
from customers.services.customers.records import name_customers, refresh_search
from customers.services.importing.address_books import AddressBookBatch
from customers.services.importing.create import create_customers
from customers.services.importing.lookup import CustomerLookup
from customers.services.importing.new_rows import NewCustomer
from customers.services.importing.rows import CLEAR, AddressValues, CustomerRow, PlainCustomer
from customers.services.transaction import Transaction


class Batch:
    """The customers of a batch and their uncommitted changes.

    `write` runs at the end, and before a row changes a customer that an earlier row created or changed.
    """

    def __init__(self, tx: Transaction, lookup: CustomerLookup) -> None:
        self._tx = tx
        self.lookup = lookup
        self.address_books = AddressBookBatch(tx.settings.default_country)
        self._expected: Collection[UUID] | None = None  # None: all customers that its rows can match
        self._stored: dict[UUID, Customer] | None = None
        self._inherited: dict[UUID, statements.Inherited] | None = None
        self._journals: dict[UUID, list[Mapping[str, Any]]] | None = None
        self._written: set[UUID] = set()  # changed in the database since they were read
        self._new: list[NewCustomer] = []
        self._plain: dict[bytes, PlainCustomer] = {}
        self._columns: dict[UUID, dict[str, Any]] = {}
        self._released: list[Identity] = []
        self._claimed: list[tuple[str, str, UUID]] = []
        self._named: list[tuple[UUID, str, str, str]] = []  # new aliases
        self._untagged: list[tuple[UUID, str]] = []
        self._tagged: list[tuple[UUID, str, str]] = []
        self._touched: set[UUID] = set()
        # The first event of each customer, the second of each, and so on: each row is an event of its own.
        self._events: list[dict[UUID, Sequence[Change]]] = []
        self._rows: Counter[UUID] = Counter()

    def expect(self, rows: Iterable[CustomerRow]) -> None:
        """Write all changes, forget the customers of earlier rows, and let those of the next rows be read together."""
        self.write()
        self._expected = {owner for row in rows for owner in self.lookup.followed_owners(row) if owner is not None}
        self._stored = None
        self._written.clear()

    def customer(self, customer_id: UUID) -> Customer | None:
        """Return an active customer with the changes of earlier rows."""
        stored = self._customers()
        if customer_id not in stored or customer_id in self._columns or customer_id in self._rows:
            self.write()
        if customer_id not in stored or customer_id in self._written:
            stored |= self._read([customer_id])
            self._written.discard(customer_id)
        return stored.get(customer_id)

    def stored(self, customer_id: UUID) -> Customer | None:
        """Return an active customer without later changes; `address_books` has those of its addresses."""
        return self._customers().get(customer_id)

    def names_of(self, customer_ids: Iterable[UUID]) -> Mapping[UUID, str]:
        """Return customers as messages name them, with the changes of earlier rows."""
        self.write()
        return name_customers(self._tx, customer_ids)

    def create(self, customer: NewCustomer) -> None:
        """Add a new customer, which later rows match by its identities."""
        self._new.append(customer)
        self.lookup.add(customer.row, customer.id)

    def add_new(self, new: Iterable[NewCustomer], plain: Mapping[bytes, PlainCustomer]) -> None:
        """Add new customers that no later row matches; the plain ones by their ids."""
        self._new += new
        self._plain |= plain

    def record(self, customer_id: UUID, changes: Sequence[Change], *, touched: bool = True) -> None:
        """Record the changes of a row; `touched` advances `updated_at`."""
        if not changes:
            return
        number = self._rows[customer_id]
        self._rows[customer_id] += 1
        if number == len(self._events):
            self._events.append({})
        self._events[number][customer_id] = changes
        if touched:
            self._touched.add(customer_id)

    def set_columns(self, customer_id: UUID, values: dict[str, Any]) -> None:
        """Set columns of a profile."""
        if values:
            self._columns[customer_id] = values

    def set_identities(self, customer_id: UUID, released: Iterable[Identity], claimed: Iterable[Identity]) -> None:
        """Release identities and claim free ones; those that are aliases of the customer stay so."""
        inherited = self.inherited(customer_id)
        aliases = inherited.pairs if inherited is not None else ()
        released = [identity for identity in released if identity not in aliases]
        claimed = [identity for identity in claimed if identity not in aliases]
        self._released += released
        self._claimed += [(*identity, customer_id) for identity in claimed]
        self.lookup.move(customer_id, released, claimed)

    def add_aliases(self, customer_id: UUID, aliases: Sequence[Alias]) -> None:
        """Add free aliases."""
        pairs = [alias[:2] for alias in aliases if alias.kind != identities.PHONE]
        self._named += [(customer_id, *alias) for alias in aliases]
        self._claimed += [(*pair, customer_id) for pair in pairs]
        self.lookup.move(customer_id, (), pairs)
        if self._inherited is not None:
            known = self._inherited.setdefault(customer_id, statements.Inherited(set(), {}))
            known.pairs.update(pairs)
            known.texts.setdefault("phone", set()).update(alias.label for alias in aliases if alias.kind == identities.PHONE)

    def inherited(self, customer_id: UUID) -> statements.Inherited | None:
        """Return what a customer has as aliases or by merges, None where it has nothing."""
        if self._inherited is None:
            self._inherited = statements.find_inherited(self._tx.connection, self.lookup.live_ids())
        return self._inherited.get(customer_id)

    def superseded(self, customer: Customer) -> dict[str, set[str]]:
        """Return what a customer had, by field, before merges that chose what it still has."""
        if self._journals is None:
            survivors = statements.find_survivors(self._tx.connection, self._inherited or ())
            self._journals = find_journals_of(self._tx.connection, survivors)
        journals = self._journals.get(customer.id)
        return find_superseded(journals, {name: getattr(customer, name) for name in TEXTS}) if journals else {}

    def set_tags(self, customer_id: UUID, before: dict[str, str], after: dict[str, str]) -> None:
        """Replace the tags of a customer, as labels by key."""
        self._untagged += [(customer_id, key) for key in before if key not in after]
        self._tagged += [(customer_id, key, label) for key, label in after.items() if key not in before]

    def write(self) -> None:
        """Write all changes to the database, and clear them."""
        connection = self._tx.connection
        self._written.update(self._columns, self._rows)
        # An identity may move from one customer to another, which may be new.
        statements.release_identities(connection, self._released)
        create_customers(self._tx, self._new, self._plain)
        self._new.clear()
        self._plain.clear()
        if not (self._events or self._columns):
            return
        statements.update_customers(connection, ({"id": customer_id, **values} for customer_id, values in self._columns.items()))
        statements.insert_many(connection, "identities", statements.IDENTITIES, sorted(self._claimed))
        statements.insert_many(connection, "aliases", statements.ALIASES, sorted(self._named))
        statements.remove_tags(connection, self._untagged)
        statements.insert_many(connection, "customer_tags", statements.TAGS, sorted(self._tagged, key=lambda row: (row[0].int, row[1])))
        self.address_books.write(self._tx)
        if self._touched:
            profiles.touch_customers(connection, CustomerSet.from_ids(connection, self._touched), self._tx.now)
        refresh_search(
            self._tx, *{customer_id for event in self._events for customer_id, changes in event.items() if _is_searched(changes)}
        )
        for event in self._events:
            history.record_many(self._tx, sorted(event.items(), key=lambda item: item[0].int))
        for rows in (self._released, self._claimed, self._named, self._untagged, self._tagged):
            rows.clear()
        for collection in (self._columns, self._touched, self._events, self._rows):
            collection.clear()

    def _customers(self) -> dict[UUID, Customer]:
        if self._stored is None:
            self._stored = self._read(self.lookup.live_ids() if self._expected is None else self._expected)
        return self._stored

    def _read(self, ids: Collection[UUID]) -> dict[UUID, Customer]:
        result: dict[UUID, Customer] = {}
        tx = self._tx
        query = profiles.profiles(tx.thresholds, tx.now).where(customers.c.state == "live")
        for batch in sorted_batches(ids, lambda customer_id: customer_id.int):
            rows = tx.connection.execute(query.where(customers.c.id.in_(batch))).all()
            read = profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True)
            result |= {customer.id: customer for customer in read}
        return result


def _is_searched(changes: Sequence[Change]) -> bool:
    return any(change.field.startswith((*SEARCHED, "aliases")) for change in changes)


def find_unchanged(
    tx: Transaction, batch: Batch, rows: Iterable[CustomerRow], plain: Sequence[PlainCustomer], *, replaces_tags: bool
) -> set[int]:
    """Return the lines of the plain rows of which each is the only one about its customer, and has nothing new."""
    lookup = batch.lookup
    owners = [lookup.owners_of(row.names) for row in plain]
    uses = Counter(owner for named in owners for owner in named)
    uses.update(owner for row in rows for owner in lookup.followed_owners(row))
    candidates: dict[UUID, PlainCustomer] = {}
    for row, named in zip(plain, owners, strict=True):
        owner = next(iter(named))
        if len(named) == 1 and owner is not None and uses[owner] == 1 and lookup.is_known_live(owner) and batch.inherited(owner) is None:
            candidates[owner] = row
    if not candidates:
        return set()
    stored = _StoredProfiles(tx, candidates)
    return {row.line for owner, row in candidates.items() if stored.have(owner, row, replaces_tags=replaces_tags)}


class _StoredProfiles:
    """What the database has of the customers that plain rows name, to compare it without an object for each."""

    def __init__(self, tx: Transaction, owners: Mapping[UUID, PlainCustomer]) -> None:
        connection = tx.connection
        self._tx = tx
        self._time_of = storage_of(connection.dialect).read_timestamp
        self._profiles = {row[0]: row for row in statements.fetch_stored(connection, "customers", owners)}
        self._tags: dict[UUID, set[str]] = {}
        for owner, key in statements.fetch_stored(
            connection, "customer_tags", [owner for owner, row in owners.items() if row.tags is not None]
        ):
            self._tags.setdefault(owner, set()).add(key)
        self._places: dict[UUID, list[tuple[Any, ...]]] = {}
        placed = [owner for owner, row in owners.items() if row.places]
        for owner, *place in statements.fetch_stored(connection, "addresses", placed):
            self._places.setdefault(owner, []).append(tuple(place))

    def have(self, owner: UUID, row: PlainCustomer, *, replaces_tags: bool) -> bool:
        """Return whether a customer certainly has all that a row states; its identities are the customer's."""
        stored = self._profiles.get(owner)
        if stored is None or not self._has_consent(row, *stored[-2:]):
            return False
        texts = stored[1:-2]
        if row.texts != texts and any(
            text is not None and (None if text is CLEAR else text) != before for text, before in zip(row.texts, texts, strict=True)
        ):
            return False
        if row.tags is not None:
            keys, before = {tag.key for tag in row.tags}, self._tags.get(owner, set())
            if not (keys == before if replaces_tags else keys <= before):
                return False
        places = self._places.get(owner, ())
        return all(any(is_stored(place, before) for before in places) for place in row.places)

    def _has_consent(self, row: PlainCustomer, opted_in: Any, at: Any) -> bool:
        if row.consent is None or not self._tx.consent or (row.consent_implied and opted_in is None):
            return True
        if opted_in is None or bool(opted_in) != (row.consent == "yes"):
            return False
        stated_at = statement_time(row.consent_at, self._tx.now)
        return stated_at is None or (at is not None and stated_at <= self._time_of(at))


def is_stored(place: AddressValues, before: Sequence[Any]) -> bool:
    """Return whether an address of a row is a stored one in all that it does not leave blank; with its id also its default."""
    address_id, address_type, is_default, *members = before
    has_default = is_default or not place.is_default
    is_same = place.type == address_type if place.id is None else place.id == str(address_id) and has_default
    # A null of JSON lines clears a text of the address with the id.
    texts = zip(place[3:-2], members, strict=True)
    return is_same and all(not text or text == stored or (text is CLEAR and not (place.id and stored)) for text, stored in texts)
