"""Where values of a person are copied to: events and journals, of others too, and reasons that were given for several."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, and_, bindparam, or_, select, union_all, update

from customers.database.schema.tables import customer_statistics, dismissals, events, merges
from customers.domain.erasure import ERASED_VALUE

# The command whose events tell of an erasure and hold nothing that is to be erased.
COMMAND = "erase"
ERASED_JOURNAL = {"erased": True}
# A reason for so many is about each of them; one that was given for more may have nothing to do with any.
PAIR = 2
# How many ids, or pairs of them, one statement carries.
_FEW = 200
_KEYS: Mapping[Table, tuple[str, ...]] = {
    events: ("customer_id", "id"),
    merges: ("customer_id", "id"),
    dismissals: ("customer_id", "other_id"),
    customer_statistics: ("customer_id",),
}


class Span(NamedTuple):
    """A while in which a profile was merged with another, or with one that was, as a range of ids of events."""

    owner: UUID  # whose values it held
    customer_id: UUID
    since: UUID
    until: UUID
    merge: Row[Any]


class Copy(NamedTuple):
    """A row that holds values of a person, and what it is to hold instead."""

    owner: UUID
    kind: str
    table: Table
    key: tuple[UUID, ...]
    values: Mapping[str, Any]


def find_spans(connection: Connection, ids: Iterable[UUID]) -> list[Span]:
    """Return when others were merged with some profiles in merges that were undone, and others with these meanwhile.

    The id of a merge is made before that of its event, and after those of all earlier ones. The merges of a while are
    undone within it, as the latest goes first.
    """
    chosen = set(ids)
    spans: list[Span] = []
    open_: list[tuple[UUID, UUID, UUID | None, UUID | None]] = [(owner, owner, None, None) for owner in sorted(chosen)]
    known: set[tuple[UUID, UUID]] = set()
    while open_:
        found = []
        undone = _undone_merges(connection, {customer_id for _, customer_id, _, _ in open_})
        for owner, customer_id, since, until in open_:
            for merge in undone.get(customer_id, ()):
                other = merge.absorbed_id if merge.customer_id == customer_id else merge.customer_id
                if other in chosen or (other, merge.id) in known or not _is_within(merge.id, since, until):
                    continue
                known.add((other, merge.id))
                found.append(Span(owner, other, merge.id, _last_event(connection, other, merge), merge))
        spans += found
        open_ = [(span.owner, span.customer_id, span.since, span.until) for span in found]
    return spans


def _is_within(merge_id: UUID, since: UUID | None, until: UUID | None) -> bool:
    return since is None or until is None or since < merge_id < until


def _undone_merges(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, list[Row[Any]]]:
    found: dict[UUID, list[Row[Any]]] = {}
    for merge in _merges_of(connection, ids):
        if merge.undone_at is not None:
            for side in (merge.customer_id, merge.absorbed_id):
                found.setdefault(side, []).append(merge)
    return found


def _merges_of(connection: Connection, ids: Iterable[UUID]) -> list[Row[Any]]:
    """Return the merges that any of some profiles was part of."""
    rows: dict[UUID, Row[Any]] = {}
    for chunk in _chunks(ids):
        for side in (merges.c.customer_id, merges.c.absorbed_id):
            rows |= {row.id: row for row in connection.execute(select(merges).where(side.in_(chunk)))}
    return [rows[merge_id] for merge_id in sorted(rows)]


def _last_event(connection: Connection, customer_id: UUID, merge: Row[Any]) -> UUID:
    """Return the event of a customer by which a merge was undone."""
    query = select(events.c.id, events.c.changes).where(
        events.c.customer_id == customer_id, events.c.at == merge.undone_at, events.c.id > merge.id
    )
    # Where an earlier erasure emptied the event it emptied all before it too: whiles lie in one another, or apart.
    emptied = merge.id
    for row in connection.execute(query.order_by(events.c.id)):
        former = [row.changes[name].get("before") for name in ("merged", "merged_into") if name in row.changes]
        if str(merge.customer_id) in former or any(isinstance(value, dict) and value["merge_id"] == str(merge.id) for value in former):
            return UUID(str(row.id))
        if ERASED_VALUE in former and emptied == merge.id:
            emptied = row.id
    return UUID(str(emptied))


def read_events(connection: Connection, ids: Iterable[UUID], spans: Iterable[Span]) -> Iterator[tuple[UUID, Row[Any]]]:
    """Read the events that hold values of some profiles, each with the profile: their own, and those of others in a while."""
    others = events.c.command != COMMAND
    for chunk in _chunks(ids):
        for row in connection.execute(select(events).where(events.c.customer_id.in_(chunk), others)).all():
            yield row.customer_id, row
    for span in spans:
        within = and_(events.c.customer_id == span.customer_id, events.c.id.between(span.since, span.until), others)
        for row in connection.execute(select(events).where(within)).all():
            yield span.owner, row


def read_journals(connection: Connection, ids: Iterable[UUID], spans: Iterable[Span]) -> Iterator[tuple[UUID, Row[Any]]]:
    """Read the merges whose journals hold values of some profiles, each with the profile."""
    chosen = set(ids)
    for merge in _merges_of(connection, chosen):
        yield merge.customer_id if merge.customer_id in chosen else merge.absorbed_id, merge
    yield from ((span.owner, span.merge) for span in spans)


def read_dismissals(connection: Connection, ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Read the dismissed pairs with a reason that any of some profiles is part of."""
    for chunk in _chunks(ids):
        either = or_(dismissals.c.customer_id.in_(chunk), dismissals.c.other_id.in_(chunk))
        yield from connection.execute(select(dismissals).where(either, dismissals.c.reason.is_not(None))).all()


