"""A customer and its addresses, with the fields that are printed.

Amounts are `Decimal` in the shop's currency, times are aware `datetime` in UTC to the second.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from customers.models.aliases import NO_ALIASES, Aliases

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


ConsentState = Literal["yes", "no", "unknown"]
CONSENT_STATES: tuple[ConsentState, ...] = ("yes", "no", "unknown")


@dataclass(frozen=True, slots=True)
class Consent:
    """The newest explicit statement about marketing: when it was made, how it came, and who recorded it; unknown: none was made."""

    state: ConsentState = "unknown"
    at: datetime | None = None
    source: str | None = None
    actor: str | None = None

    @property
    def accepts(self) -> bool:
        """Whether the customer opted in."""
        return self.state == "yes"


NEVER_ASKED = Consent()


@dataclass(frozen=True, slots=True)
class VipOverride:
    """The VIP status that a person gave a customer, with the reason and the optional end."""

    state: Literal["pinned", "excluded"]
    reason: str | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Rfm:
    """The group of a customer by recency, frequency and money, and the scores of 1 to 5; None without a counted order."""

    group: str
    recency: int | None
    frequency: int | None
    money: int | None


@dataclass(frozen=True, slots=True)
class Customer:
    """One profile with its order statistics; `addresses` and `rfm` are None, and `aliases` empty, if it was read without them."""

    id: UUID
    email: str | None
    phone: str | None
    first_name: str
    last_name: str | None
    full_name: str
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
    consent: Consent = NEVER_ASKED
    vip_override: VipOverride | None = None
    rfm: Rfm | None = None
    aliases: Aliases = NO_ALIASES
    deleted_at: datetime | None = None
    addresses: tuple[CustomerAddress, ...] | None = None

    @property
    def accepts_marketing(self) -> bool:
        """Whether the customer opted in: true for yes alone."""
        return self.consent.accepts

    @property
    def default_address(self) -> CustomerAddress | None:
        """The default shipping address, else the default billing one, else None."""
        defaults = {address.type: address for address in self.addresses or () if address.is_default}
        return defaults.get("shipping") or defaults.get("billing")
