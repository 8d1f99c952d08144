"""`customers import --from-url`: rows of another database, with the columns and outcomes of a file."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import query, show
from tests.support.program import Program, Result
from tests.support.reading import counts, everybody

SCHEMA = """
CREATE TABLE people (uid INTEGER, mail TEXT, name TEXT, joined TEXT, wants BOOLEAN);
INSERT INTO people VALUES (1, 'ann@example.com', 'Ann Lee', '2024-05-06 10:00:00', 1), (2, 'wrong', 'Bo', NULL, 0);
INSERT INTO people VALUES (3, NULL, 'Cy', NULL, NULL);
CREATE TABLE sales (no INTEGER, uid INTEGER, amount REAL, day TEXT);
INSERT INTO sales VALUES (7, 1, 118.22999999999999, '2026-01-02'), (8, 1, 5.5, '2026-01-03');
"""
PEOPLE = 'SELECT uid AS "Customer ID", mail AS email, name, joined AS created_at, wants AS newsletter FROM people ORDER BY uid'


@pytest.fixture
def source_url(tmp_path: Path) -> str:
    """Return the URL of another SQLite database."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA)
    return f"sqlite:///{path}"


def pull(customers: Program, kind: str, url: str, sql: str, *options: str) -> Result:
    return customers("import", kind, "--from-url", url, "--query", sql, "--json", *options)


def test_customers_are_read_by_column_names(customers: Program, source_url: str, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    done = pull(customers, "customers", source_url, PEOPLE, "--set", "source=till", "--rejects", str(path))

    assert counts(done) == {"created": 2, "refused": 1}
    assert "Line 2 refused (invalid): email: 'wrong'" in done.stderr
    ann = show(customers, "till:1")
    assert (ann["full_name"], ann["accepts_marketing"], ann["created_at"]) == ("Ann Lee", True, "2024-05-06T10:00:00Z")
    assert counts(pull(customers, "customers", source_url, PEOPLE, "--set", "source=till")) == {"unchanged": 2, "refused": 1}
    path.write_text(path.read_text().replace("wrong", "bo@example.com"))
    second_import = customers("import", "customers", str(path), "--set", "source=till", "--json")
    assert counts(second_import) == {"created": 1}
    assert show(customers, "till:2")["email"] == "bo@example.com"


def test_orders_are_read_by_column_option(customers: Program, source_url: str) -> None:
    mapping = ("--column", "number=no", "--column", "customer_external_id=uid", "--column", "total=amount", "--column", "placed_at=day")

    done = pull(customers, "orders", source_url, "SELECT * FROM sales", *mapping, "--set", "source=till", "--create-customers")

    assert counts(done) == {"created": 2}
    assert show(customers, "till:1")["total_spent"] == Decimal("123.73")


def test_rows_of_postgresql_keep_their_types(sqlite_customers: Program, fresh_postgres_url: str) -> None:
    query(fresh_postgres_url, "CREATE TABLE sales (no bigint, mail text, amount numeric(12, 4), at timestamptz, live boolean)")
    query(fresh_postgres_url, "INSERT INTO sales VALUES (7, 'a@example.com', 12.5000, '2026-01-02 10:00+05:30', true)")
    sql = "SELECT no AS number, mail AS email, amount AS total, at AS placed_at FROM sales WHERE mail LIKE 'a%' AND mail <> ':x'"

    done = pull(sqlite_customers, "orders", fresh_postgres_url, sql, "--create-customers")

    assert counts(done) == {"created": 1}
    [ann] = everybody(sqlite_customers)
    assert (ann["total_spent"], ann["first_order_at"]) == (Decimal("12.5"), "2026-01-02T04:30:00Z")


@pytest.mark.parametrize("sql", ["SELECT nothing FROM people", "SELEC", "DELETE FROM people", "SELECT 1; DELETE FROM people"])
def test_failing_and_writing_queries_are_refused(sqlite_customers: Program, source_url: str, sql: str) -> None:
    pull(sqlite_customers, "customers", source_url, sql).fails(ExitStatus.USAGE, "the query of --query failed")

    assert query(source_url, "SELECT count(*) FROM people") == [(3,)]


def test_query_on_postgresql_is_read_only(sqlite_customers: Program, fresh_postgres_url: str) -> None:
    query(fresh_postgres_url, "CREATE TABLE people (email text)")

    sql = "INSERT INTO people VALUES ('a@example.com') RETURNING email"
    pull(sqlite_customers, "customers", fresh_postgres_url, sql).fails(ExitStatus.USAGE, "the query of --query failed")

    assert query(fresh_postgres_url, "SELECT count(*) FROM people") == [(0,)]


@pytest.mark.parametrize(
    "url",
    ["sqlite:////no/such/folder/other.db", "postgresql://app:hunter2@127.0.0.1:1/shop", "postgresql://app@127.0.0.1:1/x?password=hunter2"],
)
def test_error_names_source_database_without_password(sqlite_customers: Program, url: str) -> None:
    done = pull(sqlite_customers, "customers", url, "SELECT 1").fails(ExitStatus.DATABASE, "--from-url")

    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (["--from-url", "sqlite:///x.db"], "must be used together"),
        (["--query", "SELECT 1"], "must be used together"),
        (["-", "--from-url", "sqlite:///x.db", "--query", "SELECT 1"], "cannot be used together"),
        ([], "no file given"),
        (["--from-url", "nonsense", "--query", "SELECT 1"], "cannot be understood"),
        (["--from-url", "nodb://app:hunter2@host/x", "--query", "SELECT 1"], "cannot be understood"),
        (["--from-url", "mysql+pymysql://app:hunter2@host/x", "--query", "SELECT 1"], "pymysql, which is not installed"),
    ],
)
def test_invalid_options_are_refused(sqlite_customers: Program, arguments: list[str], needle: str) -> None:
    done = sqlite_customers("import", "customers", *arguments).fails(ExitStatus.USAGE, needle)

    assert "hunter2" not in done.stderr
