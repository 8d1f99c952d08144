"""Delete and restore customers."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.database.search.index import remove_texts
from customers.database.selection.customer_set import CustomerSet
from customers.database.statistics.calculation import mark_live
from customers.domain.ids import uuid7
from customers.domain.person_name import label_person
from customers.models.aliases import Identity
from customers.models.history import Change
from customers.services import history
from customers.services.customers.records import refresh_search
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_RESTORED = Change("state", "deleted", "live")
# How many identities that others took are named.
_MAX_NAMED = 5


class Restored(NamedTuple):
    """The customers of a restoration, those among them that were live, and what was left off the others."""

    ids: Sequence[UUID]
    live: frozenset[UUID]
    left_off: Mapping[UUID, Sequence[Change]]

    def changes(self, customer_id: UUID) -> tuple[Change, ...]:
        """Return the changes of a customer."""
        return () if customer_id in self.live else (_RESTORED, *self.left_off.get(customer_id, ()))


class _Loss(NamedTuple):
    """An identity that a deleted customer had and another one has now."""

    customer_id: UUID
    pair: Identity
    owner: UUID


def delete_customers(tx: Transaction, customers: CustomerSet) -> list[UUID]:
    """Delete customers, which the transaction has locked; return their ids.

    Their orders stay, their email and external ids become free.
    """
    event_id = uuid7()
    for batch in customers.batches():
        identities.release_deleted(tx.connection, batch)
        statements.mark_deleted(tx.connection, batch, tx.now)
        mark_live(tx.connection, batch.ids, live=False)
        remove_texts(tx.connection, batch.ids)
        history.record_alike(tx, batch, [Change("state", "live", "deleted")], event_id)
    return list(customers)


def restore_customers(tx: Transaction, customers: CustomerSet) -> Restored:
    """Restore deleted customers, which the transaction has locked, and recalculate their statistics.

    Live ones stay as they are, with a notice. An identity that another customer took meanwhile is left off, with a notice.
    """
    live = [row for batch in customers.batches() for row in statements.find_states(tx.connection, list(batch)) if row.state == "live"]
    customers.exclude([row.id for row in live])
    for row in live[:_MAX_NAMED]:
        tx.notice(f"{label_person(row.first_name, row.last_name, row.email or row.id)} is not deleted; nothing was changed")
    event_id = uuid7()
    left_off: dict[UUID, list[Change]] = {}
    losses: list[_Loss] = []
    for batch in customers.batches():
        statements.mark_restored(tx.connection, batch, tx.now)
        mark_live(tx.connection, batch.ids, live=True)
        taken = [_Loss(*loss) for loss in identities.reclaim_deleted(tx.connection, batch)]
        for customer_id, group in groupby(taken, key=lambda loss: loss.customer_id):
            left_off[customer_id] = _leave_off(tx, customer_id, {loss.pair for loss in group})
        losses += taken
        ids = list(batch)
        refresh_search(tx, *ids)
        recalculate_customers(tx, ids)
        history.record_alike(tx, batch, [_RESTORED], event_id)
    if any(left_off.values()):
        history.record_many(tx, [(customer_id, changes) for customer_id, changes in sorted(left_off.items()) if changes])
    _notice_losses(tx, losses)
    live_ids = frozenset(row.id for row in live)
    return Restored(sorted([*customers, *live_ids]), live_ids, left_off)


def _leave_off(tx: Transaction, customer_id: UUID, pairs: set[Identity]) -> list[Change]:
    """Remove identities from a customer, its aliases and the profiles that it absorbed; return the changes of the customer."""
    changes: list[Change] = []
    family = [customer_id, *statements.find_absorbed(tx.connection, customer_id)]
    for profile_id in family:
        identities.delete_aliases(tx.connection, profile_id, pairs)
        row = statements.find_state(tx.connection, profile_id)
        if row is None:
            continue
        values = _without(row.email, row.external_ids, pairs)
        if values:
            statements.update_customer(tx.connection, profile_id, values)
        if profile_id == customer_id:
            changes += [Change(name, row._mapping[name], value) for name, value in values.items()]
    return changes


def _without(email: str | None, external_ids: Mapping[str, str], pairs: set[Identity]) -> dict[str, Any]:
    """Return the columns of a profile that change without some identities."""
    values: dict[str, Any] = {}
    if email is not None and not pairs.isdisjoint(identities.identities_of(email, {})):
        values["email"] = None
    remaining = {system: value for system, value in external_ids.items() if (identities.EXTERNAL, f"{system}:{value}") not in pairs}
    if len(remaining) < len(external_ids):
        values["external_ids"] = remaining
    return values


def _notice_losses(tx: Transaction, losses: Sequence[_Loss]) -> None:
    names = _labels(tx, {customer_id for loss in losses[:_MAX_NAMED] for customer_id in (loss.customer_id, loss.owner)})
    for loss in losses[:_MAX_NAMED]:
        tx.notice(f"{loss.pair[1]} is left off {names[loss.customer_id]}: {names[loss.owner]} has it now")
    if len(losses) > _MAX_NAMED:
        tx.notice(f"{len(losses) - _MAX_NAMED:,} further emails and external ids are left off: other customers have them now")


def _labels(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = statements.find_states(tx.connection, sorted(ids))
    return {row.id: label_person(row.first_name, row.last_name, row.email or row.id) for row in rows}
