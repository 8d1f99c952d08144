"""`customers erase`: what is left of erased values in the files of the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from customers.errors import ExitStatus
from tests.support.doctor import doctor, off
from tests.support.erasing import erase, traces_in_files
from tests.support.factories import create
from tests.support.program import Program

SIGN = "zqxnotes"


def files_of_server(url: str) -> bytes:
    """Return the bytes of the tables of a PostgreSQL database, as they are on the disk."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        rows = connection.execute(
            "SELECT current_setting('data_directory'), pg_relation_filepath(oid) FROM pg_class "
            "WHERE relkind IN ('r', 't', 'i') AND pg_relation_filepath(oid) LIKE 'base/%'"
        ).fetchall()
    return b"".join(Path(folder, path).read_bytes() for folder, path in rows)


def test_interrupted_scrub_is_found_and_finished_by_the_next_writing_command(sqlite_customers: Program) -> None:
    asha, usha = create(sqlite_customers, "Zqxasha", notes=SIGN, email="zqx@example.com"), create(sqlite_customers, "Usha")
    with closing(sqlite3.connect(sqlite_customers.url.removeprefix("sqlite:///"))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM customers").fetchone()
        # The open snapshot keeps the log from being cleared, as a process that is killed before its scrub does.
        done = sqlite_customers("erase", asha["id"], "--yes").succeeds()
        assert "stays in its log until a later command that writes" in done.stderr
        assert off(doctor(sqlite_customers)).keys() == {"erased_files"}

    assert sqlite_customers("update", usha["id"], "--notes", "x").succeeds().stderr == ""

    assert traces_in_files(sqlite_customers.url) == []
    assert doctor(sqlite_customers)["problems"] == 0


def test_doctor_finishes_interrupted_scrub(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers, "Zqxasha", notes=SIGN)
    erase(sqlite_customers, asha["id"])
    with closing(sqlite3.connect(sqlite_customers.url.removeprefix("sqlite:///"))) as connection:
        connection.execute("PRAGMA user_version = 1")

    report = doctor(sqlite_customers, "--fix")

    assert [check["name"] for check in report["checks"] if check["fixed"]] == ["erased_files"]
    assert doctor(sqlite_customers)["problems"] == 0


@pytest.mark.parametrize("words", [["erase", "ID", "--yes", "--scrub"], ["erase", "--scrub"]])
def test_scrub_rewrites_tables_of_postgresql(postgres_url: str, tmp_path: Path, words: list[str]) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    asha = create(customers, "Zqxasha", notes=SIGN, email="zqx@example.com", tags=[SIGN])
    assert SIGN.encode() in files_of_server(customers.url)
    if "ID" not in words:
        plain = customers("erase", asha["id"], "--yes").succeeds()
        assert "`customers erase --scrub` rewrites the tables" in plain.stderr
        assert SIGN.encode() in files_of_server(customers.url)

    done = customers(*(asha["id"] if word == "ID" else word for word in words)).succeeds()

    assert "write-ahead log, replicas and backups" in done.stderr
    assert SIGN.encode() not in files_of_server(customers.url)


def test_dry_run_scrubs_nothing(sqlite_customers: Program) -> None:
    create(sqlite_customers)
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    before = path.read_bytes()

    assert "nothing was changed" in sqlite_customers("erase", "--scrub", "--dry-run").succeeds().stderr.lower()

    assert path.read_bytes() == before


def test_scrub_of_missing_database_creates_none(tmp_path: Path) -> None:
    customers = Program(f"sqlite:///{tmp_path}/none.db", tmp_path)

    customers("erase", "--scrub").fails(ExitStatus.DATABASE, "there is no database")

    assert not (tmp_path / "none.db").exists()
