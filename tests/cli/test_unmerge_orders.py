"""`customers unmerge`: orders that came after the merge."""

from typing import Any

import pytest

from tests.support.factories import create, import_orders, show
from tests.support.kept import kept
from tests.support.merging import merge, unmerge
from tests.support.program import Program
from tests.support.undoing import latest_run, undo


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


@pytest.mark.parametrize("change", ["delete", "move", "import undone"])
def test_order_that_returns_after_the_unmerge_goes_to_the_profile_that_it_came_from(customers: Program, pair: Any, change: str) -> None:
    survivor, absorbed = pair
    third = create(customers, "Third", email="third@example.com")
    import_orders(customers, late("0", customer_email="asha@example.com"))
    import_orders(customers, late("1", customer_email="rao@example.net"))
    imported = latest_run(customers)
    merged = merge(customers, survivor, absorbed)
    import_orders(customers, late("2", customer_email="rao@example.net"))
    if change == "delete":
        customers("orders", "delete", "web:0", "web:1", "web:2", "--yes").succeeds()
    elif change == "move":
        customers("orders", "move", "web:0", "web:1", "web:2", "--to", third["id"]).succeeds()
    else:
        undo(customers, latest_run(customers)).succeeds()
        undone = latest_run(customers)
        undo(customers, imported).succeeds()
    last = latest_run(customers)
    unmerge(customers, merged).succeeds()

    if change == "import undone":
        undo(customers, undone).succeeds()
    undo(customers, last).succeeds()

    assert (numbers(customers, survivor), numbers(customers, absorbed), numbers(customers, third)) == (["0"], ["1", "2"], [])
    assert show(customers, absorbed["id"])["total_orders"] == 2
    assert [row["total_orders"] for row in (show(customers, survivor["id"]), show(customers, third["id"]))] == [1, 0]
    customers("doctor").succeeds()
    undo(customers, latest_run(customers)).succeeds()
    expected = {"delete": ([], [], []), "move": ([], [], ["0", "1", "2"]), "import undone": (["0"], ["2"], [])}[change]
    assert (numbers(customers, survivor), numbers(customers, absorbed), numbers(customers, third)) == expected
    customers("doctor").succeeds()


def test_order_of_a_chain_of_merges_returns_to_the_first_of_them(customers: Program, pair: Any) -> None:
    middle, first = pair
    last = create(customers, "Last", email="last@example.com")
    third = create(customers, "Third", email="third@example.com")
    import_orders(customers, late("1", customer_email="rao@example.net"), late("2", customer_email="rao@example.net"))
    merged = [merge(customers, middle, first), merge(customers, last, middle)]
    customers("orders", "move", "web:1", "--to", third["id"]).succeeds()
    moved = latest_run(customers)
    customers("orders", "delete", "web:2", "--yes").succeeds()
    deleted = latest_run(customers)
    for done in reversed(merged):
        unmerge(customers, done).succeeds()

    undo(customers, moved).succeeds()
    undo(customers, deleted).succeeds()

    assert numbers(customers, first) == ["1", "2"]
    assert [row["command"] for row in customers("history", first["id"], "-o", "json").succeeds().json()["data"]][:2] == ["undo", "undo"]
    customers("doctor").succeeds()


def test_order_moved_to_a_survivor_after_the_unmerge_returns_there(customers: Program, pair: Any) -> None:
    survivor, absorbed = pair
    third = create(customers, "Third", email="third@example.com")
    import_orders(customers, late("1", customer_email="rao@example.net"))
    unmerge(customers, merge(customers, survivor, absorbed)).succeeds()
    for target in (survivor, third):
        customers("orders", "move", "web:1", "--to", target["id"]).succeeds()

    undo(customers, latest_run(customers)).succeeds()

    assert (numbers(customers, survivor), numbers(customers, absorbed)) == (["1"], [])
