"""`customers import customers`: matching and changes."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from customers.errors import ExitStatus
from customers.services.importing.anonymous import AnonymousRows
from tests.support.kept import kept
from tests.support.program import Program, Result

ASHA = "018f3c1e-7b00-7000-8000-000000000001"
RAVI = "018f3c1e-7b00-7000-8000-000000000002"


def read(customers: Program, file: str, *options: str, **surroundings: Any) -> Result:
    return customers("import", "customers", "-", "--json", *options, stdin=file, **surroundings)


def show(customers: Program, reference: str) -> Any:
    return customers("show", reference, "--json").succeeds().json()


@pytest.fixture
@kept
def asha(customers: Program) -> str:
    row = {
        "id": ASHA,
        "email": "asha@example.com",
        "phone": "+919876543210",
        "first_name": "Asha",
        "last_name": "Rao",
        "notes": "rings twice",
    }
    read(customers, json.dumps(row | {"tags": ["Wholesale"], "external_ids": {"shopify": "77"}})).prints_json(created=1)
    return ASHA


def test_new_row_creates_customer_with_all_cells(customers: Program) -> None:
    header = "id,email,phone,first_name,last_name,accepts_marketing,tags,notes,external_ids,created_at,updated_at"
    row = f'{ASHA},Asha@Example.com,098765 43210,Asha,Rao,yes,"b, A",rings,shopify:77;till:x,2024-05-06,2024-05-07T10:00:00+05:30'

    read(customers, f"{header}\n{row}\n").prints_json(read=1, created=1, updated=0, unchanged=0, skipped=0, refused=0)

    customer = show(customers, ASHA)
    assert (customer["email"], customer["phone"]) == ("Asha@Example.com", "+919876543210")
    assert (customer["full_name"], customer["accepts_marketing"], customer["notes"]) == ("Asha Rao", True, "rings")
    assert (customer["tags"], customer["external_ids"]) == (["A", "b"], {"shopify": "77", "till": "x"})
    assert (customer["created_at"], customer["updated_at"]) == ("2024-05-06T00:00:00Z", "2024-05-07T04:30:00Z")


def test_columns_are_accepted_in_any_order(customers: Program) -> None:
    read(customers, "notes,last_name,email,first_name\nn,Rao,a@example.com,Asha\n").prints_json(created=1)

    assert show(customers, "a@example.com")["full_name"] == "Asha Rao"


@pytest.mark.parametrize(
    ("header", "name"),
    [("id", ASHA), ("id", ASHA.upper()), ("external_ids", "shopify:77"), ("email", "asha@example.com"), ("email", "ASHA@EXAMPLE.COM")],
)
def test_row_matches_customer_by_identity(customers: Program, asha: str, header: str, name: str) -> None:
    read(customers, f"{header},last_name\n{name},Iyer\n").prints_json(created=0, updated=1)

    assert show(customers, asha)["last_name"] == "Iyer"


def test_phone_does_not_match_customer(customers: Program, asha: str) -> None:
    read(customers, "first_name,email,phone\nRavi,,+919876543210\n").prints_json(created=1, updated=0)

    assert show(customers, asha)["first_name"] == "Asha"


def test_row_with_id_updates_email(customers: Program, asha: str) -> None:
    read(customers, f"id,email\n{asha},new@example.com\n").prints_json(updated=1)

    assert show(customers, "new@example.com")["id"] == asha
    customers("show", "asha@example.com").fails(ExitStatus.NOT_FOUND)


def test_external_id_of_another_system_is_added(customers: Program, asha: str) -> None:
    read(customers, f"id,external_ids\n{asha},till:9\n").prints_json(updated=1)

    assert show(customers, "till:9")["external_ids"] == {"shopify": "77", "till": "9"}


@pytest.mark.parametrize(
    "row",
    [f"{ASHA},,ravi@example.com", f"{RAVI},shopify:77,", ",shopify:77,ravi@example.com"],
    ids=["id-email", "id-external", "external-email"],
)
def test_row_matching_two_customers_is_rejected(customers: Program, asha: str, row: str, tmp_path: Path) -> None:
    read(customers, f"id,email,first_name\n{RAVI},ravi@example.com,Ravi\n").prints_json(created=1)

    file = f"id,external_ids,email,last_name\n{row},X\n"
    read(customers, file, "--rejects", str(tmp_path / "r")).fails(ExitStatus.PARTIAL, "two customers", stdout=None)

    assert ",ambiguous," in (tmp_path / "r").read_text()
    assert {show(customers, name)["last_name"] for name in (asha, RAVI)} == {"Rao", None}


def test_blank_cell_keeps_value(customers: Program, asha: str) -> None:
    read(customers, f"id,email,phone,first_name,last_name,notes,tags,external_ids\n{asha},, ,,,,,\n").prints_json(unchanged=1)

    customer = show(customers, asha)
    assert (customer["email"], customer["phone"], customer["full_name"]) == ("asha@example.com", "+919876543210", "Asha Rao")
    assert (customer["notes"], customer["tags"], customer["external_ids"]) == ("rings twice", ["Wholesale"], {"shopify": "77"})


def test_blank_text_of_json_lines_keeps_value(customers: Program, asha: str) -> None:
    row = json.dumps({"id": asha, "email": "", "phone": "", "first_name": "", "last_name": " ", "notes": ""})
    customers("import", "customers", "-", "--json", stdin=row).prints_json(unchanged=1)

    customer = show(customers, asha)
    assert (customer["email"], customer["phone"], customer["full_name"]) == ("asha@example.com", "+919876543210", "Asha Rao")


def test_backslash_n_clears_the_value(customers: Program, asha: str) -> None:
    read(customers, f"id,email,phone,last_name,notes,tags\n{asha},\\N,\\N,\\N,\\N,\\N\n").prints_json(updated=1)

    customer = show(customers, asha)
    assert [customer[name] for name in ("email", "phone", "last_name", "notes", "tags")] == [None, None, None, None, []]
    read(customers, "first_name,email\nOther,asha@example.com\n").prints_json(created=1)


def test_backslash_n_clears_the_external_ids(customers: Program, asha: str) -> None:
    read(customers, f"id,external_ids\n{asha},\\N\n").prints_json(updated=1)

    assert show(customers, asha)["external_ids"] == {}


def test_first_name_cannot_be_cleared(customers: Program, asha: str) -> None:
    read(customers, f"id,first_name\n{asha},\\N\n").fails(ExitStatus.PARTIAL, "first_name", "line 2", stdout=None)

    assert show(customers, asha)["first_name"] == "Asha"


def test_tags_are_added_and_keep_first_spelling(customers: Program, asha: str) -> None:
    read(customers, f'id,tags\n{asha},"WHOLESALE,  big   spender "\n').prints_json(updated=1)

    assert show(customers, asha)["tags"] == ["big spender", "Wholesale"]


def test_tags_option_replaces_tags(customers: Program, asha: str) -> None:
    read(customers, f"id,tags\n{asha},new\n", "--tags", "replace").prints_json(updated=1)

    assert show(customers, asha)["tags"] == ["new"]


def test_too_many_tags_are_rejected(customers: Program, asha: str) -> None:
    tags = ",".join(f"t{number}" for number in range(250))

    read(customers, f'id,tags\n{asha},"{tags}"\n').fails(ExitStatus.PARTIAL, "250", stdout=None)

    assert show(customers, asha)["tags"] == ["Wholesale"]


def test_calculated_columns_are_ignored(customers: Program) -> None:
    file = "email,first_name,Total Spent,Total Orders,is_vip,avg_order_value,last_order_at\na@example.com,A,99999,50,true,1,2026-01-01\n"

    done = read(customers, file).prints_json(created=1)

    customer = show(customers, "a@example.com")
    assert (customer["total_orders"], customer["total_spent"], customer["is_vip"], customer["last_order_at"]) == (0, 0, False, None)
    assert done.stderr == ""


def test_invalid_id_is_rejected(customers: Program) -> None:
    read(customers, "id,first_name\n42,A\n").fails(ExitStatus.PARTIAL, "42", stdout=None)


def test_new_customer_requires_first_name(customers: Program) -> None:
    read(customers, "email,first_name\na@example.com,\n").fails(ExitStatus.PARTIAL, "first_name", "line 2", stdout=None)


def test_later_row_matches_customer_of_earlier_row(customers: Program) -> None:
    rows = ["a@example.com,A,till:1,x", "A@example.com,,,y", ",,till:1,z"]

    read(customers, "email,first_name,external_ids,tags\n" + "\n".join(rows) + "\n").prints_json(read=3, created=1, updated=2)

    assert show(customers, "till:1")["tags"] == ["x", "y", "z"]


def test_imported_opt_in_fills_missing_consent(customers: Program, asha: str) -> None:
    read(customers, f"id,accepts_marketing\n{asha},true\n").prints_json(updated=1)

    assert show(customers, asha)["accepts_marketing"] is True


def test_imported_opt_in_keeps_recorded_opt_out(customers: Program, asha: str) -> None:
    customers("update", asha, "--accepts-marketing").succeeds()
    customers("update", asha, "--no-accepts-marketing").succeeds()

    done = read(customers, f"id,accepts_marketing\n{asha},true\n").prints_json(unchanged=1)
    assert "no is on record" in done.stderr
    assert show(customers, asha)["accepts_marketing"] is False

    read(customers, f"id,accepts_marketing\n{asha},true\n", "--consent", "overwrite").prints_json(updated=1)
    assert show(customers, asha)["accepts_marketing"] is True


def test_imported_opt_out_is_kept(customers: Program) -> None:
    read(customers, "email,first_name,accepts_marketing\na@example.com,A,no\n").prints_json(created=1)

    read(customers, "email,accepts_marketing\na@example.com,yes\n").prints_json(unchanged=1)


def test_consent_is_ignored_with_notice_where_disabled(customers: Program) -> None:
    done = read(
        customers,
        "email,first_name,accepts_marketing\na@example.com,A,yes\n",
        env={"CUSTOMERS_ENABLE_MARKETING_CONSENT": "false"},
    ).prints_json(created=1)

    assert "CUSTOMERS_ENABLE_MARKETING_CONSENT" in done.stderr
    assert show(customers, "a@example.com")["accepts_marketing"] is False


def test_csv_row_carries_one_address(customers: Program) -> None:
    header = "email,first_name,address_type,address_company,address1,address2,city,state,pincode,country,address_phone"
    rows = ["a@example.com,A,billing,Acme,1 High St,Flat 2,Pune,MH,411001,IN,020 26121234", "b@example.com,B,,,2 Low St,,Bonn,,,DE,"]

    read(customers, header + "\n" + "\n".join(rows) + "\n").prints_json(created=2)

    [billing] = show(customers, "a@example.com")["addresses"]
    assert (billing["type"], billing["is_default"], billing["company"]) == ("billing", True, "Acme")
    assert (billing["address2"], billing["city"], billing["pincode"], billing["phone"]) == ("Flat 2", "Pune", "411001", "+912026121234")
    [shipping] = show(customers, "b@example.com")["addresses"]
    assert (shipping["type"], shipping["city"], shipping["country"]) == ("shipping", "Bonn", "DE")


def test_jsonl_row_carries_addresses_with_one_default_of_each_type(customers: Program) -> None:
    place = {"address1": "1 High St", "city": "Pune", "state": "MH", "pincode": "411001"}
    addresses = [
        place | {"type": "shipping"},
        place | {"address1": "2", "type": "shipping", "is_default": True},
        place | {"type": "billing"},
    ]

    read(customers, json.dumps({"email": "a@example.com", "first_name": "A", "addresses": addresses})).prints_json(created=1)

    customer = show(customers, "a@example.com")
    assert [(address["type"], address["address1"], address["is_default"]) for address in customer["addresses"]] == [
        ("shipping", "1 High St", False),
        ("shipping", "2", True),
        ("billing", "1 High St", True),
    ]
    assert customer["default_address"]["address1"] == "2"


@pytest.mark.parametrize("option", ["--tags", "--consent", "--on-conflict"])
def test_invalid_option_value_error_lists_valid_ones(customers: Program, option: str) -> None:
    customers("import", "customers", "-", option, "maybe", stdin="email,first_name\n").fails(ExitStatus.USAGE, option, "maybe")


def test_name_of_every_row_is_compared_with_customers_that_no_row_matched(customers: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till calls everybody the same: the time of an import must not grow with the square of its rows."""
    compared: list[int] = []
    ids = AnonymousRows.ids

    def count(rows: AnonymousRows) -> set[UUID]:
        compared.append(len(ids(rows)))
        return ids(rows)

    monkeypatch.setattr(AnonymousRows, "ids", count)
    monkeypatch.setattr("customers.transfer.importer.BATCH_SIZE", 10)
    text = "first_name,notes\n" + "".join(f"Guest,{number}\n" for number in range(40))

    customers("import", "customers", "-", "-o", "json", stdin=text).prints_json(created=40)
    assert compared == [0, 0, 0, 0]
    customers("import", "customers", "-", "-o", "json", stdin=text).prints_json(created=0, unchanged=40)
    assert compared[4:] == [40, 30, 20, 10]


def test_new_customers_have_the_order_of_their_rows(customers: Program) -> None:
    emails = ["d@example.com", "c@example.com", "b@example.com", "a@example.com"]
    rows = "".join(f"{email},Ann\n" for email in emails)
    # Two rows with one email are looked at one by one.
    read(customers, f"email,first_name\n{rows}c@example.com,Bea\n").prints_json(read=5, created=4, updated=1)

    listed = customers("list", "--json").succeeds().json()["data"]
    assert [customer["email"] for customer in listed] == emails[::-1]
    assert [customer["first_name"] for customer in listed] == ["Ann", "Ann", "Bea", "Ann"]
