"""How the tables lie on a Citus cluster, and the statements that spread them.

All of one customer lies on one node, so that its rows are joined, constrained and recalculated there. What ties two
customers together lies on every node; what only has to be held by one run at a time stays where all runs come through.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select, text

from customers.database.connection import locks
from customers.database.dialects import citus
from customers.database.schema.tables import alembic_version, metadata
from customers.database.search import trigram_index
from customers.errors import CopyMismatchError

# The oldest Citus that joins a table of every node with one that is spread, from the outside too.
OLDEST_CITUS = (11, 3)
ROOT = "customers"
# Tables that are spread, by this column: rows of one value lie on one node.
DISTRIBUTED: Mapping[str, str] = {
    table.name: table.info["distributed_by"] for table in metadata.tables.values() if table.info["placement"] == "distributed"
}
# Who is looked up by a name is not known by an id yet, and a name must be unique: apart from the others.
APART = tuple(name for name, column in DISTRIBUTED.items() if name != ROOT and column != "customer_id")
# Tables that every node has whole: each row is about two customers, who lie on two nodes, and there are few of them.
REFERENCE = tuple(table.name for table in metadata.tables.values() if table.info["placement"] == "reference")
# Tables that stay where they are: a row that runs hold against each other must be one row, and all come through here.
LOCAL = tuple(table.name for table in (*metadata.tables.values(), alembic_version) if table.info["placement"] == "local")

ORDER_NUMBERS = "uq_orders_source_number"
PLAIN_ORDER_NUMBERS = "ix_orders_source_number"
PATIENCE = "10s"


class Placement(NamedTuple):
    """Where a table lies: as one of "distributed", "reference" or "local", by which column, beside which other table."""

    kind: str
    column: str | None = None
    beside: str | None = None


def expected_placements() -> dict[str, Placement]:
    """Where every table is to lie, those that others refer to first."""
    names = [table.name for table in metadata.sorted_tables]
    placements = {}
    for name in sorted(DISTRIBUTED, key=names.index):
        beside = None if name == ROOT or name in APART else ROOT
        placements[name] = Placement("distributed", DISTRIBUTED[name], beside)
    return placements | dict.fromkeys(REFERENCE, Placement("reference")) | dict.fromkeys(LOCAL, Placement("local"))


def find_placements(connection: Connection) -> dict[str, Placement]:
    """Where every table lies now; needs the extension."""
    statement = text(
        "SELECT name, partmethod, colocationid,"
        " CASE WHEN partmethod = 'h' THEN column_to_column_name(logicalrelid, partkey::text) END AS key"
        " FROM unnest(CAST(:names AS text[])) AS name JOIN pg_dist_partition ON logicalrelid = to_regclass(name)"
    )
    rows = {row.name: row for row in connection.execute(statement, {"names": list(expected_placements())})}
    found = dict.fromkeys(expected_placements(), Placement("local"))
    for name, row in rows.items():
        if row.partmethod != "h":
            found[name] = Placement("reference")
            continue
        together = name != ROOT and ROOT in rows and rows[ROOT].colocationid == row.colocationid
        found[name] = Placement("distributed", row.key, ROOT if together else None)
    return found


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows every table has."""
    tables = (*metadata.sorted_tables, alembic_version)
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def statements(shards: int | None) -> list[str]:
    """What spreads the tables, in order."""
    return [*_holding(), *_spreading(shards), *trigram_index.POSTGRES_SEARCH_INDEX]


def spread_tables(connection: Connection, shards: int | None, advance: Callable[[int], None]) -> tuple[dict[str, int], bool]:
    """Spread the tables; returns the rows of each, and whether the search texts have their index again.

    Raises:
        CopyMismatchError: a table has not as many rows as before.
    """
    for statement in _holding():
        connection.execute(text(statement))
    locks.set_lock_timeout(connection)
    before = count_rows(connection)
    for statement in _spreading(shards):
        connection.execute(text(statement))
        advance(1)
    after = count_rows(connection)
    if differing := [name for name, number in before.items() if after[name] != number]:
        raise CopyMismatchError(tables=", ".join(differing))
    for known in (citus.DISTRIBUTED, trigram_index.SEARCH_INDEX):
        connection.info.pop(known, None)
    return after, trigram_index.create_search_index(connection)


def _holding() -> list[str]:
    """What keeps everybody else out, and gives up where somebody is at work for long."""
    return [
        f"SET LOCAL lock_timeout = '{PATIENCE}'",
        f"LOCK TABLE {', '.join(_spread_names())} IN ACCESS EXCLUSIVE MODE",
        "SET LOCAL lock_timeout TO DEFAULT",
    ]


def _spreading(shards: int | None) -> list[str]:
    # Citus distributes no table that refers to another one, and no unique index without the column it goes by.
    return [
        *(f"ALTER TABLE {name} DROP CONSTRAINT {rule}" for name, rule in _references()),
        f"DROP INDEX IF EXISTS {trigram_index.SEARCH_INDEX}",
        f"DROP INDEX {ORDER_NUMBERS}",
        *(_spread(name, expected_placements()[name], shards) for name in _spread_names()),
        # What was copied to the nodes is still on the coordinator's disk, unseen.
        *(f"SELECT truncate_local_data_after_distributing_table('{name}')" for name in _spread_names()),
        *(
            f"ALTER TABLE {name} ADD CONSTRAINT {rule} FOREIGN KEY (customer_id) REFERENCES {ROOT} (id)"
            for name, rule in _references()
            if name in DISTRIBUTED
        ),
        f"CREATE INDEX {PLAIN_ORDER_NUMBERS} ON orders (source, number)",
    ]


def _spread_names() -> list[str]:
    return [name for name, placement in expected_placements().items() if placement.kind != "local"]


def _spread(name: str, placement: Placement, shards: int | None) -> str:
    if placement.kind == "reference":
        return f"SELECT create_reference_table('{name}')"
    beside = f"colocate_with => '{placement.beside or 'none'}'"
    # Tables that lie beside another have as many shards as it has.
    count = f", shard_count => {shards}" if shards is not None and placement.beside is None else ""
    return f"SELECT create_distributed_table('{name}', '{placement.column}', {beside}{count})"


def _references() -> list[tuple[str, str]]:
    """The foreign keys, by table and name: each is of a customer's rows to the customer."""
    return [(table.name, str(rule.name)) for table in metadata.sorted_tables for rule in table.foreign_key_constraints]
