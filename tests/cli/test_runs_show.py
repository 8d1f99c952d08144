"""What one run changed, by customer, and the history of a run."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from customers.domain.ids import shown_end
from customers.errors import ExitStatus
from tests.support.factories import create, create_many, import_orders, order, query
from tests.support.program import Program


def ids(customers: Program) -> list[str]:
    """Return the ids of the runs, newest first."""
    return customers("runs", "--all", "-o", "ids").succeeds().stdout.split()


def shown(customers: Program, run: str) -> list[Any]:
    """Return what a run changed."""
    return customers("runs", "show", run, "--all", "-o", "jsonl").succeeds().jsonl()


def fields(rows: list[Any]) -> dict[str, tuple[Any, Any]]:
    """Return the values before and after by field."""
    return {change["field"]: (change["before"], change["after"]) for row in rows for change in row["changes"]}


def test_changes_of_a_run_stand_by_person(customers: Program) -> None:
    asha = create(customers, last_name="Rao", email="asha@example.com")
    customers("update", asha["id"], "--phone", "+919876543210", "--notes", "n").succeeds()

    [change] = shown(customers, ids(customers)[0][-6:])

    assert change == {
        "customer_id": asha["id"],
        "full_name": "Asha Rao",
        "email": "asha@example.com",
        "changes": [{"field": "phone", "before": None, "after": "+919876543210"}, {"field": "notes", "before": None, "after": "n"}],
    }
    lines = customers("runs", "show", ids(customers)[0], "-o", "csv", "--fields", "full_name,field,before,after").succeeds().stdout
    assert lines.splitlines() == ["full_name,field,before,after", "Asha Rao,phone,,+919876543210", "Asha Rao,notes,,n"]
    table = customers("runs", "show", ids(customers)[0]).succeeds().stdout.splitlines()
    assert " ".join(table[1].split()) == f"Asha Rao asha@example.com {shown_end(asha['id'])} phone +919876543210"


def test_orders_that_a_run_created_and_changed_are_shown(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "10"), order(asha, "2", "20", currency="USD", base_total="1700"))
    import_orders(customers, order(asha, "1", "12.50"), order(asha, "2", "20", currency="USD", base_total="1700", status="Refunded"))
    changed, created, _ = ids(customers)

    now = {"refunded": 0, "placed_at": "2026-01-05T00:00:00Z"}
    assert fields(shown(customers, created)) == {
        "orders.import:1": (None, {**now, "status": "paid", "currency": "INR", "total": Decimal("12.5")}),
        "orders.import:2": (None, {**now, "status": "refunded", "currency": "USD", "total": 20}),
    }
    assert fields(shown(customers, changed)) == {
        "orders.import:1": ({"total": 10}, {"total": Decimal("12.5")}),
        "orders.import:2": ({"status": "paid"}, {"status": "refunded"}),
    }


def test_changes_of_a_run_are_listed_by_page(customers: Program) -> None:
    create_many(customers, *({"first_name": f"P{number}"} for number in range(5)))
    [run] = ids(customers)

    first = customers("runs", "show", run, "--per-page", "2", "-o", "json").succeeds().json()
    second = customers("runs", "show", run, "--cursor", first["meta"]["next_cursor"], "--per-page", "3", "-o", "json").succeeds().json()

    assert first["meta"]["total"] == 5
    assert sorted(row["full_name"] for row in first["data"] + second["data"]) == ["P0", "P1", "P2", "P3", "P4"]
    assert len(customers("runs", "show", run, "--all", "-o", "ids").succeeds().stdout.split()) == 5


def test_history_of_a_run_has_its_events_alone(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    customers("tag", "add", asha["id"], usha["id"], "--tag", "Sale", "--yes").succeeds()
    run = ids(customers)[0]

    records = customers("history", "--run", run[-8:], "--all", "-o", "jsonl").succeeds().jsonl()

    assert {(event["run_id"], event["command"]) for event in records} == {(run, "tag add")}
    assert {event["customer_id"] for event in records} == {asha["id"], usha["id"]}
    assert len(customers("history", asha["id"], "--run", run, "-o", "jsonl").succeeds().jsonl()) == 1


def test_run_is_named_by_its_id_or_the_end_of_it(customers: Program) -> None:
    create(customers)
    create(customers, "Usha")
    [newer, older] = ids(customers)

    for reference in ("ffffff", "abc", "no run", "01000000-0000-7000-8000-000000000000"):
        customers("runs", "show", reference).fails(ExitStatus.NOT_FOUND, f"no run {reference}", "`customers runs` lists them")
    customers("history", "--run", "ffffff").fails(ExitStatus.NOT_FOUND)
    assert shown(customers, newer[-6:].upper()) == shown(customers, newer)
    assert shown(customers, older[-12:]) == shown(customers, older)


def test_end_that_several_runs_have_is_refused_with_their_ids(customers: Program) -> None:
    create(customers)
    create(customers, "Usha")
    for run in ids(customers):
        query(customers.url, "UPDATE runs SET id = {} WHERE id = {}", UUID(f"{run[:-6]}abcdef"), UUID(run))

    for run in ids(customers):
        customers("runs", "show", "abcdef").fails(ExitStatus.CONFLICT, "abcdef could be any of several runs", run)
