"""Record what a run changes of orders that were there already, so that it can be taken back."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.queries import order_changes as statements
from customers.domain.ids import uuid7
from customers.domain.json import to_jsonable
from customers.services.transaction import Transaction


class OrderChange(NamedTuple):
    """A change of an order: its customer after it, its kind, and the columns with their values before and after."""

    customer_id: UUID
    order_id: UUID
    kind: str  # "changed", "moved" or "deleted"
    columns: Mapping[str, tuple[Any, Any]] = {}


def record(tx: Transaction, changes: Iterable[OrderChange]) -> None:
    """Record changes of orders, each once in a transaction."""
    changes = sorted(changes, key=lambda change: (change.customer_id.int, change.order_id.int))
    if not changes:
        return
    change_id = uuid7()
    statements.insert_changes(
        tx.connection,
        ((change.customer_id, change.order_id, change_id, tx.run_id, change.kind, _document(change.columns)) for change in changes),
    )
    tx.add_to_run(orders=len(changes))


def _document(columns: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    return {name: {"before": to_jsonable(before), "after": to_jsonable(after)} for name, (before, after) in columns.items()}
