"""What a merge moves from one customer to another, and its journal. Rows move by copy and delete: `customer_id` is never updated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Row, Table, bindparam, delete, func, insert, literal, select, update

from customers.database.connection import bulk
from customers.database.dialects import base
from customers.database.queries.customers import find_addresses
from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, identities, orders
from customers.database.schema.types import Id
from customers.domain.merge.profile import Consent, MergeProfile, VipOverride
from customers.domain.person_name import full_name
from customers.domain.text import address_keys, fold
from customers.models.customer import CustomerAddress
from customers.models.fields import TEXTS

# How many ids one statement carries.
_CHUNK = 5_000

# Orders on their way from one customer to another: a unique index stands over their names, so they must leave before they come.
_moving = Table("moving_orders", MetaData(), *(Column(column.name, column.type) for column in orders.columns), prefixes=["TEMPORARY"])
_OTHERS = [column.name for column in orders.columns if column.name != "customer_id"]


class ProfileState(NamedTuple):
    """A profile, whether it is live, and what it was merged into."""

    state: str
    merged_into: UUID | None
    profile: MergeProfile


def read_states(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, ProfileState]:
    """Profiles as a merge weighs them, in whatever state; those that are not there are left out."""
    table = customer_statistics.c
    query = select(customers, table.vip_override, table.vip_reason, table.vip_until).join(customer_statistics)
    rows = connection.execute(query.where(customers.c.id.in_(ids))).all()
    counts = select(orders.c.customer_id, func.count().label("number")).where(orders.c.customer_id.in_(ids)).group_by(orders.c.customer_id)
    numbers = {row.customer_id: row.number for row in connection.execute(counts)}
    tags: dict[UUID, dict[str, str]] = {}
    for tag in connection.execute(select(customer_tags).where(customer_tags.c.customer_id.in_(ids)).order_by(customer_tags.c.key)):
        tags.setdefault(tag.customer_id, {})[tag.key] = tag.label
    books = find_addresses(connection, ids)
    return {
        row.id: ProfileState(row.state, row.merged_into, _profile(row, tags.get(row.id, {}), books.get(row.id, ()), numbers.get(row.id, 0)))
        for row in rows
    }


def _profile(row: Row[Any], tags: Mapping[str, str], book: Iterable[CustomerAddress], number: int) -> MergeProfile:
    return MergeProfile(
        id=row.id,
        **MergeProfile.texts_of({name: getattr(row, name) for name in TEXTS}),
        consent=Consent(bool(row.accepts_marketing), row.consent_at, row.consent_source, row.consent_actor),
        external_ids=row.external_ids,
        vip_override=VipOverride(row.vip_override, row.vip_reason, row.vip_until),
        tags=tags,
        addresses=tuple(book),
        orders=number,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def write_states(connection: Connection, standings: Iterable[ProfileState]) -> None:
    """Write where profiles stand, their plain fields, consent, external ids and override of VIP; addresses and tags are apart."""
    people, overrides = [], []
    for state, merged_into, profile in standings:
        accepts, said_at, source, actor = profile.consent
        people.append(
            profile.texts()
            | {
                "created_at": profile.created_at,
                "updated_at": profile.updated_at,
                "of_customer": profile.id,
                "state": state,
                "merged_into": merged_into,
                "name_key": fold(full_name(profile.first_name, profile.last_name)),
                "external_ids": dict(sorted(profile.external_ids.items())),
                "accepts_marketing": accepts,
                "consent_at": said_at,
                "consent_source": source,
                "consent_actor": actor,
            }
        )
        kind, reason, until = profile.vip_override
        overrides.append(
            {"of_customer": profile.id, "live": state == "live", "vip_override": kind, "vip_reason": reason, "vip_until": until}
        )
    connection.execute(update(customers).where(customers.c.id == bindparam("of_customer")), people)
    connection.execute(update(customer_statistics).where(customer_statistics.c.customer_id == bindparam("of_customer")), overrides)


def move_orders(connection: Connection, source: UUID, target: UUID, ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Give the orders of one customer to another, all of them or those of some ids; returns the ids of those that moved."""
    if ids is not None and not ids:
        return []
    base.drop_temporary_table(connection, _moving)
    _moving.create(connection, checkfirst=False)
    for condition in _in_chunks(orders.c.id, ids):
        leaving = select(orders).where(orders.c.customer_id == source, *condition)
        connection.execute(insert(_moving).from_select([column.name for column in orders.columns], leaving))
        connection.execute(delete(orders).where(orders.c.customer_id == source, *condition))
    coming = select(literal(target, Id), *(_moving.c[name] for name in _OTHERS)).order_by(_moving.c.id)
    arrived = insert(orders).from_select(["customer_id", *_OTHERS], coming).returning(orders.c.id)
    return sorted(connection.scalars(arrived))


def write_addresses(connection: Connection, profiles: Sequence[MergeProfile]) -> None:
    """Make the addresses of some profiles the only ones that they have."""
    connection.execute(delete(addresses).where(addresses.c.customer_id.in_([profile.id for profile in profiles])))
    names = tuple(CustomerAddress.__dataclass_fields__)
    rows = [
        {"customer_id": profile.id, **{name: getattr(address, name) for name in names}, **address_keys(address.city, address.state)}
        for profile in profiles
        for address in profile.addresses
    ]
    bulk.insert_rows(connection, addresses, rows)


def write_tags(connection: Connection, profiles: Sequence[MergeProfile]) -> None:
    """Make the tags of some profiles the only ones that they have."""
    connection.execute(delete(customer_tags).where(customer_tags.c.customer_id.in_([profile.id for profile in profiles])))
    rows = [{"customer_id": profile.id, "key": key, "label": label} for profile in profiles for key, label in sorted(profile.tags.items())]
    bulk.insert_rows(connection, customer_tags, rows)


def move_identities(connection: Connection, source: UUID, target: UUID) -> None:
    """Let all names of one customer lead to another."""
    connection.execute(update(identities).where(identities.c.customer_id == source).values(customer_id=target))


def replace_identities(connection: Connection, names: Mapping[UUID, Iterable[tuple[str, str]]]) -> None:
    """Make these the only names of some customers, whoever of them held them before."""
    connection.execute(delete(identities).where(identities.c.customer_id.in_(list(names))))
    rows = [{"kind": kind, "value": value, "customer_id": owner} for owner, pairs in names.items() for kind, value in set(pairs)]
    bulk.insert_rows(connection, identities, sorted(rows, key=lambda row: (row["kind"], row["value"])))


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
