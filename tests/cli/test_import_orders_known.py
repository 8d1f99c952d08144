"""`customers import orders` of known orders: source and number identify an order, whatever its row calls the customer."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, import_orders, order, show
from tests.support.program import Program, Result


def read(customers: Program, *rows: dict[str, str], options: tuple[str, ...] = ()) -> Result:
    return customers("import", "orders", "-", "--json", *options, stdin="\n".join(map(json.dumps, rows)))


def orders(customers: Program, reference: str) -> Any:
    return customers("orders", reference, "--json").succeeds().json()["data"]


def row(number: str, total: str, email: str, **more: str) -> dict[str, str]:
    return {"number": number, "total": total, "customer_email": email, "placed_at": "2026-01-05", "source": "web", **more}


def test_refund_arrives_although_the_email_of_the_customer_changed(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    read(customers, row("1", "100", "asha@example.com")).prints_json(created=1)
    customers("update", asha["id"], "--email", "new@example.com").succeeds()

    done = read(customers, row("1", "100", "asha@example.com", refunded="40"))

    done.prints_json(updated=1, refused=0)
    assert done.stderr == "Order statuses counted: paid 1\n"
    assert show(customers, asha["id"])["total_spent"] == 60


def test_order_stays_with_its_customer_and_the_other_is_named(customers: Program) -> None:
    asha, usha = create(customers, last_name="Rao", email="asha@example.com"), create(customers, "Usha", email="usha@example.com")
    read(customers, row("1", "100", "asha@example.com"), row("2", "7", "asha@example.com")).prints_json(created=2)

    done = read(customers, row("1", "120", "usha@example.com"), row("2", "7", "usha@example.com"))

    done.prints_json(updated=1, unchanged=1)
    assert "2 orders stay with other customers than their rows name (lines 1, 2)" in done.stderr
    assert "the order web:1 stays with Asha Rao (asha@example.com), although its row names Usha (usha@example.com)" in done.stderr
    assert "`customers orders move web:1 --to CUSTOMER` moves it" in done.stderr
    assert [entry["total"] for entry in orders(customers, asha["id"])] == [7, 120]
    assert orders(customers, usha["id"]) == []


@pytest.mark.parametrize("email", ["", "n/a", "deleted user", "9.19877E+11"])
def test_row_of_a_known_order_needs_no_customer(customers: Program, email: str) -> None:
    asha = create(customers, email="asha@example.com")
    read(customers, row("1", "100", "asha@example.com")).prints_json(created=1)
    names = {"customer_email": email, "customer_phone": email}

    done = read(customers, {**row("1", "100", ""), **names, "refunded": "40"}, {**row("2", "7", ""), **names})

    done.fails(ExitStatus.PARTIAL, "line 2", stdout=None)
    assert (done.json()["updated"], done.json()["refused"]) == (1, 1)
    assert show(customers, asha["id"])["total_spent"] == 60


def test_email_that_is_none_is_left_out_where_the_row_has_another_name(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers, external_ids={"web": "7"}, phone="+919876543210")

    done = read(
        sqlite_customers,
        row("1", "10", "n/a", customer_external_id="7"),
        row("2", "10", "n/a", customer_phone="098765 43210"),
        row("3", "10", "n/a", customer_name="Asha"),
    )

    assert (done.json()["created"], done.json()["refused"]) == (2, 1)
    assert "Email was left out: 'n/a' is not an email: an email address must have an @-sign (2 rows, the first is line 1)" in done.stderr
    assert show(sqlite_customers, asha["id"])["total_orders"] == 2


@pytest.mark.parametrize("email", ["nobody@example.com", "shared"])
def test_row_of_a_known_order_is_not_refused_for_the_name_of_its_customer(customers: Program, email: str) -> None:
    asha = create(customers, email="asha@example.com")
    create(customers, "Usha", external_ids={"web": "7"})
    read(customers, row("1", "100", "asha@example.com")).prints_json(created=1)
    name = {"customer_email": "asha@example.com", "customer_external_id": "web:7"} if email == "shared" else {"customer_email": email}

    read(customers, {**row("1", "90", ""), **name}, options=("--create-customers",)).prints_json(updated=1)

    assert show(customers, asha["id"])["total_spent"] == 90
    assert len(customers("list", "-o", "ids").stdout.split()) == 2


def test_older_file_does_not_overwrite_a_newer_one(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    newer, older = ("--as-of", "2026-03-02"), ("--as-of", "2026-03-01T12:00:00Z")
    read(customers, row("1", "100", "asha@example.com"), options=newer).prints_json(created=1)

    done = read(customers, row("1", "80", "asha@example.com"), row("2", "5", "asha@example.com"), options=older)

    done.prints_json(created=1, skipped=1, updated=0)
    assert (
        "1 row was skipped (older); the first is line 1: the order web:1 has values of 2026-03-02T00:00:00Z, later than the file"
        in done.stderr
    )
    assert show(customers, asha["id"])["total_spent"] == 105
    read(customers, row("1", "90", "asha@example.com"), options=newer).prints_json(updated=1)
    read(customers, row("1", "85", "asha@example.com")).prints_json(updated=1)


def test_moment_of_an_unchanged_file_protects_against_older_ones(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    for moment in ("2026-03-01", "2026-03-05"):
        read(customers, row("1", "100", "asha@example.com"), options=("--as-of", moment))
    read(customers, row("1", "100", "asha@example.com"), options=("--as-of", "2026-03-05")).prints_json(unchanged=1)

    read(customers, row("1", "80", "asha@example.com"), options=("--as-of", "2026-03-03")).prints_json(skipped=1)

    assert show(customers, asha["id"])["total_spent"] == 100


def test_import_without_a_moment_is_of_now(customers: Program) -> None:
    create(customers, email="asha@example.com")
    read(customers, row("1", "100", "asha@example.com")).prints_json(created=1)

    read(customers, row("1", "80", "asha@example.com"), options=("--as-of", "2026-03-03")).prints_json(skipped=1)
    customers("import", "orders", "-", "--as-of", "soon", stdin="").fails(ExitStatus.USAGE, "--as-of")
    customers("import", "orders", "-", "--as-of", "2072-01-01", stdin="").fails(ExitStatus.USAGE, "--as-of: 2072-01-01", "in the future")


def test_order_more_than_two_days_in_the_future_is_refused(customers: Program) -> None:
    create(customers, email="asha@example.com")
    now = datetime.now(UTC)
    soon, late = (f"{now + age:%Y-%m-%dT%H:%M:%SZ}" for age in (timedelta(days=1, hours=23), timedelta(days=2, minutes=5)))

    done = read(customers, row("1", "1", "asha@example.com", placed_at=soon), row("2", "1", "asha@example.com", placed_at=late))

    done.fails(ExitStatus.PARTIAL, f"placed_at: {late} is more than 2 days in the future", "1 date", stdout=None)
    assert [entry["number"] for entry in orders(customers, "asha@example.com")] == ["1"]


def test_order_of_a_deleted_customer_is_kept_with_it(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    import_orders(customers, order(asha, "1", "10"))
    customers("delete", asha["id"], "--yes").succeeds()

    read(customers, {**order(asha, "1", "12")}, {**order(asha, "2", "30")}).prints_json(created=1, updated=1, refused=0)

    assert customers("segments", "-o", "json").succeeds().json()["total"]["count"] == 0
    customers("restore", asha["id"]).succeeds()
    assert show(customers, asha["id"])["total_spent"] == 42


def test_orders_of_an_erased_customer_are_updated(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    read(customers, row("1", "100", "asha@example.com")).prints_json(created=1)
    customers("erase", asha["id"], "--yes").succeeds()

    read(customers, row("1", "100", "asha@example.com", refunded="100", status="refunded")).prints_json(updated=1)

    customers("doctor").succeeds()


def test_statistics_follow_updates_of_known_orders(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    read(customers, row("1", "100.10", "asha@example.com"), row("2", "50", "asha@example.com")).prints_json(created=2)
    changed = (
        row("1", "100.10", "", customer_phone="+919812345678", status="cancelled"),
        row("2", "50", "gone@example.com", refunded="0.05"),
    )

    read(customers, *changed).prints_json(updated=2)

    assert show(customers, asha["id"])["total_spent"] == Decimal("49.95")
    customers("vip", "recalculate", "--json").prints_json(changed=0)


@pytest.mark.parametrize("number", ['a"b', "a\\b", 'a\\",b', "{}", "a,b", "NULL", "'"])
def test_order_with_an_odd_number_is_known(customers: Program, number: str) -> None:
    create(customers, email="asha@example.com")
    rows = row(number, "100", "asha@example.com"), row("plain", "7", "asha@example.com")
    read(customers, *rows).prints_json(created=2)

    read(customers, *rows).prints_json(unchanged=2)
