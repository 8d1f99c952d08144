"""A database that stops, restarts, becomes read-only or is damaged during a command: one line, no partial state."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.endurance.killing import BATCH, table
from tests.support.doctor import doctor, off
from tests.support.factories import create, query
from tests.support.postgres import TempPostgres, find_binaries
from tests.support.program import Program
from tests.support.sessions import end_idle
from tests.support.waiting import wait_until

ROWS = 1_200
# A run of the program that waits after its first batch until its standard input ends.
PAUSED = f"""
import sys
from customers.cli.main import run
from customers.transfer import importer

write = importer.ImportRun._write


def write_and_wait(self, *arguments):
    write(self, *arguments)
    sys.stdin.buffer.read()


importer.BATCH_SIZE = {BATCH}
importer.ImportRun._write = write_and_wait
run()
"""
COUNT = "SELECT count(*) FROM customers"
SLOW = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(600); RETURN NULL; END$$;
CREATE TRIGGER slow AFTER INSERT ON customers FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION slow()
"""

# Runs inside COMMIT.
SLOW_COMMIT = """
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(600); RETURN NULL; END$$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON customers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()
"""


@pytest.fixture(scope="module")
def server() -> Iterator[TempPostgres]:
    """Start a server that a test can stop."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL was found")
    postgres = TempPostgres(binaries)
    try:
        yield postgres.start()
    finally:
        postgres.stop()


@pytest.fixture
def shop(server: TempPostgres, tmp_path: Path) -> Iterator[Program]:
    """Return the program on a shop of the server."""
    program = Program(server.create_database("shop"), tmp_path / "home")
    program("db", "upgrade").succeeds()
    with server.connect() as connection:
        # Otherwise the server of the tests loses acknowledged commits.
        connection.execute("ALTER DATABASE shop SET synchronous_commit = on")
    yield program
    server.drop_database("shop")


def people(number: int) -> str:
    """Return customers as a file of long lines."""
    return table([{"first_name": f"Asha {n}", "email": f"asha{n}@example.org", "notes": "x" * 300} for n in range(number)])


def start_import(shop: Program) -> "subprocess.Popen[bytes]":
    """Start an import of several batches, which waits after the first one."""
    file = shop.home / "people.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(people(ROWS), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-c", PAUSED, "import", "customers", str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=shop.environment(),
        cwd=shop.home,
    )


def until_stored(shop: Program, number: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until a number of customers are stored."""
    wait_until(lambda: query(shop.url, COUNT) == [(number,)], process)


