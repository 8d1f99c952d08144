"""Empty profiles for good."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, delete, func, or_, select, update

from customers.database.connection.errors import reason_of
from customers.database.dialects import base
from customers.database.queries.import_batches import batches
from customers.database.schema.tables import (
    addresses,
    customer_search,
    customer_statistics,
    customers,
    events,
    merges,
    metadata,
    orders,
)
from customers.database.search import index as search_index
from customers.database.search import trigram_index
from customers.database.selection.customer_set import CustomerSet
from customers.domain.text import BLANKS
from customers.models.fields import BY_NAME, TEXTS

# What an emptied row holds: blanks where the schema wants a text.
_EMPTY_PROFILE: Mapping[str, Any] = {
    **{name: "" if BY_NAME[name].required else None for name in TEXTS if BY_NAME[name].personal},
    **dict.fromkeys(("consent_at", "consent_source", "consent_actor", "deleted_at", "merged_into")),
    "name_key": "",
    "accepts_marketing": False,
    "external_ids": {},
    "state": "erased",
}
_EMPTY_ADDRESS: Mapping[str, Any] = {
    **dict.fromkeys(("first_name", "last_name", "company", "address2", "phone")),
    **dict.fromkeys(("address1", "city", "city_key"), ""),
}
# The tables whose rows go with their customer; search texts go by way of their index.
PERSONAL_TABLES = [table for table in metadata.sorted_tables if table.info["personal"] == "rows" and table is not customer_search]
# What a receipt calls their rows, where it is not the name of the table.
KINDS = {"customer_tags": "tags"}
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
        for chunk in batches(wanted):
            linked = or_(customers.c.id.in_(chunk), customers.c.merged_into.in_(chunk))
            query = select(customers.c.id, customers.c.merged_into).where(customers.c.state == "absorbed", linked)
            wanted = wanted.union(*({row.id, row.merged_into} - {None} for row in connection.execute(query)))
    return family


def read_profiles(connection: Connection, profiles: CustomerSet) -> list[Row[Any]]:
    """Return profiles in the order of their ids, with the reason of their VIP override."""
    query: Select[Any] = select(customers, customer_statistics.c.vip_reason).outerjoin(
        customer_statistics, customer_statistics.c.customer_id == customers.c.id
    )
    return list(connection.execute(query.where(profiles.contains(customers.c.id)).order_by(customers.c.id)))


def count_rows(connection: Connection, profiles: CustomerSet) -> dict[str, dict[UUID, int]]:
    """Return the number of rows of profiles, by kind and profile."""
    filled = or_(addresses.c.address1 != "", addresses.c.city != "", func.length(addresses.c.pincode) > PINCODE_KEPT)
    counted: dict[str, tuple[ColumnElement[UUID], ColumnElement[bool] | None]] = {
        **{KINDS.get(table.name, table.name): (table.c.customer_id, None) for table in PERSONAL_TABLES},
        "search_text": (customer_search.c.customer_id, None),
        "addresses": (addresses.c.customer_id, filled),
        "places": (addresses.c.customer_id, None),
        "orders": (orders.c.customer_id, None),
        "history": (events.c.customer_id, None),
        "merges": (merges.c.customer_id, None),
    }
    counts: dict[str, dict[UUID, int]] = {}
    for kind, (owner, condition) in counted.items():
        query = select(owner, func.count()).where(profiles.contains(owner)).group_by(owner)
        counts[kind] = {row[0]: row[1] for row in connection.execute(query if condition is None else query.where(condition))}
    return counts


def redact_profiles(connection: Connection, profiles: CustomerSet, now: datetime) -> None:
    """Empty profiles but for their orders, the places of their addresses, and their history."""
    # The index forgets a text by being told it, so before it is gone.
    search_index.remove_texts(connection, profiles.ids)
    for table in PERSONAL_TABLES:
        connection.execute(delete(table).where(profiles.contains(table.c.customer_id)))
    # What the cut leaves at the end is trimmed, as every stored text is.
    place = {"pincode": func.rtrim(func.substr(addresses.c.pincode, 1, PINCODE_KEPT), BLANKS)}
    connection.execute(update(addresses).where(profiles.contains(addresses.c.customer_id)).values({**_EMPTY_ADDRESS, **place}))
    flags = {"live": False, "is_vip": False, "vip_override": None, "vip_reason": None, "vip_until": None}
    connection.execute(update(customer_statistics).where(profiles.contains(customer_statistics.c.customer_id)).values(**flags))
    moment = base.next_timestamp(connection, customers.c.updated_at, now)
    connection.execute(update(customers).where(profiles.contains(customers.c.id), customers.c.state != "erased").values(updated_at=moment))
    connection.execute(update(customers).where(profiles.contains(customers.c.id)).values(dict(_EMPTY_PROFILE)))


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
    index = trigram_index.SEARCH_INDEX
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
