"""Files that came through a spreadsheet or a report: summaries, headers between rows, dates as numbers, and movements of money."""

import pytest

from customers.errors import ExitStatus
from tests.support.program import Program
from tests.support.reading import counts, everybody, read

AMERICAN = {"CUSTOMERS_DEFAULT_COUNTRY": "US", "CUSTOMERS_CURRENCY": "USD"}


def orders(customers: Program) -> list[tuple[str, object, str]]:
    """Return number, total and time of all orders, by number."""
    listed = customers("orders", "--all", "-o", "jsonl", env=AMERICAN).succeeds().jsonl()
    return sorted((order["number"], order["total"], order["placed_at"]) for order in listed)


@pytest.mark.parametrize(
    "line", ["Grand Total,,$30.00", "Summe,,30.00", "TOTAL:,,", "Sous-total,,30", "Total for Mo Lund,,30.00", "合計,,30"]
)
def test_line_that_sums_up_a_list_makes_no_customer(sqlite_customers: Program, line: str) -> None:
    done = read(sqlite_customers, "customers", f"Customer,Email,Total Spent\nMo Lund,,$30.00\n{line}\n", env=AMERICAN)

    assert counts(done) == {"created": 1, "skipped": 1}
    assert "1 row was skipped (summary); the first is line 3" in done.stderr
    assert [customer["full_name"] for customer in everybody(sqlite_customers)] == ["Mo Lund"]


@pytest.mark.parametrize(
    "line", ["2 records downloaded,,", "3,record(s) downloaded,", "Seller ID : mo_1,,", "Page 1 of 3,,", "Generated on 2026-01-02,,"]
)
def test_line_below_a_list_of_orders_is_passed_over(sqlite_customers: Program, line: str) -> None:
    file = f"Sale Date,Customer,Total\nJan-25-26,Mo Lund,30.00\n{line}\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", env=AMERICAN)

    assert counts(done) == {"created": 1, "skipped": 1}
    assert [time for *_, time in orders(sqlite_customers)] == ["2026-01-25T00:00:00Z"]


@pytest.mark.parametrize("line", ["Total,total@example.com,", "Total Fitness Ltd,,", "Sum Li,,"])
def test_person_called_like_a_sum_is_taken(sqlite_customers: Program, line: str) -> None:
    assert counts(read(sqlite_customers, "customers", f"Customer,Email,Total Spent\n{line}\n")) == {"created": 1}


@pytest.mark.parametrize(
    "file",
    [
        "Company,First Name,Last Name,City\nTotal,Luc,Martin,Paris\n",
        "Given Name,Surname,Town\nSuma,Rao,Mysuru\n",
        "Name,City,Address\nSoma,Budapest,Kossuth utca 1\n",
        "Name,Shipping Phone,Shipping City\nSuma,+919876543210,Mysuru\n",
    ],
)
def test_person_with_further_names_or_a_place_is_taken(sqlite_customers: Program, file: str) -> None:
    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1}


@pytest.mark.parametrize("line", ["Total,,,7", "Total,2 customers,,7", "Total,,India,7"])
def test_sum_of_a_list_with_names_in_two_columns_is_skipped(sqlite_customers: Program, line: str) -> None:
    file = f"Given Name,Surname,Country,Orders\nMo,Lund,India,7\n{line}\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1, "skipped": 1}


@pytest.mark.parametrize("option", ["skip", "stop"])
def test_email_separates_a_person_from_a_line_below_a_list(sqlite_customers: Program, option: str) -> None:
    file = "Customer ID,Name,Email\n1,Mo Lund,\n,Printed by Hand,hello@example.com\n3,record(s) downloaded,\n"

    done = read(sqlite_customers, "customers", file, "--set", "source=crm", "--on-error", option)

    assert counts(done) == {"created": 2, "skipped": 1}
    assert [customer["full_name"] for customer in everybody(sqlite_customers)] == ["Mo Lund", "Printed by Hand"]


def test_line_that_sums_up_orders_is_skipped(sqlite_customers: Program) -> None:
    file = "Invoice,Customer,Invoice Date,Amount\n7,Mo Lund,2026-01-15,30.00\nTotal for Mo Lund,,,30.00\nTOTAL,,,30.00\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", env=AMERICAN)

    assert counts(done) == {"created": 1, "skipped": 2}
    assert orders(sqlite_customers) == [("7", 30, "2026-01-15T00:00:00Z")]


