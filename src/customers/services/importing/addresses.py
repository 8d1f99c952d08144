"""Import rows of addresses."""

from collections.abc import Sequence
from uuid import UUID

from customers.services.importing.address_books import require_street_and_city
from customers.services.importing.batch import Batch
from customers.services.importing.lookup import lock_matches
from customers.services.importing.rows import AddressRow, ImportOptions, RowRejectedError, RowResult, import_each
from customers.services.transaction import Transaction


def import_addresses(tx: Transaction, rows: Sequence[AddressRow], options: ImportOptions) -> list[RowResult]:
    """Import a batch of addresses; returns one result a row."""
    lookup = lock_matches(tx, [row.customer for row in rows])
    batch = Batch(tx, lookup)
    results = import_each(rows, lambda row: _import_row(batch, lookup.find(row.customer), row), options)
    batch.write()
    return results


def _import_row(batch: Batch, customer_id: UUID | None, row: AddressRow) -> str:
    if customer_id is None:
        raise RowRejectedError("not_found", "no customer matches the row")
    before = batch.stored(customer_id)
    if before is None:
        raise RowRejectedError("not_found", f"the customer {customer_id} no longer exists")
    exists = row.values["id"] in batch.address_books.get(before)
    if not exists:
        require_street_and_city(row.values)
    # An export may have equal addresses with different ids: all of them are imported.
    changes = batch.address_books.upsert(before, [row.values], by_id=True)
    # A new address leaves `updated_at` unchanged, so that the import of an export restores the same customer.
    batch.record(customer_id, changes, touched=exists)
    return ("updated" if exists else "created") if changes else "unchanged"
