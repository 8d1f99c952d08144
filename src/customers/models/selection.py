"""The filters that `list`, `vip`, `tag`, `export` and `delete` share."""

from dataclasses import dataclass, fields
from datetime import datetime

OVERRIDES = ("pinned", "excluded")
# The filters by tags, as an operator names them.
TAG_FILTERS = ("tag", "any_tag", "without_tag")
SORT_KEYS = ("created_at", "updated_at", "name", "email", "total_orders", "total_spent", "last_order_at")


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters, all of which must match; a default filters nothing. Amounts are minor units."""

    search: str | None = None
    tags: tuple[str, ...] = ()
    any_tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    accepts_marketing: bool | None = None
    consent: str | None = None
    vip: bool | None = None
    vip_override: str | None = None  # one of OVERRIDES, not yet ended
    segment: str | None = None
    rfm: str | None = None  # a group of domain.statistics.rfm
    min_orders: int | None = None
    max_orders: int | None = None
    min_spent: int | None = None
    max_spent: int | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    ordered_after: datetime | None = None
    ordered_before: datetime | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    has_email: bool | None = None
    has_phone: bool | None = None
    deleted: bool | None = None  # deleted customers instead of live ones

    @property
    def is_empty(self) -> bool:
        """Whether all filters are at their defaults, which selects all customers if that is allowed."""
        return all(getattr(self, field.name) in (None, ()) for field in fields(self))


# The filters by tags; the values of these are lists.
TAG_FILTERS = ("tag", "any_tag", "without_tag")
# By the names of their parameters: tag, repeated for each.
FILTERS = tuple(field.name.removesuffix("s") if field.name.endswith("tags") else field.name for field in fields(Selection))


@dataclass(frozen=True, slots=True)
class Guard:
    """The number of customers that a command may change: exactly `expect`, at most `max`."""

    expect: int | None = None
    max: int | None = None
