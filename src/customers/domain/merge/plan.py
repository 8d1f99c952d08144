"""Plan a merge: each field of both profiles, its result, and the rule that decides."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.domain.json import to_jsonable
from customers.domain.merge.profile import Consent, MergeProfile, VipOverride
from customers.domain.person_name import full_name
from customers.domain.suggestions import closest_match
from customers.domain.text import quote_value
from customers.models.customer import ADDRESS_TYPES, CustomerAddress
from customers.models.fields import FIELDS, Merge, names
from customers.models.merge import MergeField

SURVIVOR, ABSORBED = "survivor", "absorbed"
EXTERNAL_IDS = "external_ids."
# The fields that `take` can name, beside the external id of each system.
OVERRIDABLE = (*names(lambda field: field.merge in ("fill", "alias", "join", "consent")), "vip_override")

# The names of rules as printed; scripts may rely on them.
SAME, BLANK, KEPT, FILLED, TAKEN = "same", "blank", "kept", "filled", "taken"
NOTHING_TO_TAKE = "kept: absorbed is blank"
AND_ALIAS = ", other is alias"
UNITED, JOINED, OLDER = "united", "joined", "older"
NEWER_WORD, UNKNOWN_TIME, SAME_TIME = "newer word", "no wins: time unknown", "no wins: same time"


@dataclass(frozen=True, slots=True)
class MergePlan:
    """The result of a merge: both profiles, and the addresses and tags (by key) that move.

    The absorbed profile keeps neither addresses nor tags; those that both have are in the journal. It keeps the email, phone
    and external ids that the survivor did not take: the aliases of a survivor are the identities of its absorbed profiles.
    """

    fields: tuple[MergeField, ...]
    survivor: MergeProfile
    absorbed: MergeProfile
    addresses: tuple[UUID, ...]
    tags: tuple[str, ...]


@dataclass(slots=True)
class _Merge:
    """Two profiles, and the results so far: of the survivor, and of what remains with the absorbed profile."""

    survivor: MergeProfile
    absorbed: MergeProfile
    take: Mapping[str, str]
    moment: datetime
    actor: str
    fields: list[MergeField] = field(default_factory=list)
    texts: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    remaining: dict[str, Any] = field(default_factory=dict)


def parse_take(texts: Sequence[str]) -> dict[str, str]:
    """Return the side by field of texts such as `phone=absorbed`.

    Raises:
        ValueError: a text has another form, names a field twice, or a field that cannot be taken.
    """
    take: dict[str, str] = {}
    for text in texts:
        name, _, side = (part.strip() for part in text.partition("="))
        if side not in (SURVIVOR, ABSORBED):
            raise ValueError(f"{quote_value(text)} is not of the form FIELD=absorbed or FIELD=survivor")
        if take.setdefault(name, side) != side:
            raise ValueError(f"{name} is taken from both sides")
    return check_take(take)


def check_take(take: Mapping[str, str]) -> dict[str, str]:
    """Return the sides by field.

    Raises:
        ValueError: a field cannot be taken.
    """
    for name in take:
        if name not in OVERRIDABLE and not (name.startswith(EXTERNAL_IDS) and name != EXTERNAL_IDS):
            known = (*OVERRIDABLE, f"{EXTERNAL_IDS}SYSTEM")
            likely = closest_match(name, known)
            raise ValueError(
                f"{quote_value(name)} cannot be taken" + (f"; did you mean {likely}?" if likely else f"; what can be is {', '.join(known)}")
            )
    return dict(take)


def plan_merge(survivor: MergeProfile, absorbed: MergeProfile, take: Mapping[str, str], moment: datetime, actor: str) -> MergePlan:
    """Compare two profiles field by field; `take` gives the side of fields and overrides their rules.

    Raises:
        ValueError: `take` names an external id that neither profile has.
    """
    merge = _Merge(survivor, absorbed, take, moment, actor)
    for entry in FIELDS:
        if entry.merge is not None:
            _RESOLVERS[entry.merge](merge, entry.name)
    _resolve_override(merge)
    _resolve_created_at(merge)
    addresses = _moving_addresses(survivor, absorbed)
    merge.values["addresses"] = _union_of_addresses(survivor, absorbed, addresses)
    merge.remaining |= {"addresses": (), "tags": {}, "orders": 0}
    return MergePlan(
        tuple(merge.fields),
        replace(survivor, **MergeProfile.texts_of(merge.texts), **merge.values),
        replace(absorbed, **merge.remaining),
        addresses,
        _moving_tags(merge),
    )


def one_default(book: Sequence[CustomerAddress], former: Collection[UUID]) -> tuple[CustomerAddress, ...]:
    """Return addresses with one default of each type: the present one, else a former one, else the newest."""
    chosen = set()
    for kind in ADDRESS_TYPES:
        of_type = (address for address in book if address.type == kind)
        best = max(of_type, key=lambda address: (address.is_default, address.id in former, address.id), default=None)
        chosen |= {best.id} if best else set()
    return tuple(replace(address, is_default=address.id in chosen) for address in book)


def same_address(first: CustomerAddress, second: CustomerAddress) -> bool:
    """Return whether two addresses are equal but for their ids and defaults."""
    return {**to_jsonable(first), "id": None, "is_default": None} == {**to_jsonable(second), "id": None, "is_default": None}


def resolve_consent(ours: Consent, theirs: Consent, side: str | None, moment: datetime, actor: str) -> tuple[Consent, str]:
    """Return the resulting consent of two, and the rule: the newer one; if a time is missing or both are equal, the opt-out.

    A consent keeps its time, so that it can be compared again; an opt-out without a time gets `moment`.
    """
    if side == ABSORBED:
        return (ours if ours == theirs else theirs._replace(at=theirs.at or moment, source="merge", actor=actor)), TAKEN
    if side == SURVIVOR:
        return ours, KEPT
    if ours.at and theirs.at and ours.at != theirs.at:
        newer, rule = (ours if ours.at > theirs.at else theirs), NEWER_WORD
    else:
        # Of two equal ones the recorded one; of an opt-in and an opt-out the opt-out.
        newer = min((ours, theirs), key=lambda word: (word.accepts, word.at is None))
        rule = SAME if ours.accepts == theirs.accepts else SAME_TIME if ours.at and theirs.at else UNKNOWN_TIME
    if newer.accepts == ours.accepts:
        return (ours if newer.at == ours.at else newer), rule
    return newer._replace(at=newer.at or moment, source="merge", actor=actor), rule


def _resolve(ours: Any, theirs: Any, side: str | None, *, alias: bool = False) -> tuple[Any, str]:
    if ours == theirs:
        return ours, SAME if ours else BLANK
    if not ours:
        return theirs, TAKEN if side == ABSORBED else FILLED
    if not theirs:
        return ours, NOTHING_TO_TAKE if side == ABSORBED else KEPT
    value, rule = (theirs, TAKEN) if side == ABSORBED else (ours, KEPT)
    return value, rule + AND_ALIAS if alias else rule


def _resolve_text(merge: _Merge, name: str) -> None:
    ours, theirs = merge.survivor.text(name), merge.absorbed.text(name)
    merge.texts[name], rule = _resolve(ours, theirs, merge.take.get(name))
    merge.fields.append(MergeField(name, ours, theirs, merge.texts[name], rule))


def _resolve_contact(merge: _Merge, name: str) -> None:
    ours, theirs = merge.survivor.text(name), merge.absorbed.text(name)
    value, rule = _resolve(ours, theirs, merge.take.get(name), alias=True)
    merge.texts[name] = value
    merge.fields.append(MergeField(name, ours, theirs, value, rule))
    if ours and theirs:
        merge.remaining[name] = theirs if value == ours else ours


def _join_texts(merge: _Merge, name: str) -> None:
    ours, theirs = merge.survivor.text(name), merge.absorbed.text(name)
    side = merge.take.get(name)
    if side is not None or not ours or not theirs or ours == theirs:
        _resolve_text(merge, name)
        return
    line = f"--- {merge.moment:%Y-%m-%d}, merged from {full_name(merge.absorbed.first_name, merge.absorbed.last_name)}:"
    merge.texts[name] = f"{ours}\n\n{line}\n{theirs}"
    merge.fields.append(MergeField(name, ours, theirs, merge.texts[name], JOINED))


def _resolve_accepts_marketing(merge: _Merge, name: str) -> None:
    ours, theirs = merge.survivor.consent, merge.absorbed.consent
    consent, rule = resolve_consent(ours, theirs, merge.take.get(name), merge.moment, merge.actor)
    merge.values["consent"] = consent
    merge.fields.append(MergeField(name, ours.accepts, theirs.accepts, consent.accepts, rule))


def _unite_tags(merge: _Merge, name: str) -> None:
    moving = _moving_tags(merge)
    tags = {**merge.survivor.tags, **{key: merge.absorbed.tags[key] for key in moving}}
    merge.values["tags"] = tags
    ours, theirs, result = (_labels(labels) for labels in (merge.survivor.tags, merge.absorbed.tags, tags))
    rule = UNITED if moving else BLANK if not result else SAME if ours == theirs else KEPT
    merge.fields.append(MergeField(name, ours, theirs, result, rule))


def _moving_tags(merge: _Merge) -> tuple[str, ...]:
    return tuple(sorted(merge.absorbed.tags.keys() - merge.survivor.tags.keys()))


def _resolve_external_ids(merge: _Merge, name: str) -> None:
    """Resolve the ids system by system: the survivor's, and those that stay with the absorbed profile."""
    ours, theirs = merge.survivor.external_ids, merge.absorbed.external_ids
    systems = sorted(ours.keys() | theirs.keys())
    unknown = sorted(field for field in merge.take if field.startswith(EXTERNAL_IDS) and field.removeprefix(EXTERNAL_IDS) not in systems)
    if unknown:
        raise ValueError(f"neither profile has an external id of {quote_value(unknown[0].removeprefix(EXTERNAL_IDS))}")
    result, remaining = dict(ours), dict(theirs)
    for system in systems:
        first, second = ours.get(system), theirs.get(system)
        result[system], rule = _resolve(first, second, merge.take.get(f"{EXTERNAL_IDS}{system}"), alias=True)
        if first and second and result[system] == second:
            remaining[system] = first
        merge.fields.append(MergeField(f"{EXTERNAL_IDS}{system}", first, second, result[system], rule))
    merge.values[name], merge.remaining[name] = dict(sorted(result.items())), remaining


