"""Lists and exports of all customers: constant memory, and a clean end when the reader closes early."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from customers.models.history import HistoryFilter
from customers.models.selection import Selection
from customers.services.history import list_history
from customers.services.listing.export import ExportedRows
from customers.services.listing.listing import list_customers
from customers.services.paging import STREAM
from customers.services.transaction import Transaction
from customers.transfer.exporter import FIELDS, export_texts
from tests.bench.databases import Database, shops
from tests.bench.program import Program as Measured
from tests.support.program import Program
from tests.support.shops import open_services

MANY = 2_000
EVERYONE = Selection()
STREAMS: dict[str, Callable[[Transaction], Any]] = {
    "list": lambda tx: list_customers(tx, EVERYONE, sort="name", request=STREAM).data,
    "history": lambda tx: list_history(tx, None, HistoryFilter(), request=STREAM).data,
}
READERS = (
    ("list", "--all", "-o", "jsonl"),
    ("export", "customers"),
    ("history", "--all", "-o", "jsonl"),
)


def exports() -> Iterator[tuple[str, Callable[[Transaction], Any]]]:
    """Yield the exports of all customers that the database builds as text."""
    for kind, fields in FIELDS.items():
        for form in ("csv", "jsonl") if kind != "customers" else ("csv",):
            yield f"{kind} as {form}", partial(export_texts, rows=ExportedRows(kind, EVERYONE), fields=fields, form=form, picked=True)


@pytest.fixture
def shop(customers: Program) -> Program:
    """Return a shop of many customers, some 3 MB, each with an order and an address."""
    note, place = "x" * 1_500, {"type": "billing", "address1": "y" * 200, "city": "Pune", "state": "MH", "pincode": "1"}
    known = (
        json.dumps({"first_name": "A", "email": f"a{number}@example.com", "notes": note, "addresses": [place]}) for number in range(MANY)
    )
    customers("import", "customers", "-", "--json", stdin="\n".join(known)).prints_json(created=MANY)
    bought = (
        json.dumps({"number": f"{number}{note[:200]}", "customer_email": f"a{number}@example.com", "total": 1, "placed_at": "2026-01-02"})
        for number in range(MANY)
    )
    customers("import", "orders", "-", "--json", stdin="\n".join(bought)).prints_json(created=MANY)
    return customers


def test_stream_ends_with_its_reader(shop: Program) -> None:
    with open_services(shop) as services:
        for name, stream in {**STREAMS, **dict(exports())}.items():
            with services.reading() as tx:
                rows = iter(stream(tx))
                next(rows)
                with at_most(2_800_000, name):
                    assert sum(1 for _ in rows) > 0
    for arguments in READERS:
        leave_after_the_first_line(shop, *arguments)


@contextmanager
def at_most(size: int, what: str) -> Iterator[None]:
    """Assert that the peak of Python's memory stays below a limit."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < size, what
    finally:
        tracemalloc.stop()


def leave_after_the_first_line(shop: Program, *arguments: str) -> None:
    with shop.start(*arguments) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        stderr = process.stderr.read()
        assert (process.wait(30), stderr) == (0, b""), arguments
    if shop.url.startswith("postgresql"):
        with psycopg.connect(shop.url) as connection:
            sessions = "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            assert [row for row in connection.execute(sessions).fetchall() if row[0] != "idle"] == [], arguments


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_memory_of_complete_lists_is_constant(engine: str, tmp_path: Path) -> None:
    program = Measured(tmp_path / "home")
    commands = (
        ("list", "--all", "-o", "jsonl", "--sort", "name", "--fields", "id,addresses"),
        *(("export", kind, str(tmp_path / f"{kind}.csv"), "--format", "csv") for kind in FIELDS),
        ("tag", "add", "--tag", "x", "--created-after", "2000-01-01", "--yes"),
        ("undo", "--yes"),
    )
    with shops(engine, tmp_path, program.upgrade) as (small, large):
        used = [[megabytes(program, shop, command) for command in commands] for shop in filled(small, large)]
    for command, less, more in zip(commands, *used, strict=True):
        # The page cache of SQLite fills up to its limit.
        assert more < less + 45, (command, less, more)
        assert more < 200, (command, more)


def filled(small: Database, large: Database) -> list[Database]:
    small.fill(2_000)
    large.fill(40_000)
    return [small, large]


def megabytes(program: Measured, shop: Database, command: tuple[str, ...]) -> float:
    return program.run(shop.url, *command).megabytes
