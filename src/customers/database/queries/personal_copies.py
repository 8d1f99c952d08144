"""Find and redact copies of personal data: in events and journals, of other customers too, and in reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, and_, bindparam, or_, select, type_coerce, union_all, update

from customers.database.connection.bulk import batched
from customers.database.schema.tables import customer_statistics, dismissals, events, merges, runs
from customers.database.schema.types import Json
from customers.domain.erasure import ERASED_VALUE

# The command of the events of erasures, which have no personal data.
COMMAND = "erase"
ERASED_JOURNAL = {"erased": True}
# The reason of an event of so many customers can name each of them; that of a larger one names none in particular.
PAIR = 2
# How many ids, or pairs of ids, one statement has.
_BATCH = 200
_KEYS: Mapping[Table, tuple[str, ...]] = {
    events: ("customer_id", "id"),
    merges: ("customer_id", "id"),
    dismissals: ("customer_id", "other_id"),
    customer_statistics: ("customer_id",),
    runs: ("id",),
}


class Span(NamedTuple):
    """The time in which a customer was merged with a profile, directly or by another merge, as a range of event ids."""

    owner: UUID  # the profile
    customer_id: UUID
    since: UUID
    until: UUID
    merge: Row[Any]


# A journal is erased as a whole, also a damaged one.
_MERGE = [type_coerce(column, Json()) if column is merges.c.journal else column for column in merges.columns]


class Copy(NamedTuple):
    """A row with personal data of a profile, and the redacted values."""

    owner: UUID
    kind: str
    table: Table
    key: tuple[UUID, ...]
    values: Mapping[str, Any]


def find_spans(connection: Connection, ids: Iterable[UUID]) -> list[Span]:
    """Return the spans of undone merges of some profiles, and of the merges within these spans.

    The id of a merge is between that of its event and those of all earlier ones. Merges within a span are undone within it,
    as the latest merge is undone first.
    """
    chosen = set(ids)
    spans: list[Span] = []
    pending: list[tuple[UUID, UUID, UUID | None, UUID | None]] = [(owner, owner, None, None) for owner in sorted(chosen)]
    known: set[tuple[UUID, UUID]] = set()
    while pending:
        new_spans = []
        undone = _undone_merges(connection, {customer_id for _, customer_id, _, _ in pending})
        for owner, customer_id, since, until in pending:
            for merge in undone.get(customer_id, ()):
                partner = merge.absorbed_id if merge.customer_id == customer_id else merge.customer_id
                if partner in chosen or (partner, merge.id) in known or not _is_within(merge.id, since, until):
                    continue
                known.add((partner, merge.id))
                new_spans.append(Span(owner, partner, merge.id, _last_event(connection, partner, merge), merge))
        spans += new_spans
        pending = [(span.owner, span.customer_id, span.since, span.until) for span in new_spans]
    return spans


def _is_within(merge_id: UUID, since: UUID | None, until: UUID | None) -> bool:
    return since is None or until is None or since < merge_id < until


def _undone_merges(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, list[Row[Any]]]:
    undone: dict[UUID, list[Row[Any]]] = {}
    for merge in _merges_of(connection, ids):
        if merge.undone_at is not None:
            for side in (merge.customer_id, merge.absorbed_id):
                undone.setdefault(side, []).append(merge)
    return undone


def _merges_of(connection: Connection, ids: Iterable[UUID]) -> list[Row[Any]]:
    """Return the merges of some profiles, in order."""
    rows: dict[UUID, Row[Any]] = {}
    for batch in _batches(ids):
        for side in (merges.c.customer_id, merges.c.absorbed_id):
            rows |= {row.id: row for row in connection.execute(select(*_MERGE).where(side.in_(batch)))}
    return [rows[merge_id] for merge_id in sorted(rows)]


def _last_event(connection: Connection, customer_id: UUID, merge: Row[Any]) -> UUID:
    """Return the event of a customer that recorded the undoing of a merge."""
    query = select(events.c.id, events.c.changes).where(
        events.c.customer_id == customer_id, events.c.at == merge.undone_at, events.c.id > merge.id
    )
    # An erasure that redacted this event redacted all earlier ones of the span too: spans are nested or disjoint.
    redacted = merge.id
    for row in connection.execute(query.order_by(events.c.id)):
        former = [row.changes[name].get("before") for name in ("merged", "merged_into") if name in row.changes]
        if str(merge.customer_id) in former or any(isinstance(value, dict) and value["merge_id"] == str(merge.id) for value in former):
            return UUID(str(row.id))
        if ERASED_VALUE in former and redacted == merge.id:
            redacted = row.id
    return UUID(str(redacted))


def read_events(connection: Connection, ids: Iterable[UUID], spans: Iterable[Span]) -> Iterator[tuple[UUID, Row[Any]]]:
    """Yield the events with personal data of some profiles, each with the profile: their own, and those of spans."""
    not_erasure = events.c.command != COMMAND
    for batch in _batches(ids):
        for row in connection.execute(select(events).where(events.c.customer_id.in_(batch), not_erasure)).all():
            yield row.customer_id, row
    for span in spans:
        within = and_(events.c.customer_id == span.customer_id, events.c.id.between(span.since, span.until), not_erasure)
        for row in connection.execute(select(events).where(within)).all():
            yield span.owner, row


def read_journals(connection: Connection, ids: Iterable[UUID], spans: Iterable[Span]) -> Iterator[tuple[UUID, Row[Any]]]:
    """Yield the merges with journals of personal data of some profiles, each with the profile."""
    chosen = set(ids)
    for merge in _merges_of(connection, chosen):
        yield merge.customer_id if merge.customer_id in chosen else merge.absorbed_id, merge
    yield from ((span.owner, span.merge) for span in spans)


def read_dismissals(connection: Connection, ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Yield the dismissed pairs of some profiles that have a reason."""
    for batch in _batches(ids):
        either = or_(dismissals.c.customer_id.in_(batch), dismissals.c.other_id.in_(batch))
        yield from connection.execute(select(dismissals).where(either, dismissals.c.reason.is_not(None))).all()


