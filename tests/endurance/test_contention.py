"""Deadlocks, failed serializations and foreign locks: retries, timeouts, and the reported owner."""

import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from customers import open_shop
from customers.errors import ConcurrentUpdateError, ExitStatus
from customers.services import retry
from customers.services.shop import ShopContext
from tests.support.factories import create, query, show
from tests.support.merging import pair
from tests.support.program import Program
from tests.support.waiting import wait_until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
HOLDER = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def wait_for(connection: "psycopg.Connection", number: int) -> None:
    """Wait until a number of sessions wait for a lock."""
    wait_until(lambda: connection.execute(WAITING).fetchone() == (number,))


def test_deadlocked_transaction_is_retried(postgres_url: str, tmp_path: Path) -> None:
    # This session checks for a deadlock long before the other, so it finds the deadlock and is aborted.
    customers = Program(f"{postgres_url}&options=-cdeadlock_timeout%3D2s", tmp_path / "home")
    survivor, absorbed = pair(customers)
    second, first = sorted(UUID(profile["id"]) for profile in (survivor, absorbed))

    with psycopg.connect(postgres_url) as rival, psycopg.connect(postgres_url, autocommit=True) as watcher:
        rival.execute("SET LOCAL deadlock_timeout = '20s'")
        rival.execute("SELECT 1 FROM customers WHERE id = %s FOR UPDATE", [first])
        with customers.start("merge", survivor["id"], absorbed["id"], "--yes", "--debug") as process:
            wait_for(watcher, 1)
            rival.execute("SELECT 1 FROM customers WHERE id = %s FOR UPDATE", [second])
            rival.rollback()
            _, stderr = process.communicate()

    assert process.returncode == 0, stderr
    assert stderr.count(b"SET LOCAL lock_timeout") == 2, "it was not begun anew"
    assert show(customers, survivor["id"])["total_orders"] == 2
    assert query(postgres_url, "SELECT count(*) FROM merges") == [(1,)]


@pytest.mark.parametrize("state", ["40001", "40P01"])
@pytest.mark.parametrize("times", [1, retry.ATTEMPTS])
def test_conflicting_transaction_is_retried_a_few_times(postgres_url: str, tmp_path: Path, state: str, times: int) -> None:
    """Let the server refuse the first commands, by a trigger."""
    customers = Program(postgres_url, tmp_path / "home")
    asha = create(customers)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        refuse(connection, state, times)
        try:
            result = customers("update", asha["id"], "--first-name", "Meera", "-o", "json")
        finally:
            connection.execute("DROP TRIGGER refuse ON customers; DROP FUNCTION refuse(); DROP SEQUENCE refusals")

    if times < retry.ATTEMPTS:
        result.prints_json(first_name="Meera")
        assert query(postgres_url, "SELECT count(*) FROM events WHERE command = 'update'") == [(1,)]
    else:
        result.fails(ExitStatus.CONFLICT, '"conflict"', f"gave up after {retry.ATTEMPTS} attempts")
        assert show(customers, asha["id"])["first_name"] == "Asha"


def refuse(connection: "psycopg.Connection", state: str, times: int) -> None:
    """Let the server refuse a number of updates of customers; the counter does not roll back."""
    connection.execute("CREATE SEQUENCE refusals")
    body = f"IF nextval('refusals') <= {times} THEN RAISE EXCEPTION 'refused' USING ERRCODE = '{state}'; END IF; RETURN NEW;"
    connection.execute(f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$".encode())
    connection.execute("CREATE TRIGGER refuse BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION refuse()")


def test_import_batch_is_retried_after_its_file_is_read(postgres_url: str, tmp_path: Path) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    create(customers, email="asha@example.com")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        refuse(connection, "40001", 1)
        try:
            done = customers("import", "customers", "-", "-o", "json", stdin="email,first_name\nasha@example.com,Meera\n")
        finally:
            connection.execute("DROP TRIGGER refuse ON customers; DROP FUNCTION refuse(); DROP SEQUENCE refusals")

    done.prints_json(updated=1, refused=0)


def test_library_call_is_retried_outside_explicit_transaction_only(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = count(1)
    writing = ShopContext.writing

    def refusing(shop: ShopContext, **options: object) -> object:
        if next(attempts) in (1, 3):
            raise ConcurrentUpdateError(attempts=1)
        return writing(shop, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ShopContext, "writing", refusing)
    with open_shop(postgres_url) as shop:
        assert shop.create(first_name="Asha").first_name == "Asha"
        with pytest.raises(ConcurrentUpdateError), shop.transaction():
            shop.create(first_name="Meera")


def test_lock_timeout_setting_limits_wait_and_error_names_holder(customers: Program) -> None:
    asha = create(customers)
    release = hold(customers, asha["id"])
    try:
        result = customers("update", asha["id"], "--first-name", "Meera", env={"CUSTOMERS_LOCK_TIMEOUT": "1"})
    finally:
        pid = release()

    result.fails(ExitStatus.BUSY, "timed out after 1 s waiting for a lock held by", f"process {pid}", "since 20", "CUSTOMERS_LOCK_TIMEOUT")
    assert show(customers, asha["id"])["first_name"] == "Asha"


def test_lock_released_in_time_is_acquired(customers: Program) -> None:
    asha = create(customers)
    release = hold(customers, asha["id"])
    process = customers.start("update", asha["id"], "--first-name", "Meera")
    with process:
        release()
        assert process.wait(timeout=60) == 0

    assert show(customers, asha["id"])["first_name"] == "Meera"


def hold(customers: Program, customer_id: str) -> Callable[[], int]:
    """Lock a customer (on SQLite the whole database) from another session; return a function that ends it and returns its number."""
    if customers.url.startswith("sqlite"):
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, customers.url.removeprefix("sqlite:///")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert holder.stdout is not None
        holder.stdout.readline()

        def end() -> int:
            holder.communicate()
            return holder.pid

        return end
    connection = psycopg.connect(customers.url, application_name="nightly report")
    connection.execute("SELECT 1 FROM customers WHERE id = %s FOR UPDATE", [UUID(customer_id)])

    def close() -> int:
        pid = connection.info.backend_pid
        connection.close()
        return pid

    return close


def test_busy_recalculation_names_holder(customers: Program) -> None:
    create(customers)
    shop = ShopContext(open_shop(customers.url)._shop.settings, "tester", "vip recalculate")

    with shop.writing(job="vip recalculate"):
        result = customers("vip", "recalculate", "-o", "json")
    shop.engine.dispose()

    result.fails(ExitStatus.BUSY, '"busy"', "another run of vip recalculate is active: ", "process ", "since 20")
    customers("vip", "recalculate").succeeds()


def test_server_activity_shows_command(postgres_url: str) -> None:
    shop = ShopContext(open_shop(postgres_url)._shop.settings, "tester", "vip recalculate")
    with shop.reading() as tx:
        name = tx.connection.exec_driver_sql("SHOW application_name").scalar()
    assert name == "customers vip recalculate"


def test_invalid_lock_timeout_is_refused(sqlite_customers: Program) -> None:
    sqlite_customers("list", env={"CUSTOMERS_LOCK_TIMEOUT": "soon"}).fails(ExitStatus.USAGE, "CUSTOMERS_LOCK_TIMEOUT", "0 to 86400")
