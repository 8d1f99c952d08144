"""Results of commands that work on many customers: counts, refused customers, and notices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RefusedCustomer:
    """One customer that a bulk command did not change, and the reason."""

    customer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class TagResult:
    """Counts of a bulk tagging; `added`, `removed` and `unchanged` count pairs of customer and tag."""

    customers: int
    added: int
    removed: int
    unchanged: int
    refused: tuple[RefusedCustomer, ...] = ()


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag as first written, and the number of live customers with it."""

    tag: str
    customers: int


@dataclass(frozen=True, slots=True)
class ErasedProfile:
    """The counts of values that an erasure removed from one profile and retained, by kind; `merged_into` is its survivor.

    Time, actor and reason are those of the erasure, for a profile without a remaining value those of the earlier one.
    """

    id: UUID
    at: datetime
    actor: str
    reason: str | None
    merged_into: UUID | None
    was: str
    removed: Mapping[str, int]
    kept: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check of `doctor`: the number of violations, ids of some customers, and the remedy.

    `ok` is the state after repairs; `count` and `examples` are of the violations before them.
    """

    name: str
    ok: bool
    count: int
    examples: tuple[str, ...]
    sentence: str
    fixable: bool
    fixed: bool
    remedy: str


@dataclass(frozen=True, slots=True)
class Recalculation:
    """Counts of a recalculation; `changed` are the customers with other statistics or another flag."""

    examined: int
    changed: int
    promoted: int
    demoted: int
    seconds: float


@dataclass(frozen=True, slots=True)
class StatusCount:
    """The imported orders of one status: their number, whether the status counts, and whether its word is known."""

    orders: int
    counted: bool
    known: bool


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Numbers of rows of an import by outcome; `read` is their sum. An import of orders has their `statuses`, by word."""

    read: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    refused: int
    seconds: float
    statuses: Mapping[str, StatusCount] | None = None
