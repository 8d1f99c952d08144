"""Take back what a run did to orders: created ones go, changed, moved and deleted ones return."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.connection.bulk import batched
from customers.database.queries import import_batches, order_moves
from customers.database.selection.customer_set import CustomerSet
from customers.database.undo import members
from customers.database.undo import orders as statements
from customers.database.undo.orders import StoredChange, StoredOrder
from customers.domain.json import to_jsonable
from customers.domain.merge.journal import Journal, read_journal
from customers.domain.timestamps import parse_timestamp
from customers.models.history import Change
from customers.services import history, order_changes
from customers.services.order_changes import OrderChange
from customers.services.runs.work import UndoWork

_BATCH = 1_000
_TIMES = ("placed_at", "as_of", "deleted_at")
_IDS = ("customer_id", "named_id")
# The moment of a file belongs to no value of an order.
_NO_VALUES = frozenset({"as_of"})
_CANNOT_HOLD = frozenset({"absorbed", "erased", "undone"})


def undo_orders(work: UndoWork) -> None:
    """Take back everything that the run did to orders."""
    if work.source.is_undo:
        _bring_back(work)
    elif work.source.number is not None:
        _take_out(work, work.source.number)
    for batch in batched(statements.find_changes_of_run(work.tx.connection, work.source.id, work.members), _BATCH):
        _undo_changes(work, batch)


def _take_out(work: UndoWork, number: int) -> None:
    """Take the orders that the run created out of the shop; one that was changed since collides."""
    tx = work.tx
    statements.start_kept(tx.connection)
    for rows in statements.find_changed_since(tx.connection, number, work.source.id, work.members):
        statements.keep(tx.connection, _find_kept(work, rows))
    number = statements.take_out(tx.connection, number, work.members, tx.run_id)
    if number:
        tx.add_to_run(orders=number)
        work.orders += number


def _find_kept(work: UndoWork, candidates: Sequence[StoredOrder]) -> list[order_moves.OrderKey]:
    """Return those of some orders that were changed since and stay; each collides."""
    keys = []
    later = statements.find_changes_of(work.tx.connection, {row.id for row in candidates}, work.source.id)
    for row in candidates:
        changed = _net_columns(later.get(row.id, ()))
        if changed:
            verb = "moved to another customer" if "customer_id" in changed else "changed"
            work.collide(row.customer_id, f"the order {row.source}:{row.number} was {verb} since")
            if not work.force:
                keys.append((row.customer_id, row.id))
    return keys


def _bring_back(work: UndoWork) -> None:
    """Bring back the orders that an undo took out; one that is there again collides."""
    tx = work.tx
    for row in statements.find_obstacles(tx.connection, work.source.last_id, work.members):
        problem = "its customer was merged, erased or undone since" if row.is_gone else "is there again, or was deleted since"
        work.collide(row.customer_id, f"the order {row.source}:{row.number}: {problem}", is_stuck=True)
    number = statements.bring_back(tx.connection, work.source.last_id, work.members)
    if number:
        tx.add_to_run(orders=number)
        work.orders += number


def _net_columns(changes: Iterable[StoredChange]) -> set[str]:
    """Return the columns that some changes of an order, the oldest first, left with another value."""
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for row in changes:
        for name, values in row.changes.items():
            first.setdefault(name, values["before"])
            last[name] = values["after"]
    return {name for name in first if first[name] != last[name] and name not in _NO_VALUES}


@dataclass(slots=True)
class _Changes:
    """What goes back of a batch of changes, and its records."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    moves: dict[UUID, list[tuple[UUID, UUID]]] = field(default_factory=dict)
    restored: list[StoredOrder] = field(default_factory=list)
    deleted: list[tuple[tuple[UUID, UUID], datetime]] = field(default_factory=list)
    records: list[OrderChange] = field(default_factory=list)
    # Names of orders that moved, by the customers with a record of that, and those that are to have one.
    names: dict[tuple[UUID, UUID], set[str]] = field(default_factory=dict)

    # The merges into a customer that were undone after a change, by both: absorbed profile and journal.
    merges: dict[tuple[UUID, UUID], list[tuple[UUID, Journal]]] = field(default_factory=dict)

    def name(self, order: StoredOrder, recorded: UUID, owner: UUID) -> None:
        """Add an order with a record of its move."""
        self.names.setdefault((recorded, owner), set()).add(f"orders.{order.source}:{order.number}")


