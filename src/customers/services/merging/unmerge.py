"""Undo merges from their journals, each once, the latest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from customers.database.connection import locks
from customers.database.queries import customers as profiles
from customers.database.queries import events, identities, merges, order_moves
from customers.database.queries import merge_moves as statements
from customers.domain.ids import id_end, parse_uuid
from customers.domain.json import to_jsonable
from customers.domain.merge.journal import Journal, read_consent, read_journal
from customers.domain.merge.profile import MergeProfile
from customers.domain.merge.undo import UnmergePlan, counts_left, plan_unmerge
from customers.domain.text import first_of
from customers.domain.timestamps import format_timestamp
from customers.errors import (
    AmbiguousMergeError,
    CannotUnmergeError,
    CustomerDeletedError,
    CustomersError,
    MergeNotFoundError,
    Remedy,
    SurvivorNamedError,
)
from customers.models.aliases import Alias, Identity
from customers.models.customer import Consent
from customers.models.history import Change
from customers.models.merge import LeftWithSurvivor, UnmergeResult
from customers.services import history
from customers.services.customers.lookup import find_absorbed_profile, get_referent
from customers.services.customers.records import get_customer, name_customer, name_customers, refresh_search
from customers.services.customers.state import next_updated_at
from customers.services.merging.merge import describe, diff_profiles, write_rows
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

_ERASED = "a profile of it was erased since"
Identities = set[Identity]


@dataclass(frozen=True, slots=True)
class _Undo:
    """A merge about to be undone: its row and journal, both profiles as they are, the plan, and the identities after it."""

    merge: Row[Any]
    journal: Journal
    survivor: MergeProfile
    absorbed: MergeProfile
    plan: UnmergePlan
    identities: dict[UUID, Identities]


def get_merge_id(tx: Transaction, reference: str) -> UUID:
    """Return the merge of an id, or of the last 6 or more characters of one, or the one in which a profile was absorbed.

    Raises:
        MergeNotFoundError: there is none.
        SurvivorNamedError: the profile survived merges that are in force.
        AmbiguousMergeError: several ids have this end.
    """
    given_id = parse_uuid(reference.strip())
    end = None if given_id is not None else id_end(reference)
    if end is not None and (matches := merges.find_by_end(tx.connection, end)):
        if len(matches) > 1:
            raise AmbiguousMergeError(reference=reference, candidates=", ".join(map(str, matches)))
        return matches[0]
    if given_id is None:
        given_id = find_absorbed_profile(tx, reference)
    if given_id is None:
        raise _not_found(tx, reference)
    if merges.find_merge(tx.connection, given_id) is not None:
        return given_id
    merges_of_profile = merges.find_merges_of(tx.connection, given_id)
    if not merges_of_profile:
        raise _not_found(tx, reference)
    return UUID(str(merges_of_profile[0].id))


def _not_found(tx: Transaction, reference: str) -> CustomersError:
    """Return the error for a reference to no merge: one to a survivor names the profiles that it absorbed."""
    try:
        survivor_id = get_referent(tx, reference).id
    except CustomersError:
        return MergeNotFoundError(reference=reference)
    in_force = merges.find_merges_into(tx.connection, survivor_id)
    if not in_force:
        return MergeNotFoundError(reference=reference)
    names = name_customers(tx, [survivor_id, *(merge.absorbed_id for merge in in_force)])
    absorbed = [names[merge.absorbed_id] for merge in in_force]
    remedy = Remedy("unmerge_latest", merge=in_force[0].id, name=absorbed[0])
    return SurvivorNamedError(reference=reference, survivor=names[survivor_id], absorbed=first_of(absorbed), remedy=remedy)


def describe_merge(tx: Transaction, merge_id: UUID) -> str:
    """Return the question about undoing a merge."""
    undo = _prepare(tx, merge_id)
    absorbed = replace(undo.plan.absorbed, orders=len(undo.journal.orders))
    return f"Unmerge {describe(absorbed)} from {describe(undo.survivor)}?"


def unmerge(tx: Transaction, merge_id: UUID, *, force: bool = False) -> UnmergeResult:
    """Restore both profiles of a merge. Later changes of the survivor stay with it where they do not conflict.

    With `force` conflicting values are restored to those before the merge; their later changes remain in the history alone.

    Raises:
        MergeNotFoundError: the merge does not exist.
        CannotUnmergeError: it was undone already, a later merge must be undone first, or a profile of it was erased; or
            later changes conflict, without `force`.
        CustomerDeletedError: the survivor is deleted.
    """
    undo = _prepare(tx, merge_id)
    if undo.plan.conflicts and not force:
        raise CannotUnmergeError(
            merge=merge_id,
            reason="what it brought was changed since: " + "; ".join(undo.plan.conflicts),
            remedy=Remedy("force_unmerge"),
        )
    for conflict in undo.plan.conflicts:
        tx.notice(f"undone although {conflict}")
    moved_orders = _write(tx, undo)
    survivor_id, absorbed_id = undo.survivor.id, undo.absorbed.id
    recalculate_customers(tx, [survivor_id, absorbed_id])
    refresh_search(tx, survivor_id, absorbed_id)
    _record(tx, undo, moved_orders)
    remaining = LeftWithSurvivor(**counts_left(undo.journal, undo.survivor, moved_orders), fields=undo.plan.kept)
    return UnmergeResult(merge_id, get_customer(tx, survivor_id), get_customer(tx, absorbed_id), remaining)


def _write(tx: Transaction, undo: _Undo) -> int:
    """Write both profiles and what moves back; return the number of orders."""
    before = (undo.survivor, undo.absorbed)
    after = [
        replace(planned, updated_at=next_updated_at(tx.now, profile.updated_at))
        for planned, profile in zip((undo.plan.survivor, undo.plan.absorbed), before, strict=True)
    ]
    moved_orders = order_moves.move_orders(tx.connection, undo.survivor.id, undo.absorbed.id, undo.journal.orders)
    # Later orders with rows that named a profile which is the absorbed one again, or belongs to it.
    names = (undo.absorbed.id, *undo.journal.customers)
    moved_orders += order_moves.move_named_orders(tx.connection, undo.survivor.id, undo.absorbed.id, names)
    order_moves.move_absent_orders(tx.connection, undo.survivor.id, undo.absorbed.id, undo.journal.orders, names)
    write_rows(tx, before, after)
    statements.move_absorbed(tx.connection, undo.survivor.id, undo.absorbed.id, undo.journal.customers)
    statements.replace_identities(tx.connection, undo.identities)
    _remove_own_aliases(tx, after, undo.identities)
    statements.write_states(tx.connection, [statements.ProfileState("live", None, profile) for profile in after])
    merges.mark_undone(tx.connection, undo.merge, tx.now)
    return len(moved_orders)


def _remove_own_aliases(tx: Transaction, profiles_after: Iterable[MergeProfile], pairs: dict[UUID, Identities]) -> None:
    """Delete the aliases that a profile has as its own email or external id again, or that are another customer's."""
    for profile in profiles_after:
        aliases = identities.find_aliases(tx.connection, [profile.id]).get(profile.id, ())
        names = _identities_of(profile)
        stale = [pair for pair in _pairs(aliases) if pair in names or pair not in pairs[profile.id]]
        identities.delete_aliases(tx.connection, profile.id, stale)