def read_reasons(connection: Connection, event_ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Read the ids and reasons of events, of each as many rows as tell that it is of more than two customers."""
    for chunk in _chunks(event_ids):
        # Each looked for by itself: an event can be of everybody.
        some = (select(events.c.id, events.c.reason).where(events.c.id == event_id).limit(PAIR + 1).subquery() for event_id in chunk)
        yield from connection.execute(union_all(*(select(each) for each in some))).all()


def read_reasoned_events(connection: Connection, event_ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Read the rows of events, of whichever customers, that have a reason."""
    for chunk in _chunks(event_ids):
        yield from connection.execute(select(events).where(events.c.id.in_(chunk), events.c.reason.is_not(None))).all()


def find_relatives(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Return profiles with all that were ever merged with them, undone or not."""
    relatives: set[UUID] = set()
    newest = set(ids)
    while newest:
        relatives |= newest
        rows = _merges_of(connection, newest)
        newest = {side for row in rows for side in (row.customer_id, row.absorbed_id)} - relatives
    return relatives


def read_override_reasons(connection: Connection, ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Read the reasons of overrides of the VIP flag."""
    table = customer_statistics
    query: Select[Any] = select(table.c.customer_id, table.c.vip_reason)
    for chunk in _chunks(ids):
        yield from connection.execute(query.where(table.c.customer_id.in_(chunk), table.c.vip_reason.is_not(None))).all()


def write(connection: Connection, copies: Sequence[Copy]) -> None:
    """Put what they are to hold instead into rows."""
    groups: dict[tuple[Table, tuple[str, ...]], list[Copy]] = {}
    for copy in copies:
        groups.setdefault((copy.table, tuple(copy.values)), []).append(copy)
    for (table, columns), group in groups.items():
        keys = _KEYS[table]
        same = and_(*(table.c[name] == bindparam(f"of_{name}") for name in keys))
        bound = [
            {f"of_{name}": value for name, value in zip(keys, copy.key, strict=True)}
            | {f"new_{name}": copy.values[name] for name in columns}
            for copy in group
        ]
        connection.execute(update(table).where(same).values({name: bindparam(f"new_{name}") for name in columns}), bound)


def _chunks(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _FEW):
        yield ordered[start : start + _FEW]
