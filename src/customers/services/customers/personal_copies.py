"""Find copies of the values of erased profiles, with the values that replace them; used by erasure and `doctor`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table

from customers.database.queries import personal_copies as statements
from customers.database.queries.personal_copies import Copy
from customers.database.schema.tables import customer_statistics, dismissals, events, merges, runs
from customers.database.statistics.saved_segments import find_all_changes, find_segments
from customers.domain.erasure import ERASED_VALUE, Signs, redact, texts_of, without

KINDS = ("history_values", "journals", "dismissals", "reasons", "run_reasons")
_OVERRIDE = "vip_reason"


@dataclass(slots=True)
class _Search:
    """The rows found so far, by table and key; several replacements of one row are joined."""

    connection: Connection
    ids: frozenset[UUID]
    signs: Signs | None
    copies: dict[tuple[Table, tuple[UUID, ...]], Copy] = field(default_factory=dict)

    def add(self, owner: UUID, kind: str, table: Table, key: tuple[UUID, ...], values: Mapping[str, Any]) -> None:
        copy = self.copies.get((table, key))
        self.copies[table, key] = copy._replace(values={**values, **copy.values}) if copy else Copy(owner, kind, table, key, values)

    def names(self, text: str) -> bool:
        return self.signs is not None and self.signs.may_name(text)

    def identifies(self, text: str) -> bool:
        return self.signs is not None and self.signs.identifies(text)


def find_copies(connection: Connection, ids: Iterable[UUID], signs: Signs | None = None) -> list[Copy]:
    """Return the rows of other tables that hold values of profiles, and are not redacted yet.

    With the `signs` of the profiles, reasons of commands about many customers, or of other customers, are searched too.
    """
    search = _Search(connection, frozenset(ids), signs)
    spans = statements.find_spans(connection, search.ids)
    rows = list(statements.read_events(connection, search.ids, spans))
    for owner, row in rows:
        changes = redact(row.changes)
        if changes != row.changes or row.reason is not None:
            search.add(owner, "history_values", events, (row.customer_id, row.id), {"changes": changes, "reason": None})
    _find_journals(search, spans)
    _find_dismissals(search, rows)
    shared = list(_find_shared(search, rows))
    if signs is not None:
        _find_overrides(search, [*rows, *shared])
    _find_runs(search, {row.run_id: owner for owner, row in rows})
    return list(search.copies.values())


def find_naming_segments(connection: Connection, signs: Signs) -> tuple[list[str], list[str]]:
    """Return the names of the saved segments that identify a profile, and of those of which only a former version does.

    They may be of a namesake: they stay.
    """
    segments = {segment.key: segment for segment in find_segments(connection)}
    naming = {key: segment.name for key, segment in segments.items() if _identifies_any(signs, segment.document)}
    former: dict[str, str] = {}
    for change in find_all_changes(connection):
        for document in (change.before, change.after):
            if document is not None and change.key not in naming and _identifies_any(signs, document):
                former[change.key] = segments[change.key].name if change.key in segments else document["name"]
    return list(naming.values()), list(former.values())


def _identifies_any(signs: Signs, document: Mapping[str, Any]) -> bool:
    return any(map(signs.identifies, texts_of(document)))


def _find_journals(search: _Search, spans: Sequence[statements.Span]) -> None:
    for owner, row in statements.read_journals(search.connection, search.ids, spans):
        if row.journal != statements.ERASED_JOURNAL or row.reason is not None:
            search.add(owner, "journals", merges, (row.customer_id, row.id), {"journal": statements.ERASED_JOURNAL, "reason": None})


def _find_dismissals(search: _Search, rows: Sequence[tuple[UUID, Row[Any]]]) -> None:
    """Find the dismissals of the profiles, and by their reasons those of profiles that were merged with one meanwhile."""
    for row in statements.read_dismissals(search.connection, search.ids):
        owner = row.customer_id if row.customer_id in search.ids else row.other_id
        search.add(owner, "dismissals", dismissals, (row.customer_id, row.other_id), {"reason": None})
    other_rows = [(owner, row) for owner, row in rows if row.customer_id not in search.ids and row.reason is not None]
    _find_dismissals_by_reason(search, {row.customer_id for _, row in other_rows}, {row.reason: owner for owner, row in other_rows})


def _find_dismissals_by_reason(search: _Search, ids: Iterable[UUID], reasons: Mapping[str, UUID]) -> None:
    for row in statements.read_dismissals(search.connection, ids):
        if row.reason in reasons:
            search.add(reasons[row.reason], "dismissals", dismissals, (row.customer_id, row.other_id), {"reason": None})


def _find_shared(search: _Search, rows: Sequence[tuple[UUID, Row[Any]]]) -> Iterator[tuple[UUID, Row[Any]]]:
    """Find the reasons of commands about several customers: all reasons of a pair, and those of more that name a profile."""
    owners = {row.id: owner for owner, row in rows}
    sizes: Counter[UUID] = Counter()
    reasons = {row.id: row.reason for _, row in rows if row.reason is not None}
    for row in statements.read_reasons(search.connection, owners):
        sizes[row.id] += 1
        if row.reason is not None:
            reasons[row.id] = row.reason
    naming_reasons = {reason for reason in set(reasons.values()) if search.names(reason)}
    event_ids = [event_id for event_id, reason in reasons.items() if sizes[event_id] <= statements.PAIR or reason in naming_reasons]
    for row in statements.read_reasoned_events(search.connection, event_ids):
        search.add(owners[row.id], "reasons", events, (row.customer_id, row.id), {"reason": None})
        yield owners[row.id], row


def _find_runs(search: _Search, owners: Mapping[UUID, UUID]) -> None:
    """Find the reasons and file names of runs, with the owners of their events: those that name a profile, and the reasons of a pair."""
    for row in statements.read_described_runs(search.connection):
        owner = owners.get(row.id)
        texts = {name: text for name, text in (("reason", row.reason), ("source", row.source)) if text is not None}
        values = {name: None for name, text in texts.items() if search.identifies(text) or (owner is not None and search.names(text))}
        if owner is not None and row.reason is not None and row.customers <= statements.PAIR:
            values["reason"] = None
        if values:
            search.add(owner or next(iter(search.ids)), "run_reasons", runs, (row.id,), values)


def _find_overrides(search: _Search, rows: Sequence[tuple[UUID, Row[Any]]]) -> None:
    """Find the reasons of VIP overrides of other customers that name a profile, wherever merges carried them."""
    texts: dict[str, UUID] = {}
    other_ids: set[UUID] = set()
    for owner, row in rows:
        naming = {text for text in row.changes.get(_OVERRIDE, {}).values() if isinstance(text, str) and search.names(text)}
        if naming and row.customer_id not in search.ids:
            texts |= dict.fromkeys(naming, owner)
            other_ids.add(row.customer_id)
    if not texts:
        return
    relatives = statements.find_relatives(search.connection, other_ids) - search.ids
    for _, row in statements.read_events(search.connection, relatives, ()):
        _remove_texts(search, events, row, "changes", texts)
    for _, row in statements.read_journals(search.connection, relatives, ()):
        _remove_texts(search, merges, row, "journal", texts)
    for row in statements.read_override_reasons(search.connection, relatives):
        if row.vip_reason in texts:
            search.add(texts[row.vip_reason], "reasons", customer_statistics, (row.customer_id,), {_OVERRIDE: ERASED_VALUE})
    _find_dismissals_by_reason(search, relatives, texts)


def _remove_texts(search: _Search, table: Table, row: Row[Any], column: str, texts: Mapping[str, UUID]) -> None:
    """Remove texts from the document and the reason of a row."""
    document = without(row._mapping[column], texts)
    values = {column: document} if document != row._mapping[column] else {}
    if row.reason in texts:
        values["reason"] = None
    if values:
        search.add(next(iter(texts.values())), "reasons", table, (row.customer_id, row.id), values)