class _Present(NamedTuple):
    """The orders of a batch of changes as they are now, stored and deleted, the taken numbers of these, and the states of customers."""

    stored: Mapping[UUID, StoredOrder]
    deleted: Mapping[UUID, StoredOrder]
    taken: set[tuple[str, str]]
    states: Mapping[UUID, str]

    def can_hold(self, customer_id: UUID) -> bool:
        """Return whether a customer can have orders again."""
        return self.states.get(customer_id, "erased") not in _CANNOT_HOLD


def _undo_changes(work: UndoWork, batch: Sequence[StoredChange]) -> None:
    connection = work.tx.connection
    order_ids = list({row.order_id for row in batch})
    owners = {row.customer_id for row in batch} | {owner for row in batch if (owner := _former_owner(row)) is not None}
    returned = members.find_returned(connection, CustomerSet.from_ids(connection, owners))
    owners.update(returned)
    stored = statements.find_stored(connection, order_ids, owners)
    deleted = statements.find_deleted(connection, order_ids, owners)
    taken = statements.find_numbers(connection, deleted.values())
    present = _Present(stored, deleted, taken, statements.find_states(connection, owners))
    changes = _Changes()
    for row in batch:
        if row.kind == "moved":
            former = _former_owner(row)
            owner = _returned_owner(work, changes, present, former, row) if former and returned else former
            _plan_move(work, changes, present, row, owner)
        elif row.kind == "deleted":
            _plan_return(work, changes, present, row)
        elif "deleted_at" in row.changes:
            _plan_deletion(changes, row, stored.get(row.order_id))
        else:
            _plan_values(work, changes, row, stored.get(row.order_id))
    _write(work, changes)


def _former_owner(row: StoredChange) -> UUID | None:
    change = row.changes.get("customer_id")
    return None if change is None else UUID(change["before"])


def _plan_move(work: UndoWork, changes: _Changes, present: _Present, row: StoredChange, owner: UUID | None) -> None:
    """Plan the way back of an order that moved, to `owner`."""
    former, order = _former_owner(row), present.stored.get(row.order_id)
    if former is None or owner is None or (order is not None and order.customer_id == owner):
        return
    if order is None or not present.can_hold(owner):
        problem = "an order that the run moved was moved or deleted since, or its former customer merged or undone"
        work.collide(row.customer_id, problem, is_stuck=True)
        return
    changes.moves.setdefault(owner, []).append((order.customer_id, order.id))
    columns = {name: (getattr(order, name), _value(name, values["before"])) for name, values in row.changes.items()}
    columns["customer_id"] = (order.customer_id, owner)
    changes.updates += [{"customer_id": owner, "id": order.id, "named_id": columns["named_id"][1]}] if "named_id" in columns else []
    changes.records.append(OrderChange(owner, order.id, "moved", columns))
    changes.name(order, former, owner)
    changes.name(order, order.customer_id, order.customer_id)


def _returned_owner(work: UndoWork, changes: _Changes, present: _Present, former: UUID, row: StoredChange) -> UUID:
    """Return the owner of an order before its move: of one that a merge had brought, the profile that returned from that merge since."""
    named_id = row.changes.get("named_id", {}).get("before")
    if (former, row.id) not in changes.merges:
        undone = members.find_undone_merges(work.tx.connection, former, row.id)
        journals = [(merge.absorbed_id, read_journal(merge.journal)) for merge in undone]
        changes.merges[former, row.id] = [(key, journal) for key, journal in journals if journal is not None]
    for absorbed_id, journal in changes.merges[former, row.id]:
        if not present.can_hold(absorbed_id):
            continue
        if row.order_id in journal.orders or (named_id and UUID(named_id) in (absorbed_id, *journal.customers)):
            return _returned_owner(work, changes, present, absorbed_id, row)
    return former


