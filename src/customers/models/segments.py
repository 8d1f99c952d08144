"""Segments: sizes, explanations, and movements of customers between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from customers.models.page import Page


@dataclass(frozen=True, slots=True)
class Segment:
    """The number of live customers in a segment; the label contains the thresholds in force."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CustomerSegments:
    """The sizes of all segments: new + returning + loyal = total; vip and at_risk overlap them."""

    new: Segment
    returning: Segment
    loyal: Segment
    vip: Segment
    at_risk: Segment
    total: Segment


@dataclass(frozen=True, slots=True)
class SegmentStanding:
    """Whether a customer is in a segment, the reason, and the distance.

    `orders_to_go` and `spend_to_go` (of VIP, either is enough) are 0 if they are reached, and None if no order leads
    there. `days_to_go` and `starts_at` are those of at_risk: the days until it, 0 if it is reached, and its beginning.
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
    """The segments of one customer by name at one time, and the figures that decide them."""

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
    """One customer that changed its segment; `vip` and `at_risk` are None if they did not change."""

    customer_id: UUID
    full_name: str
    email: str | None
    from_: str
    to: str
    vip: Crossing | None
    at_risk: Crossing | None


@dataclass(frozen=True, slots=True)
class MoveCount:
    """The number of customers that were in `from_` and are in `to`.

    Of new, returning and loyal both are named, and equal for customers that stayed. Of vip and at_risk one is None.
    """

    from_: str | None
    to: str | None
    customers: int


@dataclass(frozen=True, slots=True)
class SegmentChanges:
    """Movements between two times: the counts of all, and a page of the customers."""

    since: datetime
    as_of: datetime
    summary: tuple[MoveCount, ...]
    page: Page[SegmentMove]


@dataclass(frozen=True, slots=True)
class SavedSegment:
    """A selection with a name; `selection` has its filters by name in the words of the operator, `count` the live customers of now."""

    name: str
    label: str
    count: int
    selection: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class RfmGroup:
    """The live customers of a group by recency, frequency and money; shares are of all live customers, and of their spend."""

    group: str
    label: str
    customers: int
    customers_share: Decimal
    total_spent: Decimal
    total_spent_share: Decimal


@dataclass(frozen=True, slots=True)
class RfmCell:
    """The number of live customers with two scores."""

    recency: int
    frequency: int
    customers: int


@dataclass(frozen=True, slots=True)
class RfmGroups:
    """All groups, the best first, and the grid of recency and frequency, the latest orders first."""

    as_of: datetime
    groups: tuple[RfmGroup, ...]
    grid: tuple[RfmCell, ...]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The sizes of the segments at one moment, by the rules alone: from the orders placed until then."""

    at: datetime
    new: int
    returning: int
    loyal: int
    vip: int
    at_risk: int
    total: int
