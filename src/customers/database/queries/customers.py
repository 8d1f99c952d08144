"""Read and write profiles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, insert, select, update

from customers.database.connection.bulk import batched
from customers.database.dialects.base import dialect_of
from customers.database.queries.identities import find_all_aliases
from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, joined
from customers.database.selection.customer_set import CustomerSet
from customers.database.statistics.vip_rules import current_override, current_vip
from customers.domain.money import average, to_decimal
from customers.domain.person_name import full_name
from customers.domain.segments import Thresholds
from customers.models.aliases import NO_ALIASES
from customers.models.customer import NEVER_ASKED, Consent, Customer, CustomerAddress, VipOverride
from customers.models.fields import STATISTICS, STORED, TEXTS

# How many customers of a stream are read at a time: few round trips, and little memory.
BATCH = 500

_CONSENT = ("opted_in", "consent_at", "consent_source", "consent_actor")
_OVERRIDE = ("vip_reason", "vip_until")
_columns = [
    *(customers.c[name] for name in (*STORED, "name_key", "deleted_at", *_CONSENT)),
    *(customer_statistics.c[name] for name in (*STATISTICS, *_OVERRIDE) if name != "is_vip"),
]


def profiles(thresholds: Thresholds, now: datetime) -> Select[Any]:
    """Return the query of customers with their statistics and whether they are VIPs now, without tags and addresses."""
    is_vip = current_vip(thresholds, now, customer_statistics).label("is_vip")
    override = current_override(now, customer_statistics).label("vip_override")
    return select(*_columns, is_vip, override).select_from(joined)


def find_profiles(connection: Connection, ids: Sequence[UUID], thresholds: Thresholds, now: datetime) -> list[Row[Any]]:
    """Return the rows of `profiles` of some customers, in the order of the ids."""
    query = profiles(thresholds, now).where(customers.c.id.in_(ids))
    rows = {row.id: row for row in connection.execute(query)} if ids else {}
    return [rows[customer_id] for customer_id in ids]


def read_customers(
    connection: Connection,
    rows: Iterable[Row[Any]],
    currency: str,
    *,
    consent: bool,
    with_addresses: bool = False,
    with_aliases: bool = False,
) -> Iterator[Customer]:
    """Yield rows of `profiles` as customers, with the tags (and addresses, and aliases) of a batch read at a time.

    `consent` is false for a shop that records no consent: that of every customer is unknown.
    """
    batch: list[Row[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield from _read_batch(connection, batch, currency, consent, with_addresses, with_aliases)
            batch = []
    if batch:
        yield from _read_batch(connection, batch, currency, consent, with_addresses, with_aliases)


def _read_batch(
    connection: Connection, rows: list[Row[Any]], currency: str, consent: bool, with_addresses: bool, with_aliases: bool
) -> Iterator[Customer]:
    ids = [row.id for row in rows]
    tags = find_tags(connection, ids)
    address_books = find_addresses(connection, ids) if with_addresses else {}
    aliases = find_all_aliases(connection, rows) if with_aliases else {}
    for row in rows:
        average_value = to_decimal(average(row.total_spent, row.total_orders), currency) if row.total_orders else None
        yield Customer(
            id=row.id,
            **{name: getattr(row, name) for name in TEXTS},
            full_name=full_name(row.first_name, row.last_name),
            total_orders=row.total_orders,
            total_spent=to_decimal(row.total_spent, currency),
            avg_order_value=average_value,
            first_order_at=row.first_order_at,
            last_order_at=row.last_order_at,
            is_vip=bool(row.is_vip),
            tags=tuple(tags.get(row.id, ())),
            external_ids=dict(sorted(row.external_ids.items())),
            created_at=row.created_at,
            updated_at=row.updated_at,
            consent=consent_of(row) if consent else NEVER_ASKED,
            vip_override=VipOverride(row.vip_override, row.vip_reason, row.vip_until) if row.vip_override is not None else None,
            aliases=aliases.get(row.id, NO_ALIASES),
            deleted_at=row.deleted_at,
            addresses=tuple(address_books.get(row.id, ())) if with_addresses else None,
        )


def consent_of(row: Row[Any]) -> Consent:
    """Return the consent in the columns of a profile."""
    if row.opted_in is None:
        return NEVER_ASKED
    return Consent("yes" if row.opted_in else "no", row.consent_at, row.consent_source, row.consent_actor)


def consent_columns(consent: Consent) -> dict[str, Any]:
    """Return a consent as columns of a profile."""
    opted_in = None if consent.state == "unknown" else consent.accepts
    return dict(zip(_CONSENT, (opted_in, consent.at, consent.source, consent.actor), strict=True))


def find_tags(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Return the tags of each customer with any, sorted by their keys."""
    query = select(customer_tags.c.customer_id, customer_tags.c.label).where(customer_tags.c.customer_id.in_(ids))
    tags: dict[UUID, list[str]] = {}
    for customer_id, label in connection.execute(query.order_by(customer_tags.c.customer_id, customer_tags.c.key)).all():
        tags.setdefault(customer_id, []).append(label)
    return tags


