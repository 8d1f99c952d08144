"""The placement of the tables on a Citus cluster, and the statements that distribute them.

All rows of one customer are on one node, where they are joined, constrained and recalculated. Rows of two customers are on
every node; locks of runs stay on the coordinator, through which all runs connect.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from customers.database.dialects.base import dialect_of
from customers.database.dialects.citus import CITUS, forget_distribution
from customers.database.schema.tables import alembic_version, metadata
from customers.database.search import trigram_index
from customers.errors import CopyMismatchError

# The oldest Citus that outer-joins a reference table with a distributed one.
OLDEST_CITUS = (11, 3)
ROOT = "customers"
# Distributed tables with their distribution columns: rows of one value are on one node.
DISTRIBUTED: Mapping[str, str] = {
    table.name: table.info["distributed_by"] for table in metadata.tables.values() if table.info["placement"] == "distributed"
}
# A look-up by an identity has no customer id yet, and identities are unique: not co-located with the others.
APART = tuple(name for name, column in DISTRIBUTED.items() if name != ROOT and column != "customer_id")
# Tables that every node has a copy of: few rows, each of two customers on two nodes.
REFERENCE = tuple(table.name for table in metadata.tables.values() if table.info["placement"] == "reference")
# Tables that stay on the coordinator: a lock must be one row.
LOCAL = tuple(table.name for table in (*metadata.tables.values(), alembic_version) if table.info["placement"] == "local")

ORDER_NUMBERS = "uq_orders_source_number"  # no dialect of PostgreSQL but that of a cluster works without it
PLAIN_ORDER_NUMBERS = "ix_orders_source_number"
LOCK_TIMEOUT = "10s"


class Placement(NamedTuple):
    """The placement of a table: "distributed", "reference" or "local", its distribution column, and the co-located table."""

    kind: str
    column: str | None = None
    beside: str | None = None


def expected_placements() -> dict[str, Placement]:
    """Return the placement that every table is to have, referenced tables first."""
    names = [table.name for table in metadata.sorted_tables]
    placements = {}
    for name in sorted(DISTRIBUTED, key=names.index):
        beside = None if name == ROOT or name in APART else ROOT
        placements[name] = Placement("distributed", DISTRIBUTED[name], beside)
    return placements | dict.fromkeys(REFERENCE, Placement("reference")) | dict.fromkeys(LOCAL, Placement("local"))


def find_placements(connection: Connection) -> dict[str, Placement]:
    """Return the placement that every table has, in a database with the extension."""
    statement = text(
        "SELECT name, partmethod, colocationid,"
        " CASE WHEN partmethod = 'h' THEN column_to_column_name(logicalrelid, partkey::text) END AS key"
        " FROM unnest(CAST(:names AS text[])) AS name JOIN pg_dist_partition ON logicalrelid = to_regclass(name)"
    )
    rows = {row.name: row for row in connection.execute(statement, {"names": list(expected_placements())})}
    placements = dict.fromkeys(expected_placements(), Placement("local"))
    for name, row in rows.items():
        if row.partmethod != "h":
            placements[name] = Placement("reference")
            continue
        is_colocated = name != ROOT and ROOT in rows and rows[ROOT].colocationid == row.colocationid
        placements[name] = Placement("distributed", row.key, ROOT if is_colocated else None)
    return placements


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of every table."""
    tables = (*metadata.sorted_tables, alembic_version)
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def statements(tables: Sequence[str], shards: int | None) -> list[str]:
    """Return the statements that distribute tables, in order."""
    extension, index = CITUS.search.index_statements
    return [*_locking(tables), extension, *_distributing(tables, shards), index]


def distribute_tables(
    connection: Connection, tables: Sequence[str], shards: int | None, advance: Callable[[int], None]
) -> tuple[dict[str, int], bool]:
    """Distribute tables; return the number of rows of every table, and whether the search texts have their index again.

    Raises:
        CopyMismatchError: a table has another number of rows than before.
    """
    for statement in _locking(tables):
        connection.execute(text(statement))
    dialect_of(connection).set_lock_timeout(connection)
    trigram_index.install_extension(connection)
    before = count_rows(connection)
    for statement in _distributing(tables, shards):
        connection.execute(text(statement))
        advance(1)
    after = count_rows(connection)
    if differing := [name for name, number in before.items() if after[name] != number]:
        raise CopyMismatchError(tables=", ".join(differing))
    forget_distribution(connection)
    connection.info.pop(trigram_index.SEARCH_INDEX, None)
    return after, trigram_index.create_search_index(connection)


def _locking(tables: Sequence[str]) -> list[str]:
    """Return the statements that lock the tables, or fail after `LOCK_TIMEOUT`."""
    return [
        f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'",
        f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE",
        "SET LOCAL lock_timeout TO DEFAULT",
    ]


def _distributing(tables: Sequence[str], shards: int | None) -> list[str]:
    # IF EXISTS: there are fewer after tables were gathered again.
    # Citus distributes no table with a foreign key, and no unique index without the distribution column.
    return [
        *(f"ALTER TABLE {name} DROP CONSTRAINT IF EXISTS {rule}" for name, rule in _references(tables)),
        f"DROP INDEX IF EXISTS {trigram_index.SEARCH_INDEX}",
        f"DROP INDEX IF EXISTS {ORDER_NUMBERS}",
        *(_place(name, expected_placements()[name], shards) for name in tables),
        # The rows that were copied to the nodes are still on the coordinator's disk, invisible.
        *(f"SELECT truncate_local_data_after_distributing_table('{name}')" for name in tables),
        *(
            f"ALTER TABLE {name} ADD CONSTRAINT {rule} FOREIGN KEY (customer_id) REFERENCES {ROOT} (id)"
            for name, rule in _references(tables)
            if name in DISTRIBUTED
        ),
        f"CREATE INDEX IF NOT EXISTS {PLAIN_ORDER_NUMBERS} ON orders (source, number)",
    ]


def _place(name: str, placement: Placement, shards: int | None) -> str:
    if placement.kind == "reference":
        return f"SELECT create_reference_table('{name}')"
    beside = f"colocate_with => '{placement.beside or 'none'}'"
    # A co-located table has the shards of the other.
    count = f", shard_count => {shards}" if shards is not None and placement.beside is None else ""
    return f"SELECT create_distributed_table('{name}', '{placement.column}', {beside}{count})"


def _references(tables: Sequence[str]) -> list[tuple[str, str]]:
    """Return the foreign keys of tables by table and name; each references `customers`."""
    return [
        (table.name, str(rule.name)) for table in metadata.sorted_tables if table.name in tables for rule in table.foreign_key_constraints
    ]
