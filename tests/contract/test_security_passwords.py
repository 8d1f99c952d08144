"""Passwords of database URLs are never printed: in results, errors, logs, history, or to the server."""

from pathlib import Path

import pytest

from customers.config.database_url import check_url, holds_password, without_passwords
from customers.errors import ExitStatus
from tests.support.commands import ALL
from tests.support.factories import create, query
from tests.support.program import Program, Result
from tests.support.sessions import end_idle

SECRET = "hunter2"
# Wrong host, refused connection, wrong port, other places of the password, unencoded passwords, no URL, unknown drivers.
URLS = [
    f"postgresql://shop:{SECRET}@/shop?host=/nonexistent",
    f"postgresql://shop:{SECRET}@127.0.0.1:1/shop",
    f"postgresql://shop:pass@{SECRET}@127.0.0.1:1/shop",
    f"postgresql://shop:pass/{SECRET}@127.0.0.1:1/shop",
    f"postgresql://shop:pass:{SECRET}@127.0.0.1:1/shop",
    f"postgresql://shop:pass@x/{SECRET}@127.0.0.1:1/shop",
    "postgresql://shop:%68unter2@127.0.0.1:1/shop",
    f"postgresql://shop:{SECRET}@127.0.0.1:99999/shop",
    f"postgresql://shop:{SECRET}@127.0.0.1:{SECRET}/shop",
    f"postgresql://shop:{SECRET}@[::1/shop",
    f"postgresql://shop:{SECRET}%00@127.0.0.1:1/shop",
    f"postgresql://shop@127.0.0.1:1/shop?password={SECRET}",
    f"postgresql://shop@127.0.0.1:1/shop?PASSWORD={SECRET}",
    f"postgresql://shop@127.0.0.1:1/shop?sslpassword={SECRET}",
    f"postgresql://shop@127.0.0.1:1/shop?passwd={SECRET}",
    f"postgresql://shop@127.0.0.1:1/shop?options={SECRET}",
    f"postgres://shop:{SECRET}@127.0.0.1:1/shop",
    f"postgresql+psycopg://shop:{SECRET}@127.0.0.1:1/shop",
    f"postgresql+psycopg2://shop:{SECRET}@127.0.0.1:1/shop",
    f"mysql://shop:{SECRET}@127.0.0.1/shop",
    f"nodb://shop:{SECRET}@127.0.0.1/shop",
    f"shop:{SECRET}@127.0.0.1/shop",
    f"host=127.0.0.1 user=shop password={SECRET}",
    f"host=127.0.0.1 port=a:b password='{SECRET}'",
    f"sqlite:////nonexistent/folder/shop.db?password={SECRET}",
]
# A secret without the place of a password: such a URL in place of another word is repeated as typed.
ODD = [url for url in URLS if f"options={SECRET}" in url or f":{SECRET}/" in url or "://" not in url]
# The arguments of each command, so that it opens the database.
WORDS = {
    "show": "x@y.co",
    "search": "x",
    "orders": "x@y.co",
    "import": "/dev/null",
    "export": "-",
    "db backup": "/dev/null/x",
    "db copy": "sqlite:////dev/null/x",
}


def leaks(result: Result) -> bool:
    """Return whether the output of a run contains the secret, plain or encoded."""
    output = result.stdout + result.stderr
    return any(form in output for form in (SECRET, "%68unter2", "hunter"))


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("options", [["--verbose", "--debug"], ["--json"]], ids=" ".join)
def test_failures_do_not_print_password(sqlite_customers: Program, url: str, options: list[str]) -> None:
    for command in (["list"], ["config"], ["create", "--first-name", "A"], ["db", "status"]):
        assert not leaks(sqlite_customers(*command, *options, env={"CUSTOMERS_DATABASE_URL": url})), command
    assert not leaks(sqlite_customers("db", "copy", url, *options))
    assert not leaks(sqlite_customers("config", "set", "database_url", url, "--shop", "pune", *options))
    assert not leaks(sqlite_customers("config", "unset", "database_url", "--shop", "pune", *options))
    assert not leaks(sqlite_customers("import", "customers", "--from-url", url, "--query", "SELECT 1", *options))
    if url in ODD:
        return
    # Where no URL belongs.
    for command in (
        [url],
        ["list", url],
        ["show", url],
        ["list", "--sort", url],
        ["list", "--databse-url", url],
        ["export", "customers", url],
        ["import", "customers", url],
        ["import", "customers", "-", "--rejects", url],
        ["db", "backup", url],
        ["db", "restore", url, "--yes"],
        ["list", "--env-file", url],
        ["list", "--shop", url],
        ["config", "set", url, "EUR"],
        ["config", "set", "currency", url],
        ["config", "set", "currency", "EUR", "--shop", url],
        ["config", "unset", url],
    ):
        assert not leaks(sqlite_customers(*command, *options)), command


