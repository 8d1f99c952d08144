"""Segments: their sizes, why a customer is in one, and who moved between them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from customers.models.page import Page


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
