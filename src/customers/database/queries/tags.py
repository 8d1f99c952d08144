"""Tags of many customers at once. The selection is a query that flows through; ids are never sent back."""

from collections.abc import Iterable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    ScalarSelect,
    Select,
    Subquery,
    Table,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.sql.visitors import replacement_traverse

from customers.database.dialects import base, citus
from customers.database.schema.tables import customer_statistics, customer_tags, customers
from customers.database.schema.types import Id, Words
from customers.database.selection.customer_set import selected
from customers.domain.tags import Tag

# Whose tags a command is about to change, with the tags as they were: what the history is written from afterwards.
changing = Table(
    "changing",
    MetaData(),
    Column("customer_id", Id, primary_key=True),
    Column("labels", Words, nullable=False),  # a JSON array
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)


def add_tags(connection: Connection, selection: Select[tuple[UUID]], tags: Sequence[Tag]) -> int:
    """Give every selected customer every tag it lacks, one statement a tag; returns how many were added."""
    added = 0
    for tag in tags:
        rows = selection.add_columns(literal(tag.key, Words), literal(tag.label, Words)).where(literal(1) == 1)
        statement = (
            base.insert(connection, customer_tags)
            # In the order of the key, which is how the database writes fastest.
            .from_select(["customer_id", "key", "label"], rows.order_by(selection.selected_columns[0]))
            .on_conflict_do_nothing()
        )
        added += connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount
    return added


def remove_tags(connection: Connection, selection: Select[tuple[UUID]], tags: Sequence[Tag]) -> int:
    """Take tags away from the selected customers that have them; returns how many were removed."""
    statement = delete(customer_tags).where(customer_tags.c.key.in_([tag.key for tag in tags]), customer_tags.c.customer_id.in_(selection))
    return connection.execute(statement).rowcount


def remove_other_tags(connection: Connection, selection: Select[tuple[UUID]], tags: Sequence[Tag]) -> int:
    """Take away every tag but these; returns how many were removed."""
    statement = delete(customer_tags).where(
        customer_tags.c.customer_id.in_(selection), customer_tags.c.key.not_in([tag.key for tag in tags])
    )
    return connection.execute(statement).rowcount


def respell_tag(connection: Connection, selection: Select[tuple[UUID]], tag: Tag) -> int:
    """Give a tag of the selected customers another spelling of the same key; returns how many had it."""
    statement = update(customer_tags).where(customer_tags.c.key == tag.key, customer_tags.c.customer_id.in_(selection))
    return connection.execute(statement.values(label=tag.label)).rowcount


def customers_of_tag(tag: Tag) -> Select[tuple[UUID]]:
    """The live and the deleted customers that have a tag."""
    return (
        select(customer_tags.c.customer_id)
        .join(customers, customers.c.id == customer_tags.c.customer_id)
        .where(customer_tags.c.key == tag.key, customers.c.state.in_(("live", "deleted")))
    )


def lacks_one(tags: Sequence[Tag]) -> ColumnElement[bool]:
    """Of a selected customer: it does not have all of these tags."""
    return select(func.count()).where(_owned(), customer_tags.c.key.in_([tag.key for tag in tags])).scalar_subquery() < len(tags)


def has_one(tags: Sequence[Tag]) -> ColumnElement[bool]:
    """Of a selected customer: it has one of these tags."""
    return exists().where(_owned(), customer_tags.c.key.in_([tag.key for tag in tags]))


def has_others(tags: Sequence[Tag]) -> ColumnElement[bool]:
    """Of a selected customer: it does not have exactly these tags."""
    return or_(lacks_one(tags), exists().where(_owned(), customer_tags.c.key.not_in([tag.key for tag in tags])))


def has_spelled_otherwise(tag: Tag) -> ColumnElement[bool]:
    """Of a selected customer: it has this tag in another spelling."""
    return exists().where(_owned(), customer_tags.c.key == tag.key, customer_tags.c.label != tag.label)


def _owned() -> ColumnElement[bool]:
    return customer_tags.c.customer_id == selected.c.customer_id


