"""`customers create`."""

import json
from typing import Any
from uuid import UUID

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, OFFICE, create, events, listed, show
from tests.support.program import Program

KEYS = """
    id email phone first_name last_name full_name accepts_marketing total_orders total_spent avg_order_value first_order_at
    last_order_at is_vip tags notes external_ids addresses default_address created_at updated_at
"""


def test_create_takes_every_option(customers: Program) -> None:
    arguments = ["--first-name", " Asha ", "--last-name", "Rao", "--email", "Asha@Example.com", "--phone", "098765 43210"]
    arguments += ["--accepts-marketing", "--notes", "two\nlines", "--external-id", "shopify:8", "--external-id", "erp:A-1"]
    arguments += ["--tag", "Wholesale", "--tag", "b2b,Pune", "--address-type", "billing", "--company", "Rao Ltd"]
    arguments += [
        "--address1",
        "12 MG Road",
        "--address2",
        "2nd floor",
        "--city",
        "Pune",
        "--state",
        "MH",
        "--pincode",
        "411001",
        "--address-phone",
        "9876543211",
    ]

    created = customers("create", *arguments, "-o", "json").succeeds().json()

    assert list(created) == KEYS.split()
    assert {name: created[name] for name in ("email", "phone", "full_name", "accepts_marketing", "tags", "notes", "external_ids")} == {
        "email": "Asha@Example.com",
        "phone": "+919876543210",
        "full_name": "Asha Rao",
        "accepts_marketing": True,
        "tags": ["b2b", "Pune", "Wholesale"],
        "notes": "two\nlines",
        "external_ids": {"erp": "A-1", "shopify": "8"},
    }
    [address] = created["addresses"]
    assert address == {
        "id": address["id"],
        "type": "billing",
        "is_default": True,
        "first_name": None,
        "last_name": None,
        "company": "Rao Ltd",
        "address1": "12 MG Road",
        "address2": "2nd floor",
        "city": "Pune",
        "state": "MH",
        "pincode": "411001",
        "country": "IN",
        "phone": "+919876543211",
    }
    assert created["default_address"] == address
    assert show(customers, created["id"]) == created


def test_create_needs_first_name_only(customers: Program) -> None:
    created = customers("create", "--first-name", "Asha", "-o", "json").succeeds().json()

    assert UUID(created["id"]).version == 7
    assert created["created_at"] == created["updated_at"]
    empty = {name: value for name, value in created.items() if name not in ("id", "created_at", "updated_at", "first_name", "full_name")}
    assert empty == {
        "email": None,
        "phone": None,
        "last_name": None,
        "accepts_marketing": False,
        "total_orders": 0,
        "total_spent": 0,
        "avg_order_value": None,
        "first_order_at": None,
        "last_order_at": None,
        "is_vip": False,
        "tags": [],
        "notes": None,
        "external_ids": {},
        "addresses": [],
        "default_address": None,
    }


def test_create_refuses_missing_first_name(customers: Program) -> None:
    customers("create", "--last-name", "Rao").fails(ExitStatus.USAGE, "first_name")
    customers("create", "--first-name", "  ").fails(ExitStatus.USAGE, "--first-name")
    customers("create").fails(ExitStatus.USAGE, "nothing to create")

    assert listed(customers, "list") == []


def test_create_takes_addresses_from_json(customers: Program) -> None:
    body = {"first_name": "Asha", "tags": ["a", "B"], "addresses": [HOME, OFFICE | {"is_default": True}, HOME | {"type": "billing"}]}

    created = customers("create", "--from-json", "-", "-o", "json", stdin=json.dumps(body)).succeeds().json()

    assert [(a["type"], a["city"], a["is_default"]) for a in created["addresses"]] == [
        ("shipping", "Pune", False),
        ("shipping", "Mumbai", True),
        ("billing", "Pune", True),
    ]
    assert created["default_address"]["city"] == "Mumbai"


def test_options_override_json(customers: Program) -> None:
    body = json.dumps({"first_name": "Asha", "last_name": "Rao"})

    customers("create", "--from-json", "-", "--first-name", "Usha", "-o", "json", stdin=body).prints_json(full_name="Usha Rao")


def test_create_names_invalid_field_of_json(customers: Program) -> None:
    bodies: list[tuple[Any, list[str]]] = [
        ({"first_name": "A", "frist_name": "B"}, ["frist_name", "first_name"]),
        ({"first_name": "A", "addresses": [HOME | {"pin_code": "1"}]}, ["pin_code", "pincode"]),
        ({"first_name": "A", "total_spent": 12}, ["total_spent"]),
        ({"first_name": "A", "is_vip": True}, ["is_vip"]),
        ({"first_name": "A", "id": "01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e"}, ["id: "]),
        ({"first_name": "A", "tags": "b"}, ["tags"]),
        ({"first_name": "A", "accepts_marketing": "perhaps"}, ["accepts_marketing"]),
        ({"first_name": "A", "addresses": [{"type": "postal"}]}, ["addresses.0.type", "'billing'", "'shipping'"]),
        ({"first_name": "A", "addresses": [{"city": "Pune"}]}, ["address1", "missing"]),
        ({"first_name": None}, ["first_name"]),
        ([], ["JSON object"]),
    ]

    for body, needles in bodies:
        customers("create", "--from-json", "-", stdin=json.dumps(body)).fails(ExitStatus.USAGE, *needles)

    assert listed(customers, "list") == []


def test_create_refuses_invalid_json(customers: Program) -> None:
    for text in ("", "{", '{"first_name": NaN}', '{"first_name": "A"} x', "[" * 100_000):
        customers("create", "--from-json", "-", stdin=text).fails(ExitStatus.USAGE, "not valid JSON")


