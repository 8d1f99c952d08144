"""What is known of the Citus cluster that a shop's tables may be spread over, and what has to be done otherwise there."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

DISTRIBUTED = "customers_distributed"


def is_distributed(connection: Connection) -> bool:
    """Whether the tables are spread over a Citus cluster; asked once for each connection."""
    if connection.dialect.name != "postgresql":
        return False
    known = connection.info.get(DISTRIBUTED)
    if known is None:
        # Citus keeps what it distributes in a table of its own, which is not there without it.
        there = connection.scalar(text("SELECT to_regclass('pg_dist_partition')")) is not None
        ours = text("SELECT EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = to_regclass('customers'))")
        known = connection.info[DISTRIBUTED] = there and bool(connection.scalar(ours))
    return bool(known)


def lock_each(connection: Connection, ids: Iterable[Any]) -> None:
    """Hold customers until the transaction ends, each by a statement of its own: a cluster holds no rows of two shards by one.

    The ids must come in order, so that nobody deadlocks.
    """
    if bound := [{"customer_id": customer_id} for customer_id in ids]:
        connection.execute(text("SELECT id FROM customers WHERE id = :customer_id FOR UPDATE"), bound)


def propagate_settings(connection: Connection) -> None:
    """Let what a transaction sets for itself from now on go for the nodes too, which do the work."""
    if is_distributed(connection):
        connection.execute(text("SET LOCAL citus.propagate_set_commands = 'local'"))


def find_version(connection: Connection) -> str | None:
    """The version of the `citus` extension in this database, None where it is not there."""
    version = connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'citus'"))
    return None if version is None else str(version)


def count_nodes(connection: Connection) -> int:
    """How many workers the coordinator knows; none where it keeps all shards itself."""
    return connection.scalar(text("SELECT count(*) FROM citus_get_active_worker_nodes()")) or 0


def find_size(connection: Connection, tables: Iterable[str]) -> int:
    """How many bytes some tables take on all nodes, with their indexes."""
    statement = text("SELECT sum(citus_total_relation_size(name::regclass)) FROM unnest(CAST(:names AS text[])) AS name")
    return int(connection.scalar(statement, {"names": list(tables)}) or 0)
