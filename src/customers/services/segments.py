"""How many customers each segment holds, now or at a moment of the past."""

from datetime import datetime

from customers.database import statistics as statements
from customers.models import CustomerSegments, Segment
from customers.rules.thresholds import labels
from customers.services.transaction import Transaction


def count_segments(tx: Transaction, as_of: datetime | None = None) -> CustomerSegments:
    """The sizes of all segments; with `as_of` from the orders placed until then, as of that moment."""
    counts = statements.count_segments(tx.connection, tx.thresholds, tx.now, as_of)
    return CustomerSegments(**{name: Segment(label, counts[name]) for name, label in labels(tx.thresholds).items()})
