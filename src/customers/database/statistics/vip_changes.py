"""The rises and falls of VIPs in the history."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select

from customers.database.queries.events import find_events
from customers.database.schema.tables import customers, events
from customers.database.schema.types import Words
from customers.models.history import HistoryFilter

# An event of a recalculation has the flag alone.
_BEGINNING = '{"is_vip":{"before"'


def find_vip_events(since: datetime, until: datetime | None) -> Select[Any]:
    """Return the query of the changes of the flags of live customers in a time, `since` included, with their names."""
    query = find_events(None, HistoryFilter(since=since, until=until))
    names = [customers.c[name] for name in ("first_name", "last_name", "email")]
    return (
        query.add_columns(*names)
        .join_from(events, customers, customers.c.id == events.c.customer_id)
        .where(customers.c.state == "live", events.c.changes.cast(Words).startswith(_BEGINNING, autoescape=True))
    )
