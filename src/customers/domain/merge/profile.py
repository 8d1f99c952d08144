"""A profile as merging and unmerging see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from customers.models.customer import CustomerAddress


class Consent(NamedTuple):
    """A customer's word on marketing; `at` is None where nobody asked."""

    accepts: bool
    at: datetime | None = None
    source: str | None = None
    actor: str | None = None


class VipOverride(NamedTuple):
    """What was decided by hand about VIP."""

    kind: str | None
    reason: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MergeProfile:
    """A profile as a merge weighs it, and as the journal of merges keeps it; tags are labels by key, orders only counted."""

    id: UUID
    email: str | None
    phone: str | None
    first_name: str
    last_name: str | None
    notes: str | None
    consent: Consent
    external_ids: Mapping[str, str]
    vip_override: VipOverride
    tags: Mapping[str, str]
    addresses: tuple[CustomerAddress, ...]
    orders: int
    created_at: datetime
    updated_at: datetime
