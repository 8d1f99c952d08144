"""Undoing the last run gives the shop as it was before it, run after run back to the empty shop."""

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.factories import HOME, OFFICE
from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples
from tests.support.undoing import latest_run, shop, stored, undo

PEOPLE = ["a@example.com", "b@example.com", "c@example.com"]
# A command line, and its standard input.
Step = tuple[Sequence[str], str]

people = st.sampled_from(PEOPLE)
tags = st.sampled_from(["red", "Red", "blue"])
texts = st.sampled_from(["x", "y"])
phones = st.sampled_from(["+919876543210", "+919812345678"])
numbers = st.sampled_from(["1", "2", "3"])
addresses: st.SearchStrategy[dict[str, Any]] = st.sampled_from([HOME, OFFICE, HOME | {"type": "billing"}, OFFICE | {"is_default": True}])


def command(*words: str | st.SearchStrategy[str]) -> st.SearchStrategy[Step]:
    """Return steps of a command line."""
    return st.tuples(*(word if isinstance(word, st.SearchStrategy) else st.just(word) for word in words)).map(lambda line: (line, ""))


def file_of(kind: str, rows: st.SearchStrategy[Any], *options: str) -> st.SearchStrategy[Step]:
    """Return steps that import a file of a few rows."""
    files = st.lists(rows, min_size=1, max_size=3).map(lambda lines: "\n".join(map(json.dumps, lines)))
    return files.map(lambda text: (("import", kind, "-", *options), text))


rows_of_customers = st.fixed_dictionaries(
    {"email": people, "first_name": texts},
    optional={
        "phone": phones,
        "notes": texts,
        "accepts_marketing": st.booleans(),
        "tags": st.lists(tags, max_size=2),
        "external_ids": st.fixed_dictionaries({"shop": numbers}),
        "addresses": st.lists(addresses, max_size=2),
    },
)
rows_of_orders = st.fixed_dictionaries(
    {
        "number": numbers,
        "customer_email": people,
        "customer_name": texts,
        "total": st.sampled_from(["10", "60000", "-5"]),
        "status": st.sampled_from(["paid", "cancelled"]),
        "placed_at": st.just("2026-01-05"),
    }
)
bodies = rows_of_customers.map(lambda body: (("create", "--from-json", "-"), json.dumps(body)))
steps: st.SearchStrategy[Step] = st.one_of(
    bodies,
    file_of("customers", rows_of_customers),
    file_of("customers", rows_of_customers, "--tags", "replace", "--consent", "overwrite"),
    file_of("orders", rows_of_orders, "--create-customers"),
    file_of("addresses", st.tuples(people, addresses).map(lambda pair: {"customer_email": pair[0], **pair[1]})),
    command("update", people, "--email", people),
    command("update", people, "--phone", phones, "--notes", texts, "--accepts-marketing"),
    command("update", people, "--unset", st.sampled_from(["phone", "tags", "notes", "external_ids"]), "--no-accepts-marketing"),
    command("delete", people, "--yes"),
    command("restore", people, "--yes"),
    command("tag", "add", "--tag", tags, people),
    command("tag", "set", "--tag", tags, "--any-tag", tags, "--yes"),
    command("tag", "remove", "--tag", tags, people),
    command("tag", "rename", tags, st.just("green"), "--yes"),
    command("address", "delete", people, "shipping", "--yes"),
    command("address", "update", people, "shipping", "--city", texts),
    command("vip", st.sampled_from(["pin", "exclude"]), people, "--reason", texts),
    command("vip", "release", people),
    command("orders", "delete", numbers, "--yes"),
    command("orders", "move", numbers, "--to", people),
    command("merge", people, people, "--yes"),
    command("unmerge", people, "--yes"),
    command("segments", "save", texts, "--tag", tags, "--replace"),
    command("segments", "remove", texts, "--yes"),
    command("duplicates", "dismiss", people, people),
)


def check(customers: Program, commands: Sequence[Step]) -> None:
    states: list[tuple[str, dict[str, list[str]]]] = []
    empty, before, last = shop(customers), stored(customers), ""
    for line, text in commands:
        customers(*line, stdin=text)
        run = latest_run(customers)
        if run != last:
            states.append((run, before))
            before, last = stored(customers), run
    for run, state in reversed(states):
        undo(customers, run).succeeds()
        assert stored(customers) == state
    assert shop(customers) == empty
    customers("doctor").succeeds()


@examples(15)
@given(st.lists(bodies, min_size=1, max_size=2), st.lists(steps, min_size=1, max_size=5))
def test_every_run_goes_back_to_the_shop_before_it(empty_shops: Shops, first: list[Step], rest: list[Step]) -> None:
    for customers in empty_shops():
        check(customers, [*first, *rest])
