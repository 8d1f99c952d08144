"""Define the records of the sample shop."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.bench.sample.places import Address


@dataclass
class Further:
    """An address beside the inline one of a customer's row."""

    kind: str
    is_default: bool
    first: str
    last: str
    company: str
    address: Address
    phone: str


@dataclass
class Order:
    placed_at: datetime
    status: str
    total: int  # in paise
    refunded: int


@dataclass
class Person:
    """A customer; blank values are blank in the files."""

    first: str
    last: str
    email: str = ""
    phone: str = ""
    address: Address | None = None
    company: str = ""
    consent: str = ""
    tags: list[str] = field(default_factory=list)
    notes: str = ""
    number: int = 0
    created_at: datetime = datetime.min
    further: list[Further] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    @property
    def external_id(self) -> str:
        return f"shop:{self.number}"
