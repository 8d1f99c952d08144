"""A customer as an undo compares it: plain values in JSON's own types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from customers.models.aliases import Alias


@dataclass(frozen=True, slots=True)
class UndoProfile:
    """The stored values of a customer.

    `consent` is None for one who was never asked; `tags` are labels by key, `aliases` are by label, `addresses` by id; `orders` is the
    number of orders that the run did not bring, `absorbed` that of the profiles merged into it.
    """

    id: UUID
    state: str
    texts: Mapping[str, str | None]
    consent: Mapping[str, Any] | None = None
    external_ids: Mapping[str, str] = field(default_factory=dict)
    override: tuple[str | None, str | None, str | None] = (None, None, None)
    tags: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, Alias] = field(default_factory=dict)
    addresses: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    orders: int = 0
    absorbed: int = 0
