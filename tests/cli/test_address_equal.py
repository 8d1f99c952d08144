"""Addresses that are equal by their meaning: no command adds one again."""

import json
from typing import Any

import pytest

from tests.support.factories import HOME, create, show
from tests.support.program import Program

# Each is the address of `HOME` in another spelling.
SPELLINGS: tuple[dict[str, str], ...] = (
    {"pincode": "411 001"},
    {"address1": "12, M.G. ROAD"},
    {"address1": "12 M. G. road."},
    {"state": "MH"},
    {"state": "IN-MH"},
    {"state": "mahārāshtra", "city": "PÚNE"},
    {"address1": " 12  mg road", "city": "pune.", "pincode": "411-001", "state": "m.h."},
)
# Each is another address.
OTHERS: tuple[dict[str, str], ...] = (
    {"address1": "1, 2 MG Road"},
    {"address1": "13 MG Road"},
    {"address1": "12 MG Road", "address2": "Flat 3"},
    {"state": "Madhya Pradesh"},
    {"pincode": "411002"},
    {"country": "US"},
    {"company": "Acme"},
    {"type": "billing"},
)


def options(address: dict[str, str]) -> list[str]:
    """Return the options of `address add`."""
    return [f"--{name}={value}" for name, value in address.items()]


def addresses(customers: Program, customer: Any) -> list[Any]:
    """Return the addresses of a customer."""
    listed: list[Any] = show(customers, customer["id"])["addresses"]
    return listed


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_equal_address_is_not_added_again(customers: Program, spelling: dict[str, str]) -> None:
    customer = create(customers, addresses=[HOME])
    before = addresses(customers, customer)
    result = customers("address", "add", customer["id"], *options({**HOME, **spelling}), "-o", "json").succeeds()

    assert result.json() == before[0]
    assert "none was added" in result.stderr
    assert addresses(customers, customer) == before
    assert show(customers, customer["id"])["updated_at"] == customer["updated_at"]


@pytest.mark.parametrize("change", OTHERS)
def test_address_of_another_meaning_is_added(customers: Program, change: dict[str, str]) -> None:
    customer = create(customers, addresses=[HOME])
    customers("address", "add", customer["id"], *options({**HOME, **change})).succeeds()

    assert len(addresses(customers, customer)) == 2


@pytest.mark.parametrize(
    ("country", "name", "code"),
    [
        ("US", "California", "CA"),
        ("US", "District of Columbia", "D.C."),
        ("CA", "Québec", "QC"),
        ("AU", "New South Wales", "NSW"),
        ("BR", "São Paulo", "SP"),
        ("MX", "Ciudad de México", "CMX"),
        ("IT", "Milano", "MI"),
        ("DE", "Bayern", "BY"),
        ("ES", "Madrid", "M"),
        ("MY", "Selangor", "10"),
        ("JP", "東京都", "JP-13"),
        ("IN", "Orissa", "OD"),
    ],
)
def test_state_equals_its_code(customers: Program, country: str, name: str, code: str) -> None:
    place = {"address1": "1 High Street", "city": "Town", "pincode": "1", "country": country}
    customer = create(customers, addresses=[{**place, "state": name}])
    customers("address", "add", customer["id"], *options({**place, "state": code})).succeeds()

    assert [address["state"] for address in addresses(customers, customer)] == [name]


def test_code_of_another_country_is_another_state(customers: Program) -> None:
    place = {"address1": "1 High Street", "city": "Town", "pincode": "1", "country": "GB"}
    customer = create(customers, addresses=[{**place, "state": "Maharashtra"}])
    customers("address", "add", customer["id"], *options({**place, "state": "MH"})).succeeds()

    assert len(addresses(customers, customer)) == 2


def test_addresses_of_different_symbols_differ(customers: Program) -> None:
    customer = create(customers, addresses=[{**HOME, "address1": "?"}, {**HOME, "address1": "-"}, {**HOME, "address1": "?"}])

    assert [address["address1"] for address in addresses(customers, customer)] == ["?", "-"]


