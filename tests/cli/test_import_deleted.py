"""`customers import` and deleted customers, which no file brings back."""

from typing import Any

import pytest

from tests.support.factories import create, listed, query, show
from tests.support.kept import kept
from tests.support.program import Program, Result


def read(customers: Program, file: str, *options: str) -> Result:
    return customers("import", "customers", "-", "-o", "json", *options, stdin=file).succeeds()


@pytest.fixture
@kept
def former(customers: Program) -> Any:
    """Return a deleted customer with an email and an external id."""
    customer = create(customers, email="asha@example.com", phone="+919876543210", external_ids={"shop": "1"})
    customers("delete", customer["id"], "--yes").succeeds()
    return customer


@pytest.mark.parametrize("name", ["id", "external_ids", "email"])
def test_row_of_deleted_customer_is_skipped(customers: Program, former: Any, name: str) -> None:
    cell = {"id": former["id"], "external_ids": "shop:1", "email": "ASHA@example.com"}[name]

    result = read(customers, f"{name},first_name\n{cell},Asha\n").prints_json(read=1, created=0, updated=0, skipped=1, refused=0)

    assert "1 row was skipped (deleted); the first is line 2" in result.stderr
    assert "`customers restore`" in result.stderr
    assert listed(customers, "list") == []


def test_row_of_alias_of_deleted_customer_is_skipped(customers: Program) -> None:
    survivor, absorbed = create(customers, email="a@example.com"), create(customers, "Twin", email="b@example.com")
    customers("merge", survivor["id"], absorbed["id"], "--yes").succeeds()
    customers("delete", survivor["id"], "--yes").succeeds()

    read(customers, f"id,email,first_name\n{absorbed['id']},,B\n,b@example.com,B\n").prints_json(skipped=2, created=0)


def test_row_without_identity_of_deleted_customer_is_skipped(customers: Program) -> None:
    file = "first_name,last_name,phone\nAsha,Rao,+919876543210\nUsha,Rao,\n"
    read(customers, file).prints_json(created=2)
    customers("delete", "--max", "2", "--no-vip", "--yes").succeeds()

    read(customers, file).prints_json(created=0, skipped=2)


def test_person_with_phone_of_deleted_customer_and_other_name_is_new(customers: Program, former: Any) -> None:
    read(customers, f"first_name,phone\nUsha,{former['phone']}\n").prints_json(created=1, skipped=0)


def test_identity_of_deleted_customer_leads_to_its_new_owner(customers: Program, former: Any) -> None:
    usha = create(customers, "Usha", email="asha@example.com")

    read(customers, f"id,email,external_ids,last_name\n{former['id']},asha@example.com,shop:1,Das\n").prints_json(updated=1, skipped=0)

    customer = show(customers, usha["id"])
    assert (customer["last_name"], customer["external_ids"]) == ("Das", {"shop": "1"})


def test_restored_customer_is_imported_again(customers: Program, former: Any) -> None:
    customers("restore", former["id"]).succeeds()

    read(customers, "email,last_name\nasha@example.com,Rao\n").prints_json(updated=1)


def test_email_that_an_earlier_row_frees_stays_that_of_deleted_customer(customers: Program, former: Any) -> None:
    usha = create(customers, "Usha", email=former["email"])

    read(customers, f"id,email,first_name\n{usha['id']},usha@example.com,\n,asha@example.com,Asha\n").prints_json(updated=1, skipped=1)


def test_dry_run_says_what_is_skipped(customers: Program, former: Any) -> None:
    result = read(customers, f"id,first_name\n{former['id']},Asha\n", "--dry-run")

    assert "skipped (deleted)" in result.stderr


def test_deletion_records_identities_until_restoration(customers: Program, former: Any) -> None:
    rows = query(customers.url, "SELECT kind, value FROM deleted_identities ORDER BY kind")

    assert rows == [("email", "asha@example.com"), ("external", "shop:1")]
    customers("restore", former["id"]).succeeds()
    assert query(customers.url, "SELECT kind, value FROM deleted_identities") == []


def test_address_of_deleted_customer_is_skipped(customers: Program, former: Any) -> None:
    file = f"customer_email,address1,city,state,pincode\n{former['email']},1 Fort,Pune,MH,411001\n"

    customers("import", "addresses", "-", "-o", "json", stdin=file).prints_json(skipped=1, created=0)
