"""Emptying profiles for good. Who is emptied is the selection of the transaction, kept by `selected.keep_ids`."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, bindparam, delete, func, or_, select, update

from customers.database import backend, search_texts
from customers.database.failures import reason_of
from customers.database.importing import chunks
from customers.database.selected import selected_ids
from customers.database.tables import (
    addresses,
    customer_search,
    customer_statistics,
    customer_tags,
    customers,
    dismissals,
    events,
    identities,
    merges,
    orders,
)

# The command whose events tell of an erasure and hold nothing that is to be erased.
COMMAND = "erase"
ERASED_JOURNAL = {"erased": True}
# What an emptied row holds: blanks where the schema wants a text.
_EMPTY_PROFILE: Mapping[str, Any] = {
    **dict.fromkeys(("email", "phone", "last_name", "notes", "consent_at", "consent_source", "consent_actor", "deleted_at", "merged_into")),
    "first_name": "",
    "name_key": "",
    "accepts_marketing": False,
    "external_ids": {},
    "state": "erased",
}
_EMPTY_ADDRESS: Mapping[str, Any] = {
    **dict.fromkeys(("first_name", "last_name", "company", "address2", "phone")),
    **dict.fromkeys(("address1", "city", "city_key"), ""),
}
PINCODE_KEPT = 3
# How many pages of the search index one short transaction rewrites.
_PAGES = 500
# How many milliseconds it waits for other programs.
_PATIENCE = 2_000
# Up to how many bytes a SQLite file is written anew after an erasure: that takes a second or two.
COMPACTED_UP_TO = 256 * 2**20


def find_family(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Profiles with all that were merged into them, or that they were merged into."""
    family: set[UUID] = set()
    wanted = set(ids)
    while wanted - family:
        family |= wanted
        for chunk in chunks(wanted):
            linked = or_(customers.c.id.in_(chunk), customers.c.merged_into.in_(chunk))
            query = select(customers.c.id, customers.c.merged_into).where(customers.c.state == "absorbed", linked)
            wanted = wanted.union(*({row.id, row.merged_into} - {None} for row in connection.execute(query)))
    return family


def read_profiles(connection: Connection) -> list[Row[Any]]:
    """The selected profiles as they are, with the reason of their VIP override."""
    query: Select[Any] = select(customers, customer_statistics.c.vip_reason).outerjoin(
        customer_statistics, customer_statistics.c.customer_id == customers.c.id
    )
    return list(connection.execute(query.where(customers.c.id.in_(selected_ids())).order_by(customers.c.id)))


def count_rows(connection: Connection) -> dict[str, dict[UUID, int]]:
    """How many rows there are of each kind that belong to the selected customers, by customer."""
    filled = or_(addresses.c.address1 != "", addresses.c.city != "", func.length(addresses.c.pincode) > PINCODE_KEPT)
    counted: dict[str, tuple[ColumnElement[UUID], ColumnElement[bool] | None]] = {
        "tags": (customer_tags.c.customer_id, None),
        "identities": (identities.c.customer_id, None),
        "search_text": (customer_search.c.customer_id, None),
        "addresses": (addresses.c.customer_id, filled),
        "places": (addresses.c.customer_id, None),
        "orders": (orders.c.customer_id, None),
        "history": (events.c.customer_id, None),
        "dismissals": (dismissals.c.customer_id, dismissals.c.reason.is_not(None)),
        "merges": (merges.c.customer_id, None),
    }
    counts: dict[str, dict[UUID, int]] = {}
    for kind, (owner, condition) in counted.items():
        query = select(owner, func.count()).where(owner.in_(selected_ids())).group_by(owner)
        counts[kind] = {row[0]: row[1] for row in connection.execute(query if condition is None else query.where(condition))}
    return counts


def empty_profiles(connection: Connection, now: datetime) -> None:
    """Take away everything of the selected customers but their orders, the places of their addresses, and their history."""
    chosen = selected_ids()
    # The index forgets a text by being told it, so before it is gone.
    search_texts.remove_texts(connection, chosen)
    for table in (customer_tags, identities):
        connection.execute(delete(table).where(table.c.customer_id.in_(chosen)))
    place = {"pincode": func.substr(addresses.c.pincode, 1, PINCODE_KEPT)}
    connection.execute(update(addresses).where(addresses.c.customer_id.in_(chosen)).values({**_EMPTY_ADDRESS, **place}))
    flags = {"live": False, "is_vip": False, "vip_override": None, "vip_reason": None, "vip_until": None}
    connection.execute(update(customer_statistics).where(customer_statistics.c.customer_id.in_(chosen)).values(**flags))
    either = or_(dismissals.c.customer_id.in_(chosen), dismissals.c.other_id.in_(chosen))
    connection.execute(update(dismissals).where(either).values(reason=None))
    moment = backend.next_moment(connection, customers.c.updated_at, now)
    connection.execute(update(customers).where(customers.c.id.in_(chosen), customers.c.state != "erased").values(updated_at=moment))
    connection.execute(update(customers).where(customers.c.id.in_(chosen)).values(dict(_EMPTY_PROFILE)))


