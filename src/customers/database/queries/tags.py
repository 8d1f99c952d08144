"""Read and change tags of customers."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    ScalarSelect,
    Select,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from customers.database.connection.temporary import create_table, temporary_table
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import customer_statistics, customer_tags, customers
from customers.database.schema.types import Id, Words
from customers.database.selection.customer_set import CustomerSet
from customers.domain.tags import Tag

# Customers with tags that a command is about to change, and a JSON array of the tags before.
_changing = temporary_table("changing", Column("customer_id", Id, primary_key=True), Column("labels", Words, nullable=False))
# A condition on the customer with the id in a column.
Condition = Callable[[ColumnElement[UUID]], ColumnElement[bool]]


def add_tags(connection: Connection, customer_set: CustomerSet, tags: Sequence[Tag]) -> int:
    """Insert the missing tags of customers, by one statement a tag; return the number of rows added."""
    added = 0
    for tag in tags:
        rows = customer_set.ids.add_columns(literal(tag.key, Words), literal(tag.label, Words)).where(literal(1) == 1)
        statement = (
            dialect_of(connection)
            .insert(customer_tags)
            # Rows are inserted fastest in the order of the key.
            .from_select(["customer_id", "key", "label"], rows.order_by(customer_set.id))
            .on_conflict_do_nothing()
        )
        if dialect_of(connection).counts_inserted:
            added += connection.execute(statement.execution_options(preserve_rowcount=True)).rowcount
        else:
            added += sum(1 for _ in connection.execute(statement.returning(customer_tags.c.customer_id)))
    return added


def remove_tags(connection: Connection, customer_set: CustomerSet, tags: Sequence[Tag]) -> int:
    """Remove tags from customers; return the number of rows removed."""
    keys = [tag.key for tag in tags]
    statement = delete(customer_tags).where(customer_tags.c.key.in_(keys), customer_set.contains(customer_tags.c.customer_id))
    return connection.execute(statement).rowcount


def remove_other_tags(connection: Connection, customer_set: CustomerSet, tags: Sequence[Tag]) -> int:
    """Remove every tag of customers but these; return the number of rows removed."""
    keys = [tag.key for tag in tags]
    statement = delete(customer_tags).where(customer_set.contains(customer_tags.c.customer_id), customer_tags.c.key.not_in(keys))
    return connection.execute(statement).rowcount


def respell_tag(connection: Connection, customer_set: CustomerSet, tag: Tag) -> int:
    """Give a tag of customers another spelling of the same key; return the number of rows changed."""
    statement = update(customer_tags).where(customer_tags.c.key == tag.key, customer_set.contains(customer_tags.c.customer_id))
    return connection.execute(statement.values(label=tag.label)).rowcount


def customers_of_tag(tag: Tag) -> Select[tuple[UUID]]:
    """Return the query of the live and the deleted customers that have a tag."""
    return (
        select(customer_tags.c.customer_id)
        .join(customers, customers.c.id == customer_tags.c.customer_id)
        .where(customer_tags.c.key == tag.key, customers.c.state.in_(("live", "deleted")))
    )


def lacks_one(tags: Sequence[Tag]) -> Condition:
    """Return the condition that a customer does not have all of these tags."""
    keys = [tag.key for tag in tags]

    def condition(customer_id: ColumnElement[UUID]) -> ColumnElement[bool]:
        number = select(func.count()).where(customer_tags.c.customer_id == customer_id, customer_tags.c.key.in_(keys))
        return number.scalar_subquery() < len(keys)

    return condition


def has_one(tags: Sequence[Tag]) -> Condition:
    """Return the condition that a customer has one of these tags."""
    keys = [tag.key for tag in tags]
    return lambda id_: exists().where(customer_tags.c.customer_id == id_, customer_tags.c.key.in_(keys))


def has_others(tags: Sequence[Tag]) -> Condition:
    """Return the condition that a customer does not have exactly these tags."""
    keys, incomplete = [tag.key for tag in tags], lacks_one(tags)
    return lambda id_: or_(incomplete(id_), exists().where(customer_tags.c.customer_id == id_, customer_tags.c.key.not_in(keys)))


def has_spelled_otherwise(tag: Tag) -> Condition:
    """Return the condition that a customer has this tag in another spelling."""
    return lambda id_: exists().where(
        customer_tags.c.customer_id == id_, customer_tags.c.key == tag.key, customer_tags.c.label != tag.label
    )


class TagSnapshot:
    """The customers of a set that meet a condition, with their tags before a change.

    It is a temporary table, or, of a few customers, bound to the statements.
    """

    def __init__(self, connection: Connection, customer_set: CustomerSet, condition: Condition) -> None:
        self._connection = connection
        self._labels: dict[UUID, str] = {}
        query, customer_id = dialect_of(connection).correlate(customer_set.ids, customer_set.id)
        rows = query.add_columns(labels_of(connection, customer_id).label("labels")).where(condition(customer_id))
        if customer_set.is_bound:
            self._labels = {row.customer_id: row.labels for row in connection.execute(rows)}
            self.customers = CustomerSet.from_ids(connection, self._labels)
        else:
            create_table(connection, _changing)
            connection.execute(insert(_changing).from_select(["customer_id", "labels"], rows))
            self.customers = CustomerSet(connection, _changing)

    def changes(self) -> Select[tuple[UUID, str]]:
        """Return the query of the changes for the history, as JSON text: the tags before, and the tags now."""
        before = self._before()
        head, middle, end = (literal(part, Words) for part in ('{"tags":{"before":', ',"after":', "}}"))
        source, labels = dialect_of(self._connection).look_up(before, self.customers.ids, partial(labels_of, self._connection))
        return select(before.c.customer_id, (head + before.c.labels + middle + labels + end).label("changes")).select_from(source)

    def count_over_limit(self, tags: Sequence[Tag], limit: int) -> dict[UUID, int]:
        """Return the number of tags of the customers that would have more than `limit` with these added."""
        before = self._before()
        room = limit - len(tags)
        others = customer_tags.c.key.not_in([tag.key for tag in tags])
        # A tag takes at least four characters of the array, so that the tags of few customers have to be counted.
        crowded = select(before.c.customer_id).where(func.length(before.c.labels) > 4 * room)
        owner, number = customer_tags.c.customer_id, func.count()
        query = select(owner, number).where(owner.in_(crowded), others).group_by(owner).having(number > room)
        counts = {customer_id: other_tags + len(tags) for customer_id, other_tags in self._connection.execute(query)}
        if room < 0:  # customers without any other tag have no row
            counts |= {customer_id: len(tags) for customer_id in self.customers if customer_id not in counts}
        return counts

    def _before(self) -> FromClause:
        if not self.customers.is_bound:
            return _changing
        empty = literal("[]", Words)
        whens = [(self.customers.id == customer_id, literal(labels, Words)) for customer_id, labels in self._labels.items()]
        labels = case(*whens, else_=empty) if whens else empty
        return self.customers.ids.add_columns(labels.label("labels")).subquery("changing")


def labels_of(connection: Connection, customer_id: ColumnElement[UUID]) -> ScalarSelect[str]:
    """Return the expression of a customer's tags in their order, as the text of a JSON array."""
    tags = select(customer_tags.c.label).where(customer_tags.c.customer_id == customer_id).order_by(customer_tags.c.key)
    return dialect_of(connection).json_array(tags.correlate_except(customer_tags))


def count_by_tag(connection: Connection) -> list[tuple[str, int]]:
    """Return the tags of live customers, in their first spelling by code point, with the number of customers."""
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
    """Return whether any customer, also a deleted one, has a tag."""
    return connection.execute(select(customer_tags.c.key).where(customer_tags.c.key == key).limit(1)).first() is not None
