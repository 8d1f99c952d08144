"""Tags of one customer and of many."""

from collections.abc import Sequence
from uuid import UUID

from customers.database import customers as profiles
from customers.database import selecting
from customers.database import tags as statements
from customers.errors import InvalidField, TagLimitReached
from customers.models import Change, Refusal, TagCount, TagResult
from customers.rules.tags import MAX_PER_CUSTOMER, Tag, parse_tags
from customers.services import history
from customers.services.transaction import Transaction


def add_tags(tx: Transaction, labels: Sequence[str], refused: Sequence[Refusal] = ()) -> TagResult:
    """Give every selected customer the tags it lacks.

    Tags are compared without regard to case and keep the spelling with which the customer first got them. Of several
    customers those who would have too many are refused and the others tagged; `refused` is what was refused before.

    Raises:
        TagLimitReached: the only customer would have more than `MAX_PER_CUSTOMER`.
    """
    return _tag(tx, _parse(labels), refused, add=True, remove=False)


def set_tags(tx: Transaction, labels: Sequence[str], refused: Sequence[Refusal] = ()) -> TagResult:
    """Make these the only tags of every selected customer; raises as `add_tags` does."""
    return _tag(tx, _parse(labels), refused, add=True, remove=True)


def remove_tags(tx: Transaction, labels: Sequence[str], refused: Sequence[Refusal] = ()) -> TagResult:
    """Take tags away from every selected customer that has them."""
    return _tag(tx, _parse(labels), refused, add=False, remove=True)


def list_tags(tx: Transaction) -> list[TagCount]:
    """Every tag in use with how many live customers have it, in alphabetical order."""
    return [TagCount(tag, customers) for tag, customers in statements.count_by_tag(tx.connection)]


def set_labels(tx: Transaction, customer_id: UUID, tags: Sequence[Tag]) -> None:
    """Make these the only tags of one customer; history is the caller's."""
    selecting.keep_ids(tx.connection, [customer_id])
    statements.remove_other_tags(tx.connection, selecting.selected_ids(), tags)
    statements.add_tags(tx.connection, selecting.selected_ids(), tags)


def _parse(labels: Sequence[str]) -> list[Tag]:
    try:
        tags = parse_tags(labels)
    except ValueError as error:
        raise InvalidField(field="tag", problem=str(error)) from None
    if not tags:
        raise InvalidField(field="tag", problem="a tag cannot be blank")
    return tags


def _tag(tx: Transaction, tags: Sequence[Tag], refused: Sequence[Refusal], *, add: bool, remove: bool) -> TagResult:
    connection, selection = tx.connection, selecting.selected_ids()
    profiles.lock_selected(connection)
    refused = [*refused, *_refuse_too_many(tx, tags, replacing=remove)] if add else list(refused)
    before = statements.find_labels(connection, selection)
    removed = 0
    if remove:
        removed = (statements.remove_other_tags if add else statements.remove_tags)(connection, selection, tags)
    added = statements.add_tags(connection, selection, tags) if add else 0
    customers = selecting.count_selected(connection)
    _record(tx, before, statements.find_labels(connection, selection))
    pairs = customers * len(tags)
    return TagResult(
        customers=customers, added=added, removed=removed, unchanged=pairs - (added if add else removed), refused=tuple(refused)
    )


def _refuse_too_many(tx: Transaction, tags: Sequence[Tag], *, replacing: bool) -> list[Refusal]:
    if replacing:
        if len(tags) > MAX_PER_CUSTOMER:
            raise InvalidField(field="tag", problem=f"{len(tags)} are too many; a customer has at most {MAX_PER_CUSTOMER}")
        return []
    too_many = statements.find_too_many(tx.connection, selecting.selected_ids(), tags, MAX_PER_CUSTOMER)
    errors = [TagLimitReached(customer=customer_id, count=count, limit=MAX_PER_CUSTOMER) for customer_id, count in too_many.items()]
    if errors and selecting.count_selected(tx.connection) == 1:
        raise errors[0]
    selecting.leave_out(tx.connection, too_many)
    return [Refusal(str(error.details["customer"]), error.code, error.message) for error in errors]


def _record(tx: Transaction, before: dict[UUID, list[str]], after: dict[UUID, list[str]]) -> None:
    changed = sorted(customer_id for customer_id in before.keys() | after.keys() if before.get(customer_id) != after.get(customer_id))
    if not changed:
        return
    history.record_many(
        tx, ((customer_id, [Change("tags", before.get(customer_id, []), after.get(customer_id, []))]) for customer_id in changed)
    )
    selecting.keep_ids(tx.connection, changed)
    profiles.touch_selected(tx.connection, tx.now)
