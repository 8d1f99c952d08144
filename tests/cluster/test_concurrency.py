"""Concurrent runs: locks on the nodes, in one order, for a limited time."""

import json
import subprocess
from uuid import UUID

import psycopg

from customers.errors import ExitStatus
from tests.support.factories import create, create_many, import_orders, order, query
from tests.support.program import Program

PAIRS = 12


def finish(process: "subprocess.Popen[bytes]", text: str = "") -> tuple[int, str]:
    """Feed a process; return its status and stderr at its end."""
    _, stderr = process.communicate(text.encode(), timeout=240)
    return process.returncode, stderr.decode()


def emails(prefix: str) -> list[str]:
    """Return the emails of one side of the pairs."""
    return [f"{prefix}{number}@example.com" for number in range(PAIRS)]


def test_crossing_merges_have_one_outcome(cluster: Program) -> None:
    create_many(cluster, *({"first_name": "Asha", "email": email} for email in (*emails("a"), *emails("b"))))
    forward = [json.dumps({"primary_id": a, "secondary_id": b}) for a, b in zip(emails("a"), emails("b"), strict=True)]
    backward = [json.dumps({"primary_id": b, "secondary_id": a}) for a, b in zip(emails("a"), emails("b"), strict=True)]

    processes = [cluster.start("merge", "--batch", "-", "--yes") for _ in range(2)]
    results = [finish(process, "\n".join(lines)) for process, lines in zip(processes, (forward, backward[::-1]), strict=True)]

    assert {status for status, _ in results} <= {ExitStatus.DONE, ExitStatus.PARTIAL}, results
    assert query(cluster.url, "SELECT state, count(*) FROM customers GROUP BY state ORDER BY state") == [
        ("absorbed", PAIRS),
        ("live", PAIRS),
    ]
    assert query(cluster.url, "SELECT count(*) FROM merges WHERE undone_at IS NULL") == [(PAIRS,)]
    cluster("doctor").succeeds()


def test_crossing_changes_of_many_customers_are_all_kept(cluster: Program) -> None:
    create_many(cluster, *({"first_name": "Asha", "email": f"many{number}@example.com"} for number in range(300)))
    ordered = [row["id"] for row in cluster("list", "--all", "-o", "jsonl").succeeds().jsonl()]

    processes = [cluster.start("tag", "add", "-", "--tag", tag, "--yes") for tag in ("one", "two", "three")]
    for process, lines in zip(processes, (ordered, ordered[::-1], ordered[150:] + ordered[:150]), strict=True):
        assert process.stdin is not None
        process.stdin.write("\n".join(lines).encode())
    assert [finish(process)[0] for process in processes] == [0, 0, 0]

    assert query(cluster.url, "SELECT key, count(*) FROM customer_tags GROUP BY key ORDER BY key") == [
        ("one", 300),
        ("three", 300),
        ("two", 300),
    ]


def test_two_recalculations_leave_statistics_of_orders(cluster: Program) -> None:
    create_many(cluster, *({"first_name": "Asha", "email": f"many{number}@example.com"} for number in range(200)))
    rows = [{"number": str(n), "customer_email": f"many{n % 200}@example.com", "total": "5", "placed_at": "2026-01-05"} for n in range(400)]
    cluster("import", "orders", "-", stdin="\n".join(map(json.dumps, rows))).succeeds()
    query(cluster.url, "UPDATE customer_statistics SET total_orders = 0")

    processes = [cluster.start("vip", "recalculate") for _ in range(2)]
    statuses = [finish(process)[0] for process in processes]

    # The second waits for nothing: it gives up, or finds nothing to change.
    assert sorted(statuses) in ([0, 0], [0, ExitStatus.BUSY])
    cluster("vip", "recalculate", "-o", "json").prints_json(changed=0)
    assert query(cluster.url, "SELECT DISTINCT total_orders FROM customer_statistics") == [(2,)]


def test_concurrent_imports_store_an_order_once(cluster: Program) -> None:
    customers = [create(cluster, email=f"same{number}@example.com") for number in range(2)]
    rows = [[order(customer, str(number), "5") for number in range(50)] for customer in customers]

    processes = [cluster.start("import", "orders", "-") for _ in rows]
    results = [finish(process, "\n".join(map(json.dumps, lines))) for process, lines in zip(processes, rows, strict=True)]

    assert [status for status, _ in results] == [0, 0], results
    assert query(cluster.url, "SELECT count(*), count(DISTINCT number) FROM orders") == [(50, 50)]
    cluster("doctor").succeeds()


def test_lock_timeout_holds_on_the_nodes(cluster: Program) -> None:
    asha = create(cluster, email="asha@example.com")
    import_orders(cluster, order(asha, "1", "5"))
    with psycopg.connect(cluster.url) as holder:
        holder.execute("SELECT id FROM customers WHERE id = %s FOR UPDATE", [UUID(asha["id"])])
        # As long as the row is locked, only the timeout ends these.
        for line in ("update asha@example.com --last-name Rao", "tag add asha@example.com --tag new", "delete asha@example.com --yes"):
            process = cluster.start(*line.split(), env={"CUSTOMERS_LOCK_TIMEOUT": "1"})
            status, stderr = finish(process)
            assert (status, "timed out after 1 s" in stderr) == (ExitStatus.BUSY, True), (line, status, stderr)
    cluster("update", "asha@example.com", "--last-name", "Rao").succeeds()
