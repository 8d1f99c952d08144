"""Queries for rows that violate a data rule; one per rule, each returns customer ids."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from customers.database.connection.bulk import fetch_rows, id_reader
from customers.database.connection.cursors import close_before_connection
from customers.database.queries.erasure import PINCODE_KEPT
from customers.database.schema.tables import (
    addresses,
    customer_statistics,
    customer_tags,
    customers,
    deleted_identities,
    deleted_orders,
    dismissals,
    erased_identities,
    events,
    merges,
    metadata,
    order_changes,
    orders,
    runs,
    secrets,
)
from customers.database.schema.types import Id
from customers.domain.money import LARGEST
from customers.models.fields import BY_NAME, TEXTS

Ids = Select[tuple[UUID]]
# How many rows are in memory at a time.
BATCH = 2_000


def stream(connection: Connection, query: Any) -> Iterator[Row[Any]]:
    """Yield the rows of a query, a batch in memory at a time; nothing may be written before the last."""
    result = connection.execute(query.execution_options(stream_results=True, yield_per=BATCH))
    close_before_connection(connection, result)
    yield from result


def read_batches(connection: Connection, query: Select[Any], *key: ColumnElement[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of a query in batches, as the driver returns them; the caller may write between batches.

    They are in the order of a key, which is their first columns.
    """
    ordered, read_id = query.order_by(*key).limit(BATCH), id_reader(connection)
    place: Any = key[0] if len(key) == 1 else tuple_(*key)
    rows = fetch_rows(connection, ordered)
    while rows:
        yield rows
        if len(rows) < BATCH:
            return
        values = ((read_id(value) if isinstance(column.type, Id) else value, column) for value, column in zip(rows[-1], key, strict=False))
        last = [literal(value, column.type) for value, column in values]
        rows = fetch_rows(connection, ordered.where(place > (last[0] if len(key) == 1 else tuple_(*last))))


def orphan_rows() -> Any:
    """Return the ids in rows of customers that do not exist."""
    # Identities are compared with their customers on their own: on a cluster they lie apart.
    tables = [table for table in metadata.sorted_tables if "customer_id" in table.c and table.info["distributed_by"] != "value"]
    parts = []
    for table in tables:
        owners = select(table.c.customer_id).distinct().subquery()
        joined = owners.outerjoin(customers, customers.c.id == owners.c.customer_id)
        parts.append(select(owners.c.customer_id).select_from(joined).where(customers.c.id.is_(None)))
    return union_all(*parts)


def inconsistent_merges() -> Ids:
    """Return the absorbed profiles without a live or deleted survivor, and other profiles with one."""
    survivor, others = customers.alias("survivor"), customers.alias("others")
    # Limited to the ids in `merged_into`: a cluster gathers all rows of a query by another column first.
    is_referenced = survivor.c.id.in_(select(others.c.merged_into).where(others.c.merged_into.is_not(None)))
    is_survivor = customers.c.merged_into.in_(
        select(survivor.c.id).where(is_referenced, survivor.c.state.in_(("live", "deleted", "undone")))
    )
    absorbed = customers.c.state == "absorbed"
    wrong = or_(
        and_(absorbed, or_(customers.c.merged_into.is_(None), not_(is_survivor))),
        and_(not_(absorbed), customers.c.merged_into.is_not(None)),
    )
    return select(customers.c.id).where(wrong).order_by(customers.c.id)


def inconsistent_deletion_times() -> Ids:
    """Return the deleted customers without a time of deletion, and other customers with one."""
    deleted = customers.c.state == "deleted"
    wrong = or_(and_(deleted, customers.c.deleted_at.is_(None)), and_(not_(deleted), customers.c.deleted_at.is_not(None)))
    return select(customers.c.id).where(wrong).order_by(customers.c.id)


def inconsistent_consents() -> Ids:
    """Return the customers with a yes or a no without time, source and actor, or with one of the three without a yes or a no."""
    parts = [customers.c[name] for name in ("opted_in", "consent_at", "consent_source", "consent_actor")]
    complete, empty = and_(*(part.is_not(None) for part in parts)), and_(*(part.is_(None) for part in parts))
    return select(customers.c.id).where(not_(or_(complete, empty))).order_by(customers.c.id)


def without_statistics() -> Ids:
    """Return the customers without a row of statistics."""
    statistics = exists().where(customer_statistics.c.customer_id == customers.c.id)
    return select(customers.c.id).where(not_(statistics)).order_by(customers.c.id)