def read_reasons(connection: Connection, event_ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Yield the ids and reasons of events, for each at most one row more than `PAIR`."""
    for batch in _batches(event_ids):
        # A query an event: one event can be of all customers.
        queries = (select(events.c.id, events.c.reason).where(events.c.id == event_id).limit(PAIR + 1).subquery() for event_id in batch)
        yield from connection.execute(union_all(*(select(query) for query in queries))).all()


def read_reasoned_events(connection: Connection, event_ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Yield the rows of events that have a reason, of all their customers."""
    for batch in _batches(event_ids):
        yield from connection.execute(select(events).where(events.c.id.in_(batch), events.c.reason.is_not(None))).all()


def read_described_runs(connection: Connection) -> Iterator[Any]:
    """Yield the runs that have a reason or the name of a file."""
    described = or_(runs.c.reason.is_not(None), runs.c.source.is_not(None))
    query = select(runs.c.id, runs.c.reason, runs.c.source, runs.c.customers).where(described)
    yield from connection.execute(query.execution_options(yield_per=1_000))


def find_relatives(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Return profiles and all that were ever merged with them, undone or not."""
    relatives: set[UUID] = set()
    newest = set(ids)
    while newest:
        relatives |= newest
        rows = _merges_of(connection, newest)
        newest = {side for row in rows for side in (row.customer_id, row.absorbed_id)} - relatives
    return relatives


def read_override_reasons(connection: Connection, ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """Yield the reasons of VIP overrides."""
    table = customer_statistics
    query: Select[Any] = select(table.c.customer_id, table.c.vip_reason)
    for batch in _batches(ids):
        yield from connection.execute(query.where(table.c.customer_id.in_(batch), table.c.vip_reason.is_not(None))).all()


def write(connection: Connection, copies: Sequence[Copy]) -> None:
    """Write redacted values."""
    groups: dict[tuple[Table, tuple[str, ...]], list[Copy]] = {}
    for copy in copies:
        groups.setdefault((copy.table, tuple(copy.values)), []).append(copy)
    for (table, columns), group in groups.items():
        keys = _KEYS[table]
        same_key = and_(*(table.c[name] == bindparam(f"of_{name}") for name in keys))
        bound = [
            {f"of_{name}": value for name, value in zip(keys, copy.key, strict=True)}
            | {f"new_{name}": copy.values[name] for name in columns}
            for copy in group
        ]
        connection.execute(update(table).where(same_key).values({name: bindparam(f"new_{name}") for name in columns}), bound)


def _batches(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    return batched(sorted(set(ids)), _BATCH)
