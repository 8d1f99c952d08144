"""The rises and falls of VIPs in the history."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select

from customers.database.queries.events import find_events
from customers.database.schema.tables import customers, events
from customers.database.schema.types import Words
from customers.domain.person_name import full_name
from customers.domain.statistics.vip_wording import change_why
from customers.models.history import HistoryFilter
from customers.models.vip import VipChange

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


def read_vip_changes(rows: Iterable[Row[Any]]) -> Iterator[VipChange]:
    """Yield rows of `find_vip_events` as changes."""
    for row in rows:
        flag = row.changes["is_vip"]
        yield VipChange(
            customer_id=row.customer_id,
            full_name=full_name(row.first_name, row.last_name),
            email=row.email,
            at=row.at,
            from_=flag["before"],
            to=flag["after"],
            why=change_why(flag.get("why"), row.command, row.reason),
        )
