"""From a selection to the statement that finds its customers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    false,
    func,
    not_,
    select,
)
from sqlalchemy.sql import visitors

from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, joined
from customers.database.search.trigrams import has_tag
from customers.database.statistics.segments import segment_condition
from customers.domain.segments import Thresholds
from customers.domain.tags import parse_tags
from customers.domain.text import fold
from customers.models.selection import Selection

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


class MinimalQuery(NamedTuple):
    """The rows that meet some conditions, in the fewest tables that know of them."""

    table: FromClause
    id: ColumnElement[UUID]
    conditions: list[ColumnElement[bool]]

    def ids(self) -> Select[Any]:
        """The ids of all of them."""
        return select(self.id.label("id")).select_from(self.table).where(*self.conditions)

    def count(self, connection: Connection) -> int:
        """How many there are."""
        return connection.scalar(select(func.count()).select_from(self.table).where(*self.conditions)) or 0


def minimal_query(conditions: Sequence[ColumnElement[bool]], *columns: ColumnElement[Any]) -> MinimalQuery:
    """What `conditions` gave, for a query that needs no more than some columns beside the ids.

    To join all profiles with all statistics takes ten times as long as to read the one that is asked about.
    """
    others = [condition for condition in conditions if condition is not _live]
    named = {column for element in (*others, *columns) for column in visitors.iterate(element) if isinstance(column, Column)}
    tables = {column.table for column in named if column is not customers.c.id}
    if customers in tables:
        return MinimalQuery(joined if customer_statistics in tables else customers, customers.c.id, list(conditions))

    def replace(element: Any, **_options: Any) -> Any:
        return customer_statistics.c.customer_id if element is customers.c.id else None

    there = [visitors.replacement_traverse(condition, {}, replace) for condition in others]
    return MinimalQuery(customer_statistics, customer_statistics.c.customer_id, [customer_statistics.c.live, *there])


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
