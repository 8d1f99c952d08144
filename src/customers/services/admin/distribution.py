"""Distribute the tables of a shop over a Citus cluster."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from customers.database.admin import distribute as admin_distribute
from customers.database.connection.engine import public_url, sqlite_path
from customers.database.dialects import citus as dialects_citus
from customers.errors import CannotDistributeError, Remedy
from customers.services.indexes import note_missing_index
from customers.services.transaction import Transaction

JOB = "db distribute"


@dataclass(frozen=True, slots=True)
class Distribution:
    """The distribution of a shop over a cluster: the placement and the number of rows of each table."""

    database: str
    citus: str
    nodes: int
    already: bool
    tables: list[dict[str, Any]]
    statements: list[str]


def preview_distribution(tx: Transaction, shards: int | None) -> Distribution:
    """Return the distribution that `distribute` would make.

    Raises:
        CannotDistributeError: the database is SQLite, or PostgreSQL without Citus, or some tables are distributed differently.
    """
    url = public_url(tx.connection.engine.url)
    version = _check(tx, url)
    tables = _find_local(tx, url)
    statements = admin_distribute.statements(tables, shards) if tables else []
    counts = admin_distribute.count_rows(tx.connection)
    return Distribution(url, version, dialects_citus.count_nodes(tx.connection), not tables, _tables(counts), statements)


def distribute(tx: Transaction, shards: int | None, advance: Callable[[int], None]) -> Distribution:
    """Distribute the tables over the cluster, all of them or none; distributed ones stay unchanged.

    Raises:
        CannotDistributeError: as for `preview_distribution`.
        CopyMismatchError: a table has another number of rows than before.
    """
    preview = preview_distribution(tx, shards)
    if preview.already:
        return preview
    tables = _find_local(tx, preview.database)
    counts, indexed = admin_distribute.distribute_tables(tx.connection, tables, shards, advance)
    if not indexed:
        note_missing_index(tx)
    if not preview.nodes:
        tx.notice("the coordinator knows no worker and keeps every shard; `citus_add_node` and `citus_rebalance_start()` spread them")
    return Distribution(preview.database, preview.citus, preview.nodes, False, _tables(counts), [])


def _find_local(tx: Transaction, url: str) -> list[str]:
    """Return the tables that are to be distributed; raise CannotDistributeError where others are distributed differently."""
    placements, expected = admin_distribute.find_placements(tx.connection), admin_distribute.expected_placements()
    local = [name for name, placement in placements.items() if placement.kind == "local" and expected[name].kind != "local"]
    foreign = [name for name, placement in placements.items() if placement != expected[name] and name not in local]
    if not foreign:
        return local
    raise CannotDistributeError(
        url=url,
        reason=f"some of its tables are, but not as this program does it: {', '.join(foreign)}",
        hint=f"gather each by `SELECT undistribute_table('{foreign[0]}', cascade_via_foreign_keys => true)`, then run this again",
    )


def _check(tx: Transaction, url: str) -> str:
    """Return the version of Citus; raise CannotDistributeError where it is missing or too old."""
    if sqlite_path(tx.connection.engine) is not None:
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
