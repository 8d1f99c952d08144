"""One order, with the fields that are printed, and the filters of lists of orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

# The customers of a list of orders, by their state: every state that has orders.
OWNERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"live": ("live",), "deleted": ("deleted",), "erased": ("erased",), "all": ("live", "deleted", "erased")}
)


@dataclass(frozen=True, slots=True)
class Order:
    """One purchase, or a return with a negative total; `total` and `refunded` are in its own `currency`."""

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
    customer_name: str | None = None
    customer_email: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Filters of a list of orders, all of which must match; a default filters nothing.

    Attributes:
        sources: Any of these.
        statuses: Any of these, in lower case.
        since: Placed at that time or later.
        until: Placed before that time.
        counted: Whether they count.
        of: The state of their customers, a key of `OWNERS`.
    """

    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    counted: bool | None = None
    of: str = "live"


@dataclass(frozen=True, slots=True)
class MovedOrders:
    """The ids of orders that moved, and the customer that has them now."""

    moved: tuple[UUID, ...]
    customer_id: UUID
