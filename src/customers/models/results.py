"""What became of a command that works on many customers: counts, and what was refused, like `models`."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from customers.errors import Remedy


class Notice(str):
    """A sentence beside a result, with what to do about it."""

    __slots__ = ("remedy",)
    remedy: Remedy | None

    def __new__(cls, text: str, remedy: Remedy | None = None) -> "Notice":
        """Return the sentence with its remedy."""
        notice = super().__new__(cls, text)
        notice.remedy = remedy
        return notice


@dataclass(frozen=True, slots=True)
class RefusedCustomer:
    """One customer that a bulk operation left as it was, and why."""

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
    """A tag as first written, and how many live customers have it."""

    tag: str
    customers: int


@dataclass(frozen=True, slots=True)
class ErasedProfile:
    """What an erasure took from one profile and what it left, by kind; `merged_into` is the survivor it went with."""

    id: UUID
    merged_into: UUID | None
    was: str
    removed: Mapping[str, int]
    kept: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What `doctor` says of one rule: how often it is broken, for whom (ids of customers), and what is to be done.

    `ok` is how things stand now, after mending where that was asked for; `count` and `examples` tell what was found.
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
    """What `vip recalculate` found: `changed` counts customers whose statistics or flag differed."""

    examined: int
    changed: int
    promoted: int
    demoted: int
    seconds: float


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Verdicts of an import by number of rows; `read` is the sum of the others."""

    read: int
    created: int
    updated: int
    unchanged: int
    skipped: int
    refused: int
    seconds: float
