"""A profile as a merge and its undoing compare it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from customers.models.customer import Consent, CustomerAddress
from customers.models.fields import TEXTS


class StoredOverride(NamedTuple):
    """A VIP override set by a person; `kind` is None where there is none."""

    kind: str | None
    reason: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class MergeProfile:
    """A profile as a merge compares it and as the journal stores it.

    `tags` are labels by key, `orders` is their number, `others` are the text fields that no rule of merges names.
    """

    id: UUID
    email: str | None
    phone: str | None
    first_name: str
    last_name: str | None
    notes: str | None
    consent: Consent
    external_ids: Mapping[str, str]
    vip_override: StoredOverride
    tags: Mapping[str, str]
    addresses: tuple[CustomerAddress, ...]
    orders: int
    created_at: datetime
    updated_at: datetime
    others: Mapping[str, str | None] = field(default_factory=dict)

    @classmethod
    def texts_of(cls, values: Mapping[str, str | None]) -> dict[str, Any]:
        """Return text fields as arguments of the class and of `dataclasses.replace`."""
        arguments: dict[str, Any] = {name: value for name, value in values.items() if name not in OTHERS}
        return arguments | ({"others": {name: values[name] for name in OTHERS if name in values}} if OTHERS else {})

    def text(self, name: str) -> str | None:
        """Return the value of a text field."""
        value: str | None = self.others.get(name) if name in OTHERS else getattr(self, name)
        return value

    def texts(self) -> dict[str, str | None]:
        """Return the values of all text fields."""
        return {name: self.text(name) for name in TEXTS}


OTHERS = tuple(name for name in TEXTS if name not in MergeProfile.__dataclass_fields__)
