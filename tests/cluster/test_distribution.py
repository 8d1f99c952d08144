"""What only a cluster has: workers, tables that are gathered again, the search index on every node."""

from collections.abc import Iterator

import psycopg
import pytest

from customers.database.admin.distribute import DISTRIBUTED, REFERENCE
from customers.errors import ExitStatus
from tests.cluster.conftest import is_cluster
from tests.support.cluster_page import script
from tests.support.factories import create, import_orders, listed, order, query
from tests.support.program import Program

_PLACED = "SELECT count(*) FROM pg_dist_partition WHERE logicalrelid::text = ANY({})"


@pytest.fixture
def distributed(cluster: Program) -> Iterator[Program]:
    """Return the program on a distributed shop, which is distributed again in the end."""
    if not is_cluster(cluster.url):
        pytest.skip("the database has no Citus")
    yield cluster
    cluster("db", "distribute", "--shards", "8", "--yes").succeeds()


def test_status_counts_all_tables(distributed: Program) -> None:
    status = distributed("db", "status", "-o", "json").prints_json(distributed=True, search_index=True)

    assert status.json()["nodes"] > 0
    assert status.json()["size_bytes"] > 0
    assert status.stderr == ""


def test_worker_refers_to_coordinator(distributed: Program) -> None:
    rows = query(distributed.url, "SELECT nodename, nodeport FROM pg_dist_node WHERE groupid <> 0 ORDER BY nodeid LIMIT 1")
    if not rows:
        pytest.skip("the cluster has no worker")
    host, port = rows[0]
    with psycopg.connect(distributed.url) as connection:
        database, user = connection.info.dbname, connection.info.user
    worker = f"postgresql://{user}@{host}:{port}/{database}"

    for command in ("list", "db status", "db upgrade", "create --first-name Asha"):
        result = distributed(*command.split(), "--database-url", worker)
        result.fails(ExitStatus.DATABASE, "it is a worker of a cluster", "Name the coordinator instead")


def test_gathered_tables_are_reported_and_distributed_again(distributed: Program) -> None:
    meera = create(distributed, "Meera", email="meera@example.com")
    import_orders(distributed, order(meera, "1", "5"))
    placed = [*DISTRIBUTED, *REFERENCE]
    query(distributed.url, script("gather"))
    assert query(distributed.url, _PLACED, placed) == [(0,)]

    gathered = distributed("db", "status", "-o", "json").prints_json(distributed=False)
    assert "index keeps order numbers unique" in gathered.stderr
    checks = distributed("doctor", "-o", "json").fails(ExitStatus.PARTIAL, stdout=None).json()["checks"]
    assert [check["name"] for check in checks if not check["ok"]] == ["order_index"]
    import_orders(distributed, order(meera, "1", "6"), order(meera, "2", "5"))

    distributed("db", "distribute", "--shards", "8", "--yes").succeeds()

    distributed("doctor").succeeds()
    assert listed(distributed, "search", "merea") == ["Meera"]
    assert query(distributed.url, "SELECT count(*) FROM orders") == [(2,)]
    distributed("db", "distribute", "-o", "json").prints_json(already=True)
