"""Move the rows of a merge from one customer to another, by copy and delete: `customer_id` is never updated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, select, update

from customers.database.connection import bulk
from customers.database.connection.bulk import batched
from customers.database.queries.customers import consent_columns, consent_of, find_addresses
from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, identities, orders
from customers.domain.merge.profile import MergeProfile, StoredOverride
from customers.domain.person_name import full_name
from customers.domain.text import address_keys, fold
from customers.models.customer import CustomerAddress
from customers.models.fields import TEXTS

# How many ids one statement has.
_BATCH = 5_000


class ProfileState(NamedTuple):
    """A profile, its state, and its survivor."""

    state: str
    merged_into: UUID | None
    profile: MergeProfile


def read_states(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, ProfileState]:
    """Return the profiles of a merge, in any state, for those ids that exist."""
    table = customer_statistics.c
    query = select(customers, table.vip_override, table.vip_reason, table.vip_until).join(customer_statistics)
    rows = connection.execute(query.where(customers.c.id.in_(ids))).all()
    counts = select(orders.c.customer_id, func.count().label("number")).where(orders.c.customer_id.in_(ids)).group_by(orders.c.customer_id)
    numbers = {row.customer_id: row.number for row in connection.execute(counts)}
    tags: dict[UUID, dict[str, str]] = {}
    for tag in connection.execute(select(customer_tags).where(customer_tags.c.customer_id.in_(ids)).order_by(customer_tags.c.key)):
        tags.setdefault(tag.customer_id, {})[tag.key] = tag.label
    address_books = find_addresses(connection, ids)
    return {
        row.id: ProfileState(
            row.state, row.merged_into, _profile(row, tags.get(row.id, {}), address_books.get(row.id, ()), numbers.get(row.id, 0))
        )
        for row in rows
    }


def _profile(row: Row[Any], tags: Mapping[str, str], address_book: Iterable[CustomerAddress], number: int) -> MergeProfile:
    return MergeProfile(
        id=row.id,
        **MergeProfile.texts_of({name: getattr(row, name) for name in TEXTS}),
        consent=consent_of(row),
        external_ids=row.external_ids,
        vip_override=StoredOverride(row.vip_override, row.vip_reason, row.vip_until),
        tags=tags,
        addresses=tuple(address_book),
        orders=number,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def write_states(connection: Connection, states: Iterable[ProfileState]) -> None:
    """Update the columns and the VIP override of profiles; addresses and tags have functions of their own."""
    rows, overrides = [], []
    for state, merged_into, profile in states:
        rows.append(
            profile.texts()
            | consent_columns(profile.consent)
            | {
                "created_at": profile.created_at,
                "updated_at": profile.updated_at,
                "of_customer": profile.id,
                "state": state,
                "merged_into": merged_into,
                "name_key": fold(full_name(profile.first_name, profile.last_name)),
                "external_ids": dict(sorted(profile.external_ids.items())),
            }
        )
        kind, reason, until = profile.vip_override
        overrides.append(
            {"of_customer": profile.id, "live": state == "live", "vip_override": kind, "vip_reason": reason, "vip_until": until}
        )
    connection.execute(update(customers).where(customers.c.id == bindparam("of_customer")), rows)
    connection.execute(update(customer_statistics).where(customer_statistics.c.customer_id == bindparam("of_customer")), overrides)


def write_addresses(connection: Connection, profiles: Sequence[MergeProfile]) -> None:
    """Replace the addresses of profiles."""
    connection.execute(delete(addresses).where(addresses.c.customer_id.in_([profile.id for profile in profiles])))
    names = tuple(CustomerAddress.__dataclass_fields__)
    rows = [
        {"customer_id": profile.id, **{name: getattr(address, name) for name in names}, **address_keys(address.city, address.state)}
        for profile in profiles
        for address in profile.addresses
    ]
    bulk.insert_rows(connection, addresses, rows)


def write_tags(connection: Connection, profiles: Sequence[MergeProfile]) -> None:
    """Replace the tags of profiles."""
    connection.execute(delete(customer_tags).where(customer_tags.c.customer_id.in_([profile.id for profile in profiles])))
    rows = [{"customer_id": profile.id, "key": key, "label": label} for profile in profiles for key, label in sorted(profile.tags.items())]
    bulk.insert_rows(connection, customer_tags, rows)


def move_identities(connection: Connection, source: UUID, target: UUID) -> None:
    """Move all identities of one customer to another."""
    connection.execute(update(identities).where(identities.c.customer_id == source).values(customer_id=target))


def replace_identities(connection: Connection, pairs_by_owner: Mapping[UUID, Iterable[tuple[str, str]]]) -> None:
    """Replace the identities of customers, which may exchange them."""
    connection.execute(delete(identities).where(identities.c.customer_id.in_(list(pairs_by_owner))))
    rows = [{"kind": kind, "value": value, "customer_id": owner} for owner, pairs in pairs_by_owner.items() for kind, value in set(pairs)]
    bulk.insert_rows(connection, identities, sorted(rows, key=lambda row: (row["kind"], row["value"])))


def move_absorbed(connection: Connection, source: UUID, target: UUID, ids: Sequence[UUID] | None = None) -> list[UUID]:
    """Change the survivor of the profiles that one customer absorbed, all or some; return their sorted ids."""
    moved: list[UUID] = []
    for condition in _batch_conditions(customers.c.id, ids):
        statement = update(customers).where(customers.c.merged_into == source, *condition).values(merged_into=target)
        moved += connection.scalars(statement.returning(customers.c.id))
    return sorted(moved)


def _batch_conditions(column: ColumnElement[UUID], ids: Sequence[UUID] | None) -> Iterable[list[ColumnElement[bool]]]:
    """Return the conditions of batches of some ids, or with None of all rows."""
    if ids is None:
        return [[]]
    return [[column.in_(batch)] for batch in batched(ids, _BATCH)]
