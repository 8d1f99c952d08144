"""`customers db`, and databases that the program refuses."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from customers.database.schema.tables import REVISIONS
from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, listed, order, query
from tests.support.program import Program


def test_status_counts_stored_rows(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])
    deleted = create(customers, "Usha")
    import_orders(customers, order(asha, "1", "1"), order(asha, "2", "1"))
    customers("delete", deleted["id"], "--yes").succeeds()

    status = customers("db", "status", "-o", "json").succeeds().json()

    assert status["schema"] == REVISIONS[-1]
    assert [status[name] for name in ("customers", "deleted_or_absorbed", "orders", "addresses", "events")] == [1, 1, 2, 1, 3]
    assert ["Addresses", "1"] in [line.split() for line in customers("db", "status").succeeds().stdout.splitlines()]
    assert status["size_bytes"] > 0
    assert status["engine"].startswith(("SQLite 3", "PostgreSQL"))


def test_upgrade_of_current_schema_changes_nothing(customers: Program) -> None:
    create(customers)

    customers("db", "upgrade", "-o", "json").prints_json(before=REVISIONS[-1], after=REVISIONS[-1])

    assert listed(customers, "list") == ["Asha"]


def test_upgrade_creates_schema_on_postgresql(fresh_postgres_url: str, tmp_path: Path) -> None:
    customers = Program(fresh_postgres_url, tmp_path / "home")

    customers("list").fails(ExitStatus.DATABASE, "no tables", "customers db upgrade")
    customers("create", "--first-name", "Asha").fails(ExitStatus.DATABASE, "customers db upgrade")
    customers("db", "upgrade", "--dry-run", "-o", "json").prints_json(before=None, after=REVISIONS[-1], dry_run=True)
    customers("list").fails(ExitStatus.DATABASE, "no tables")
    customers("db", "upgrade", "-o", "json").prints_json(before=None, after=REVISIONS[-1])
    assert listed(customers, "list") == []


@pytest.mark.parametrize(
    "command",
    [("list",), ("create", "--first-name", "A"), ("create", "--first-name", "A", "--dry-run"), ("db", "status"), ("export", "orders")],
)
def test_first_use_creates_private_default_sqlite_file(tmp_path: Path, command: tuple[str, ...]) -> None:
    customers = Program("", tmp_path / "home")

    dry = customers("db", "upgrade", "--dry-run").fails(ExitStatus.DATABASE, "`customers db upgrade`")
    assert "Created the new database" not in dry.stderr
    assert list(customers.home.rglob("*")) == []
    result = customers(*command).succeeds()

    [path] = customers.home.rglob("customers.db")
    assert f"Created the new database sqlite:///{path}" in result.stderr
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert len(listed(customers, "list")) == (command[0] == "create" and "--dry-run" not in command)


MAKING = (
    ("db", "upgrade"),
    ("create", "--first-name", "Asha"),
    ("import", "customers", "-"),
    ("import", "orders", "-", "--create-customers"),
    ("db", "restore", "{backup}", "--yes"),
    ("db", "copy", "{url}", "--database-url", "{shop}"),
)
OTHERS = (
    *(
        "list",
        "search asha",
        "show asha@example.com",
        "vip",
        "segments",
        "duplicates",
        "history",
        "tag list",
        "merges",
        "doctor",
        "doctor --fix",
    ),
    *("update a@b.c --notes x", "delete a@b.c --yes", "delete --tag x --yes", "erase a@b.c --yes", "merge a@b.c d@e.f --yes"),
    *("import orders -", "import addresses -", "export customers", "vip recalculate", "restore a@b.c", "tag add a@b.c --tag x"),
    *("db status", "db backup {backup}.2", "db copy {shop}.2"),
)
ROWS = {
    "customers": "first_name\nAsha\n",
    "orders": "customer_name,total,placed_at\nAsha,1,2026-01-05\n",
    "addresses": "customer_email,address1,city,state,pincode\nasha@example.com,12 MG Road,Pune,Maharashtra,411001\n",
}


def rows(command: Sequence[str]) -> str:
    """Return the input of a command that reads one."""
    return ROWS.get(command[1], "") if command[0] == "import" else ""


@pytest.fixture
def places(sqlite_customers: Program, tmp_path: Path) -> dict[str, str]:
    """Return the URL of a missing SQLite file, that of a shop, and the path of a backup."""
    sqlite_customers("db", "backup", str(tmp_path / "backup.db")).succeeds()
    return {"url": f"sqlite:///{tmp_path / 'new.db'}", "shop": sqlite_customers.url, "backup": str(tmp_path / "backup.db")}


@pytest.mark.parametrize("empty", [False, True], ids=["missing", "empty"])
@pytest.mark.parametrize("command", MAKING)
def test_some_commands_create_named_sqlite_file_with_notice(
    tmp_path: Path, places: dict[str, str], command: tuple[str, ...], empty: bool
) -> None:
    path, words = tmp_path / "new.db", [word.format(**places) for word in command]
    customers = Program(places["url"], tmp_path / "home")
    if empty:
        path.touch(mode=0o600)

    customers(*words, "--dry-run", stdin=rows(command)).fails(
        ExitStatus.DATABASE, "no database", f"db upgrade --database-url {places['url']}"
    )
    assert [file.stat().st_size for file in tmp_path.glob("new.db*")] == ([0] if empty else [])
    result = customers(*words, stdin=rows(command)).succeeds()

    assert f"Created the new database {places['url']}" in result.stderr
    assert path.stat().st_mode & 0o777 == 0o600
    assert "Created the new database" not in customers("list").succeeds().stderr


@pytest.mark.parametrize("command", [command.split() for command in OTHERS], ids=OTHERS)
def test_other_commands_do_not_create_named_sqlite_file(tmp_path: Path, places: dict[str, str], command: list[str]) -> None:
    path, words = tmp_path / "new.db", [word.format(**places) for word in command]
    customers = Program(places["url"], tmp_path / "home")

    for content in (None, b""):
        if content is not None:
            path.write_bytes(content)
        before = sorted(tmp_path.iterdir())
        customers(*words, stdin=rows(command)).fails(ExitStatus.DATABASE, "no database", f"db upgrade --database-url {places['url']}")
        assert sorted(tmp_path.iterdir()) == before
        assert content is None or path.read_bytes() == b""


@pytest.mark.parametrize("command", MAKING)
def test_commands_do_not_create_folder_of_sqlite_file(tmp_path: Path, places: dict[str, str], command: tuple[str, ...]) -> None:
    url = f"sqlite:///{tmp_path / 'typo' / 'new.db'}"
    customers = Program(url, tmp_path / "home")

    customers(*(word.format(**places | {"url": url}) for word in command), stdin=rows(command)).fails(ExitStatus.DATABASE, "does not exist")
    assert not (tmp_path / "typo").exists()


def test_upgrade_of_new_sqlite_file_reports_no_schema_before(tmp_path: Path) -> None:
    customers = Program(f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "home")

    customers("db", "upgrade", "-o", "json").prints_json(before=None, after=REVISIONS[-1])
    customers("db", "upgrade", "-o", "json").prints_json(before=REVISIONS[-1], after=REVISIONS[-1])


@pytest.mark.parametrize("command", [*MAKING, ("list",), ("db", "backup", "{backup}.2"), ("db", "upgrade", "--dry-run")])
@pytest.mark.parametrize("filled", [False, True])
def test_commands_refuse_sqlite_file_of_another_program(
    tmp_path: Path, places: dict[str, str], command: tuple[str, ...], filled: bool
) -> None:
    path = tmp_path / "new.db"
    query(places["url"], "CREATE TABLE customers (id INTEGER)")
    if filled:
        query(places["url"], f"INSERT INTO customers VALUES {', '.join(['(1)'] * 2000)}")
    before = path.read_bytes()

    words = [word.format(**places) for word in command]
    Program(places["url"], tmp_path / "home")(*words, stdin=rows(command)).fails(ExitStatus.DATABASE, "belongs to another program")
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", [MAKING[1], MAKING[2], MAKING[3], ("list",), ("db", "status")])
def test_other_commands_do_not_create_schema_on_postgresql(fresh_postgres_url: str, tmp_path: Path, command: tuple[str, ...]) -> None:
    customers = Program(fresh_postgres_url, tmp_path / "home")

    customers(*command, stdin=rows(command)).fails(ExitStatus.DATABASE, "no tables", "customers db upgrade")
    assert query(fresh_postgres_url, "SELECT to_regclass('customers')::text") == [(None,)]


@pytest.mark.parametrize("command", [MAKING[4], MAKING[5]])
def test_restore_and_copy_create_schema_on_postgresql(
    sqlite_customers: Program, fresh_postgres_url: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    create(sqlite_customers, email="asha@example.com")
    backup = str(tmp_path / "backup.db")
    sqlite_customers("db", "backup", backup).succeeds()
    words = [word.format(backup=backup, url=fresh_postgres_url, shop=sqlite_customers.url) for word in command]
    customers = Program(fresh_postgres_url, tmp_path / "home")

    customers(*words, "--dry-run").succeeds()
    assert query(fresh_postgres_url, "SELECT to_regclass('customers')::text") == [(None,)]
    customers(*words).succeeds()

    assert listed(customers, "search", "asha@example.com") == ["Asha"]
    customers("db", "upgrade", "-o", "json").prints_json(before=REVISIONS[-1])
    customers("doctor").succeeds()


def test_error_names_file_that_is_not_a_database(sqlite_customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database" * 100, encoding="utf-8")

    sqlite_customers("list", "--database-url", f"sqlite:///{path}").fails(ExitStatus.DATABASE, "not a database")
    sqlite_customers("list", "--database-url", f"sqlite:///{tmp_path}").fails(ExitStatus.DATABASE)
    sqlite_customers("list", "--database-url", f"sqlite:///{path}/shop.db").fails(ExitStatus.DATABASE)


def test_commands_refuse_newer_schema(customers: Program) -> None:
    create(customers)
    query(customers.url, "UPDATE alembic_version SET version_num = '9999'")
    try:
        for command in ("list", "create --first-name Usha", "vip recalculate", "export customers -", "db upgrade"):
            customers(*command.split()).fails(ExitStatus.DATABASE, "9999", "newer than")
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
def test_error_names_unreachable_database_without_password(sqlite_customers: Program, url: str, options: list[str]) -> None:
    refused = sqlite_customers("list", "--database-url", url, *options).fails(ExitStatus.DATABASE, "shop")

    assert "hunter2" not in refused.stderr
    assert "hun@ter2" not in refused.stderr
    assert "hun%40ter2" not in refused.stderr


def test_error_of_silent_server_is_one_sentence(sqlite_customers: Program, tmp_path: Path) -> None:
    for url, reason in {
        "postgresql://shop:hunter2@127.0.0.1:1/shop": "127.0.0.1, port 1: connection refused.",
        f"postgresql://shop:hunter2@/shop?host={tmp_path}": f"socket {tmp_path}/.s.PGSQL.5432: no such file or directory.",
    }.items():
        first = sqlite_customers("list", "--database-url", url).fails(ExitStatus.DATABASE).stderr.splitlines()[0]
        assert first.endswith(reason)


def test_invalid_database_url_is_usage_error(sqlite_customers: Program) -> None:
    for url in (
        "shop.db",
        "mysql://shop:hunter2@db/shop",
        "sqlite:///",
        "postgresql://a:hunter2@h:port/b",
    ):
        refused = sqlite_customers("list", "--database-url", url).fails(ExitStatus.USAGE, "--database-url")
        assert "hunter2" not in refused.stderr
