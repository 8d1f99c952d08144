"""Parsed and validated rows of a file, before their customers are looked up.

Rows are immutable: a retried batch starts from the same values. Tuples are created faster than frozen dataclasses.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from customers.database.queries import identities
from customers.domain.tags import Tag
from customers.errors import CustomersError, Remedy
from customers.models.aliases import Alias, Identity
from customers.models.customer import ConsentState
from customers.models.fields import TEXTS


class Clear(Enum):
    """The type of the value that clears a field; a blank leaves it unchanged."""

    CLEAR = "\\N"


CLEAR = Clear.CLEAR
NOTHING: Mapping[str, Any] = MappingProxyType({})


class RowRejectedError(CustomersError):
    """{reason}"""

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason=reason)
        self.reason_code = reason_code
        self.reason = reason


class RowSkippedError(RowRejectedError):
    """{reason}"""

    def __init__(self, reason_code: str, reason: str, remedy: Remedy | None = None) -> None:
        super().__init__(reason_code, reason)
        self.remedy = remedy


class SourceRow(NamedTuple):
    """A row of a file: its line, its cells by field until they are parsed, and the original cells by header, for the rejects.

    `problem` is why it cannot be parsed; `more` are the following rows of the same customer or order.
    """

    line: int
    cells: Mapping[str, Any]
    original: Mapping[str, Any]
    problem: str | None = None
    more: tuple["SourceRow", ...] = ()

    def with_cells(self, cells: Mapping[str, Any]) -> "SourceRow":
        """Return the row with other cells."""
        return SourceRow(self.line, cells, self.original, self.problem, self.more)


class CustomerRow(NamedTuple):
    """A row of customers; an absent field stays unchanged, `CLEAR` clears it."""

    source_row: SourceRow
    id: UUID | None
    fields: Mapping[str, Any]
    external_ids: Mapping[str, str]
    # Fields of a new customer only: a fallback name, the phone of an address.
    if_new: Mapping[str, Any] = NOTHING
    clears_external_ids: bool = False
    consent: ConsentState | None = None  # "yes" or "no" where the row states one
    consent_at: datetime | None = None
    consent_implied: bool = False  # a "no" that may be an unknown: it holds for a new customer alone
    consent_source: str | None = None
    tags: tuple[Tag, ...] | None = None
    clears_tags: bool = False
    addresses: tuple[Mapping[str, Any], ...] = ()
    aliases: tuple[Alias, ...] = ()
    created_at: datetime | None = None
    updated_at: datetime | None = None


class AddressValues(NamedTuple):
    """The columns of an address after its customer, in their order."""

    id: Any  # a UUID, or its text in a plain row; None for one that is to be made
    type: str
    is_default: bool | None
    first_name: str | None
    last_name: Any  # `CLEAR` clears it
    company: str | None
    address1: str
    address2: str | None
    city: str
    state: str
    pincode: str
    country: str
    phone: Any  # so too
    city_key: str
    state_key: str


class PlainCustomer(NamedTuple):
    """A row of customers as most are: with an id, an email or one external id, and nothing in it to decide.

    Batches hold such rows without the objects that other rows need; `as_row` makes these.
    """

    line: int
    original: Mapping[str, Any]
    id: str | None
    texts: tuple[Any, ...]  # in the order of `TEXTS`; `CLEAR` clears one
    spare_phone: str | None  # of a new customer
    email_key: str | None
    external_id: str | None
    consent: ConsentState | None
    consent_at: datetime | None
    consent_implied: bool
    consent_source: str | None
    tags: tuple[Tag, ...] | None
    created_at: datetime | None
    updated_at: datetime | None
    places: tuple[AddressValues, ...]

    @property
    def names(self) -> tuple[Identity, ...]:
        """The identities of the customer, the strongest first."""
        names = names_of_plain(self.email_key, self.external_id)
        return names if self.id is None else ((identities.ID, self.id), *names)

    @property
    def source_row(self) -> SourceRow:
        """The row of the file."""
        return SourceRow(self.line, NOTHING, self.original)

    def as_row(self) -> CustomerRow:
        """Return the customer as other rows are."""
        system, _, value = (self.external_id or "").partition(":")
        return CustomerRow(
            self.source_row,
            None if self.id is None else UUID(self.id),
            {name: text for name, text in zip(TEXTS, self.texts, strict=True) if text is not None},
            {system: value} if system else {},
            NOTHING if self.spare_phone is None else {"phone": self.spare_phone},
            consent=self.consent,
            consent_at=self.consent_at,
            consent_implied=self.consent_implied,
            consent_source=self.consent_source,
            tags=self.tags,
            addresses=tuple([place._asdict() | {"id": None if place.id is None else UUID(place.id)} for place in self.places]),
            created_at=self.created_at,
            updated_at=self.updated_at,
        )


class OrderRow(NamedTuple):
    """A row of orders; amounts are in minor units, those of a foreign order in both currencies.

    `problem` is why it names no customer, which refuses a new order alone.
    """

    source_row: SourceRow
    number: str
    source: str
    status: str
    currency: str
    total: int
    refunded: int
    foreign_total: int | None
    foreign_refunded: int | None
    placed_at: datetime
    customer: CustomerRow
    problem: RowRejectedError | None = None

    @property
    def line(self) -> int:
        """The line of the row."""
        return self.source_row.line

    @property
    def key(self) -> tuple[str, str]:
        """Source and number, by which orders are matched."""
        return self.source, self.number


class PlainOrder(NamedTuple):
    """A row of orders as most are: in the shop's currency, not refunded beyond its total, with an email or external id of its customer.

    Batches hold such rows without the objects that other rows need; `as_row` makes these.
    """

    line: int
    original: Mapping[str, Any]
    number: str
    source: str
    status: str
    total: int
    refunded: int
    placed_at: datetime
    email: str | None
    external_id: str | None
    names: tuple[Identity, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Source and number, by which orders are matched."""
        return self.source, self.number

    @property
    def source_row(self) -> SourceRow:
        """The row of the file."""
        return SourceRow(self.line, NOTHING, self.original)

    def as_row(self, currency: str) -> OrderRow:
        """Return the order as other rows are; `currency` is the shop's."""
        row = self.source_row
        system, _, value = (self.external_id or "").partition(":")
        customer = CustomerRow(row, None, {"email": self.email} if self.email else {}, {system: value} if system else {})
        amounts = (self.total, self.refunded, None, None)
        return OrderRow(row, self.number, self.source, self.status, currency, *amounts, self.placed_at, customer)


