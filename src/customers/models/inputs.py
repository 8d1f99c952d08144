"""Inputs of commands and of the library: JSON objects, or built from options and keyword arguments.

`model_fields_set` distinguishes an absent key (unchanged) from a null (cleared). Only types are checked here; the domain
checks values.
"""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, defer_build=True)


class AddressInput(Input):
    """An address to add or, with an `id`, to change."""

    id: UUID | None = None
    type: Literal["billing", "shipping"] | None = None
    is_default: bool | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    pincode: str | None = None
    country: str | None = None
    phone: str | None = None


class CustomerInput(Input):
    """The input of `create` and of `update`."""

    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    accepts_marketing: bool | None = None
    tags: list[str] | None = None
    notes: str | None = None
    external_ids: dict[str, str | None] | None = None
    addresses: list[AddressInput] | None = None

    # Read-only fields, accepted with their present values so that printed JSON can be sent back.
    id: Any = None
    full_name: Any = None
    consent: Any = None
    total_orders: Any = None
    total_spent: Any = None
    avg_order_value: Any = None
    first_order_at: Any = None
    last_order_at: Any = None
    is_vip: Any = None
    vip_override: Any = None
    rfm: Any = None
    aliases: Any = None
    default_address: Any = None
    created_at: Any = None
    updated_at: Any = None
    deleted_at: Any = None


class BulkTagInput(Input):
    """The input of `tag add`."""

    customer_ids: list[str] = Field(min_length=1)
    tags: list[str] = Field(min_length=1)


class MergeInput(Input):
    """The input of `merge`: the survivor, and the profile that it absorbs."""

    primary_id: str
    secondary_id: str
    take: dict[str, Literal["survivor", "absorbed"]] = Field(default_factory=dict)


class MergePlanDocument(Input):
    """A merge that was planned, to be reviewed and applied later."""

    survivor_id: UUID
    absorbed_id: UUID
    take: dict[str, Literal["survivor", "absorbed"]]
    survivor_updated_at: str
    absorbed_updated_at: str
    fields: list[dict[str, Any]]
    moved: dict[str, list[str]]
