"""What rows say beside their amounts: cancelled or not, a status that its end takes back, contacts and words in the wrong place, sums."""

from typing import Any

import pytest

from tests.support.program import Program
from tests.support.reading import counts, everybody, read

NEW = "--create-customers"


def statuses(customers: Program) -> dict[str, tuple[str, bool]]:
    orders = customers("orders", "--all", "-o", "jsonl").succeeds().jsonl()
    return {order["number"]: (order["status"], order["counted"]) for order in orders}


@pytest.mark.parametrize("heading", ["Cancelled", "Is Cancelled", "Cancelled Date", "Cancellation date", "Storniert am"])
@pytest.mark.parametrize("cell", ["Yes", "ja", "TRUE", "1", "1.0", "2026-01-03", "3 Jan 2026", "46025", "Cancelled"])
def test_order_is_cancelled_by_a_mark_or_a_date(sqlite_customers: Program, heading: str, cell: str) -> None:
    rows = f"A1,asha@example.com,2026-01-02,100,{cell}\nA2,asha@example.com,2026-01-02,100,No\nA3,asha@example.com,2026-01-02,100,\n"

    assert counts(read(sqlite_customers, "orders", f"Order No,Email,Date,Total,{heading}\n{rows}", NEW)) == {"created": 3}
    assert statuses(sqlite_customers) == {"A1": ("cancelled", False), "A2": ("paid", True), "A3": ("paid", True)}


@pytest.mark.parametrize("cell", ["2", "12.50", "Partially", "by phone"])
def test_mark_of_a_cancellation_that_is_neither_is_said(sqlite_customers: Program, cell: str) -> None:
    done = read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Cancelled\nA1,asha@example.com,2026-01-02,100,{cell}\n", NEW, "-q")

    assert f"'{cell}' is neither a time nor yes or no" in done.stderr
    assert statuses(sqlite_customers) == {"A1": ("paid", True)}


@pytest.mark.parametrize("cell", ["nein", "FALSE", "0", "0.0", "0000-00-00 00:00:00", "-", "n/a"])
def test_order_without_a_mark_of_cancellation_counts(sqlite_customers: Program, cell: str) -> None:
    read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Cancelled\nA1,asha@example.com,2026-01-02,100,{cell}\n", NEW)

    assert statuses(sqlite_customers) == {"A1": ("paid", True)}


@pytest.mark.parametrize("heading", ["Ordered On", "Placed on", "Date of order", "Date purchased"])
def test_date_of_an_order_under_other_headings_is_known(sqlite_customers: Program, heading: str) -> None:
    assert counts(read(sqlite_customers, "orders", f"Order Id,{heading},Email,Total\nA1,2026-01-02,asha@example.com,1\n", NEW)) == {
        "created": 1
    }


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("15.01.2026 13:14 Uhr", "2026-01-15T13:14:00Z"),
        ("15 de janeiro de 2026 13:14 hs.", "2026-01-15T13:14:00Z"),
        ("15.01.2026 13:14 h", "2026-01-15T13:14:00Z"),
        ("1767348000.0", "2026-01-02T10:00:00Z"),
        ("Thu Jan 15 2026 10:00:00 GMT+0530 (India Standard Time)", "2026-01-15T04:30:00Z"),
        ("15/01/2026 10:00 -03:00 (America/Sao_Paulo)", "2026-01-15T13:00:00Z"),
    ],
)
def test_time_with_a_word_behind_it_is_read(sqlite_customers: Program, cell: str, moment: str) -> None:
    assert counts(read(sqlite_customers, "orders", f"Order Id,Date,Email,Total\nA1,{cell},asha@example.com,1\n", NEW)) == {"created": 1}
    [order] = sqlite_customers("orders", "--all", "-o", "jsonl").succeeds().jsonl()
    assert order["placed_at"] == moment


def test_zone_by_its_name_alone_in_parentheses_is_refused(sqlite_customers: Program) -> None:
    file = "Order Id,Date,Email,Total\nA1,15.01.2026 10:00 (Sydney),asha@example.com,1\n"

    assert counts(read(sqlite_customers, "orders", file, NEW)) == {"refused": 1}


