"""Take back what a run changed of profiles: created ones leave the shop, values return, identities follow at the end."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from customers.database.connection.bulk import batched
from customers.database.queries import duplicates, merges
from customers.database.queries.customers import touch_customers, update_customer
from customers.database.queries.identities import EMAIL, delete_aliases, find_owners, identities_of
from customers.database.search.index import refresh_texts
from customers.database.selection.customer_set import CustomerSet, unpack_ids
from customers.database.undo import members, profiles
from customers.domain.merge.journal import rename_tag
from customers.domain.tags import stored_tag
from customers.domain.undo.changes import NetChanges, net_changes
from customers.domain.undo.plan import UndoPlan, changes_between, plan_undo
from customers.domain.undo.profile import UndoProfile
from customers.domain.undo.renames import renamed
from customers.errors import CannotUndoError
from customers.models.aliases import Identity
from customers.models.history import Change
from customers.services import history
from customers.services.customers.records import name_customer
from customers.services.runs.undo_alike import undo_alike
from customers.services.runs.work import UndoWork
from customers.services.transaction import Transaction

# How many customers are read and written at a time.
_BATCH = 1_000


def undo_customers(work: UndoWork) -> None:
    """Take back the changes of all profiles; the orders that the run brought are gone already."""
    undo_alike(work)
    for batch in work.pending.batches():
        # Read at once: no cursor is open on the table while customers are written.
        for ids in batched(list(batch), _BATCH):
            _undo_batch(work, ids)
    for ids in batched(unpack_ids(bytes(work.claims)), _BATCH):
        _claim(work, ids)


def _undo_batch(work: UndoWork, ids: Sequence[UUID]) -> None:
    connection, run_id = work.tx.connection, work.source.id
    nets = _nets(work, ids)
    if not nets:
        return
    now = profiles.read_profiles(
        connection,
        list(nets),
        new_ids=[key for key, net in nets.items() if net.is_new],
        with_addresses=[key for key, net in nets.items() if net.is_new or net.addresses],
        with_tags=[key for key, net in nets.items() if net.is_new or net.tags],
        with_aliases=[key for key, net in nets.items() if net.is_new or net.aliases or net.external_ids or "email" in net.fields],
    )
    restated = [key for key, net in nets.items() if net.consent and now[key].consent not in net.consent]
    withdrawn = members.find_withdrawn(connection, run_id, restated)
    plans = {key: plan_undo(net, now[key], key in withdrawn, force=work.force) for key, net in nets.items()}
    for customer_id, plan in plans.items():
        _add_collisions(work, customer_id, plan.collisions, now[customer_id])
        for problem in plan.remaining:
            work.leave(customer_id, problem)
    records = {key: changes for key, plan in plans.items() if (changes := changes_between(now[key], plan.after))}
    _write(work, [(now[key], plans[key].after) for key in records])
    for customer_id, changes in _undo_dismissals(work, nets, plans).items():
        records.setdefault(customer_id, []).extend(changes)
    _rename_in_journals(work, nets)
    work.customers += len(records)
    if records:
        history.record_many(work.tx, sorted(records.items(), key=lambda record: record[0].int))


def _add_collisions(work: UndoWork, customer_id: UUID, problems: Sequence[str], now: UndoProfile) -> None:
    is_absorbed = now.state == "absorbed"
    for problem in problems:
        work.collide(customer_id, problem, is_stuck=is_absorbed)
    if problems and (is_absorbed or now.absorbed):
        work.merged = work.merged or customer_id


def _nets(work: UndoWork, ids: Sequence[UUID]) -> dict[UUID, NetChanges]:
    """Return the net changes of those customers that the run changed.

    Raises:
        CannotUndoError: the run changed a field that this version does not know.
    """
    nets = {}
    for customer_id, events in members.read_changes(work.tx.connection, work.source.id, ids).items():
        try:
            net = net_changes(events)
        except ValueError as error:
            raise CannotUndoError(run=work.source.id, reason=f"this version cannot take back a change of {error}") from None
        if work.renames and net.tags:
            net.tags = renamed(net.tags, work.renames)
        if not net.is_empty:
            nets[customer_id] = net
    return nets


def _write(work: UndoWork, pairs: Sequence[tuple[UndoProfile, UndoProfile]]) -> None:
    if not pairs:
        return
    tx = work.tx
    deleted = [after.id for before, after in pairs if after.state == "deleted" != before.state]
    deletions = members.find_deletions(tx.connection, work.source.id, deleted)
    profiles.write_profiles(tx.connection, pairs, tx.now, deletions)
    changed = [after.id for _, after in pairs]
    touch_customers(tx.connection, CustomerSet.from_ids(tx.connection, changed), tx.now)
    # Identities may go from one customer of the run to another: all are released before one is claimed.
    claims = [after.id for before, after in pairs if _has_other_identities(before, after)]
    profiles.release_all(tx.connection, claims)
    work.claims += b"".join(customer_id.bytes for customer_id in claims)
    # A text has the identities too: those with other ones are refreshed when these are claimed.
    searched = {after.id for before, after in pairs if (before.texts, before.addresses) != (after.texts, after.addresses)}
    refresh_texts(tx.connection, searched.difference(claims))


def _has_other_identities(before: UndoProfile, after: UndoProfile) -> bool:
    return before.state != after.state or before.aliases != after.aliases or _identities(before) != _identities(after)


def _identities(profile: UndoProfile) -> set[Identity]:
    return set(identities_of(profile.texts["email"], profile.external_ids))


def _claim(work: UndoWork, ids: Sequence[UUID]) -> None:
    """Claim the identities of customers that are live; one that another customer has by now collides and is left out."""
    connection = work.tx.connection
    set_aside = profiles.wanted_identities(connection, ids, "deleted")
    profiles.claim(connection, [(*pair, owner) for owner, pairs in set_aside.items() for pair in pairs], deleted=True)
    pairs_by_customer = profiles.wanted_identities(connection, ids, "live")
    owners = find_owners(connection, {pair for pairs in pairs_by_customer.values() for pair in pairs})
    claims = []
    for customer_id, pairs in pairs_by_customer.items():
        for pair, is_own in pairs.items():
            owner = owners.setdefault(pair, customer_id)
            if owner == customer_id:
                claims.append((*pair, customer_id))
                continue
            work.collide(customer_id, f"{pair[1]} now belongs to customer {name_customer(work.tx, owner)}", is_stuck=True)
            delete_aliases(connection, customer_id, [pair])
            if is_own:
                _leave_out(work.tx, customer_id, pair)
    profiles.claim(connection, claims)
    refresh_texts(connection, ids)


def _leave_out(tx: Transaction, customer_id: UUID, pair: Identity) -> None:
    """Empty the field of a profile that has an identity of another customer."""
    profile = profiles.read_profiles(tx.connection, [customer_id])[customer_id]
    values: Mapping[str, Any]
    if pair[0] == EMAIL:
        values, change = {"email": None}, Change("email", profile.texts["email"], None)
    else:
        system = pair[1].partition(":")[0]
        remaining = {name: value for name, value in profile.external_ids.items() if name != system}
        values, change = {"external_ids": remaining}, Change("external_ids", profile.external_ids, remaining)
    update_customer(tx.connection, customer_id, values)
    history.record(tx, customer_id, [change])


def _rename_in_journals(work: UndoWork, nets: Mapping[UUID, NetChanges]) -> None:
    """Rename a tag in the journals of merges where the undo of a rename gives the survivor the old one back."""
    if not work.is_rename:
        return
    owners: dict[tuple[str, str], set[UUID]] = {}
    for customer_id, net in nets.items():
        removed, added = ([label for label in labels if label] for labels in zip(*net.tags.values(), strict=True)) if net.tags else ([], [])
        if len(removed) == len(added) == 1:
            owners.setdefault((added[0], removed[0]), set()).add(customer_id)
    for (present, former), ids in owners.items():
        for merge in merges.find_journals(work.tx.connection, stored_tag(present).key):
            journal = rename_tag(merge.journal, stored_tag(present), stored_tag(former)) if merge.customer_id in ids else merge.journal
            if journal != merge.journal:
                merges.write_journal(work.tx.connection, merge, journal)


def _undo_dismissals(work: UndoWork, nets: Mapping[UUID, NetChanges], plans: Mapping[UUID, UndoPlan]) -> dict[UUID, list[Change]]:
    """Take back the dismissals of pairs, of which both customers have a record; return the changes of these customers."""
    connection, tx = work.tx.connection, work.tx
    changes: dict[UUID, list[Change]] = {}
    for customer_id, net in nets.items():
        for partner, (before, _) in net.dismissed.items():
            low, high = sorted((customer_id, UUID(partner)))
            if plans[customer_id].after.state == "erased":
                continue
            if customer_id == low and before:
                event = members.find_dismissals(connection, work.source.id, [(low, high)]).get((low, high))
                at, actor, reason = (event.at, event.actor, event.reason) if event is not None else (tx.now, tx.actor, tx.reason)
                duplicates.dismiss(connection, low, high, at=at, actor=actor, reason=reason)
            elif customer_id == low:
                duplicates.undismiss(connection, low, high)
            values = (None, partner) if before else (partner, None)
            changes.setdefault(customer_id, []).append(Change("dismissed", *values))
    return changes
