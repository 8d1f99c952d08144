"""Database URLs: file names that look like parts of a URL, and the options of a URL."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.pq import Conninfo
from sqlalchemy import make_url

from customers.config.database_url import LIBPQ, check_url, sqlite_file, sqlite_url
from customers.errors import ExitStatus
from tests.support.factories import create, listed, query
from tests.support.program import Program

# Characters with a meaning in a URL: end, option, escape, fragment.
NAMES = ["x?y.db", "a%20b.db", "a%41.db", "a%.db", "a#b.db", "q?mode=rwc.db", "x&y=z.db", "é ü.db", "file:x.db"]


@pytest.mark.parametrize("name", NAMES)
def test_backup_and_restore_accept_any_file_name(customers: Program, tmp_path: Path, name: str) -> None:
    create(customers, "Asha")
    (tmp_path / "kept").mkdir()
    backup = tmp_path / "kept" / name
    target = Program(f"sqlite:///{tmp_path / 'restored.db'}", customers.home)

    sealed = customers("db", "backup", str(backup), "-o", "json").succeeds().json()
    restored = target("db", "restore", str(backup), "--yes", "-o", "json").succeeds().json()

    assert [file.name for file in backup.parent.iterdir()] == [name]
    assert restored["customers"] == 1
    assert restored["checksum"] == sealed["checksum"]
    assert listed(target, "list") == ["Asha"]


@pytest.mark.parametrize("name", ["who?", "50%25", "a%20b", "a#b"])
def test_default_database_path_accepts_any_home_folder(tmp_path: Path, name: str) -> None:
    customers = Program("", tmp_path / name)

    create(customers, "Asha")

    assert [file.name for file in tmp_path.rglob("customers.db")] == ["customers.db"]
    assert (customers.home / ".local/share/customers/customers.db").is_file()
    assert listed(customers, "list") == ["Asha"]


@pytest.mark.parametrize("name", NAMES)
def test_from_url_accepts_any_file_name(sqlite_customers: Program, tmp_path: Path, name: str) -> None:
    # Files that a wrong interpretation of the name would open.
    for decoy in ("x", "a b.db", "aA.db", "a", "q"):
        query(f"sqlite:///{tmp_path / decoy}", "CREATE TABLE people (email, first_name)")
    path = tmp_path / name
    with closing(sqlite3.connect(path)) as source:
        source.executescript("CREATE TABLE people (email, first_name); INSERT INTO people VALUES ('a@example.com', 'Ann')")
    arguments = ("import", "customers", "--from-url", sqlite_url(path), "--query", "SELECT * FROM people", "-o", "json")

    sqlite_customers(*arguments).prints_json(created=1)
    path.unlink()
    sqlite_customers(*arguments).fails(ExitStatus.DATABASE, sqlite_url(path))
    assert not path.exists()


def test_messages_show_database_url_as_given(sqlite_customers: Program, tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none/a#b ü.db", f"sqlite:///{tmp_path}/none/a%25b%3Fc.db"):
        sqlite_customers("import", "customers", "--from-url", url, "--query", "SELECT 1").fails(ExitStatus.DATABASE, f"{url} of --from-url")
        settings = {row["name"]: row["value"] for row in sqlite_customers("config", "-o", "jsonl", "--database-url", url).jsonl()}
        assert settings["CUSTOMERS_DATABASE_URL"] == url


@pytest.mark.parametrize(
    "command", [["list", "--database-url"], ["db", "copy"], ["import", "customers", "--query", "SELECT 1", "--from-url"]]
)
@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("mode=rwc", "'mode'"),
        ("uri=true&mode=memory", "'uri'"),
        ("immutable=1", "'immutable'"),
        ("plugin=x", "'plugin'"),
        ("y.db", "cannot be understood"),
    ],
)
def test_sqlite_url_refuses_options(sqlite_customers: Program, tmp_path: Path, command: list[str], options: str, named: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    refused = sqlite_customers(*command, f"sqlite:///{folder}/x?{options}")

    refused.fails(ExitStatus.USAGE, named)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("option", ["autocommit=1", "prepare_threshold=0", "row_factory=x", "cursor_factory=x", "plugin=x", "autocommit"])
def test_postgresql_url_refuses_options_unknown_to_libpq(postgres_url: str, tmp_path: Path, option: str) -> None:
    url = f"{postgres_url}{'&' if '?' in postgres_url else '?'}{option}"
    customers = Program(url, tmp_path / "home")
    named = f"has the option '{option.partition('=')[0]}', which is not allowed"

    customers("create", "--first-name", "Ghost", "--dry-run").fails(ExitStatus.USAGE, f"CUSTOMERS_DATABASE_URL {named}", "sslmode")
    assert listed(Program(postgres_url, tmp_path / "home"), "list") == []
    pulled = ("import", "customers", "--from-url", url, "--query", "SELECT 'A' AS first_name", "--database-url", postgres_url)
    customers(*pulled).fails(ExitStatus.USAGE, f"--from-url {named}")
    customers("db", "copy", url, "--database-url", f"sqlite:///{tmp_path}/x.db").fails(ExitStatus.USAGE, f"URL {named}")


def test_postgresql_url_accepts_options_of_libpq(postgres_url: str, tmp_path: Path) -> None:
    mark = "&" if "?" in postgres_url else "?"
    customers = Program(f"{postgres_url}{mark}sslmode=prefer&application_name=till&options=-c%20statement_timeout=60000", tmp_path / "home")

    create(customers, "Asha")

    assert listed(customers, "list") == ["Asha"]
    assert {keyword.keyword.decode() for keyword in Conninfo.get_defaults()} - LIBPQ <= {"authtype"}


def test_folder_is_not_a_database(sqlite_customers: Program, tmp_path: Path) -> None:
    refused = sqlite_customers("list", "--database-url", f"sqlite:///{tmp_path}").fails(ExitStatus.DATABASE, "it is a folder", "file in it")
    assert "server" not in refused.stderr


def test_url_refuses_asynchronous_driver(sqlite_customers: Program, postgres_url: str) -> None:
    url = postgres_url.replace("postgresql://", "postgresql+psycopg_async://")

    pulled = sqlite_customers("import", "orders", "--from-url", url, "--query", "SELECT 1")

    pulled.fails(ExitStatus.USAGE, "asynchronous driver")
    sqlite_customers("list", "--database-url", url).fails(ExitStatus.USAGE, "--database-url")


@pytest.mark.parametrize("value", ["hUnter2Zq", "hUnter2Zq://x", "mysql://a:hUnter2Zq@h/d", "password=hUnter2Zq", "sqlite:hUnter2Zq"])
def test_error_does_not_repeat_invalid_url(sqlite_customers: Program, value: str) -> None:
    for arguments in (["list"], ["config"], ["db", "copy", value], ["list", "--json"]):
        refused = sqlite_customers(*arguments, env={"CUSTOMERS_DATABASE_URL": value})
        refused.fails(ExitStatus.USAGE, "it must be sqlite:///FILE or postgresql://USER@HOST/NAME")
        assert "hUnter2Zq" not in refused.stderr
    pulled = sqlite_customers("import", "customers", "--from-url", value, "--query", "SELECT 1").fails(ExitStatus.USAGE)
    assert "hUnter2Zq" not in pulled.stderr


def test_error_quotes_name_of_outdated_backup(sqlite_customers: Program, tmp_path: Path) -> None:
    old = tmp_path / "a b?.db"
    shutil.copy(tmp_path / "shop.db", old)
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    target = Program(f"sqlite:///{tmp_path / 'target.db'}", sqlite_customers.home)

    target("db", "restore", str(old), "--yes").fails(ExitStatus.DATABASE, f"--database-url '{sqlite_url(old)}'")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_url_of_file_opens_that_file(name: str) -> None:
    url = sqlite_url(name)

    check_url(url)
    assert sqlite_file(url) == make_url(url).database
    assert Path(sqlite_file(url)) == Path(name)


@pytest.mark.parametrize(
    "url", ["postgresql://.5/x", f"postgresql://{'h' * 64}/x", "postgresql://u:p@a..b/x", "sqlite:////", f"sqlite:///{'x' * 300}"]
)
def test_database_with_an_impossible_name_cannot_be_opened(sqlite_customers: Program, url: str) -> None:
    for command in (
        ("list", f"--database-url={url}"),
        ("db", "copy", url, "--yes"),
        ("import", "customers", f"--from-url={url}", "--query=SELECT 1"),
    ):
        sqlite_customers(*command).fails(ExitStatus.DATABASE, "cannot open the database ")
