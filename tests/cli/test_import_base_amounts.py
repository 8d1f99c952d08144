"""Amounts in two currencies: that of the shop is preferred, and the column that is left is named."""

from decimal import Decimal

import pytest

from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, read

EUR = {"CUSTOMERS_CURRENCY": "EUR", "CUSTOMERS_DEFAULT_COUNTRY": "DE"}


def test_base_total_is_preferred_where_a_file_has_no_currencies(sqlite_customers: Program) -> None:
    file = "ID,Purchase Point,Purchase Date,Bill-to Name,Customer Email,Grand Total (Base),Grand Total (Purchased),Status\n"
    file += "000000001,Main,2026-01-15 10:00:00,Ann Lee,ann@example.com,50.00,8150,complete\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", env=EUR)

    assert counts(done) == {"created": 1}
    assert "Grand Total (Base) is used as total; Grand Total (Purchased) only where it is blank" in done.stderr
    assert sqlite_customers("show", "ann@example.com", "--json", env=EUR).json()["total_spent"] == 50


@pytest.mark.parametrize(
    ("currency", "outcome"), [("eur", {"created": 1}), ("usd", {"refused": 1}), ("", {"created": 1})], ids=["shop", "other", "blank"]
)
def test_converted_amount_is_the_base_total_in_the_currency_of_the_shop(
    sqlite_customers: Program, currency: str, outcome: dict[str, int]
) -> None:
    file = "Payment,Created,Customer Email,Amount,Currency,Converted Amount,Converted Currency,Payment Status\n"
    file += f"ch_1,2026-01-15 10:00,ann@example.com,100.00,gbp,118.40,{currency},Paid\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", "--column", "number=Payment", env=EUR)

    assert counts(done) == outcome
    if outcome == {"created": 1}:
        assert sqlite_customers("show", "ann@example.com", "--json", env=EUR).json()["total_spent"] == Decimal("118.4")


def test_file_with_a_base_total_alone_is_read(sqlite_customers: Program) -> None:
    file = "Order ID,Date,Email,Base Total\n1,2026-01-15,ann@example.com,50.00\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 1}
    assert show(sqlite_customers, "ann@example.com")["total_spent"] == 50


def test_second_column_of_a_field_is_named(sqlite_customers: Program) -> None:
    file = "Order ID,Order Date,Created At,Email,Order Total,Amount\n1,2026-01-15,2026-01-14,ann@example.com,50,60\n"

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert "Order Total is used as total; Amount only where it is blank" in done.stderr
    assert show(sqlite_customers, "ann@example.com")["total_spent"] == 50
