"""`customers db`, and databases that the program cannot work on"""

from pathlib import Path

import pytest

from customers.database.tables import REVISIONS
from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, listed, order, query
from tests.support.program import Program


def test_status_tells_what_is_stored(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])
    gone = create(customers, "Usha")
    import_orders(customers, order(asha, "1", "1"), order(asha, "2", "1"))
    customers("delete", gone["id"], "--yes").succeeds()

    status = customers("db", "status", "-o", "json").succeeds().json()

    assert status["schema"] == REVISIONS[-1]
    assert [status[name] for name in ("customers", "deleted_or_absorbed", "orders", "addresses", "events")] == [1, 1, 2, 1, 3]
    assert ["Addresses", "1"] in [line.split() for line in customers("db", "status").succeeds().stdout.splitlines()]
    assert status["size_bytes"] > 0
    assert status["engine"].startswith(("SQLite 3", "PostgreSQL"))


def test_upgrade_of_what_is_up_to_date_changes_nothing(customers: Program) -> None:
    create(customers)

    customers("db", "upgrade", "-o", "json").prints_json(before=REVISIONS[-1], after=REVISIONS[-1])

    assert listed(customers, "list") == ["Asha"]


def test_postgresql_gets_its_schema_from_upgrade_alone(fresh_postgres_url: str, tmp_path: Path) -> None:
    customers = Program(fresh_postgres_url, tmp_path / "home")

    customers("list").fails(ExitStatus.DATABASE, "no schema", "customers db upgrade")
    customers("create", "--first-name", "Asha").fails(ExitStatus.DATABASE, "customers db upgrade")
    customers("db", "upgrade", "--dry-run", "-o", "json").prints_json(before=None, after=REVISIONS[-1], dry_run=True)
    customers("list").fails(ExitStatus.DATABASE, "no schema")
    customers("db", "upgrade", "-o", "json").prints_json(before=None, after=REVISIONS[-1])
    assert listed(customers, "list") == []


def test_sqlite_is_made_on_first_use_for_the_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "deep" / "shop.db"
    customers = Program(f"sqlite:///{path}", tmp_path / "home")

    customers("create", "--first-name", "Asha").succeeds()

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert listed(customers, "list") == ["Asha"]


def test_a_sqlite_file_of_somebody_else_is_left_alone(sqlite_customers: Program, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/other.db"
    query(url, "CREATE TABLE customers (id INTEGER)")

    sqlite_customers("list", "--database-url", url).fails(ExitStatus.DATABASE, "no schema")
    assert query(url, "SELECT COUNT(*) FROM sqlite_master") == [(1,)]


def test_a_file_that_is_no_database_is_said_to_be_none(sqlite_customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database" * 100, encoding="utf-8")

    sqlite_customers("list", "--database-url", f"sqlite:///{path}").fails(ExitStatus.DATABASE, "not a database")
    sqlite_customers("list", "--database-url", f"sqlite:///{tmp_path}").fails(ExitStatus.DATABASE)
    sqlite_customers("list", "--database-url", f"sqlite:///{path}/shop.db").fails(ExitStatus.DATABASE)


def test_a_newer_schema_is_left_alone(customers: Program) -> None:
    create(customers)
    query(customers.url, "UPDATE alembic_version SET version_num = '9999'")
    try:
        for command in ("list", "create --first-name Usha", "vip recalculate", "export customers -", "db upgrade"):
            customers(*command.split()).fails(ExitStatus.DATABASE, "9999", "newer version")
    finally:
        query(customers.url, "UPDATE alembic_version SET version_num = {}", REVISIONS[-1])
    assert listed(customers, "list") == ["Asha"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://shop:hunter2@/shop?host=/nonexistent",
        "postgresql://shop@/shop?host=/nonexistent&password=hunter2",
        "postgresql://shop:hunter2@127.0.0.1:1/shop",
        "postgresql+psycopg://shop:hunter2@127.0.0.1:1/shop",
        "postgresql://shop:hun%40ter2@127.0.0.1:1/shop",
        "postgres://shop:hunter2@127.0.0.1:1/shop",
    ],
)
@pytest.mark.parametrize("options", [[], ["--json"], ["--debug"]])
def test_a_database_that_cannot_be_reached_is_named_without_its_password(sqlite_customers: Program, url: str, options: list[str]) -> None:
    refused = sqlite_customers("list", "--database-url", url, *options).fails(ExitStatus.DATABASE, "shop")

    assert "hunter2" not in refused.stderr
    assert "hun@ter2" not in refused.stderr
    assert "hun%40ter2" not in refused.stderr


def test_a_server_that_does_not_answer_is_told_in_one_sentence(sqlite_customers: Program, tmp_path: Path) -> None:
    for url, reason in {
        "postgresql://shop:hunter2@127.0.0.1:1/shop": "127.0.0.1, port 1: connection refused.",
        f"postgresql://shop:hunter2@/shop?host={tmp_path}": f"socket {tmp_path}/.s.PGSQL.5432: no such file or directory.",
    }.items():
        first = sqlite_customers("list", "--database-url", url).fails(ExitStatus.DATABASE).stderr.splitlines()[0]
        assert first.endswith(reason)


def test_a_database_url_that_cannot_be_read_is_a_wrong_setting(sqlite_customers: Program) -> None:
    for url in (
        "shop.db",
        "mysql://shop:hunter2@db/shop",
        "sqlite:///",
        "postgresql://a:hunter2@h:port/b",
    ):
        refused = sqlite_customers("list", "--database-url", url).fails(ExitStatus.USAGE, "CUSTOMERS_DATABASE_URL")
        assert "hunter2" not in refused.stderr


def test_a_database_that_is_named_and_not_there_is_made_and_said(sqlite_customers: Program, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'typo.db'}"

    first = sqlite_customers("list", "--database-url", url).succeeds()
    second = sqlite_customers("list", "--database-url", url).succeeds()

    assert "an empty one is made" in first.stderr
    assert second.stderr == ""