def _record(tx: Transaction, undo: _Undo, moved_orders: int) -> None:
    survivor, absorbed = undo.survivor, undo.absorbed
    merge = to_jsonable({"merge_id": undo.merge.id, "customer_id": absorbed.id, "orders": moved_orders})
    survivor_changes = [*diff_profiles(survivor, undo.plan.survivor), Change("merged", merge, None)]
    state_changes = [Change("state", "absorbed", "live"), Change("merged_into", str(survivor.id), None)]
    absorbed_changes = [*state_changes, *diff_profiles(absorbed, undo.plan.absorbed)]
    history.record_many(tx, [(survivor.id, survivor_changes), (absorbed.id, absorbed_changes)])


def _prepare(tx: Transaction, merge_id: UUID) -> _Undo:
    """Lock both profiles of a merge and plan how it is undone."""
    merge = merges.find_merge(tx.connection, merge_id)
    if merge is None:
        raise MergeNotFoundError(reference=merge_id)
    locks.lock_customers(tx.connection, (merge.customer_id, merge.absorbed_id))
    merge = merges.find_merge(tx.connection, merge_id)
    if merge is None:
        raise MergeNotFoundError(reference=merge_id)
    states = statements.read_states(tx.connection, (merge.customer_id, merge.absorbed_id))
    survivor, absorbed = _check(tx, merge, states)
    journal = read_journal(merge.journal)
    if journal is None:
        raise CannotUnmergeError(merge=merge_id, reason=_ERASED)
    plan, identities_after = _resolve_identities(tx, journal, plan_unmerge(journal, survivor, _find_withdrawal(tx, merge)))
    return _Undo(merge, journal, survivor, absorbed, plan, identities_after)


