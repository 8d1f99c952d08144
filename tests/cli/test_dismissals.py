"""`customers duplicates dismiss`, `undismiss` and `dismissed`."""

from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, events, query
from tests.support.program import Program

PHONE = "+919876543210"


def two(customers: Program) -> tuple[Any, Any]:
    """Create two profiles that look like one person."""
    return tuple(create(customers, "Asha", last_name="Rao", email=f"asha{n}@example.com", phone=PHONE) for n in (1, 2))


def count(customers: Program, *arguments: str) -> int:
    """Return the number of listed pairs."""
    total: int = customers("duplicates", *arguments, "-o", "json").succeeds().json()["meta"]["total"]
    return total


def test_list_omits_dismissed_pair(customers: Program) -> None:
    asha, double = two(customers)
    assert count(customers) == count(customers, "--customer", asha["id"]) == 1

    done = customers("duplicates", "dismiss", double["email"], asha["id"], "--reason", "sisters", "--actor", "mina", "-o", "json")

    assert done.succeeds().json() == {"dismissed": sorted([asha["id"], double["id"]])}
    assert count(customers) == count(customers, "--customer", asha["id"]) == 0
    (row,) = customers("duplicates", "dismissed", "-o", "jsonl").succeeds().jsonl()
    assert [row["a"], row["b"]] == sorted([asha["id"], double["id"]])
    assert (row["actor"], row["reason"]) == ("mina", "sisters")


def test_undismiss_lists_pair_again(customers: Program) -> None:
    asha, double = two(customers)
    customers("duplicates", "dismiss", asha["id"], double["id"]).succeeds()

    customers("duplicates", "undismiss", double["id"], asha["id"], "-o", "json").prints_json(undismissed=sorted([asha["id"], double["id"]]))

    assert count(customers) == 1
    assert customers("duplicates", "dismissed", "-o", "json").succeeds().json()["data"] == []


def test_history_of_both_customers_records_dismissal(customers: Program) -> None:
    asha, double = two(customers)
    customers("duplicates", "dismiss", asha["id"], double["id"], "--reason", "sisters", "--actor", "mina").succeeds()
    customers("duplicates", "undismiss", asha["id"], double["id"]).succeeds()

    for customer, another in ((asha, double), (double, asha)):
        dismissed, undismissed = events(customers, customer["id"])[1:]
        assert dismissed.changes == {"dismissed": {"before": None, "after": another["id"]}}
        assert (dismissed.command, dismissed.reason, dismissed.actor) == ("duplicates dismiss", "sisters", "mina")
        assert undismissed.changes == {"dismissed": {"before": another["id"], "after": None}}


def test_repeated_dismissal_changes_nothing_with_notice(customers: Program) -> None:
    asha, double = two(customers)

    never = customers("duplicates", "undismiss", asha["id"], double["id"], "-o", "json")
    customers("duplicates", "dismiss", asha["id"], double["id"]).succeeds()
    again = customers("duplicates", "dismiss", double["id"], asha["id"], "-o", "json")

    assert never.succeeds().json() == {"undismissed": []}
    assert again.succeeds().json() == {"dismissed": []}
    assert "was not dismissed" in never.stderr
    assert "was dismissed before" in again.stderr
    assert len(events(customers, asha["id"])) == 2


def test_dry_run_dismisses_no_pair(customers: Program) -> None:
    asha, double = two(customers)

    dry = customers("duplicates", "dismiss", asha["id"], double["id"], "--dry-run", "-o", "json")
    result = customers("duplicates", "dismiss", asha["id"], double["id"], "--dry-run")

    dry.prints_json(dry_run=True)
    assert double["id"] in result.succeeds().stdout
    assert count(customers) == 1
    assert query(customers.url, "SELECT count(*) FROM dismissals") == [(0,)]


@pytest.mark.parametrize("command", ["dismiss", "undismiss"])
def test_dismiss_requires_two_different_customers(customers: Program, command: str) -> None:
    asha, _ = two(customers)

    customers("duplicates", command, asha["id"], asha["email"]).fails(ExitStatus.USAGE, "Name two different customers")
    customers("duplicates", command, asha["id"], "nobody@example.com").fails(ExitStatus.NOT_FOUND, "no customer")
    customers("duplicates", command, asha["id"]).fails(ExitStatus.USAGE, "missing argument")


def test_dismissal_names_both_customers_for_people(customers: Program) -> None:
    asha, double = create(customers, email="asha@example.com"), create(customers, "Usha", email="usha@example.com")

    for command in ("dismiss", "undismiss"):
        printed = customers("duplicates", command, asha["id"], double["id"]).succeeds().stdout
        assert "asha@example.com" in printed
        assert "usha@example.com" in printed
        assert asha["id"] not in printed
