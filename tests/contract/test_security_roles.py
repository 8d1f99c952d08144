"""PostgreSQL roles that own nothing: those of `customers db roles` suffice for daily work, and a reading role can only read."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, listed, order, query
from tests.support.postgres import TempPostgres
from tests.support.program import Program

# Names that need quotes everywhere.
ROLES = ["--app", 'Till\'s "app" %', "--reports", "bi-reports"]


@pytest.fixture
def shops(postgres: TempPostgres, fresh_postgres_url: str, tmp_path: Path) -> Iterator[tuple[Program, Program]]:
    """Return the program as the application role and as the reporting role, on a shop of another owner."""
    owner = Program(fresh_postgres_url, tmp_path / "owner")
    owner("db", "upgrade").succeeds()
    script = owner("db", "roles", *ROLES).succeeds().stdout
    database = fresh_postgres_url.partition("?")[0].rpartition("/")[2]
    with postgres.connect(database) as connection:
        for _ in range(2):  # again, as after an upgrade
            connection.execute(script.encode())
        yield tuple(Program(as_role(fresh_postgres_url, name), tmp_path / "home") for name in ("Till's%20%22app%22%20%25", "bi-reports"))  # type: ignore[misc]
        for role in ROLES[1::2]:
            name = '"' + role.replace('"', '""') + '"'
            connection.execute(f"DROP OWNED BY {name} CASCADE; DROP ROLE {name}".encode())


def as_role(url: str, role: str) -> str:
    """Return the URL of a database for another role, percent-encoded."""
    return url.replace("postgres@", f"{role}@")


def test_app_role_permits_daily_work(shops: tuple[Program, Program], tmp_path: Path) -> None:
    customers, _ = shops
    asha = create(customers, email="asha@example.com", tags=["a"], addresses=[HOME], external_ids={"till": "1"})
    rao = create(customers, "Aasha", email="rao@example.com", phone="9876543210")
    import_orders(customers, order(asha, "1", "100"), order(rao, "2", "60000"))
    file = str(tmp_path / "all.csv")
    merged = customers("merge", asha["id"], rao["id"], "--yes", "--json").succeeds().json()

    for command in (
        ["unmerge", merged["merge_id"], "--yes"],
        ["update", asha["id"], "--notes", "x"],
        ["tag", "add", asha["id"], "--tag", "b"],
        ["tag", "add", "--tag", "c", "--has-email", "--yes"],
        ["tag", "rename", "c", "d", "--yes"],
        ["tag", "remove", "--tag", "d", "--has-email", "--yes"],
        ["address", "add", asha["id"], "--address1", "7 Fort", "--city", "Pune", "--state", "MH", "--pincode", "411001"],
        ["vip", "recalculate"],
        ["vip", "pin", asha["id"], "--reason", "x"],
        ["search", "asha"],
        ["search", "ashha"],
        ["segments"],
        ["duplicates"],
        ["duplicates", "dismiss", asha["id"], rao["id"]],
        ["history", asha["id"]],
        ["export", "customers", file],
        ["import", "customers", file],
        ["export", "orders", str(tmp_path / "orders.csv")],
        ["import", "orders", str(tmp_path / "orders.csv")],
        ["delete", rao["id"], "--yes"],
        ["restore", rao["id"]],
        ["erase", rao["id"], "--yes"],
        ["doctor"],
        ["doctor", "--fix"],
        ["db", "status"],
        ["db", "upgrade"],
        ["db", "backup", str(tmp_path / "backup.db")],
    ):
        customers(*command).succeeds()
    owner = customers.url.replace("Till's%20%22app%22%20%25@", "postgres@")
    assert query(owner, "SELECT count(*) FROM pg_class WHERE relowner <> 10") == [(0,)]


def test_app_role_refuses_new_tables_and_changes_of_history(shops: tuple[Program, Program]) -> None:
    customers, _ = shops
    create(customers)

    for statement in (
        "CREATE TABLE mine (id int)",
        "DROP TABLE orders",
        "DELETE FROM events",
        "UPDATE events SET actor = 'somebody'",
        "DELETE FROM customers",
        "TRUNCATE orders",
        "UPDATE alembic_version SET version_num = '1'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ):
        with psycopg.connect(customers.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_reports_role_makes_nothing(shops: tuple[Program, Program]) -> None:
    _, reports = shops

    for statement in (
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE VIEW mine AS SELECT 1",
        "SELECT value FROM secrets",
        "INSERT INTO locks (name) VALUES ('x')",
        "LOCK TABLE customers IN ACCESS EXCLUSIVE MODE",
        "COPY customers TO PROGRAM 'true'",
    ):
        with psycopg.connect(reports.url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_reports_role_permits_reads_only(shops: tuple[Program, Program], tmp_path: Path) -> None:
    customers, reports = shops
    asha = create(customers, email="asha@example.com", tags=["a"], addresses=[HOME])
    create(customers, "Usha")
    import_orders(customers, order(asha, "1", "100"))

    for command in (
        ["list", "--all", "--with-addresses"],
        ["list", "--tag", "a", "--sort", "-total_spent", "-o", "jsonl", "--all"],
        ["show", asha["id"]],
        ["search", "asha"],
        ["search", "ashha"],
        ["segments"],
        ["segments", "changes", "--since", "2020-01-01"],
        ["segments", "rfm"],
        ["segments", "trend", "--since", "2020-01-01", "--every", "quarter"],
        ["vip"],
        ["vip", "explain", asha["id"]],
        ["orders", asha["id"]],
        ["duplicates"],
        ["history"],
        ["merges"],
        ["tag", "list"],
        ["doctor"],
        ["db", "status"],
        ["export", "customers", str(tmp_path / "customers.csv"), "--tag", "a"],
        ["export", "customers", "-", "--format", "jsonl"],
        ["export", "orders", "-"],
        ["export", "addresses", "-"],
    ):
        reports(*command).succeeds()
    for command in (
        ["create", "--first-name", "Nobody"],
        ["create", "--first-name", "Nobody", "--dry-run"],
        ["update", asha["id"], "--notes", "x"],
        ["tag", "add", asha["id"], "--tag", "x"],
        ["tag", "add", "--tag", "x", "--has-email", "--yes"],
        ["delete", asha["id"], "--yes"],
        ["erase", asha["id"], "--yes"],
        ["vip", "recalculate"],
        ["vip", "pin", asha["id"], "--reason", "x"],
        ["import", "customers", str(tmp_path / "customers.csv"), "--set", "notes=x", "--quiet"],
        ["doctor", "--fix"],
    ):
        refused = reports(*command).fails(ExitStatus.DATABASE, "permission denied", "customers db roles", stdout=None)
        assert refused.stderr.count("\n") == 2, refused.stderr
    assert sorted(listed(customers, "list")) == ["Asha", "Usha"]


def test_reports_role_does_not_read_the_key_of_erased_identities(shops: tuple[Program, Program]) -> None:
    customers, reports = shops
    customers("erase", create(customers, email="asha@example.com")["id"], "--yes").succeeds()

    reports("doctor").succeeds()
    with psycopg.connect(reports.url) as connection:
        assert connection.execute("SELECT name FROM secrets").fetchall() == [("erased_identities",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT value FROM secrets")


def test_missing_right_to_create_schema_is_reported(postgres: TempPostgres, fresh_postgres_url: str, tmp_path: Path) -> None:
    with postgres.connect() as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    try:
        stranger = Program(as_role(fresh_postgres_url, "stranger"), tmp_path / "home")
        stranger("db", "upgrade").fails(ExitStatus.DATABASE, "permission denied", "customers db roles")
        stranger("list").fails(ExitStatus.DATABASE, "has no tables")
        Program(fresh_postgres_url, tmp_path / "home")("db", "upgrade").succeeds()
        for command in (["list"], ["db", "status"], ["db", "upgrade"], ["create", "--first-name", "A"]):
            refused = stranger(*command).fails(ExitStatus.DATABASE, "permission denied", "customers db roles")
            assert refused.stderr.count("\n") == 2
    finally:
        postgres.drop_database(fresh_postgres_url.partition("?")[0].rpartition("/")[2])
        with postgres.connect() as connection:
            connection.execute("DROP ROLE stranger")


@pytest.mark.parametrize("name", ["", "a\\b", "a\nb", "x$$; DROP TABLE customers"])
def test_invalid_role_name_is_refused(sqlite_customers: Program, name: str) -> None:
    sqlite_customers("db", "roles", "--app", name).fails(ExitStatus.USAGE, "--app")
