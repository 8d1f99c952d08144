"""List who became a VIP, or ceased to be one, when and why."""

from datetime import datetime

from customers.database.queries.events import NEWEST_FIRST
from customers.database.statistics.vip_changes import find_vip_events, read_vip_changes
from customers.models.page import Page
from customers.models.vip import VipChange
from customers.services.paging import FIRST_PAGE, PageRequest, page_of
from customers.services.statistics.period import check_period
from customers.services.transaction import Transaction


def list_vip_changes(
    tx: Transaction, since: datetime, until: datetime | None = None, *, request: PageRequest = FIRST_PAGE
) -> Page[VipChange]:
    """Return the rises and falls of live customers from a time on and before another, newest first, as the history has them.

    Raises:
        InvalidFieldError: `since` is not before `until`.
        UsageError: the page is too large, or the cursor is of another list.
    """
    if until is not None:
        check_period(since, until)
    return page_of(tx, find_vip_events(since, until), NEWEST_FIRST, read_vip_changes, request=request)