def keep_changing(connection: Connection, part: Select[tuple[UUID]], condition: ColumnElement[bool]) -> Select[tuple[UUID]]:
    """Write down of which customers in a part of the selection a condition holds, and their tags; returns their ids."""
    base.drop_temporary_table(connection, changing)
    changing.create(connection, checkfirst=False)
    if citus.is_distributed(connection):
        own = _own_rows(part)
        rows = select(own.c.customer_id, _labels(connection, own)).where(_about(own, condition))
    else:
        rows = part.add_columns(_labels(connection, selected)).where(condition)
    connection.execute(insert(changing).from_select(["customer_id", "labels"], rows))
    return select(changing.c.customer_id)


def changed_tags(connection: Connection) -> Select[tuple[UUID, str]]:
    """Of everyone in `changing` what the history says, as JSON text: the tags before, and those there are now."""
    head, middle, end = (literal(part, Words) for part in ('{"tags":{"before":', ',"after":', "}}"))
    if not citus.is_distributed(connection):
        changes = head + changing.c.labels + middle + _labels(connection, changing) + end
        return select(changing.c.customer_id, changes.label("changes"))
    own = _own_rows(select(changing.c.customer_id))
    now = select(own.c.customer_id, _labels(connection, own).label("labels")).subquery("now")
    joined = changing.join(now, now.c.customer_id == changing.c.customer_id)
    return select(changing.c.customer_id, (head + changing.c.labels + middle + now.c.labels + end).label("changes")).select_from(joined)


def _own_rows(ids: Select[tuple[UUID]]) -> Subquery:
    """Customers by the rows that lie where their tags do: a cluster asks nothing more of each row of a temporary table."""
    return select(customer_statistics.c.customer_id).where(customer_statistics.c.customer_id.in_(ids)).subquery("own")


def _about(own: Subquery, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition of a selected customer, of these rows instead."""

    def replace(column: Any, **_: Any) -> Any:
        return own.c.customer_id if column is selected.c.customer_id else None

    about_own: ColumnElement[bool] = replacement_traverse(condition, {}, cast(Any, replace))
    return about_own


def _labels(connection: Connection, of: FromClause) -> ScalarSelect[str]:
    """The tags of a customer of a table in their order, as the text of a JSON array."""
    tags = select(customer_tags.c.label).where(customer_tags.c.customer_id == of.c.customer_id).order_by(customer_tags.c.key)
    return base.json_array(connection, tags.correlate(of))


def find_too_many(connection: Connection, tags: Sequence[Tag], limit: int) -> dict[UUID, int]:
    """Those in `changing` who would have more than `limit` tags with these added, and how many."""
    room = limit - len(tags)
    others = customer_tags.c.key.not_in([tag.key for tag in tags])
    # A tag takes four characters of the array at least, so that hardly anybody's have to be counted.
    crowded = select(changing.c.customer_id).where(func.length(changing.c.labels) > 4 * room)
    owner, number = customer_tags.c.customer_id, func.count()
    rows = connection.execute(select(owner, number).where(owner.in_(crowded), others).group_by(owner).having(number > room)).all()
    found = {customer_id: count + len(tags) for customer_id, count in rows}
    if room < 0:  # for those without any other tag too, of whom there is no row
        found |= {id_: len(tags) for id_ in connection.scalars(select(changing.c.customer_id)) if id_ not in found}
    return found


def leave_unchanged(connection: Connection, ids: Iterable[UUID]) -> None:
    """Take customers out of `changing`."""
    for customer_id in ids:
        connection.execute(changing.delete().where(changing.c.customer_id == customer_id))


def count_by_tag(connection: Connection) -> list[tuple[str, int]]:
    """Every tag of live customers with how many have it; of several spellings the smallest by code point is shown."""
    query = (
        select(func.min(customer_tags.c.label), func.count())
        .select_from(customer_tags.join(customer_statistics, customer_statistics.c.customer_id == customer_tags.c.customer_id))
        .where(customer_statistics.c.live)
        .group_by(customer_tags.c.key)
        .order_by(customer_tags.c.key)
    )
    rows: list[Any] = list(connection.execute(query))
    return [(label, number) for label, number in rows]


def is_tag_used(connection: Connection, key: str) -> bool:
    """Whether somebody has a tag, deleted customers too."""
    return connection.execute(select(customer_tags.c.key).where(customer_tags.c.key == key).limit(1)).first() is not None
