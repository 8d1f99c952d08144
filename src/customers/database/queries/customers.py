"""Read and write profiles."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, insert, select, update

from customers.database.dialects import base
from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, identities, joined
from customers.database.selection.customer_set import CustomerSet
from customers.domain.money import average, to_decimal
from customers.domain.person_name import full_name
from customers.models.customer import Customer, CustomerAddress
from customers.models.fields import STATISTICS, STORED, TEXTS

# How many customers are read at a time where a list streams: enough to spread the round trips, little to hold.
BATCH = 500

_columns = [*(customers.c[name] for name in (*STORED, "name_key")), *(customer_statistics.c[name] for name in STATISTICS)]


def profiles() -> Select[Any]:
    """Customers with their statistics, without tags and addresses: what lists are made from."""
    return select(*_columns).select_from(joined)


def find_profiles(connection: Connection, ids: Sequence[UUID]) -> list[Row[Any]]:
    """The rows of `profiles()` of some customers, in the order of the ids."""
    found = {row.id: row for row in connection.execute(profiles().where(customers.c.id.in_(ids)))} if ids else {}
    return [found[customer_id] for customer_id in ids]


def read_customers(
    connection: Connection, rows: Iterable[Row[Any]], currency: str, *, consent: bool, with_addresses: bool = False
) -> Iterator[Customer]:
    """Turn rows of `profiles()` into customers, fetching tags (and addresses) for a batch at a time.

    `consent` is false where the shop keeps none: then nobody accepts marketing.
    """
    batch: list[Row[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield from _read_batch(connection, batch, currency, consent, with_addresses)
            batch = []
    if batch:
        yield from _read_batch(connection, batch, currency, consent, with_addresses)


def _read_batch(connection: Connection, rows: list[Row[Any]], currency: str, consent: bool, with_addresses: bool) -> Iterator[Customer]:
    ids = [row.id for row in rows]
    tags = find_tags(connection, ids)
    books = find_addresses(connection, ids) if with_addresses else {}
    for row in rows:
        average_value = to_decimal(average(row.total_spent, row.total_orders), currency) if row.total_orders else None
        yield Customer(
            id=row.id,
            **{name: getattr(row, name) for name in TEXTS},
            full_name=full_name(row.first_name, row.last_name),
            accepts_marketing=bool(row.accepts_marketing) and consent,
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
            addresses=tuple(books.get(row.id, ())) if with_addresses else None,
        )


def find_tags(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """The tags of each customer that has any, sorted without regard to case."""
    query = select(customer_tags.c.customer_id, customer_tags.c.label).where(customer_tags.c.customer_id.in_(ids))
    found: dict[UUID, list[str]] = {}
    for customer_id, label in connection.execute(query.order_by(customer_tags.c.customer_id, customer_tags.c.key)).all():
        found.setdefault(customer_id, []).append(label)
    return found


def find_addresses(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, list[CustomerAddress]]:
    """The address book of each customer that has one, in the order in which the addresses came."""
    columns = (addresses.c[name] for name in CustomerAddress.__dataclass_fields__)
    query = select(addresses.c.customer_id, *columns).where(addresses.c.customer_id.in_(ids))
    found: dict[UUID, list[CustomerAddress]] = {}
    for customer_id, *told in connection.execute(query.order_by(addresses.c.customer_id, addresses.c.id)).all():
        found.setdefault(customer_id, []).append(CustomerAddress(*told))
    return found


def address_of(row: Row[Any]) -> CustomerAddress:
    """The address that a row of `addresses` holds."""
    values = row._mapping
    return CustomerAddress(**{name: values[name] for name in CustomerAddress.__dataclass_fields__})


def find_state(connection: Connection, customer_id: UUID) -> Row[Any] | None:
    """Where a profile stands: its id, state, since when, what it was merged into, and the names that are its own."""
    names = ("id", "state", "updated_at", "merged_into", "email", "external_ids")
    columns = [customers.c[name] for name in names]
    query: Select[Any] = select(*columns).where(customers.c.id == customer_id)
    return connection.execute(query).first()


def find_consent_at(connection: Connection, customer_id: UUID) -> datetime | None:
    """When a customer last said yes or no to marketing; None while nobody asked."""
    return connection.scalar(select(customers.c.consent_at).where(customers.c.id == customer_id))


def find_by_phone(connection: Connection, phone: str, states: Sequence[str]) -> list[UUID]:
    """The customers of a phone in E.164, oldest first."""
    query = select(customers.c.id).where(customers.c.phone == phone, customers.c.state.in_(states)).order_by(customers.c.id)
    return list(connection.scalars(query))


def in_state(state: str) -> Select[tuple[UUID]]:
    """The ids of all profiles in a state, to ask of what others were merged into."""
    others = customers.alias("others")
    return select(others.c.id).where(others.c.state == state)


def find_survivors_by_phone(connection: Connection, phone: str) -> list[UUID]:
    """The live customers into whom profiles of a phone were merged."""
    # Asked in two steps: in one, a cluster would gather all live customers first.
    absorbed = (customers.c.phone == phone, customers.c.state == "absorbed", customers.c.merged_into.is_not(None))
    survivors = connection.scalars(select(customers.c.merged_into).where(*absorbed).distinct()).all()
    live = select(customers.c.id).where(customers.c.id.in_(survivors), customers.c.state == "live").order_by(customers.c.id)
    return list(connection.scalars(live)) if survivors else []


def insert_customer(connection: Connection, values: Mapping[str, Any]) -> None:
    """Write a new profile with its empty statistics; `values` are columns of `customers`."""
    connection.execute(insert(customers).values(**values))
    connection.execute(insert(customer_statistics).values(**empty_statistics(values["id"])))


def empty_statistics(customer_id: UUID) -> dict[str, Any]:
    """The statistics of a customer without orders."""
    return {"customer_id": customer_id, "live": True, "total_orders": 0, "total_spent": 0, "is_vip": False}


def update_customer(connection: Connection, customer_id: UUID, values: Mapping[str, Any]) -> None:
    """Change columns of one profile."""
    connection.execute(update(customers).where(customers.c.id == customer_id).values(**values))


def find_states(connection: Connection, ids: Sequence[UUID]) -> list[Row[Any]]:
    """Return where some profiles stand, with their names, in the order of the ids; those that are not there are left out."""
    names = ("id", "state", "merged_into", "first_name", "last_name", "email")
    query: Select[Any] = select(*(customers.c[name] for name in names)).order_by(customers.c.id)
    parts = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return [row for part in parts for row in connection.execute(query.where(customers.c.id.in_(part)))]


def touch_customers(connection: Connection, customer_set: CustomerSet, now: datetime) -> None:
    """Advance the `updated_at` of customers."""
    moment = base.next_timestamp(connection, customers.c.updated_at, now)
    connection.execute(update(customers).where(customer_set.contains(customers.c.id)).values(updated_at=moment))


def delete_customers(connection: Connection, customer_set: CustomerSet, now: datetime) -> None:
    """Mark customers as deleted and release their identities, with those of the profiles merged into them."""
    connection.execute(identities.delete().where(customer_set.contains(identities.c.customer_id)))
    moment = base.next_timestamp(connection, customers.c.updated_at, now)
    values = {"state": "deleted", "deleted_at": now, "updated_at": moment}
    connection.execute(update(customers).where(customer_set.contains(customers.c.id)).values(**values))


def find_absorbed(connection: Connection, customer_id: UUID) -> list[UUID]:
    """The profiles that were merged into a customer, and those that were merged into these."""
    found: list[UUID] = []
    newest = [customer_id]
    while newest:
        newest = list(connection.scalars(select(customers.c.id).where(customers.c.merged_into.in_(newest))))
        found += newest
    return found