def test_create_refuses_email_that_differs_in_case_only(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")

    taken = customers("create", "--first-name", "Usha", "--email", "ASHA@Example.COM")

    taken.fails(ExitStatus.CONFLICT, "ASHA@example.com".lower(), asha["id"])


def test_system_of_external_id_may_have_capitals(customers: Program) -> None:
    asha = customers("create", "--first-name", "Asha", "--external-id", "Shopify:aB7", "--json").succeeds().json()
    customers("update", asha["id"], "--external-id", "WOO:8").succeeds()
    read = customers("import", "customers", "-", "--json", stdin="first_name,external_ids\nAsha,SHOPIFY:aB7\n").succeeds().json()

    assert customers("show", "woo:8", "--json").json()["external_ids"] == {"shopify": "aB7", "woo": "8"}
    assert (read["created"], read["unchanged"]) == (0, 1)


def test_create_refuses_two_values_of_one_system(customers: Program) -> None:
    body = '{"first_name": "Asha", "external_ids": {"Shopify": "1", "shopify": "2"}}'

    customers("create", "--from-json", "-", stdin=body).fails(ExitStatus.USAGE, "the system shopify has two values")


def test_create_refuses_taken_external_id(customers: Program) -> None:
    asha = create(customers, external_ids={"shopify": "8"})

    customers("create", "--first-name", "Usha", "--external-id", "shopify:8").fails(ExitStatus.CONFLICT, "shopify:8", asha["id"])
    customers("create", "--first-name", "Usha", "--external-id", "erp:8").succeeds()


def test_create_accepts_shared_phone(customers: Program) -> None:
    create(customers, "Asha", phone="98765 43210")
    create(customers, "Usha", phone="+91 98765-43210")

    assert [row["phone"] for row in customers("list", "-o", "jsonl").jsonl()] == ["+919876543210"] * 2


def test_create_completes_phone_by_default_country(customers: Program) -> None:
    in_germany = {"CUSTOMERS_DEFAULT_COUNTRY": "DE"}

    german = create(customers, phone="030 901820", addresses=[{"address1": "Unter den Linden 1", "city": "Berlin"}], env=in_germany)

    assert german["phone"] == "+4930901820"
    assert german["default_address"]["country"] == "DE"


def test_create_refuses_invalid_values(customers: Program) -> None:
    wrong = [
        ("--email", "asha@", "email"),
        ("--phone", "12", "phone"),
        ("--external-id", "Shöpify:1", "external"),
        ("--external-id", "8", "external"),
        ("--external-id", "erp:" + "x" * 256, "255"),
        ("--external-id", "erp:a;b", "semicolon"),
        ("--tag", "x" * 65, "64"),
        ("--tag", "", "blank"),
        ("--last-name", "a\x1b[31mb", "U+001B"),
        ("--last-name", "a\nb", "control character"),
        ("--notes", "a\x07b", "U+0007"),
        ("--country", "XX", "country"),
    ]

    for option, value, needle in wrong:
        customers("create", "--first-name", "Asha", option, value).fails(ExitStatus.USAGE, needle)

    assert listed(customers, "list") == []


def test_create_normalizes_and_trims_text(customers: Program) -> None:
    created = create(customers, " Zoe\u0308 ", notes=" a\r\nb\tc ")

    assert created["first_name"] == "Zo\u00eb"
    assert created["notes"] == "a\nb\tc"


def test_create_collapses_and_deduplicates_tags(customers: Program) -> None:
    assert create(customers, tags=["  Big \t Spender", "BIG SPENDER", "a"])["tags"] == ["a", "Big Spender"]


def test_create_refuses_more_than_250_tags(customers: Program) -> None:
    body = {"first_name": "Asha", "tags": [f"t{number}" for number in range(251)]}

    customers("create", "--from-json", "-", stdin=json.dumps(body)).fails(ExitStatus.USAGE, "250")
    assert len(create(customers, tags=body["tags"][:250])["tags"]) == 250


def test_dry_run_shows_customer_and_changes_nothing(customers: Program) -> None:
    dry = customers("create", "--first-name", "Asha", "--tag", "new", "--dry-run").succeeds()
    assert [line.split() for line in dry.stdout.splitlines()[1:]] == [["first_name", "Asha"], ["tags", "new"]]
    assert "nothing was changed" in dry.stderr

    customers("create", "--first-name", "Asha", "--dry-run", "-o", "json").prints_json(first_name="Asha", dry_run=True)
    assert listed(customers, "list") == []


def test_history_records_actor_values_and_reason(customers: Program) -> None:
    created = customers("create", "--first-name", "Asha", "--reason", "met at the fair", "--actor", "priya", "-o", "json").json()

    [event] = events(customers, created["id"])
    assert (event.actor, event.reason, event.command) == ("priya", "met at the fair", "create")
    assert event.changes == {"first_name": {"before": None, "after": "Asha"}}


def test_actor_defaults_to_login_name(customers: Program) -> None:
    [event] = events(customers, create(customers)["id"])

    assert (event.actor, event.reason) == ("tester", None)


@pytest.mark.parametrize(
    "option", ["--last-name", "--email", "--phone", "--notes", "--external-id", "--tag", "--city", "--country", "--address-phone"]
)
def test_create_refuses_empty_values(customers: Program, option: str) -> None:
    customers("create", "--first-name", "Asha", option, "").fails(2, option.removeprefix("--"))
    assert customers("list", "-o", "ids").succeeds().stdout == ""
