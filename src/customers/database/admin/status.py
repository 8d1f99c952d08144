"""How a database is: engine, size, and what is stored."""

from typing import Any

from sqlalchemy import Connection, func, select, text

from customers.database.dialects import base, citus
from customers.database.schema.tables import addresses, customer_statistics, customers, events, metadata, orders


def describe(connection: Connection) -> dict[str, Any]:
    """The engine with its version, the size in bytes, whether a cluster holds it, and the rows of the main tables."""
    if base.is_sqlite(connection):
        engine = f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}"
        size = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    else:
        engine = f"PostgreSQL {connection.scalar(text('SHOW server_version'))}"
        size = text("SELECT pg_database_size(current_database())")
    told: dict[str, Any] = {"engine": engine, "size_bytes": connection.scalar(size), "distributed": citus.is_distributed(connection)}
    if told["distributed"]:
        told["size_bytes"] = citus.find_size(connection, metadata.tables)
        told |= {"citus": citus.find_version(connection), "nodes": citus.count_nodes(connection)}
    live = connection.scalar(select(func.count()).select_from(customer_statistics).where(customer_statistics.c.live))
    counts = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in (customers, addresses, orders, events)
    }
    others = counts.pop("customers") - (live or 0)
    return {**told, "customers": live, "deleted_or_absorbed": others, **counts}
