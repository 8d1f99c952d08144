"""What `explain` and `segments changes` give: why a customer is where it is, and who moved.

They are plain frozen values in the shapes that `-o json` prints, as those of `models` are.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from customers.models import Page

OverrideKind = Literal["pinned", "excluded"]
Reason = Literal["status", "fully_refunded"]


@dataclass(frozen=True, slots=True)
class VipRule:
    """One rule that makes VIPs: orders (a count) or spend (an amount).

    `enabled` is false where a threshold of 0 switches it off; then nothing reaches it, and `to_go` is None.
    """

    rule: Literal["orders", "spend"]
    setting: str
    enabled: bool
    threshold: int | Decimal
    has: int | Decimal
    reached: bool
    to_go: int | Decimal | None


@dataclass(frozen=True, slots=True)
class VipOverride:
    """The word of a person over the rules; `in_force` is false once `until` has passed.

    `set_by` and `set_at` come from the history, and are None where it does not tell.
    """

    kind: OverrideKind
    reason: str | None
    until: datetime | None
    in_force: bool
    set_by: str | None
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredStatistics:
    """What lists and counts go by; `agrees` is false where `vip recalculate` would change it."""

    is_vip: bool
    total_orders: int
    total_spent: Decimal
    agrees: bool


@dataclass(frozen=True, slots=True)
class UncountedReason:
    """Why orders count for nothing, and how many: "status" (then `status` says which) or "fully_refunded"."""

    reason: Reason
    status: str | None
    why: str
    orders: int


@dataclass(frozen=True, slots=True)
class UncountedOrder:
    """An order that counts for nothing, and why; its amounts are in its own currency."""

    id: UUID
    number: str
    source: str
    status: str
    currency: str
    total: Decimal
    refunded: Decimal
    placed_at: datetime
    reason: Reason
    why: str


@dataclass(frozen=True, slots=True)
class CountedOrders:
    """Which orders of a customer count: total = counted + uncounted; `latest_uncounted` holds at most the newest 100."""

    total: int
    counted: int
    uncounted: int
    reasons: tuple[UncountedReason, ...]
    latest_uncounted: tuple[UncountedOrder, ...]


@dataclass(frozen=True, slots=True)
class VipExplanation:
    """Whether a customer is a VIP, calculated from the orders at this moment, and why."""

    customer_id: UUID
    full_name: str
    is_vip: bool
    decided_by: Literal["pinned", "excluded", "rules"]
    verdict: str
    rules: tuple[VipRule, ...]
    override: VipOverride | None
    stored: StoredStatistics
    orders: CountedOrders


@dataclass(frozen=True, slots=True)
class SegmentStanding:
    """Whether a customer is in a segment, why, and how far it is.

    `orders_to_go` and `spend_to_go` (VIP only, either is enough) are 0 where they are reached and None where no order
    leads there. `days_to_go` and `starts_at` are at_risk's: after so many days, and from after that moment on, the
    customer is at risk unless an order comes; 0 days where it is.
    """

    label: str
    member: bool
    why: str
    distance: str | None
    orders_to_go: int | None = None
    spend_to_go: Decimal | None = None
    days_to_go: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SegmentExplanation:
    """The segments of one customer by name, at a moment, and the figures that put it there."""

    customer_id: UUID
    full_name: str
    as_of: datetime
    total_orders: int
    total_spent: Decimal
    last_order_at: datetime | None
    segments: dict[str, SegmentStanding]


Crossing = Literal["gained", "lost"]


@dataclass(frozen=True, slots=True)
class SegmentMove:
    """One customer in another segment than before; `vip` and `at_risk` are None where nothing changed."""

    customer_id: UUID
    full_name: str
    email: str | None
    from_: str
    to: str
    vip: Crossing | None
    at_risk: Crossing | None


@dataclass(frozen=True, slots=True)
class MoveCount:
    """How many customers were in `from_` and are in `to`.

    Of new, returning and loyal both are named, the same twice for who stayed; of vip and at_risk one is None: who was
    not in it before, or is not now.
    """

    from_: str | None
    to: str | None
    customers: int


@dataclass(frozen=True, slots=True)
class SegmentChanges:
    """Who moved between two moments: everybody in numbers, and a page of the customers that did."""

    since: datetime
    as_of: datetime
    summary: tuple[MoveCount, ...]
    page: Page[SegmentMove]
