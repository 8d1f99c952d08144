"""Merges: the result of each field, moved rows, the state after an undoing; pairs that may be one person, and dismissed pairs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from customers.models.customer import Customer


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of a merge: both values, the result, and the rule."""

    field: str
    survivor: Any
    absorbed: Any
    result: Any
    rule: str


@dataclass(frozen=True, slots=True)
class Moved:
    """How much moved from the absorbed profile to the survivor; rows that both had did not move."""

    orders: int
    addresses: int
    tags: int
    external_ids: int


@dataclass(frozen=True, slots=True)
class MergeResult:
    """A merge: the surviving profile after it, and the rule of each field.

    The ids are None if both references are of one customer already: nothing was changed.
    """

    merge_id: UUID | None
    customer: Customer
    absorbed_id: UUID | None
    moved: Moved
    fields: tuple[MergeField, ...]


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """The outcome of one pair of a batch; both profiles have names where it was not refused."""

    line: int
    primary_id: str | None
    secondary_id: str | None
    outcome: str  # merged, unchanged, refused
    merge_id: UUID | None = None
    code: str | None = None
    message: str | None = None
    survivor_name: str | None = None
    survivor_email: str | None = None
    absorbed_name: str | None = None
    absorbed_email: str | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge; `state` is merged, undone or erased."""

    id: UUID
    at: datetime
    actor: str
    reason: str | None
    survivor_id: UUID
    absorbed_id: UUID
    state: str
    undone_at: datetime | None
    survivor_name: str | None = None
    survivor_email: str | None = None
    absorbed_name: str | None = None
    absorbed_email: str | None = None


@dataclass(frozen=True, slots=True)
class LeftWithSurvivor:
    """What came to a survivor after a merge and stays after its undoing; `fields` keep later changes."""

    orders: int
    addresses: int
    tags: int
    external_ids: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnmergeResult:
    """An undone merge: both profiles after it."""

    merge_id: UUID
    survivor: Customer
    restored: Customer
    left_with_survivor: LeftWithSurvivor


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of one field of two profiles, in words; `a` and `b` are the values."""

    field: str
    a: str | None
    b: str | None
    why: str


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two profiles that are probably one person; `a` is the older one, the score a probability."""

    a: Customer
    b: Customer
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Two profiles that were marked as different people; the smaller id first."""

    a: UUID
    b: UUID
    at: datetime
    actor: str
    reason: str | None
    a_name: str | None = None
    a_email: str | None = None
    b_name: str | None = None
    b_email: str | None = None
