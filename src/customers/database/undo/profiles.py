"""Read customers as an undo compares them, and write them back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, bindparam, delete, func, select, update

from customers.database.connection.bulk import sorted_batches
from customers.database.dialects.base import dialect_of
from customers.database.queries import import_batches
from customers.database.queries.customers import consent_columns, consent_of, find_addresses
from customers.database.queries.identities import PHONE, delete_aliases, find_aliases, identities_of, insert_aliases
from customers.database.schema.tables import (
    addresses,
    customer_statistics,
    customer_tags,
    customers,
    deleted_identities,
    identities,
    orders,
)
from customers.database.schema.types import as_number
from customers.database.search.index import remove_texts
from customers.database.selection.customer_set import CustomerSet
from customers.database.statistics.calculation import mark_live
from customers.domain.json import to_jsonable
from customers.domain.merge.journal import read_consent
from customers.domain.person_name import full_name
from customers.domain.text import address_keys, fold
from customers.domain.timestamps import parse_timestamp
from customers.domain.undo.profile import UndoProfile
from customers.models.aliases import Identity
from customers.models.customer import NEVER_ASKED
from customers.models.fields import TEXTS
from customers.models.run import KeptCustomer


def read_profiles(
    connection: Connection,
    ids: Sequence[UUID],
    *,
    new_ids: Sequence[UUID] = (),
    with_addresses: Collection[UUID] = (),
    with_aliases: Collection[UUID] = (),
    with_tags: Collection[UUID] = (),
) -> dict[UUID, UndoProfile]:
    """Return customers in any state, some of them with their tags, their addresses and their aliases.

    Of those that a run created the numbers of their orders and of the profiles that they absorbed are counted too.
    """
    table = customer_statistics.c
    query = select(customers, table.vip_override, table.vip_reason, table.vip_until).join(customer_statistics)
    rows = connection.execute(query.where(customers.c.id.in_(ids))).all()
    tags: dict[UUID, dict[str, str]] = {}
    if with_tags:
        for tag in connection.execute(
            select(customer_tags).where(customer_tags.c.customer_id.in_(with_tags)).order_by(customer_tags.c.key)
        ):
            tags.setdefault(tag.customer_id, {})[tag.key] = tag.label
    books = find_addresses(connection, list(with_addresses))
    labels = find_aliases(connection, list(with_aliases))
    order_counts = _counts(connection, orders.c.customer_id, new_ids)
    absorbed_counts = _counts(connection, customers.c.merged_into, new_ids)
    return {
        row.id: UndoProfile(
            id=row.id,
            state=row.state,
            texts={name: getattr(row, name) for name in TEXTS},
            consent=None if row.opted_in is None else to_jsonable(consent_of(row)),
            external_ids=row.external_ids,
            override=(row.vip_override, row.vip_reason, to_jsonable(row.vip_until)),
            tags=tags.get(row.id, {}),
            aliases={alias.label: alias for alias in labels.get(row.id, ())},
            addresses={str(address.id): to_jsonable(address) for address in books.get(row.id, ())},
            orders=order_counts.get(row.id, 0),
            absorbed=absorbed_counts.get(row.id, 0),
        )
        for row in rows
    }


def _counts(connection: Connection, column: Any, ids: Sequence[UUID]) -> dict[UUID, int]:
    if not ids:
        return {}
    return {row[0]: row[1] for row in connection.execute(select(column, func.count()).where(column.in_(ids)).group_by(column))}


def write_profiles(
    connection: Connection, pairs: Sequence[tuple[UndoProfile, UndoProfile]], now: datetime, deletions: Mapping[UUID, datetime]
) -> None:
    """Write profiles, given before and after, where they differ; identities have functions of their own."""
    rows = [row for before, after in pairs if (row := _columns(before, after, now, deletions))]
    import_batches.update_customers(connection, rows)
    overrides = [(after.id, after.override) for before, after in pairs if before.override != after.override]
    _write_overrides(connection, overrides)
    for live in (True, False):
        ids = [after.id for before, after in pairs if before.state != after.state and (after.state == "live") == live]
        if ids:
            mark_live(connection, ids, live=live)
    _write_tags(connection, [(before, after) for before, after in pairs if before.tags != after.tags])
    for before, after in pairs:
        if before.aliases != after.aliases:
            delete_aliases(connection, after.id, [alias[:2] for label, alias in before.aliases.items() if label not in after.aliases])
            insert_aliases(connection, after.id, [alias for label, alias in after.aliases.items() if label not in before.aliases])
    _write_addresses(connection, [after for before, after in pairs if before.addresses != after.addresses])


def _columns(before: UndoProfile, after: UndoProfile, now: datetime, deletions: Mapping[UUID, datetime]) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name, value in after.texts.items() if value != before.texts.get(name)}
    if values.keys() & {"first_name", "last_name"}:
        values["name_key"] = fold(full_name(after.texts["first_name"] or "", after.texts["last_name"]))
    if before.external_ids != after.external_ids:
        values["external_ids"] = dict(after.external_ids)
    if before.consent != after.consent:
        values |= consent_columns(NEVER_ASKED if after.consent is None else read_consent(after.consent))
    if before.state != after.state:
        deleted_at = deletions.get(after.id, now) if after.state == "deleted" else None
        values |= {"state": after.state, "deleted_at": deleted_at}
    return {"id": after.id, **values} if values else {}


def _write_overrides(connection: Connection, overrides: Iterable[tuple[UUID, tuple[Any, ...]]]) -> None:
    rows = [
        {"of_customer": owner, "kind": kind, "why": reason, "end": parse_timestamp(until) if until else None}
        for owner, (kind, reason, until) in overrides
    ]
    if rows:
        values: dict[str, Any] = {"vip_override": bindparam("kind"), "vip_reason": bindparam("why"), "vip_until": bindparam("end")}
        connection.execute(
            update(customer_statistics).where(customer_statistics.c.customer_id == bindparam("of_customer")).values(values), rows
        )


def _write_tags(connection: Connection, pairs: Sequence[tuple[UndoProfile, UndoProfile]]) -> None:
    removed, added = [], []
    for before, after in pairs:
        owner = after.id
        removed += [(owner, key) for key, label in before.tags.items() if after.tags.get(key) != label]
        added += [(owner, key, label) for key, label in after.tags.items() if before.tags.get(key) != label]
    import_batches.remove_tags(connection, removed)
    import_batches.insert_many(connection, "customer_tags", import_batches.TAGS, sorted(added, key=lambda row: (row[0].int, row[1])))


def _write_addresses(connection: Connection, profiles: Sequence[UndoProfile]) -> None:
    if not profiles:
        return
    connection.execute(delete(addresses).where(addresses.c.customer_id.in_([profile.id for profile in profiles])))
    rows = [
        {**address, "customer_id": profile.id, "id": UUID(address["id"]), **address_keys(address["city"], address["state"])}
        for profile in profiles
        for address in profile.addresses.values()
    ]
    columns = import_batches.ADDRESSES
    rows.sort(key=lambda row: (row["customer_id"].int, row["id"].int))
    import_batches.insert_many(connection, "addresses", columns, ([row[name] for name in columns] for row in rows))


def leave(connection: Connection, batch: CustomerSet, now: datetime) -> None:
    """Take customers out of the shop: their rows stay, their identities are free."""
    connection.execute(identities.delete().where(batch.contains(identities.c.customer_id)))
    moment = dialect_of(connection).next_timestamp(customers.c.updated_at, now)
    values = {"state": "undone", "deleted_at": None, "updated_at": moment}
    connection.execute(update(customers).where(batch.contains(customers.c.id)).values(**values))
    mark_live(connection, batch.ids, live=False)
    remove_texts(connection, batch.ids)


def release_all(connection: Connection, ids: Sequence[UUID]) -> None:
    """Delete the identities of customers, those too that are set aside for deleted ones."""
    for table in (identities, deleted_identities):
        connection.execute(table.delete().where(table.c.customer_id.in_(ids)))


def wanted_identities(connection: Connection, ids: Sequence[UUID], state: str) -> dict[UUID, dict[Identity, bool]]:
    """Return the identities that customers in a state should have: their own (true), those of profiles they absorbed, and aliases."""
    columns = (customers.c.id, customers.c.merged_into, customers.c.email, customers.c.external_ids)
    query: Select[Any] = select(*columns).where(customers.c.id.in_(ids), customers.c.state == state)
    pairs_by_customer: dict[UUID, dict[Identity, bool]] = {}
    for row in connection.execute(query):
        pairs_by_customer[row.id] = dict.fromkeys(identities_of(row.email, row.external_ids), True)
    owners = {customer_id: customer_id for customer_id in pairs_by_customer}
    for row in connection.execute(
        select(*columns).where(customers.c.merged_into.in_(list(pairs_by_customer)), customers.c.state == "absorbed")
    ):
        owners[row.id] = row.merged_into
        for pair in identities_of(row.email, row.external_ids):
            pairs_by_customer[row.merged_into].setdefault(pair, False)
    for profile_id, rows in find_aliases(connection, list(owners)).items():
        for alias in rows:
            if alias.kind != PHONE:
                pairs_by_customer[owners[profile_id]].setdefault(alias[:2], False)
    return pairs_by_customer


def claim(connection: Connection, rows: Iterable[tuple[str, str, UUID]], *, deleted: bool = False) -> None:
    """Insert identities of their owners, or set them aside for deleted ones."""
    table = "deleted_identities" if deleted else "identities"
    import_batches.insert_many(connection, table, import_batches.IDENTITIES, sorted(rows))


def find_people(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, KeptCustomer]:
    """Return the names and emails of some customers."""
    query = select(customers.c.id, customers.c.first_name, customers.c.last_name, customers.c.email)
    rows = (row for batch in sorted_batches(ids, as_number) for row in connection.execute(query.where(customers.c.id.in_(batch))))
    return {row.id: KeptCustomer(row.id, full_name(row.first_name, row.last_name), row.email) for row in rows}
