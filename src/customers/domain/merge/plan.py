"""Plan a merge: each field of both profiles, its result, and the rule that decides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.domain.json import to_jsonable
from customers.domain.merge.profile import Consent, MergeProfile, VipOverride
from customers.domain.person_name import full_name
from customers.domain.suggestions import closest_match
from customers.domain.text import quote_value
from customers.models.customer import ADDRESS_TYPES, CustomerAddress
from customers.models.merge import MergeField

SURVIVOR, ABSORBED = "survivor", "absorbed"
EXTERNAL_IDS = "external_ids."
# What `--take` can turn round, beside the external id of each system.
OVERRIDABLE = ("email", "phone", "first_name", "last_name", "accepts_marketing", "notes", "vip_override")
# Names by which a customer is found: of two, the one that is not taken stays on as an alias.
NAMES = ("email", "phone")
PLAIN = (*NAMES, "first_name", "last_name")

# The rules in words, as short as a column of a table; scripts may rely on them.
SAME, BLANK, KEPT, FILLED, TAKEN = "same", "blank", "kept", "filled", "taken"
NOTHING_TO_TAKE = "kept: absorbed is blank"
AND_ALIAS = ", other is alias"
UNITED, JOINED, OLDER = "united", "joined", "older"
NEWER_WORD, UNKNOWN_TIME, SAME_TIME = "newer word", "no wins: time unknown", "no wins: same time"


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge does: both profiles as they will be, and the addresses and tags (by key) that move.

    The absorbed one keeps neither addresses nor tags: what both have is in the journal. It keeps the email, phone and
    external ids that were not taken: the aliases of a survivor are always the names in the rows of what was merged into it.
    """

    fields: tuple[MergeField, ...]
    survivor: MergeProfile
    absorbed: MergeProfile
    addresses: tuple[UUID, ...]
    tags: tuple[str, ...]


def parse_take(texts: Sequence[str]) -> dict[str, str]:
    """Return the side of each field of `--take FIELD=survivor|absorbed`; raises ValueError for what is no field or no side."""
    take: dict[str, str] = {}
    for text in texts:
        field, _, side = (part.strip() for part in text.partition("="))
        if side not in (SURVIVOR, ABSORBED):
            raise ValueError(f"{quote_value(text)} is not of the form FIELD=absorbed or FIELD=survivor")
        if take.setdefault(field, side) != side:
            raise ValueError(f"{field} is taken from both sides")
    return check_take(take)


def check_take(take: Mapping[str, str]) -> dict[str, str]:
    """Return the sides by field; raises ValueError for a field that cannot be taken."""
    for field in take:
        if field not in OVERRIDABLE and not (field.startswith(EXTERNAL_IDS) and field != EXTERNAL_IDS):
            known = (*OVERRIDABLE, f"{EXTERNAL_IDS}SYSTEM")
            likely = closest_match(field, known)
            raise ValueError(
                f"{quote_value(field)} cannot be taken"
                + (f"; did you mean {likely}?" if likely else f"; what can be is {', '.join(known)}")
            )
    return dict(take)


def plan_merge(survivor: MergeProfile, absorbed: MergeProfile, take: Mapping[str, str], moment: datetime, actor: str) -> MergePlan:
    """Weigh two profiles field by field. `take` gives the side of the fields for which the rule is turned round.

    Raises:
        ValueError: `take` names an external id that neither has.
    """
    fields: list[MergeField] = []
    values: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for name in PLAIN:
        ours, theirs = getattr(survivor, name), getattr(absorbed, name)
        values[name], rule = _resolve(ours, theirs, take.get(name), alias=name in NAMES)
        fields.append(MergeField(name, ours, theirs, values[name], rule))
        if name in NAMES and ours and theirs:
            left[name] = theirs if values[name] == ours else ours
    values["consent"], rule = resolve_consent(survivor.consent, absorbed.consent, take.get("accepts_marketing"), moment, actor)
    fields.append(MergeField("accepts_marketing", survivor.consent.accepts, absorbed.consent.accepts, values["consent"].accepts, rule))
    moving = tuple(sorted(absorbed.tags.keys() - survivor.tags.keys()))
    values["tags"] = {**survivor.tags, **{key: absorbed.tags[key] for key in moving}}
    ours, theirs, both = (_labels(tags) for tags in (survivor.tags, absorbed.tags, values["tags"]))
    fields.append(MergeField("tags", ours, theirs, both, UNITED if moving else BLANK if not both else SAME if ours == theirs else KEPT))
    values["notes"], rule = _resolve_notes(survivor, absorbed, take.get("notes"), moment)
    fields.append(MergeField("notes", survivor.notes, absorbed.notes, values["notes"], rule))
    values["external_ids"], left["external_ids"], weighed = _resolve_external_ids(survivor.external_ids, absorbed.external_ids, take)
    fields += weighed
    ours, theirs = survivor.vip_override, absorbed.vip_override
    values["vip_override"], rule = _resolve(ours if ours.kind else None, theirs if theirs.kind else None, take.get("vip_override"))
    values["vip_override"] = values["vip_override"] or VipOverride(None)
    if ours.kind or theirs.kind:
        fields.append(MergeField("vip_override", ours.kind, theirs.kind, values["vip_override"].kind, rule))
    values["created_at"] = min(survivor.created_at, absorbed.created_at)
    older = (values["created_at"], SAME if survivor.created_at == absorbed.created_at else OLDER)
    fields.append(MergeField("created_at", survivor.created_at, absorbed.created_at, *older))
    addresses = _moving_addresses(survivor, absorbed)
    values["addresses"] = _united_tags(survivor, absorbed, addresses)
    left |= {"addresses": (), "tags": {}, "orders": 0}
    return MergePlan(tuple(fields), replace(survivor, **values), replace(absorbed, **left), addresses, moving)


