"""`customers undo` and orders: those of undone customers, of deleted orders, and of absorbed profiles."""

import pytest

from tests.support.factories import create, create_many, show
from tests.support.program import Program
from tests.support.undoing import latest_run, shop, undo

ORDERS = "number,customer_email,customer_name,total,placed_at\n1,asha@example.com,Asha,10,2026-01-05\n"
LATER_ORDER = "2,asha@example.com,Asha,90,2026-01-06\n"


def test_orders_that_were_left_with_an_undone_customer_come_again(customers: Program) -> None:
    customers("import", "orders", "-", "--create-customers", stdin=ORDERS).succeeds()
    run = latest_run(customers)
    customers("import", "orders", "-", stdin=ORDERS.replace("1,", "2,", 1).replace("10", "90")).succeeds()
    undo(customers, run, "--force").succeeds()
    undone = latest_run(customers)

    customers("import", "orders", "-", "--create-customers", "-o", "json", stdin=ORDERS + LATER_ORDER).prints_json(created=2)

    assert show(customers, "asha@example.com")["total_spent"] == 100
    customers("doctor").succeeds()
    undo(customers, undone).fails(4, "is there again")
    undo(customers).succeeds()
    undo(customers, undone).succeeds()
    assert show(customers, "asha@example.com")["total_spent"] == 100
    customers("doctor").succeeds()


def test_deleted_order_of_an_undone_customer_comes_again_where_its_deletion_is_undone(customers: Program) -> None:
    customers("import", "orders", "-", "--create-customers", stdin=ORDERS).succeeds()
    run = latest_run(customers)
    customers("orders", "delete", "import:1", "--yes").succeeds()
    undo(customers, run).succeeds()
    undo(customers).succeeds()

    customers("import", "orders", "-", "--create-customers", "-o", "json", stdin=ORDERS).prints_json(created=1)

    assert show(customers, "asha@example.com")["total_spent"] == 10
    customers("doctor").succeeds()


def test_order_does_not_go_back_to_an_undone_customer(customers: Program) -> None:
    create(customers, "Usha", email="usha@example.com")
    create_many(customers, {"first_name": "Asha", "email": "asha@example.com"})
    run = latest_run(customers)
    customers("import", "orders", "-", stdin=ORDERS).succeeds()
    imported = latest_run(customers)
    customers("orders", "move", "import:1", "--to", "usha@example.com").succeeds()
    moved = latest_run(customers)
    undo(customers, run, "--force").succeeds()

    undo(customers, moved).fails(4, "its former customer merged or undone")
    assert show(customers, "usha@example.com")["total_spent"] == 10

    undo(customers, latest_run(customers)).succeeds()
    undo(customers, moved).succeeds()
    undo(customers, imported).succeeds()
    taken_out = latest_run(customers)
    undo(customers, run).succeeds()
    undo(customers, taken_out).fails(4, "its customer was merged, erased or undone since")


def test_refused_changes_are_counted_beside_the_orders_that_went_back(customers: Program) -> None:
    file = ORDERS + LATER_ORDER
    customers("import", "orders", "-", "--create-customers", stdin=file).succeeds()
    customers("import", "orders", "-", stdin=file.replace(",10,", ",11,").replace(",90,", ",91,")).succeeds()
    run = latest_run(customers)
    customers("import", "orders", "-", stdin=file.replace(",10,", ",12,").replace(",90,", ",91,")).succeeds()

    undo(customers, run, "--skip-changed").fails(6, "1 of 2 changes was refused", stdout=None)

    assert show(customers, "asha@example.com")["total_spent"] == 102


def test_deleted_order_does_not_return_to_an_absorbed_profile(customers: Program) -> None:
    create(customers, "Usha", email="usha@example.com")
    customers("import", "orders", "-", "--create-customers", stdin=ORDERS).succeeds()
    customers("orders", "delete", "import:1", "--yes").succeeds()
    deletion = latest_run(customers)
    customers("merge", "usha@example.com", "asha@example.com", "--yes").succeeds()

    undo(customers, deletion).fails(4, "the order import:1: its customer was merged since")
    customers("doctor").succeeds()

    customers("unmerge", "asha@example.com", "--yes").succeeds()
    undo(customers, deletion).succeeds()
    assert show(customers, "asha@example.com")["total_spent"] == 10
    customers("doctor").succeeds()


def test_orders_come_back_however_they_are_divided(customers: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.database.undo.orders._RANGE", 2)
    people = [create(customers, name, email=f"{name}@example.com") for name in ("asha", "usha", "dev")]
    rows = [f"{number},{people[number % 3]['email']},{number},2026-01-05" for number in range(1, 8)]
    customers("import", "orders", "-", stdin="\n".join(["number,customer_email,total,placed_at", *rows])).succeeds()
    before = shop(customers)

    undo(customers, latest_run(customers)).succeeds()
    assert customers("orders", "--all", "-o", "ids").succeeds().stdout == ""
    assert undo(customers, latest_run(customers)).succeeds().json()["undone"]["orders"] == 7
    assert shop(customers) == before