def ends(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    """Let the import go on; return its status and stderr."""
    _, stderr = process.communicate(timeout=120)
    return process.returncode, stderr.decode()


def said_once(stderr: str, *needles: str) -> None:
    """Assert that stderr is one line for the error and one for the hint."""
    assert "Traceback" not in stderr
    assert stderr.count("Error: ") == 1
    lines = stderr.splitlines()
    assert lines.index(next(line for line in lines if line.startswith("Error: "))) == len(lines) - 2, stderr
    for needle in needles:
        assert needle in stderr


def test_import_continues_after_server_stops_between_batches(server: TempPostgres, shop: Program) -> None:
    with start_import(shop) as process:
        until_stored(shop, BATCH, process)
        server.crash()
        try:
            status, stderr = ends(process)
        finally:
            server.boot()

    assert status == ExitStatus.DATABASE
    said_once(stderr, "cannot open the database postgresql://", f"{BATCH} rows were imported before that")
    assert query(shop.url, COUNT) == [(BATCH,)]
    shop("import", "customers", "-", "-o", "json", stdin=people(ROWS)).prints_json(created=ROWS - BATCH, unchanged=BATCH)
    assert off(doctor(shop)) == {}


@pytest.mark.slow
def test_import_survives_restart_between_batches(server: TempPostgres, shop: Program) -> None:
    with start_import(shop) as process:
        until_stored(shop, BATCH, process)
        server.crash()
        server.boot()
        status, stderr = ends(process)

    assert status == 0, stderr
    assert query(shop.url, COUNT) == [(ROWS,)]


@pytest.mark.parametrize("how", ["crash", pytest.param("terminate", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "arguments", [pytest.param(("create", "--first-name", "Asha"), marks=pytest.mark.slow), ("import", "customers", "-")]
)
def test_statement_that_loses_server_is_rolled_back(server: TempPostgres, shop: Program, how: str, arguments: tuple[str, ...]) -> None:
    query(shop.url, SLOW)
    with shop.start(*arguments) as process:
        assert process.stdin is not None
        process.stdin.write(b"first_name\nAsha\n")
        process.stdin.close()
        process.stdin = None
        busy_session = "pid <> pg_backend_pid() AND state = 'active' AND wait_event = 'PgSleep'"
        sessions = wait_until(lambda: query(shop.url, f"SELECT pid FROM pg_stat_activity WHERE {busy_session}"), process)
        if how == "crash":
            server.crash()
            server.boot()
        else:
            query(shop.url, "SELECT pg_terminate_backend({})", sessions[0][0])
        _, stderr = process.communicate(timeout=60)

    assert process.returncode == ExitStatus.DATABASE, stderr
    said_once(stderr.decode(), "the connection was lost", "whole or not at all")
    query(shop.url, "DROP TRIGGER slow ON customers; DROP FUNCTION slow()")
    assert query(shop.url, COUNT) == [(0,)]
    shop("create", "--first-name", "Meera").succeeds()
    assert off(doctor(shop)) == {}


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_commit_that_loses_server_is_whole(server: TempPostgres, shop: Program, how: str) -> None:
    query(shop.url, SLOW_COMMIT)
    with shop.start("create", "--first-name", "Asha", "--tag", "new") as process:
        sleeping = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query = 'COMMIT'"
        sessions = wait_until(lambda: query(shop.url, sleeping), process)
        if how == "stop":
            server.crash()
            server.boot()
        else:
            # The server ends all other sessions, and recovers.
            os.kill(sessions[0][0], signal.SIGKILL)
        _, stderr = process.communicate(timeout=60)

    assert process.returncode == ExitStatus.DATABASE, stderr
    said_once(stderr.decode(), "the connection was lost", "whole or not at all")
    end_idle()
    wait_until(lambda: shop("db", "status").status == 0)
    query(shop.url, "DROP TRIGGER slow ON customers; DROP FUNCTION slow()")
    tables = ("customers", "identities", "customer_tags", "events", "runs", "customer_search")
    assert [query(shop.url, f"SELECT count(*) FROM {table}") for table in tables] == [[(0,)]] * len(tables)
    shop("create", "--first-name", "Meera").succeeds()
    assert off(doctor(shop)) == {}


@pytest.mark.slow
def test_list_ends_when_server_stops(server: TempPostgres, shop: Program) -> None:
    shop("import", "customers", "-", stdin=people(4_000)).succeeds()
    with shop.start("export", "customers", "--format", "jsonl") as process, shop.start("list", "--all", "-o", "csv") as second:
        for reader in (process, second):
            assert reader.stdout is not None
            reader.stdout.readline()
        server.crash()
        ended = [(reader.communicate(timeout=60)[1].decode(), reader.returncode) for reader in (process, second)]
    server.boot()

    for stderr, status in ended:
        assert status == ExitStatus.DATABASE, stderr
        said_once(stderr, "the connection was lost")


def test_read_only_database_permits_reads_only(server: TempPostgres, shop: Program) -> None:
    with start_import(shop) as process:
        until_stored(shop, BATCH, process)
        with server.connect() as connection:
            connection.execute("ALTER DATABASE shop SET default_transaction_read_only = on")
        end_idle()  # sessions that began before it do not have it
        status, stderr = ends(process)

    assert status == ExitStatus.DATABASE
    said_once(stderr, "read-only", f"{BATCH} rows were imported before that")
    assert query(shop.url, COUNT) == [(BATCH,)]
    assert len(shop("list", "-o", "ids").succeeds().stdout.split()) == 20
    for arguments in (("vip", "recalculate"), ("tag", "add", "--tag", "x", "--has-email", "--yes"), ("db", "upgrade")):
        result = shop(*arguments)
        if arguments[0] != "db":
            result.fails(ExitStatus.DATABASE, "read-only")


def test_removed_sqlite_file_is_not_recreated(sqlite_customers: Program) -> None:
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    with start_import(sqlite_customers) as process:
        until_stored(sqlite_customers, BATCH, process)
        path.unlink()
        status, stderr = ends(process)

    assert status == ExitStatus.DATABASE
    said_once(stderr, "was removed or replaced", str(path))
    assert not path.exists()


@pytest.mark.slow
def test_replaced_sqlite_file_is_not_written(sqlite_customers: Program) -> None:
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    with start_import(sqlite_customers) as process:
        until_stored(sqlite_customers, BATCH, process)
        replacement = path.with_name("notes.txt")
        replacement.write_text("this is no database\n" * 1_000)
        replacement.replace(path)
        status, stderr = ends(process)

    assert status == ExitStatus.DATABASE
    said_once(stderr, "was removed or replaced")
    assert path.read_text().startswith("this is no database")
    for arguments in (("list",), ("create", "--first-name", "x"), ("vip", "recalculate"), ("db", "upgrade"), ("doctor",)):
        sqlite_customers(*arguments).fails(ExitStatus.DATABASE, "cannot open the database", "last backup")


def test_damaged_page_is_reported_by_reads_and_doctor(sqlite_customers: Program) -> None:
    sqlite_customers("import", "customers", "-", stdin=people(1_000)).succeeds()
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    ((page, size),) = query(
        sqlite_customers.url, "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'customers'"
    )
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)

    for arguments in (("list", "--all", "-o", "jsonl"), ("export", "customers"), ("vip", "recalculate"), ("create", "--first-name", "x")):
        result = sqlite_customers(*arguments)
        if result.status:
            result.fails(ExitStatus.DATABASE, "malformed", "last backup", stdout=None)
    assert sqlite_customers("list", "--all", "-o", "jsonl").status == ExitStatus.DATABASE
    result = sqlite_customers("doctor")
    assert result.status in (ExitStatus.DATABASE, ExitStatus.PARTIAL)
    assert "Traceback" not in result.stderr


def test_read_only_file_refuses_writes_in_one_line(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, email="asha@example.com")
    disk, source = tmp_path / "disk", tmp_path / "source"
    source.mkdir()
    disk.mkdir()
    shutil.copy(sqlite_customers.url.removeprefix("sqlite:///"), source / "shop.db")
    if os.geteuid() != 0 or subprocess.run(["mount", "--bind", source, disk], check=False, capture_output=True).returncode:
        pytest.skip("a read-only disk takes a mount, which only root may do")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", disk], check=True, capture_output=True)
        program = Program(f"sqlite:///{disk / 'shop.db'}", tmp_path / "other")
        for arguments in (("create", "--first-name", "x"), ("vip", "recalculate"), ("tag", "add", "--tag", "x", "asha@example.com")):
            program(*arguments).fails(ExitStatus.DATABASE)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert query(f"sqlite:///{source / 'shop.db'}", COUNT) == [(1,)]
