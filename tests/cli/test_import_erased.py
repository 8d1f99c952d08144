"""`customers import` and erased customers: their rows are skipped by keyed hashes of their identities."""

import json
from typing import Any

import pytest

from tests.support.doctor import doctor, off
from tests.support.factories import create, listed, query, show
from tests.support.kept import kept
from tests.support.program import Program, Result

PERSON: dict[str, Any] = {"email": "asha@example.com", "phone": "+919876543210", "external_ids": {"shop": "1"}}


def read(customers: Program, file: str, *options: str, kind: str = "customers") -> Result:
    return customers("import", kind, "-", "-o", "json", *options, stdin=file).succeeds()


def erase(customers: Program, customer: Any) -> None:
    customers("erase", customer["id"], "--yes").succeeds()


@pytest.fixture
@kept
def erased(customers: Program) -> Any:
    """Return an erased customer as it was."""
    customer = create(customers, **PERSON)
    erase(customers, customer)
    return customer


@pytest.mark.parametrize("name", ["id", "external_ids", "email"])
def test_row_of_erased_customer_is_skipped(customers: Program, erased: Any, name: str) -> None:
    cell = {"id": erased["id"], "external_ids": "shop:1", "email": "ASHA@Example.com"}[name]

    result = read(customers, f"{name},first_name\n{cell},Asha\n").prints_json(read=1, created=0, updated=0, skipped=1, refused=0)

    assert "1 row was skipped (erased); the first is line 2" in result.stderr
    assert "--allow-erased" in result.stderr
    assert listed(customers, "list") == []


def test_row_of_alias_of_erased_customer_is_skipped(customers: Program) -> None:
    survivor, absorbed = create(customers, email="a@example.com"), create(customers, "Twin", email="b@example.com")
    customers("update", absorbed["id"], "--email", "new@example.com").succeeds()
    customers("merge", survivor["id"], absorbed["id"], "--yes").succeeds()
    erase(customers, survivor)

    file = f"id,email,first_name\n{absorbed['id']},,A\n,a@example.com,A\n,b@example.com,A\n,new@example.com,A\n"
    read(customers, file).prints_json(skipped=4, created=0)


def test_phone_of_erased_customer_decides_where_row_has_no_other_identity(customers: Program, erased: Any) -> None:
    phone = erased["phone"]

    read(customers, f"first_name,phone\nUsha,{phone}\n").prints_json(skipped=1, created=0)
    read(customers, f"first_name,phone,email\nUsha,{phone},usha@example.com\n").prints_json(created=1, skipped=0)
    # A live customer has the phone now, as families share one.
    read(customers, f"first_name,phone\nNisha,{phone}\n").prints_json(created=1, skipped=0)


def test_identity_of_erased_customer_leads_to_its_live_owner(customers: Program, erased: Any) -> None:
    usha = create(customers, "Usha", email=erased["email"])

    read(customers, f"email,last_name\n{erased['email']},Das\n").prints_json(updated=1, skipped=0)

    assert show(customers, usha["id"])["last_name"] == "Das"


def test_allowed_rows_make_new_customers_once(customers: Program, erased: Any) -> None:
    file = json.dumps({"id": erased["id"], "first_name": "Asha", **PERSON})

    read(customers, file, "--allow-erased").prints_json(created=1, skipped=0)
    read(customers, file, "--allow-erased").prints_json(unchanged=1)
    read(customers, file).prints_json(unchanged=1)

    assert show(customers, "asha@example.com")["id"] != erased["id"]


def test_allowed_row_with_id_and_name_alone_makes_one_customer(customers: Program, erased: Any) -> None:
    file = f"id,first_name\n{erased['id']},Asha\n"

    read(customers, file, "--allow-erased").prints_json(created=1)
    read(customers, file, "--allow-erased").prints_json(unchanged=1)


def test_order_of_erased_customer_makes_no_profile(customers: Program, erased: Any) -> None:
    file = f"number,total,placed_at,customer_email,customer_name\n1,10,2026-01-05,{erased['email']},Asha Rao\n"

    result = read(customers, file, "--create-customers", kind="orders").prints_json(skipped=1, created=0)
    assert "skipped (erased)" in result.stderr
    read(customers, file, "--create-customers", "--allow-erased", kind="orders").prints_json(created=1)
    assert listed(customers, "list") == ["Asha"]


def test_erasing_again_changes_no_hash(customers: Program, erased: Any) -> None:
    before = query(customers.url, "SELECT kind, digest FROM erased_identities ORDER BY digest")
    erase(customers, erased)

    assert query(customers.url, "SELECT kind, digest FROM erased_identities ORDER BY digest") == before
    assert sorted(kind for kind, _ in before) == ["email", "external", "id", "phone"]


def test_hashes_differ_between_databases(customers: Program, sqlite_customers: Program) -> None:
    digests = []
    for program in (customers, sqlite_customers):
        customer = create(program, email="usha@example.com")
        erase(program, customer)
        digests.append(query(program.url, "SELECT digest FROM erased_identities WHERE kind = 'email'"))

    assert customers.url == sqlite_customers.url or digests[0] != digests[1]


def test_missing_key_of_hashes_is_reported(customers: Program, erased: Any) -> None:
    assert off(doctor(customers)) == {}
    query(customers.url, "DELETE FROM secrets")

    assert set(off(doctor(customers))) == {"erased_hashes"}
    assert erased["email"] not in json.dumps(doctor(customers))


def test_copied_shop_knows_erased_customers(customers: Program, erased: Any, tmp_path: Any) -> None:
    copy = f"sqlite:///{tmp_path / 'copy.db'}"
    customers("db", "copy", copy, "--yes").succeeds()
    target = Program(copy, tmp_path / "home")

    read(target, f"email,first_name\n{erased['email']},Asha\n").prints_json(skipped=1)


def test_dry_run_of_erasure_records_nothing(customers: Program) -> None:
    customer = create(customers, **PERSON)
    customers("erase", customer["id"], "--dry-run").succeeds()

    assert query(customers.url, "SELECT kind FROM erased_identities") == query(customers.url, "SELECT name FROM secrets") == []
