"""Copies of a shop from one engine to the other and back: every row, nothing else, in bounded memory."""

import json
import os
import subprocess
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.contract.hard_data import ADDRESSES, CUSTOMERS
from tests.endurance.old_shops import every_row
from tests.support.doctor import doctor
from tests.support.factories import HOME, create, create_many, import_orders, order, query
from tests.support.merging import merge, unmerge
from tests.support.program import Program

# More than one batch of reads and writes.
MANY = 12_000
MEGABYTE = 1_024


def everything(customers: Program) -> None:
    """Fill every table of a shop, with profiles of every state."""
    create_many(customers, *CUSTOMERS)
    for address in ADDRESSES:
        customers("address", "add", address["customer_id"], "--from-json", "-", stdin=dumped(address)).succeeds()
    asha = create(customers, "Asha", email="asha@example.com", phone="+919876543210", addresses=[HOME], external_ids={"erp": "a"})
    double = create(customers, "Asha", email="asha@example.net", external_ids={"shop": "z"})
    third = create(customers, "Ashaa", email="third@example.net")
    deleted, erased = create(customers, "Gone", email="gone@example.com"), create(customers, "Erased", email="erased@example.com")
    import_orders(customers, order(asha, "1", "60000"), order(double, "2", "7.25", "1999-12-31"), order(erased, "3", "1"))
    merge(customers, asha, double, "--reason", "same person")
    unmerge(customers, merge(customers, asha, third)).succeeds()
    customers("duplicates", "dismiss", asha["id"], third["id"], "--reason", "sisters").succeeds()
    customers("vip", "pin", third["id"], "--reason", "friend", "--until", "2099-01-01").succeeds()
    customers("vip", "exclude", asha["id"], "--reason", "staff").succeeds()
    customers("delete", deleted["id"], "--yes", "--reason", "asked").succeeds()
    customers("erase", erased["id"], "--yes").succeeds()
    customers("segments", "save", "regulars", "--min-orders", "1").succeeds()
    customers("update", third["id"], "--email", "ashaa@example.net").succeeds()
    import_orders(customers, order(asha, "4", "1"), order(asha, "5", "1"))
    customers("orders", "delete", "4", "--yes").succeeds()
    customers("orders", "move", "5", "--to", third["id"], "--yes").succeeds()
    import_orders(customers, order(asha, "6", "1"))
    customers("undo", "--yes").succeeds()
    query(customers.url, "INSERT INTO locks (name) VALUES ('a run of ours') ON CONFLICT DO NOTHING")


def dumped(address: dict[str, object]) -> str:
    """Return an address as JSON, without its customer."""
    return json.dumps({name: value for name, value in address.items() if name not in ("customer_id", "id")})


def copied(customers: Program, url: str) -> Program:
    """Return the shop in another database."""
    copy = Program(url, customers.home)
    if url.startswith("postgresql"):
        copy("db", "upgrade").succeeds()
    customers("db", "copy", url).succeeds()
    return copy


def test_copy_there_and_back_preserves_every_row(sqlite_customers: Program, fresh_postgres_url: str, tmp_path: Path) -> None:
    everything(sqlite_customers)
    before = every_row(sqlite_customers.url)
    assert before.pop("locks")
    assert [name for name, rows in before.items() if not rows] == []

    copy = copied(sqlite_customers, fresh_postgres_url)
    back = copied(copy, f"sqlite:///{tmp_path / 'back.db'}")

    for program in (copy, back):
        after = every_row(program.url)
        assert after.pop("locks") == []
        assert after == before
        assert doctor(program)["problems"] == 0


def test_empty_shop_is_copied(customers: Program, tmp_path: Path) -> None:
    copy = copied(customers, f"sqlite:///{tmp_path / 'copy.db'}")

    assert [name for name, rows in every_row(copy.url).items() if rows] == []
    create(copy, "Asha")
    assert doctor(copy)["problems"] == 0


def fill(url: str, number: int) -> None:
    """Add a number of aliases to one customer: rows of the simplest kind."""
    numbers = f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})"
    query(url, f"INSERT INTO identities (kind, value, customer_id) {numbers} SELECT 'external', 'erp:' || n, {{}} FROM numbers", uuid4())


def test_copy_of_many_batches_is_complete(customers: Program, fresh_postgres_url: str, tmp_path: Path) -> None:
    fill(customers.url, MANY)

    copy = copied(customers, fresh_postgres_url)
    back = copied(copy, f"sqlite:///{tmp_path / 'back.db'}")

    assert every_row(back.url) == every_row(customers.url)


@pytest.mark.slow
def test_memory_of_copy_is_constant(customers: Program, fresh_postgres_url: str, tmp_path: Path) -> None:
    asha = UUID(create(customers, "Asha")["id"])
    peaks, copies = [], [f"sqlite:///{tmp_path / 'small.db'}", f"sqlite:///{tmp_path / 'large.db'}"]
    for number, url in zip((20_000, 230_000), copies, strict=True):
        write_events(customers.url, asha, number)
        peaks.append(peak(customers, "db", "copy", url))
    Program(fresh_postgres_url, customers.home)("db", "upgrade").succeeds()
    peaks.append(peak(Program(copies[1], customers.home), "db", "copy", fresh_postgres_url))

    # The copy reads a quarter of a gigabyte; SQLite caches up to 64 MB of each file.
    assert max(peaks) < min(peaks) + 130 * MEGABYTE, peaks
    assert query(fresh_postgres_url, "SELECT count(*) FROM events") == [(250_001,)]


def write_events(url: str, customer_id: UUID, number: int) -> None:
    """Add a number of events of a kilobyte each."""
    ids = "randomblob(16)" if url.startswith("sqlite") else "gen_random_uuid()"
    numbers = f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number})"
    values = f"id, {ids}, created_at, 'tester', 'update', '{long_note()}'"
    columns = "customer_id, id, at, actor, command, changes"
    query(url, f"INSERT INTO events ({columns}) {numbers} SELECT {values} FROM numbers, customers WHERE id = {{}}", customer_id)


def long_note() -> str:
    """Return a record without braces, which are parameters here."""
    return f'["{"x" * 1_000}"]'


def peak(customers: Program, *arguments: str) -> int:
    """Return the peak memory of a run in kilobytes."""
    with customers.start(*arguments) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, said(process)
    return used.ru_maxrss


def said(process: "subprocess.Popen[bytes]") -> str:
    """Return the stderr of a process."""
    return process.stderr.read().decode() if process.stderr else ""
