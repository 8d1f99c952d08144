"""Why a customer is a VIP or not."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

OverrideKind = Literal["pinned", "excluded"]
Reason = Literal["status", "fully_refunded", "return"]


@dataclass(frozen=True, slots=True)
class VipRule:
    """One rule that makes VIPs: orders (a count) or spend (an amount).

    `enabled` is false for a threshold of 0: nothing reaches it, and `to_go` is None.
    """

    rule: Literal["orders", "spend"]
    setting: str
    enabled: bool
    threshold: int | Decimal
    has: int | Decimal
    reached: bool
    to_go: int | Decimal | None


@dataclass(frozen=True, slots=True)
class VipPeriod:
    """The days of the orders that count for VIP, where the shop has such a period.

    `next_order` (source and number) is the oldest order in it and leaves it at `next_leaves_at`. If no order comes, a rule is
    reached until `rules_reached_until`; None if none is reached, or the time is later than a datetime can be.
    """

    days: int
    since: datetime
    next_order: str | None
    next_placed_at: datetime | None
    next_leaves_at: datetime | None
    rules_reached_until: datetime | None


@dataclass(frozen=True, slots=True)
class ExplainedOverride:
    """A VIP override set by a person; `in_force` is false after `until`.

    `set_by` and `set_at` are from the history, and None if it has no record.
    """

    kind: OverrideKind
    reason: str | None
    until: datetime | None
    in_force: bool
    set_by: str | None
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredStatistics:
    """The stored statistics, which lists and counts use; `agrees` is false if a recalculation would change them."""

    is_vip: bool
    total_orders: int
    total_spent: Decimal
    agrees: bool


@dataclass(frozen=True, slots=True)
class UncountedReason:
    """A reason why orders are not counted, and their number: "status" (named in `status`), "fully_refunded" or "return"."""

    reason: Reason
    status: str | None
    why: str
    orders: int


@dataclass(frozen=True, slots=True)
class UncountedOrder:
    """An order that is not counted, and the reason; its amounts are in its own currency."""

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
    """Counted and uncounted orders of a customer; `latest_uncounted` has at most the newest 100."""

    total: int
    counted: int
    uncounted: int
    reasons: tuple[UncountedReason, ...]
    latest_uncounted: tuple[UncountedOrder, ...]


@dataclass(frozen=True, slots=True)
class VipExplanation:
    """Whether a customer is a VIP, calculated from the present orders, and the reasons."""

    customer_id: UUID
    full_name: str
    is_vip: bool
    decided_by: Literal["pinned", "excluded", "rules"]
    verdict: str
    rules: tuple[VipRule, ...]
    period: VipPeriod | None
    override: ExplainedOverride | None
    stored: StoredStatistics
    orders: CountedOrders


@dataclass(frozen=True, slots=True)
class VipChange:
    """One rise or fall of a customer: whether it was a VIP before, and is one after."""

    customer_id: UUID
    full_name: str
    email: str | None
    at: datetime
    from_: bool
    to: bool
    why: str
