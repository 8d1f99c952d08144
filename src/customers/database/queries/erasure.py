"""Redact profiles."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, func, or_, select, update

from customers.database.connection.bulk import sorted_batches
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import (
    addresses,
    customer_search,
    customer_statistics,
    customers,
    erased_identities,
    events,
    merges,
    metadata,
    orders,
    secrets,
)
from customers.database.search import index as search_index
from customers.database.selection.customer_set import CustomerSet
from customers.domain.text import BLANKS
from customers.models.fields import BY_NAME, TEXTS

# The values of a redacted row: empty texts for columns that are not nullable.
_EMPTY_PROFILE: Mapping[str, Any] = {
    **{name: "" if BY_NAME[name].required else None for name in TEXTS if BY_NAME[name].personal},
    **dict.fromkeys(("opted_in", "consent_at", "consent_source", "consent_actor", "deleted_at", "merged_into")),
    "name_key": "",
    "external_ids": {},
    "state": "erased",
}
_EMPTY_ADDRESS: Mapping[str, Any] = {
    **dict.fromkeys(("first_name", "last_name", "company", "address2", "phone")),
    **dict.fromkeys(("address1", "city", "city_key"), ""),
}
# The tables with rows that an erasure deletes; search texts are deleted with their index.
PERSONAL_TABLES = [table for table in metadata.sorted_tables if table.info["personal"] == "rows" and table is not customer_search]
# The names of their rows in a receipt, if not those of the tables.
KINDS = {"customer_tags": "tags"}
PINCODE_KEPT = 3


def find_family(connection: Connection, ids: Iterable[UUID]) -> set[UUID]:
    """Return profiles with all that they absorbed, and their survivors."""
    family: set[UUID] = set()
    linked_ids = set(ids)
    while linked_ids - family:
        family |= linked_ids
        for batch in sorted_batches(linked_ids):
            linked = or_(customers.c.id.in_(batch), customers.c.merged_into.in_(batch))
            query = select(customers.c.id, customers.c.merged_into).where(customers.c.state == "absorbed", linked)
            linked_ids = linked_ids.union(*({row.id, row.merged_into} - {None} for row in connection.execute(query)))
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
    """Redact profiles except for their orders, the regions of their addresses, and their history."""
    search_index.remove_texts(connection, profiles.ids)
    for table in PERSONAL_TABLES:
        connection.execute(delete(table).where(profiles.contains(table.c.customer_id)))
    # Trimmed, as every stored text is.
    place = {"pincode": func.rtrim(func.substr(addresses.c.pincode, 1, PINCODE_KEPT), BLANKS)}
    connection.execute(update(addresses).where(profiles.contains(addresses.c.customer_id)).values({**_EMPTY_ADDRESS, **place}))
    flags = {"live": False, "is_vip": False, "vip_override": None, "vip_reason": None, "vip_until": None}
    connection.execute(update(customer_statistics).where(profiles.contains(customer_statistics.c.customer_id)).values(**flags))
    moment = dialect_of(connection).next_timestamp(customers.c.updated_at, now)
    connection.execute(update(customers).where(profiles.contains(customers.c.id), customers.c.state != "erased").values(updated_at=moment))
    connection.execute(update(customers).where(profiles.contains(customers.c.id)).values(dict(_EMPTY_PROFILE)))


def find_secret(connection: Connection, name: str) -> str | None:
    """Return a secret of the database, or None."""
    return connection.scalar(select(secrets.c.value).where(secrets.c.name == name))


def insert_secret(connection: Connection, name: str, value: str) -> str:
    """Insert a secret and return it, or the one that another run inserted meanwhile."""
    connection.execute(dialect_of(connection).insert(secrets).on_conflict_do_nothing(), {"name": name, "value": value})
    return find_secret(connection, name) or value


def insert_erased(connection: Connection, rows: Iterable[tuple[str, str]]) -> None:
    """Insert the kinds and hashes of identities of erased customers."""
    statement = dialect_of(connection).insert(erased_identities).on_conflict_do_nothing()
    connection.execute(statement, [{"kind": kind, "digest": digest} for kind, digest in sorted(rows)])


def find_erased(connection: Connection, rows: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those kinds and hashes that erased customers have."""
    digests: dict[str, list[str]] = {}
    for kind, digest in rows:
        digests.setdefault(kind, []).append(digest)
    statement = "SELECT kind, digest FROM erased_identities WHERE kind = {} AND digest IN {}"
    return {
        (row[0], row[1])
        for kind, values in digests.items()
        for batch in sorted_batches(values)
        for row in dialect_of(connection).fetch_in(connection, statement, (kind,), batch)
    }
