"""Why a customer is a VIP or not."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

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
