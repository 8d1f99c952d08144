"""Merge one profile into another, with a journal from which the merge can be undone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import merge_moves as statements
from customers.database.queries import order_moves
from customers.database.queries.merges import insert_merge
from customers.domain.ids import shown_end, uuid7
from customers.domain.json import to_jsonable
from customers.domain.merge.journal import Journal, encode_journal
from customers.domain.merge.plan import EXTERNAL_IDS, MergePlan, plan_merge
from customers.domain.merge.profile import MergeProfile
from customers.domain.person_name import full_name, label_person
from customers.domain.tags import MAX_PER_CUSTOMER
from customers.domain.text import count_of
from customers.errors import (
    AlreadyMergedError,
    CannotMergeError,
    CustomerChangedError,
    CustomerDeletedError,
    CustomerErasedError,
    CustomersError,
    CustomerUndoneError,
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
from customers.services.customers.lookup import Referent, get_referent, notice_alias
from customers.services.customers.records import diff_addresses, diff_consents, get_customer, name_customer, refresh_search
from customers.services.customers.state import next_updated_at, not_active_error
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction


@dataclass(frozen=True, slots=True)
class MergePair:
    """Two customers to merge, and the sides from which fields are taken; both ids are equal where they are one already.

    `defaults` are sides too, for fields that the two have and `take` does not decide.
    """

    survivor_id: UUID
    absorbed_id: UUID
    take: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """The result of a merge before it is made, from both profiles as they are; no changes where both are one customer already."""

    pair: MergePair
    survivor: MergeProfile
    absorbed: MergeProfile
    plan: MergePlan

    @property
    def changes_nothing(self) -> bool:
        """Whether both are one customer already."""
        return self.survivor.id == self.absorbed.id

    def document(self) -> dict[str, Any]:
        """Return the document of the plan. Orders may change until it is applied, everything else must stay as it is."""
        updated = {"survivor_updated_at": self.survivor.updated_at, "absorbed_updated_at": self.absorbed.updated_at}
        moved = {"addresses": self.plan.addresses, "tags": self.plan.tags}
        head = {"survivor_id": self.pair.survivor_id, "absorbed_id": self.pair.absorbed_id, "take": dict(self.pair.take)}
        document: dict[str, Any] = to_jsonable({**head, **updated, "fields": self.plan.fields, "moved": moved})
        return document


def resolve_pair(tx: Transaction, survivor: str, absorbed: str, take: Mapping[str, str], *, follow: bool = False) -> MergePair:
    """Return the customers of two references; with `follow` an alias leads to the surviving profile, with a notice.

    Two references to one customer, an alias among them, make a pair that the merge leaves unchanged.

    Raises:
        CustomerNotFoundError, AmbiguousReferenceError: a reference leads to no customer, or to several.
        CannotMergeError: a customer is deleted or erased.
        AlreadyMergedError: a reference is an alias, without `follow`.
        InvalidInputError: both references are identities of one customer, and no aliases.
    """
    first, second = _get_referent(tx, survivor), _get_referent(tx, absorbed)
    if first.id == second.id:
        if not (first.by_alias or second.by_alias):
            same = f"{survivor} is named twice" if survivor == absorbed else f"{survivor} and {absorbed} are one customer"
            raise InvalidInputError(problem=f"{same}; a profile cannot be merged with itself")
        return MergePair(first.id, first.id, take)
    for name, referent in ((survivor, first), (absorbed, second)):
        if referent.by_merge and not follow:
            raise AlreadyMergedError(reference=name, survivor=referent.id, name=name_customer(tx, referent.id))
        notice_alias(tx, name, referent)
    return MergePair(first.id, second.id, take)


def _get_referent(tx: Transaction, name: str) -> Referent:
    try:
        return get_referent(tx, name)
    except (CustomerDeletedError, CustomerErasedError, CustomerUndoneError) as error:
        raise _cannot_merge(name, error) from None


def _cannot_merge(reference: str | UUID, error: CustomersError) -> CustomersError:
    """Return the error of a merge for that of a customer that is not active."""
    if isinstance(error, CustomerErasedError):
        reason = f"it was erased on {error.details['date']}"
    elif isinstance(error, CustomerDeletedError):
        reason = "it is deleted"
    elif isinstance(error, CustomerUndoneError):
        reason = "the run that created it was undone"
    else:
        return error
    return CannotMergeError(reference=reference, reason=reason, remedy=error.remedy)


def preview_merge(tx: Transaction, pair: MergePair) -> MergePreview:
    """Lock both customers and return the preview of their merge.

    Raises:
        CustomerNotFoundError: a customer does not exist.
        CannotMergeError: another run deleted or erased a customer meanwhile, or both notes together are too long.
        AlreadyMergedError: another run absorbed a customer meanwhile.
        TagLimitError: both together have too many tags.
        InvalidFieldError: `take` names an external id that neither has.
    """
    ids = (pair.survivor_id, pair.absorbed_id)
    locks.lock_customers(tx.connection, ids)
    states = statements.read_states(tx.connection, ids)
    if (profile := _common_profile(tx, states, ids)) is not None:
        return MergePreview(pair, profile, profile, MergePlan((), profile, profile, (), ()))
    survivor, absorbed = _live_profiles(states, ids)
    try:
        plan = plan_merge(survivor, absorbed, _default_take(pair, survivor, absorbed) | dict(pair.take), tx.now, tx.actor)
    except ValueError as error:
        raise InvalidFieldError(field="{take}", problem=str(error), parameters=("take",)) from None
    if len(plan.survivor.tags) > MAX_PER_CUSTOMER:
        raise TagLimitError(
            customer=survivor.id, name=name_customer(tx, survivor.id), count=len(plan.survivor.tags), limit=MAX_PER_CUSTOMER
        )
    for name in TEXTS:
        length, limit = len(plan.survivor.text(name) or ""), BY_NAME[name].max_length
        if length > limit:
            reason = f"the {name} together have {length} characters, and at most {limit} are kept"
            raise CannotMergeError(reference=name_customer(tx, absorbed.id), reason=reason, remedy=Remedy("take_side", field=name))
    return MergePreview(pair, survivor, absorbed, plan)


def merge_customers(tx: Transaction, pair: MergePair, planned: Mapping[str, Any] | None = None) -> MergeResult:
    """Merge one profile into another, completely or not at all.

    `planned` is the document of an earlier preview (`MergePreview.document`): the merge must still have the same result.

    Raises:
        CustomerChangedError: the merge would differ from the one that was `planned`.
        CustomerNotFoundError, CannotMergeError, AlreadyMergedError, TagLimitError, InvalidFieldError: as for `preview_merge`.
    """
    preview = preview_merge(tx, pair)
    if preview.changes_nothing:
        tx.notice(f"both are {name_customer(tx, preview.survivor.id)} already; nothing was changed")
        return MergeResult(None, get_customer(tx, preview.survivor.id), None, Moved(0, 0, 0, 0), ())
    if planned is not None:
        _check_plan(preview, planned)
    before, absorbed, plan = preview.survivor, preview.absorbed, preview.plan
    merge_id = uuid7()
    orders = order_moves.move_orders(tx.connection, absorbed.id, before.id)
    after = [replace(profile, updated_at=next_updated_at(tx.now, profile.updated_at)) for profile in (plan.survivor, plan.absorbed)]
    write_rows(tx, (before, absorbed), after)
    absorbed_ids = statements.move_absorbed(tx.connection, absorbed.id, before.id)
    statements.move_identities(tx.connection, absorbed.id, before.id)
    states = (statements.ProfileState("live", None, after[0]), statements.ProfileState("absorbed", before.id, after[1]))
    statements.write_states(tx.connection, states)
    journal = Journal(before, absorbed, plan.survivor, tuple(orders), plan.addresses, plan.tags, tuple(absorbed_ids))
    columns = {"at": tx.now, "actor": tx.actor, "reason": tx.reason, "journal": encode_journal(journal)}
    insert_merge(tx.connection, {"customer_id": before.id, "id": merge_id, "absorbed_id": absorbed.id, "run_id": tx.run_id, **columns})
    recalculate_customers(tx, [before.id])
    refresh_search(tx, before.id, absorbed.id)
    moved = Moved(len(orders), len(plan.addresses), len(plan.tags), len(absorbed.external_ids))
    _record(tx, merge_id, preview, moved)
    return MergeResult(merge_id, get_customer(tx, before.id, with_aliases=True), absorbed.id, moved, plan.fields)


def diff_profiles(before: MergeProfile, after: MergeProfile) -> list[Change]:
    """Return the changes between two states of a profile, with the field names of the history."""
    values: list[tuple[str, Any, Any]] = [(name, before.text(name), after.text(name)) for name in TEXTS]
    values += [(name, getattr(before, name), getattr(after, name)) for name in ("external_ids", "created_at")]
    values += [
        ("tags", labels(before), labels(after)),
        ("vip_override", before.vip_override.kind, after.vip_override.kind),
        ("vip_reason", before.vip_override.reason, after.vip_override.reason),
        ("vip_until", before.vip_override.until, after.vip_override.until),
    ]
    changes = [Change(name, to_jsonable(old), to_jsonable(new)) for name, old, new in values if old != new]
    changes += diff_consents(before.consent, after.consent)
    return changes + list(diff_addresses(before.addresses, after.addresses))


def labels(profile: MergeProfile) -> list[str]:
    """Return the tags of a profile in their order."""
    return [label for _, label in sorted(profile.tags.items())]


def describe(profile: MergeProfile) -> str:
    """Return a short description of a profile for a question."""
    name = full_name(profile.first_name, profile.last_name)
    contact = profile.email or profile.phone or str(profile.id)
    return f"{name} ({contact}, {count_of(profile.orders, 'order')})"


def describe_merge(preview: MergePreview) -> str:
    """Return the question about a merge, without its question mark."""
    if preview.changes_nothing:
        return f"Both are {describe(preview.survivor)} already. Change nothing"
    return f"Merge {describe(preview.absorbed)} into {describe(preview.survivor)}"


def write_rows(tx: Transaction, before: Sequence[MergeProfile], after: Sequence[MergeProfile]) -> None:
    """Write the addresses and tags of profiles where they differ."""
    if [profile.addresses for profile in before] != [profile.addresses for profile in after]:
        statements.write_addresses(tx.connection, after)
    if [profile.tags for profile in before] != [profile.tags for profile in after]:
        statements.write_tags(tx.connection, after)


def _live_profiles(states: Mapping[UUID, statements.ProfileState], ids: Sequence[UUID]) -> list[MergeProfile]:
    """Return the profiles of customers; raise the error of one that another run merged, deleted or erased meanwhile."""
    for customer_id in ids:
        state = states.get(customer_id)
        if state is None or state.state != "live":
            raise _cannot_merge(customer_id, not_active_error(customer_id, state, state and state.profile.updated_at))
    return [states[customer_id].profile for customer_id in ids]


def _common_profile(tx: Transaction, states: Mapping[UUID, statements.ProfileState], ids: Sequence[UUID]) -> MergeProfile | None:
    """Return the live profile that both customers are, or were merged into; None where they are two."""
    survivors = {state.merged_into or customer_id for customer_id, state in states.items()}
    if not states.keys() >= set(ids) or len(survivors) > 1:
        return None
    if not survivors <= states.keys():
        states = statements.read_states(tx.connection, [*survivors])
    (profile,) = _live_profiles(states, [*survivors])
    return profile


def _default_take(pair: MergePair, survivor: MergeProfile, absorbed: MergeProfile) -> dict[str, str]:
    systems = survivor.external_ids.keys() | absorbed.external_ids.keys()
    return {
        field: side
        for field, side in pair.defaults.items()
        if not field.startswith(EXTERNAL_IDS) or field.removeprefix(EXTERNAL_IDS) in systems
    }


def _check_plan(preview: MergePreview, planned: Mapping[str, Any]) -> None:
    document = preview.document()
    for side in ("survivor", "absorbed"):
        if planned.get(f"{side}_updated_at") != document[f"{side}_updated_at"]:
            raise _changed_error(preview.survivor if side == "survivor" else preview.absorbed, document[f"{side}_updated_at"])
    differing = [name for name in document if planned.get(name) != document[name]]
    if differing:
        raise _changed_error(preview.survivor, f"a time unknown ({', '.join(differing)} would differ)")


def _changed_error(profile: MergeProfile, updated_at: str) -> CustomerChangedError:
    name = label_person(profile.first_name, profile.last_name, profile.email or f"…{shown_end(profile.id)}")
    return CustomerChangedError(
        customer=str(profile.id), name=name, updated_at=updated_at, expected="the merge was planned", remedy=Remedy("plan_again")
    )


def _record(tx: Transaction, merge_id: UUID, preview: MergePreview, moved: Moved) -> None:
    survivor, absorbed = preview.survivor, preview.absorbed
    merge = to_jsonable({"merge_id": merge_id, "customer_id": absorbed.id, **as_dict(moved)})
    survivor_changes = [*diff_profiles(survivor, preview.plan.survivor), Change("merged", None, merge)]
    state_changes = [Change("state", "live", "absorbed"), Change("merged_into", None, str(survivor.id))]
    absorbed_changes = [*state_changes, *diff_profiles(absorbed, preview.plan.absorbed)]
    history.record_many(tx, [(survivor.id, survivor_changes), (absorbed.id, absorbed_changes)])