@pytest.mark.parametrize("word", ["n/a", "-", "none", "NULL", "keine", "なし"])
def test_word_for_a_blank_is_not_an_email(customers: Program, word: str) -> None:
    file = f"Order No,Email,Name,Date,Total\nA1,{word},Asha Rao,2026-01-02,1\nA2,bo@example.com,Bo Sen,2026-01-02,1\n"

    done = read(customers, "orders", file, NEW)
    assert counts(done) == {"created": 2}
    assert f"Email was left out: '{word}' is a word for a blank (1 row, the first is line 2)" in done.stderr

    assert counts(read(customers, "customers", f"Name,Email,Phone\nCy Fox,{word},9876543210\n")) == {"created": 1}
    assert [(row["full_name"], row["email"]) for row in everybody(customers)] == [
        ("Asha Rao", None),
        ("Bo Sen", "bo@example.com"),
        ("Cy Fox", None),
    ]


@pytest.mark.parametrize("word", ["-", "–", "n/a", "nan", "NaN", "None", "No", "nein"])
def test_word_for_a_blank_is_not_a_refund(sqlite_customers: Program, word: str) -> None:
    file = f"Order No,Email,Date,Total,Refund Amount\nA1,asha@example.com,2026-01-02,10,{word}\nA2,asha@example.com,2026-01-02,10,2.50\n"

    assert counts(read(sqlite_customers, "orders", file, NEW)) == {"created": 2}
    orders = sqlite_customers("orders", "--all", "-o", "jsonl").succeeds().jsonl()
    assert {order["number"]: order["refunded"] for order in orders} == {"A1": 0, "A2": 2.5}
    assert counts(read(sqlite_customers, "orders", file.replace(",10,", f",{word},"), NEW)) == {"refused": 2}


def test_contact_in_the_place_of_a_name_is_one(customers: Program) -> None:
    file = (
        "Order No,Email,Contact,Date,Total\nA1,asha@example.com,+919876543210,2026-01-02,1\nA2,bo@example.com,cy@example.com,2026-01-02,1\n"
    )

    done = read(customers, "orders", file, NEW)
    assert counts(done) == {"created": 2}
    assert "Name was left out: 'cy@example.com' is the email of somebody" in done.stderr

    assert counts(read(customers, "customers", "Contact,City\n9876543211,Pune\ndi@example.com,Pune\nEla Roy,Pune\n")) == {"created": 3}
    named = "Order No,Customer,Date,Total\nA9,Fay Nair <fay@example.com>,2026-01-02,1\n"
    assert counts(read(customers, "orders", named, NEW)) == {"created": 1}
    assert counts(read(customers, "customers", 'Name,City\n"""Gil Das"" (gil@example.com)",Pune\n')) == {"created": 1}
    people: list[Any] = [(row["first_name"], row["email"], row["phone"]) for row in everybody(customers)]
    assert people == [
        ("asha", "asha@example.com", "+919876543210"),
        ("bo", "bo@example.com", None),
        ("+919876543211", None, "+919876543211"),
        ("di", "di@example.com", None),
        ("Ela", None, None),
        ("Fay", "fay@example.com", None),
        ("Gil", "gil@example.com", None),
    ]


def test_sum_of_a_period_or_a_number_is_skipped(customers: Program) -> None:
    rows = "2026-01-02,A1,Asha Rao,100\n,,January total,100\n,,Q1 2026 Subtotal,100\n,,Total 1 order,100\n"

    assert counts(read(customers, "orders", "Date,Order No,Customer,Amount\n" + rows, NEW)) == {"created": 1, "skipped": 3}
    assert counts(read(customers, "customers", "Name,Email\nBo Sen,bo@example.com\nTotal: 1 customer,\n")) == {"created": 1, "skipped": 1}


def test_person_with_the_name_of_a_month_and_an_email_is_a_customer(customers: Program) -> None:
    assert counts(read(customers, "customers", "Name,Email\nMay Total,may@example.com\n")) == {"created": 1}


def test_first_name_of_turkish_files_is_known_beside_the_last_name(customers: Program) -> None:
    assert counts(read(customers, "customers", "Ad;Soyad;E-posta\nAyşe;Yılmaz;ay@example.com\n")) == {"created": 1}
    assert counts(read(customers, "customers", "Full Name;Email;Ad\nBo Sen;bo@example.com;Spring\n")) == {"created": 1}

    assert [row["full_name"] for row in everybody(customers)] == ["Ayşe Yılmaz", "Bo Sen"]


