"""A run that ends while the database is busy."""

import signal

import psycopg
import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.waiting import wait_until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGTERM, ExitStatus.TERMINATED, b"erminated"), (signal.SIGINT, ExitStatus.INTERRUPTED, b"nterrupted")],
)
def test_signal_ends_run_that_waits_for_postgresql(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory, number: signal.Signals, status: int, word: bytes
) -> None:
    customers = Program(postgres_url, tmp_path_factory.mktemp("home"))
    asha = create(customers)

    with psycopg.connect(postgres_url) as holder, psycopg.connect(postgres_url, autocommit=True) as watcher:
        holder.execute("SELECT 1 FROM customers FOR UPDATE")
        with customers.start("vip", "pin", asha["id"], "--reason", "x") as process:
            wait_until(lambda: watcher.execute(WAITING).fetchone() == (1,), process)
            process.send_signal(number)
            _, stderr = process.communicate()

    assert process.returncode == status
    assert word in stderr
    assert stderr.count(b"\n") == 1
    assert not show(customers, asha["id"])["is_vip"]
