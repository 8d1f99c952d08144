"""`vip recalculate` beside imports and merges: whatever the order, statistics are what the orders give."""

import json
import random
import subprocess
import time
from typing import Any
from uuid import UUID

import psycopg
import pytest

from customers.errors import ExitStatus
from tests.support.factories import create_many, import_orders, order, query, show
from tests.support.program import Program

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
EAGER = {"CUSTOMERS_VIP_ORDER_THRESHOLD": "1"}


def wait_for(watcher: "psycopg.Connection[Any]", number: int) -> None:
    """Come back when so many wait for a lock."""
    deadline = time.monotonic() + 30
    while watcher.execute(WAITING).fetchone() != (number,):
        assert time.monotonic() < deadline, "nobody came to wait"


def feed(process: "subprocess.Popen[bytes]", *rows: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Give a process its input at once."""
    assert process.stdin is not None
    process.stdin.write("\n".join(map(json.dumps, rows)).encode())
    process.stdin.close()
    process.stdin = None
    return process


def finish(process: "subprocess.Popen[bytes]") -> tuple[int, str]:
    """Let a process end; returns its status and what it said."""
    _, said = process.communicate(timeout=120)
    return process.returncode, said.decode()


def test_orders_that_come_in_during_a_recalculation_are_counted(postgres_url: str, tmp_path: Any) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    create_many(customers, {"first_name": "Asha", "email": "asha@example.com"})
    asha = show(customers, "asha@example.com")
    import_orders(customers, order(asha, "1", "10"), env=EAGER)

    with psycopg.connect(postgres_url) as holder, psycopg.connect(postgres_url, autocommit=True) as watcher:
        # By the usual rules she is no VIP: the import is held when it writes that down, her new statistics not committed yet.
        holder.execute("LOCK TABLE events IN SHARE MODE")
        coming = feed(customers.start("import", "orders", "-"), order(asha, "2", "7"))
        wait_for(watcher, 1)
        recalculating = customers.start("vip", "recalculate")
        wait_for(watcher, 2)
    assert [finish(process)[0] for process in (coming, recalculating)] == [0, 0]

    assert show(customers, asha["id"])["total_orders"] == 2
    assert query(postgres_url, RECOUNT) == [(0,)]
