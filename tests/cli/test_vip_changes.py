"""`customers vip changes`."""

from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, import_orders, order, query
from tests.support.program import Program

SINCE = ("--since", "2020-01-01")


def changes(customers: Program, *arguments: str) -> Any:
    """Return the rows of all changes, newest first."""
    return customers("vip", "changes", *SINCE, *arguments, "--all", "-o", "jsonl").succeeds().jsonl()


def summary(customers: Program, *arguments: str) -> list[tuple[str, bool, bool, str]]:
    """Return the name of the customer of each change, the flag before and after, and the reason."""
    return [(row["customer"]["full_name"], row["from"], row["to"], row["why"]) for row in changes(customers, *arguments)]


def test_changes_are_printed_with_customer_time_and_reason(customers: Program) -> None:
    asha = create(customers, "Asha", last_name="Rao", email="asha@example.com")
    customers("vip", "pin", asha["id"], "--reason", "founder").succeeds()
    stored = query(customers.url, "SELECT count(*) FROM events")

    printed = customers("vip", "changes", *SINCE, "-o", "json").succeeds().json()

    assert list(printed["data"][0]) == ["customer", "at", "from", "to", "why"]
    assert printed["data"][0]["customer"] == {"id": asha["id"], "full_name": "Asha Rao", "email": "asha@example.com"}
    assert printed["data"][0]["at"].endswith("Z")
    assert (printed["data"][0]["from"], printed["data"][0]["to"]) == (False, True)
    assert printed["data"][0]["why"] == "pinned by hand: founder"
    assert printed["meta"] == {"page": 1, "per_page": 20, "total": 1, "pages": 1, "next_cursor": None}
    assert query(customers.url, "SELECT count(*) FROM events") == stored


def test_each_way_up_and_down_has_its_reason(customers: Program) -> None:
    asha, usha, nisha = (create(customers, name) for name in ("Asha", "Usha", "Nisha"))
    import_orders(customers, order(asha, "1", "50000"))
    import_orders(customers, *(order(usha, f"u{number}", "1") for number in range(10)))
    import_orders(customers, *(order(nisha, f"n{number}", "5000") for number in range(10)))
    customers("vip", "exclude", asha["id"], "--reason", "reseller").succeeds()
    customers("vip", "release", asha["id"], "--reason", "reviewed").succeeds()
    customers("vip", "pin", asha["id"], "--reason", "loyal").succeeds()
    customers("orders", "delete", "import:1", "--yes").succeeds()
    customers("vip", "release", asha["id"]).succeeds()
    customers("vip", "recalculate", "--reason", "nightly", env={"CUSTOMERS_VIP_ORDER_THRESHOLD": "11"}).succeeds()

    assert summary(customers) == [
        ("Usha", True, False, "no rule is reached any more (vip recalculate: nightly)"),
        ("Asha", True, False, "no rule is reached any more (vip release)"),
        ("Asha", False, True, "enough spent (vip release: reviewed)"),
        ("Asha", True, False, "excluded by hand: reseller"),
        ("Nisha", False, True, "enough counted orders and enough spent (import orders)"),
        ("Usha", False, True, "enough counted orders (import orders)"),
        ("Asha", False, True, "enough spent (import orders)"),
    ]


def test_history_of_an_older_version_is_listed(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "50000"))
    customers("vip", "exclude", asha["id"], "--reason", "reseller").succeeds()
    query(customers.url, """UPDATE events SET changes = replace(replace(changes, ',"why":"spend"', ''), ',"why":"excluded"', '')""")

    assert [why for *_, why in summary(customers)] == ["excluded by hand: reseller", "by the rules (import orders)"]


def test_time_limits_the_changes(customers: Program) -> None:
    asha = create(customers)
    customers("vip", "pin", asha["id"], "--reason", "x").succeeds()
    at = changes(customers)[0]["at"]

    assert len(customers("vip", "changes", "--since", at, "--all", "-o", "jsonl").succeeds().jsonl()) == 1
    assert changes(customers, "--until", at) == []
    assert customers("vip", "changes", "--since", "2099-01-01", "-o", "json").succeeds().json()["meta"]["total"] == 0
    customers("vip", "changes", *SINCE, "--until", "2019-01-01").fails(ExitStatus.USAGE, "--since")
    customers("vip", "changes", "--since", "never").fails(ExitStatus.USAGE, "--since")
    customers("vip", "changes").fails(ExitStatus.USAGE, "--since")


def test_pages_and_formats(customers: Program) -> None:
    people = [create(customers, name) for name in ("Asha", "Usha", "Nisha")]
    for person in people:
        customers("vip", "pin", person["id"], "--reason", "x").succeeds()

    assert customers("vip", "changes", *SINCE, "-o", "ids").succeeds().stdout.split() == [person["id"] for person in reversed(people)]
    first = customers("vip", "changes", *SINCE, "--per-page", "2", "-o", "json").succeeds()
    assert (first.json()["meta"]["total"], len(first.json()["data"])) == (3, 2)
    rest = customers("vip", "changes", *SINCE, "--cursor", first.json()["meta"]["next_cursor"], "-o", "json").succeeds().json()
    assert [row["customer"]["full_name"] for row in rest["data"]] == ["Asha"]
    header, *rows = customers("vip", "changes", *SINCE, "-o", "csv").succeeds().stdout.splitlines()
    assert header == "customer_id,full_name,email,at,from,to,why"
    assert len(rows) == 3
    assert "pinned by hand: x" in customers("vip", "changes", *SINCE).succeeds().stdout


@pytest.mark.parametrize("command", ["delete", "erase", "merge"])
def test_customers_that_are_not_live_are_left_out(customers: Program, command: str) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    customers("vip", "pin", asha["id"], "--reason", "x").succeeds()
    arguments = [usha["id"], asha["id"]] if command == "merge" else [asha["id"]]

    customers(command, *arguments, "--yes").succeeds()

    assert "Asha" not in [name for name, *_ in summary(customers)]
