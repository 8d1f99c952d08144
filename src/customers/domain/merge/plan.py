"""Plan a merge: each field of both profiles, its result, and the rule that decides."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.domain.addresses.comparison import same_address
from customers.domain.consent import newest
from customers.domain.merge.profile import MergeProfile, StoredOverride
from customers.domain.person_name import full_name
from customers.domain.text import closest_match, quote_value
from customers.models.customer import ADDRESS_TYPES, Consent, CustomerAddress
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
ONLY_WORD = "only word: other was never asked"


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


def resolve_consent(survivor: Consent, absorbed: Consent, side: str | None, moment: datetime, actor: str) -> tuple[Consent, str]:
    """Return the resulting consent of two, and the rule: the newest statement, or that of the `side` that is taken.

    A statement keeps its time, so that it can be compared again; one without a time gets `moment` where it replaces another.
    """
    if side == SURVIVOR:
        return survivor, KEPT
    if side == ABSORBED and absorbed.state == "unknown":
        return survivor, BLANK if survivor.state == "unknown" else NOTHING_TO_TAKE
    if side == ABSORBED:
        return _moved(survivor, absorbed, moment, actor), TAKEN
    return _moved(survivor, newest(survivor, absorbed), moment, actor), _consent_rule(survivor, absorbed)


def _moved(survivor: Consent, consent: Consent, moment: datetime, actor: str) -> Consent:
    """Return a consent as it comes to the survivor: by a merge where it changes the survivor's state."""
    if consent.state == survivor.state:
        return consent
    return replace(consent, at=consent.at or moment, source="merge", actor=actor)


def _consent_rule(survivor: Consent, absorbed: Consent) -> str:
    if survivor.state == absorbed.state:
        return SAME
    if "unknown" in (survivor.state, absorbed.state):
        return ONLY_WORD
    if survivor.at and absorbed.at:
        return SAME_TIME if survivor.at == absorbed.at else NEWER_WORD
    return UNKNOWN_TIME


def _resolve(survivor: Any, absorbed: Any, side: str | None, *, alias: bool = False) -> tuple[Any, str]:
    if survivor == absorbed:
        return survivor, SAME if survivor else BLANK
    if not survivor:
        return absorbed, TAKEN if side == ABSORBED else FILLED
    if not absorbed:
        return survivor, NOTHING_TO_TAKE if side == ABSORBED else KEPT
    value, rule = (absorbed, TAKEN) if side == ABSORBED else (survivor, KEPT)
    return value, rule + AND_ALIAS if alias else rule


def _resolve_text(merge: _Merge, name: str) -> None:
    survivor, absorbed = merge.survivor.text(name), merge.absorbed.text(name)
    merge.texts[name], rule = _resolve(survivor, absorbed, merge.take.get(name))
    merge.fields.append(MergeField(name, survivor, absorbed, merge.texts[name], rule))


def _resolve_contact(merge: _Merge, name: str) -> None:
    survivor, absorbed = merge.survivor.text(name), merge.absorbed.text(name)
    value, rule = _resolve(survivor, absorbed, merge.take.get(name), alias=True)
    merge.texts[name] = value
    merge.fields.append(MergeField(name, survivor, absorbed, value, rule))
    if survivor and absorbed:
        merge.remaining[name] = absorbed if value == survivor else survivor


def _join_texts(merge: _Merge, name: str) -> None:
    survivor, absorbed = merge.survivor.text(name), merge.absorbed.text(name)
    side = merge.take.get(name)
    if side is not None or not survivor or not absorbed or survivor == absorbed:
        _resolve_text(merge, name)
        return
    line = f"--- {merge.moment:%Y-%m-%d}, merged from {full_name(merge.absorbed.first_name, merge.absorbed.last_name)}:"
    merge.texts[name] = f"{survivor}\n\n{line}\n{absorbed}"
    merge.fields.append(MergeField(name, survivor, absorbed, merge.texts[name], JOINED))


def _resolve_accepts_marketing(merge: _Merge, name: str) -> None:
    survivor, absorbed = merge.survivor.consent, merge.absorbed.consent
    consent, rule = resolve_consent(survivor, absorbed, merge.take.get(name), merge.moment, merge.actor)
    merge.values["consent"] = consent
    merge.fields.append(MergeField(name, survivor.accepts, absorbed.accepts, consent.accepts, rule))


def _unite_tags(merge: _Merge, name: str) -> None:
    moving = _moving_tags(merge)
    tags = {**merge.survivor.tags, **{key: merge.absorbed.tags[key] for key in moving}}
    merge.values["tags"] = tags
    survivor, absorbed, result = (_labels(labels) for labels in (merge.survivor.tags, merge.absorbed.tags, tags))
    rule = UNITED if moving else BLANK if not result else SAME if survivor == absorbed else KEPT
    merge.fields.append(MergeField(name, survivor, absorbed, result, rule))


def _moving_tags(merge: _Merge) -> tuple[str, ...]:
    return tuple(sorted(merge.absorbed.tags.keys() - merge.survivor.tags.keys()))


def _resolve_external_ids(merge: _Merge, name: str) -> None:
    """Resolve the ids system by system: the survivor's, and those that stay with the absorbed profile."""
    survivor, absorbed = merge.survivor.external_ids, merge.absorbed.external_ids
    systems = sorted(survivor.keys() | absorbed.keys())
    unknown = sorted(field for field in merge.take if field.startswith(EXTERNAL_IDS) and field.removeprefix(EXTERNAL_IDS) not in systems)
    if unknown:
        raise ValueError(f"neither profile has an external id of {quote_value(unknown[0].removeprefix(EXTERNAL_IDS))}")
    result, remaining = dict(survivor), dict(absorbed)
    for system in systems:
        first, second = survivor.get(system), absorbed.get(system)
        result[system], rule = _resolve(first, second, merge.take.get(f"{EXTERNAL_IDS}{system}"), alias=True)
        if first and second and result[system] == second:
            remaining[system] = first
        merge.fields.append(MergeField(f"{EXTERNAL_IDS}{system}", first, second, result[system], rule))
    merge.values[name], merge.remaining[name] = dict(sorted(result.items())), remaining


def _resolve_override(merge: _Merge) -> None:
    survivor, absorbed = merge.survivor.vip_override, merge.absorbed.vip_override
    override, rule = _resolve(survivor if survivor.kind else None, absorbed if absorbed.kind else None, merge.take.get("vip_override"))
    merge.values["vip_override"] = override or StoredOverride(None)
    if survivor.kind or absorbed.kind:
        merge.fields.append(MergeField("vip_override", survivor.kind, absorbed.kind, override.kind, rule))


def _resolve_created_at(merge: _Merge) -> None:
    survivor, absorbed = merge.survivor.created_at, merge.absorbed.created_at
    merge.values["created_at"] = min(survivor, absorbed)
    merge.fields.append(
        MergeField(
            "created_at",
            survivor,
            absorbed,
            min(survivor, absorbed),
            SAME if survivor == absorbed else OLDER,
        )
    )


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
