"""Amounts by their units: currencies and parts of them in headings, signs of currencies, digits of other scripts, and refunds."""

from decimal import Decimal

import pytest

from tests.support.program import Program
from tests.support.reading import counts, read

NEW = "--create-customers"


def amounts(customers: Program, **env: str) -> dict[str, tuple[Decimal, Decimal]]:
    orders = customers("orders", "--all", "-o", "jsonl", env=env).succeeds().jsonl()
    return {order["number"]: (Decimal(str(order["total"])), Decimal(str(order["refunded"]))) for order in orders}


def test_currency_of_a_heading_is_that_of_its_amounts(customers: Program) -> None:
    file = "Order No,Email,Date,Total (USD)\nA1,asha@example.com,2026-01-02,20.00\n"

    done = read(customers, "orders", file, NEW)

    assert counts(done) == {"refused": 1}
    assert "the order is in USD, the shop counts in INR" in done.stderr
    assert counts(read(customers, "orders", file, NEW, env={"CUSTOMERS_CURRENCY": "USD"})) == {"created": 1}


def test_currency_that_the_operator_names_wins(customers: Program) -> None:
    file = "Order No,Email,Date,Total (USD)\nA1,asha@example.com,2026-01-02,20.00\n"

    assert counts(read(customers, "orders", file, NEW, "--set", "currency=INR")) == {"created": 1}
    assert amounts(customers) == {"A1": (Decimal(20), Decimal(0))}


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Total (EUR),Total (INR)", "9.00,810.00"),
        ("Total (INR),Total (EUR)", "810.00,9.00"),
        ("Total (€),Amount", "9.00,810.00"),
        ("Amount (INR),Total (EUR incl. VAT)", "810.00,9.00"),
    ],
)
def test_amounts_in_the_currency_of_the_shop_have_priority(customers: Program, headings: str, cells: str) -> None:
    done = read(customers, "orders", f"Order No,Email,Date,{headings}\nA1,asha@example.com,2026-01-02,{cells}\n", NEW)

    assert counts(done) == {"created": 1}
    assert amounts(customers) == {"A1": (Decimal(810), Decimal(0))}
    assert "Columns not imported: Total (" in done.stderr


def test_sign_of_other_currencies_in_a_heading_is_not_that_of_the_shop(customers: Program) -> None:
    row = "A1,asha@example.com,2026-01-02,20.00"

    assert "no column for total" in read(customers, "orders", f"Order No,Email,Date,Amount ($)\n{row}\n", NEW).stderr
    usd = read(customers, "orders", f"Order No,Email,Date,Amount ($),Currency\n{row},USD\n", NEW)
    assert "the order is in USD, the shop counts in INR" in usd.stderr
    assert counts(read(customers, "orders", f"Order No,Email,Date,Amount (₹)\n{row}\n", NEW)) == {"created": 1}


def test_total_in_the_currency_of_the_shop_is_the_base_total_beside_another(customers: Program) -> None:
    rows = "A1,asha@example.com,2026-01-02,USD,20,1660\nA2,asha@example.com,2026-01-02,INR,100,100\n"

    assert counts(read(customers, "orders", "Order No,Email,Date,Currency,Total,Total (INR)\n" + rows, NEW)) == {"created": 2}
    orders = customers("orders", "--all", "-o", "jsonl").succeeds().jsonl()
    assert {(order["number"], order["currency"], order["total"]) for order in orders} == {("A1", "USD", 20), ("A2", "INR", 100)}
    (person,) = customers("list", "-o", "jsonl").succeeds().jsonl()
    assert person["total_spent"] == 1760


def test_refund_in_another_currency_does_not_change_that_of_the_totals(customers: Program) -> None:
    file = "Order No,Email,Date,Total,Refund (USD)\nA1,asha@example.com,2026-01-02,100,1\n"

    done = read(customers, "orders", file, NEW)

    assert counts(done) == {"created": 1}
    assert "Columns not imported: Refund (USD)" in done.stderr
    assert amounts(customers) == {"A1": (Decimal(100), Decimal(0))}


def test_currency_of_a_heading_precedes_a_column_of_currencies(customers: Program) -> None:
    file = "Order No,Email,Date,Currency,Total (EUR)\nA1,asha@example.com,2026-01-02,INR,20.00\n"

    assert counts(read(customers, "orders", file, NEW)) == {"refused": 1}