def empty_journals(connection: Connection) -> dict[UUID, int]:
    """Empty the journals of every merge, undone or not, that a selected customer was part of; returns how many, by customer."""
    either = or_(merges.c.customer_id.in_(selected_ids()), merges.c.absorbed_id.in_(selected_ids()))
    columns = (merges.c.customer_id, merges.c.id, merges.c.absorbed_id, merges.c.journal, merges.c.reason)
    chosen = set(connection.scalars(selected_ids()))
    full = [row for row in connection.execute(select(*columns).where(either)) if row.journal != ERASED_JOURNAL or row.reason is not None]
    counts: dict[UUID, int] = {}
    for row in full:
        owner = row.customer_id if row.customer_id in chosen else row.absorbed_id
        counts[owner] = counts.get(owner, 0) + 1
    statement = update(merges).where(merges.c.customer_id == bindparam("of_customer"), merges.c.id == bindparam("of_id"))
    if bound := [{"of_customer": row.customer_id, "of_id": row.id} for row in full]:
        connection.execute(statement.values(journal=ERASED_JOURNAL, reason=None), bound)
    return counts


def empty_events(connection: Connection, blank: Callable[[Any], Any]) -> dict[UUID, int]:
    """Empty the reasons, and by `blank` the changes, of the selected customers' events; returns how many, by customer.

    So it goes with the events of those who were merged with one of them for a while, as of that while: what was the one's
    was the other's then.
    """
    counts: dict[UUID, int] = {}
    for condition in _conditions(connection):
        told = and_(condition, events.c.command != COMMAND)
        found = connection.execute(select(events.c.customer_id, events.c.id, events.c.changes, events.c.reason).where(told))
        bound = []
        for row in found.all():
            changes = blank(row.changes)
            if changes != row.changes or row.reason is not None:
                bound.append({"of_customer": row.customer_id, "of_id": row.id, "emptied": changes})
                counts[row.customer_id] = counts.get(row.customer_id, 0) + 1
        statement = update(events).where(events.c.customer_id == bindparam("of_customer"), events.c.id == bindparam("of_id"))
        if bound:
            connection.execute(statement.values(changes=bindparam("emptied"), reason=None), bound)
    return counts


def _conditions(connection: Connection) -> Iterator[ColumnElement[bool]]:
    """Whose events are emptied, a few hundred customers at a time."""
    chosen = sorted(connection.scalars(selected_ids()))
    for start in range(0, len(chosen), 200):
        yield events.c.customer_id.in_(chosen[start : start + 200])
    for mine, other in ((merges.c.customer_id, merges.c.absorbed_id), (merges.c.absorbed_id, merges.c.customer_id)):
        undone = select(other, merges.c.at, merges.c.undone_at).where(mine.in_(selected_ids()), merges.c.undone_at.is_not(None))
        for other_id, since, until in connection.execute(undone.where(other.not_in(selected_ids()))).all():
            yield and_(events.c.customer_id == other_id, events.c.at.between(since, until))


def scrub(engine: Engine) -> str | None:
    """Take what was erased out of the file too, where SQLite leaves it: in its index of words, in unused space, in its log.

    Works after the erasure was committed, in transactions of its own, and can be repeated. Returns a sentence about what
    remains to be done, None where nothing does.
    """
    if engine.dialect.name != "sqlite":
        return "PostgreSQL keeps what was deleted in its files until it vacuums; `VACUUM` makes it do so now"
    try:
        with closing(engine.raw_connection()) as raw:
            return _scrub(raw.cursor())
    except sqlite3.Error as error:
        # What was asked for is done and committed; this is said, and does not make a failure of it.
        return f"the database file could not be cleared of old copies ({reason_of(error)}); erase again to repeat it"


def _scrub(cursor: Any) -> str | None:
    for pragma in ("secure_delete=ON", f"busy_timeout={_PATIENCE}"):
        cursor.execute(f"PRAGMA {pragma}")
    _merge_index(cursor)
    ((pages,), (size,)) = (cursor.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "page_size"))
    small = pages * size <= COMPACTED_UP_TO
    if small:
        # Pages that were split and joined keep copies of rows in their gaps: the file is written anew, without them.
        cursor.execute("VACUUM")
    (busy, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        return "another program is reading the database: what was erased stays in its log until that ends or you erase again"
    return None if small else "unused space in the database file can hold old copies of rows; `VACUUM` in a quiet hour removes them"


def _merge_index(cursor: Any) -> None:
    """Let the search index drop what it only marked as deleted: a few pages at a time, so that nobody waits for long."""
    index = backend.SEARCH_INDEX
    if not cursor.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (index,)).fetchone():
        return
    # The first step marks all parts of the index for being merged into one; the others go on until there is one.
    step = -_PAGES
    while True:
        (before,) = cursor.execute("SELECT total_changes()").fetchone()
        cursor.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('merge', ?)", (step,))  # noqa: S608
        (after,) = cursor.execute("SELECT total_changes()").fetchone()
        if after - before < 2:
            return
        step = _PAGES
