"""One order, with the fields that are printed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


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