@pytest.mark.parametrize("heading", ["Amount (paise)", "Total (in thousands)", "Total (₹ lakhs)", "Amount (%)", "Total (qty)"])
def test_heading_with_another_unit_is_not_a_total(customers: Program, heading: str) -> None:
    file = f"Order No,Email,Date,{heading}\nA1,asha@example.com,2026-01-02,150\n"

    assert "no column for total" in read(customers, "orders", file, NEW).stderr
    assert counts(read(customers, "orders", file, NEW, "--column", f"total={heading}")) == {"created": 1}


def test_currency_is_taken_by_its_sign(customers: Program) -> None:
    rows = "A1,asha@example.com,2026-01-02,₹,10\nA2,asha@example.com,2026-01-02,Rs.,20\nA3,asha@example.com,2026-01-02,$,30\n"
    rows += "A4,asha@example.com,2026-01-02,€,40\n"

    done = read(customers, "orders", "Order No,Email,Date,Currency,Total\n" + rows, NEW)

    assert counts(done) == {"created": 2, "refused": 2}
    assert amounts(customers).keys() == {"A1", "A2"}
    assert "'$' is not a currency" in done.stderr
    assert "the order is in EUR, the shop counts in INR" in done.stderr


@pytest.mark.parametrize(
    ("cell", "total"),
    [
        ("Rs. 1500/-", "1500"),
        ("₹1,50,000/-", "150000"),
        ("１，５００", "1500"),
        ("١٬٢٤٩٫٩٠", "1249.90"),
        ("१२३", "123"),
        ("（５０）", "-50"),
    ],
)
def test_amount_is_read_in_the_marks_and_digits_of_its_country(customers: Program, cell: str, total: str) -> None:
    file = f'Order No,Email,Date,Total\nA1,asha@example.com,2026-01-02,"{cell}"\nA2,asha@example.com,2026-01-02,0.50\n'

    assert counts(read(customers, "orders", file, NEW)) == {"created": 2}
    assert amounts(customers)["A1"] == (Decimal(total), Decimal(0))


def test_amount_with_a_raised_digit_is_refused(customers: Program) -> None:
    assert counts(read(customers, "orders", "Order No,Email,Date,Total\nA1,asha@example.com,2026-01-02,5²\n", NEW)) == {"refused": 1}


def test_thousands_of_another_width_decide_a_column_of_a_currency_without_decimals(customers: Program) -> None:
    file = "Order No,Email,Date,Total\nA1,asha@example.com,2026-01-02,￥１，２００\nA2,asha@example.com,2026-01-02,1200円\n"

    assert counts(read(customers, "orders", file, NEW, env={"CUSTOMERS_CURRENCY": "JPY"})) == {"created": 2}
    assert {total for total, _ in amounts(customers, CUSTOMERS_CURRENCY="JPY").values()} == {Decimal(1200)}


@pytest.mark.parametrize("heading", ["Refund", "Refunds", "Refund value"])
def test_refunds_are_known_by_their_heading(customers: Program, heading: str) -> None:
    file = f"Order No,Email,Date,Total,{heading}\nA1,asha@example.com,2026-01-02,100,30\nA2,asha@example.com,2026-01-02,100,-20\n"

    assert counts(read(customers, "orders", file, NEW)) == {"created": 2}
    assert amounts(customers) == {"A1": (Decimal(100), Decimal(30)), "A2": (Decimal(100), Decimal(20))}


def test_word_of_a_currency_is_its_sign(customers: Program) -> None:
    file = 'Order No,Email,Date,Total\nA1,asha@example.com,2026-01-02,"1.249,90 Euro"\nA2,asha@example.com,2026-01-02,49 Euro\n'

    assert counts(read(customers, "orders", file, NEW)) == {"refused": 2}
    assert counts(read(customers, "orders", file, NEW, env={"CUSTOMERS_CURRENCY": "EUR"})) == {"created": 2}


@pytest.mark.parametrize(
    ("after", "net", "refunded"),
    [
        ("38.89", "36.89", "6.11"),
        ("0", "-2.00", "45"),
        ("0", "0", "0"),
        ("", "", "0"),
        ("45.00", "43.00", "0"),
        ("1.00", "0", "44"),
        ("nan", "nan", "0"),
    ],
)
def test_refund_of_etsy_follows_from_the_totals_before_and_after_it(sqlite_customers: Program, after: str, net: str, refunded: str) -> None:
    header = "Sale Date,Order ID,Buyer User ID,Full Name,Currency,Order Total,Status,Adjusted Order Total,Adjusted Net Order Amount\n"
    usd = {"CUSTOMERS_CURRENCY": "USD"}

    done = read(sqlite_customers, "orders", f"{header}01/15/26,3001,ann,Ann Lee,USD,45.00,,{after},{net}\n", NEW, env=usd)

    assert counts(done) == {"created": 1}
    assert amounts(sqlite_customers, **usd) == {"3001": (Decimal(45), Decimal(refunded))}


