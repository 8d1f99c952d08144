"""What comes from outside is only read: databases of other programs, JSON, files in the folder of the database, the environment."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, query
from tests.support.program import Program


@pytest.fixture
def till_folder(tmp_path: Path) -> Path:
    """Return a database of another program in a folder of its own."""
    folder = tmp_path / "other"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "till.db")) as connection:
        connection.executescript("CREATE TABLE people (first_name TEXT); INSERT INTO people VALUES ('Asha');")
    return folder


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH '{}/new.db' AS new",
        "VACUUM INTO '{}/copy.db'",
        "PRAGMA journal_mode = WAL",
        "PRAGMA user_version = 7",
        "CREATE TEMP TABLE t AS SELECT 1",
        "DELETE FROM people RETURNING first_name",
    ],
)
def test_query_of_another_sqlite_database_only_reads(sqlite_customers: Program, till_folder: Path, statement: str) -> None:
    before = {path.name: path.read_bytes() for path in till_folder.iterdir()}

    url, text = f"sqlite:///{till_folder}/till.db", statement.format(till_folder)
    sqlite_customers("import", "customers", "--from-url", url, "--query", text).fails(ExitStatus.USAGE, "only read")

    assert {path.name: path.read_bytes() for path in till_folder.iterdir()} == before


def test_recursive_query_of_sqlite_is_allowed(sqlite_customers: Program, till_folder: Path) -> None:
    names = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT first_name || i AS first_name FROM n, people"
    )

    done = sqlite_customers(
        "import", "customers", "--from-url", f"sqlite:///{till_folder}/till.db", "--query", names, "-o", "json"
    ).succeeds()

    assert done.json()["created"] == 3


def test_query_of_postgresql_cannot_end_its_transaction_to_write(sqlite_customers: Program, fresh_postgres_url: str) -> None:
    text = "SELECT 1 AS first_name; COMMIT; CREATE TABLE written (x integer)"

    sqlite_customers("import", "customers", "--from-url", fresh_postgres_url, "--query", text).fails(ExitStatus.USAGE, "only read")

    with psycopg.connect(fresh_postgres_url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT to_regclass('written')").fetchall() == [(None,)]


def test_lost_connection_of_source_is_an_error_of_the_database(sqlite_customers: Program, fresh_postgres_url: str) -> None:
    text = "SELECT pg_terminate_backend(pg_backend_pid())::text AS first_name"

    source = sqlite_customers("import", "customers", "--from-url", fresh_postgres_url, "--query", text)

    source.fails(ExitStatus.DATABASE, "the connection was lost")


@pytest.mark.parametrize("depth", [101, 500, 980, 100_000])
def test_deeply_nested_json_is_refused_wherever_it_is_read(sqlite_customers: Program, tmp_path: Path, depth: int) -> None:
    nested = '{"first_name": "Deep", "notes": ' + "[" * depth + "]" * depth + "}"
    rejects = tmp_path / "rejects.jsonl"

    stdin = f'{{"first_name": "Asha"}}\n{nested}\n'
    sqlite_customers("import", "customers", "-", "--rejects", str(rejects), stdin=stdin).fails(
        ExitStatus.PARTIAL, "Line 2 refused (shape): it is not valid JSON: it is nested more than 100 levels deep", stdout=None
    )
    assert rejects.read_text(encoding="utf-8").count("\n") == 1
    sqlite_customers("create", "--from-json", "-", stdin=nested).fails(ExitStatus.USAGE, "nested more than 100 levels deep")
    sqlite_customers("tag", "add", "--tag", "x", "-", "--yes", stdin=nested).fails(ExitStatus.USAGE, "cannot be read")


def test_brackets_within_texts_do_not_count_as_levels(sqlite_customers: Program) -> None:
    body = '{"first_name": "Asha", "notes": "' + '[{\\"' * 200 + '"}'

    assert sqlite_customers("create", "--from-json", "-", "-o", "json", stdin=body).succeeds().json()["notes"] == '[{"' * 200


def test_rejects_are_guarded_against_spreadsheets(customers: Program, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    file = "first_name,email,notes\n=cmd|x,bad,-5.00 EUR\n'@y,bad,+1 (555) 010\n@SUM(A1),bad,plain\n"

    customers("import", "customers", "-", "--rejects", str(rejects), stdin=file).fails(ExitStatus.PARTIAL, stdout=None)

    rows = [line.split(",")[:3] for line in rejects.read_text(encoding="utf-8").splitlines()[1:]]
    assert rows == [["'=cmd|x", "bad", "-5.00 EUR"], ["'@y", "bad", "+1 (555) 010"], ["'@SUM(A1)", "bad", "plain"]]
    rejects.write_text(rejects.read_text(encoding="utf-8").replace(",bad,", ",,"), encoding="utf-8")
    customers("import", "customers", str(rejects)).succeeds()
    names = [row["first_name"] for row in customers("list", "--all", "--sort", "name", "-o", "jsonl").jsonl()]
    assert sorted(names) == ["=cmd|x", "@SUM(A1)", "@y"]


def test_lock_file_that_is_a_link_is_not_followed(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers)
    database, victim = Path(sqlite_customers.url.removeprefix("sqlite:///")), tmp_path / "victim.txt"
    victim.write_text("kept", encoding="utf-8")
    lock = Path(f"{database}-vip-recalculate.lock")
    lock.unlink(missing_ok=True)
    lock.symlink_to(victim)

    sqlite_customers("vip", "recalculate").fails(ExitStatus.DATABASE, "it is a link")

    assert victim.read_text(encoding="utf-8") == "kept"


def test_login_name_is_checked_as_the_actor_is(customers: Program) -> None:
    arguments = ("create", "--first-name", "Asha")

    customers(*arguments, env={"LOGNAME": "ev\x1b[2Jil"}).fails(ExitStatus.USAGE, "the login name", "--actor")
    customers(*arguments, "--actor", "asha", env={"LOGNAME": "ev\x1b[2Jil"}).succeeds()


@pytest.mark.parametrize("email", ["-x@example.com", "--env-file=/srv/evil@example.com", "--output=csv@example.com"])
def test_emails_that_look_like_options_are_refused(customers: Program, email: str) -> None:
    customers("create", "--first-name", "Asha", f"--email={email}").fails(ExitStatus.USAGE, "cannot begin with -")
    customers("import", "customers", "-", stdin=f"first_name,email\nAsha,{email}\n").fails(ExitStatus.PARTIAL, "cannot begin", stdout=None)


def test_time_outside_the_calendar_is_damage(sqlite_customers: Program) -> None:
    create(sqlite_customers)
    query(sqlite_customers.url, "UPDATE customers SET created_at = 9223372036854775807")

    sqlite_customers("list").fails(ExitStatus.DATABASE, "a stored time is outside the calendar")
