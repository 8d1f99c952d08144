"""Repair what `doctor` found."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, delete, exists, func, insert, literal, not_, null, select, true, tuple_, update

from customers.database.dialects import base
from customers.database.doctor.checks import inconsistent_deletion_times, inconsistent_live_flags, without_statistics
from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, dismissals, identities, orders
from customers.database.schema.types import Words
from customers.database.selection.customer_set import CustomerSet


def add_statistics(connection: Connection) -> None:
    """Give everyone who lacks them the statistics of a customer without orders, to be recalculated."""
    live = case((customers.c.state == "live", true()), else_=not_(true()))
    rows = select(customers.c.id, live, literal(0), literal(0), not_(true())).where(customers.c.id.in_(without_statistics().order_by(None)))
    names = ["customer_id", "live", "total_orders", "total_spent", "is_vip"]
    connection.execute(insert(customer_statistics).from_select(names, rows))


def correct_live_flags(connection: Connection) -> None:
    """Count who is live, and nobody else."""
    table = customer_statistics
    state = select(customers.c.state).where(customers.c.id == table.c.customer_id).scalar_subquery()
    wrong = table.c.customer_id.in_(inconsistent_live_flags().order_by(None))
    connection.execute(update(table).where(wrong).values(live=case((state == "live", true()), else_=not_(true()))))


def date_deletions(connection: Connection) -> None:
    """Date a deletion by the last change of the profile; take the date from who is not deleted."""
    date = case((customers.c.state == "deleted", customers.c.updated_at), else_=null())
    connection.execute(update(customers).where(customers.c.id.in_(inconsistent_deletion_times().order_by(None))).values(deleted_at=date))


def point_to_survivor(connection: Connection, customer_id: UUID, survivor_id: UUID) -> None:
    """Lead an absorbed profile to another survivor."""
    connection.execute(update(customers).where(customers.c.id == customer_id).values(merged_into=survivor_id))


def claim_free_identities(connection: Connection, rows: Sequence[tuple[str, str, UUID]]) -> None:
    """Hold names for customers, of names that nobody holds."""
    statement = base.insert(connection, identities).on_conflict_do_nothing()
    connection.execute(statement, [{"kind": kind, "value": value, "customer_id": customer_id} for kind, value, customer_id in rows])


def release_identities(connection: Connection, pairs: Sequence[tuple[str, str]]) -> None:
    """Set names free."""
    for start in range(0, len(pairs), 1_000):
        connection.execute(delete(identities).where(tuple_(identities.c.kind, identities.c.value).in_(pairs[start : start + 1_000])))


def rename_key(connection: Connection, key: str, label: str, right: str) -> None:
    """Compare a tag as its label says; who has a tag that is compared so already stays as it is."""
    table, other = customer_tags, customer_tags.alias("other")
    has_it = exists().where(other.c.customer_id == table.c.customer_id, other.c.key == right)
    wrong = and_(table.c.key == key, table.c.label == label, not_(has_it))
    connection.execute(update(table).where(wrong).values(key=literal(right, Words)))


def choose_defaults(connection: Connection, customer_set: CustomerSet) -> None:
    """Leave customers one default of each type of address, the newest where there were several or none."""
    table, other = addresses, addresses.alias("other")
    same = and_(other.c.customer_id == table.c.customer_id, other.c.type == table.c.type)
    chosen = customer_set.contains(table.c.customer_id)
    newer_default = exists().where(same, other.c.is_default, other.c.id > table.c.id)
    connection.execute(update(table).where(chosen, table.c.is_default, newer_default).values(is_default=False))
    newer, default = exists().where(same, other.c.id > table.c.id), exists().where(same, other.c.is_default)
    connection.execute(update(table).where(chosen, not_(newer), not_(default)).values(is_default=True))


def lower_statuses(connection: Connection) -> None:
    """Write statuses in lower case, without blanks around them."""
    right = func.trim(func.lower(orders.c.status))
    connection.execute(update(orders).where(orders.c.status != right).values(status=right))


def order_dismissals(connection: Connection) -> None:
    """Drop dismissed pairs of which one is not there, or both are the same; name the smaller id first in the others."""
    table = dismissals
    # Found first, and then deleted: a table that every node has is changed by nothing that only one of them knows.
    beside = table.outerjoin(customers, customers.c.id == table.c.other_id)
    lost = connection.scalars(select(table.c.other_id).select_from(beside).where(customers.c.id.is_(None)).distinct()).all()
    connection.execute(delete(table).where((table.c.customer_id == table.c.other_id) | table.c.other_id.in_(lost)))
    backward = table.c.customer_id > table.c.other_id
    columns = [table.c.other_id, table.c.customer_id, table.c.at, table.c.actor, table.c.reason]
    statement = base.insert(connection, table).from_select(
        ["customer_id", "other_id", "at", "actor", "reason"], select(*columns).where(backward)
    )
    connection.execute(statement.on_conflict_do_nothing())
    connection.execute(delete(table).where(backward))


def write_sort_names(connection: Connection, keys: Iterable[tuple[UUID, str]]) -> None:
    """Write what `--sort name` goes by."""
    statement = update(customers).where(customers.c.id == bindparam("of_id")).values(name_key=bindparam("new_key"))
    if bound := [{"of_id": customer_id, "new_key": key} for customer_id, key in keys]:
        connection.execute(statement, bound)


def write_place_keys(connection: Connection, keys: Iterable[tuple[UUID, UUID, dict[str, str]]]) -> None:
    """Write the folded columns of addresses."""
    statement = update(addresses).where(addresses.c.customer_id == bindparam("of_customer"), addresses.c.id == bindparam("of_id"))
    bound = [
        {"of_customer": customer_id, "of_id": address_id, "new_city": key["city_key"], "new_state": key["state_key"]}
        for customer_id, address_id, key in keys
    ]
    if bound:
        connection.execute(statement.values(city_key=bindparam("new_city"), state_key=bindparam("new_state")), bound)
