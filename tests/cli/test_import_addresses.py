"""`customers import addresses`: into the address book, without duplicates."""

import json
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME as PLACE
from tests.support.factories import create, show
from tests.support.kept import kept
from tests.support.program import Program, Result

ASHA = "018f3c1e-7b00-7000-8000-000000000001"
HOME = "018f3c1e-7b00-7000-8000-00000000000a"
HEADER = "customer_email,type,address1,city,state,pincode"


def read(customers: Program, file: str, *options: str) -> Result:
    return customers("import", "addresses", "-", "--json", *options, stdin=file)


def book(customers: Program) -> Any:
    return customers("address", "list", ASHA, "--json").succeeds().json()["data"]


@pytest.fixture
@kept
def asha(customers: Program) -> str:
    row = {"id": ASHA, "email": "asha@example.com", "first_name": "Asha", "external_ids": {"shopify": "77"}}
    customers("import", "customers", "-", stdin=json.dumps(row)).succeeds()
    return ASHA


@pytest.mark.parametrize(
    ("header", "name"), [("customer_id", ASHA), ("customer_email", "ASHA@example.com"), ("customer_external_id", "shopify:77")]
)
def test_row_names_customer_by_id_email_or_external_id(customers: Program, asha: str, header: str, name: str) -> None:
    read(customers, f"{header},address1,city,state,pincode\n{name},1 High St,Pune,MH,411001\n").prints_json(read=1, created=1)

    assert customers("show", asha, "--json").json()["default_address"]["address1"] == "1 High St"


def test_import_stores_all_cells(customers: Program, asha: str) -> None:
    header = "customer_id,id,type,first_name,last_name,company,address1,address2,city,state,pincode,country,phone"
    row = f'{asha},{HOME},billing,Asha,Rao,Acme,"1, High St",Flat 2,Pune,MH,411001,in,020 26121234'

    read(customers, f"{header}\n{row}\n").prints_json(created=1)

    assert book(customers) == [
        {
            "id": HOME,
            "type": "billing",
            "is_default": True,
            "first_name": "Asha",
            "last_name": "Rao",
            "company": "Acme",
            "address1": "1, High St",
            "address2": "Flat 2",
            "city": "Pune",
            "state": "MH",
            "pincode": "411001",
            "country": "IN",
            "phone": "+912026121234",
        }
    ]


@pytest.mark.usefixtures("asha")
def test_first_address_of_a_type_becomes_default(customers: Program) -> None:
    rows = ["billing,1,Pune,MH,411001", ",2,Pune,MH,411001", "shipping,3,Pune,MH,411001"]

    read(customers, HEADER + "\n" + "".join(f"asha@example.com,{row}\n" for row in rows)).prints_json(created=3)

    assert [(address["type"], address["address1"], address["is_default"]) for address in book(customers)] == [
        ("billing", "1", True),
        ("shipping", "2", True),
        ("shipping", "3", False),
    ]


def test_row_marked_default_replaces_default(customers: Program, asha: str) -> None:
    place = {"customer_id": asha, "city": "Pune", "state": "MH", "pincode": "411001"}
    lines = [place | {"address1": "1"}, place | {"address1": "2", "is_default": True}]

    read(customers, "\n".join(map(json.dumps, lines))).prints_json(created=2)

    assert [address["is_default"] for address in book(customers)] == [False, True]


def test_equal_address_is_not_added(customers: Program, asha: str) -> None:
    file = f"{HEADER}\nasha@example.com,,1 High St,Pune,MH,411001\n"
    read(customers, file + "asha@example.com,billing,1 High St,Pune,MH,411001\n").prints_json(created=2)
    before = customers("show", asha, "--json").stdout

    read(customers, file).prints_json(created=0, updated=0, unchanged=1)

    assert customers("show", asha, "--json").stdout == before


def test_row_with_id_updates_address(customers: Program, asha: str) -> None:
    read(customers, f"customer_id,id,address1,city,state,pincode\n{asha},{HOME},1 High St,Pune,MH,411001\n").prints_json(created=1)

    read(customers, f"customer_id,id,address1,city,state,pincode\n{asha},{HOME},1 High St,Nagpur,MH,440001\n").prints_json(updated=1)

    [address] = book(customers)
    assert (address["city"], address["pincode"], address["is_default"]) == ("Nagpur", "440001", True)
    assert customers("list", "--city", "nagpur", "-o", "ids").stdout == f"{asha}\n"
    assert customers("list", "--city", "pune", "-o", "ids").stdout == ""


def test_row_with_new_id_adds_equal_address(customers: Program, asha: str) -> None:
    """An export then restores the same number of addresses."""
    for street in ("1 High St", "2 Low St"):
        customers("address", "add", asha, "--from-json", "-", stdin=json.dumps({**PLACE, "address1": street})).succeeds()
    customers("address", "update", asha, book(customers)[1]["id"], "--address1", "1 High St").succeeds()
    before = book(customers)
    file = customers("export", "addresses", "-").succeeds().stdout
    for _ in before:
        customers("address", "delete", asha, "shipping", "--yes").succeeds()

    read(customers, file).prints_json(created=2)

    assert book(customers) == before


