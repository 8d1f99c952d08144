"""`customers address`."""

import json
from typing import Any
from uuid import UUID

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, events, query, show
from tests.support.program import Program

WORDS = ("--address1", "7 Fort Street", "--city", "Mumbai", "--state", "Maharashtra", "--pincode", "400001")


def add(customers: Program, customer: Any, **fields: Any) -> Any:
    """Add an address from the fields of a JSON object."""
    return customers("address", "add", customer["id"], "--from-json", "-", "-o", "json", stdin=json.dumps(fields)).succeeds().json()


def defaults(customers: Program, customer: Any) -> dict[str, list[str]]:
    """Return the cities of the default addresses by type."""
    cities: dict[str, list[str]] = {}
    for address in show(customers, customer["id"])["addresses"]:
        if address["is_default"]:
            cities.setdefault(address["type"], []).append(address["city"])
    return cities


def test_add_takes_fields_as_options(customers: Program) -> None:
    create(customers, email="asha@example.com")
    more = ("--type", "billing", "--first-name", "Asha", "--last-name", "Rao", "--company", "Rao Ltd", "--address2", "2nd floor")

    run = customers("address", "add", "asha@example.com", *WORDS, *more, "--country", "in", "--phone", "98765 43210", "-o", "json")

    added = run.succeeds().json()
    assert added == {
        "id": added["id"],
        "type": "billing",
        "is_default": True,
        "first_name": "Asha",
        "last_name": "Rao",
        "company": "Rao Ltd",
        "address1": "7 Fort Street",
        "address2": "2nd floor",
        "city": "Mumbai",
        "state": "Maharashtra",
        "pincode": "400001",
        "country": "IN",
        "phone": "+919876543210",
    }
    assert show(customers, "asha@example.com")["addresses"] == [added]


def test_add_makes_first_address_of_a_type_default(customers: Program) -> None:
    asha = create(customers)

    assert add(customers, asha, **HOME, is_default=False)["is_default"] is True
    assert add(customers, asha, **OFFICE)["is_default"] is False
    assert add(customers, asha, **OFFICE, type="billing")["is_default"] is True


def test_default_replaces_previous_default(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE | {"type": "billing"}])
    added = add(customers, asha, **OFFICE, is_default=True)
    assert defaults(customers, asha) == {"shipping": ["Mumbai"], "billing": ["Mumbai"]}

    home = asha["addresses"][0]["id"]
    customers("address", "default", asha["id"], home, "-o", "json").prints_json(id=home, is_default=True)

    assert defaults(customers, asha) == {"shipping": ["Pune"], "billing": ["Mumbai"]}
    customers("address", "update", asha["id"], added["id"], "--default", "-o", "json").prints_json(is_default=True)
    assert defaults(customers, asha) == {"shipping": ["Mumbai"], "billing": ["Mumbai"]}


def test_delete_of_default_makes_newest_address_default_with_notice(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE])
    newest = add(customers, asha, **HOME | {"city": "Nashik"})
    add(customers, asha, **OFFICE, type="billing")

    run = customers("address", "delete", asha["id"], asha["addresses"][0]["id"], "--yes", "-o", "json").succeeds()

    assert run.json() == {"deleted": [asha["addresses"][0]["id"]]}
    assert newest["id"] in run.stderr
    assert "default shipping" in run.stderr
    assert defaults(customers, asha) == {"shipping": ["Nashik"], "billing": ["Mumbai"]}


