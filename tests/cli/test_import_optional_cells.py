"""Cells that a row can do without: what cannot be taken is left out and counted, the row is taken."""

import json
from typing import Any

import pytest

from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, everybody, place, read

NATIVE = "email,first_name,phone,address_type,address1,city,country\n"


@pytest.mark.parametrize("phone", ["n/a", "0", "none", "12"])
def test_phone_that_is_invalid_is_left_out_of_a_native_file(customers: Program, phone: str) -> None:
    row = f"ann@example.com,Ann,{phone},,,,\n"

    done = read(customers, "customers", NATIVE + row + row.replace("ann", "bo"))

    assert counts(done) == {"created": 2}
    assert f"Phone was left out: '{phone}' " in done.stderr
    assert "(2 rows, the first is line 2)" in done.stderr
    assert show(customers, "ann@example.com")["phone"] is None


@pytest.mark.parametrize("file", ["Name,Email,Phone\nAnn,ann@example.com,{}\n", "email,first_name,phone\nann@example.com,Ann,{}\n"])
def test_known_phone_stays_where_the_file_has_none(sqlite_customers: Program, file: str) -> None:
    create(sqlite_customers, "Ann", email="ann@example.com", phone="+919876543210")

    assert counts(read(sqlite_customers, "customers", file.format("n/a"))) == {"unchanged": 1}
    assert show(sqlite_customers, "ann@example.com")["phone"] == "+919876543210"


