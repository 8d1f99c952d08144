"""The journal of a merge: both profiles as they were, the survivor as it became, and what moved. `unmerge` goes by it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from customers.models.customer import CustomerAddress
from customers.rules.merging import Consent, Override, Profile
from customers.rules.moments import parse_time
from customers.rules.values import plain

VERSION = 1


@dataclass(frozen=True, slots=True)
class Journal:
    """`survivor` and `absorbed` are as they were before, `merged` is the survivor after, without its addresses.

    `customers` are the profiles that had been merged into the absorbed one before.
    """

    survivor: Profile
    absorbed: Profile
    merged: Profile
    orders: tuple[UUID, ...]
    addresses: tuple[UUID, ...]
    tags: tuple[str, ...]
    customers: tuple[UUID, ...]


def journal_document(journal: Journal) -> dict[str, Any]:
    """The journal as the database keeps it."""
    moved = {name: plain(getattr(journal, name)) for name in ("orders", "addresses", "tags", "customers")}
    profiles = {name: plain(getattr(journal, name)) for name in ("survivor", "absorbed")}
    return {"version": VERSION, **profiles, "merged": plain(replace(journal.merged, addresses=())), "moved": moved}


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


def _profile(values: Mapping[str, Any]) -> Profile:
    accepts, said_at, source, actor = values["consent"]
    kind, reason, until = values["vip_override"]
    read = {
        "id": UUID(values["id"]),
        "consent": Consent(accepts, parse_time(said_at) if said_at else None, source, actor),
        "vip_override": Override(kind, reason, parse_time(until) if until else None),
        "addresses": tuple(CustomerAddress(**{**address, "id": UUID(address["id"])}) for address in values["addresses"]),
        **{name: parse_time(values[name]) for name in ("created_at", "updated_at")},
    }
    return Profile(**{**values, **read})
