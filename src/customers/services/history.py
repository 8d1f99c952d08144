"""Record and list changes: the actor, the time, and the values before and after."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from customers.database.queries import events
from customers.database.selection import paging
from customers.database.selection.customer_set import CustomerSet
from customers.domain.ids import uuid7
from customers.domain.json import dump_json, to_jsonable
from customers.domain.text import did_you_mean
from customers.errors import UsageError
from customers.models.history import Change, HistoryEvent, HistoryFilter
from customers.models.page import Page
from customers.services.paging import FIRST_PAGE, PageRequest, page_of
from customers.services.transaction import MAX_SHOWN, Transaction


def record(tx: Transaction, customer_id: UUID, changes: Sequence[Change]) -> None:
    """Record the changes of one customer, if there are any."""
    if changes:
        record_many(tx, [(customer_id, changes)])


def record_many(tx: Transaction, rows: Iterable[tuple[UUID, Sequence[Change]]]) -> None:
    """Record the changes of many customers, as one event."""
    rows = list(rows)
    if tx.changes is not None:
        room = _room(tx)
        tx.changes += [(customer_id, change) for customer_id, changes in rows[:room] for change in changes]
        if len(rows) > room:
            _notice_cut(tx)
    if rows:
        documents = [(customer_id, _document(changes)) for customer_id, changes in rows]
        events.record(tx.connection, documents, _head(tx, uuid7()))
        tx.add_to_run(records=len(rows))


def record_new(tx: Transaction, ids: Sequence[bytes], rows: Sequence[tuple[Any, str]]) -> None:
    """Record new customers as one event: each has its id in the form of the driver, and the JSON text of its changes."""
    if tx.changes is not None:
        texts = zip(ids, rows, strict=True)
        tx.changes += [(UUID(bytes=id_), change) for id_, (_, text) in texts for change in events.changes_of(json.loads(text))]
    if rows:
        events.record_texts(tx.connection, rows, _head(tx, uuid7()))
        tx.add_to_run(records=len(rows))


def _head(tx: Transaction, event_id: UUID) -> events.EventHead:
    return events.EventHead(event_id, tx.now, tx.actor, tx.reason, tx.command, tx.run_id)


def record_found(tx: Transaction, rows: Select[tuple[UUID, str]], event_id: UUID) -> None:
    """Record the rows of a query, each a customer and the JSON text of its `changes`, as (a part of) one event."""
    if tx.changes is not None:
        _add_shown_changes(tx, rows)
    insert_found(tx, rows, event_id)


def insert_found(tx: Transaction, rows: Select[tuple[UUID, str]], event_id: UUID) -> None:
    """Record the rows of a query as `record_found` does, for a caller that shows the changes of a dry run itself."""
    number = events.record_found(tx.connection, rows, _head(tx, event_id))
    if number:
        tx.add_to_run(records=number)


def record_alike(tx: Transaction, customers: CustomerSet, changes: Sequence[Change], event_id: UUID) -> None:
    """Record the same changes of every customer of a set, as (a part of) one event."""
    record_found(tx, events.alike(customers, document_text(changes)), event_id)


def document_text(changes: Sequence[Change]) -> str:
    """Return changes as the JSON text that is stored."""
    return dump_json(_document(changes))


def _document(changes: Sequence[Change]) -> dict[str, Any]:
    return {change.field: {"before": to_jsonable(change.before), "after": to_jsonable(change.after)} for change in changes}


def _add_shown_changes(tx: Transaction, rows: Select[tuple[UUID, str]]) -> None:
    """Add the changes of the first customers to those that a dry run shows."""
    assert tx.changes is not None
    room = _room(tx)
    first: list[Any] = list(tx.connection.execute(rows.order_by(rows.selected_columns[0]).limit(room + 1)))
    tx.changes += [(customer_id, change) for customer_id, text in first[:room] for change in events.changes_of(json.loads(text))]
    if len(first) > room:
        _notice_cut(tx)


def _room(tx: Transaction) -> int:
    """Return of how many more customers a dry run shows the changes."""
    return max(0, MAX_SHOWN - len({customer_id for customer_id, _ in tx.changes or ()}))


def _notice_cut(tx: Transaction) -> None:
    tx.notice(f"the changes of the first {MAX_SHOWN} customers are shown; the counts are those of all")


def list_history(
    tx: Transaction,
    customer_ids: Sequence[UUID] | None,
    event_filter: HistoryFilter,
    *,
    is_command: Callable[[str], bool] = lambda _: False,
    request: PageRequest = FIRST_PAGE,
) -> Page[HistoryEvent]:
    """Return the requested page of the history of some customers or of all, newest first, or all of it as a stream.

    `is_command` returns whether an action that the history does not hold is the name of a command.

    Raises:
        UsageError: the page is too large, the cursor is of another list, or the action is neither in the history nor a command.
    """
    query = events.find_events(customer_ids, event_filter)
    total = paging.count(tx.connection, query)
    if total == 0 and event_filter.action is not None and not is_command(event_filter.action):
        check_command(event_filter.action, events.find_commands(tx.connection))
    return page_of(tx, events.with_people(query), events.NEWEST_FIRST, events.read_events, total=total, request=request)


def check_command(action: str, used: Sequence[str]) -> None:
    """Refuse an action that is none of the commands in use, and no group of them.

    Raises:
        UsageError: it names the nearest.
    """
    words = list(dict.fromkeys([*(command.partition(" ")[0] for command in used), *used]))
    if not used or action in words:
        return
    hint = f"{did_you_mean(action, words)}The actions are {', '.join(used)}"
    raise UsageError(problem=f"no command {action!r} in the history", hint=hint)
