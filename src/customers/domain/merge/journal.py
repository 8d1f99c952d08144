"""The journal of a merge: both profiles as they were, the survivor as it became, and what moved. `unmerge` goes by it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from customers.domain.json import to_jsonable
from customers.domain.merge.profile import Consent, MergeProfile, VipOverride
from customers.domain.timestamps import parse_timestamp
from customers.models.customer import CustomerAddress

VERSION = 1


@dataclass(frozen=True, slots=True)
class Journal:
    """`survivor` and `absorbed` are as they were before, `merged` is the survivor after, without its addresses.

    `customers` are the profiles that had been merged into the absorbed one before.
    """

    survivor: MergeProfile
    absorbed: MergeProfile
    merged: MergeProfile
    orders: tuple[UUID, ...]
    addresses: tuple[UUID, ...]
    tags: tuple[str, ...]
    customers: tuple[UUID, ...]


def encode_journal(journal: Journal) -> dict[str, Any]:
    """The journal as the database keeps it."""
    moved = {name: to_jsonable(getattr(journal, name)) for name in ("orders", "addresses", "tags", "customers")}
    profiles = {name: to_jsonable(getattr(journal, name)) for name in ("survivor", "absorbed")}
    return {"version": VERSION, **profiles, "merged": to_jsonable(replace(journal.merged, addresses=())), "moved": moved}


def read_journal(document: Mapping[str, Any]) -> Journal | None:
    """The journal of a stored document; None where it was emptied."""
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


def _profile(values: Mapping[str, Any]) -> MergeProfile:
    accepts, said_at, source, actor = values["consent"]
    kind, reason, until = values["vip_override"]
    read = {
        "id": UUID(values["id"]),
        "consent": Consent(accepts, parse_timestamp(said_at) if said_at else None, source, actor),
        "vip_override": VipOverride(kind, reason, parse_timestamp(until) if until else None),
        "addresses": tuple(CustomerAddress(**{**address, "id": UUID(address["id"])}) for address in values["addresses"]),
        **{name: parse_timestamp(values[name]) for name in ("created_at", "updated_at")},
    }
    return MergeProfile(**{**values, **read})
