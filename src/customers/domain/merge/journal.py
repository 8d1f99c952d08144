"""The journal of a merge, from which `unmerge` restores both profiles."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from customers.domain.json import to_jsonable
from customers.domain.merge.profile import MergeProfile, StoredOverride
from customers.domain.tags import Tag
from customers.domain.timestamps import parse_timestamp
from customers.models.customer import NEVER_ASKED, Consent, CustomerAddress
from customers.models.fields import TEXTS

VERSION = 1


@dataclass(frozen=True, slots=True)
class Journal:
    """The state of both profiles around a merge.

    `survivor` and `absorbed` are the profiles before it, `merged` is the survivor after it, without its addresses.
    `orders`, `addresses` and `tags` moved; `customers` had been merged into the absorbed profile before.
    """

    survivor: MergeProfile
    absorbed: MergeProfile
    merged: MergeProfile
    orders: tuple[UUID, ...]
    addresses: tuple[UUID, ...]
    tags: tuple[str, ...]
    customers: tuple[UUID, ...]


def encode_journal(journal: Journal) -> dict[str, Any]:
    """Return the journal as the database stores it."""
    moved = {name: to_jsonable(getattr(journal, name)) for name in ("orders", "addresses", "tags", "customers")}
    profiles = {"survivor": journal.survivor, "absorbed": journal.absorbed, "merged": replace(journal.merged, addresses=())}
    return {"version": VERSION, **{name: _encode_profile(profile) for name, profile in profiles.items()}, "moved": moved}


def read_journal(document: Mapping[str, Any]) -> Journal | None:
    """Return the journal of a stored document; None where an erasure emptied it."""
    if not document.get("survivor") or not document.get("absorbed"):
        return None
    moved = document["moved"]
    return Journal(
        survivor=_profile(document["survivor"]),
        absorbed=_profile(document["absorbed"]),
        merged=_profile(document["merged"]),
        orders=tuple(map(UUID, moved["orders"])),
        addresses=tuple(map(UUID, moved["addresses"])),
        tags=tuple(moved["tags"]),
        customers=tuple(map(UUID, moved["customers"])),
    )


def find_superseded(documents: Iterable[Mapping[str, Any]], texts: Mapping[str, str | None]) -> dict[str, set[str]]:
    """Return what a surviving profile had, by field, before merges that gave it the texts that it has; the newest document comes first."""
    superseded: dict[str, set[str]] = {}
    current = dict(texts)
    for document in documents:
        if not document.get("survivor"):
            break
        for name in list(current):
            before = document["survivor"].get(name)
            if document["merged"].get(name) != current[name]:
                del current[name]  # changed since
            elif before and before != current[name]:
                superseded.setdefault(name, set()).add(before)
                current[name] = before
    return superseded


def rename_tag(document: Mapping[str, Any], old: Tag, new: Tag) -> dict[str, Any]:
    """Return a stored journal with a tag under another name, so that the unmerge brings the renamed one."""
    if not document.get("survivor"):
        return dict(document)
    renamed = dict(document)
    for name in ("survivor", "absorbed", "merged"):
        tags = document[name]["tags"]
        if old.key in tags:
            others = {key: label for key, label in tags.items() if key != old.key}
            renamed[name] = {**document[name], "tags": dict(sorted(({new.key: new.label} | others).items()))}
    # A tag that the survivor had did not move: it stays with the survivor.
    moved = {new.key if key == old.key else key for key in document["moved"]["tags"]} - renamed["survivor"]["tags"].keys()
    renamed["moved"] = {**document["moved"], "tags": sorted(moved)}
    return renamed


def _encode_profile(profile: MergeProfile) -> dict[str, Any]:
    """Return the fields of a profile on one level, so that a document does not depend on which fields have rules."""
    document: dict[str, Any] = to_jsonable(profile)
    document |= document.pop("others")
    return document


def _profile(values: Mapping[str, Any]) -> MergeProfile:
    """Return a stored profile; a text field that is newer than the document is blank."""
    kind, reason, until = values["vip_override"]
    return MergeProfile(
        id=UUID(values["id"]),
        **MergeProfile.texts_of({name: values.get(name) for name in TEXTS}),
        consent=read_consent(values["consent"]),
        external_ids=values["external_ids"],
        vip_override=StoredOverride(kind, reason, parse_timestamp(until) if until else None),
        tags=values["tags"],
        addresses=tuple(CustomerAddress(**{**address, "id": UUID(address["id"])}) for address in values["addresses"]),
        orders=values["orders"],
        created_at=parse_timestamp(values["created_at"]),
        updated_at=parse_timestamp(values["updated_at"]),
    )


def read_consent(value: Any) -> Consent:
    """Return a stored consent: a mapping, or the list of version 0.1, in which a false without a time was never asked."""
    if isinstance(value, Mapping):
        state, at, source, actor = (value[name] for name in ("state", "at", "source", "actor"))
    else:
        accepts, at, source, actor = value
        state = "yes" if accepts else "no" if at else "unknown"
    return Consent(state, parse_timestamp(at) if at else None, source, actor) if state != "unknown" else NEVER_ASKED
