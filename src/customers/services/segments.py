"""How many customers each segment holds, now or at a moment of the past."""

from datetime import datetime

from customers.database import statistics as statements
from customers.errors import UsageError
from customers.models import CustomerSegments, Segment
from customers.rules.thresholds import labels
from customers.services.transaction import Transaction


def count_segments(tx: Transaction, as_of: datetime | None = None) -> CustomerSegments:
    """The sizes of all segments; a past `as_of` counts the customers and orders that were there then.

    Raises:
        UsageError: `as_of` lies in the future.
    """
    if as_of is not None and as_of > tx.now:
        raise UsageError(problem="--as-of lies in the future", hint="orders of a moment to come cannot be counted yet")
    counts = statements.count_segments(tx.connection, tx.thresholds, tx.now, as_of)
    return CustomerSegments(**{name: Segment(label, counts[name]) for name, label in labels(tx.thresholds).items()})
