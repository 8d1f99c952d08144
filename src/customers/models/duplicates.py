"""Pairs of customers that may be one person, and dismissed pairs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from customers.models.customer import Customer


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
