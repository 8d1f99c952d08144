"""`customers import orders` for customers that were deleted or erased."""

import json
from typing import Any

import pytest

from tests.support.factories import create, show
from tests.support.kept import kept
from tests.support.program import Program, Result


def read(customers: Program, *rows: dict[str, str], options: tuple[str, ...] = ()) -> Result:
    return customers("import", "orders", "-", "--json", *options, stdin="\n".join(map(json.dumps, rows)))


def row(number: str, total: str, **names: str) -> dict[str, str]:
    return {"number": number, "total": total, "placed_at": "2026-01-05", "source": "shop", **names}


@pytest.fixture
@kept
def asha(customers: Program) -> Any:
    """Create a customer with an order."""
    asha = create(customers, email="asha@example.com", phone="+919812345678", external_ids={"shop": "7"})
    read(customers, row("1", "100", customer_email="asha@example.com")).prints_json(created=1)
    return asha


@pytest.mark.parametrize(
    "names", [{"customer_email": "ASHA@example.com"}, {"customer_external_id": "7"}, {"customer_phone": "098123 45678"}]
)
@pytest.mark.parametrize("options", [(), ("--create-customers",)])
def test_new_order_of_a_deleted_customer_is_kept_with_it(
    customers: Program, asha: Any, names: dict[str, str], options: tuple[str, ...]
) -> None:
    customers("delete", asha["id"], "--yes").succeeds()

    done = read(customers, row("1", "90", **names), row("2", "30", **names), options=options)

    done.prints_json(created=1, updated=1, refused=0)
    assert "1 order is kept with a deleted customer and counted nowhere; the first is line 2: the order shop:2" in done.stderr
    assert customers("list", "-o", "ids").stdout == ""
    rows = customers("orders", "--of", "deleted", "-o", "jsonl").succeeds().jsonl()
    assert sorted(order["number"] for order in rows) == ["1", "2"]
    read(customers, row("1", "90", **names), row("2", "30", **names), options=options).prints_json(unchanged=2)
    customers("restore", asha["id"]).succeeds()
    assert show(customers, asha["id"])["total_spent"] == 120


def test_new_order_goes_to_the_live_customer_that_has_the_email_now(customers: Program, asha: Any) -> None:
    customers("delete", asha["id"], "--yes").succeeds()
    create(customers, "Usha", email="asha@example.com")

    done = read(customers, row("1", "90", customer_email="asha@example.com"), row("2", "30", customer_email="asha@example.com"))

    done.prints_json(created=1, updated=1)
    assert "the order shop:1 stays with Asha (asha@example.com), although its row names Usha (asha@example.com)" in done.stderr
    assert show(customers, "asha@example.com")["total_spent"] == 30


def test_new_order_of_an_erased_customer_is_skipped_and_its_old_one_updated(customers: Program, asha: Any) -> None:
    customers("erase", asha["id"], "--yes").succeeds()
    rows = (row("1", "90", customer_email="asha@example.com"), row("2", "30", customer_email="asha@example.com"))

    done = read(customers, *rows, options=("--create-customers",))

    done.prints_json(updated=1, skipped=1, created=0)
    assert "1 row was skipped (erased)" in done.stderr
    [order] = customers("orders", "--of", "erased", "-o", "jsonl").succeeds().jsonl()
    assert (order["number"], order["total"]) == ("1", 90)
    assert customers("list", "-o", "ids").stdout == ""
    read(customers, *rows, options=("--create-customers", "--allow-erased")).prints_json(created=1, unchanged=1)
    customers("doctor").succeeds()
