"""Types of arguments of the library: references, times, amounts, and keyword arguments."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypedDict
from uuid import UUID

from customers.models.customer import ConsentState

Reference = str | UUID
Time = str | date | datetime
Amount = str | int | Decimal


class FilterKeywords(TypedDict, total=False):
    """The filters of a selection; all of them must match."""

    search: str
    tag: str | Iterable[str]
    any_tag: str | Iterable[str]
    without_tag: str | Iterable[str]
    accepts_marketing: bool
    consent: ConsentState
    vip: bool
    vip_override: Literal["pinned", "excluded"]
    segment: str
    rfm: str
    min_orders: int
    max_orders: int
    min_spent: Amount
    max_spent: Amount
    created_after: Time
    created_before: Time
    ordered_after: Time
    ordered_before: Time
    city: str
    state: str
    country: str
    has_email: bool
    has_phone: bool


class OrderKeywords(TypedDict, total=False):
    """The filters of a list of orders; all of them must match."""

    source: str | Iterable[str]
    status: str | Iterable[str]
    since: Time
    until: Time
    counted: bool
    of: Literal["live", "deleted", "erased", "all"]


class FieldKeywords(TypedDict, total=False):
    """The fields of a customer that can be set; None clears."""

    email: str | None
    phone: str | None
    first_name: str
    last_name: str | None
    accepts_marketing: bool
    tags: list[str] | None
    notes: str | None
    external_ids: dict[str, str | None] | None
    addresses: list[dict[str, Any]]