def _resolve_override(merge: _Merge) -> None:
    ours, theirs = merge.survivor.vip_override, merge.absorbed.vip_override
    override, rule = _resolve(ours if ours.kind else None, theirs if theirs.kind else None, merge.take.get("vip_override"))
    merge.values["vip_override"] = override or VipOverride(None)
    if ours.kind or theirs.kind:
        merge.fields.append(MergeField("vip_override", ours.kind, theirs.kind, override.kind, rule))


def _resolve_created_at(merge: _Merge) -> None:
    ours, theirs = merge.survivor.created_at, merge.absorbed.created_at
    merge.values["created_at"] = min(ours, theirs)
    merge.fields.append(MergeField("created_at", ours, theirs, min(ours, theirs), SAME if ours == theirs else OLDER))


_RESOLVERS: Mapping[Merge, Callable[[_Merge, str], None]] = {
    "fill": _resolve_text,
    "alias": _resolve_contact,
    "join": _join_texts,
    "consent": _resolve_accepts_marketing,
    "tags": _unite_tags,
    "external_ids": _resolve_external_ids,
}


def _moving_addresses(survivor: MergeProfile, absorbed: MergeProfile) -> tuple[UUID, ...]:
    """Return the addresses that the survivor lacks; of equal ones one moves, the default if it is among them."""
    book = list(survivor.addresses)
    moving = []
    for address in sorted(absorbed.addresses, key=lambda address: not address.is_default):
        if not any(same_address(address, known) for known in book):
            book.append(address)
            moving.append(address.id)
    return tuple(moving)


def _union_of_addresses(survivor: MergeProfile, absorbed: MergeProfile, moving: Collection[UUID]) -> tuple[CustomerAddress, ...]:
    taken = {address.type for address in survivor.addresses if address.is_default}
    coming = [
        replace(address, is_default=address.is_default and address.type not in taken)
        for address in absorbed.addresses
        if address.id in moving
    ]
    return one_default([*survivor.addresses, *coming], ())


def _labels(tags: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(label for _, label in sorted(tags.items()))
