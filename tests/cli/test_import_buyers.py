"""The customers that a file of orders makes: names alone, names of identities, blanks that later rows fill."""

import pytest

from customers.transfer import importer
from tests.support.factories import create, listed, show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

NAMES = "Invoice Number,Invoice Date,Customer,Total\n"
BUYERS = "Order ID,Order Date,Email,Billing First Name,Billing Last Name,Billing Street,Billing City,Billing Phone,Total\n"


@pytest.fixture(params=[7_000, 2], ids=["one batch", "batches of 2"])
def batches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "BATCH_SIZE", request.param)


@pytest.mark.usefixtures("batches")
def test_rows_with_a_name_alone_make_one_customer_a_name(customers: Program) -> None:
    file = NAMES + "1,2026-01-15,Ann Lee,10.00\n2,2026-02-15,Ann Lee,20.00\n3,2026-03-15,ANN LEE,30.00\n4,2026-03-15,Bo Kern,5.00\n"

    done = read(customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 4}
    assert "4 orders with only a name of the customer: created 2 customers, one for each name" in done.stderr
    assert {customer["full_name"]: (customer["total_orders"], customer["total_spent"]) for customer in everybody(customers)} == {
        "Ann Lee": (3, 60),
        "Bo Kern": (1, 5),
    }
    assert counts(read(customers, "orders", file, "--create-customers")) == {"unchanged": 4}
    assert len(everybody(customers)) == 2


def test_customer_of_that_name_who_is_there_already_is_another_person(customers: Program) -> None:
    create(customers, "Ann", last_name="Lee", email="ann@example.com")

    read(customers, "orders", NAMES + "1,2026-01-15,Ann Lee,10.00\n", "--create-customers").prints_json(created=1)

    assert listed(customers, "list") == ["Ann", "Ann"]
    assert show(customers, "ann@example.com")["total_orders"] == 0


def test_equal_names_with_different_addresses_are_different_people(sqlite_customers: Program) -> None:
    file = "Invoice Number,Invoice Date,Customer,Total,Billing Street,Billing City\n"
    file += "1,2026-01-15,Ann Lee,10,1 Main St,Leeds\n2,2026-01-15,Ann Lee,10,9 High St,York\n3,2026-01-15,Ann Lee,10,1 MAIN ST,Leeds\n"

    read(sqlite_customers, "orders", file, "--create-customers").prints_json(created=3)

    assert sorted(customer["total_orders"] for customer in everybody(sqlite_customers)) == [1, 2]


@pytest.mark.usefixtures("batches")
def test_later_row_fills_the_blanks_of_a_customer_that_the_file_made(customers: Program) -> None:
    file = BUYERS + "1,2026-01-15,ann@example.com,,,,,,10.00\n2,2026-01-16,bo@example.com,,,,,,10.00\n"
    file += "3,2026-01-17,ann@example.com,Ann,Lee,1 Main St,Leeds,+442079460958,20.00\n"
    file += "4,2026-01-18,ann@example.com,Anna,Leigh,9 High St,York,+442079460111,20.00\n"

    done = read(customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 4}
    assert "1 customer without a name: named after the part before the @ of the email" in done.stderr
    ann = show(customers, "ann@example.com")
    assert (ann["full_name"], ann["phone"], ann["total_spent"]) == ("Ann Lee", "+442079460958", 50)
    assert [place(address) for address in ann["addresses"]] == [("billing", "1 Main St", "Leeds", "", "", "IN")]
    assert show(customers, "bo@example.com")["full_name"] == "bo"
    assert counts(read(customers, "orders", file, "--create-customers")) == {"unchanged": 4}
    assert customers("search", "Leeds", "-o", "ids").succeeds().stdout.strip() == ann["id"]


def test_customer_that_was_there_keeps_its_blanks(customers: Program) -> None:
    create(customers, "ann", email="ann@example.com")

    read(customers, "orders", BUYERS + "1,2026-01-15,ann@example.com,Ann,Lee,1 Main St,Leeds,,10.00\n").prints_json(created=1)

    ann = show(customers, "ann@example.com")
    assert (ann["full_name"], ann["addresses"]) == ("ann", [])


def test_customer_without_a_name_is_named_after_the_external_id(customers: Program) -> None:
    file = "number,customer_external_id,total,placed_at\n1,till:C9,5,2026-01-01\n"

    read(customers, "orders", file, "--create-customers").prints_json(created=1)

    assert show(customers, "till:C9")["full_name"] == "C9"
