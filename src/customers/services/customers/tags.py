"""Tags of one customer and of many."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from customers.database.queries import customers as profiles
from customers.database.queries import tags as statements
from customers.database.selection import customer_set
from customers.domain.ids import uuid7
from customers.domain.suggestions import closest_match
from customers.domain.tags import MAX_PER_CUSTOMER, Tag, parse_tags
from customers.domain.text import quote_value
from customers.errors import InvalidFieldError, TagLimitError, TagNotFoundError
from customers.models.results import RefusedCustomer, TagCount, TagResult
from customers.models.selection import Guard
from customers.services import history
from customers.services.listing.bulk import check_guard
from customers.services.listing.confirmation import Confirmed, lock_selection
from customers.services.transaction import Transaction


def add_tags(tx: Transaction, labels: Sequence[str], refused: Sequence[RefusedCustomer] = ()) -> TagResult:
    """Give every selected customer, which are locked, the tags it lacks.

    Tags are compared without regard to case and keep the spelling with which the customer first got them. Of several
    customers those who would have too many are refused and the others tagged; `refused` is what was refused before.

    Raises:
        TagLimitError: the only customer would have more than `MAX_PER_CUSTOMER`.
    """
    return _tag(tx, _parse(labels), refused, add=True, remove=False)


def set_tags(tx: Transaction, labels: Sequence[str], refused: Sequence[RefusedCustomer] = ()) -> TagResult:
    """Make these the only tags of every selected customer; raises as `add_tags` does."""
    return _tag(tx, _parse(labels), refused, add=True, remove=True)


def remove_tags(tx: Transaction, labels: Sequence[str], refused: Sequence[RefusedCustomer] = ()) -> TagResult:
    """Take tags away from every selected customer that has them."""
    return _tag(tx, _parse(labels), refused, add=False, remove=True)


def list_tags(tx: Transaction) -> list[TagCount]:
    """Every tag in use with how many live customers have it, in alphabetical order."""
    return [TagCount(tag, customers) for tag, customers in statements.count_by_tag(tx.connection)]


def set_labels(tx: Transaction, customer_id: UUID, tags: Sequence[Tag]) -> None:
    """Make these the only tags of one customer; history is the caller's."""
    customer_set.fill_ids(tx.connection, [customer_id])
    statements.remove_other_tags(tx.connection, customer_set.selected_ids(), tags)
    statements.add_tags(tx.connection, customer_set.selected_ids(), tags)


def _parse(labels: Sequence[str]) -> list[Tag]:
    try:
        tags = parse_tags(labels)
    except ValueError as error:
        raise InvalidFieldError(field="tag", problem=str(error)) from None
    if not tags:
        raise InvalidFieldError(field="tag", problem="a tag cannot be blank")
    return tags


def fix_tagged(tx: Transaction, tag: Tag, guard: Guard, confirmed: Confirmed | None) -> None:
    """Select the customers of a tag as `select_tagged` does, and lock them for the rest of the transaction.

    Raises:
        TagNotFoundError, SelectionGuardError: as `select_tagged`.
        SelectionChangedError: they are not those that were `confirmed`.
    """

    def select() -> None:
        if confirmed is None:
            select_tagged(tx, tag, guard)
        else:
            customer_set.fill_from(tx.connection, statements.customers_of_tag(tag))

    lock_selection(tx, select, confirmed, states=("live", "deleted"))
    check_guard(customer_set.count_selected(tx.connection), guard)


def select_tagged(tx: Transaction, tag: Tag, guard: Guard) -> int:
    """Write down the customers of a tag, deleted ones too, as those whom `rename_tag` is about; returns how many there are.

    Raises:
        TagNotFoundError: nobody has it.
        SelectionGuardError: there are not as many as the guard demands.
    """
    count = customer_set.fill_from(tx.connection, statements.customers_of_tag(tag))
    if not count:
        likely = closest_match(tag.label, (used.tag for used in list_tags(tx)))
        raise TagNotFoundError(tag=quote_value(tag.label), hint=f"did you mean {quote_value(likely)}?" if likely else None)
    check_guard(count, guard)
    return count


def rename_tag(tx: Transaction, old: Tag, new: Tag) -> TagResult:
    """Give the selected customers, which are locked, the new tag in place of the old.

    Where a customer has the new one already, it keeps its spelling.
    Two spellings of one tag are told apart here: renamed to itself in other letters, a tag is spelled so everywhere.
    """
    connection, event_id = tx.connection, uuid7()
    respelled = old.key == new.key
    condition = statements.has_spelled_otherwise(new) if respelled else statements.has_one([old])
    added = removed = 0
    for part in customer_set.batches(connection):
        with _recorded(tx, part, condition, event_id) as changing:
            added += statements.respell_tag(connection, changing, new) if respelled else statements.add_tags(connection, changing, [new])
            removed += 0 if respelled else statements.remove_tags(connection, changing, [old])
    customers = customer_set.count_selected(connection)
    return TagResult(customers=customers, added=added, removed=added if respelled else removed, unchanged=customers - added)


def _tag(tx: Transaction, tags: Sequence[Tag], refused: Sequence[RefusedCustomer], *, add: bool, remove: bool) -> TagResult:
    connection, event_id = tx.connection, uuid7()
    condition = statements.has_others(tags) if add and remove else statements.lacks_one(tags) if add else statements.has_one(tags)
    added = removed = 0
    for part in customer_set.batches(connection):
        with _recorded(tx, part, condition, event_id) as changing:
            if add:
                refused = [*refused, *_refuse_too_many(tx, tags, replacing=remove)]
            if remove:
                removed += (statements.remove_other_tags if add else statements.remove_tags)(connection, changing, tags)
            if add:
                added += statements.add_tags(connection, changing, tags)
    customers = customer_set.count_selected(connection)
    unchanged = customers * len(tags) - (added if add else removed)
    return TagResult(customers=customers, added=added, removed=removed, unchanged=unchanged, refused=tuple(refused))


@contextmanager
def _recorded(tx: Transaction, part: Select[tuple[UUID]], condition: ColumnElement[bool], event_id: UUID) -> Iterator[Select[tuple[UUID]]]:
    """Change the tags of those in a part of the selection of whom a condition holds: their history is written, and they are touched."""
    changing = statements.keep_changing(tx.connection, part, condition)
    yield changing
    history.record_found(tx, statements.changed_tags(tx.connection), event_id)
    profiles.touch_customer_set(tx.connection, tx.now, changing)


def _refuse_too_many(tx: Transaction, tags: Sequence[Tag], *, replacing: bool) -> list[RefusedCustomer]:
    if replacing:
        if len(tags) > MAX_PER_CUSTOMER:
            raise InvalidFieldError(field="tag", problem=f"{len(tags)} are too many; a customer has at most {MAX_PER_CUSTOMER}")
        return []
    too_many = statements.find_too_many(tx.connection, tags, MAX_PER_CUSTOMER)
    errors = [TagLimitError(customer=customer_id, count=count, limit=MAX_PER_CUSTOMER) for customer_id, count in too_many.items()]
    if errors and customer_set.count_selected(tx.connection) == 1:
        raise errors[0]
    customer_set.exclude(tx.connection, too_many)
    statements.leave_unchanged(tx.connection, too_many)
    return [RefusedCustomer(str(error.details["customer"]), error.code, error.message) for error in errors]
