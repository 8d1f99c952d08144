"""Tags of one customer and of many."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from customers.database.queries import customers as profiles
from customers.database.queries import merges
from customers.database.queries import tags as statements
from customers.database.selection.customer_set import CustomerSet
from customers.database.statistics import saved_segments
from customers.domain.ids import uuid7
from customers.domain.merge.journal import rename_tag as rename_journal_tag
from customers.domain.tags import MAX_PER_CUSTOMER, Tag, parse_tags, rename_in_filters
from customers.errors import InvalidFieldError, TagLimitError
from customers.models.results import RefusedCustomer, TagCount, TagResult
from customers.services import history
from customers.services.customers.records import name_customers
from customers.services.segment_changes import record_segment_change
from customers.services.transaction import Transaction


def add_tags(tx: Transaction, customers: CustomerSet, labels: Sequence[str], refused: Sequence[RefusedCustomer] = ()) -> TagResult:
    """Add tags to customers, which the transaction has locked.

    Tags are compared case-insensitively and keep the spelling in which the customer first got them. Of several customers
    those that would have too many tags are refused and the others tagged; `refused` are the refusals before.

    Raises:
        TagLimitError: the only customer would have more than `MAX_PER_CUSTOMER`.
    """
    return _change_tags(tx, customers, _parse(labels), refused, add=True, remove=False)


def set_tags(tx: Transaction, customers: CustomerSet, labels: Sequence[str], refused: Sequence[RefusedCustomer] = ()) -> TagResult:
    """Make these the only tags of customers, which the transaction has locked.

    Raises:
        InvalidFieldError: there are more than `MAX_PER_CUSTOMER`.
    """
    return _change_tags(tx, customers, _parse(labels), refused, add=True, remove=True)


def remove_tags(tx: Transaction, customers: CustomerSet, labels: Sequence[str], refused: Sequence[RefusedCustomer] = ()) -> TagResult:
    """Remove tags from customers, which the transaction has locked."""
    return _change_tags(tx, customers, _parse(labels), refused, add=False, remove=True)


def rename_tag(tx: Transaction, customers: CustomerSet, old: Tag, new: Tag) -> TagResult:
    """Replace a tag of customers, which the transaction has locked, by another.

    A customer that has the new tag already keeps its spelling. Renamed to itself in other letters, a tag is respelled. Journals of
    merges follow, so that an unmerge brings the new name, and saved segments.
    """
    connection, event_id = tx.connection, uuid7()
    respelled = old.key == new.key
    condition = statements.has_spelled_otherwise(new) if respelled else statements.has_one([old])
    added = removed = 0
    for batch in customers.batches():
        with _recorded(tx, batch, condition, event_id) as snapshot:
            if respelled:
                added += statements.respell_tag(connection, snapshot.customers, new)
            else:
                added += statements.add_tags(connection, snapshot.customers, [new])
                removed += statements.remove_tags(connection, snapshot.customers, [old])
    for merge in merges.find_journals(connection, old.key):
        journal = rename_journal_tag(merge.journal, old, new)
        if journal != merge.journal:
            merges.write_journal(connection, merge, journal)
    for segment in saved_segments.find_segments(connection):
        filters = rename_in_filters(segment.filters, old, new)
        if filters != segment.filters:
            saved_segments.write_filters(connection, segment.key, filters, tx.now)
            record_segment_change(tx, segment.key, segment)
    size = customers.count()
    return TagResult(customers=size, added=added, removed=added if respelled else removed, unchanged=size - added)


def list_tags(tx: Transaction) -> list[TagCount]:
    """Return every tag in use with the number of live customers that have it, in alphabetical order."""
    return [TagCount(tag, customers) for tag, customers in statements.count_by_tag(tx.connection)]


def replace_tags(tx: Transaction, customer_id: UUID, tags: Sequence[Tag]) -> None:
    """Make these the only tags of one customer, without a record in the history."""
    customers = CustomerSet.from_ids(tx.connection, [customer_id])
    statements.remove_other_tags(tx.connection, customers, tags)
    statements.add_tags(tx.connection, customers, tags)


def _parse(labels: Sequence[str]) -> list[Tag]:
    try:
        tags = parse_tags(labels)
    except ValueError as error:
        raise InvalidFieldError(field="tag", problem=str(error)) from None
    if not tags:
        raise InvalidFieldError(field="tag", problem="a tag cannot be blank")
    return tags


def _change_tags(
    tx: Transaction, customers: CustomerSet, tags: Sequence[Tag], refused: Sequence[RefusedCustomer], *, add: bool, remove: bool
) -> TagResult:
    connection, event_id = tx.connection, uuid7()
    condition = statements.has_others(tags) if add and remove else statements.lacks_one(tags) if add else statements.has_one(tags)
    added = removed = 0
    for batch in customers.batches():
        with _recorded(tx, batch, condition, event_id) as snapshot:
            if add:
                refused = [*refused, *_refuse_over_limit(tx, customers, snapshot, tags, replacing=remove)]
            if remove:
                removed += (statements.remove_other_tags if add else statements.remove_tags)(connection, snapshot.customers, tags)
            if add:
                added += statements.add_tags(connection, snapshot.customers, tags)
    size = customers.count()
    unchanged = size * len(tags) - (added if add else removed)
    return TagResult(customers=size, added=added, removed=removed, unchanged=unchanged, refused=tuple(refused))


@contextmanager
def _recorded(tx: Transaction, batch: CustomerSet, condition: statements.Condition, event_id: UUID) -> Iterator[statements.TagSnapshot]:
    """Record what the block changes of the tags of those customers of a batch that meet a condition."""
    snapshot = statements.TagSnapshot(tx.connection, batch, condition)
    yield snapshot
    history.record_found(tx, snapshot.changes(), event_id)
    profiles.touch_customers(tx.connection, snapshot.customers, tx.now)


def _refuse_over_limit(
    tx: Transaction, customers: CustomerSet, snapshot: statements.TagSnapshot, tags: Sequence[Tag], *, replacing: bool
) -> list[RefusedCustomer]:
    if replacing:
        if len(tags) > MAX_PER_CUSTOMER:
            raise InvalidFieldError(field="tag", problem=f"{len(tags)} tags are too many; a customer has at most {MAX_PER_CUSTOMER}")
        return []
    counts = snapshot.count_over_limit(tags, MAX_PER_CUSTOMER)
    names = name_customers(tx, counts)
    errors = [
        TagLimitError(customer=customer_id, name=names[customer_id], count=count, limit=MAX_PER_CUSTOMER)
        for customer_id, count in counts.items()
    ]
    if errors and customers.count() == 1:
        raise errors[0]
    customers.exclude(counts)
    snapshot.customers.exclude(counts)
    return [RefusedCustomer(str(error.details["customer"]), error.code, error.message) for error in errors]
