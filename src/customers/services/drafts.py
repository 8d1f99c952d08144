"""What a row of a file asks for, parsed and checked, before anybody knows whom it is about."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from customers.errors import CustomersError
from customers.rules.tags import Tag


class Clear(Enum):
    """The one value that empties a field, where a blank would leave it."""

    CLEAR = "\\N"


CLEAR = Clear.CLEAR


class Refused(CustomersError):
    """{reason}"""

    def __init__(self, verdict: str, reason: str) -> None:
        super().__init__(reason=reason)
        self.verdict = verdict
        self.reason = reason


@dataclass(slots=True)
class SourceRow:
    """One row of a file: its line, its cells by field, and the whole as it stood, for the rejects.

    `problem` is why it cannot be read at all; `more` are the rows that tell more of the same customer or order.
    """

    line: int
    cells: dict[str, Any]
    original: dict[str, Any]
    problem: str | None = None
    more: tuple["SourceRow", ...] = ()


@dataclass(slots=True)
class CustomerDraft:
    """A customer as a row tells it; a field that is absent is left as it is, `CLEAR` empties it."""

    row: SourceRow
    id: UUID | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    external_ids: dict[str, str] = field(default_factory=dict)
    clears_external_ids: bool = False
    # What a row without a name, or with only the phone of an address, gives a new customer, and leaves a known one without.
    if_new: dict[str, Any] = field(default_factory=dict)
    accepts_marketing: bool | None = None
    consent_at: datetime | None = None
    consent_source: str | None = None
    tags: list[Tag] | None = None
    addresses: list[dict[str, Any]] = field(default_factory=list)
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(slots=True)
class OrderDraft:
    """An order as a row tells it; amounts in minor units, those of a foreign order in both currencies."""

    row: SourceRow
    number: str
    source: str
    status: str
    currency: str
    total: int
    refunded: int
    foreign_total: int | None
    foreign_refunded: int | None
    placed_at: datetime
    customer: CustomerDraft
    phone: str | None = None


@dataclass(slots=True)
class AddressDraft:
    """An address as a row tells it, and how it names its customer."""

    row: SourceRow
    customer: CustomerDraft
    values: dict[str, Any]


@dataclass(slots=True)
class Verdict:
    """What became of a row."""

    row: SourceRow
    outcome: str  # created, updated, unchanged, skipped, refused
    code: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an import treats what it meets."""

    on_conflict: str = "update"
    tags: str = "add"
    consent: str = "keep"
    create_customers: bool = False
    on_error: str = "skip"
