"""Merges: what becomes of each field, what moves, and what stays when one is undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.models.customer import Customer


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of a merge: both values, what becomes of them, and by which rule."""

    field: str
    survivor: Any
    absorbed: Any
    result: Any
    rule: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How much of the absorbed profile came to the survivor; what both had stays with the absorbed."""

    orders: int
    addresses: int
    tags: int
    external_ids: int


@dataclass(frozen=True, slots=True)
class MergeResult:
    """A merge: the surviving profile as it is now, and field by field how it came to that.

    Without ids where both names meant one customer already: nothing was changed.
    """

    merge_id: UUID | None
    customer: Customer
    absorbed_id: UUID | None
    moved: Moved
    fields: tuple[MergeField, ...]


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """What became of one pair of a batch."""

    line: int
    primary_id: str | None
    secondary_id: str | None
    outcome: str  # merged, unchanged, refused
    merge_id: UUID | None = None
    code: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge that was made; `state` is merged, undone or erased."""

    id: UUID
    at: datetime
    actor: str
    reason: str | None
    survivor_id: UUID
    absorbed_id: UUID
    state: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class LeftWithSurvivor:
    """What came to a survivor after a merge and stays when it is undone; `fields` were changed since and keep their values."""

    orders: int
    addresses: int
    tags: int
    external_ids: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnmergeResult:
    """A merge taken back: both profiles as they are now."""

    merge_id: UUID
    survivor: Customer
    restored: Customer
    left_with_survivor: LeftWithSurvivor
