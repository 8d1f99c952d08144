"""Import rows of addresses."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.queries import identities
from customers.database.queries.import_batches import fetch_stored
from customers.domain.email import email_key
from customers.models.aliases import Identity
from customers.services.importing.address_books import require_place
from customers.services.importing.batch import Batch, is_stored
from customers.services.importing.lookup import CustomerLookup, lock_matches
from customers.services.importing.rows import (
    NOTHING,
    AddressRow,
    AddressValues,
    CustomerRow,
    ImportOptions,
    RowRejectedError,
    RowResult,
    SourceRow,
    import_each,
    names_of_plain,
)
from customers.services.transaction import Transaction

_NO_OWNER = UUID(int=0)


class PlainAddress(NamedTuple):
    """A row of addresses as most are: with nothing in it to decide. `as_row` makes the object that others need."""

    line: int
    original: Mapping[str, Any]
    customer_id: str | None
    email: str | None
    external_id: str | None
    place: AddressValues

    @property
    def names(self) -> tuple[Identity, ...]:
        """The identities of its customer, the strongest first."""
        names = names_of_plain(self.email and email_key(self.email), self.external_id)
        return names if self.customer_id is None else ((identities.ID, self.customer_id), *names)

    @property
    def source_row(self) -> SourceRow:
        """The row of the file."""
        return SourceRow(self.line, NOTHING, self.original)

    def as_row(self) -> AddressRow:
        """Return the address as other rows are."""
        system, _, value = (self.external_id or "").partition(":")
        customer_id = None if self.customer_id is None else UUID(self.customer_id)
        fields = {} if self.email is None else {"email": self.email}
        customer = CustomerRow(self.source_row, customer_id, fields, {system: value} if system else {})
        address_id = None if self.place.id is None else UUID(self.place.id)
        return AddressRow(self.source_row, customer, self.place._asdict() | {"id": address_id})


def import_addresses(tx: Transaction, rows: Sequence[AddressRow], plain: Sequence[PlainAddress], options: ImportOptions) -> list[RowResult]:
    """Import a batch of addresses; returns one result a row."""
    named = [row.names for row in plain]
    lookup = lock_matches(tx, [row.customer for row in rows], names=list(chain.from_iterable(named)))
    batch = Batch(tx, lookup)
    unchanged = _find_unchanged(tx, lookup, rows, plain)
    others = [*rows, *(row.as_row() for row in plain if row.line not in unchanged)]
    others.sort(key=lambda row: row.source_row.line)
    results = [RowResult(row.source_row, "unchanged") for row in plain if row.line in unchanged]
    results += import_each(others, lambda row: _import_row(batch, lookup.find(row.customer), row), options)
    batch.write()
    return results


def _find_unchanged(tx: Transaction, lookup: CustomerLookup, rows: Sequence[AddressRow], plain: Sequence[PlainAddress]) -> set[int]:
    """Return the lines of the plain rows of customers for which the batch has nothing new."""
    changed: set[UUID | None] = {None}
    for row in rows:
        changed |= lookup.followed_owners(row.customer)
    by_owner: dict[UUID, list[PlainAddress]] = {}
    for address in plain:
        owners = lookup.owners_of(address.names)
        if len(owners) > 1:
            changed |= owners
        else:
            by_owner.setdefault(next(iter(owners)) or _NO_OWNER, []).append(address)
    by_owner = {owner: taken for owner, taken in by_owner.items() if owner not in changed and lookup.is_known_live(owner)}
    if not by_owner:
        return set()
    books: dict[UUID, list[tuple[Any, ...]]] = {}
    for owner, *place in fetch_stored(tx.connection, "addresses", by_owner):
        books.setdefault(owner, []).append(tuple(place))
    lines: set[int] = set()
    for owner, taken in by_owner.items():
        if all(any(is_stored(address.place, before) for before in books.get(owner, ())) for address in taken):
            lines.update(address.line for address in taken)
    return lines


def _import_row(batch: Batch, customer_id: UUID | None, row: AddressRow) -> str:
    if customer_id is None:
        raise RowRejectedError("not_found", "no customer matches the row")
    before = batch.stored(customer_id)
    if before is None:
        raise RowRejectedError("not_found", f"the customer {customer_id} no longer exists")
    exists = row.values["id"] in batch.address_books.get(before)
    if not exists:
        require_place(row.values)
    # An export may have equal addresses with different ids: all of them are imported.
    changes = batch.address_books.upsert(before, [row.values], by_id=True)
    # A new address leaves `updated_at` unchanged, so that the import of an export restores the same customer.
    batch.record(customer_id, changes, touched=exists)
    return ("updated" if exists else "created") if changes else "unchanged"
