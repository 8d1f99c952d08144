"""Merges lose no data: undone they leave no trace, and after any sequence every row exists somewhere."""

import json
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, import_orders, order, query
from tests.support.merging import rows, state_of
from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

PLACES = [HOME, OFFICE, {**OFFICE, "type": "billing"}, {**HOME, "company": "Rao & Co"}]
SIDES = st.sampled_from([None, "survivor", "absorbed"])

bodies = st.fixed_dictionaries(
    {"first_name": st.sampled_from(["Asha", "A."])},
    optional={
        "last_name": st.sampled_from(["Rao", "Roy"]),
        "phone": st.sampled_from(["+919876543210", "+919811111111"]),
        "notes": st.sampled_from(["tea", "tea\n\nno nuts", "-"]),
        "accepts_marketing": st.booleans(),
        "tags": st.lists(st.sampled_from(["Gold", "GOLD", "b2b", "new"]), max_size=3),
        "addresses": st.lists(
            st.builds(lambda place, default: {**place, "is_default": default}, st.sampled_from(PLACES), st.booleans()), max_size=4
        ),
    },
)
orders = st.lists(st.tuples(st.sampled_from(["paid", "cancelled"]), st.integers(0, 30_000)), max_size=4)
takes = st.fixed_dictionaries(dict.fromkeys(("email", "phone", "last_name", "accepts_marketing", "notes"), SIDES))


def make(customers: Program, number: int, body: dict[str, Any], purchases: list[tuple[str, int]]) -> Any:
    """Create a customer with fields, identities and orders."""
    named = {"email": f"c{number}@example.com", "external_ids": {"till": str(number)}} if number != 2 else {}
    customer = create(customers, **{**body, **named})
    rows = [
        {"customer_id": customer["id"], "placed_at": "2026-01-05", "status": status, "total": str(total)} for status, total in purchases
    ]
    import_orders(customers, *({**row, "number": f"{number}-{n}"} for n, row in enumerate(rows)))
    return customer


@examples(4)
@given(bodies, orders, bodies, orders, takes, SIDES)
def test_unmerge_restores_every_row(
    empty_shops: Shops, first_body: Any, our_orders: Any, second_body: Any, their_orders: Any, take: dict[str, str | None], till: str | None
) -> None:
    options = [word for field, side in {**take, "external_ids.till": till}.items() if side for word in ("--take", f"{field}={side}")]
    for customers in empty_shops():
        survivor, absorbed = make(customers, 0, first_body, our_orders), make(customers, 1, second_body, their_orders)
        before = rows(customers.url)

        merged = customers("merge", survivor["id"], absorbed["id"], "--yes", "-o", "json", *options).succeeds().json()
        after = rows(customers.url)
        assert len(after["orders"]) == len(before["orders"]) == len(our_orders) + len(their_orders)
        assert distinct(merged["customer"]["addresses"]) == distinct(survivor["addresses"] + absorbed["addresses"])
        assert len(merged["customer"]["addresses"]) >= len(survivor["addresses"])
        assert {name for name, *_ in after["identities"]} == {name for name, *_ in before["identities"]}
        assert merged["customer"]["total_orders"] == sum(status == "paid" for status, _ in our_orders + their_orders)
        customers("vip", "recalculate", "-o", "json").prints_json(changed=0)
        customers("unmerge", merged["merge_id"], "--yes").succeeds()

        assert rows(customers.url) == before


pairs = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 3),
        st.dictionaries(
            st.sampled_from(["email", "phone", "external_ids.till", "external_ids.shop"]), st.sampled_from(["survivor", "absorbed"])
        ),
    ),
    min_size=3,
    max_size=6,
)


@examples(4)
@given(st.lists(bodies, min_size=4, max_size=4), pairs)
def test_chained_merges_are_undone_in_reverse_order(
    empty_shops: Shops, profiles: Any, chain: list[tuple[int, int, dict[str, str]]]
) -> None:
    for customers in empty_shops():
        numbered = enumerate(profiles)
        people = [create(customers, **body, email=f"c{n}@x.com", external_ids={"shop": f"s{n}", "till": f"t{n}"}) for n, body in numbered]
        import_orders(customers, *(order(person, str(n), "10") for n, person in enumerate(people)))
        states = [rows(customers.url)]
        lines = [{"primary_id": people[first]["id"], "secondary_id": people[second]["id"], "take": take} for first, second, take in chain]
        merged = []
        for line in lines:
            [done] = customers("merge", "--batch", "-", "--yes", "-o", "jsonl", stdin=json.dumps(line)).jsonl()
            assert done["outcome"] in ("merged", "unchanged") or done["primary_id"] == done["secondary_id"]
            if done["outcome"] == "merged":
                merged.append(done["merge_id"])
                states.append(rows(customers.url))
            assert rows(customers.url) == states[-1]
            assert misplaced(customers) == 0
            assert all_found(customers, people)

        for merge_id in reversed(merged):
            assert rows(customers.url) == states.pop()
            customers("unmerge", merge_id, "--yes").succeeds()
        assert [rows(customers.url)] == states