def inconsistent_live_flags() -> Ids:
    """Return the customers that are counted though not live, or live and not counted."""
    joined = customers.join(customer_statistics, customer_statistics.c.customer_id == customers.c.id)
    live: ColumnElement[bool] = case((customers.c.state == "live", true()), else_=not_(true()))
    return select(customers.c.id).select_from(joined).where(customer_statistics.c.live != live).order_by(customers.c.id)


def inconsistent_vip_overrides() -> Ids:
    """Return the customers with a VIP override without a reason, or with a reason or an end without an override."""
    table = customer_statistics
    stray = and_(table.c.vip_override.is_(None), or_(table.c.vip_reason.is_not(None), table.c.vip_until.is_not(None)))
    baseless = and_(table.c.vip_override.is_not(None), func.coalesce(table.c.vip_reason, "") == "")
    return select(table.c.customer_id).where(or_(stray, baseless)).order_by(table.c.customer_id)


def erased() -> Ids:
    """Return the erased customers."""
    return select(customers.c.id).where(customers.c.state == "erased").order_by(customers.c.id)


def incompletely_erased() -> Any:
    """Return the erased customers with personal data in their own rows."""
    erased_ids = select(customers.c.id).where(customers.c.state == "erased")
    texts = [BY_NAME[name] for name in TEXTS if BY_NAME[name].personal]
    nullable = [*(field.name for field in texts if not field.required), "opted_in", "consent_at", "consent_source", "consent_actor"]
    profile = or_(
        *(customers.c[name].is_not(None) for name in nullable),
        *(customers.c[name] != "" for name in (*(field.name for field in texts if field.required), "name_key")),
        customers.c.external_ids != literal({}, customers.c.external_ids.type),
    )
    filled = or_(
        *(addresses.c[name].is_not(None) for name in ("first_name", "last_name", "company", "address2", "phone")),
        *(addresses.c[name] != "" for name in ("address1", "city", "city_key")),
        func.length(addresses.c.pincode) > PINCODE_KEPT,
    )
    override = customer_statistics.c.vip_reason.is_not(None)
    parts = [select(customers.c.id).where(customers.c.state == "erased", profile)]
    parts += [
        select(table.c.customer_id).where(table.c.customer_id.in_(erased_ids))
        for table in metadata.sorted_tables
        if table.info["personal"] == "rows"
    ]
    for table, condition in ((addresses, filled), (customer_statistics, override)):
        parts.append(select(table.c.customer_id).where(table.c.customer_id.in_(erased_ids), condition))
    return union_all(*parts)


def has_hashes_without_secret(connection: Connection, name: str) -> bool:
    """Return whether there are hashes of erased identities, and no secret of this name by which they are made."""
    hashes, secret = select(erased_identities.c.kind).limit(1), select(secrets.c.name).where(secrets.c.name == name)
    return connection.scalar(hashes) is not None and connection.scalar(secret) is None


def stray_deleted_identities() -> Any:
    """Return the customers that have identities of deleted ones, and are not deleted."""
    deleted = select(customers.c.id).where(customers.c.state == "deleted")
    return select(deleted_identities.c.customer_id).where(deleted_identities.c.customer_id.not_in(deleted)).distinct()


def absorbed_with_data() -> Any:
    """Return the absorbed profiles with orders, addresses or tags, which belong to the survivor."""
    absorbed = select(customers.c.id).where(customers.c.state == "absorbed")
    tables = (orders, addresses, customer_tags)
    return union_all(*(select(table.c.customer_id).where(table.c.customer_id.in_(absorbed)) for table in tables))


def inconsistent_defaults() -> Ids:
    """Return the customers with several defaults, or none, among the addresses of a type."""
    defaults = func.coalesce(func.sum(case((addresses.c.is_default, 1), else_=0)), 0)
    grouped = select(addresses.c.customer_id).group_by(addresses.c.customer_id, addresses.c.type).having(defaults != 1)
    return grouped.order_by(addresses.c.customer_id)


def over_tag_limit(limit: int) -> Ids:
    """Return the customers with more tags than the limit."""
    grouped = select(customer_tags.c.customer_id).group_by(customer_tags.c.customer_id).having(func.count() > limit)
    return grouped.order_by(customer_tags.c.customer_id)


