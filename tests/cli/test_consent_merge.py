"""Consent through a merge and back: the newest statement stands, a later withdrawal holds for both profiles."""

from typing import Any

import pytest

from tests.support.consenting import consent, say, state
from tests.support.factories import create, show
from tests.support.merging import merge, unmerge
from tests.support.program import Program

OLDER, NEWER = "2024-01-01", "2025-01-01"


def said(customers: Program, email: str, word: str, at: str = "") -> Any:
    """Create a customer who said yes or no at a time, or was never asked."""
    customer = create(customers, email=email)
    if word != "unknown":
        say(customers, customer["id"], word, at)
    return customer


@pytest.mark.parametrize(
    ("survivor", "absorbed", "result"),
    [
        (("yes", OLDER), ("no", NEWER), ("no", NEWER)),
        (("no", OLDER), ("yes", NEWER), ("yes", NEWER)),
        (("yes", NEWER), ("no", OLDER), ("yes", NEWER)),
        (("no", NEWER), ("yes", OLDER), ("no", NEWER)),
        (("yes", NEWER), ("no", NEWER), ("no", NEWER)),
        (("no", NEWER), ("yes", NEWER), ("no", NEWER)),
        (("yes", OLDER), ("yes", NEWER), ("yes", NEWER)),
        (("unknown", ""), ("yes", OLDER), ("yes", OLDER)),
        (("yes", OLDER), ("unknown", ""), ("yes", OLDER)),
        (("unknown", ""), ("no", OLDER), ("no", OLDER)),
        (("unknown", ""), ("unknown", ""), ("unknown", None)),
    ],
)
def test_newest_statement_wins(
    sqlite_customers: Program, survivor: tuple[str, str], absorbed: tuple[str, str], result: tuple[str, str | None]
) -> None:
    first, second = said(sqlite_customers, "a@example.com", *survivor), said(sqlite_customers, "b@example.com", *absorbed)

    merge(sqlite_customers, first, second)

    now = consent(sqlite_customers, first["id"])
    assert (now["state"], now["at"] and now["at"][:10]) == result


def test_repeated_no_outranks_the_yes_between(customers: Program) -> None:
    asha, rao = said(customers, "a@example.com", "no", OLDER), said(customers, "b@example.com", "yes", NEWER)
    customers("update", asha["id"], "--no-accepts-marketing").succeeds()

    merged = merge(customers, rao, asha)

    assert merged["customer"]["accepts_marketing"] is False


def test_merge_says_that_the_other_was_never_asked(customers: Program) -> None:
    merged = merge(customers, said(customers, "a@example.com", "unknown"), said(customers, "b@example.com", "yes", OLDER))

    [field] = [field for field in merged["fields"] if field["field"] == "accepts_marketing"]
    assert field == {
        "field": "accepts_marketing",
        "survivor": False,
        "absorbed": True,
        "result": True,
        "rule": "only word: other was never asked",
    }


def test_consent_of_one_never_asked_cannot_be_taken(customers: Program) -> None:
    asha, rao = said(customers, "a@example.com", "no", OLDER), said(customers, "b@example.com", "unknown")

    merge(customers, asha, rao, "--take", "accepts_marketing=absorbed")

    assert state(customers, asha["id"]) == "no"


@pytest.mark.parametrize(("survivor", "absorbed"), [("yes", "no"), ("no", "yes"), ("unknown", "yes"), ("no", "unknown")])
def test_unmerge_gives_both_their_consent_back(customers: Program, survivor: str, absorbed: str) -> None:
    both = said(customers, "a@example.com", survivor, OLDER), said(customers, "b@example.com", absorbed, NEWER)
    before = [consent(customers, customer["id"]) for customer in both]

    unmerge(customers, merge(customers, *both)).succeeds()

    assert [consent(customers, customer["id"]) for customer in both] == before


@pytest.mark.parametrize(("survivor", "absorbed"), [("yes", "yes"), ("unknown", "yes"), ("yes", "unknown"), ("no", "yes")])
def test_later_withdrawal_stands_on_both(customers: Program, survivor: str, absorbed: str) -> None:
    both = said(customers, "a@example.com", survivor, OLDER), said(customers, "b@example.com", absorbed, OLDER)
    merged = merge(customers, *both)
    customers("update", both[0]["id"], "--no-accepts-marketing").succeeds()

    printed = unmerge(customers, merged).succeeds().json()

    assert "accepts_marketing" in printed["left_with_survivor"]["fields"]
    first, second = (consent(customers, customer["id"]) for customer in both)
    assert first == second
    assert (first["state"], first["source"]) == ("no", "operator")


@pytest.mark.parametrize("absorbed", ["no", "unknown"])
def test_later_opt_in_stands_on_the_survivor_alone(customers: Program, absorbed: str) -> None:
    both = said(customers, "a@example.com", "no", OLDER), said(customers, "b@example.com", absorbed, NEWER)
    before = consent(customers, both[1]["id"])
    merged = merge(customers, *both)
    customers("update", both[0]["id"], "--accepts-marketing").succeeds()

    unmerge(customers, merged).succeeds()

    assert state(customers, both[0]["id"]) == "yes"
    assert consent(customers, both[1]["id"]) == before


def test_withdrawal_before_a_later_opt_in_stands_on_the_absorbed(customers: Program) -> None:
    both = said(customers, "a@example.com", "unknown"), said(customers, "b@example.com", "yes", OLDER)
    merged = merge(customers, *both)
    say(customers, both[0]["id"], "no", NEWER)
    customers("update", both[0]["id"], "--accepts-marketing").succeeds()

    unmerge(customers, merged).succeeds()

    assert show(customers, both[0]["id"])["accepts_marketing"] is True
    assert consent(customers, both[1]["id"])["at"] == "2025-01-01T00:00:00Z"
    assert state(customers, both[1]["id"]) == "no"


def test_no_that_another_merge_brought_is_not_a_withdrawal(customers: Program) -> None:
    both = said(customers, "a@example.com", "unknown"), said(customers, "b@example.com", "yes", OLDER)
    third = said(customers, "c@example.com", "no", NEWER)
    first = merge(customers, *both)
    unmerge(customers, merge(customers, both[0], third)).succeeds()
    customers("update", both[0]["id"], "--accepts-marketing").succeeds()

    unmerge(customers, first).succeeds()

    assert [state(customers, customer["id"]) for customer in (*both, third)] == ["yes", "yes", "no"]