@pytest.mark.parametrize("line", ["Total,,60.00", "Subtotal:,,60.00", "Total for Mo Lund,,60.00"])
def test_sum_in_the_column_of_dates_is_skipped(sqlite_customers: Program, line: str) -> None:
    file = f"Sale Date,Customer Email,Total\n2026-01-05,mo@example.com,60.00\n{line}\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers", env=AMERICAN)) == {"created": 1, "skipped": 1}


@pytest.mark.parametrize(
    ("header", "again"),
    [
        ("Name,Phone", "Name,Phone"),
        ("Name,Phone", "\ufeffName,Phone"),
        ('"Name","Phone"', '\ufeff"Name","Phone"'),
        ("first_name,phone", "first_name,phone"),
    ],
)
def test_header_between_rows_is_passed_over_and_said(sqlite_customers: Program, header: str, again: str) -> None:
    file = f"\ufeff{header}\nMo,2125550123\n{again}\nIda,2125550124\n".encode()

    done = read(sqlite_customers, "customers", file, env=AMERICAN)

    assert counts(done) == {"created": 2}
    assert "has its header once more between its rows" in done.stderr
    assert [customer["first_name"] for customer in everybody(sqlite_customers)] == ["Mo", "Ida"]


def test_mark_of_the_byte_order_before_a_later_row_is_left_out(sqlite_customers: Program) -> None:
    read(sqlite_customers, "customers", "Name,Phone\nMo Lund,2125550123\n\ufeffIda Falk,2125550124\n".encode(), env=AMERICAN)

    assert [customer["first_name"] for customer in everybody(sqlite_customers)] == ["Mo", "Ida"]


def test_lines_that_end_with_a_carriage_return_alone_are_read(sqlite_customers: Program) -> None:
    assert counts(read(sqlite_customers, "customers", b'Name,Email\rMo Lund,mo@example.com\r"Ida",ida@example.com\r')) == {"created": 2}


def test_dates_as_a_spreadsheet_stores_them_are_read_and_said(sqlite_customers: Program) -> None:
    file = "Order ID,Email,Total,Date\n1,mo@example.com,10.00,45672\n2,mo@example.com,11.00,45673.5\n3,mo@example.com,12.00,45674.25\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", env=AMERICAN)

    assert counts(done) == {"created": 3}
    assert "Dates were read as days of a spreadsheet (45672)" in done.stderr
    assert [time for *_, time in orders(sqlite_customers)] == ["2025-01-15T00:00:00Z", "2025-01-16T12:00:00Z", "2025-01-17T06:00:00Z"]


def test_number_among_dates_of_another_form_is_refused(sqlite_customers: Program) -> None:
    file = "Order ID,Email,Total,Date\n1,mo@example.com,10.00,2026-01-15\n2,mo@example.com,11.00,45673\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", env=AMERICAN)

    assert done.status == ExitStatus.PARTIAL
    assert [number for number, *_ in orders(sqlite_customers)] == ["1"]


PAYPAL = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,Balance Impact"
SALE = "01/25/2026,10:00:00,UTC,Mo Lund,Express Checkout Payment,Completed,USD,25.00,-1.00,24.00,mo@example.com,shop@example.com,T1,Credit"


@pytest.mark.parametrize("kind", ["Payment Refund", "Payment Reversal", "Chargeback"])
def test_refund_of_paypal_is_a_return_of_its_payee(sqlite_customers: Program, kind: str) -> None:
    refund = f"01/26/2026,10:00:00,UTC,Mo Lund,{kind},Completed,USD,-5.00,0.20,-4.80,shop@example.com,mo@example.com,T2,Debit"

    done = read(sqlite_customers, "orders", f"{PAYPAL}\n{SALE}\n{refund}\n", "--create-customers", env=AMERICAN)

    assert counts(done) == {"created": 2}
    (mo,) = everybody(sqlite_customers)
    assert (mo["email"], mo["total_orders"], mo["total_spent"]) == ("mo@example.com", 1, 20)


