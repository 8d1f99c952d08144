"""Merging: one profile folded into another, with a journal from which it can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import merge_moves as statements
from customers.database.queries.merges import insert_merge
from customers.domain.ids import uuid7
from customers.domain.json import to_jsonable
from customers.domain.merge.journal import Journal, encode_journal
from customers.domain.merge.plan import EXTERNAL_IDS, MergePlan, plan_merge
from customers.domain.merge.profile import MergeProfile
from customers.domain.person_name import full_name
from customers.domain.tags import MAX_PER_CUSTOMER
from customers.errors import (
    AlreadyMergedError,
    CannotMergeError,
    CustomerChangedError,
    CustomerDeletedError,
    CustomerErasedError,
    CustomersError,
    InvalidFieldError,
    InvalidInputError,
    Remedy,
    TagLimitError,
)
from customers.models.fields import BY_NAME, TEXTS
from customers.models.history import Change
from customers.models.merge import MergeResult, Moved
from customers.models.records import as_dict
from customers.services import history
from customers.services.customers.lookup import Referent, get_referent, meaning
from customers.services.customers.records import diff_addresses, get_customer, refresh_search
from customers.services.customers.state import next_updated_at, not_active_error
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction



@dataclass(frozen=True, slots=True)
class MergePair:
    """Two customers to be merged, and for which fields the rule is turned round; both ids are equal where they are one already.

    `defaults` are sides too, for those fields that the two have and `take` does not decide.
    """

    survivor_id: UUID
    absorbed_id: UUID
    take: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do, as both profiles were when it was looked at; nothing where both are one customer already."""

    pair: MergePair
    survivor: MergeProfile
    absorbed: MergeProfile
    plan: MergePlan

    @property
    def changes_nothing(self) -> bool:
        """Whether both are one customer already."""
        return self.survivor.id == self.absorbed.id

    def document(self) -> dict[str, Any]:
        """The plan as a file keeps it; orders may still come in, all else has to stay as it was."""
        updated = {"survivor_updated_at": self.survivor.updated_at, "absorbed_updated_at": self.absorbed.updated_at}
        moved = {"addresses": self.plan.addresses, "tags": self.plan.tags}
        head = {"survivor_id": self.pair.survivor_id, "absorbed_id": self.pair.absorbed_id, "take": dict(self.pair.take)}
        whole: dict[str, Any] = to_jsonable({**head, **updated, "fields": self.plan.fields, "moved": moved})
        return whole


def resolve_pair(tx: Transaction, survivor: str, absorbed: str, take: Mapping[str, str], *, follow: bool = False) -> MergePair:
    """Return the customers that two names mean; with `follow` an alias means the surviving profile, which is said.

    Two names of one customer, an alias among them, make a pair of which the merge changes nothing.

    Raises:
        CustomerNotFoundError, AmbiguousReferenceError: a name means no customer, or several.
        CannotMergeError: a customer is deleted or erased.
        AlreadyMergedError: a name is that of an absorbed profile, without `follow`.
        InvalidInputError: both are the own names of one customer.
    """
    names = (survivor, absorbed)
    referents = [_get_referent(tx, name) for name in names]
    one, other = referents
    if one.id == other.id:
        if not (one.by_merge or other.by_merge):
            raise InvalidInputError(problem=f"{survivor} and {absorbed} are customer {one.id}; a profile cannot be merged with itself")
        return MergePair(one.id, one.id, take)
    for name, referent in zip(names, referents, strict=True):
        if referent.by_merge and not follow:
            raise AlreadyMergedError(reference=name, survivor=referent.id)
        if referent.by_merge:
            tx.notice(meaning(name, referent.id))
    return MergePair(one.id, other.id, take)


def _get_referent(tx: Transaction, name: str) -> Referent:
    try:
        return get_referent(tx, name)
    except (CustomerDeletedError, CustomerErasedError) as error:
        raise _cannot_merge(name, error) from None


def _cannot_merge(reference: str | UUID, error: CustomersError) -> CustomersError:
    """Return the error of a merge for that of a customer that is not active."""
    if isinstance(error, CustomerErasedError):
        reason = f"it was erased on {error.details['date']}"
    elif isinstance(error, CustomerDeletedError):
        reason = "it is deleted"
    else:
        return error
    return CannotMergeError(reference=reference, reason=reason, remedy=error.remedy)


