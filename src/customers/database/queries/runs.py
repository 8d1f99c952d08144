"""Write and read runs."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, and_, cast, distinct, func, insert, not_, null, or_, select, union, union_all, update

from customers.database.dialects.base import dialect_of
from customers.database.queries.events import changes_of
from customers.database.schema.run_tables import ORDER_CHANGES
from customers.database.schema.tables import customers, events, order_changes, orders, runs
from customers.database.schema.types import Words
from customers.database.selection.customer_set import CustomerSet
from customers.database.selection.paging import SortOrder
from customers.domain.json import to_jsonable
from customers.domain.money import to_decimal
from customers.domain.person_name import full_name
from customers.errors import DocumentDamagedError
from customers.models.history import Change
from customers.models.run import RunChange, RunFilter, RunRecord

COLUMNS = tuple(RunRecord.__dataclass_fields__)
NEWEST_FIRST = SortOrder("run", True, runs.c.id, runs.c.id)
_SHOWN = ("status", "currency", "total", "refunded", "placed_at")
_ORDER = ("source", "number", *_SHOWN, "foreign_total", "foreign_refunded")

_LAST_RUN, _LAST_EVENT = (select(table.c.id).order_by(table.c.id.desc()).limit(1) for table in (runs, events))


def find_last_ids(connection: Connection) -> list[UUID]:
    """Return the last id of the runs, and of the history where one index has them all."""
    queries = [_LAST_RUN, _LAST_EVENT] if dialect_of(connection).correlates_temporary_tables else [_LAST_RUN]
    return [last for query in queries if (last := connection.scalar(query)) is not None]


def insert_run(connection: Connection, values: Mapping[str, Any]) -> None:
    """Insert a run; `values` are columns of `runs`."""
    connection.execute(insert(runs), values)


def add(connection: Connection, run_id: UUID, *, customers: int, orders: int) -> None:
    """Add the numbers of a further batch to a run."""
    numbers = {"customers": runs.c.customers + customers, "orders": runs.c.orders + orders}
    connection.execute(update(runs).where(runs.c.id == run_id).values(numbers))


def finish(connection: Connection, run_id: UUID, number: int | None) -> None:
    """Mark a run as done; with its `number` count its customers, as several batches may have changed one."""
    values: dict[str, Any] = {"state": "done"}
    if number is not None:
        values["customers"] = count_customers(connection, run_id, number)
    connection.execute(update(runs).where(runs.c.id == run_id).values(values))


def count_recorded(connection: Connection, run_id: UUID, others: CustomerSet | None = None) -> int:
    """Return how many customers have records of a run, without those of a set."""
    query = select(func.count(distinct(events.c.customer_id))).where(events.c.run_id == run_id)
    if others is not None:
        query = query.where(not_(others.contains(events.c.customer_id)))
    return connection.scalar(query) or 0


def count_customers(connection: Connection, run_id: UUID, number: int) -> int:
    """Return how many customers have records of a run, or orders that it created or changed; this reads all orders."""
    ids = union(
        select(events.c.customer_id).where(events.c.run_id == run_id),
        select(order_changes.c.customer_id).where(order_changes.c.run_id == run_id),
        select(orders.c.customer_id).where(orders.c.run_number == number),
    )
    return connection.scalar(select(func.count()).select_from(ids.subquery())) or 0


def find_by_end(connection: Connection, end: str) -> list[UUID]:
    """Return the runs with ids that have this end, in lower case and without dashes, newest first; at most three."""
    text = dialect_of(connection).id_text(runs.c.id)
    query = select(runs.c.id).where(text.endswith(end, autoescape=True)).order_by(runs.c.id.desc()).limit(3)
    return list(connection.scalars(query))


def find_run(connection: Connection, run_id: UUID) -> RunRecord | None:
    """Return the run of an id, or None."""
    query = list_runs(RunFilter()).where(runs.c.id == run_id)
    return next(read_runs(connection.execute(query)), None)


def list_runs(run_filter: RunFilter) -> Select[Any]:
    """Return the query of the runs of a filter."""
    column, conditions = runs.c, []
    if run_filter.since is not None:
        conditions.append(column.at >= run_filter.since)
    if run_filter.until is not None:
        conditions.append(column.at < run_filter.until)
    if run_filter.actor is not None:
        conditions.append(column.actor == run_filter.actor)
    if run_filter.action is not None:
        group = column.command.startswith(f"{run_filter.action} ", autoescape=True)
        conditions.append(or_(column.command == run_filter.action, group))
    if run_filter.undone is not None:
        conditions.append(column.state == "undone" if run_filter.undone else column.state != "undone")
    return select(*(column[name] for name in COLUMNS)).where(*conditions)


def read_runs(rows: Iterable[Row[Any]]) -> Iterator[RunRecord]:
    """Yield rows of `list_runs` as records."""
    return (RunRecord(*(getattr(row, name) for name in COLUMNS)) for row in rows)


def find_commands(connection: Connection) -> list[str]:
    """Return the commands of all runs, sorted."""
    return list(connection.scalars(select(runs.c.command).distinct().order_by(runs.c.command)))


def list_changes(run_id: UUID, number: int | None) -> tuple[Select[Any], SortOrder]:
    """Return the query of what a run changed, by customer, and its order: its events, and the orders that it changed and created.

    `number` is that of the run; without one it created no orders. Deleted and moved orders are in the events.
    """
    parts = [
        select(events.c.customer_id, events.c.id, events.c.changes).where(events.c.run_id == run_id),
        select(order_changes.c.customer_id, order_changes.c.order_id, order_changes.c.changes).where(
            order_changes.c.run_id == run_id, order_changes.c.kind == "changed"
        ),
    ]
    if number is not None:
        parts.append(select(orders.c.customer_id, orders.c.id, cast(null(), Words)).where(orders.c.run_number == number))
    traces = union_all(*parts).subquery("traces")
    people = (customers.c.first_name, customers.c.last_name, customers.c.email)
    query = select(*traces.c, *people, *(orders.c[name] for name in _ORDER))
    query = query.select_from(
        # By way of the customer: a cluster outer-joins no union.
        traces.join(customers, customers.c.id == traces.c.customer_id).outerjoin(
            orders, and_(orders.c.customer_id == customers.c.id, orders.c.id == traces.c.id)
        )
    )
    return query, SortOrder("person", False, traces.c.customer_id, traces.c.id, prefix="run-")


def read_changes(rows: Iterable[Row[Any]], currency: str) -> Iterator[RunChange]:
    """Yield rows of `list_changes`; `currency` is that of the shop."""
    for row in rows:
        changes = changes_of(row.changes) if row.source is None and row.changes is not None else (_order_change(row, currency),)
        yield RunChange(row.customer_id, full_name(row.first_name, row.last_name) or None, row.email, changes)


def _order_change(row: Row[Any], currency: str) -> Change:
    """Return the creation or the change of an order, with amounts in the currency of the order."""
    if row.source is None:
        return Change("orders", None, None)  # moved away meanwhile
    values = {name: getattr(row, name) for name in _ORDER}
    name = f"orders.{row.source}:{row.number}"
    if row.changes is None:
        return Change(name, None, _values(values, currency, _SHOWN))
    if not ORDER_CHANGES.is_sound(row.changes):  # the column of the union has the type of events
        raise DocumentDamagedError(document=ORDER_CHANGES.content)
    before, after = ({field: change[side] for field, change in row.changes.items()} for side in ("before", "after"))
    fields = [field for field in _SHOWN if {field, f"foreign_{field}"} & row.changes.keys()]
    return Change(name, _values(values | before, currency, fields), _values(values | after, currency, fields))


def _values(values: Mapping[str, Any], currency: str, fields: Iterable[str]) -> dict[str, Any]:
    """Return fields of an order as the history has them."""
    foreign = values["foreign_total"] is not None
    unit = values["currency"] if foreign else currency
    members = dict(values)
    for name in ("total", "refunded"):
        members[name] = to_decimal(values[f"foreign_{name}" if foreign else name] or 0, unit)
    return {field: to_jsonable(members[field]) for field in fields}


def find_number(connection: Connection, run_id: UUID) -> int | None:
    """Return the number by which the orders that a run created name it."""
    return connection.scalar(select(runs.c.number).where(runs.c.id == run_id))
