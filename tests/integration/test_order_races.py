"""Orders that another run moves or deletes while a run waits for their customers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.integration.test_recalculation_races import finish, wait_for
from tests.support.factories import create, import_orders, order, show
from tests.support.program import Program

FILE = "number,source,customer_email,total,placed_at\n1,web,asha@example.com,120,2026-01-05\n2,web,asha@example.com,7,2026-01-05\n"


@pytest.fixture
def customers(postgres_url: str, tmp_path: Path) -> Program:
    """Return the program on a shop of two customers and an order, on PostgreSQL: on SQLite one run follows the other."""
    program = Program(postgres_url, tmp_path / "home")
    asha = create(program, email="asha@example.com")
    create(program, "Usha", email="usha@example.com")
    import_orders(program, order(asha, "1", "100", source="web"))
    return program


def after(customers: Program, rival: tuple[str, ...], *arguments: str) -> tuple[int, str]:
    """Run a command that waits for the customer of an order, until a rival that holds it is done; return its status and stderr."""
    with psycopg.connect(customers.url) as holder, psycopg.connect(customers.url, autocommit=True) as watcher:
        # The rival holds the customers when it writes the history.
        holder.execute("LOCK TABLE events IN SHARE MODE")
        first = customers.start(*rival)
        wait_for(watcher, 1)
        second = customers.start(*arguments)
        wait_for(watcher, 2)
    assert finish(first)[0] == 0
    return finish(second)


def spend(customers: Program) -> dict[str, Any]:
    return {email: show(customers, f"{email}@example.com")["total_spent"] for email in ("asha", "usha")}


@pytest.fixture
def file(tmp_path: Path) -> Callable[[], str]:
    """Return a function that writes the file to import."""

    def write() -> str:
        path = tmp_path / "orders.csv"
        path.write_text(FILE)
        return str(path)

    return write


def test_import_updates_an_order_where_another_run_moved_it(customers: Program, file: Callable[[], str]) -> None:
    rival = ("orders", "move", "web:1", "--to", "usha@example.com")

    status, stderr = after(customers, rival, "import", "orders", file())

    assert (status, spend(customers)) == (0, {"asha": 7, "usha": 120})
    assert "the order web:1 stays with Usha" in stderr
    customers("doctor").succeeds()


def test_import_does_not_bring_back_an_order_that_another_run_deleted(customers: Program, file: Callable[[], str]) -> None:
    status, stderr = after(customers, ("orders", "delete", "web:1", "--yes"), "import", "orders", file())

    assert (status, spend(customers)) == (0, {"asha": 7, "usha": 0})
    assert "the order web:1 was deleted" in stderr
    customers("doctor").succeeds()


def test_order_that_another_run_moved_is_deleted_where_it_is(customers: Program) -> None:
    rival = ("orders", "move", "web:1", "--to", "usha@example.com")

    status, _ = after(customers, rival, "orders", "delete", "web:1", "--yes")

    assert (status, spend(customers)) == (0, {"asha": 0, "usha": 0})
    customers("vip", "recalculate", "--json").prints_json(changed=0)


def test_order_that_another_run_deleted_does_not_move(customers: Program) -> None:
    status, stderr = after(customers, ("orders", "delete", "web:1", "--yes"), "orders", "move", "web:1", "--to", "usha@example.com")

    assert (status, spend(customers)) == (3, {"asha": 0, "usha": 0})
    assert "the order web:1 was deleted" in stderr
