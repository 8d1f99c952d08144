"""`customers unmerge`: orders that came after the merge."""

from typing import Any

import pytest

from tests.support.factories import create, import_orders
from tests.support.kept import kept
from tests.support.merging import merge, unmerge
from tests.support.program import Program


def late(number: str, **names: str) -> dict[str, str]:
    """Return the row of an order that names its customer."""
    return {"number": number, "source": "web", "total": "10", "placed_at": "2026-03-01", **names}


def numbers(customers: Program, customer: Any) -> list[str]:
    return sorted(row["number"] for row in customers("orders", customer["id"], "--all", "-o", "jsonl").succeeds().jsonl())


@pytest.fixture
@kept
def pair(customers: Program) -> tuple[Any, Any]:
    """Create two profiles of one person."""
    survivor = create(customers, email="asha@example.com", external_ids={"shop": "1"})
    absorbed = create(customers, "A.", email="rao@example.net", phone="+919812345678", external_ids={"shop": "2"})
    return survivor, absorbed


@pytest.mark.parametrize(
    "names",
    [
        {"customer_email": "RAO@example.net"},
        {"customer_external_id": "shop:2"},
        {"customer_phone": "098123 45678"},
        {"customer_email": "rao@example.net", "customer_external_id": "shop:2"},
    ],
)
def test_later_order_with_a_row_that_named_the_absorbed_profile_goes_with_it(customers: Program, pair: Any, names: dict[str, str]) -> None:
    survivor, absorbed = pair
    merged = merge(customers, survivor, absorbed)
    import_orders(customers, late("1", **names), late("2", customer_email="asha@example.com"))

    printed = unmerge(customers, merged).succeeds().json()

    assert (numbers(customers, survivor), numbers(customers, absorbed)) == (["2"], ["1"])
    assert (printed["survivor"]["total_spent"], printed["restored"]["total_spent"]) == (10, 10)
    assert printed["left_with_survivor"]["orders"] == 1
    customers("doctor").succeeds()


def test_later_order_of_an_id_that_the_merge_absorbed_goes_with_it(customers: Program, pair: Any) -> None:
    survivor, absorbed = pair
    merged = merge(customers, survivor, absorbed)
    import_orders(
        customers, late("1", customer_id=absorbed["id"]), late("2", customer_id=absorbed["id"], customer_email="asha@example.com")
    )

    unmerge(customers, merged).succeeds()

    assert (numbers(customers, survivor), numbers(customers, absorbed)) == (["2"], ["1"])


def test_later_order_follows_its_profile_through_a_chain_of_merges(customers: Program, pair: Any) -> None:
    first, second = pair
    third = create(customers, "Third", email="third@example.com")
    inner, outer = merge(customers, second, third), merge(customers, first, second)
    import_orders(customers, late("1", customer_email="third@example.com"), late("2", customer_email="rao@example.net"))

    unmerge(customers, outer).succeeds()
    assert (numbers(customers, first), numbers(customers, second)) == ([], ["1", "2"])
    unmerge(customers, inner).succeeds()
    assert (numbers(customers, second), numbers(customers, third)) == (["2"], ["1"])


def test_order_that_an_operator_moved_stays_where_it_was_put(customers: Program, pair: Any) -> None:
    survivor, absorbed = pair
    usha = create(customers, "Usha", email="usha@example.com")
    import_orders(customers, late("1", customer_email="rao@example.net"))
    merged = merge(customers, survivor, absorbed)
    import_orders(customers, late("2", customer_email="rao@example.net"), late("3", customer_email="rao@example.net"))
    customers("orders", "move", "web:1", "web:2", "--to", usha["id"]).succeeds()
    customers("orders", "move", "web:2", "--to", survivor["id"]).succeeds()

    unmerge(customers, merged).succeeds()

    assert [numbers(customers, person) for person in (survivor, absorbed, usha)] == [["2"], ["3"], ["1"]]


def test_deleted_order_stays_deleted_through_a_merge_and_its_undoing(customers: Program, pair: Any) -> None:
    survivor, absorbed = pair
    import_orders(customers, late("1", customer_email="rao@example.net"))
    customers("orders", "delete", "web:1", "--yes").succeeds()
    merged = merge(customers, survivor, absorbed)
    file = "number,source,customer_email,total,placed_at\n1,web,rao@example.net,10,2026-03-01\n"

    customers("import", "orders", "-", "--json", stdin=file).prints_json(skipped=1)
    unmerge(customers, merged).succeeds()
    customers("import", "orders", "-", "--json", stdin=file).prints_json(skipped=1)

    assert numbers(customers, absorbed) == []
    customers("doctor").succeeds()