def test_type_of_addresses_is_known_in_files_with_other_headings(customers: Program) -> None:
    read(customers, "customers", "email,first_name\nasha@example.com,Asha\n")
    file = "Customer Email,Type,Address,City,State,Zip\nasha@example.com,billing,1 MG Road,Pune,MH,411001\n"
    file += "asha@example.com,Home,2 MG Road,Pune,MH,411001\n"

    done = read(customers, "addresses", file)

    assert counts(done) == {"created": 2}
    (person,) = everybody(customers)
    assert {(address["type"], address["address1"]) for address in person["addresses"]} == {
        ("billing", "1 MG Road"),
        ("shipping", "2 MG Road"),
    }


@pytest.mark.parametrize("cells", [("1", "3"), ("1", "45.00"), ("1", "$45.00"), ("1.0", "2.0"), ("12500.00", "0.00"), ("€1,250.00", "0")])
def test_numbers_of_items_and_amounts_cancel_no_order(sqlite_customers: Program, cells: tuple[str, str]) -> None:
    rows = "".join(f'A{index},asha@example.com,2026-01-02,100,"{cell}"\n' for index, cell in enumerate(cells))

    done = read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Cancelled\n{rows}", NEW, "-q")

    assert f"'{cells[0]}' is neither a time nor yes or no" in done.stderr
    assert statuses(sqlite_customers) == {"A0": ("paid", True), "A1": ("paid", True)}
    read(sqlite_customers, "orders", "Order No,Email,Date,Total,Cancelled (qty)\nB1,asha@example.com,2026-01-02,100,1\n", NEW)
    assert statuses(sqlite_customers)["B1"] == ("paid", True)


@pytest.mark.parametrize("cell", ["0001-01-01 00:00:00", "01/01/0001", "1900-01-00", "1970-01-01T00:00:00Z", "1899-12-30", "yes?"])
def test_date_of_year_zero_cancels_no_order(sqlite_customers: Program, cell: str) -> None:
    read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Cancellation date\nA1,asha@example.com,2026-01-02,100,{cell}\n", NEW)

    assert statuses(sqlite_customers) == {"A1": ("paid", True)}


def test_order_is_cancelled_by_any_of_several_columns(sqlite_customers: Program) -> None:
    rows = "A1,asha@example.com,2026-01-02,100,0000-00-00,Yes\nA2,asha@example.com,2026-01-02,100,2026-01-03,\n"
    rows += "A3,asha@example.com,2026-01-02,100,,No\n"

    read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Cancelled at,Cancelled\n{rows}", NEW)

    assert statuses(sqlite_customers) == {"A1": ("cancelled", False), "A2": ("cancelled", False), "A3": ("paid", True)}


@pytest.mark.parametrize("number", ["1000234", "9876543210", "8779761975521", "2026-001234"])
def test_number_in_the_place_of_a_name_is_not_a_phone(sqlite_customers: Program, number: str) -> None:
    file = f"Order No,Customer,Email,Date,Total\nA1,{number},asha@example.com,2026-01-02,1\n"

    assert counts(read(sqlite_customers, "orders", file, NEW)) == {"created": 1}
    assert [(row["full_name"], row["phone"]) for row in everybody(sqlite_customers)] == [(number, None)]


@pytest.mark.parametrize("cell", ["3 May", "5/3", "by customer", "Yes - by phone", "2026-01-03T10:00:00+05:30", "20260103", "X"])
def test_text_below_the_time_of_a_cancellation_is_one(sqlite_customers: Program, cell: str) -> None:
    rows = (
        f"A1,asha@example.com,2026-01-02,100,{cell}\nA2,asha@example.com,2026-01-02,100,n.a.\nA3,asha@example.com,2026-01-02,100,Not yet\n"
    )

    read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Cancelled at\n{rows}", NEW)

    assert statuses(sqlite_customers) == {"A1": ("cancelled", False), "A2": ("paid", True), "A3": ("paid", True)}