@pytest.mark.parametrize("path", sorted(ALL))
def test_commands_do_not_print_password_of_unreachable_database(sqlite_customers: Program, path: str) -> None:
    words = next((word for start, word in WORDS.items() if path.startswith(start)), None)

    refused = sqlite_customers(*path.split(), *([words] if words else []), "--database-url", URLS[1], "--verbose", "--debug")

    assert not leaks(refused)
    assert refused.status in (ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.DATABASE)


def test_successful_commands_leave_no_trace_of_password(postgres_url: str, tmp_path: Path) -> None:
    # The server of the tests accepts any password.
    customers = Program(postgres_url.replace("postgres@", f"postgres:{SECRET}@"), tmp_path / "home")
    asha = create(customers, email="asha@example.com")

    for command in (
        ["config"],
        ["db", "status"],
        ["update", asha["id"], "--notes", "x", "--verbose", "--debug"],
        ["db", "copy", f"sqlite:///{tmp_path / 'copy.db'}", "--verbose"],
        ["import", "customers", "--from-url", customers.url, "--query", "SELECT 'a@b.co' AS email, 'A' AS first_name", "--verbose"],
        ["import", "customers", "--from-url", customers.url, "--query", "SELECT nothing"],
        ["history", "-o", "jsonl"],
        ["completion", "bash"],
    ):
        assert not leaks(customers(*command)), command
    for table in ("events", "customers", "merges", "locks"):
        assert SECRET not in str(query(postgres_url, f"SELECT * FROM {table}"))
    assert SECRET.encode() not in (tmp_path / "copy.db").read_bytes()


def test_server_receives_program_name_only(postgres_url: str, tmp_path: Path) -> None:
    customers = Program(postgres_url.replace("postgres@", f"postgres:{SECRET}@"), tmp_path / "home")
    end_idle()  # the server would list them, too
    sql = "SELECT 'A' AS first_name, application_name AS notes FROM pg_stat_activity WHERE application_name <> ''"

    customers("import", "customers", "--from-url", customers.url, "--query", sql).succeeds()

    assert {row["notes"] for row in customers("list", "--all", "-o", "jsonl").jsonl()} == {"customers"}


@pytest.fixture
def env_file(sqlite_customers: Program) -> Path:
    """Return a `.env` with a password that everybody can read."""
    path = sqlite_customers.home / ".env"
    path.write_text(f"CUSTOMERS_DATABASE_URL=postgresql://shop:{SECRET}@127.0.0.1:1/shop\n")
    path.chmod(0o644)
    return path


def warnings(customers: Program, *options: str) -> list[str]:
    """Return the notices of `config` in the folder of the `.env`."""
    return customers("config", *options, cwd=customers.home).succeeds().stderr.splitlines()


def test_readable_env_file_with_password_gives_warning(sqlite_customers: Program, env_file: Path) -> None:
    [line] = warnings(sqlite_customers)
    assert "chmod 600 .env" in line
    assert SECRET not in line
    for mode in (0o640, 0o604):
        env_file.chmod(mode)
        assert len(warnings(sqlite_customers)) == 1
    assert len(warnings(sqlite_customers, "--env-file", str(env_file))) == 1
    assert warnings(sqlite_customers, "--quiet") == []
    for mode in (0o600, 0o400, 0o700):
        env_file.chmod(mode)
        assert warnings(sqlite_customers) == []


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        ("postgresql://shop@db/shop?password=x", True),
        ("postgresql://shop@db/shop?sslmode=require&sslpassword=x", True),
        ("postgresql://shop:@db/shop", False),
        ("postgresql://shop@db/shop", False),
        ("postgresql:///shop?host=/run", False),
        ("postgresql://db:5432/shop", False),
        ("sqlite:////srv/a:b@c.db", False),
        ("", False),
    ],
)
def test_readable_env_file_without_password_gives_no_warning(sqlite_customers: Program, env_file: Path, url: str, holds: bool) -> None:
    env_file.write_text(f"CUSTOMERS_DATABASE_URL={url}\n")

    assert bool(warnings(sqlite_customers)) is holds
    assert holds_password(url) is holds


def test_unencoded_password_is_refused_with_hint(sqlite_customers: Program) -> None:
    url = f"postgresql://shop:p@{SECRET}@db/shop"

    sqlite_customers("list", env={"CUSTOMERS_DATABASE_URL": url}).fails(ExitStatus.USAGE, "%40")
    sqlite_customers("import", "customers", "--from-url", url, "--query", "SELECT 1").fails(ExitStatus.USAGE, "%40")


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///shop.db",
        "sqlite:////srv/a b@c:d.db",
        "postgresql://shop@/shop?host=/run/postgresql",
        "postgresql://shop:p%40ss@db.internal:5432/shop?sslmode=require",
        "postgresql:///shop",
        "postgresql://[::1]:5432/shop",
        "postgres://shop:a/b@db/shop",
        "postgresql://h1,h2/shop?target_session_attrs=read-write",
    ],
)
def test_valid_urls_are_accepted(url: str) -> None:
    check_url(url)


def test_other_text_is_not_masked() -> None:
    for text in ("a@b.co: 10:30", "https://example.com/a@b", "no such option: --x=y", "compass = north"):
        assert without_passwords(text) == text