@pytest.mark.parametrize(
    ("kind", "gross", "impact"),
    [
        ("General Withdrawal", "-24.00", "Debit"),
        ("General Currency Conversion", "-24.00", "Debit"),
        ("General Currency Conversion", "21.00", "Credit"),
        ("Bank Deposit to PP Account", "100.00", "Credit"),
        ("Account Hold for Open Authorization", "-9.00", "Debit"),
        ("Reversal of General Account Hold", "9.00", "Credit"),
        ("Chargeback Fee", "-20.00", "Debit"),
        ("Dispute Fee", "-15.00", "Debit"),
        ("Reversal of ACH Withdrawal Transaction", "80.00", "Credit"),
        ("PreApproved Payment Bill User Payment", "-9.99", "Debit"),
        ("Express Checkout Payment", "25.00", "Memo"),
    ],
)
def test_movement_of_money_of_paypal_makes_no_order(sqlite_customers: Program, kind: str, gross: str, impact: str) -> None:
    row = f"01/26/2026,10:00:00,UTC,,{kind},Completed,USD,{gross},0.00,{gross},shop@example.com,host@example.com,T3,{impact}"

    done = read(sqlite_customers, "orders", f"{PAYPAL}\n{SALE}\n{row}\n", "--create-customers", env=AMERICAN)

    assert counts(done) == {"created": 1, "skipped": 1}
    assert "skipped (no_order)" in done.stderr
    assert [customer["email"] for customer in everybody(sqlite_customers)] == ["mo@example.com"]


@pytest.mark.parametrize(
    "kind",
    ["Allgemeine Abbuchung", "Allgemeine Währungsumrechnung", "Rückbuchung allgemeiner Einbehaltung", "Bankgutschrift auf PayPal-Konto"],
)
def test_movement_of_money_in_a_german_file_of_paypal_makes_no_order(sqlite_customers: Program, kind: str) -> None:
    header = "Datum,Uhrzeit,Name,Typ,Status,Währung,Brutto,Absender E-Mail-Adresse,Empfänger E-Mail-Adresse,Transaktionscode\n"
    row = f'26.01.2026,10:00:00,,{kind},Abgeschlossen,EUR,"24,00",shop@example.com,host@example.com,T3\n'

    assert counts(read(sqlite_customers, "orders", header + row, "--create-customers", env={"CUSTOMERS_CURRENCY": "EUR"})) == {"skipped": 1}


@pytest.mark.parametrize(
    "heading", ["Order Ref", "Sales Order #", "Receipt No.", "Bill No", "Booking reference", "Ref. No", "Rechnung", "Facture"]
)
def test_number_of_an_order_under_other_headings_is_its_identity(sqlite_customers: Program, heading: str) -> None:
    file = f"{heading},Date,Email,Total\nA-17,2026-01-02,mo@example.com,10.00\n"
    read(sqlite_customers, "orders", file, "--create-customers", env=AMERICAN)

    changed = read(sqlite_customers, "orders", file.replace("10.00", "9.00"), env=AMERICAN)

    assert counts(changed) == {"updated": 1}
    assert [(number, total) for number, total, _ in orders(sqlite_customers)] == [("A-17", 9)]


@pytest.mark.parametrize("heading", ["Amount paid", "Total incl. VAT", "Gross Total"])
def test_total_under_other_headings_is_known(sqlite_customers: Program, heading: str) -> None:
    file = f"Order No,Ordered By,Purchaser Email,Order Placed,{heading}\n9,Ida Falk,ida@example.com,2026-01-02,25.00\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers", env=AMERICAN)) == {"created": 1}
    (ida,) = everybody(sqlite_customers)
    assert (ida["full_name"], ida["email"], ida["total_spent"]) == ("Ida Falk", "ida@example.com", 25)


@pytest.mark.parametrize(
    "cell", ["'mo@example.com", "'mo@example.com'", "\ufeffmo@example.com", "\u200bmo@example.com\u200b", "\xa0mo@example.com"]
)
def test_marks_around_an_email_are_not_part_of_it(sqlite_customers: Program, cell: str) -> None:
    read(sqlite_customers, "customers", f"Name,Email\nMo,{cell}\n".encode(), env=AMERICAN)

    assert [customer["email"] for customer in everybody(sqlite_customers)] == ["mo@example.com"]


@pytest.mark.parametrize(("cell", "tags"), [("\"['sea side', 'tea']\"", ["sea side", "tea"]), ('"[""tea""]"', ["tea"]), ("[]", [])])
def test_list_in_brackets_is_tags(sqlite_customers: Program, cell: str, tags: list[str]) -> None:
    assert counts(read(sqlite_customers, "customers", f"Name,Email,Tags\nMo,mo@example.com,{cell}\n")) == {"created": 1}

    assert [customer["tags"] for customer in everybody(sqlite_customers)] == [tags]


def test_file_without_numbers_of_orders_says_so(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", "Date,Buyer Email,Amount\n2026-01-02,mo@example.com,10.00\n", "--create-customers")

    assert counts(done) == {"created": 1}
    assert "The file has no column of order numbers" in done.stderr
