"""Repair what `doctor` found."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, delete, exists, insert, literal, not_, null, select, true, tuple_, update

from customers.database.connection.bulk import batched
from customers.database.dialects.base import dialect_of
from customers.database.doctor.checks import (
    inconsistent_deletion_times,
    inconsistent_live_flags,
    stray_deleted_identities,
    without_statistics,
)
from customers.database.schema.tables import (
    addresses,
    customer_statistics,
    customer_tags,
    customers,
    deleted_identities,
    dismissals,
    identities,
    orders,
)
from customers.database.schema.types import Words
from customers.database.selection.customer_set import CustomerSet

# How many ids, or pairs, one statement has.
_BATCH = 1_000


def add_statistics(connection: Connection) -> None:
    """Insert missing statistics as those of a customer without orders, to be recalculated."""
    live = case((customers.c.state == "live", true()), else_=not_(true()))
    rows = select(customers.c.id, live, literal(0), literal(0), not_(true())).where(customers.c.id.in_(without_statistics().order_by(None)))
    names = ["customer_id", "live", "total_orders", "total_spent", "is_vip"]
    connection.execute(insert(customer_statistics).from_select(names, rows))


def correct_live_flags(connection: Connection) -> None:
    """Set the `live` flags of statistics by the states of profiles."""
    table = customer_statistics
    state = select(customers.c.state).where(customers.c.id == table.c.customer_id).scalar_subquery()
    wrong = table.c.customer_id.in_(inconsistent_live_flags().order_by(None))
    connection.execute(update(table).where(wrong).values(live=case((state == "live", true()), else_=not_(true()))))


def date_deletions(connection: Connection) -> None:
    """Set missing times of deletion to the last change of the profile, and clear those of other customers."""
    date = case((customers.c.state == "deleted", customers.c.updated_at), else_=null())
    connection.execute(update(customers).where(customers.c.id.in_(inconsistent_deletion_times().order_by(None))).values(deleted_at=date))


def point_to_survivor(connection: Connection, customer_id: UUID, survivor_id: UUID) -> None:
    """Change the survivor of an absorbed profile."""
    connection.execute(update(customers).where(customers.c.id == customer_id).values(merged_into=survivor_id))


def claim_free_identities(connection: Connection, rows: Sequence[tuple[str, str, UUID]]) -> None:
    """Insert identities that have no owner."""
    statement = dialect_of(connection).insert(identities).on_conflict_do_nothing()
    connection.execute(statement, [{"kind": kind, "value": value, "customer_id": customer_id} for kind, value, customer_id in rows])


def release_identities(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    """Delete identities by kind and value."""
    for batch in batched(pairs, _BATCH):
        connection.execute(delete(identities).where(tuple_(identities.c.kind, identities.c.value).in_(batch)))


def rename_key(connection: Connection, key: str, label: str, new_key: str) -> None:
    """Change the key of a tag in one spelling, except for customers that have the new key already."""
    table, existing = customer_tags, customer_tags.alias("existing")
    has_new_key = exists().where(existing.c.customer_id == table.c.customer_id, existing.c.key == new_key)
    wrong = and_(table.c.key == key, table.c.label == label, not_(has_new_key))
    connection.execute(update(table).where(wrong).values(key=literal(new_key, Words)))


def choose_defaults(connection: Connection, customer_set: CustomerSet) -> None:
    """Set one default address of each type of customers: the newest default, or the newest address without any."""
    table, sibling = addresses, addresses.alias("sibling")
    same_type = and_(sibling.c.customer_id == table.c.customer_id, sibling.c.type == table.c.type)
    is_member = customer_set.contains(table.c.customer_id)
    newer_default = exists().where(same_type, sibling.c.is_default, sibling.c.id > table.c.id)
    connection.execute(update(table).where(is_member, table.c.is_default, newer_default).values(is_default=False))
    newer, default = exists().where(same_type, sibling.c.id > table.c.id), exists().where(same_type, sibling.c.is_default)
    connection.execute(update(table).where(is_member, not_(newer), not_(default)).values(is_default=True))


def release_deleted_identities(connection: Connection) -> None:
    """Delete the identities of deleted customers that are not deleted."""
    ids = list(connection.scalars(stray_deleted_identities()))
    for batch in batched(ids, _BATCH):
        connection.execute(delete(deleted_identities).where(deleted_identities.c.customer_id.in_(batch)))


def replace_status(connection: Connection, *, before: str, after: str) -> None:
    """Give the orders of one status another one."""
    connection.execute(update(orders).where(orders.c.status == before).values(status=after))


def order_dismissals(connection: Connection) -> None:
    """Delete dismissed pairs with a missing profile or two equal ids, and swap those with the larger id first."""
    table = dismissals
    # Two statements: a cluster updates a reference table by no subquery on a distributed one.
    beside = table.outerjoin(customers, customers.c.id == table.c.other_id)
    missing = connection.scalars(select(table.c.other_id).select_from(beside).where(customers.c.id.is_(None)).distinct()).all()
    connection.execute(delete(table).where((table.c.customer_id == table.c.other_id) | table.c.other_id.in_(missing)))
    swapped = table.c.customer_id > table.c.other_id
    columns = [table.c.other_id, table.c.customer_id, table.c.at, table.c.actor, table.c.reason]
    statement = (
        dialect_of(connection)
        .insert(table)
        .from_select(["customer_id", "other_id", "at", "actor", "reason"], select(*columns).where(swapped))
    )
    connection.execute(statement.on_conflict_do_nothing())
    connection.execute(delete(table).where(swapped))


def write_sort_names(connection: Connection, keys: Iterable[tuple[UUID, str]]) -> None:
    """Update the sort keys of names."""
    statement = update(customers).where(customers.c.id == bindparam("of_id")).values(name_key=bindparam("new_key"))
    if bound := [{"of_id": customer_id, "new_key": key} for customer_id, key in keys]:
        connection.execute(statement, bound)


def write_place_keys(connection: Connection, keys: Iterable[tuple[UUID, UUID, dict[str, str]]]) -> None:
    """Update the folded columns of addresses."""
    statement = update(addresses).where(addresses.c.customer_id == bindparam("of_customer"), addresses.c.id == bindparam("of_id"))
    bound = [
        {"of_customer": customer_id, "of_id": address_id, "new_city": key["city_key"], "new_state": key["state_key"]}
        for customer_id, address_id, key in keys
    ]
    if bound:
        connection.execute(statement.values(city_key=bindparam("new_city"), state_key=bindparam("new_state")), bound)