def preview_merge(tx: Transaction, pair: MergePair) -> MergePreview:
    """Lock both customers and say what their merge would do.

    Raises:
        CustomerNotFoundError: one is not there.
        CannotMergeError: another run deleted or erased one meanwhile, or the notes would be too long: `take` decides.
        AlreadyMergedError: another run absorbed one meanwhile.
        TagLimitError: both together have too many tags.
        InvalidFieldError: `take` names an external id that neither has.
    """
    ids = (pair.survivor_id, pair.absorbed_id)
    locks.lock_customers(tx.connection, ids)
    standings = statements.read_states(tx.connection, ids)
    if (one := _one_profile(tx, standings, ids)) is not None:
        return MergePreview(pair, one, one, MergePlan((), one, one, (), ()))
    survivor, absorbed = _live(standings, ids)
    try:
        plan = plan_merge(survivor, absorbed, _usual_take(pair, survivor, absorbed) | dict(pair.take), tx.now, tx.actor)
    except ValueError as error:
        raise InvalidFieldError(field="{take}", problem=str(error), parameters=("take",)) from None
    if len(plan.survivor.tags) > MAX_PER_CUSTOMER:
        raise TagLimitError(customer=survivor.id, count=len(plan.survivor.tags), limit=MAX_PER_CUSTOMER)
    for name in TEXTS:
        length, limit = len(plan.survivor.text(name) or ""), BY_NAME[name].max_length
        if length > limit:
            reason = f"the {name} together have {length} characters, and at most {limit} are kept"
            raise CannotMergeError(reference=absorbed.id, reason=reason, remedy=Remedy("take_side", field=name))
    return MergePreview(pair, survivor, absorbed, plan)


def merge_customers(tx: Transaction, pair: MergePair, planned: Mapping[str, Any] | None = None) -> MergeResult:
    """Fold one profile into another: all of it, or nothing.

    `planned` is what was looked at before (`MergePreview.document`): the merge is made only if it still does the same.

    Raises:
        CustomerChangedError: a profile was changed since.
        CustomerNotFoundError, CannotMergeError, AlreadyMergedError, TagLimitError, InvalidFieldError: as for `preview_merge`.
    """
    outlook = preview_merge(tx, pair)
    if outlook.changes_nothing:
        tx.notice(f"both are customer {outlook.survivor.id} already; nothing was changed")
        return MergeResult(None, get_customer(tx, outlook.survivor.id), None, Moved(0, 0, 0, 0), ())
    if planned is not None:
        _check_plan(outlook, planned)
    before, absorbed, plan = outlook.survivor, outlook.absorbed, outlook.plan
    merge_id = uuid7()
    orders = statements.move_orders(tx.connection, absorbed.id, before.id)
    after = [replace(profile, updated_at=next_updated_at(tx.now, profile.updated_at)) for profile in (plan.survivor, plan.absorbed)]
    write_rows(tx, (before, absorbed), after)
    customers = statements.move_absorbed(tx.connection, absorbed.id, before.id)
    statements.move_identities(tx.connection, absorbed.id, before.id)
    standings = (statements.ProfileState("live", None, after[0]), statements.ProfileState("absorbed", before.id, after[1]))
    statements.write_states(tx.connection, standings)
    journal = Journal(before, absorbed, plan.survivor, tuple(orders), plan.addresses, plan.tags, tuple(customers))
    who = {"at": tx.now, "actor": tx.actor, "reason": tx.reason, "journal": encode_journal(journal)}
    insert_merge(tx.connection, {"customer_id": before.id, "id": merge_id, "absorbed_id": absorbed.id, **who})
    recalculate_customers(tx, [before.id])
    refresh_search(tx, before.id, absorbed.id)
    moved = Moved(len(orders), len(plan.addresses), len(plan.tags), len(absorbed.external_ids))
    _record(tx, merge_id, outlook, moved)
    return MergeResult(merge_id, get_customer(tx, before.id), absorbed.id, moved, plan.fields)


def diff_profiles(before: MergeProfile, after: MergeProfile) -> list[Change]:
    """What differs between two states of a profile, in the words of the history."""
    told: list[tuple[str, Any, Any]] = [(name, before.text(name), after.text(name)) for name in TEXTS]
    told += [(name, getattr(before, name), getattr(after, name)) for name in ("external_ids", "created_at")]
    told += [
        ("accepts_marketing", before.consent.accepts, after.consent.accepts),
        ("tags", labels(before), labels(after)),
        ("vip_override", before.vip_override.kind, after.vip_override.kind),
        ("vip_reason", before.vip_override.reason, after.vip_override.reason),
        ("vip_until", before.vip_override.until, after.vip_override.until),
    ]
    changes = [Change(name, to_jsonable(old), to_jsonable(new)) for name, old, new in told if old != new]
    return changes + list(diff_addresses(before.addresses, after.addresses))


