"""Count segments, now or as of a time in the past, and list the changes between two times."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from customers.database.dialects.base import dialect_of
from customers.database.statistics import segments as statements
from customers.database.statistics.segment_changes import BY_ID, SegmentChangeQuery
from customers.domain.person_name import full_name
from customers.domain.segments import LIFECYCLE_SEGMENTS, OVERLAY_SEGMENTS, labels
from customers.models.segments import Crossing, CustomerSegments, MoveCount, Segment, SegmentChanges, SegmentMove
from customers.services.listing.listing import check_segment
from customers.services.paging import FIRST_PAGE, PageRequest, check_page_size, page_of
from customers.services.statistics.period import check_period
from customers.services.transaction import Transaction
from customers.services.vip_thresholds import notice_other_thresholds


def count_segments(tx: Transaction, as_of: datetime | None = None) -> CustomerSegments:
    """Return the sizes of all segments, now or, from the orders placed until then, as of a time."""
    if as_of is None:
        notice_other_thresholds(tx)
    counts = statements.count_segments(tx.connection, tx.thresholds, tx.now, as_of)
    return CustomerSegments(**{name: Segment(label, counts[name]) for name, label in labels(tx.thresholds).items()})


def list_changes(
    tx: Transaction,
    since: datetime,
    as_of: datetime | None = None,
    *,
    into: Sequence[str] = (),
    out_of: Sequence[str] = (),
    request: PageRequest = FIRST_PAGE,
) -> SegmentChanges:
    """Return the customers in other segments at `as_of` (or now) than at `since`, calculated from the orders until each.

    Today's customers, overrides and thresholds count for both times. `into` and `out_of` limit the list, not the summary,
    to customers that entered or left one of these segments. The list is in the order of ids.

    Raises:
        InvalidFieldError: `since` is not before `as_of`.
        UsageError: a segment is unknown, the page is too large, or the cursor is of another list.
    """
    until = as_of or tx.now
    check_period(since, until)
    for name in (*into, *out_of):
        check_segment(name)
    check_page_size(tx, request)
    dialect_of(tx.connection).use_ordered_plan(tx.connection)
    query = SegmentChangeQuery(tx.thresholds, since, until, into=into, out_of=out_of)
    groups = query.count(tx.connection)
    total = sum(group.customers for group in groups if group.moved)
    changes = page_of(tx, query.changed_customers(), BY_ID, _moves, total=total, request=request)
    return SegmentChanges(since, until, _summary(groups), changes)


def _summary(groups: Sequence[Row[Any]]) -> tuple[MoveCount, ...]:
    """Return the number of moves of every pair of stages, then of every entry and exit of an overlay segment."""

    def count(**statuses: Any) -> int:
        return sum(group.customers for group in groups if all(group._mapping[name] == status for name, status in statuses.items()))

    counts = [MoveCount(before, after, count(from_=before, to=after)) for before in LIFECYCLE_SEGMENTS for after in LIFECYCLE_SEGMENTS]
    for name in OVERLAY_SEGMENTS:
        counts.append(MoveCount(None, name, count(**{f"{name}_before": False, f"{name}_after": True})))
        counts.append(MoveCount(name, None, count(**{f"{name}_before": True, f"{name}_after": False})))
    return tuple(counts)


def _moves(rows: Iterable[Row[Any]]) -> Iterator[SegmentMove]:
    for row in rows:
        yield SegmentMove(
            customer_id=row.id,
            full_name=full_name(row.first_name, row.last_name),
            email=row.email,
            from_=row.from_,
            to=row.to,
            vip=_crossing(row.vip_before, row.vip_after),
            at_risk=_crossing(row.at_risk_before, row.at_risk_after),
        )


def _crossing(before: bool, after: bool) -> Crossing | None:
    if bool(before) == bool(after):
        return None
    return "gained" if after else "lost"