def find_addresses(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[CustomerAddress]]:
    """Return the address book of each customer with addresses, oldest first."""
    columns = (addresses.c[name] for name in CustomerAddress.__dataclass_fields__)
    query = select(addresses.c.customer_id, *columns).where(addresses.c.customer_id.in_(ids))
    address_books: dict[UUID, list[CustomerAddress]] = {}
    for customer_id, *values in connection.execute(query.order_by(addresses.c.customer_id, addresses.c.id)).all():
        address_books.setdefault(customer_id, []).append(CustomerAddress(*values))
    return address_books


def address_of(row: Row[Any]) -> CustomerAddress:
    """Return a row of `addresses` as an address."""
    values = row._mapping
    return CustomerAddress(**{name: values[name] for name in CustomerAddress.__dataclass_fields__})


def find_state(connection: Connection, customer_id: UUID) -> Row[Any] | None:
    """Return the state of a profile with its last change, its survivor and its own identities, or None."""
    names = ("id", "state", "updated_at", "merged_into", "email", "phone", "external_ids")
    columns = [customers.c[name] for name in names]
    query: Select[Any] = select(*columns).where(customers.c.id == customer_id)
    return connection.execute(query).first()


def find_by_phone(connection: Connection, phone: str, states: Sequence[str]) -> list[UUID]:
    """Return the customers in some states with a phone in E.164, oldest first."""
    query = select(customers.c.id).where(customers.c.phone == phone, customers.c.state.in_(states)).order_by(customers.c.id)
    return list(connection.scalars(query))


def find_by_id_end(connection: Connection, end: str) -> list[UUID]:
    """Return the profiles, in any state, with ids that have this end, in lower case and without dashes, oldest first.

    This reads every id, from the index of the primary key: an index on their ends would slow imports down for a look-up by hand.
    """
    text = dialect_of(connection).id_text(customers.c.id)
    return list(connection.scalars(select(customers.c.id).where(text.endswith(end, autoescape=True)).order_by(customers.c.id)))


def find_survivors_by_phone(connection: Connection, phone: str) -> list[UUID]:
    """Return the live survivors of absorbed profiles with a phone."""
    # Two statements: for one, a cluster gathers all live customers first.
    absorbed = (customers.c.phone == phone, customers.c.state == "absorbed", customers.c.merged_into.is_not(None))
    survivors = connection.scalars(select(customers.c.merged_into).where(*absorbed).distinct()).all()
    live = select(customers.c.id).where(customers.c.id.in_(survivors), customers.c.state == "live").order_by(customers.c.id)
    return list(connection.scalars(live)) if survivors else []


def insert_customer(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a profile with empty statistics; `values` are columns of `customers`."""
    connection.execute(insert(customers), values)
    connection.execute(insert(customer_statistics), empty_statistics(values["id"]))


def empty_statistics(customer_id: UUID) -> dict[str, Any]:
    """Return the statistics of a customer without orders."""
    return {"customer_id": customer_id, "live": True, "total_orders": 0, "total_spent": 0, "is_vip": False}


def update_customer(connection: Connection, customer_id: UUID, values: Mapping[str, Any]) -> None:
    """Update columns of a profile."""
    connection.execute(update(customers).where(customers.c.id == customer_id).values(**values))


def find_states(connection: Connection, ids: Sequence[UUID]) -> list[Row[Any]]:
    """Return the states and names of those profiles that exist, in the order of sorted ids."""
    names = ("id", "state", "merged_into", "first_name", "last_name", "email")
    query: Select[Any] = select(*(customers.c[name] for name in names)).order_by(customers.c.id)
    return [row for batch in batched(ids, BATCH) for row in connection.execute(query.where(customers.c.id.in_(batch)))]


def find_live(connection: Connection, ids: Sequence[UUID]) -> list[Row[Any]]:
    """Return the own identities of those customers that are live."""
    query: Select[Any] = select(customers.c.id, customers.c.email, customers.c.external_ids).where(customers.c.state == "live")
    return [row for batch in batched(ids, BATCH) for row in connection.execute(query.where(customers.c.id.in_(batch)))]


def touch_customers(connection: Connection, customer_set: CustomerSet, now: datetime) -> None:
    """Advance the `updated_at` of customers."""
    moment = dialect_of(connection).next_timestamp(customers.c.updated_at, now)
    connection.execute(update(customers).where(customer_set.contains(customers.c.id)).values(updated_at=moment))


def mark_deleted(connection: Connection, customer_set: CustomerSet, now: datetime) -> None:
    """Mark customers as deleted."""
    moment = dialect_of(connection).next_timestamp(customers.c.updated_at, now)
    values = {"state": "deleted", "deleted_at": now, "updated_at": moment}
    connection.execute(update(customers).where(customer_set.contains(customers.c.id)).values(**values))


def mark_restored(connection: Connection, customer_set: CustomerSet, now: datetime) -> None:
    """Mark deleted customers as live."""
    moment = dialect_of(connection).next_timestamp(customers.c.updated_at, now)
    values = {"state": "live", "deleted_at": None, "updated_at": moment}
    connection.execute(update(customers).where(customer_set.contains(customers.c.id)).values(**values))


def find_absorbed(connection: Connection, *customer_ids: UUID) -> list[UUID]:
    """Return the profiles that customers absorbed, and those that these had absorbed."""
    absorbed: list[UUID] = []
    newest = list(customer_ids)
    while newest:
        newest = [
            profile_id
            for batch in batched(newest, BATCH)
            for profile_id in connection.scalars(select(customers.c.id).where(customers.c.merged_into.in_(batch)))
        ]
        absorbed += newest
    return absorbed
