"""`customers search`: the number of an order finds its customer."""

import pytest

from tests.support.factories import create, create_many, import_orders, listed, order
from tests.support.program import Program


def test_order_number_finds_customer(customers: Program) -> None:
    asha, ravi = create(customers, "Asha"), create(customers, "Ravi")
    import_orders(customers, order(asha, "000000002", "10"), order(ravi, "000000003", "10"))

    assert listed(customers, "search", "000000002") == ["Asha"]
    assert listed(customers, "list", "--search", "000000002") == ["Asha"]
    assert listed(customers, "search", "00000000") == []


@pytest.mark.parametrize("query", ["#inv-7", "INV-7", " inv-7 ", "#INV-7"])
def test_number_is_found_in_any_case_with_or_without_its_sign(customers: Program, query: str) -> None:
    import_orders(customers, order(create(customers, "Asha"), "#INV-7", "10"), order(create(customers, "Ravi"), "INV-77", "10"))

    assert listed(customers, "search", query) == ["Asha"]


def test_number_of_several_sources_finds_all_customers(customers: Program) -> None:
    people = {name: create(customers, name) for name in ("Asha", "Ravi", "Meera")}
    import_orders(
        customers,
        order(people["Asha"], "1001", "10", source="shopify"),
        order(people["Ravi"], "1001", "10", source="till"),
        order(people["Meera"], "1002", "10", source="till"),
    )

    assert listed(customers, "search", "1001") == ["Ravi", "Asha"]


def test_buyer_ranks_between_exact_identities_and_names(customers: Program) -> None:
    create_many(
        customers,
        {"first_name": "Id", "external_ids": {"till": "70010"}, "created_at": "2026-01-01"},
        {"first_name": "Buyer", "created_at": "2026-01-02"},
        {"first_name": "70010", "created_at": "2026-01-03", "email": "name@example.com"},
        {"first_name": "Phone", "phone": "+919870010432", "created_at": "2026-01-04"},
    )
    buyer = customers("search", "Buyer", "-o", "json").succeeds().json()["data"][0]
    import_orders(customers, order(buyer, "70010", "10"))
    by_cursor: list[str] = []
    cursor: list[str] = []
    while True:
        page = customers("search", "70010", "--per-page", "1", *cursor, "-o", "json").succeeds().json()
        by_cursor += [row["first_name"] for row in page["data"]]
        if page["meta"]["next_cursor"] is None:
            break
        cursor = ["--cursor", page["meta"]["next_cursor"]]

    assert listed(customers, "search", "70010") == by_cursor == ["Id", "Buyer", "70010", "Phone"]


def test_order_of_deleted_customer_has_no_match(customers: Program) -> None:
    asha = create(customers, "Asha")
    import_orders(customers, order(asha, "1001", "10"))
    customers("delete", asha["id"], "--yes").succeeds()

    assert listed(customers, "search", "1001") == []


def test_order_number_selects_customer_of_bulk_command(customers: Program) -> None:
    asha = create(customers, "Asha")
    create(customers, "Ravi")
    import_orders(customers, order(asha, "R-1001", "10"))
    customers("tag", "add", "--search", "R-1001", "--tag", "called", "--yes").succeeds()

    assert listed(customers, "list", "--tag", "called") == ["Asha"]


def test_id_of_absorbed_profile_finds_survivor(customers: Program) -> None:
    asha, twin = create(customers, "Asha"), create(customers, "Twin")
    customers("merge", asha["id"], twin["id"], "--yes").succeeds()

    assert listed(customers, "search", twin["id"]) == ["Asha"]
