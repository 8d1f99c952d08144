"""A shop in the database of CUSTOMERS_TEST_CLUSTER_URL, distributed where that has Citus."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from customers.database.admin.distribute import DISTRIBUTED, LOCAL, REFERENCE, ROOT
from tests.support.program import Program

URL = "CUSTOMERS_TEST_CLUSTER_URL"
# This table tells the database of the suite, which empties it, from a shop.
MARK = "emptied_by_tests"
KEPT = "alembic_version"
TABLES = [*(name for name in (*DISTRIBUTED, *REFERENCE, *LOCAL) if name not in (ROOT, KEPT)), ROOT]


@pytest.fixture(scope="session")
def cluster_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the URL of the database, with the schema and distributed tables.

    A database that has a shop already is refused.
    """
    url = os.environ.get(URL)
    if not url:
        pytest.skip(f"{URL} is not set: the URL of an empty database on the coordinator of a Citus cluster, or of a plain PostgreSQL")
    with psycopg.connect(url, autocommit=True) as connection:
        if not _exists(connection, MARK):
            if _exists(connection, ROOT):
                pytest.fail(f"the database of {URL} has a shop: name an empty one, which the tests may empty again")
            connection.execute(f"CREATE TABLE {MARK} ()".encode())
    program = Program(url, tmp_path_factory.mktemp("cluster") / "home")
    program("db", "upgrade").succeeds()
    if is_cluster(url):
        program("db", "distribute", "--shards", "8", "--yes").succeeds()
    return url


@pytest.fixture(scope="session")
def emptied_cluster(cluster_url: str) -> Iterator[Callable[[], str]]:
    """Return a function that empties the database and returns its URL."""
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute("SET lock_timeout = '10s'")

        def empty() -> str:
            for name in TABLES:
                connection.execute(f"DELETE FROM {name}".encode())
            return cluster_url

        yield empty


@pytest.fixture
def cluster(emptied_cluster: Callable[[], str], tmp_path: Path) -> Program:
    """Return the program on an empty shop in the database."""
    return Program(emptied_cluster(), tmp_path / "cluster")


def is_cluster(url: str) -> bool:
    """Return whether a database has Citus."""
    with psycopg.connect(url) as connection:
        return _exists(connection, "pg_dist_partition")


def _exists(connection: "psycopg.Connection[Any]", name: str) -> bool:
    return connection.execute("SELECT to_regclass(%s) IS NOT NULL", [name]).fetchone() == (True,)