def one_default(book: Sequence[CustomerAddress], former: Collection[UUID]) -> tuple[CustomerAddress, ...]:
    """Addresses with one default of each type: the one there is, else one that was a default before, else the newest."""
    chosen = set()
    for kind in ADDRESS_TYPES:
        own = (address for address in book if address.type == kind)
        best = max(own, key=lambda address: (address.is_default, address.id in former, address.id), default=None)
        chosen |= {best.id} if best else set()
    return tuple(replace(address, is_default=address.id in chosen) for address in book)


def same_address(one: CustomerAddress, other: CustomerAddress) -> bool:
    """Whether two addresses say the same, whichever is the default."""
    return {**to_jsonable(one), "id": None, "is_default": None} == {**to_jsonable(other), "id": None, "is_default": None}


def resolve_consent(ours: Consent, theirs: Consent, side: str | None, moment: datetime, actor: str) -> tuple[Consent, str]:
    """The word that holds of two, and why: the newer one; where either has no time, or they are of the same time, "no".

    A word keeps the time at which it was given, so that it can be weighed again; a "no" that nobody said gets `moment`.
    """
    if side == ABSORBED:
        return (ours if ours == theirs else theirs._replace(at=theirs.at or moment, source="merge", actor=actor)), TAKEN
    if side == SURVIVOR:
        return ours, KEPT
    if ours.at and theirs.at and ours.at != theirs.at:
        newer, rule = (ours if ours.at > theirs.at else theirs), NEWER_WORD
    else:
        # Of two that say the same, the one that was said; of a yes and a no, the no.
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


def _resolve_notes(survivor: MergeProfile, absorbed: MergeProfile, side: str | None, moment: datetime) -> tuple[str | None, str]:
    ours, theirs = survivor.notes, absorbed.notes
    if side is not None or not ours or not theirs or ours == theirs:
        return _resolve(ours, theirs, side)
    line = f"--- {moment:%Y-%m-%d}, merged from {full_name(absorbed.first_name, absorbed.last_name)}:"
    return f"{ours}\n\n{line}\n{theirs}", JOINED


def _resolve_external_ids(
    ours: Mapping[str, str], theirs: Mapping[str, str], take: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], list[MergeField]]:
    """The survivor's external ids, those that stay with the absorbed, and how each system was weighed."""
    systems = sorted(ours.keys() | theirs.keys())
    unknown = sorted(field for field in take if field.startswith(EXTERNAL_IDS) and field.removeprefix(EXTERNAL_IDS) not in systems)
    if unknown:
        raise ValueError(f"neither profile has an external id of {quote_value(unknown[0].removeprefix(EXTERNAL_IDS))}")
    kept, left, fields = dict(ours), dict(theirs), []
    for system in systems:
        one, other = ours.get(system), theirs.get(system)
        kept[system], rule = _resolve(one, other, take.get(f"{EXTERNAL_IDS}{system}"), alias=True)
        if one and other and kept[system] == other:
            left[system] = one
        fields.append(MergeField(f"{EXTERNAL_IDS}{system}", one, other, kept[system], rule))
    return dict(sorted(kept.items())), left, fields


def _moving_addresses(survivor: MergeProfile, absorbed: MergeProfile) -> tuple[UUID, ...]:
    """The addresses that the survivor lacks; of equal ones of the absorbed one moves, the default if it is among them."""
    book = list(survivor.addresses)
    moving = []
    for address in sorted(absorbed.addresses, key=lambda address: not address.is_default):
        if not any(same_address(address, known) for known in book):
            book.append(address)
            moving.append(address.id)
    return tuple(moving)


def _united_tags(survivor: MergeProfile, absorbed: MergeProfile, moving: Collection[UUID]) -> tuple[CustomerAddress, ...]:
    taken = {address.type for address in survivor.addresses if address.is_default}
    coming = [
        replace(address, is_default=address.is_default and address.type not in taken)
        for address in absorbed.addresses
        if address.id in moving
    ]
    return one_default([*survivor.addresses, *coming], ())


def _labels(tags: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(label for _, label in sorted(tags.items()))