def test_delete_removes_only_address_of_a_type(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    customers("address", "delete", asha["id"], "shipping", "--yes").succeeds()

    assert show(customers, asha["id"])["default_address"] is None


def test_update_keeps_only_address_of_a_type_default(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    customers("address", "update", asha["id"], "shipping", "--no-default").succeeds()

    assert defaults(customers, asha) == {"shipping": ["Pune"]}


def test_update_of_type_leaves_one_default_of_each_type(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE, OFFICE | {"type": "billing", "city": "Thane"}])

    moved = customers("address", "update", asha["id"], asha["addresses"][0]["id"], "--type", "billing", "-o", "json").succeeds().json()

    assert (moved["type"], moved["is_default"]) == ("billing", False)
    assert defaults(customers, asha) == {"shipping": ["Mumbai"], "billing": ["Thane"]}


def test_update_changes_given_fields_only(customers: Program) -> None:
    asha = create(customers, addresses=[HOME | {"company": "Rao Ltd", "phone": "9876543210"}])
    [home] = asha["addresses"]

    updated = customers("address", "update", asha["id"], home["id"], "--pincode", "411002", "-o", "json").succeeds().json()
    assert updated == home | {"pincode": "411002"}
    cleared = customers("address", "update", asha["id"], "shipping", "--from-json", "-", "-o", "json", stdin='{"company": null}')
    cleared.prints_json(company=None, pincode="411002", phone="+919876543210")
    assert show(customers, asha["id"])["updated_at"] > asha["updated_at"]


def test_update_with_equal_values_changes_nothing(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    same = customers("address", "update", asha["id"], "shipping", "--city", " Pune ").succeeds()

    assert "nothing was changed" in same.stderr
    assert show(customers, asha["id"]) == asha
    assert len(events(customers, asha["id"])) == 1


def test_update_accepts_listed_address(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])
    [home] = asha["addresses"]
    body = json.dumps(home | {"city": "Nashik"})

    customers("address", "update", asha["id"], home["id"], "--from-json", "-", "-o", "json", stdin=body).prints_json(city="Nashik")


def test_add_refuses_invalid_address(customers: Program) -> None:
    asha = create(customers)
    bodies: list[tuple[dict[str, Any], list[str]]] = [
        (HOME | {"city": " "}, ["city", "missing"]),
        ({**HOME, "state": None}, ["state", "missing"]),
        (HOME | {"pincode": ""}, ["pincode", "missing"]),
        (HOME | {"country": "XX"}, ["country", "XX"]),
        (HOME | {"type": "home"}, ["type", "billing"]),
        (HOME | {"phone": "12"}, ["phone"]),
        (HOME | {"city": "a\nb"}, ["city", "control character"]),
        (HOME | {"zip": "1"}, ["zip", "unknown key"]),
        (HOME | {"addres2": "1"}, ["addres2", "address2"]),
        ({}, ["address1", "missing"]),
    ]

    for body, needles in bodies:
        customers("address", "add", asha["id"], "--from-json", "-", stdin=json.dumps(body)).fails(ExitStatus.USAGE, *needles)

    assert show(customers, asha["id"]) == asha


def test_add_accepts_foreign_address_without_state_and_pincode(customers: Program) -> None:
    added = add(customers, create(customers), address1="1 Orchard Road", city="Singapore", country="SG")

    assert (added["state"], added["pincode"], added["country"]) == ("", "", "SG")


def test_commands_refuse_address_of_another_customer(customers: Program) -> None:
    asha, usha = create(customers, addresses=[HOME]), create(customers, "Usha", addresses=[OFFICE])
    home = asha["addresses"][0]["id"]

    for command in (("update", "--city", "Delhi"), ("delete", "--yes"), ("default",)):
        customers("address", command[0], usha["id"], home, *command[1:]).fails(ExitStatus.NOT_FOUND, "Usha (…", home)
    customers("address", "update", asha["id"], "billing", "--city", "Delhi").fails(ExitStatus.NOT_FOUND, "billing")
    customers("address", "list", "nobody@example.com").fails(ExitStatus.NOT_FOUND)
    assert (show(customers, asha["id"]), show(customers, usha["id"])) == (asha, usha)


def test_list_prints_every_format(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE])
    run = ("address", "list", asha["id"])

    page = customers(*run, "-o", "json").succeeds().json()
    assert page["data"] == asha["addresses"]
    assert page["meta"] == {"page": 1, "per_page": 2, "total": 2, "pages": 1, "next_cursor": None}
    assert customers(*run, "-o", "csv", "--fields", "city,pincode").stdout == "city,pincode\nPune,411001\nMumbai,400001\n"
    assert "7 Fort Street" in customers(*run).stdout


def test_delete_asks_for_confirmation(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    customers("address", "delete", asha["id"], "shipping").fails(ExitStatus.USAGE, "confirmation", "--yes")

    assert show(customers, asha["id"]) == asha


def test_dry_run_changes_nothing(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE])

    output = customers("address", "update", asha["id"], "shipping", "--city", "Nashik", "--dry-run").succeeds().stdout
    assert [f"addresses.{asha['addresses'][0]['id']}.city", "Pune", "Nashik"] in [line.split() for line in output.splitlines()]
    customers("address", "add", asha["id"], *WORDS, "--dry-run", "-o", "json").prints_json(city="Mumbai", dry_run=True)
    customers("address", "default", asha["id"], asha["addresses"][1]["id"], "--dry-run").succeeds()

    assert show(customers, asha["id"]) == asha


def test_dry_run_of_delete_shows_removed_address(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])

    output = customers("address", "delete", asha["id"], "shipping", "--dry-run").succeeds().stdout

    assert f"addresses.{asha['addresses'][0]['id']}" in output
    assert "12 MG Road" in output
    assert show(customers, asha["id"]) == asha


def test_history_records_addresses_before_and_after(customers: Program) -> None:
    asha = create(customers, addresses=[HOME])
    [home] = asha["addresses"]
    customers("address", "update", asha["id"], home["id"], "--city", "Nashik", "--reason", "moved", "--actor", "priya").succeeds()
    customers("address", "delete", asha["id"], home["id"], "--yes").succeeds()

    updated, deleted = events(customers, asha["id"])[1:]

    assert (updated.actor, updated.reason, updated.command) == ("priya", "moved", "address update")
    assert updated.changes == {f"addresses.{home['id']}.city": {"before": "Pune", "after": "Nashik"}}
    assert deleted.changes == {f"addresses.{home['id']}": {"before": home | {"city": "Nashik"}, "after": None}}


def test_database_refuses_second_default(customers: Program) -> None:
    asha = create(customers, addresses=[HOME, OFFICE])

    with pytest.raises(Exception, match=r"UNIQUE|uq_addresses_default"):
        query(customers.url, "UPDATE addresses SET is_default = NOT is_default WHERE id = {}", UUID(asha["addresses"][1]["id"]))


def test_update_refuses_empty_value_and_clears_by_unset(customers: Program) -> None:
    asha = create(customers)
    added = add(customers, asha, **HOME, company="Rao Ltd", phone="+919876543210")
    for command in (("add", asha["id"], "--city", "Pune"), ("update", asha["id"], added["id"])):
        for option in ("--company", "--phone", "--address1", "--country"):
            customers("address", *command, option, "").fails(2, f"{option} is empty")
    customers("address", "update", asha["id"], added["id"], "--company", "").fails(2, "--unset company")
    assert show(customers, asha["id"])["addresses"] == [added]

    customers("address", "update", asha["id"], "shipping", "--unset", "company", "-o", "json").prints_json(
        company=None, phone="+919876543210"
    )
    customers("address", "update", asha["id"], "shipping", "--unset", "city").fails(2, "city", "cannot be cleared")
    customers("address", "update", asha["id"], "shipping", "--unset", "pincode").fails(2, "pincode", "is missing")
