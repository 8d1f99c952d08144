"""What comes out of the services: plain frozen values in the shapes that `-o json` prints.

Amounts are `Decimal` in the shop's currency, times are aware `datetime` in UTC to the second.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from customers.rules.values import field_names

T = TypeVar("T")

AddressType = Literal["billing", "shipping"]
ADDRESS_TYPES: tuple[AddressType, ...] = ("billing", "shipping")


@dataclass(frozen=True, slots=True)
class CustomerAddress:
    """One entry of a customer's address book; `country` is ISO 3166 alpha-2."""

    id: UUID
    type: AddressType
    is_default: bool
    first_name: str | None
    last_name: str | None
    company: str | None
    address1: str
    address2: str | None
    city: str
    state: str
    pincode: str
    country: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class Customer:
    """One profile with its order statistics; `addresses` is None where they were not asked for."""

    id: UUID
    email: str | None
    phone: str | None
    first_name: str
    last_name: str | None
    full_name: str
    accepts_marketing: bool
    total_orders: int
    total_spent: Decimal
    avg_order_value: Decimal | None
    first_order_at: datetime | None
    last_order_at: datetime | None
    is_vip: bool
    tags: tuple[str, ...]
    notes: str | None
    external_ids: Mapping[str, str]
    created_at: datetime
    updated_at: datetime
    addresses: tuple[CustomerAddress, ...] | None = None

    @property
    def default_address(self) -> CustomerAddress | None:
        """The default shipping address, else the default billing one, else None."""
        defaults = {address.type: address for address in self.addresses or () if address.is_default}
        return defaults.get("shipping") or defaults.get("billing")


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase; `total` and `refunded` are in its own `currency`."""

    id: UUID
    customer_id: UUID
    number: str
    source: str
    status: str
    currency: str
    total: Decimal
    refunded: Decimal
    counted: bool
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class Segment:
    """How many live customers a rule takes in; the label names the thresholds in force."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CustomerSegments:
    """new + returning + loyal = total; vip and at_risk lie across them."""

    new: Segment
    returning: Segment
    loyal: Segment
    vip: Segment
    at_risk: Segment
    total: Segment


@dataclass(frozen=True, slots=True)
class PageMeta:
    """Where a page stands in the whole result."""

    page: int
    per_page: int
    total: int
    pages: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list, or with `--all` the whole of it as a stream that can be read once."""

    data: Iterable[T]
    meta: PageMeta


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one customer, before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One record of the history: what one command changed of one customer; all customers that it changed share its id."""

    id: UUID
    at: datetime
    actor: str
    reason: str | None
    command: str
    customer_id: UUID
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Changed(Generic[T]):
    """What a writing service did: the result, the changes that led to it, and what the operator should hear."""

    result: T
    changes: tuple[Change, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """One customer that a bulk operation left as it was, and why."""

    customer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says of two profiles, in words; `a` and `b` are what each has there."""

    field: str
    a: str | None
    b: str | None
    why: str


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two profiles that look like one person; `a` is the older one, the score a probability."""

    a: Customer
    b: Customer
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Two profiles that somebody called different people; the smaller id first."""

    a: UUID
    b: UUID
    at: datetime
    actor: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class TagResult:
    """Counts of a bulk tagging; `added`, `removed` and `unchanged` count pairs of customer and tag."""

    customers: int
    added: int
    removed: int
    unchanged: int
    refused: tuple[Refusal, ...] = ()


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


def as_dict(record: Any) -> dict[str, Any]:
    """The fields of a model as a dictionary in their order, one level deep."""
    return {name: getattr(record, name) for name in field_names(record.__class__)}
