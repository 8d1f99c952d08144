"""The schema: results of migrations, constraints of the database, and the files of SQLite."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

from customers.database.connection.engine import connect, open_engine
from customers.database.dialects.base import dialect_of
from customers.database.schema.tables import REVISIONS, alembic_version, metadata
from customers.database.schema.upgrade import migration_config
from customers.database.search.trigram_index import SEARCH_INDEX, create_search_index
from tests.support.factories import make_blank
from tests.support.postgres import TempPostgres
from tests.support.program import Program

# Identities, of deleted and erased customers too, are looked up by value; locks, secrets, runs, saved segments and thresholds
# belong to no customer.
NOT_BY_CUSTOMER = {
    *("identities", "deleted_identities", "locks", "erased_identities", "runs", "secrets", "saved_segments"),
    *("saved_segment_changes", "vip_thresholds"),
}
# Alembic does not compare collations, checks and conditions of indexes.
DEFINITIONS = """
    SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull, collname
    FROM pg_attribute LEFT JOIN pg_collation ON pg_collation.oid = attcollation JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND relname <> 'alembic_version'
    UNION ALL
    SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), false, '' FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'alembic_version'
    UNION ALL
    SELECT tablename::regclass, indexname, indexdef, false, '' FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a new database with the schema of `db upgrade`."""
    url = f"sqlite:///{tmp_path / 'upgraded.db'}" if request.param == "sqlite" else request.getfixturevalue("fresh_postgres_url")
    Program(url, tmp_path / "home")("db", "upgrade").succeeds()
    return str(url)


def migrate_empty_sqlite(path: Path) -> str:
    """Create a SQLite file by every migration in order; return its URL."""
    # A first use creates the tables at once; a non-empty file without tables goes through the migrations.
    make_blank(path)
    url = f"sqlite:///{path}"
    Program(url, path.parent / "home")("db", "upgrade").succeeds()
    return url


def schema_differences(connection: Connection) -> list[object]:
    """Return the differences between a database and the tables, according to Alembic."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    differences: list[object] = compare_metadata(context, metadata)
    return [difference for difference in differences if alembic_version.name not in str(difference) and SEARCH_INDEX not in str(difference)]