def customers_with_tag(key: str, label: str) -> Ids:
    """Return the customers that have a tag in this spelling."""
    query = select(customer_tags.c.customer_id).where(customer_tags.c.key == key, customer_tags.c.label == label)
    return query.order_by(customer_tags.c.customer_id)


def wrong_orders(currency: str, wrong_statuses: Sequence[str]) -> Select[Any]:
    """Return the orders with an impossible amount, currency or number, or one of some statuses, with a flag for each, in one pass."""
    column = orders.c
    foreign = column.foreign_total.is_not(None)
    incomplete = foreign != column.foreign_refunded.is_not(None)
    refunds = ((column.total, column.refunded), (column.foreign_total, column.foreign_refunded))
    impossible = [or_(refund < 0, refund > func.abs(total), func.abs(total) > LARGEST) for total, refund in refunds]
    signs_differ = and_(foreign, (column.total < 0) != (column.foreign_total < 0))
    wrong = {
        "order_amounts": or_(incomplete, signs_differ, *(func.coalesce(condition, false()) for condition in impossible)),
        "order_currencies": or_(
            foreign == (column.currency == currency), func.length(column.currency) != 3, column.currency != func.upper(column.currency)
        ),
        "order_statuses": column.status.in_(wrong_statuses),
        "order_numbers": or_(column.number == "", column.source == ""),
    }
    flags = [case((condition, 1), else_=0).label(name) for name, condition in wrong.items()]
    return select(column.customer_id, column.id, *flags).where(or_(*wrong.values())).order_by(column.customer_id, column.id)


def orders_with_number(source: str, number: str) -> Ids:
    """Return the customers of the orders with a number."""
    return select(orders.c.customer_id).where(orders.c.source == source, orders.c.number == number).order_by(orders.c.customer_id)


def deleted_and_stored_orders() -> Ids:
    """Return the customers of orders that are stored and deleted at once."""
    names = select(deleted_orders.c.source, deleted_orders.c.number)
    is_deleted = tuple_(orders.c.source, orders.c.number).in_(names)
    return select(orders.c.customer_id).where(is_deleted).order_by(orders.c.customer_id)


def records_without_run(present: UUID) -> Any:
    """Return the customers of events, merges and orders that name a run that is not there, and of events that name none.

    The `present` run has its row at its end.
    """
    ids, numbers = select(runs.c.id), select(runs.c.number).where(runs.c.number.is_not(None))
    wrong: dict[Table, ColumnElement[bool]] = {
        events: or_(events.c.run_id.is_(None), and_(events.c.run_id != present, events.c.run_id.not_in(ids))),
        order_changes: order_changes.c.run_id.not_in(ids),
    }
    # Those of before have none; NULL is outside of an empty set.
    for column, names in ((merges.c.run_id, ids), (orders.c.run_number, numbers), (deleted_orders.c.run_number, numbers)):
        wrong[column.table] = and_(column.is_not(None), column.not_in(names))
    return union_all(*(select(table.c.customer_id).where(condition) for table, condition in wrong.items()))


def wrong_merges() -> Any:
    """Return the absorbed profiles without exactly one merge in force, and the other profiles with one."""
    in_force = merges.c.undone_at.is_(None)
    absorbed = customers.alias("absorbed")
    beside = merges.outerjoin(absorbed, absorbed.c.id == merges.c.absorbed_id)
    is_absorbed, is_stored = absorbed.c.state.in_(("absorbed", "erased")), absorbed.c.id.is_not(None)
    merged = exists().where(merges.c.absorbed_id == customers.c.id, in_force)
    twice = select(merges.c.absorbed_id).where(in_force).group_by(merges.c.absorbed_id).having(func.count() > 1)
    return union_all(
        select(customers.c.id).where(customers.c.state == "absorbed", not_(merged)),
        select(merges.c.absorbed_id).select_from(beside).where(or_(and_(in_force, not_(is_absorbed)), not_(is_stored))),
        twice,
    )


def wrong_dismissals() -> Ids:
    """Return the dismissed pairs with a missing profile, or with the larger id first."""
    beside = dismissals.outerjoin(customers, customers.c.id == dismissals.c.other_id)
    wrong = or_(customers.c.id.is_(None), dismissals.c.customer_id >= dismissals.c.other_id)
    return select(dismissals.c.customer_id).select_from(beside).where(wrong).order_by(dismissals.c.customer_id)
