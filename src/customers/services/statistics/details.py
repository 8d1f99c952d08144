"""What is shown of one customer beside its profile: segments, last orders, last changes."""

from dataclasses import dataclass
from uuid import UUID

from customers.models.history import HistoryEvent, HistoryFilter
from customers.models.order import Order
from customers.models.page import Page
from customers.models.segments import SegmentExplanation
from customers.services.customers.lookup import with_absorbed
from customers.services.customers.orders import list_orders
from customers.services.history import list_history
from customers.services.paging import PageRequest
from customers.services.statistics.explain import explain_segments
from customers.services.transaction import Transaction

_LAST = PageRequest(limit=5)


@dataclass(frozen=True, slots=True)
class CustomerDetails:
    """The segments of a customer, its last orders and the last records of its history."""

    segments: SegmentExplanation
    orders: Page[Order]
    events: Page[HistoryEvent]


def get_details(tx: Transaction, customer_id: UUID) -> CustomerDetails:
    """Return the details of a live customer.

    Raises:
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: the customer is not active.
    """
    events = list_history(tx, with_absorbed(tx, customer_id), HistoryFilter(), request=_LAST)
    return CustomerDetails(explain_segments(tx, customer_id), list_orders(tx, customer_id, request=_LAST), events)