def test_history_records_replaced_default(customers: Program, asha: str) -> None:
    read(customers, f"{HEADER},is_default\nasha@example.com,,1 High St,Pune,MH,411001,true\n").prints_json(created=1)
    [before] = book(customers)

    read(customers, f"{HEADER},is_default\nasha@example.com,,2 Low St,Pune,MH,411001,true\n").prints_json(created=1)

    newest = customers("history", asha, "-o", "jsonl").succeeds().jsonl()[0]
    changes = {change["field"]: (change["before"], change["after"]) for change in newest["changes"]}
    assert changes[f"addresses.{before['id']}.is_default"] == (True, False)


def test_blank_cell_keeps_value(customers: Program, asha: str) -> None:
    read(customers, f"customer_id,id,address1,city,state,pincode\n{asha},{HOME},1 High St,Pune,MH,411001\n").prints_json(created=1)

    read(customers, f"customer_id,id,address1,city,state,pincode\n{asha},{HOME},2 Low St,,,\n").prints_json(updated=1)

    [address] = book(customers)
    assert [address[name] for name in ("address1", "city", "state", "pincode")] == ["2 Low St", "Pune", "MH", "411001"]


@pytest.mark.parametrize(
    ("row", "needle"),
    [
        ("asha@example.com,,,Pune,MH,411001", "address1"),
        ("asha@example.com,,1,,MH,411001", "city"),
        (",,1,Pune,MH,411001", "customer"),
        ("nobody@example.com,,1,Pune,MH,411001", "no customer matches"),
        ("not an email,,1,Pune,MH,411001", "not an email"),
    ],
)
def test_invalid_row_is_rejected_and_others_imported(customers: Program, asha: str, row: str, needle: str) -> None:
    done = read(customers, f"{HEADER}\n{row}\nasha@example.com,,1,Pune,MH,411001\n")

    done.fails(ExitStatus.PARTIAL, "line 2", needle, stdout=None)
    assert (done.json()["created"], done.json()["refused"]) == (1, 1)
    assert len(customers("show", asha, "--json").json()["addresses"]) == 1


def test_set_option_gives_type_to_all_rows(customers: Program, asha: str) -> None:
    file = f"who,Street,city,state,pincode\n{asha},1,Pune,MH,411001\n"

    read(customers, file, "--column", "customer_id=who", "--column", "address1=street", "--set", "type=billing").prints_json(created=1)

    assert [(address["type"], address["address1"]) for address in book(customers)] == [("billing", "1")]


def test_rows_of_one_customer_in_one_batch_are_consistent(customers: Program) -> None:
    customer = create(customers, addresses=[PLACE])
    home = customer["addresses"][0]["id"]
    new = "018f3c1e-7b00-7000-8000-0000000000aa"
    row = {"customer_id": customer["id"], "country": "IN", "state": "Goa", "pincode": "403001"}
    lines = [
        row | {"id": new, "address1": "1 Beach Road", "city": "Panaji", "is_default": True},
        row | {"address1": "1 Beach Road", "city": "Panaji"},
        {"customer_id": customer["id"], "id": new, "address1": "2 Beach Road", "city": "Panaji", "state": "Goa", "pincode": "403001"},
        {"customer_id": customer["id"], "id": home, "address1": "13 MG Road", "city": "Bengaluru", "is_default": True},
    ]

    done = customers("import", "addresses", "-", "--json", stdin="\n".join(map(json.dumps, lines)))

    done.prints_json(read=4, created=1, unchanged=1, updated=2, refused=0)
    book = {address["id"]: address for address in show(customers, customer["id"])["addresses"]}
    assert (book[new]["address1"], book[new]["is_default"]) == ("2 Beach Road", False)
    assert (book[home]["address1"], book[home]["is_default"]) == ("13 MG Road", True)


def test_later_row_of_an_absorbed_profile_is_compared_with_what_an_earlier_one_wrote(customers: Program) -> None:
    survivor, absorbed = (create(customers, email=email)["id"] for email in ("a@example.com", "b@example.com"))
    customers("merge", survivor, absorbed, "--yes").succeeds()
    customers("address", "add", survivor, "--from-json", "-", stdin=json.dumps(PLACE)).succeeds()
    stored = show(customers, survivor)["addresses"][0]
    lines = [stored | {"customer_id": absorbed, "city": "Mysuru"}, stored | {"customer_id": survivor}]

    done = customers("import", "addresses", "-", "--json", stdin="\n".join(map(json.dumps, lines)))

    done.prints_json(updated=2, unchanged=0)
    assert show(customers, survivor)["addresses"] == [stored]