def test_phone_that_a_spreadsheet_rounded_is_refused_by_name(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", NATIVE + "ann@example.com,Ann,9.9E+11,,,,\n")

    assert counts(done) == {"refused": 1}
    assert "phone: '9.9E+11'" in done.stderr


def test_email_that_is_invalid_is_refused(sqlite_customers: Program) -> None:
    assert counts(read(sqlite_customers, "customers", NATIVE + "ann,Ann,,,,,\n")) == {"refused": 1}


def test_address_type_and_country_that_are_unknown_are_left_out(customers: Program) -> None:
    done = read(customers, "customers", NATIVE + "ann@example.com,Ann,,Contact,1 Main St,Pune,2\n")

    assert counts(done) == {"created": 1}
    assert "Address type was left out: 'contact' is neither billing nor shipping (1 row, the first is line 2)" in done.stderr
    assert "Address country was left out: '2' is not a country" in done.stderr
    [address] = everybody(customers)[0]["addresses"]
    assert place(address) == ("shipping", "1 Main St", "Pune", "", "", "IN")


def test_country_id_of_another_program_is_left_out(sqlite_customers: Program) -> None:
    file = "customernumber;email;billing_firstname;billing_lastname;billing_street;billing_zipcode;billing_city;billing_countryID\n"
    file += "77;ann@example.com;Ann;Lee;Lindenweg 3;50667;Cologne;2\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Address country was left out: '2'" in done.stderr
    assert place(everybody(sqlite_customers)[0]["addresses"][0]) == ("billing", "Lindenweg 3", "Cologne", "", "50667", "IN")


def test_addresses_are_taken_without_what_breaks_a_rule(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Ann", email="ann@example.com")
    file = "customer_email,type,address1,city,state,pincode,country,phone,is_default\n"
    file += "ann@example.com,Contact,1 Main St,Pune,MH,411001,2,n/a,perhaps\n"

    done = read(sqlite_customers, "addresses", file)

    assert counts(done) == {"created": 1}
    for member in ("type", "country", "phone", "is_default"):
        assert f"Address {member} was left out" in done.stderr
    [address] = everybody(sqlite_customers)[0]["addresses"]
    assert (place(address), address["phone"]) == (("shipping", "1 Main St", "Pune", "MH", "411001", "IN"), None)


def test_times_and_consent_that_cannot_be_read_are_left_out_of_json_lines(customers: Program) -> None:
    line = {"email": "ann@example.com", "first_name": "Ann", "created_at": "soon", "accepts_marketing": "perhaps", "phone": "n/a"}

    done = read(customers, "customers", json.dumps(line))

    assert counts(done) == {"created": 1}
    assert "accepts_marketing was left out: 'perhaps' is neither yes nor no" in done.stderr
    assert "created_at was left out: 'soon'" in done.stderr
    assert show(customers, "ann@example.com")["accepts_marketing"] is False


def test_name_that_breaks_a_rule_is_left_out_of_an_order(sqlite_customers: Program) -> None:
    file = f"Order ID,Date,Email,Total,Customer Name\n1,2026-01-02,ann@example.com,5,{'x' * 300} Lee\n"

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 1}
    assert "first_name was left out" in done.stderr
    assert show(sqlite_customers, "ann@example.com")["total_orders"] == 1


@pytest.mark.parametrize("word", ["False", "true", "YES", "no", "n/a", "-"])
def test_flag_is_not_a_street(sqlite_customers: Program, word: str) -> None:
    file = (
        f"customer_name,email,country,address_line_1,city,postcode,shipping_address\nAnn Lee,a@example.com,AU,6 High St,Perth,6000,{word}\n"
    )

    done = read(sqlite_customers, "customers", file).prints_json(created=1)

    assert f"Address address1 was left out: '{word}' is not a place (1 row, the first is line 2)" in done.stderr
    [address] = everybody(sqlite_customers)[0]["addresses"]
    assert place(address) == ("shipping", "6 High St", "Perth", "", "6000", "AU")


def test_company_without_an_address_is_left_out_and_said(sqlite_customers: Program) -> None:
    file = "First Name,Last Name,E-mail Address,Company\nAnn,Lee,ann@example.com,Acme\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Company was left out: the row has no address that it belongs to (1 row, the first is line 2)" in done.stderr


@pytest.mark.parametrize(
    "file",
    [
        "email\nann.lee@example.com\n",
        "E-mail\nann.lee@example.com\n",
        "Email,Name,Plan\nann.lee@example.com,,gold\n",
        '{"email": "ann.lee@example.com"}\n',
    ],
)
def test_list_of_emails_names_customers_after_them(customers: Program, file: str) -> None:
    done = read(customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Customers without a name were named after the part before the @ of their email (1 row, the first is line" in done.stderr
    assert show(customers, "ann.lee@example.com")["full_name"] == "ann.lee"
    again = read(customers, "customers", file)
    assert counts(again) == {"unchanged": 1}
    assert "named after" not in again.stderr


def test_blank_name_in_a_native_file_with_names_is_refused(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", "email,first_name\nann@example.com,\n")

    assert counts(done) == {"refused": 1}
    assert "first_name" in done.stderr


@pytest.mark.parametrize("row", [",,,,", ";;;", '",,,,,,"', " , , "])
def test_row_of_separators_is_blank(sqlite_customers: Program, row: str) -> None:
    file = f"Name;Email\nAnn;ann@example.com\n{row}\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1}
    assert [customer["full_name"] for customer in everybody(sqlite_customers)] == ["Ann"]


def test_labels_of_google_are_tags_each_and_the_first_phone_is_taken(sqlite_customers: Program) -> None:
    file = "Name,Email,Labels,Phone\nAnn,ann@example.com,* friends ::: Book club ::: * myContacts,+41319280960 ::: +41792648866\n"

    read(sqlite_customers, "customers", file).prints_json(created=1)

    ann: Any = show(sqlite_customers, "ann@example.com")
    assert (ann["tags"], ann["phone"]) == (["Book club", "friends", "myContacts"], "+41319280960")


def test_equal_address_of_every_line_of_an_order_is_kept_once(sqlite_customers: Program) -> None:
    header = "Order Number,Order Status,Order Date,Order Total,Billing First Name,Billing Email,Billing Address 1,Billing City,Item Name\n"
    line = "7,completed,2026-01-15,149.00,Ann,ann@example.com,1 Main St,New York,{}\n"

    read(sqlite_customers, "orders", header + line.format("Mug") + line.format("Cup"), "--create-customers").prints_json(created=1)

    assert len(everybody(sqlite_customers)[0]["addresses"]) == 1


@pytest.mark.parametrize(
    ("header", "cell"),
    [("deleted_at", "2026-01-01T00:00:00Z"), ("Is Deleted", "true"), ("is_deleted", "1"), ("Account Status", "Deleted"), ("Deleted", "x")],
)
def test_row_that_its_file_calls_deleted_is_skipped(customers: Program, header: str, cell: str) -> None:
    create(customers, "Ann", email="ann@example.com")
    file = f"email,first_name,{header}\nann@example.com,Anna,{cell}\nbo@example.com,Bo,\ncy@example.com,Cy,{cell}\n"

    done = read(customers, "customers", file)

    assert counts(done) == {"created": 1, "skipped": 2}
    assert f"2 rows were skipped (deleted); the first is line 2: the file calls it deleted: {header} is {cell}" in done.stderr

    assert [customer["full_name"] for customer in everybody(customers)] == ["Ann", "Bo"]


@pytest.mark.parametrize("cell", ["", "0", "false", "No", "0000-00-00 00:00:00", "null"])
def test_row_that_its_file_calls_not_deleted_is_taken(sqlite_customers: Program, cell: str) -> None:
    file = f"email,first_name,deleted_at\nann@example.com,Ann,{cell}\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1}


@pytest.mark.parametrize("header", ["deleted_at", "Trashed"])
def test_column_of_deletions_that_the_operator_ignores_skips_no_row(sqlite_customers: Program, header: str) -> None:
    file = f"email,first_name,{header}\nann@example.com,Ann,2026-01-01\n"

    assert counts(read(sqlite_customers, "customers", file, "--ignore", header)) == {"created": 1}


def test_object_that_is_deleted_is_skipped(customers: Program) -> None:
    a, b = ({"email": f"{name}@example.com", "first_name": name} for name in "ab")
    lines = [{**a, "deleted_at": None}, {**b, "deleted": True}]

    assert counts(read(customers, "customers", "\n".join(map(json.dumps, lines)))) == {"created": 1, "skipped": 1}


def test_deleted_order_of_a_file_is_skipped(sqlite_customers: Program) -> None:
    file = "number,customer_email,total,placed_at,status\n1,a@example.com,5,2026-01-01,deleted\n2,a@example.com,5,2026-01-01,paid\n"

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 1, "skipped": 1}
    assert list(done.json()["statuses"]) == ["paid"]