def _plan_return(work: UndoWork, changes: _Changes, present: _Present, row: StoredChange) -> None:
    """Plan the return of an order that the run deleted."""
    deleted = present.deleted.get(row.order_id)
    if row.order_id in present.stored or deleted is None:
        return
    if present.states.get(deleted.customer_id) == "absorbed":  # an undone or erased customer keeps its orders
        work.collide(deleted.customer_id, f"the order {deleted.source}:{deleted.number}: its customer was merged since", is_stuck=True)
        return
    if (deleted.source, deleted.number) in present.taken:
        work.collide(deleted.customer_id, f"the order {deleted.source}:{deleted.number} is there again", is_stuck=True)
        return
    changes.restored.append(deleted)
    changes.records.append(OrderChange(deleted.customer_id, deleted.id, "changed", {"deleted_at": (deleted.deleted_at, None)}))
    changes.name(deleted, row.customer_id, deleted.customer_id)


def _plan_deletion(changes: _Changes, row: StoredChange, order: StoredOrder | None) -> None:
    """Plan the deletion of an order that an undo had brought back."""
    if order is not None:
        moment = _value("deleted_at", row.changes["deleted_at"]["before"])
        changes.deleted.append(((order.customer_id, order.id), moment))
        changes.records.append(OrderChange(order.customer_id, order.id, "deleted"))
        changes.name(order, row.customer_id, order.customer_id)


def _plan_values(work: UndoWork, changes: _Changes, row: StoredChange, order: StoredOrder | None) -> None:
    if order is None:
        work.collide(row.customer_id, "an order that the run changed was moved or deleted since", is_stuck=True)
        return
    columns, is_refused = {}, False
    for name, values in row.changes.items():
        present = to_jsonable(getattr(order, name))
        if present == values["before"]:
            continue
        if present != values["after"]:
            if name in _NO_VALUES:
                continue
            work.collide(order.customer_id, f"{name} of the order {order.source}:{order.number} was changed since")
            if not work.force:
                is_refused = True
                continue
        columns[name] = (getattr(order, name), _value(name, values["before"]))
    # The time of a file alone does not go back: what it brought stays.
    if columns and not (is_refused and columns.keys() <= _NO_VALUES):
        new_values = {name: after for name, (_, after) in columns.items()}
        changes.updates.append({"customer_id": order.customer_id, "id": order.id, **new_values})
        changes.records.append(OrderChange(order.customer_id, order.id, "changed", columns))


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    return parse_timestamp(value) if name in _TIMES else UUID(value) if name in _IDS else value


def _write(work: UndoWork, changes: _Changes) -> None:
    tx = work.tx
    for target, keys in changes.moves.items():
        order_moves.assign_orders(tx.connection, keys, target)
    import_batches.update_orders(tx.connection, changes.updates)
    statements.restore_deleted(tx.connection, changes.restored)
    statements.delete_again(tx.connection, changes.deleted)
    order_changes.record(tx, changes.records)
    work.orders += len(changes.records)
    _record(work, changes.names)


def _record(work: UndoWork, names: Mapping[tuple[UUID, UUID], set[str]]) -> None:
    """Record the way back of orders that moved as the reverse of what the run recorded."""
    if not names:
        return
    records: dict[UUID, list[Change]] = {}
    changes = members.read_changes(work.tx.connection, work.source.id, list({recorded for recorded, _ in names}))
    for (recorded, owner), orders in names.items():
        for change in _newest_first(changes.get(recorded, ())):
            if change.field in orders:
                records.setdefault(owner, []).append(Change(change.field, change.after, change.before))
    history.record_many(work.tx, sorted(records.items(), key=lambda record: record[0].int))


def _newest_first(events: Sequence[Sequence[Change]]) -> Iterator[Change]:
    for event in reversed(events):
        yield from event
