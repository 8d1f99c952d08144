"""What a merge moves from one customer to another, and its journal. Rows move by copy and delete: `customer_id` is never updated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, delete, func, insert, literal, select, update

from customers.database import backend
from customers.database.columns import Id
from customers.database.customers import find_addresses
from customers.database.tables import addresses, customer_statistics, customer_tags, customers, identities, orders
from customers.models import CustomerAddress
from customers.rules.identity import address_keys, full_name
from customers.rules.merging import Consent, Override, Profile
from customers.rules.text import fold

# How many ids one statement carries.
_CHUNK = 5_000

# Orders on their way from one customer to another: a unique index stands over their names, so they must leave before they come.
_moving = Table("moving_orders", MetaData(), *(Column(column.name, column.type) for column in orders.columns), prefixes=["TEMPORARY"])
_OTHERS = [column.name for column in orders.columns if column.name != "customer_id"]


def read_profile(connection: Connection, customer_id: UUID) -> Profile:
    """A profile as a merge weighs it, in whatever state; it must be there."""
    table = customer_statistics.c
    query = select(customers, table.vip_override, table.vip_reason, table.vip_until).join(customer_statistics)
    row = connection.execute(query.where(customers.c.id == customer_id)).one()
    tags = select(customer_tags.c.key, customer_tags.c.label).where(customer_tags.c.customer_id == customer_id)
    count = select(func.count()).select_from(orders).where(orders.c.customer_id == customer_id)
    return Profile(
        id=row.id,
        email=row.email,
        phone=row.phone,
        first_name=row.first_name,
        last_name=row.last_name,
        notes=row.notes,
        consent=Consent(bool(row.accepts_marketing), row.consent_at, row.consent_source, row.consent_actor),
        external_ids=row.external_ids,
        vip_override=Override(row.vip_override, row.vip_reason, row.vip_until),
        tags={tag.key: tag.label for tag in connection.execute(tags.order_by(customer_tags.c.key))},
        addresses=tuple(find_addresses(connection, [customer_id]).get(customer_id, ())),
        orders=connection.scalar(count) or 0,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def write_profile(connection: Connection, profile: Profile, more: Mapping[str, Any]) -> None:
    """Write the plain fields of a profile, its consent and external ids, with `more` columns; and its override of VIP."""
    accepts, said_at, source, actor = profile.consent
    values = {
        **{name: getattr(profile, name) for name in ("email", "phone", "first_name", "last_name", "notes", "created_at")},
        "name_key": fold(full_name(profile.first_name, profile.last_name)),
        "external_ids": dict(sorted(profile.external_ids.items())),
        "accepts_marketing": accepts,
        "consent_at": said_at,
        "consent_source": source,
        "consent_actor": actor,
        **more,
    }
    connection.execute(update(customers).where(customers.c.id == profile.id).values(**values))
    kind, reason, until = profile.vip_override
    override = {"vip_override": kind, "vip_reason": reason, "vip_until": until}
    connection.execute(update(customer_statistics).where(customer_statistics.c.customer_id == profile.id).values(**override))


def move_orders(connection: Connection, source: UUID, target: UUID, ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Give the orders of one customer to another, all of them or those of some ids; returns the ids of those that moved."""
    if ids is not None and not ids:
        return []
    backend.drop_temporary_table(connection, _moving)
    _moving.create(connection, checkfirst=False)
    for condition in _in_chunks(orders.c.id, ids):
        leaving = select(orders).where(orders.c.customer_id == source, *condition)
        connection.execute(insert(_moving).from_select([column.name for column in orders.columns], leaving))
        connection.execute(delete(orders).where(orders.c.customer_id == source, *condition))
    coming = select(literal(target, Id), *(_moving.c[name] for name in _OTHERS)).order_by(_moving.c.id)
    connection.execute(insert(orders).from_select(["customer_id", *_OTHERS], coming))
    moved = list(connection.scalars(select(_moving.c.id).order_by(_moving.c.id)))
    backend.drop_temporary_table(connection, _moving)
    return moved


def replace_addresses(connection: Connection, customer_id: UUID, book: Iterable[CustomerAddress]) -> None:
    """Make these the only addresses of a customer."""
    connection.execute(delete(addresses).where(addresses.c.customer_id == customer_id))
    names = tuple(CustomerAddress.__dataclass_fields__)
    rows = [
        {"customer_id": customer_id, **{name: getattr(address, name) for name in names}, **address_keys(address.city, address.state)}
        for address in book
    ]
    backend.insert_rows(connection, addresses, rows)


def replace_tags(connection: Connection, customer_id: UUID, tags: Mapping[str, str]) -> None:
    """Make these (labels by key) the only tags of a customer."""
    connection.execute(delete(customer_tags).where(customer_tags.c.customer_id == customer_id))
    backend.insert_rows(connection, customer_tags, [{"customer_id": customer_id, "key": key, "label": tags[key]} for key in sorted(tags)])


def move_names(connection: Connection, source: UUID, target: UUID) -> None:
    """Let all names of one customer lead to another."""
    connection.execute(update(identities).where(identities.c.customer_id == source).values(customer_id=target))


def replace_names(connection: Connection, names: Mapping[UUID, Iterable[tuple[str, str]]]) -> None:
    """Make these the only names of some customers, whoever of them held them before."""
    connection.execute(delete(identities).where(identities.c.customer_id.in_(list(names))))
    rows = [{"kind": kind, "value": value, "customer_id": owner} for owner, pairs in names.items() for kind, value in set(pairs)]
    backend.insert_rows(connection, identities, sorted(rows, key=lambda row: (row["kind"], row["value"])))


def move_absorbed(connection: Connection, source: UUID, target: UUID, ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Let what was merged into one customer lead to another, all or some; returns whom."""
    moved: list[UUID] = []
    for condition in _in_chunks(customers.c.id, ids):
        statement = update(customers).where(customers.c.merged_into == source, *condition).values(merged_into=target)
        moved += connection.scalars(statement.returning(customers.c.id))
    return sorted(moved)


def _in_chunks(column: ColumnElement[UUID], ids: Sequence[UUID] | None) -> Iterable[list[ColumnElement[bool]]]:
    """Conditions that together mean some ids, or with None everything."""
    if ids is None:
        return [[]]
    return [[column.in_(ids[start : start + _CHUNK])] for start in range(0, len(ids), _CHUNK)]
