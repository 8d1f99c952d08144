"""Addresses from a file of their own."""

from collections.abc import Sequence
from uuid import UUID

from customers.services.drafts import AddressDraft, ImportOptions, Refused, Verdict, work_through
from customers.services.importing.batch import Batch
from customers.services.importing.books import check_whole
from customers.services.importing.matching import hold_matches
from customers.services.transaction import Transaction


def import_addresses(tx: Transaction, drafts: Sequence[AddressDraft], options: ImportOptions) -> list[Verdict]:
    """Bring a batch of addresses into the database; one verdict a row."""
    matcher = hold_matches(tx, [draft.customer for draft in drafts])
    batch = Batch(tx, matcher)
    verdicts = work_through(drafts, lambda draft: _put(batch, matcher.find(draft.customer), draft), options)
    batch.write()
    return verdicts


def _put(batch: Batch, customer_id: UUID | None, draft: AddressDraft) -> str:
    if customer_id is None:
        raise Refused("not_found", "nobody is known by what the row names")
    before = batch.stored(customer_id)
    if before is None:
        raise Refused("not_found", f"the customer {customer_id} is not there any more")
    known = draft.values["id"] in batch.books.of(before)
    if not known:
        check_whole(draft.values)
    # Equal ones are exported as they are: by their ids they come back as many as they were.
    changes = batch.books.put(before, [draft.values], by_id=True)
    # An address that is added overwrites nothing, so `updated_at` stays: what was exported comes back as it was.
    batch.record(customer_id, changes, touched=known)
    return ("updated" if known else "created") if changes else "unchanged"