def distinct(book: list[dict[str, Any]]) -> set[str]:
    """Return the content of an address book, each of equal addresses once."""
    return {json.dumps({**address, "id": None, "is_default": None}) for address in book}


people = st.integers(0, 3)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), people, people),
        st.tuples(st.just("merge"), people, people),
        st.tuples(st.just("unmerge"), people, people),
        st.tuples(st.sampled_from(["delete", "restore", "order", "tag"]), people, people),
    ),
    min_size=4,
    max_size=7,
)


@examples(3)
@given(st.lists(bodies, min_size=4, max_size=4), steps)
def test_merge_sequences_lose_no_data(empty_shops: Shops, profiles: Any, sequence: list[tuple[str, int, int]]) -> None:
    for customers in empty_shops():
        numbers = count(100)
        people = [make(customers, number, body, [("paid", 100)]) for number, body in enumerate(profiles)]
        orders_, addresses, tags = kept(customers)
        for action, first, second in sequence:
            before = rows(customers.url)
            done = run(customers, action, people[first], people[second], next(numbers))
            if done == ExitStatus.DONE:
                orders_ += action == "order"
                tags |= {"since"} if action == "tag" else set()
            if done != ExitStatus.DONE:
                assert done in (ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT, ExitStatus.PARTIAL)
                assert rows(customers.url) == before
            assert kept(customers) == (orders_, addresses, tags)
            assert misplaced(customers) == 0
            customers("vip", "recalculate", "-o", "json").prints_json(changed=0)
        assert all_found(customers, people)


def run(customers: Program, action: str, first: Any, second: Any, number: int) -> int:
    """Run one step; return its exit status."""
    arguments = {
        "merge": ("merge", first["id"], second["id"], "--yes"),
        "unmerge": ("unmerge", first["id"], "--yes"),
        "delete": ("delete", first["id"], "--yes"),
        "restore": ("restore", first["id"]),
        "tag": ("tag", "add", first["id"], "--tag", "since"),
        "order": ("import", "orders", "-"),
    }[action]
    row = {"number": str(number), "customer_id": first["id"], "total": "5", "placed_at": "2026-02-01"}
    return customers(*arguments, stdin=json.dumps(row) if action == "order" else "").status


def kept(customers: Program) -> tuple[int, set[str], set[str]]:
    """Return data that no sequence may lose: the number of orders, the content of addresses and tags."""
    [(orders_,)] = query(customers.url, "SELECT count(*) FROM orders")
    rows = query(customers.url, "SELECT type, address1, company FROM addresses")
    return orders_, set(map(repr, rows)), {key for (key,) in query(customers.url, "SELECT key FROM customer_tags")}


def misplaced(customers: Program) -> int:
    """Count orders of absorbed profiles, absorbed profiles of absorbed ones, and wrong numbers of defaults."""
    wrong = (
        "SELECT count(*) FROM orders JOIN customers c ON c.id = orders.customer_id WHERE c.state = 'absorbed'",
        "SELECT count(*) FROM customers a JOIN customers b ON b.id = a.merged_into WHERE b.state = 'absorbed'",
        "SELECT count(*) FROM identities i JOIN customers c ON c.id = i.customer_id WHERE c.state <> 'live'",
        "SELECT count(*) FROM (SELECT 1 FROM addresses a JOIN customers c ON c.id = a.customer_id WHERE c.state <> 'absorbed' "
        "GROUP BY a.customer_id, a.type HAVING sum(CASE WHEN a.is_default THEN 1 ELSE 0 END) <> 1) AS broken",
    )
    return sum(query(customers.url, statement)[0][0] for statement in wrong)


def all_found(customers: Program, people: list[Any]) -> bool:
    """Return whether every former id and email leads to a customer, active or deleted."""
    names = [name for customer in people for name in (customer["id"], customer["email"]) if name]
    ends = {name: customers("show", name, "-o", "ids") for name in names}
    all_explained = all(end.status == ExitStatus.DONE or "is deleted" in end.stderr for end in ends.values())
    return all_explained and all(
        state_of(customers, end.stdout.strip()) == "live" for end in ends.values() if end.status == ExitStatus.DONE
    )
