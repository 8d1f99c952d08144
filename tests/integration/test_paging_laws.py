"""Pages by number and by cursor visit every customer once, in the same order on every database."""

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.models.customer import Customer
from customers.models.selection import Selection
from customers.services.listing.listing import list_customers
from customers.services.paging import STREAM, PageRequest
from customers.services.transaction import Transaction
from tests.support.program import Program
from tests.support.shops import Shops, open_services
from tests.support.surroundings import examples

KEYS = ["created_at", "updated_at", "name", "email", "total_orders", "total_spent", "last_order_at"]
EMAILS = ["a@x.example", "B@x.example", "b2@x.example", "_c@x.example", "Ünal@x.example", "ünal2@x.example", "Zoe@x.example", "é@x.example"]
NAMES = ["Asha", "asha", "Ásha", "Zoë", "zoe 2", "_", "10", "9", "Ł", "क्षेत्र", "😀", "\uffeex", "a b", "a_b", "a-b", "ab", "ǅ"]
TIMES = ["2024-01-01", "2024-01-01T00:00:01Z", "2025-06-30T12:00:00Z"]

people = st.fixed_dictionaries(
    {
        "id": st.uuids().map(str),
        "first_name": st.sampled_from(NAMES),
        "created_at": st.sampled_from(TIMES),
        "updated_at": st.sampled_from(TIMES),
    },
    optional={"email": st.sampled_from(EMAILS), "last_name": st.sampled_from(NAMES)},
)
shops_of_people = st.lists(
    people, min_size=4, max_size=12, unique_by=(lambda row: row["id"], lambda row: row.get("email", row["id"]).casefold())
)
orders = st.fixed_dictionaries(
    {"buyer": st.integers(0, 11), "total": st.sampled_from(["0", "10", "10.00", "99.99"]), "placed_at": st.sampled_from(TIMES)}
)


@pytest.mark.parametrize("key", KEYS)
@examples(2)
@given(shops_of_people, st.lists(orders, max_size=8), st.integers(2, 5), st.sampled_from([Selection(), Selection(without_tags=("x",))]))
def test_pages_visit_each_customer_once_in_same_order(
    empty_shops: Shops, key: str, people: Any, orders: Any, size: int, selection: Selection
) -> None:
    id_orders: list[list[UUID]] = []
    for customers in empty_shops():
        fill(customers, people, orders)
        with open_services(customers) as shop, shop.reading() as tx:
            up, down = (walk(tx, selection, sort, size) for sort in (key, f"-{key}"))
        assert up == down[::-1]
        id_orders.append(up)

    assert id_orders[0] == id_orders[1]
    assert {str(id_) for id_ in id_orders[0]} == {person["id"] for person in people}


def fill(customers: Program, people: Any, orders: Any) -> None:
    customers("import", "customers", "-", "--json", stdin="\n".join(map(json.dumps, people))).prints_json(created=len(people))
    rows = [
        {
            "number": f"{number}",
            "customer_id": people[order["buyer"] % len(people)]["id"],
            "total": order["total"],
            "placed_at": order["placed_at"],
        }
        for number, order in enumerate(orders)
    ]
    if rows:
        customers("import", "orders", "-", "--json", stdin="\n".join(map(json.dumps, rows))).prints_json(created=len(rows))


def walk(tx: Transaction, selection: Selection, sort: str, size: int) -> list[UUID]:
    """Return the ids in the order of a sort key; stream, pages and cursors must agree."""
    streamed = list(list_customers(tx, selection, sort=sort, request=STREAM).data)
    ids = [customer.id for customer in streamed]
    assert_sorted(streamed, sort)

    paged, number = [], 1
    while page := list(list_customers(tx, selection, sort=sort, request=PageRequest(number, size)).data):
        paged += page
        number += 1
    assert [customer.id for customer in paged] == ids, sort

    passed: list[UUID] = []
    cursor = None
    while True:
        result = list_customers(tx, selection, sort=sort, request=PageRequest(per_page=size, cursor=cursor))
        passed += [customer.id for customer in result.data]
        assert (result.meta.total, result.meta.pages) == (len(ids), -(-len(ids) // size))
        if (cursor := result.meta.next_cursor) is None:
            break
    assert passed == ids, sort
    return ids


def assert_sorted(customers: list[Customer], sort: str) -> None:
    """Assert the order: blanks are smallest, the case of plain letters is ignored, ties are sorted by id; the program compares names."""
    key = sort.removeprefix("-")
    if key == "name":
        return

    def place(customer: Customer) -> Any:
        value = getattr(customer, key)
        if isinstance(value, str):
            value = value.encode().lower().decode()
        return value is not None, value, customer.id

    expected = sorted(customers, key=lambda customer: [part for part in place(customer) if part is not None])
    assert customers == (expected[::-1] if sort.startswith("-") else expected), sort
