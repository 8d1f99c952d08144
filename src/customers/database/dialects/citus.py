"""A Citus cluster: what differs from PostgreSQL where the tables are distributed by customer.

Citus 13.2 locks rows of one shard a statement, correlates no subquery with a temporary table or a function, does not recurse
over a distributed table, and keeps `SET LOCAL` on the coordinator.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, func, literal_column, select, text

from customers.database.dialects.base import Dialect, redacted_url
from customers.database.dialects.postgresql import LOCK_BATCH, POSTGRESQL, RESOLVED, PostgresqlDialect
from customers.database.dialects.postgresql_search import PostgresqlSearchSql
from customers.database.dialects.search import SearchSql, like_pattern
from customers.database.schema.tables import customer_statistics, customer_tags, locks, metadata
from customers.errors import WorkerNodeError

# No index keeps order numbers unique: imports of orders lock this name.
IMPORTING = "import orders"


_NODE = text(
    "SELECT EXISTS (SELECT FROM pg_dist_local_group WHERE groupid <> 0) AS is_worker,"
    " EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = to_regclass('customers')) AS is_distributed,"
    " to_regclass('orders') IS NOT NULL AND to_regclass('uq_orders_source_number') IS NULL AS lacks_index"
)
# A thousand statements for a customer each take twenty times as long.
_SHARDS = text(
    "SELECT get_shard_id_for_distribution_column('customers', id) AS shard, id FROM unnest(CAST(:ids AS uuid[])) AS id ORDER BY 1, 2"
)
_LOCK = text("SELECT id FROM customers WHERE id = ANY(CAST(:ids AS uuid[])) ORDER BY id FOR UPDATE")


class CitusDialect(PostgresqlDialect):
    """PostgreSQL with distributed tables."""

    # A node cannot plan it.
    correlates_temporary_tables = False
    counts_inserted = False

    def resolve(self, connection: Connection) -> Dialect:  # noqa: ARG002
        """Return this dialect."""
        return self

    def set_lock_timeout(self, connection: Connection) -> None:
        """Set the timeout on the nodes too, where the rows are locked."""
        connection.exec_driver_sql("SET LOCAL citus.propagate_set_commands = 'local'")
        super().set_lock_timeout(connection)

    def lock_customers(self, connection: Connection, ids: Iterable[UUID]) -> None:
        """Lock the rows of each shard by statements of its own."""
        _lock(connection, connection.execute(_SHARDS, {"ids": list(ids)}).all())

    def lock_customer_query(self, connection: Connection, ids: Select[tuple[UUID]], states: Sequence[str]) -> int | None:  # noqa: ARG002
        """Lock all customers of the query; how many of them are in the states is to be read afterwards."""
        [customer_id] = ids.subquery("members").columns
        shard = func.get_shard_id_for_distribution_column(literal_column("'customers'"), customer_id)
        query = select(shard.label("shard"), customer_id.label("id")).order_by("shard", "id")
        _lock(connection, connection.execute(query.execution_options(yield_per=LOCK_BATCH)))
        return None

    def fetch_locked(self, connection: Connection, statement: str, ids: Sequence[UUID], id_columns: Sequence[int]) -> list[tuple[Any, ...]]:
        """Lock before the read."""
        self.lock_customers(connection, ids)
        return self.fetch_in(connection, statement, (), ids, id_columns)

    def lock_order_numbers(self, connection: Connection) -> None:
        """Lock a name."""
        _lock_importing(self, connection)

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

    def gather(self, table: Table, ids: Select[tuple[UUID]]) -> FromClause:
        """Read the rows first: two rows of a table are joined on one node alone."""
        return select(table).where(table.c.id.in_(ids)).cte("gathered").prefix_with("MATERIALIZED")

    def find_tag_keys(self, connection: Connection) -> Sequence[str]:
        """Read all rows."""
        return list(connection.scalars(select(customer_tags.c.key).distinct()))

    @contextmanager
    def indexes_only(self, connection: Connection) -> Iterator[None]:  # noqa: ARG002
        """Leave the planner alone."""
        yield

    def use_ordered_plan(self, connection: Connection) -> None:
        """Leave the planner alone: without hashes, a recalculation of thousands takes 85 times as long."""

    def describe(self, connection: Connection) -> dict[str, Any]:
        """Return the size on all nodes, and the cluster."""
        return super().describe(connection) | {
            "size_bytes": _find_size(connection, metadata.tables),
            "distributed": True,
            "citus": find_version(connection),
            "nodes": count_nodes(connection),
        }

    @property
    def search(self) -> SearchSql:
        """The index of pg_trgm on every node."""
        return CitusSearchSql()


class CitusSearchSql(PostgresqlSearchSql):
    """Texts on their nodes."""

    def find_existing(self, connection: Connection, patterns: Sequence[str]) -> list[str]:
        """Join the patterns with the texts."""
        statement = text(
            "SELECT DISTINCT pattern FROM customer_search"
            " JOIN unnest(CAST(:patterns AS text[])) AS pattern ON customer_search.text LIKE pattern"
        )
        existing = set(connection.scalars(statement, {"patterns": [like_pattern(pattern) for pattern in patterns]}))
        return [pattern for pattern in patterns if like_pattern(pattern) in existing]


class GatheredDialect(PostgresqlDialect):
    """PostgreSQL with tables that were distributed and gathered again, without the unique index of order numbers."""

    def resolve(self, connection: Connection) -> Dialect:  # noqa: ARG002
        """Return this dialect."""
        return self

    def lock_order_numbers(self, connection: Connection) -> None:
        """Lock a name."""
        _lock_importing(self, connection)

    def keeps_order_numbers(self) -> bool:
        """Return false: an order that is written otherwise can have the number of another."""
        return False


CITUS = CitusDialect()
GATHERED = GatheredDialect()


def find_dialect(connection: Connection, *, has_citus: bool) -> Dialect:
    """Return the dialect of a database that has Citus, or lacks the index of order numbers.

    Raises:
        WorkerNodeError: the connection is to a worker.
    """
    if not has_citus:
        return GATHERED
    row = connection.execute(_NODE).one()
    if row.is_worker:
        raise WorkerNodeError(url=redacted_url(connection.engine.url))
    if row.is_distributed:
        # The connection has the timeout of PostgreSQL.
        CITUS.set_lock_timeout(connection)
        return CITUS
    return GATHERED if row.lacks_index else POSTGRESQL


def forget_distribution(connection: Connection) -> None:
    """Resolve the dialect of a connection again: its tables were distributed."""
    connection.info.pop(RESOLVED, None)


def find_version(connection: Connection) -> str | None:
    """Return the version of the `citus` extension in this database, or None."""
    version = connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'citus'"))
    return None if version is None else str(version)


def count_nodes(connection: Connection) -> int:
    """Return the number of active workers; without any the coordinator has all shards."""
    return connection.scalar(text("SELECT count(*) FROM citus_get_active_worker_nodes()")) or 0


def _find_size(connection: Connection, tables: Iterable[str]) -> int:
    """Return the bytes of tables and their indexes on all nodes; those of a table that is not distributed on the coordinator."""
    statement = text(
        "SELECT sum(CASE WHEN logicalrelid IS NULL"
        " THEN pg_total_relation_size(name::regclass) ELSE citus_total_relation_size(logicalrelid) END)"
        " FROM unnest(CAST(:names AS text[])) AS name LEFT JOIN pg_dist_partition ON logicalrelid = name::regclass"
    )
    return int(connection.scalar(statement, {"names": list(tables)}) or 0)


def _lock(connection: Connection, rows: Iterable[Any]) -> None:
    """Lock customers by rows of their shard and id, in order: the same order in every transaction prevents deadlocks."""
    for _, members in groupby(rows, key=itemgetter(0)):
        while ids := [customer_id for _, customer_id in islice(members, LOCK_BATCH)]:
            connection.execute(_LOCK, {"ids": ids})


def _lock_importing(dialect: Dialect, connection: Connection) -> None:
    """Lock the name of imports; a statement after the wait reads what other imports wrote."""
    connection.execute(dialect.insert(locks).values(name=IMPORTING).on_conflict_do_nothing())
    connection.execute(select(locks.c.name).where(locks.c.name == IMPORTING).with_for_update())


def _rows_on_nodes(ids: Select[tuple[UUID]]) -> FromClause:
    return select(customer_statistics.c.customer_id).where(customer_statistics.c.customer_id.in_(ids)).subquery("own")
