"""`-n` and `--limit`: at most so many rows of a list, however many a page may have."""

import json

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, create_many, import_orders, order
from tests.support.program import Program

SMALL_PAGES = {"CUSTOMERS_PER_PAGE": "1", "CUSTOMERS_MAX_PER_PAGE": "2"}


@pytest.mark.parametrize("format", ["table", "json", "jsonl", "csv", "ids"])
def test_limit_gives_the_beginning_of_the_list_whatever_the_size_of_a_page(customers: Program, format: str) -> None:
    create_many(customers, *({"first_name": f"Asha {number}"} for number in range(5)))
    ids = customers("list", "--all", "-o", "ids").succeeds().stdout.split()

    for limit in (1, 3, 5, 500):
        for command in (["list"], ["search", "asha"]):
            done = customers(*command, "-n", str(limit), "--fields", "id", "-o", format, env=SMALL_PAGES).succeeds()
            printed_ids = [row["id"] for row in done.json()["data"]] if format == "json" else done.stdout.replace('"}', "").split()
            printed_ids = [word.removeprefix('{"id":"') for word in printed_ids if len(word) > 10]
            assert printed_ids == ids[:limit]
            assert (f"{limit} of 5 customers; --all gives all of them" in done.stderr) == (limit < 5)


def test_limit_keeps_the_total_in_the_page(customers: Program) -> None:
    create_many(customers, *({"first_name": f"Asha {number}"} for number in range(5)))

    for limit, pages in ((2, 3), (3, 2)):
        meta = customers("list", "--limit", str(limit), "-o", "json", env=SMALL_PAGES).succeeds().json()["meta"]
        assert meta | {"next_cursor": ""} == {"page": 1, "per_page": limit, "total": 5, "pages": pages, "next_cursor": ""}


@pytest.mark.parametrize("option", ["--all", "--page=1", "--page=2", "--per-page=2", "--cursor=x"])
def test_limit_does_not_go_with_a_page(sqlite_customers: Program, option: str) -> None:
    for command in (["list"], ["search", "asha"], ["orders"], ["history"]):
        sqlite_customers(*command, "-n", "2", option).fails(ExitStatus.USAGE, "--limit")
    sqlite_customers("list", "-n", "0").fails(ExitStatus.USAGE)


def test_every_list_has_a_limit(customers: Program) -> None:
    people = [create(customers, name, tags=[name, "all"], addresses=[{"type": "shipping", **HOME}]) for name in ("Asha", "Usha", "Nisha")]
    for number, person in enumerate(people):
        import_orders(customers, *(order(person, f"{number}{turn}", "30000") for turn in (1, 2)))
    customers("address", "add", people[0]["id"], "--from-json", "-", stdin=json.dumps({"type": "billing", **HOME})).succeeds()
    for person in people[1:]:
        customers("duplicates", "dismiss", people[0]["id"], person["id"]).succeeds()
    for name in ("first", "second"):
        customers("segments", "save", name, "--tag", name).succeeds()

    for command in (
        ["list"],
        ["vip"],
        ["orders"],
        ["orders", people[0]["id"]],
        ["history"],
        ["runs"],
        ["vip", "changes", "--since", "2020-01-01"],
        ["duplicates", "dismissed"],
        ["segments", "list"],
        ["tag", "list"],
        ["address", "list", people[0]["id"]],
    ):
        every = customers(*command, "-n", "1000", "-o", "jsonl").succeeds().jsonl()
        done = customers(*command, "-n", "1", "-o", "jsonl").succeeds()
        assert len(every) > 1, command
        assert done.jsonl() == every[:1]
        assert f"1 of {len(every)} " in done.stderr, command


def test_limit_of_duplicates_gives_the_best_pairs(customers: Program) -> None:
    create_many(
        customers,
        *({"first_name": "Asha", "last_name": "Rao", "email": f"asha{n}@example.com", "phone": "+919876543210"} for n in range(4)),
    )
    every = customers("duplicates", "--all", "-o", "jsonl").succeeds().jsonl()
    assert len(every) > 3

    for limit in (1, 3):
        done = customers("duplicates", "-n", str(limit), "-o", "jsonl", env=SMALL_PAGES).succeeds()
        assert done.jsonl() == every[:limit]
        assert f"{limit} of {len(every)} pairs" in done.stderr
