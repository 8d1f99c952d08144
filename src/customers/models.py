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

    @classmethod
    def of(cls, page: int, per_page: int, total: int, next_cursor: str | None) -> "PageMeta":
        """A page of so many records in all; there is always a first page."""
        return cls(page, per_page, total, max(1, -(-total // per_page)), next_cursor)

    @classmethod
    def whole(cls, total: int) -> "PageMeta":
        """All of so many records."""
        return cls(page=1, per_page=total, total=total, pages=1, next_cursor=None)


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


def as_dict(record: Any) -> dict[str, Any]:
    """The fields of a model as a dictionary in their order, one level deep."""
    return {name: getattr(record, name) for name in field_names(record.__class__)}
