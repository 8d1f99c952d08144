"""A Citus cluster: what differs from PostgreSQL where the tables are distributed by customer.

Citus 13.2 locks rows of one shard a statement, correlates no subquery with a temporary table, does not recurse over a
distributed table, and keeps `SET LOCAL` on the coordinator.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, Select, select, text

from customers.database.dialects.base import Dialect
from customers.database.dialects.postgresql import DISTRIBUTED, PostgresqlDialect
from customers.database.schema.tables import customer_statistics, customer_tags, locks, metadata
from customers.database.schema.types import as_number

# No index keeps order numbers unique: imports of orders lock this name.
IMPORTING = "import orders"


class CitusDialect(PostgresqlDialect):
    """PostgreSQL with distributed tables."""

    # A node cannot plan it.
    expands_arrays = False

    def resolve(self, connection: Connection) -> Dialect:  # noqa: ARG002
        """Return this dialect."""
        return self

    def lock_customers(self, connection: Connection, ids: Iterable[UUID]) -> None:
        """Lock each row by a statement of its own."""
        _lock_each(connection, sorted(ids))

    def lock_customer_query(self, connection: Connection, ids: Select[tuple[UUID]], states: Sequence[str]) -> int | None:  # noqa: ARG002
        """Lock all customers of the query; how many of them are in the states is to be read afterwards."""
        _lock_each(connection, connection.scalars(ids.order_by(*ids.selected_columns)))
        return None

    def fetch_locked(self, connection: Connection, statement: str, ids: Sequence[UUID], id_columns: Sequence[int]) -> list[tuple[Any, ...]]:
        """Lock before the read."""
        _lock_each(connection, sorted(ids, key=as_number))
        return self.fetch_in(connection, statement, (), ids, id_columns)

    def lock_order_numbers(self, connection: Connection) -> None:
        """Lock a name; a statement after the wait reads what other imports wrote."""
        connection.execute(self.insert(locks).values(name=IMPORTING).on_conflict_do_nothing())
        connection.execute(select(locks.c.name).where(locks.c.name == IMPORTING).with_for_update())

    def correlate(
        self,
        ids: Select[tuple[UUID]],
        customer_id: ColumnElement[UUID],  # noqa: ARG002
    ) -> tuple[Select[Any], ColumnElement[UUID]]:
        """Return the rows of customers on their nodes, where their other rows are."""
        rows = _rows_on_nodes(ids)
        return select(rows.c.customer_id), rows.c.customer_id

    def look_up(
        self, table: FromClause, ids: Select[tuple[UUID]], make: Callable[[ColumnElement[UUID]], ColumnElement[Any]]
    ) -> tuple[FromClause, ColumnElement[Any]]:
        """Calculate on the nodes, and join the result."""
        rows = _rows_on_nodes(ids)
        values = select(rows.c.customer_id, make(rows.c.customer_id).label("value")).subquery("now")
        return table.join(values, values.c.customer_id == table.c.customer_id), values.c.value

    def find_tag_keys(self, connection: Connection) -> Sequence[str]:
        """Read all rows."""
        return list(connection.scalars(select(customer_tags.c.key).distinct()))

    def use_ordered_plan(self, connection: Connection) -> None:
        """Set the planner of the nodes too, which do the work."""
        connection.execute(text("SET LOCAL citus.propagate_set_commands = 'local'"))
        super().use_ordered_plan(connection)

    def describe(self, connection: Connection) -> dict[str, Any]:
        """Return the size on all nodes, and the cluster."""
        return super().describe(connection) | {
            "size_bytes": _find_size(connection, metadata.tables),
            "distributed": True,
            "citus": find_version(connection),
            "nodes": count_nodes(connection),
        }


CITUS = CitusDialect()


def is_distributed(connection: Connection) -> bool:
    """Return whether the tables are distributed, in a database that has Citus."""
    query = text("SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = to_regclass('customers'))")
    return bool(connection.scalar(query))


def forget_distribution(connection: Connection) -> None:
    """Resolve the dialect of a connection again: its tables were distributed."""
    connection.info.pop(DISTRIBUTED, None)


def find_version(connection: Connection) -> str | None:
    """Return the version of the `citus` extension in this database, or None."""
    version = connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'citus'"))
    return None if version is None else str(version)


def count_nodes(connection: Connection) -> int:
    """Return the number of active workers; without any the coordinator has all shards."""
    return connection.scalar(text("SELECT count(*) FROM citus_get_active_worker_nodes()")) or 0


def _find_size(connection: Connection, tables: Iterable[str]) -> int:
    """Return the bytes of tables and their indexes on all nodes."""
    statement = text("SELECT sum(citus_total_relation_size(name::regclass)) FROM unnest(CAST(:names AS text[])) AS name")
    return int(connection.scalar(statement, {"names": list(tables)}) or 0)


def _lock_each(connection: Connection, ids: Iterable[Any]) -> None:
    """Lock customers by a statement each; the order of the ids prevents deadlocks."""
    if parameters := [{"customer_id": customer_id} for customer_id in ids]:
        connection.execute(text("SELECT id FROM customers WHERE id = :customer_id FOR UPDATE"), parameters)


def _rows_on_nodes(ids: Select[tuple[UUID]]) -> FromClause:
    return select(customer_statistics.c.customer_id).where(customer_statistics.c.customer_id.in_(ids)).subquery("own")
