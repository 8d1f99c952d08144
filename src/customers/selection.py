"""Which customers a command is about: the filters that `list`, `vip`, `tag`, `export` and `delete` share."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from customers.errors import InvalidFieldError

SORT_KEYS = ("created_at", "updated_at", "name", "email", "total_orders", "total_spent", "last_order_at")


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters that must all hold; a field left at its default filters nothing. Amounts are minor units."""

    search: str | None = None
    tags: tuple[str, ...] = ()
    any_tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    accepts_marketing: bool | None = None
    vip: bool | None = None
    segment: str | None = None
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
    deleted: bool | None = None  # those that were deleted, instead of live ones

    @property
    def is_empty(self) -> bool:
        """Whether no filter was given, which selects everyone where that is allowed at all."""
        return all(getattr(self, field.name) in (None, ()) for field in fields(self))


# By the names of their options: --tag, again for each.
FILTERS = tuple(field.name.removesuffix("s") if field.name.endswith("tags") else field.name for field in fields(Selection))


def parse_selection(filters: Mapping[str, Any], currency: str) -> Selection:
    """A selection from the filters by the names of their options: amounts in `currency` and times, as texts or as values.

    Raises:
        InvalidFieldError: an amount or a time cannot be read.
        TypeError: there is no such filter.
    """
    from customers.rules.moments import parse_time
    from customers.rules.money import parse_amount

    if unknown := [name for name in filters if name not in FILTERS]:
        raise TypeError(_no_such_filter(unknown[0]))
    values: dict[str, Any] = {}
    for name, given in filters.items():
        if given is None:
            continue
        try:
            if name in ("tag", "any_tag", "without_tag"):
                values[f"{name}s"] = (given,) if isinstance(given, str) else tuple(given)
            elif name.endswith("_spent"):
                values[name] = parse_amount(given, currency)
            elif name.endswith(("_after", "_before")):
                values[name] = parse_time(given.isoformat() if isinstance(given, date) else given)
            else:
                values[name] = given
        except ValueError as error:
            raise InvalidFieldError(field=f"--{name.replace('_', '-')}", problem=str(error)) from None
    return Selection(**values)


def _no_such_filter(name: str) -> str:
    from customers.rules.text import did_you_mean

    return f"no filter {name!r}; {did_you_mean(name, FILTERS)}the filters are {', '.join(FILTERS)}"


@dataclass(frozen=True, slots=True)
class Guard:
    """How many customers a writing command may touch: exactly `expect`, at most `max`."""

    expect: int | None = None
    max: int | None = None