def names_of_plain(key: str | None, external_id: str | None) -> tuple[Identity, ...]:
    """Return the identities of a plain row by the key of its email and its external id, the strongest first."""
    if key is None:
        return () if external_id is None else ((identities.EXTERNAL, external_id),)
    pair = (identities.EMAIL, key)
    return (pair,) if external_id is None else ((identities.EXTERNAL, external_id), pair)


class AddressRow(NamedTuple):
    """A row of addresses, with the identities of its customer."""

    source_row: SourceRow
    customer: CustomerRow
    values: Mapping[str, Any]


class Outcome(NamedTuple):
    """The outcome of a row with a remark: its code, its sentence, and what to do about it."""

    outcome: str
    code: str
    reason: str
    remedy: Remedy | None = None


class RowResult(NamedTuple):
    """The outcome of a row; a reason is that of a refused or skipped row, or a remark about another."""

    row: SourceRow
    outcome: str  # created, updated, unchanged, skipped, refused
    code: str | None = None
    reason: str | None = None
    remedy: Remedy | None = None
    passed_over: str | None = None  # a part of the row that was not taken, as a notice


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The choices of the operator for an import."""

    on_conflict: str = "update"
    tags: str = "add"
    consent: str = "keep"
    create_customers: bool = False
    allow_erased: bool = False  # whether rows of erased customers make new ones
    on_error: str = "skip"
    as_of: datetime | None = None  # the moment of the file


ParsedRow = TypeVar("ParsedRow", CustomerRow, OrderRow, AddressRow)


def import_each(rows: Iterable[ParsedRow], import_row: Callable[[ParsedRow], str | Outcome], options: ImportOptions) -> list[RowResult]:
    """Import rows in their order; returns one result a row.

    `import_row` returns the outcome or raises RowRejectedError, for a row that is skipped RowSkippedError. With `on_error="stop"` the
    result of the first refused row is the last.
    """
    results: list[RowResult] = []
    for row in rows:
        try:
            outcome = import_row(row)
            results.append(RowResult(row.source_row, outcome) if isinstance(outcome, str) else RowResult(row.source_row, *outcome))
        except RowSkippedError as error:
            results.append(RowResult(row.source_row, "skipped", error.reason_code, error.reason, error.remedy))
        except RowRejectedError as error:
            results.append(RowResult(row.source_row, "refused", error.reason_code, error.reason))
            if options.on_error == "stop":
                break
    return results