def labels(profile: MergeProfile) -> list[str]:
    """The tags of a profile in their order."""
    return [label for _, label in sorted(profile.tags.items())]


def describe(profile: MergeProfile) -> str:
    """A profile in the few words of a question."""
    name = full_name(profile.first_name, profile.last_name)
    contact = profile.email or profile.phone or str(profile.id)
    return f"{name} ({contact}, {profile.orders} order{'' if profile.orders == 1 else 's'})"


def describe_merge(outlook: MergePreview) -> str:
    """Return what a merge would do, without the mark of the question."""
    if outlook.changes_nothing:
        return f"Both are {describe(outlook.survivor)} already. Change nothing"
    return f"Fold {describe(outlook.absorbed)} into {describe(outlook.survivor)}"


def write_rows(tx: Transaction, before: Sequence[MergeProfile], after: Sequence[MergeProfile]) -> None:
    """Write the addresses and tags of profiles where they differ."""
    if [profile.addresses for profile in before] != [profile.addresses for profile in after]:
        statements.write_addresses(tx.connection, after)
    if [profile.tags for profile in before] != [profile.tags for profile in after]:
        statements.write_tags(tx.connection, after)


def _live(found: Mapping[UUID, statements.ProfileState], ids: Sequence[UUID]) -> list[MergeProfile]:
    """Return the profiles of customers that are to be live: another run may have taken one meanwhile."""
    for customer_id in ids:
        standing = found.get(customer_id)
        if standing is None or standing.state != "live":
            raise _cannot_merge(customer_id, not_active_error(customer_id, standing, standing and standing.profile.updated_at))
    return [found[customer_id].profile for customer_id in ids]


def _one_profile(tx: Transaction, standings: Mapping[UUID, statements.ProfileState], ids: Sequence[UUID]) -> MergeProfile | None:
    """Return the live profile that both customers are or were merged into, None where they are two."""
    ends = {standing.merged_into or customer_id for customer_id, standing in standings.items()}
    if not standings.keys() >= set(ids) or len(ends) > 1:
        return None
    (profile,) = _live(standings if ends <= standings.keys() else statements.read_states(tx.connection, [*ends]), [*ends])
    return profile


def _usual_take(pair: MergePair, survivor: MergeProfile, absorbed: MergeProfile) -> dict[str, str]:
    systems = survivor.external_ids.keys() | absorbed.external_ids.keys()
    return {
        field: side
        for field, side in pair.defaults.items()
        if not field.startswith(EXTERNAL_IDS) or field.removeprefix(EXTERNAL_IDS) in systems
    }


def _check_plan(outlook: MergePreview, planned: Mapping[str, Any]) -> None:
    found = outlook.document()
    for side in ("survivor", "absorbed"):
        if planned.get(f"{side}_updated_at") != found[f"{side}_updated_at"]:
            raise _changed(found[f"{side}_id"], found[f"{side}_updated_at"])
    differs = [name for name in found if planned.get(name) != found[name]]
    if differs:
        raise _changed(found["survivor_id"], f"a time unknown ({', '.join(differs)} would differ)")


def _changed(customer_id: str, moment: str) -> CustomerChangedError:
    remedy = Remedy("plan_again")
    return CustomerChangedError(customer=customer_id, updated_at=moment, expected="the merge was planned", remedy=remedy)


def _record(tx: Transaction, merge_id: UUID, outlook: MergePreview, moved: Moved) -> None:
    survivor, absorbed = outlook.survivor.id, outlook.absorbed.id
    told = to_jsonable({"merge_id": merge_id, "customer_id": absorbed, **as_dict(moved)})
    ours = [*diff_profiles(outlook.survivor, outlook.plan.survivor), Change("merged", None, told)]
    theirs = [Change("state", "live", "absorbed"), Change("merged_into", None, str(survivor))]
    history.record_many(tx, [(survivor, ours), (absorbed, [*theirs, *diff_profiles(outlook.absorbed, outlook.plan.absorbed)])])