def test_equal_address_becomes_default_where_asked(customers: Program) -> None:
    customer = create(customers, addresses=[{**HOME, "address1": "1 First Street"}, HOME])
    customers("address", "add", customer["id"], *options({**HOME, "state": "MH"}), "--default").succeeds()

    assert [address["is_default"] for address in addresses(customers, customer)] == [False, True]


def test_bodies_add_equal_address_once(customers: Program) -> None:
    customer = create(customers, addresses=[HOME, {**HOME, "pincode": "411 001"}])
    body = json.dumps({"addresses": [{**HOME, "state": "MH"}, {**HOME, "city": "PUNE"}]})
    customers("update", customer["id"], "--from-json", "-", stdin=body).succeeds()

    assert len(addresses(customers, customer)) == 1


def test_imports_add_equal_address_once(customers: Program) -> None:
    customer = create(customers, email="asha@example.com", addresses=[HOME])
    before = addresses(customers, customer)
    for spelling in SPELLINGS:
        line = {"email": "asha@example.com", "first_name": "Asha", "addresses": [{**HOME, **spelling}]}
        customers("import", "customers", "-", stdin=json.dumps(line)).succeeds()
        row = {"customer_email": "asha@example.com", "type": "shipping", **HOME, **spelling}
        customers("import", "addresses", "-", stdin=json.dumps(row)).succeeds()

    assert addresses(customers, customer) == before


def test_new_customer_of_import_has_equal_addresses_once(customers: Program) -> None:
    book = [{**HOME, "type": "billing"}, HOME, {**HOME, "pincode": "411 001"}, {**HOME, "type": "billing", "state": "MH"}]
    line = {"email": "asha@example.com", "first_name": "Asha", "addresses": book}
    customers("import", "customers", "-", stdin=json.dumps(line)).succeeds()

    assert [address["type"] for address in show(customers, "asha@example.com")["addresses"]] == ["billing", "shipping"]


def test_merge_keeps_equal_address_once_and_unmerge_returns_both(customers: Program) -> None:
    asha = create(customers, "Asha", addresses=[HOME])
    twin = create(customers, "Asha", addresses=[{**HOME, "state": "MH", "pincode": "411 001"}])
    customers("merge", asha["id"], twin["id"], "--yes").succeeds()
    merged = addresses(customers, asha)
    customers("unmerge", twin["id"], "--yes").succeeds()

    assert [address["state"] for address in merged] == ["Maharashtra"]
    assert [address["state"] for each in (asha, twin) for address in addresses(customers, each)] == ["Maharashtra", "MH"]


def test_equal_addresses_of_a_database_survive_export_and_import(customers: Program, tmp_path: Any) -> None:
    customer = create(customers, addresses=[HOME, {**HOME, "address1": "7 Fort Street"}])
    second = customer["addresses"][1]["id"]
    customers("address", "update", customer["id"], second, "--address1", "12 M.G. Road").succeeds()
    before = addresses(customers, customer)
    path = tmp_path / "customers.jsonl"
    customers("export", "customers", str(path)).succeeds()
    copy = Program(f"sqlite:///{tmp_path / 'copy.db'}", tmp_path / "copy")
    copy("db", "upgrade").succeeds()
    copy("import", "customers", str(path)).succeeds()

    assert len(before) == 2
    assert addresses(copy, customer) == before


def test_address_on_each_line_of_an_order_is_stored_once(customers: Program) -> None:
    heads = "Order Number,Order Status,Order Date,Order Total,Billing First Name,Billing Email"
    place = "Billing Address 1,Billing City,Billing State Code,Billing Country"
    streets = ("1 Main St.,Boston,MA", "1 MAIN ST,Boston,Massachusetts", "1  Main St,boston,MA")
    rows = [
        f"{heads},{place},Item Name",
        *(f"7001,completed,2026-01-15,14.00,Zoe,zoe@example.com,{street},US,Mug" for street in streets),
    ]
    for counts in ({"created": 1}, {"created": 0}):
        text = "\n".join(rows)
        customers("import", "orders", "-", "--create-customers", "-o", "json", stdin=text, env={"CUSTOMERS_CURRENCY": "USD"}).prints_json(
            **counts
        )

    assert [address["address1"] for address in show(customers, "zoe@example.com")["addresses"]] == ["1 Main St."]
