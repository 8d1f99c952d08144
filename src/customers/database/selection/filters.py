"""Translate the filters of a selection into conditions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    and_,
    false,
    func,
    not_,
    null,
    select,
    true,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import False_

from customers.database.schema.tables import addresses, customer_statistics, customer_tags, customers, joined
from customers.database.search.trigrams import has_tag
from customers.database.statistics.rfm import Quintiles, group_condition
from customers.database.statistics.segments import segment_condition
from customers.database.statistics.vip_rules import current_vip, override_lasts
from customers.domain.addresses.regions import region_spellings
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
    states: Sequence[str] = (),
) -> list[ColumnElement[bool]]:
    """Return the conditions of a selection on a row of `joined`, but for that of `rfm_conditions`.

    Args:
        selection: the filters.
        matches: the condition of the matches of its search, None without a search.
        thresholds: the rules of VIPs and segments.
        now: the time of the command.
        consent: whether the shop records consent; else that of every customer is unknown.
        tags_first: whether SQLite begins with the customers that have the tags, and not with all customers.
        states: the states of the customers, where not the selection decides.

    Raises:
        ValueError: a tag of the selection is invalid.
    """
    statistics = customer_statistics.c
    state = customers.c.state == "deleted" if selection.deleted else _live
    result: list[ColumnElement[bool]] = [customers.c.state.in_(states) if states else state]
    if matches is not None:
        result.append(matches)
    tag_condition = _is_tagged if tags_first else has_tag
    keys = [tag.key for tag in parse_tags(selection.tags)]
    # A condition that is false takes those of a join away.
    if tags_first and keys and not isinstance(matches, False_):
        result += _join_tag(keys.pop(0))
    result += [tag_condition([key]) for key in keys]
    if selection.any_tags:
        result.append(tag_condition([tag.key for tag in parse_tags(selection.any_tags)]))
    result += [not_(has_tag([tag.key])) for tag in parse_tags(selection.without_tags)]
    opted_in = customers.c.opted_in if consent else null()
    if selection.accepts_marketing is not None:
        result.append(opted_in.is_(true()) if selection.accepts_marketing else opted_in.is_not(true()))
    if selection.consent is not None:
        result.append(opted_in.is_({"yes": true(), "no": false(), "unknown": null()}[selection.consent]))
    if selection.vip is not None:
        is_vip = current_vip(thresholds, now, customer_statistics)
        result.append(is_vip if selection.vip else not_(is_vip))
    if selection.vip_override is not None:
        result.append(and_(statistics.vip_override == selection.vip_override, override_lasts(now, customer_statistics)))
    if selection.segment is not None:
        result.append(segment_condition(selection.segment, thresholds, now, customer_statistics))
    result += _ranges(selection)
    result += _places(selection)
    if selection.has_email is not None:
        result.append(customers.c.email.is_not(None) if selection.has_email else customers.c.email.is_(None))
    if selection.has_phone is not None:
        result.append(customers.c.phone.is_not(None) if selection.has_phone else customers.c.phone.is_(None))
    return result


def rfm_conditions(selection: Selection, quintiles: Callable[[], Quintiles]) -> list[ColumnElement[bool]]:
    """Return the condition of a selection's group of RFM; the boundaries of the scores are read only for one."""
    return [group_condition(selection.rfm, quintiles(), customer_statistics)] if selection.rfm is not None else []


def _join_tag(key: str) -> list[ColumnElement[bool]]:
    """Return the conditions that join customers with their row of one tag: SQLite would sort the ids of a subquery first."""
    tagged = customer_tags.alias("tagged")
    return [tagged.c.customer_id == customers.c.id, tagged.c.key == key]


def _is_tagged(keys: Sequence[str]) -> ColumnElement[bool]:
    return customers.c.id.in_(select(customer_tags.c.customer_id).where(customer_tags.c.key.in_(keys)))


class MinimalQuery(NamedTuple):
    """The rows that meet some conditions, in as few tables as possible."""

    table: FromClause
    id: ColumnElement[UUID]
    conditions: list[ColumnElement[bool]]

    def ids(self) -> Select[Any]:
        """Return the query of their ids."""
        return select(self.id.label("id")).select_from(self.table).where(*self.conditions)

    def count(self, connection: Connection) -> int:
        """Return their number."""
        return connection.scalar(select(func.count()).select_from(self.table).where(*self.conditions)) or 0


def minimal_query(conditions: Sequence[ColumnElement[bool]], *columns: ColumnElement[Any]) -> MinimalQuery:
    """Return the rows of `conditions` for a query of the ids and some columns.

    A join of all profiles with all statistics takes ten times as long as reading one of the two.
    """
    others = [condition for condition in conditions if condition is not _live]
    used = {column for element in (*others, *columns) for column in visitors.iterate(element) if isinstance(column, Column)}
    tables = {column.table for column in used if column is not customers.c.id}
    if customers in tables:
        return MinimalQuery(joined if customer_statistics in tables else customers, customers.c.id, list(conditions))

    def replace(element: Any, **_options: Any) -> Any:
        return customer_statistics.c.customer_id if element is customers.c.id else None

    replaced = [visitors.replacement_traverse(condition, {}, replace) for condition in others]
    return MinimalQuery(customer_statistics, customer_statistics.c.customer_id, [customer_statistics.c.live, *replaced])


def count_with(connection: Connection, conditions: Sequence[ColumnElement[bool]], statistics: Subquery) -> int:
    """Return the number of customers that meet conditions with other statistics than the stored ones."""

    def replace(element: Any, **_options: Any) -> Any:
        return statistics.c[element.name] if isinstance(element, Column) and element.table is customer_statistics else None

    replaced = [visitors.replacement_traverse(condition, {}, replace) for condition in conditions]
    source = customers.join(statistics, statistics.c.customer_id == customers.c.id)
    return connection.scalar(select(func.count()).select_from(source).where(*replaced)) or 0


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
    ranges = [column >= bound if least else column <= bound for bound, column, least in bounds if bound is not None]
    # The upper end is exclusive, so that adjacent ranges do not overlap.
    ends = ((selection.created_before, customers.c.created_at), (selection.ordered_before, statistics.last_order_at))
    return ranges + [column < end for end, column in ends if end is not None]


def _places(selection: Selection) -> list[ColumnElement[bool]]:
    places = []
    if selection.city is not None:
        places.append(addresses.c.city_key == fold(selection.city))
    if selection.state is not None:
        places.append(addresses.c.state_key.in_(region_spellings(selection.state, selection.country)))
    if selection.country is not None:
        places.append(addresses.c.country == selection.country)
    if not places:
        return []
    return [select(addresses.c.id).where(addresses.c.customer_id == customers.c.id, *places).exists()]
