"""Resolve references to orders: ids, SOURCE:NUMBER, and numbers that one source has."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.queries import orders as statements
from customers.domain.ids import parse_uuid
from customers.domain.person_name import full_name
from customers.domain.text import clean
from customers.errors import AmbiguousOrderError, CustomersError, OrderDeletedError, OrderNotFoundError
from customers.services.transaction import Transaction

# How many orders an ambiguous reference lists.
_SHOWN = 10


class _Reference(NamedTuple):
    """What a reference can be: an id, a source with a number, or a number."""

    text: str
    id: UUID | None
    name: tuple[str, str] | None
    number: str


def resolve_orders(tx: Transaction, references: Sequence[str], missing: list[CustomersError] | None = None) -> list[Any]:
    """Return the orders of references, each once, as rows of `queries.orders.list_orders`.

    With `missing`, the errors of references to no order are added to it; else the first is raised.

    Raises:
        OrderNotFoundError, OrderDeletedError: a reference leads to no order.
        AmbiguousOrderError: several sources have the number.
    """
    parsed = [_parse(text) for text in references]
    by_id = statements.find_by_ids(tx.connection, tx.thresholds, {reference.id for reference in parsed if reference.id is not None})
    names = {reference.name for reference in parsed if reference.name is not None}
    by_name = statements.find_by_numbers(tx.connection, tx.thresholds, names)
    numbers = {reference.number for reference in parsed if reference.id not in by_id and reference.name not in by_name}
    by_number = _find_by_number(tx, numbers)
    rows: dict[UUID, Any] = {}
    for reference in parsed:
        row = by_id.get(reference.id) if reference.id is not None else None
        if row is None and reference.name is not None:
            row = by_name.get(reference.name)
        try:
            row = row or _only(tx, reference, by_number.get(reference.number, []))
        except OrderNotFoundError as error:
            if missing is None:
                raise
            missing.append(error)
        else:
            rows[row.id] = row
    return list(rows.values())


def describe_order(row: Any) -> str:
    """Return the name of an order and of its customer."""
    owner = full_name(row.first_name, row.last_name) or row.email or "an erased customer"
    return f"{row.source}:{row.number} of {owner}"


def _parse(text: str) -> _Reference:
    try:
        number = clean(text)
    except ValueError:
        raise OrderNotFoundError(reference=text) from None
    source, colon, rest = number.partition(":")
    name = ("-".join(source.lower().split()), rest.strip()) if colon else None
    return _Reference(text, parse_uuid(number), name, number)


def _find_by_number(tx: Transaction, numbers: set[str]) -> dict[str, list[Any]]:
    """Return the orders of some numbers, in the order of their sources."""
    rows: dict[str, list[Any]] = {}
    if numbers:
        pairs = [(source, number) for source in statements.find_sources(tx.connection) for number in numbers]
        for (_, number), row in sorted(statements.find_by_numbers(tx.connection, tx.thresholds, pairs).items()):
            rows.setdefault(number, []).append(row)
    return rows


def _only(tx: Transaction, reference: _Reference, candidates: Sequence[Any]) -> Any:
    if len(candidates) > 1:
        listed = ", ".join(map(describe_order, candidates[:_SHOWN])) + (", ..." if len(candidates) > _SHOWN else "")
        raise AmbiguousOrderError(reference=reference.text, count=len(candidates), candidates=listed)
    if candidates:
        return candidates[0]
    deleted_at = statements.find_deletion(tx.connection, order_id=reference.id, name=reference.name)
    if deleted_at is not None:
        raise OrderDeletedError(reference=reference.text, date=deleted_at.date())
    raise OrderNotFoundError(reference=reference.text)