def sqlite_statements(url: str) -> dict[str, str]:
    """Return the definitions of the tables and indexes of a SQLite file, white space normalised."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
        return {name: " ".join(sql.split()) for name, sql in rows}


def postgres_definitions(url: str) -> set[tuple[str, ...]]:
    """Return the columns, constraints and indexes of a PostgreSQL database, as the server describes them."""
    with connect(open_engine(url), writing=False) as connection:
        return {tuple(map(str, row)) for row in connection.execute(text(DEFINITIONS))}


def test_migrations_create_tables_on_postgresql(fresh_postgres_url: str, tmp_path: Path) -> None:
    Program(fresh_postgres_url, tmp_path / "home")("db", "upgrade").succeeds()

    with connect(open_engine(fresh_postgres_url), writing=False) as connection:
        assert schema_differences(connection) == []


def test_migrations_create_tables_on_sqlite(tmp_path: Path) -> None:
    url = migrate_empty_sqlite(tmp_path / "migrated.db")

    with connect(open_engine(url), writing=False) as connection:
        assert schema_differences(connection) == []


def test_migrations_and_tables_are_equal_on_postgresql(postgres: TempPostgres, fresh_postgres_url: str, tmp_path: Path) -> None:
    Program(fresh_postgres_url, tmp_path / "home")("db", "upgrade").succeeds()
    second_url = postgres.create_database("from_tables")
    with connect(open_engine(second_url), writing=True) as connection:
        dialect_of(connection).create_tables(connection, metadata)
        create_search_index(connection)
        connection.commit()

    try:
        assert postgres_definitions(fresh_postgres_url) == postgres_definitions(second_url)
    finally:
        postgres.drop_database("from_tables")


def test_migrations_and_first_use_create_equal_sqlite_files(tmp_path: Path, sqlite_url: str) -> None:
    migrated = sqlite_statements(migrate_empty_sqlite(tmp_path / "migrated.db"))
    first_use = sqlite_statements(sqlite_url)

    assert {name: _sorted_parts(sql) for name, sql in migrated.items()} == {name: _sorted_parts(sql) for name, sql in first_use.items()}


def test_revisions_equal_migrations_in_order() -> None:
    script = ScriptDirectory.from_config(migration_config())

    assert tuple(step.revision for step in reversed(list(script.walk_revisions()))) == REVISIONS


def test_database_has_tables_of_program_only(upgraded_url: str) -> None:
    with connect(open_engine(upgraded_url), writing=False) as connection:
        # FTS5 stores its index in tables with its name as a prefix.
        names = {name for name in inspect(connection).get_table_names() if not name.startswith(SEARCH_INDEX)}
        assert names == {*metadata.tables, alembic_version.name}


def test_primary_keys_begin_with_customer(upgraded_url: str) -> None:
    with connect(open_engine(upgraded_url), writing=False) as connection:
        inspector = inspect(connection)
        first = {table: inspector.get_pk_constraint(table)["constrained_columns"][0] for table in metadata.tables}

    assert first.pop("customers") == "id"
    assert {table: column for table, column in first.items() if column != "customer_id"}.keys() == NOT_BY_CUSTOMER


@pytest.mark.parametrize("kind", ["shipping", "billing"])
def test_database_refuses_second_default_address_of_a_type(customers: Program, kind: str) -> None:
    place = ("--type", kind, "--city", "Pune", "--state", "MH", "--pincode", "411001")
    customers("create", "--first-name", "Asha", "--email", "asha@example.com").succeeds()
    customers("address", "add", "asha@example.com", *place, "--address1", "1 First Street").succeeds()
    customers("address", "add", "asha@example.com", *place, "--address1", "2 Second Street").succeeds()

    with connect(open_engine(customers.url), writing=True) as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE addresses SET is_default = (1 = 1)"))


def test_database_accepts_one_default_for_each_type(customers: Program) -> None:
    place = ("--address1", "1 First Street", "--city", "Pune", "--state", "MH", "--pincode", "411001")
    customers("create", "--first-name", "Asha", "--email", "asha@example.com").succeeds()
    for kind in ("shipping", "billing"):
        customers("address", "add", "asha@example.com", "--type", kind, *place).succeeds()

    with connect(open_engine(customers.url), writing=False) as connection:
        assert connection.scalar(text("SELECT count(*) FROM addresses WHERE is_default")) == 2


def test_first_use_creates_private_file_and_folder(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = Program("", home)

    program("list").succeeds()

    paths = [path for path in home.rglob("*") if path.is_file() and "customers" in path.name]
    folder = next(path for path in paths if path.suffix == ".db").parent
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in paths} == {path.name: "0o600" for path in paths}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_first_write_creates_private_files_with_any_umask(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = Program("", home)

    before = os.umask(0)
    try:
        program("create", "--first-name", "Asha").succeeds()
        program("vip", "recalculate").succeeds()
    finally:
        os.umask(before)

    modes = {str(path.relative_to(home)): oct(path.stat().st_mode & 0o777) for path in home.rglob("*") if path.is_file()}
    assert modes
    assert set(modes.values()) == {"0o600"}, modes


def test_sqlite_file_is_in_wal_mode(sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_connections_enforce_foreign_keys(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)

    with connect(engine, writing=False) as reading:
        assert reading.scalar(text("PRAGMA foreign_keys")) == 1
    with connect(engine, writing=True) as writing, pytest.raises(IntegrityError):
        writing.execute(text("INSERT INTO customer_tags (customer_id, key, label) VALUES (x'00', 'sale', 'sale')"))


def test_constraints_have_names() -> None:
    unnamed = [
        f"{table.name}: {CreateTable(table)}" for table in metadata.tables.values() for rule in table.constraints if rule.name is None
    ]

    assert unnamed == []


def _sorted_parts(sql: str) -> list[str]:
    """Return the parts of a statement in sorted order: the order of constraints may differ."""
    return sorted(part.strip(" ()") for part in sql.split(","))
