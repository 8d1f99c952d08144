"""From a selection to the statement that finds its customers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    Select,
    Table,
    false,
    func,
    insert,
    not_,
    select,
)
from sqlalchemy.sql import visitors

from customers.database import backend
from customers.database.columns import Id, as_number
from customers.database.statistics import segment_condition
from customers.database.tables import addresses, customer_statistics, customer_tags, customers
from customers.database.trigrams import has_tag
from customers.rules.tags import parse_tags
from customers.rules.text import fold
from customers.rules.thresholds import Thresholds
from customers.selection import Selection

# The customers of one bulk command, kept for its transaction: what the command changes cannot change who it is about.
selected = Table("selected", MetaData(), Column("customer_id", Id, primary_key=True), prefixes=["TEMPORARY"], sqlite_with_rowid=False)

# How many customers a statement changes at a time.
PART = 20_000

joined = customers.join(customer_statistics, customer_statistics.c.customer_id == customers.c.id)
_live = customers.c.state == "live"


def conditions(
    selection: Selection,
    matches: ColumnElement[bool] | None,
    thresholds: Thresholds,
    now: datetime,
    *,
    consent: bool,
    tags_first: bool = False,
) -> list[ColumnElement[bool]]:
    """What must hold of a row of `joined` that a selection means; `consent` is false where the shop keeps none.

    `matches` is the condition of what the search of the selection found. `tags_first` has SQLite begin with those who have
    the tags, and not look at everyone's.

    Raises:
        ValueError: a tag of the selection is none.
    """
    statistics = customer_statistics.c
    found: list[ColumnElement[bool]] = [customers.c.state == "deleted" if selection.deleted else _live]
    if matches is not None:
        found.append(matches)
    having = _is_tagged if tags_first else has_tag
    found += [having([tag.key]) for tag in parse_tags(selection.tags)]
    if selection.any_tags:
        found.append(having([tag.key for tag in parse_tags(selection.any_tags)]))
    found += [not_(has_tag([tag.key])) for tag in parse_tags(selection.without_tags)]
    if selection.accepts_marketing is not None:
        says_yes = customers.c.accepts_marketing if consent else false()
        found.append(says_yes if selection.accepts_marketing else not_(says_yes))
    if selection.vip is not None:
        found.append(statistics.is_vip if selection.vip else not_(statistics.is_vip))
    if selection.segment is not None:
        found.append(segment_condition(selection.segment, thresholds, now, customer_statistics))
    found += _ranges(selection)
    found += _places(selection)
    if selection.has_email is not None:
        found.append(customers.c.email.is_not(None) if selection.has_email else customers.c.email.is_(None))
    if selection.has_phone is not None:
        found.append(customers.c.phone.is_not(None) if selection.has_phone else customers.c.phone.is_(None))
    return found


def _is_tagged(keys: Sequence[str]) -> ColumnElement[bool]:
    return customers.c.id.in_(select(customer_tags.c.customer_id).where(customer_tags.c.key.in_(keys)))


class Narrowed(NamedTuple):
    """The rows that meet some conditions, in the fewest tables that know of them."""

    table: FromClause
    id: ColumnElement[UUID]
    wanted: list[ColumnElement[bool]]

    def ids(self) -> Select[Any]:
        """The ids of all of them."""
        return select(self.id.label("id")).select_from(self.table).where(*self.wanted)

    def count(self, connection: Connection) -> int:
        """How many there are."""
        return connection.scalar(select(func.count()).select_from(self.table).where(*self.wanted)) or 0


def narrowed(wanted: Sequence[ColumnElement[bool]], *columns: ColumnElement[Any]) -> Narrowed:
    """What `conditions` gave, for a query that needs no more than some columns beside the ids.

    To join all profiles with all statistics takes ten times as long as to read the one that is asked about.
    """
    others = [condition for condition in wanted if condition is not _live]
    named = {column for element in (*others, *columns) for column in visitors.iterate(element) if isinstance(column, Column)}
    tables = {column.table for column in named if column is not customers.c.id}
    if customers in tables:
        return Narrowed(joined if customer_statistics in tables else customers, customers.c.id, list(wanted))

    def replace(element: Any, **_options: Any) -> Any:
        return customer_statistics.c.customer_id if element is customers.c.id else None

    there = [visitors.replacement_traverse(condition, {}, replace) for condition in others]
    return Narrowed(customer_statistics, customer_statistics.c.customer_id, [customer_statistics.c.live, *there])


def _ranges(selection: Selection) -> list[ColumnElement[bool]]:
    statistics = customer_statistics.c
    bounds: list[tuple[Any, ColumnElement[Any], bool]] = [
        (selection.min_orders, statistics.total_orders, True),
        (selection.max_orders, statistics.total_orders, False),
        (selection.min_spent, statistics.total_spent, True),
        (selection.max_spent, statistics.total_spent, False),
        (selection.created_after, customers.c.created_at, True),
        (selection.ordered_after, statistics.last_order_at, True),
    ]
    found = [column >= bound if least else column <= bound for bound, column, least in bounds if bound is not None]
    # A moment belongs to what comes after it, so that two neighbouring ranges share out everyone.
    ends = ((selection.created_before, customers.c.created_at), (selection.ordered_before, statistics.last_order_at))
    return found + [column < end for end, column in ends if end is not None]


def _places(selection: Selection) -> list[ColumnElement[bool]]:
    places = []
    if selection.city is not None:
        places.append(addresses.c.city_key == fold(selection.city))
    if selection.state is not None:
        places.append(addresses.c.state_key == fold(selection.state))
    if selection.country is not None:
        places.append(addresses.c.country == selection.country.strip().upper())
    if not places:
        return []
    return [select(addresses.c.id).where(addresses.c.customer_id == customers.c.id, *places).exists()]


def keep_selected(connection: Connection, wanted: Sequence[ColumnElement[bool]]) -> int:
    """Write down for the transaction who meets the conditions; returns how many do."""
    return keep_found(connection, select(customers.c.id).select_from(joined).where(*wanted))


def keep_found(connection: Connection, query: Select[tuple[UUID]]) -> int:
    """Write down what a query finds as the selection of the transaction; returns how many there are."""
    _renew(connection)
    connection.execute(insert(selected).from_select(["customer_id"], query))
    return count_selected(connection)


def keep_ids(connection: Connection, ids: Iterable[UUID]) -> int:
    """Write ids down as the selection of the transaction; returns how many there are."""
    _renew(connection)
    backend.copy_rows(connection, selected, ["customer_id"], [(customer_id,) for customer_id in sorted(set(ids), key=as_number)])
    backend.count_for_planner(connection, selected)
    return count_selected(connection)


def _renew(connection: Connection) -> None:
    backend.drop_temporary_table(connection, selected)
    selected.create(connection, checkfirst=False)


def count_selected(connection: Connection) -> int:
    """How many customers the selection of the transaction holds."""
    return connection.scalar(select(func.count()).select_from(selected)) or 0


def selected_ids() -> Select[tuple[UUID]]:
    """The selection of the transaction, as a query that flows into statements."""
    return select(selected.c.customer_id)


def parts(connection: Connection) -> Iterator[Select[tuple[UUID]]]:
    """The selection of the transaction in parts, in the order of ids: what a statement holds in memory stays small."""
    part = select(selected.c.customer_id)
    while True:
        end = connection.scalar(part.order_by(selected.c.customer_id).offset(PART - 1).limit(1))
        yield part if end is None else part.where(selected.c.customer_id <= end)
        if end is None:
            return
        part = select(selected.c.customer_id).where(selected.c.customer_id > end)


def leave_out(connection: Connection, ids: Iterable[UUID]) -> None:
    """Take customers out of the selection of the transaction."""
    for customer_id in ids:
        connection.execute(selected.delete().where(selected.c.customer_id == customer_id))
