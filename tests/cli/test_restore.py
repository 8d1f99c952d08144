"""`customers restore`: identities that others took meanwhile, and several customers."""

from typing import Any

from customers.errors import ExitStatus
from tests.support.doctor import doctor, off
from tests.support.factories import create, events, listed, show
from tests.support.merging import merge, pair, unmerge
from tests.support.program import Program


def delete(customers: Program, *people: Any) -> None:
    customers("delete", *(person["id"] for person in people), "--yes").succeeds()


def test_restore_leaves_off_what_was_taken_and_names_it(customers: Program) -> None:
    asha = create(customers, email="asha@example.com", external_ids={"erp": "1", "till": "2"})
    delete(customers, asha)
    create(customers, "Usha", email="ASHA@example.com")
    create(customers, "Nisha", external_ids={"erp": "1"})

    result = customers("restore", asha["id"], "-o", "json").succeeds()

    assert (result.json()["email"], result.json()["external_ids"]) == (None, {"till": "2"})
    assert "asha@example.com is left off Asha" in result.stderr
    assert "Usha (ASHA@example.com) has it now" in result.stderr
    assert "erp:1 is left off Asha" in result.stderr
    assert show(customers, "till:2")["id"] == asha["id"]
    assert show(customers, "asha@example.com")["first_name"] == "Usha"
    assert listed(customers, "search", "till:2") == ["Asha"]
    assert off(doctor(customers)) == {}


def test_history_records_what_was_left_off(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")
    delete(customers, asha)
    create(customers, "Usha", email="asha@example.com")
    customers("restore", asha["id"]).succeeds()

    changes = {name: change for event in events(customers, asha["id"])[2:] for name, change in event.changes.items()}

    assert changes["state"] == {"before": "deleted", "after": "live"}
    assert changes["email"] == {"before": "asha@example.com", "after": None}


def test_restore_leaves_off_taken_alias_of_absorbed_profile(customers: Program) -> None:
    survivor, absorbed = pair(customers)
    merged = merge(customers, survivor, absorbed)
    delete(customers, survivor)
    create(customers, "Other", email="rao@example.net")

    customers("restore", survivor["id"]).succeeds()

    assert show(customers, "rao@example.net")["first_name"] == "Other"
    assert off(doctor(customers)) == {}
    unmerge(customers, merged).fails(ExitStatus.CONFLICT, "rao@example.net now belongs to")
    unmerge(customers, merged, "--force").succeeds()
    assert off(doctor(customers)) == {}


def test_of_two_deleted_customers_with_one_email_the_older_takes_it(customers: Program) -> None:
    first = create(customers, email="asha@example.com")
    delete(customers, first)
    second = create(customers, "Usha", email="asha@example.com")
    delete(customers, second)

    result = customers("restore", first["id"], second["id"]).succeeds()

    assert "asha@example.com is left off Usha" in result.stderr
    assert show(customers, "asha@example.com")["id"] == first["id"]
    assert off(doctor(customers)) == {}


def test_restore_of_ids_from_standard_input_asks_first(customers: Program) -> None:
    asha, usha = create(customers), create(customers, "Usha")
    delete(customers, asha, usha)
    ids = customers("list", "--deleted", "--all", "-o", "ids").succeeds().stdout

    customers("restore", "-", stdin=ids).fails(ExitStatus.USAGE, "--yes")
    printed = customers("restore", "-", "--yes", "-o", "json", stdin=ids).succeeds().json()

    assert sorted(row["first_name"] for row in printed["data"]) == ["Asha", "Usha"]


def test_restore_of_selection_is_of_deleted_customers_alone(customers: Program) -> None:
    old, live, third = create(customers, "Old", tags=["a"]), create(customers, "Live", tags=["a"]), create(customers, "Other")
    delete(customers, old, third)

    customers("restore", "--tag", "a", "--expect", "2", "--yes").fails(ExitStatus.USAGE, "1 customer")
    customers("restore", "--tag", "a", "--yes").succeeds()

    assert sorted(listed(customers, "list")) == ["Live", "Old"]
    assert show(customers, live["id"]) == live


def test_restore_without_customers_is_refused(customers: Program) -> None:
    delete(customers, create(customers))

    customers("restore", "--yes").fails(ExitStatus.USAGE, "no customers given")

    assert listed(customers, "list") == []


def test_search_of_restore_is_refused(sqlite_customers: Program) -> None:
    refused = sqlite_customers("restore", "--search", "x", "--yes").fails(ExitStatus.USAGE, "--search looks through live customers")
    assert "--deleted" not in refused.stderr