def _find_withdrawal(tx: Transaction, merge: Row[Any]) -> Consent | None:
    """Return the last withdrawal of the survivor's consent since a merge, which a later statement may have replaced, or None.

    What merges and their undoing brought to the survivor does not count.
    """
    for changes in events.find_changes_since(tx.connection, merge.customer_id, "consent", merge.id):
        statement = changes["consent"]["after"]
        # A statement of a profile that was erased since, and with which this one was merged at that time, is a text.
        if "merged" not in changes and isinstance(statement, dict) and statement["state"] == "no":
            return read_consent(statement)
    return None


def _check(tx: Transaction, merge: Row[Any], states: dict[UUID, statements.ProfileState]) -> tuple[MergeProfile, MergeProfile]:
    """Return both profiles of a merge; raise where it cannot be undone."""
    if merge.undone_at is not None:
        raise CannotUnmergeError(
            merge=merge.id,
            reason=f"it was already undone at {format_timestamp(merge.undone_at)}",
            remedy=Remedy("list_merge_states"),
        )
    survivor, absorbed = (states[customer_id] for customer_id in (merge.customer_id, merge.absorbed_id))
    if "erased" in (survivor.state, absorbed.state):
        raise CannotUnmergeError(merge=merge.id, reason=_ERASED)
    later = merges.find_later(tx.connection, merge)
    if later is not None:
        names = name_customers(tx, (later.absorbed_id, later.customer_id))
        raise CannotUnmergeError(
            merge=merge.id,
            reason=f"the later merge of {names[later.absorbed_id]} into {names[later.customer_id]} must be undone first",
            remedy=Remedy("unmerge_later", merge=later.id),
        )
    if survivor.state == "deleted":
        raise CustomerDeletedError(reference=merge.customer_id)
    return survivor.profile, absorbed.profile


def _resolve_identities(tx: Transaction, journal: Journal, plan: UnmergePlan) -> tuple[UnmergePlan, dict[UUID, Identities]]:
    """Return the plan, and the identities of both profiles after it.

    An identity that another customer has by now is a conflict, and removed from the profile.
    """
    survivor, absorbed = plan.survivor, plan.absorbed
    aliases = identities.find_aliases(tx.connection, [survivor.id, absorbed.id])
    absorbed_identities = {*_identities_of(absorbed), *identities.find_identities_of(tx.connection, journal.customers)}
    absorbed_identities.update(_pairs(aliases.get(absorbed.id, ())))
    remaining_ids = set(profiles.find_absorbed(tx.connection, survivor.id)) - {absorbed.id, *journal.customers}
    survivor_identities = {*_identities_of(survivor), *identities.find_identities_of(tx.connection, sorted(remaining_ids))}
    survivor_identities.update(_pairs(aliases.get(survivor.id, ())))
    lost: Identities = set()
    conflicts = list(plan.conflicts)
    for kind, value in sorted(survivor_identities | absorbed_identities):
        owner = identities.find_by_identity(tx.connection, kind, value)
        if owner is not None and owner != survivor.id:
            conflicts.append(f"{value} now belongs to customer {name_customer(tx, owner)}")
            lost.add((kind, value))
    for _, value in sorted(survivor_identities & absorbed_identities - lost):
        conflicts.append(f"{value} is the survivor's since, and was an alias of the absorbed profile")
    resolved = replace(
        plan,
        survivor=_without(survivor, lost | absorbed_identities),
        absorbed=_without(absorbed, lost),
        conflicts=tuple(conflicts),
    )
    return resolved, {survivor.id: survivor_identities - absorbed_identities - lost, absorbed.id: absorbed_identities - lost}


def _pairs(aliases: Iterable[Alias]) -> list[Identity]:
    return [alias[:2] for alias in aliases if alias.kind != identities.PHONE]


def _identities_of(profile: MergeProfile) -> Identities:
    return set(identities.identities_of(profile.email, profile.external_ids))


def _without(profile: MergeProfile, removed: Identities) -> MergeProfile:
    """Return a profile without some of its identities."""
    email = None if profile.email and removed.intersection(identities.identities_of(profile.email, {})) else profile.email
    external_ids = {
        system: value
        for system, value in profile.external_ids.items()
        if removed.isdisjoint(identities.identities_of(None, {system: value}))
    }
    return replace(profile, email=email, external_ids=external_ids)
