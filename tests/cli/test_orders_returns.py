"""Returns: orders with a negative total, which reduce the spend and count nowhere."""

from decimal import Decimal
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, import_orders, order, show
from tests.support.program import Program


def statistics(customers: Program, customer: Any) -> tuple[Any, ...]:
    """Return the calculated fields of a customer."""
    values = show(customers, customer["id"])
    return tuple(values[name] for name in ("total_orders", "total_spent", "avg_order_value", "first_order_at", "last_order_at"))


def test_return_reduces_spend_without_counting_as_an_order(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100", "2026-01-05"), order(asha, "2", "-30.25", "2026-02-05"))

    assert statistics(customers, asha) == (1, Decimal("69.75"), Decimal("69.75"), "2026-01-05T00:00:00Z", "2026-01-05T00:00:00Z")
    data = customers("orders", asha["id"], "-o", "json").succeeds().json()["data"]
    assert [(row["number"], row["total"], row["counted"]) for row in data] == [("2", Decimal("-30.25"), False), ("1", 100, True)]


@pytest.mark.parametrize(("status", "spent"), [("refunded", 70), ("pending", 70), ("draft", 100), ("failed", 100), ("cancelled", 100)])
def test_status_decides_whether_a_return_took_place(customers: Program, status: str, spent: int) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100"), order(asha, "2", "-30", status=status))

    assert statistics(customers, asha)[:2] == (1, spent)


def test_spend_of_returns_alone_is_negative(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "-0.50"))

    assert statistics(customers, asha) == (0, Decimal("-0.5"), None, None, None)
    run = ("--fields", "total_spent,avg_order_value", "-o")
    assert customers("list", *run, "jsonl").stdout == '{"total_spent":-0.5,"avg_order_value":null}\n'
    assert customers("list", *run, "csv").stdout == "total_spent,avg_order_value\n-0.5,\n"
    assert "-0.50" in customers("show", asha["id"]).succeeds().stdout


@pytest.mark.parametrize(("returned", "average"), [("-100.01", "-0.00"), ("-100.03", "-0.02"), ("-100.05", "-0.02"), ("-101", "-0.5")])
def test_negative_average_is_rounded_half_even_in_every_format(customers: Program, returned: str, average: str) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60"), order(asha, "2", "40"), order(asha, "3", returned))

    assert statistics(customers, asha)[2] == Decimal(average)
    [row] = customers("list", "--all", "-o", "jsonl").succeeds().jsonl()
    assert row["avg_order_value"] == Decimal(average)


def test_return_at_a_later_time_leaves_earlier_spend(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "1000", "2026-01-05"), order(asha, "2", "-900", "2026-03-05"))
    env = {"CUSTOMERS_VIP_SPEND_THRESHOLD": "500"}

    before, after = (
        customers("segments", "--as-of", time, "-o", "json", env=env).succeeds().json()["vip"]["count"]
        for time in ("2026-02-01", "2026-04-01")
    )

    assert (before, after) == (1, 0)


def test_amount_of_a_return_is_read_with_any_sign(customers: Program) -> None:
    asha = create(customers)
    rows = [order(asha, "1", "100"), order(asha, "2", "(12.50)"), order(asha, "3", "−10"), order(asha, "4", "INR -5", refunded="-5")]
    import_orders(customers, *rows)

    assert statistics(customers, asha)[:2] == (1, Decimal("72.5"))


def test_foreign_return_reduces_spend_by_its_base_total(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100"), order(asha, "2", "-10", currency="EUR", base_total="-80.50"))

    assert statistics(customers, asha)[:2] == (1, Decimal("19.5"))
    [row] = customers("orders", asha["id"], "-o", "json", "--per-page", "1").succeeds().json()["data"]
    assert {row["total"], row["currency"]} <= {-10, 100, "EUR", "INR"}


def test_base_total_of_another_sign_is_refused(customers: Program) -> None:
    asha = create(customers)
    file = f"number,customer_id,total,currency,base_total,placed_at\n1,{asha['id']},-10,EUR,80,2026-01-05\n"

    customers("import", "orders", "-", stdin=file).fails(
        ExitStatus.PARTIAL, "base_total: 80 has another sign than the total, -10", stdout=None
    )


def test_explanation_names_returns(customers: Program) -> None:
    asha = create(customers)
    rows = [order(asha, "1", "100"), order(asha, "2", "-30", status="refunded"), order(asha, "3", "-5", status="cancelled")]
    import_orders(customers, *rows)

    orders = customers("vip", "explain", asha["id"], "-o", "json").succeeds().json()["orders"]

    assert (orders["total"], orders["counted"]) == (3, 1)
    assert {(reason["reason"], reason["why"]) for reason in orders["reasons"]} == {
        ("return", "a return, which reduces the spend"),
        ("status", "status cancelled is not counted"),
    }


def test_returns_are_sound_for_doctor_and_recalculation(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100"), order(asha, "2", "-30"), order(asha, "3", "-1", currency="EUR", base_total="-80"))

    customers("doctor").succeeds()
    customers("vip", "recalculate", "--json").prints_json(changed=0)


def test_export_and_import_of_returns_give_the_same_shop(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100"), order(asha, "2", "-30.05"), order(asha, "3", "-1", currency="EUR", base_total="-80"))
    exported = customers("export", "orders").succeeds().stdout

    customers("import", "orders", "-", "-o", "json", stdin=exported).prints_json(read=3, unchanged=3)
    assert '"total":-30.05' in customers("export", "orders", "--format", "jsonl").succeeds().stdout
