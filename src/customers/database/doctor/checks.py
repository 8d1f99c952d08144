"""What breaks the rules of the stored data: a query a rule, each of the ids of the customers that it is broken for."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)

from customers.database.connection.cursors import close_before_connection
from customers.database.connection.errors import translated_errors
from customers.database.dialects import base
from customers.database.queries.erasure import PINCODE_KEPT
from customers.database.schema.tables import (
    addresses,
    customer_statistics,
    customer_tags,
    customers,
    dismissals,
    identities,
    merges,
    metadata,
    orders,
)
from customers.database.search import index
from customers.domain.money import LARGEST
from customers.models.fields import BY_NAME, TEXTS

Ids = Select[tuple[UUID]]
# How many rows are held in memory at a time.
BATCH = 2_000


def stream(connection: Connection, query: Any) -> Iterator[Row[Any]]:
    """All rows of a query, a batch of them in memory at a time; nothing is written before they were read."""
    result = connection.execute(query.execution_options(stream_results=True, yield_per=BATCH))
    close_before_connection(connection, result)
    yield from result


def read_batches(connection: Connection, query: Select[Any], *key: ColumnElement[Any]) -> Iterator[Sequence[Row[Any]]]:
    """All rows of a query in the order of a key that is among its columns; between batches may be written."""
    ordered = query.order_by(*key).limit(BATCH)
    place: Any = key[0] if len(key) == 1 else tuple_(*key)
    rows = connection.execute(ordered).all()
    while rows:
        yield rows
        if len(rows) < BATCH:
            return
        last = [literal(getattr(rows[-1], column.key or ""), column.type) for column in key]
        rows = connection.execute(ordered.where(place > (last[0] if len(key) == 1 else tuple_(*last)))).all()


def find_damage(connection: Connection) -> list[str]:
    """What the database says is wrong with its own file."""
    if not base.is_sqlite(connection):
        return []
    return [line for line in connection.scalars(text("PRAGMA quick_check(10)")) if line != "ok"]


def is_search_index_sound(connection: Connection) -> bool:
    """Whether the index of words says what the texts say.

    SQLite takes the question for a write: a transaction that only reads leaves it to another, which is over at once.

    Raises:
        JobRunningError: another program is writing for long.
    """
    if not base.is_sqlite(connection) or base.is_writing(connection):
        return index.is_index_sound(connection)
    with translated_errors(), connection.engine.connect() as other:
        return index.is_index_sound(other)


def orphan_rows() -> Any:
    """Rows of customers that are not there."""
    tables = [table for table in metadata.sorted_tables if "customer_id" in table.c and table is not identities]
    parts = []
    for table in tables:
        owners = select(table.c.customer_id).distinct().subquery()
        joined = owners.outerjoin(customers, customers.c.id == owners.c.customer_id)
        parts.append(select(owners.c.customer_id).select_from(joined).where(customers.c.id.is_(None)))
    return union_all(*parts)


def inconsistent_merges() -> Ids:
    """Absorbed profiles whose survivor is none, and others that have one."""
    survivor, others = customers.alias("survivor"), customers.alias("others")
    # Asked of nobody but those into whom somebody was merged: what a query finds by another column, a cluster gathers first.
    of_others = survivor.c.id.in_(select(others.c.merged_into).where(others.c.merged_into.is_not(None)))
    is_survivor = customers.c.merged_into.in_(select(survivor.c.id).where(of_others, survivor.c.state.in_(("live", "deleted"))))
    absorbed = customers.c.state == "absorbed"
    wrong = or_(
        and_(absorbed, or_(customers.c.merged_into.is_(None), not_(is_survivor))),
        and_(not_(absorbed), customers.c.merged_into.is_not(None)),
    )
    return select(customers.c.id).where(wrong).order_by(customers.c.id)


def inconsistent_deletion_times() -> Ids:
    """Deleted customers without the time of it, and others with one."""
    deleted = customers.c.state == "deleted"
    wrong = or_(and_(deleted, customers.c.deleted_at.is_(None)), and_(not_(deleted), customers.c.deleted_at.is_not(None)))
    return select(customers.c.id).where(wrong).order_by(customers.c.id)


def inconsistent_consents() -> Ids:
    """A yes without its time, source and person; or a record that lacks one of the three."""
    parts = [customers.c[name] for name in ("consent_at", "consent_source", "consent_actor")]
    whole, none = and_(*(part.is_not(None) for part in parts)), and_(*(part.is_(None) for part in parts))
    wrong = or_(not_(or_(whole, none)), and_(customers.c.accepts_marketing, none))
    return select(customers.c.id).where(wrong).order_by(customers.c.id)


def without_statistics() -> Ids:
    """Customers that lack the row of their statistics."""
    found = exists().where(customer_statistics.c.customer_id == customers.c.id)
    return select(customers.c.id).where(not_(found)).order_by(customers.c.id)


def inconsistent_live_flags() -> Ids:
    """Customers that are counted and should not be, or the other way round."""
    joined = customers.join(customer_statistics, customer_statistics.c.customer_id == customers.c.id)
    live: ColumnElement[bool] = case((customers.c.state == "live", true()), else_=not_(true()))
    return select(customers.c.id).select_from(joined).where(customer_statistics.c.live != live).order_by(customers.c.id)


def inconsistent_vip_overrides() -> Ids:
    """Overrides of the VIP flag without a reason, and what is left of an override that is gone."""
    table = customer_statistics
    stray = and_(table.c.vip_override.is_(None), or_(table.c.vip_reason.is_not(None), table.c.vip_until.is_not(None)))
    baseless = and_(table.c.vip_override.is_not(None), func.coalesce(table.c.vip_reason, "") == "")
    return select(table.c.customer_id).where(or_(stray, baseless)).order_by(table.c.customer_id)


def erased() -> Ids:
    """Return the erased customers."""
    return select(customers.c.id).where(customers.c.state == "erased").order_by(customers.c.id)


def incompletely_erased() -> Any:
    """Return the erased customers of whom something is left in their own rows."""
    gone = select(customers.c.id).where(customers.c.state == "erased")
    texts = [BY_NAME[name] for name in TEXTS if BY_NAME[name].personal]
    nulls = [*(field.name for field in texts if not field.required), "consent_at", "consent_source", "consent_actor"]
    profile = or_(
        *(customers.c[name].is_not(None) for name in nulls),
        *(customers.c[name] != "" for name in (*(field.name for field in texts if field.required), "name_key")),
        customers.c.accepts_marketing,
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
        select(table.c.customer_id).where(table.c.customer_id.in_(gone))
        for table in metadata.sorted_tables
        if table.info["personal"] == "rows"
    ]
    for table, rest in ((addresses, filled), (customer_statistics, override)):
        parts.append(select(table.c.customer_id).where(table.c.customer_id.in_(gone), rest))
    return union_all(*parts)


def absorbed_with_data() -> Any:
    """Orders, addresses and tags that did not move to the survivor."""
    absorbed = select(customers.c.id).where(customers.c.state == "absorbed")
    tables = (orders, addresses, customer_tags)
    return union_all(*(select(table.c.customer_id).where(table.c.customer_id.in_(absorbed)) for table in tables))


def inconsistent_defaults() -> Ids:
    """Customers with addresses of a type of which none, or more than one, is the default."""
    defaults = func.coalesce(func.sum(case((addresses.c.is_default, 1), else_=0)), 0)
    grouped = select(addresses.c.customer_id).group_by(addresses.c.customer_id, addresses.c.type).having(defaults != 1)
    return grouped.order_by(addresses.c.customer_id)


def over_tag_limit(limit: int) -> Ids:
    """Customers with more tags than the limit."""
    grouped = select(customer_tags.c.customer_id).group_by(customer_tags.c.customer_id).having(func.count() > limit)
    return grouped.order_by(customer_tags.c.customer_id)


def customers_with_tag(key: str, label: str) -> Ids:
    """The customers that have a tag in this spelling."""
    query = select(customer_tags.c.customer_id).where(customer_tags.c.key == key, customer_tags.c.label == label)
    return query.order_by(customer_tags.c.customer_id)


def wrong_orders(currency: str) -> Select[Any]:
    """Orders with amounts, a currency, a status or a number that cannot be, each with what of it is wrong; one pass."""
    column = orders.c
    foreign = column.foreign_total.is_not(None)
    half = foreign != column.foreign_refunded.is_not(None)
    amounts = [column.total, column.refunded, func.coalesce(column.foreign_total, 0), func.coalesce(column.foreign_refunded, 0)]
    refunded_beyond = func.coalesce(column.foreign_refunded, column.refunded) > func.coalesce(column.foreign_total, column.total)
    wrong = {
        "order_amounts": or_(half, refunded_beyond, *(or_(amount < 0, amount > LARGEST) for amount in amounts)),
        "order_currencies": or_(
            foreign == (column.currency == currency), func.length(column.currency) != 3, column.currency != func.upper(column.currency)
        ),
        "order_statuses": or_(column.status != func.trim(func.lower(column.status)), column.status == ""),
        "order_numbers": or_(column.number == "", column.source == ""),
    }
    flags = [case((condition, 1), else_=0).label(name) for name, condition in wrong.items()]
    return select(column.customer_id, column.id, *flags).where(or_(*wrong.values())).order_by(column.customer_id, column.id)


def orders_with_number(source: str, number: str) -> Ids:
    """The customers of the orders of one number."""
    return select(orders.c.customer_id).where(orders.c.source == source, orders.c.number == number).order_by(orders.c.customer_id)


def wrong_merges() -> Any:
    """Absorbed profiles without the one merge in force that says so, and merges in force of profiles that are not absorbed."""
    in_force = merges.c.undone_at.is_(None)
    absorbed = customers.alias("absorbed")
    beside = merges.outerjoin(absorbed, absorbed.c.id == merges.c.absorbed_id)
    is_absorbed, is_there = absorbed.c.state.in_(("absorbed", "erased")), absorbed.c.id.is_not(None)
    told = exists().where(merges.c.absorbed_id == customers.c.id, in_force)
    twice = select(merges.c.absorbed_id).where(in_force).group_by(merges.c.absorbed_id).having(func.count() > 1)
    return union_all(
        select(customers.c.id).where(customers.c.state == "absorbed", not_(told)),
        select(merges.c.absorbed_id).select_from(beside).where(or_(and_(in_force, not_(is_absorbed)), not_(is_there))),
        twice,
    )


def wrong_dismissals() -> Ids:
    """Dismissed pairs of which one is not there, and those that do not name the smaller id first."""
    beside = dismissals.outerjoin(customers, customers.c.id == dismissals.c.other_id)
    wrong = or_(customers.c.id.is_(None), dismissals.c.customer_id >= dismissals.c.other_id)
    return select(dismissals.c.customer_id).select_from(beside).where(wrong).order_by(dismissals.c.customer_id)
