"""`customers import`: a file has the effect of its rows, imported one at a time in order."""

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, events, listed, query, show
from tests.support.kept import kept
from tests.support.program import Program, Result

ASHA = "018f3c1e-7b00-7000-8000-000000000001"
RAVI = "018f3c1e-7b00-7000-8000-000000000002"
PLACE = "018f3c1e-7b00-7000-8000-00000000000a"
PEOPLE = f"""id,email,external_ids,first_name,phone
{ASHA},asha@example.com,till:1,Asha,
{RAVI},ravi@example.com,web:2,Ravi,+919876543210
"""


def read(customers: Program, kind: str, file: str, *options: str) -> Result:
    return customers("import", kind, "-", "-o", "json", *options, stdin=file)


@pytest.fixture
@kept
def people(customers: Program) -> Program:
    read(customers, "customers", PEOPLE).prints_json(created=2)
    return customers


def test_freed_email_creates_new_customer_in_later_row(people: Program) -> None:
    file = f"id,email,first_name\n{ASHA},new@example.com,\n,asha@example.com,Other\n"

    read(people, "customers", file).prints_json(created=1, updated=1)

    assert [show(people, name)["first_name"] for name in ("new@example.com", "asha@example.com")] == ["Asha", "Other"]
    people("doctor").succeeds()


def test_freed_external_id_is_available_to_later_row(people: Program) -> None:
    file = f"id,external_ids\n{ASHA},\\N\n{RAVI},till:1\n"

    read(people, "customers", file).prints_json(updated=2)

    assert show(people, "till:1")["id"] == RAVI
    people("doctor").succeeds()


def test_rows_exchange_emails_through_temporary_one(people: Program) -> None:
    rows = [f"{ASHA},spare@example.com", f"{RAVI},asha@example.com", f"{ASHA},ravi@example.com"]

    read(people, "customers", "id,email\n" + "\n".join(rows) + "\n").prints_json(updated=3)

    assert [show(people, f"{name}@example.com")["id"] for name in ("ravi", "asha")] == [ASHA, RAVI]
    people("doctor").succeeds()


def test_later_row_sees_change_by_another_identity(people: Program) -> None:
    file = f"id,external_ids,email,last_name,notes\n{ASHA},,,Rao,\n,till:1,,,x\n,,asha@example.com,Rao,x\n"

    read(people, "customers", file).prints_json(updated=2, unchanged=1)

    assert [show(people, ASHA)[name] for name in ("full_name", "notes")] == ["Asha Rao", "x"]


def test_opt_in_after_opt_out_in_same_file_is_ignored(people: Program) -> None:
    file = f"id,email,accepts_marketing\n{ASHA},,no\n,asha@example.com,yes\n"

    done = read(people, "customers", file).prints_json(updated=1, unchanged=1)

    assert "no is on record" in done.stderr
    assert show(people, ASHA)["accepts_marketing"] is False


def test_anonymous_row_matches_customer_changed_by_earlier_row(people: Program) -> None:
    rows = [f"{ASHA},,,+919876543219", ",new@example.com,Eva,+919876543218", ",,Asha,+919876543219", ",,Eva,+919876543218"]

    read(people, "customers", "id,email,first_name,phone\n" + "\n".join(rows) + "\n").prints_json(created=1, updated=1, unchanged=2)

    assert sorted(listed(people, "list")) == ["Asha", "Eva", "Ravi"]


def test_created_customer_is_available_to_later_row(people: Program) -> None:
    file = "email,first_name\nnew@example.com,Eva\nNEW@example.com,Eve\n"

    read(people, "customers", file, "--on-conflict", "skip").prints_json(created=1, skipped=1)
    read(people, "customers", "email,first_name\nnewer@example.com,Eva\nNEWER@example.com,Eve\n", "--on-conflict", "fail").fails(
        ExitStatus.CONFLICT, "line 3"
    )

    assert listed(people, "list", "--search", "eva") == ["Eva"]


def test_each_address_row_records_its_event(people: Program) -> None:
    rows = [f"{ASHA},{PLACE},{street},Pune,MH,411001" for street in ("1 Way", "2 Way", "3 Way")]

    read(people, "addresses", "customer_id,id,address1,city,state,pincode\n" + "\n".join(rows) + "\n").prints_json(created=1, updated=2)

    field = f"addresses.{PLACE}.address1"
    changes = [event.changes[field] for event in events(people, ASHA) if field in event.changes]
    assert changes == [{"before": "1 Way", "after": "2 Way"}, {"before": "2 Way", "after": "3 Way"}]


def test_alias_of_merged_profile_survives_new_email(people: Program) -> None:
    people("merge", ASHA, RAVI, "--yes").succeeds()
    rows = [f"{ASHA},\\N,", f"{ASHA},ravi@example.com,", f"{ASHA},new@example.com,", ",ravi@example.com,x"]

    read(people, "customers", "id,email,notes\n" + "\n".join(rows) + "\n").succeeds()

    assert [show(people, name)["id"] for name in ("ravi@example.com", "new@example.com")] == [ASHA, ASHA]
    assert query(people.url, "SELECT count(*) FROM identities WHERE value = 'asha@example.com'") == [(0,)]


def test_row_matching_two_customers_hints_at_merge(customers: Program) -> None:
    create(customers, "Asha", email="asha@example.com")
    create(customers, "Ravi", external_ids={"till": "2"})

    read(customers, "customers", "email,external_ids\nasha@example.com,till:2\n").fails(
        ExitStatus.PARTIAL, "two customers", "`customers merge`", stdout=None
    )


def test_stopped_import_names_existing_customers(people: Program) -> None:
    file = f"id,email,first_name\n,new@example.com,Eva\n{ASHA},new@example.com,\n{RAVI},later@example.com,\n"

    done = read(people, "customers", file, "--on-error", "stop").fails(ExitStatus.PARTIAL, stdout=None)

    assert "new@example.com is Eva (new@example.com)" in done.stderr
    assert show(people, RAVI)["email"] == "ravi@example.com"


def test_ambiguous_order_names_the_customers_that_earlier_rows_made(people: Program) -> None:
    rows = "number,customer_email,customer_external_id,customer_name,total,placed_at"
    file = f"{rows}\n1,new@example.com,,,1,2026-01-05\n2,,t:9,Eva Lee,1,2026-01-05\n3,new@example.com,,Ann Roe,1,2026-01-05\n"
    last = "4,new@example.com,t:9,,1,2026-01-05\n"

    done = read(people, "orders", file + last, "--create-customers").fails(ExitStatus.PARTIAL, stdout=None)

    assert "new@example.com is Ann Roe (new@example.com)" in done.stderr
    assert "t:9 is Eva Lee (…" in done.stderr
