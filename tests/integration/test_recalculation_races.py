"""`vip recalculate` during imports and merges: in any order, statistics equal the orders."""

import json
import random
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from customers.errors import ExitStatus
from tests.support.factories import create_many, import_orders, order, query, show
from tests.support.program import Program
from tests.support.waiting import wait_until

RECOUNT = """
    SELECT count(*) FROM customer_statistics AS stored LEFT JOIN (
        SELECT customer_id, count(*) AS number, sum(total - refunded) AS spent, min(placed_at) AS first, max(placed_at) AS last
        FROM orders WHERE status NOT IN ('draft', 'failed', 'cancelled', 'refunded') AND NOT (refunded > 0 AND refunded >= total)
        GROUP BY customer_id
    ) AS counted ON counted.customer_id = stored.customer_id
    WHERE stored.live AND (
        total_orders <> coalesce(number, 0) OR total_spent <> coalesce(spent, 0)
        OR coalesce(first_order_at <> first, first IS NOT NULL) OR coalesce(last_order_at <> last, last IS NOT NULL)
    )
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
# An order of Shopify without a customer: its first owner keeps it.
GUEST = "Name,Email,Financial Status,Currency,Total,Created at,Lineitem name,Billing Name,Id\n"
GUEST += "#1,,paid,INR,{},2026-01-05 10:00:00 +0530,Tea,Harriet Boyle,56\n"
PATIENT = {"CUSTOMERS_LOCK_TIMEOUT": "120"}
EAGER = PATIENT | {"CUSTOMERS_VIP_ORDER_THRESHOLD": "1"}


def wait_for(watcher: "psycopg.Connection[Any]", number: int) -> None:
    """Wait until a number of runs wait for a lock."""
    wait_until(lambda: watcher.execute(WAITING).fetchone() == (number,))


@contextmanager
def kept_from_writing(url: str) -> Iterator[Callable[[int], object]]:
    """Block writes of statistics; yield a function that waits for a number of waiting runs."""
    if url.startswith("sqlite"):
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            # The owner of the job's lock writes its number into it.
            yield lambda _: wait_until(
                lambda: Path(f"{path}-vip-recalculate.lock").is_file() and Path(f"{path}-vip-recalculate.lock").read_text()
            )
            holder.execute("ROLLBACK")
        return
    with psycopg.connect(url) as holder, psycopg.connect(url, autocommit=True) as watcher:
        holder.execute("LOCK TABLE customer_statistics IN SHARE MODE")
        yield lambda number: wait_for(watcher, number)


def feed(process: "subprocess.Popen[bytes]", text: str) -> "subprocess.Popen[bytes]":
    """Write the input of a process at once."""
    assert process.stdin is not None
    process.stdin.write(text.encode())
    process.stdin.close()
    process.stdin = None
    return process


def finish(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    """Wait for the end of a process; return its status and stderr."""
    _, stderr = process.communicate(timeout=120)
    return process.returncode, stderr.decode()


@pytest.mark.parametrize("second", ["recalculation", "order of a guest"])
def test_recalculation_counts_concurrent_orders(postgres_url: str, tmp_path: Path, second: str) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    customers("import", "orders", "-", "--create-customers", stdin=GUEST.format(10), env=EAGER).succeeds()
    [harriet] = customers("list", "-o", "json").succeeds().json()["data"]

    with psycopg.connect(postgres_url) as holder, psycopg.connect(postgres_url, autocommit=True) as watcher:
        # By the default rules she is not a VIP: the import is blocked when it writes this, its new statistics uncommitted.
        holder.execute("LOCK TABLE events IN SHARE MODE")
        first = feed(customers.start("import", "orders", "-", env=PATIENT), json.dumps(order(harriet, "2", "7")))
        wait_for(watcher, 1)
        commands = {"recalculation": ("vip", "recalculate"), "order of a guest": ("import", "orders", "-", "--create-customers")}
        rival = feed(customers.start(*commands[second], env=PATIENT), GUEST.format(12))
        wait_for(watcher, 2)
    assert [finish(process)[0] for process in (first, rival)] == [0, 0]

    assert show(customers, harriet["id"])["total_orders"] == 2
    assert query(postgres_url, RECOUNT) == [(0,)]


@pytest.mark.parametrize(("many", "first"), [(0, 2_000), (1, 2_000), (20_000, 2_000), (20_000, 2)])
def test_small_and_full_recalculations_repair_alike(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, many: int, first: int
) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    create_many(customers, *({"first_name": "Asha", "email": f"{number}@example.com"} for number in range(3)))
    import_orders(customers, *(order(show(customers, f"{number}@example.com"), str(number), "60000") for number in range(3)))
    query(postgres_url, "UPDATE customer_statistics SET total_orders = 7, is_vip = false")
    monkeypatch.setattr("customers.services.recalculation._MANY", many)
    monkeypatch.setattr("customers.services.recalculation._FIRST", first)

    customers("vip", "recalculate", "-o", "json").prints_json(examined=3, changed=3, promoted=3, demoted=0)
    customers("vip", "recalculate", "-o", "json").prints_json(examined=3, changed=0, promoted=0, demoted=0)

    assert query(postgres_url, RECOUNT) == [(0,)]


def test_concurrent_recalculation_is_busy(customers: Program) -> None:
    create_many(customers, {"first_name": "Asha", "email": "asha@example.com"})
    import_orders(customers, order(show(customers, "asha@example.com"), "1", "10"))

    with kept_from_writing(customers.url) as wait:
        first = customers.start("vip", "recalculate", "-o", "json", env=EAGER)
        wait(1)
        second = customers.start("vip", "recalculate", env=EAGER)
        status, stderr = finish(second)
        assert (status, "another run of vip recalculate is active" in stderr) == (ExitStatus.BUSY, True)
    assert finish(first)[0] == 0

    assert show(customers, "asha@example.com")["is_vip"] is True


def test_concurrent_writes_leave_correct_statistics(customers: Program) -> None:
    storm(customers, people=6, imports=1, recalculations=1, merges=1, orders=40)


@pytest.mark.slow
def test_many_concurrent_writes_leave_correct_statistics(customers: Program) -> None:
    for _ in range(5):
        storm(customers, people=12, imports=6, recalculations=6, merges=3, orders=300)


def storm(customers: Program, *, people: int, imports: int, recalculations: int, merges: int, orders: int) -> None:
    """Run all commands at once, on customers that are merged and with changing thresholds; then recount."""
    start = str(time.monotonic_ns())
    emails = [f"{start}-{number}@example.com" for number in range(people)]
    create_many(customers, *({"first_name": "Asha", "email": email} for email in emails))
    dice = random.Random(people)
    running = []
    for number in range(max(imports, recalculations, merges)):
        if number < imports:
            rows = [
                {
                    "number": f"{start}-{number}-{row}",
                    "customer_email": dice.choice(emails),
                    "total": str(dice.randrange(1, 999)),
                    "placed_at": f"2026-01-{dice.randrange(1, 28):02}",
                    "status": dice.choice(["paid", "paid", "cancelled"]),
                }
                for row in range(orders)
            ]
            running.append(feed(customers.start("import", "orders", "-", env=PATIENT), "\n".join(map(json.dumps, rows))))
        if number < recalculations:
            running.append(customers.start("vip", "recalculate", env=PATIENT | {"CUSTOMERS_VIP_ORDER_THRESHOLD": str(1 + number % 3)}))
        if number < merges:
            running.append(customers.start("merge", emails[2 * number], emails[2 * number + 1], "--yes", env=PATIENT))
    ends = [finish(process) for process in running]

    # A run that waits too long for another one reports it; no other error is allowed.
    assert [end for end in ends if end[0] not in (ExitStatus.DONE, ExitStatus.BUSY)] == []
    assert query(customers.url, RECOUNT) == [(0,)]
    arrived = query(customers.url, "SELECT count(*) FROM orders WHERE number LIKE {}", f"{start}-%")
    assert arrived[0][0] % orders == 0
    assert query(customers.url, "SELECT count(*) FROM customer_statistics WHERE live AND total_orders > 0") > [(0,)]
