"""Write back the tags of many customers that a run changed in nothing else, and that are unchanged since."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    select,
    true,
)

from customers.database.connection import bulk
from customers.database.connection.temporary import create_table, temporary_table
from customers.database.dialects.base import dialect_of
from customers.database.queries.tags import labels_of
from customers.database.schema.tables import customer_tags, customers, events
from customers.database.schema.types import Id, Words
from customers.database.selection.customer_set import CustomerSet

# The whole document of a change of tags alone, but for the two arrays.
_HEAD, _MIDDLE, _END = '{"tags":{"before":', ',"after":', "}}"
# The customers of a batch, with their tags before and after the run as JSON arrays.
_returning = temporary_table(
    "returning_tags",
    Column("customer_id", Id, primary_key=True),
    Column("before", Words, nullable=False),
    Column("after", Words, nullable=False),
)
_keys = temporary_table("keys_of_labels", Column("label", Words, primary_key=True), Column("key", Words, nullable=False))


class ReturningTags:
    """Those customers of a set that have exactly the tags that a run gave them, by its only change of them."""

    def __init__(self, connection: Connection, run_id: UUID, batch: CustomerSet) -> None:
        """Find them."""
        self._connection, self._dialect = connection, dialect_of(connection)
        for table in (_returning, _keys):
            create_table(connection, table)
        self.customers = CustomerSet(connection, _returning)
        rows = self._rows(run_id, batch)
        connection.execute(insert(_returning).from_select([column.name for column in _returning.columns], rows))
        self._dialect.analyze_temporary_table(connection, _returning)

    def _rows(self, run_id: UUID, batch: CustomerSet) -> Select[tuple[UUID, str, str]]:
        text, others = events.c.changes.cast(Words), events.alias("others")
        tagged = (
            select(events.c.customer_id, text.label("document"), labels_of(self._connection, events.c.customer_id).label("labels"))
            .join(customers, customers.c.id == events.c.customer_id)
            .where(
                events.c.run_id == run_id,
                batch.contains(events.c.customer_id),
                customers.c.state == "live",
                text.startswith(f"{_HEAD}[", autoescape=True),
                ~exists().where(others.c.run_id == run_id, others.c.customer_id == events.c.customer_id, others.c.id != events.c.id),
            )
            .subquery("tagged")
        )
        end = literal(_MIDDLE, Words) + tagged.c.labels + literal(_END, Words)
        size = func.length(tagged.c.document) - len(_HEAD) - func.length(end)
        before = func.substr(tagged.c.document, len(_HEAD) + 1, func.abs(size))
        return select(tagged.c.customer_id, before, tagged.c.labels).where(
            tagged.c.document == literal(_HEAD, Words) + before + end,
            # The text before the end is that of the array, and of no further field.
            not_(before.contains('},"', autoescape=True)),
        )

    def changes(self) -> Select[tuple[UUID, str]]:
        """Return the query of the changes for the history, as JSON text."""
        head, middle, end = (literal(part, Words) for part in (_HEAD, _MIDDLE, _END))
        return select(_returning.c.customer_id, (head + _returning.c.after + middle + _returning.c.before + end).label("changes"))

    def write(self, key_of: Callable[[str], str]) -> None:
        """Give the customers the tags that they had before; `key_of` returns the key of a label."""
        values = self._dialect.json_elements(_returning.c.before)
        arrays = _returning.join(values, true())
        is_there = exists().where(customer_tags.c.customer_id == _returning.c.customer_id, customer_tags.c.label == values.c.value)
        labels = self._connection.scalars(select(values.c.value).select_from(arrays).where(~is_there).distinct()).all()
        bulk.copy_rows(self._connection, _keys, ["label", "key"], [(label, key_of(label)) for label in sorted(labels)])
        stays = and_(_returning.c.customer_id == customer_tags.c.customer_id, values.c.value == customer_tags.c.label)
        goes = ~select(_returning.c.customer_id).select_from(arrays).where(stays).exists()
        self._connection.execute(delete(customer_tags).where(self.customers.contains(customer_tags.c.customer_id), goes))
        # A label that one customer lacks and another has is among the keys.
        rows = select(_returning.c.customer_id, _keys.c.key, _keys.c.label).select_from(arrays.join(_keys, _keys.c.label == values.c.value))
        missing = rows.where(~is_there).order_by(_returning.c.customer_id, _keys.c.key)
        self._connection.execute(insert(customer_tags).from_select(["customer_id", "key", "label"], missing))
