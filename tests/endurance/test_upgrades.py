"""Databases of earlier and later versions of the program: no data is lost."""

import json
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from customers.database.schema.tables import REVISIONS
from customers.errors import ExitStatus
from tests.endurance.command_words import COMMANDS, ROWS, WORDS
from tests.endurance.old_shops import SHOPS, every_row, make_old_shop
from tests.support.doctor import doctor
from tests.support.factories import create, listed, query, show
from tests.support.program import Program
from tests.support.waiting import wait_until

EARLIER = REVISIONS[:-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database without a schema."""
    return f"sqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else str(request.getfixturevalue("fresh_postgres_url"))


def run(program: Program, path: str, folder: Path) -> Any:
    """Run a command with its required arguments."""
    words = WORDS.get(path, "").replace("{}", str(folder / "made.db")).split()
    return program(*path.split(), *words, stdin=ROWS.get(path, ""))


def revision(url: str) -> Any:
    """Return the revision of a database."""
    return query(url, "SELECT version_num FROM alembic_version")


def kept(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return the tables and columns of an schema from the rows of a newer one."""
    return {
        name: sorted(({key: row[key] for key in rows[0] if key in row} for row in after[name]), key=repr)
        for name, rows in before.items()
        if rows
    }


def without(before: dict[str, Any], *columns: str) -> dict[str, Any]:
    """Return rows without columns that the newer schema has dropped."""
    return {
        name: sorted(({key: value for key, value in row.items() if key not in columns} for row in rows), key=repr)
        for name, rows in before.items()
        if rows
    }


def consents(rows: list[dict[str, Any]]) -> dict[str, bool | None]:
    """Return the answers of customers about marketing by id, from rows in which a no without a time counts as none."""
    return {row["id"]: row["accepts_marketing"] if row["accepts_marketing"] or row["consent_at"] else None for row in rows}


def commands(rows: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    """Return the command and the reason of each event, newest first."""
    by_id = {row["id"]: (row["command"], row["reason"]) for row in rows}
    return [by_id[event_id] for event_id in sorted(by_id, reverse=True)]


@pytest.mark.parametrize("earlier", EARLIER)
def test_every_earlier_revision_has_a_shop(earlier: str) -> None:
    assert (SHOPS / f"{earlier}.json").exists()


@pytest.mark.parametrize("earlier", EARLIER)
def test_upgrade_preserves_every_row(bare_url: str, tmp_path: Path, earlier: str) -> None:
    before = make_old_shop(bare_url, earlier)
    customers = Program(bare_url, tmp_path / "home")
    customers("list").fails(ExitStatus.DATABASE, f"schema {earlier}", "customers db upgrade")

    customers("db", "upgrade", "-o", "json").prints_json(before=earlier, after=REVISIONS[-1])

    after = every_row(bare_url)
    assert kept(before, after) == without(before, "search_text", "accepts_marketing")
    assert {row["id"]: row["opted_in"] for row in after["customers"]} == consents(before["customers"])
    assert doctor(customers)["problems"] == 0
    listed_runs = customers("runs", "--all", "-o", "jsonl").succeeds().jsonl()
    assert [(run["command"], run["reason"]) for run in listed_runs] == commands(before["events"])
    assert {row["run_id"] for row in after["merges"]} <= {row["id"] for row in after["runs"]}
    assert customers("vip", "recalculate", "-o", "json").succeeds().json()["changed"] == 0
    assert listed(customers, "search", "zurich") == ["Zoë"]
    assert listed(customers, "search", "शर्मा") == ["अमित"]
    assert listed(customers, "search", "gone") == ["Again"]


@pytest.mark.parametrize("earlier", EARLIER)
def test_upgraded_shop_works_like_new_one(bare_url: str, tmp_path: Path, earlier: str) -> None:
    make_old_shop(bare_url, earlier)
    customers = Program(bare_url, tmp_path / "home")
    customers("db", "upgrade").succeeds()
    before = show(customers, "asha@example.com")

    merged = customers("merge", "asha@example.com", "asha.rao@example.net", "--yes", "-o", "json").succeeds().json()
    assert show(customers, "asha.rao@example.net")["total_orders"] == 2
    customers("unmerge", merged["merge_id"], "--yes").succeeds()
    assert query(bare_url, "SELECT kind, value FROM deleted_identities") == [("email", "gone@example.com")]
    restored = customers("restore", "01a21078-b070-77d5-ab10-d8a97ce5a28d").succeeds()
    assert "gone@example.com is left off 100% under_score" in restored.stderr
    customers("import", "customers", "-", stdin="email,first_name\nnew@example.com,New\n").succeeds()

    assert {**show(customers, "asha@example.com"), "updated_at": ""} == {**before, "updated_at": ""}
    assert doctor(customers)["problems"] == 0


@pytest.mark.parametrize("earlier", EARLIER)
def test_upgraded_shop_has_equal_checksum_on_both_engines(fresh_postgres_url: str, tmp_path: Path, earlier: str) -> None:
    checksums = []
    for number, url in enumerate((f"sqlite:///{tmp_path / 'old.db'}", fresh_postgres_url)):
        make_old_shop(url, earlier)
        customers = Program(url, tmp_path / "home")
        customers("db", "upgrade").succeeds()
        checksums.append(customers("db", "backup", str(tmp_path / f"{number}.db"), "-o", "json").succeeds().json()["checksum"])

    assert checksums[0] == checksums[1]


def test_commands_do_not_change_newer_database(customers: Program, tmp_path: Path) -> None:
    create(customers, "Asha", email="asha@example.com", tags=["b2b"])
    query(customers.url, "UPDATE alembic_version SET version_num = '9999'")
    before = every_row(customers.url)
    try:
        for path in COMMANDS:
            result = run(customers, path, tmp_path).fails(ExitStatus.DATABASE, "schema 9999", "newer than this program")
            assert result.stderr.count("\n") == 2, result.stderr
        assert every_row(customers.url) == before
        assert revision(customers.url) == [("9999",)]
    finally:
        query(customers.url, "UPDATE alembic_version SET version_num = {}", REVISIONS[-1])
    assert not (tmp_path / "made.db").exists()


@pytest.mark.parametrize("earlier", EARLIER)
def test_commands_do_not_change_older_database(bare_url: str, tmp_path: Path, earlier: str) -> None:
    before = make_old_shop(bare_url, earlier)
    customers = Program(bare_url, tmp_path / "home")

    for path in COMMANDS:
        if path != "db upgrade":
            result = run(customers, path, tmp_path).fails(ExitStatus.DATABASE, f"schema {earlier}", "`customers db upgrade`")
            assert result.stderr.count("\n") == 2, result.stderr

    assert every_row(bare_url) == {**every_row(bare_url), **{name: sorted(rows, key=repr) for name, rows in before.items()}}


def test_upgrade_of_older_shop_advises_a_check(bare_url: str, tmp_path: Path) -> None:
    make_old_shop(bare_url, EARLIER[0])

    first, second = (Program(bare_url, tmp_path)("db", "upgrade").succeeds().stderr for _ in range(2))

    assert "customers doctor` checks the stored data by the rules of this version" in first
    assert "doctor" not in second


def test_failed_upgrade_keeps_old_schema(bare_url: str, tmp_path: Path) -> None:
    make_old_shop(bare_url, "0001")
    query(bare_url, "CREATE TABLE dismissals (id INTEGER)")  # the last table of the step
    before = every_row(bare_url)
    customers = Program(bare_url, tmp_path / "home")

    result = customers("db", "upgrade").fails(ExitStatus.DATABASE, "dismissals", "already exists")

    assert result.stderr.count("\n") == 2
    assert revision(bare_url) == [("0001",)]
    assert every_row(bare_url) == before
    query(bare_url, "DROP TABLE dismissals")
    customers("db", "upgrade").succeeds()
    assert doctor(customers)["problems"] == 0


@pytest.mark.parametrize("number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_interrupted_upgrade_keeps_old_schema(bare_url: str, tmp_path: Path, number: signal.Signals) -> None:
    make_old_shop(bare_url, "0001")
    fill(bare_url, 4_000 if bare_url.startswith("sqlite") else 10)
    before = every_row(bare_url)
    customers = Program(bare_url, tmp_path / "home")

    end_halfway(customers, number)

    assert revision(bare_url) == [("0001",)]
    assert every_row(bare_url) == before
    customers("db", "upgrade").succeeds()
    assert doctor(customers)["problems"] == 0


def test_concurrent_upgrades_wait(bare_url: str, tmp_path: Path) -> None:
    make_old_shop(bare_url, "0001")
    customers = Program(bare_url, tmp_path / "home")

    running = [customers.start("db", "upgrade", "-o", "json") for _ in range(3)]
    ends = [(process.communicate(timeout=60), process.returncode) for process in running]

    assert [status for _, status in ends] == [0, 0, 0], ends
    assert sorted(json.loads(out)["before"] for (out, _), _ in ends) == ["0001", REVISIONS[-1], REVISIONS[-1]]
    assert doctor(customers)["problems"] == 0


def test_upgrade_works_in_batches(bare_url: str, tmp_path: Path) -> None:
    make_old_shop(bare_url, "0001")
    fill(bare_url, 3_000)

    stderr = Program(bare_url, tmp_path / "home")("db", "upgrade", "--debug").succeeds().stderr

    assert stderr.count("SQL:") < 150
    assert query(bare_url, "SELECT count(*) FROM customer_search") == [(3_008,)]


def fill(url: str, number: int) -> None:
    """Add a number of customers to a shop of revision 0001."""
    ids = "randomblob(16)" if url.startswith("sqlite") else "gen_random_uuid()"
    columns = "state, email, first_name, name_key, search_text, accepts_marketing, external_ids, created_at, updated_at"
    values = "'live', NULL, 'Many ' || n, 'many ' || n, '', (1 = 0), '{{}}', created_at, updated_at"
    numbers = f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})"
    times = "(SELECT created_at, updated_at FROM customers LIMIT 1) AS one"
    statement = f"INSERT INTO customers (id, {columns}) {numbers} SELECT {ids}, {values} FROM numbers, {times}"
    query(url, statement.replace("{{}}", "{}").replace("'{}'", "'{' || '}'"))
    statistics = "customer_id, live, total_orders, total_spent, is_vip"
    query(url, f"INSERT INTO customer_statistics ({statistics}) SELECT id, (1 = 1), 0, 0, (1 = 0) FROM customers WHERE search_text = ''")


def end_halfway(customers: Program, number: signal.Signals) -> None:
    """End an upgrade that has created some of its tables and not committed."""
    if customers.url.startswith("sqlite"):
        path = customers.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection, customers.start("db", "upgrade") as process:
            wait_until(lambda: is_held(connection), process)
            process.send_signal(number)
            process.communicate(timeout=60)
    else:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        with psycopg.connect(customers.url) as holder, psycopg.connect(customers.url, autocommit=True) as watcher:
            holder.execute("SELECT 1 FROM customers LIMIT 1")  # a reader that blocks the step that drops a column
            with customers.start("db", "upgrade") as process:
                wait_until(lambda: watcher.execute(waiting).fetchone() == (1,), process)
                process.send_signal(number)
                process.communicate(timeout=60)
            holder.rollback()
            # The server notices the end of a client after the wait.
            wait_until(
                lambda: watcher.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'customers'").fetchone() == (0,)
            )
    assert process.returncode in (-number, ExitStatus.TERMINATED)


def is_held(connection: sqlite3.Connection) -> bool:
    """Return whether a connection is writing to a SQLite database."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    connection.execute("ROLLBACK")
    return False
