"""Addresses from a file of their own."""

from collections.abc import Sequence
from uuid import UUID

from customers.services.importing.address_books import require_street_and_city
from customers.services.importing.batch import Batch
from customers.services.importing.lookup import lock_matches
from customers.services.importing.rows import AddressRow, ImportOptions, RowRejected, RowResult, import_each
from customers.services.transaction import Transaction


def import_addresses(tx: Transaction, rows: Sequence[AddressRow], options: ImportOptions) -> list[RowResult]:
    """Bring a batch of addresses into the database; one result a row."""
    lookup = lock_matches(tx, [row.customer for row in rows])
    batch = Batch(tx, lookup)
    results = import_each(rows, lambda row: _put(batch, lookup.find(row.customer), row), options)
    batch.write()
    return results


def _put(batch: Batch, customer_id: UUID | None, row: AddressRow) -> str:
    if customer_id is None:
        raise RowRejected("not_found", "nobody is known by what the row names")
    before = batch.stored(customer_id)
    if before is None:
        raise RowRejected("not_found", f"the customer {customer_id} is not there any more")
    known = row.values["id"] in batch.books.get(before)
    if not known:
        require_street_and_city(row.values)
    # Equal ones are exported as they are: by their ids they come back as many as they were.
    changes = batch.books.upsert(before, [row.values], by_id=True)
    # An address that is added overwrites nothing, so `updated_at` stays: what was exported comes back as it was.
    batch.record(customer_id, changes, touched=known)
    return ("updated" if known else "created") if changes else "unchanged"
