"""The spread of a shop over a Citus cluster: whether it can be, whether it is, and doing it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from customers.database.admin import distribute as admin_distribute
from customers.database.connection.engine import public_url
from customers.database.dialects import base
from customers.database.dialects import citus as dialects_citus
from customers.errors import CannotDistributeError, Remedy
from customers.services.transaction import Transaction

JOB = "db distribute"


@dataclass(frozen=True, slots=True)
class Distribution:
    """How a shop lies on a cluster, or would lie: each table with where it lies, by what, and its rows."""

    database: str
    citus: str
    nodes: int
    already: bool
    tables: list[dict[str, Any]]
    statements: list[str]


def look_ahead(tx: Transaction, shards: int | None) -> Distribution:
    """What spreading the tables would do.

    Raises:
        CannotDistributeError: it is SQLite, or PostgreSQL without Citus, or some tables were spread in another way.
    """
    url = public_url(tx.connection.engine.url)
    version = _check(tx, url)
    found = admin_distribute.find_placements(tx.connection)
    already = found == admin_distribute.expected_placements()
    if not already and (strange := [name for name, placement in found.items() if placement.kind != "local"]):
        raise CannotDistributeError(
            url=url,
            reason=f"some of its tables are, but not as this program does it: {', '.join(strange)}",
            hint="undistribute_table() takes each back; then run this again",
        )
    statements = [] if already else admin_distribute.statements(shards)
    counts = admin_distribute.count_rows(tx.connection)
    return Distribution(url, version, dialects_citus.count_nodes(tx.connection), already, _tables(counts), statements)


def distribute(tx: Transaction, shards: int | None, advance: Callable[[int], None]) -> Distribution:
    """Spread the tables over the cluster, all of them or none; where they are already, nothing is changed.

    Raises:
        CannotDistributeError: as for `preview_merge`.
        CopyMismatchError: a table has not as many rows as before.
    """
    outlook = look_ahead(tx, shards)
    if outlook.already:
        return outlook
    counts, indexed = admin_distribute.spread_tables(tx.connection, shards, advance)
    if not indexed:
        tx.notice("pg_trgm is not to be had on every node: searches read every text until it is, and `customers db upgrade` has run")
    if not outlook.nodes:
        tx.notice("the coordinator knows no worker and keeps every shard; `citus_add_node` and `citus_rebalance_start()` spread them")
    return Distribution(outlook.database, outlook.citus, outlook.nodes, False, _tables(counts), [])


def _check(tx: Transaction, url: str) -> str:
    """The version of Citus, where there is one that will do."""
    if base.is_sqlite(tx.connection):
        raise CannotDistributeError(url=url, reason="SQLite is one file on one machine", remedy=Remedy("copy_to_citus"))
    version = dialects_citus.find_version(tx.connection)
    if version is None:
        hint = "install Citus on every node, and `CREATE EXTENSION citus` in this database as its superuser"
        raise CannotDistributeError(url=url, reason="it has no `citus` extension", hint=hint)
    if tuple(map(int, re.findall(r"[0-9]+", version)[:2])) < admin_distribute.OLDEST_CITUS:
        oldest = ".".join(map(str, admin_distribute.OLDEST_CITUS))
        raise CannotDistributeError(url=url, reason=f"its Citus is {version}, and {oldest} or later is needed", hint="upgrade Citus first")
    return version


def _tables(counts: dict[str, int]) -> list[dict[str, Any]]:
    placements = admin_distribute.expected_placements()
    return [
        {"table": name, "kind": kind, "column": column, "beside": beside, "rows": counts[name]}
        for name, (kind, column, beside) in placements.items()
    ]
