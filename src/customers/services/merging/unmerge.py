"""Unmerging: a merge taken back from its journal, once, the latest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from customers.database.connection import locks
from customers.database.queries import customers as profiles
from customers.database.queries import identities, merges
from customers.database.queries import merge_moves as statements
from customers.domain.ids import parse_uuid
from customers.domain.json import to_jsonable
from customers.domain.merge.journal import Journal, read_journal
from customers.domain.merge.profile import MergeProfile
from customers.domain.merge.undo import UndoPlan, counts_left, plan_undo
from customers.domain.timestamps import format_timestamp
from customers.errors import CannotUnmergeError, CustomerDeletedError, MergeNotFoundError, Remedy
from customers.models.history import Change
from customers.models.merge import LeftWithSurvivor, UnmergeResult
from customers.services import history
from customers.services.customers.records import get_customer, refresh_search
from customers.services.customers.state import next_updated_at
from customers.services.merging.merge import describe, diff_profiles, write_rows
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction

ERASED = "a profile of it was erased since"
Names = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Work:
    """A merge about to be undone: its row, its journal, the survivor and the absorbed as they are, and what becomes of both."""

    merge: Row[Any]
    journal: Journal
    now: MergeProfile
    hidden: MergeProfile
    undoing: UndoPlan
    names: dict[UUID, Names]


def get_merge_id(tx: Transaction, reference: str) -> UUID:
    """The merge of an id, or the one in which the profile of an id was absorbed.

    Raises:
        MergeNotFoundError: there is none.
    """
    found = parse_uuid(reference.strip())
    if found is None:
        raise MergeNotFoundError(reference=reference)
    if merges.find_merge(tx.connection, found) is not None:
        return found
    of_profile = merges.find_merges_of(tx.connection, found)
    if not of_profile:
        raise MergeNotFoundError(reference=reference)
    return UUID(str(of_profile[0].id))


def describe_merge(tx: Transaction, merge_id: UUID) -> str:
    """A merge in the words of a question."""
    work = _prepare(tx, merge_id)
    shown = replace(work.undoing.absorbed, orders=len(work.journal.orders))
    return f"Give {describe(shown)} back its profile, out of {describe(work.now)}?"


def unmerge(tx: Transaction, merge_id: UUID, *, force: bool = False) -> UnmergeResult:
    """Give both profiles back as they were. What came to the survivor since stays with it where it does not collide.

    With `force` what collides is as it was before the merge, and what was changed since is lost but for the history.

    Raises:
        MergeNotFoundError: there is no such merge.
        CannotUnmergeError: it was undone already, a later one must be first, or a profile of it was erased; or what the merge
            brought was changed since, and `force` was not given.
        CustomerDeletedError: the survivor is deleted.
    """
    work = _prepare(tx, merge_id)
    if work.undoing.conflicts and not force:
        raise CannotUnmergeError(
            merge=merge_id,
            reason="what it brought was changed since: " + "; ".join(work.undoing.conflicts),
            remedy=Remedy("force_unmerge"),
        )
    for collision in work.undoing.conflicts:
        tx.notice(f"undone although {collision}")
    journal, before, after = work.journal, work.now, work.undoing.survivor
    absorbed = work.undoing.absorbed
    moved = statements.move_orders(tx.connection, before.id, absorbed.id, journal.orders)
    back = [
        replace(after, updated_at=next_updated_at(tx.now, before.updated_at)),
        replace(absorbed, updated_at=next_updated_at(tx.now, work.hidden.updated_at)),
    ]
    write_rows(tx, (before, work.hidden), back)
    statements.move_absorbed(tx.connection, before.id, absorbed.id, journal.customers)
    statements.replace_identities(tx.connection, work.names)
    statements.write_states(tx.connection, [statements.ProfileState("live", None, profile) for profile in back])
    merges.mark_undone(tx.connection, work.merge, tx.now)
    recalculate_customers(tx, [before.id, absorbed.id])
    refresh_search(tx, before.id, absorbed.id)
    left = LeftWithSurvivor(**counts_left(journal, before, len(moved)), fields=work.undoing.kept)
    gone = to_jsonable({"merge_id": merge_id, "customer_id": absorbed.id, "orders": len(moved)})
    ours = [*diff_profiles(before, after), Change("merged", gone, None)]
    theirs = [Change("state", "absorbed", "live"), Change("merged_into", str(before.id), None)]
    history.record_many(tx, [(before.id, ours), (absorbed.id, [*theirs, *diff_profiles(work.hidden, absorbed)])])
    return UnmergeResult(merge_id, get_customer(tx, before.id), get_customer(tx, absorbed.id), left)


def _prepare(tx: Transaction, merge_id: UUID) -> _Work:
    """Hold both profiles of a merge and weigh what undoing it means."""
    merge = merges.find_merge(tx.connection, merge_id)
    if merge is None:
        raise MergeNotFoundError(reference=merge_id)
    locks.lock_customers(tx.connection, (merge.customer_id, merge.absorbed_id))
    merge = merges.find_merge(tx.connection, merge_id)
    if merge is None:
        raise MergeNotFoundError(reference=merge_id)
    found = statements.read_states(tx.connection, (merge.customer_id, merge.absorbed_id))
    survivor, absorbed = _check(tx, merge, found)
    journal = read_journal(merge.journal)
    if journal is None:
        raise CannotUnmergeError(merge=merge_id, reason=ERASED)
    undoing, names = _settle_names(tx, journal, plan_undo(journal, survivor))
    return _Work(merge, journal, survivor, absorbed, undoing, names)


def _check(tx: Transaction, merge: Row[Any], found: dict[UUID, statements.ProfileState]) -> tuple[MergeProfile, MergeProfile]:
    """Both profiles of a merge that can be undone."""
    if merge.undone_at is not None:
        raise CannotUnmergeError(
            merge=merge.id,
            reason=f"it was undone at {format_timestamp(merge.undone_at)} already",
            remedy=Remedy("list_merge_states"),
        )
    survivor, absorbed = (found[customer_id] for customer_id in (merge.customer_id, merge.absorbed_id))
    if "erased" in (survivor.state, absorbed.state):
        raise CannotUnmergeError(merge=merge.id, reason=ERASED)
    later = merges.find_later(tx.connection, merge)
    if later is not None:
        raise CannotUnmergeError(
            merge=merge.id,
            reason=f"a later one, of {later.absorbed_id} into {later.customer_id} at {format_timestamp(later.at)}, must be undone first",
            remedy=Remedy("unmerge_later", merge=later.id),
        )
    if survivor.state == "deleted":
        raise CustomerDeletedError(reference=merge.customer_id)
    return survivor.profile, absorbed.profile


def _settle_names(tx: Transaction, journal: Journal, undoing: UndoPlan) -> tuple[UndoPlan, dict[UUID, Names]]:
    """Which names each of both will hold. What is somebody else's by now collides, and is left out of the profile."""
    survivor, absorbed = undoing.survivor, undoing.absorbed
    theirs = {*_own(absorbed), *identities.find_identities_of(tx.connection, journal.customers)}
    staying = set(profiles.find_absorbed(tx.connection, survivor.id)) - {absorbed.id, *journal.customers}
    ours = {*_own(survivor), *identities.find_identities_of(tx.connection, sorted(staying))}
    lost: Names = set()
    collisions = list(undoing.conflicts)
    for kind, value in sorted(ours | theirs):
        owner = identities.find_by_identity(tx.connection, kind, value)
        if owner is not None and owner != survivor.id:
            collisions.append(f"{value} belongs to customer {owner} since")
            lost.add((kind, value))
    for _, value in sorted(ours & theirs - lost):
        collisions.append(f"{value} is the survivor's since, and was an alias of the absorbed profile")
    settled = replace(
        undoing,
        survivor=_without(survivor, lost | theirs),
        absorbed=_without(absorbed, lost),
        conflicts=tuple(collisions),
    )
    return settled, {survivor.id: ours - theirs - lost, absorbed.id: theirs - lost}


def _own(profile: MergeProfile) -> Names:
    return set(identities.identities_of(profile.email, profile.external_ids))


def _without(profile: MergeProfile, names: Iterable[tuple[str, str]]) -> MergeProfile:
    """A profile without some of its names."""
    gone = set(names)
    email = None if profile.email and gone.intersection(identities.identities_of(profile.email, {})) else profile.email
    kept = {s: v for s, v in profile.external_ids.items() if not gone.intersection(identities.identities_of(None, {s: v}))}
    return replace(profile, email=email, external_ids=kept)