@pytest.mark.parametrize(
    "heading", ["Total (incl. 19% VAT)", "Total (all items)", "Total (All)", "Total (top up)", "Amount (US)", "Total (incl. 2 items)"]
)
def test_words_in_the_heading_of_a_total_are_not_a_unit(sqlite_customers: Program, heading: str) -> None:
    file = f"Order No,Email,Date,{heading},Subtotal\nA1,asha@example.com,2026-01-02,119,100\n"

    assert counts(read(sqlite_customers, "orders", file, NEW)) == {"created": 1}
    assert amounts(sqlite_customers) == {"A1": (Decimal(119), Decimal(0))}


@pytest.mark.parametrize(
    "heading", ["Total ($000s)", "Total (in thousands of INR)", "Total (INR k)", "Total (No. of items)", "Amount (₹ in lakhs)"]
)
def test_unit_beside_a_currency_is_another_unit(sqlite_customers: Program, heading: str) -> None:
    file = f"Order No,Email,Date,{heading}\nA1,asha@example.com,2026-01-02,150\n"

    assert "no column for total" in read(sqlite_customers, "orders", file, NEW).stderr


@pytest.mark.parametrize("headings", ["Total,Amount (INR)", "Total,Subtotal (USD)", "Total,Subtotal (INR)", "Grand Total,Amount (₹)"])
def test_heading_of_a_part_does_not_change_the_total(sqlite_customers: Program, headings: str) -> None:
    file = f"Order No,Email,Date,{headings}\nA1,asha@example.com,2026-01-02,119,19\n"

    assert counts(read(sqlite_customers, "orders", file, NEW)) == {"created": 1}
    assert amounts(sqlite_customers) == {"A1": (Decimal(119), Decimal(0))}


def test_refund_in_the_currency_of_the_shop_is_none_of_a_total_in_another(sqlite_customers: Program) -> None:
    file = "Order No,Email,Date,Total (USD),Refunded (INR),Base total\nA1,asha@example.com,2026-01-02,20,10,1660\n"

    done = read(sqlite_customers, "orders", file, NEW)

    assert counts(done) == {"created": 1}
    assert "Columns not imported: Refunded (INR)" in done.stderr
    assert amounts(sqlite_customers) == {"A1": (Decimal(20), Decimal(0))}


@pytest.mark.parametrize("cells", [("Yes", "No"), ("1", "0"), ("2", ""), ("no refund", "Yes"), ("full", "1"), ("1.0", "0.0")])
def test_column_of_refunds_without_amounts_is_left_out(sqlite_customers: Program, cells: tuple[str, str]) -> None:
    rows = "".join(f"A{index},asha@example.com,2026-01-02,100,{cell}\n" for index, cell in enumerate(cells))

    done = read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Refund\n{rows}", NEW, "-q")

    assert counts(done) == {"created": 2}
    assert f"'{cells[0]}' may be a yes or a count" in done.stderr
    assert set(amounts(sqlite_customers).values()) == {(Decimal(100), Decimal(0))}


@pytest.mark.parametrize("cells", [("1", "25.50"), ("1.00", "0.00"), ("12", "1")])
def test_column_of_refunds_with_an_amount_is_one(sqlite_customers: Program, cells: tuple[str, str]) -> None:
    rows = "".join(f"A{index},asha@example.com,2026-01-02,100,{cell}\n" for index, cell in enumerate(cells))

    assert counts(read(sqlite_customers, "orders", f"Order No,Email,Date,Total,Refund\n{rows}", NEW)) == {"created": 2}
    assert amounts(sqlite_customers)["A0"] == (Decimal(100), Decimal(cells[0]))


def test_refund_of_etsy_with_a_decimal_comma_is_not_guessed(sqlite_customers: Program) -> None:
    header = "Sale Date,Order ID,Buyer User ID,Full Name,Currency,Order Total,Status,Adjusted Order Total,Adjusted Net Order Amount\n"
    usd = {"CUSTOMERS_CURRENCY": "USD"}
    row = '01/15/26,3001,ann,Ann Lee,USD,"1.500,00",,"1.234,56","1.230,00"\n'

    assert counts(read(sqlite_customers, "orders", header + row, NEW, env=usd)) == {"created": 1}
    assert amounts(sqlite_customers, **usd) == {"3001": (Decimal(1500), Decimal(0))}
