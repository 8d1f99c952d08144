"""Amounts are exact, or refused."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.money import CURRENCIES, LARGEST, average, digits, format_amount, parse_amount, parse_currency, scale, to_decimal

from .refusals import ANY_TEXT, refusal

currencies = st.sampled_from(sorted(CURRENCIES))
amounts = st.integers(0, LARGEST)


@given(amounts, currencies)
def test_amounts_round_trip(minor: int, currency: str) -> None:
    assert parse_amount(format_amount(minor, currency), currency) == minor
    assert parse_amount(to_decimal(minor, currency), currency) == minor
    assert parse_amount(str(to_decimal(minor, currency)), currency) == minor
    assert parse_amount(f"{currency} {to_decimal(minor, currency)}", currency) == minor


@given(st.integers(0, 10**12), currencies)
def test_json_float_is_read_exactly(minor: int, currency: str) -> None:
    assert parse_amount(float(to_decimal(minor, currency)), currency) == minor


@given(ANY_TEXT | st.text("0123456789.,-+ eENaInfR₹$"), currencies)
def test_any_text_is_amount_or_value_error(text: str, currency: str) -> None:
    refused = refusal(parse_amount, text, currency)
    assert refused.isprintable()
    assert refused or 0 <= parse_amount(text, currency) <= LARGEST


@given(st.floats() | st.integers() | st.decimals() | st.booleans(), currencies)
def test_any_number_is_amount_or_value_error(number: Any, currency: str) -> None:
    refused = refusal(parse_amount, number, currency)
    assert refused.isprintable()
    assert refused or 0 <= parse_amount(number, currency) <= LARGEST


@pytest.mark.parametrize(
    ("value", "minor"),
    [
        ("51234.5", 5123450),
        ("0", 0),
        ("007.50", 750),
        (" 12 ", 1200),
        ("12.500", 1250),
        (".5", 50),
        ("5.", 500),
        ("1,234.50", 123450),
        ("1,234,567", 123456700),
        ("12,34,567.89", 123456789),
        ("₹ 1,234", 123400),
        ("Rs. 500", 50000),
        ("INR 500", 50000),
        ("500 inr", 50000),
        ("+99.90", 9990),
        ("-0.00", 0),
        (1000, 100000),
        (51234.5, 5123450),
        (1e3, 100000),
        (0.29, 29),
        (Decimal("1E+3"), 100000),
        (Decimal("0E-99"), 0),
        ("90071992547409.92", LARGEST),
    ],
)
def test_amounts_are_parsed_in_common_formats(value: str | int | float | Decimal, minor: int) -> None:
    assert parse_amount(value, "INR") == minor


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "blank"),
        (" ", "blank"),
        ("-1", "negative"),
        ("−1", "negative"),
        (-1, "negative"),
        (-0.5, "negative"),
        ("nan", "not an amount"),
        ("Infinity", "not an amount"),
        (float("nan"), "a number, not NaN"),
        (float("inf"), "a number, not Infinity"),
        (True, "not true"),
        ("9.99E+05", "spreadsheet"),
        ("1.234", "at most 2 digits"),
        (0.1 + 0.2, "at most 2 digits"),
        (Decimal("1E-999999"), "at most 2 digits"),
        ("1234,50", "with a point before the decimals"),
        ("1,23,45", "commas in odd places"),
        ("0,500", "commas in odd places"),
        ("1,2345", "commas in odd places"),
        ("1.234,50", "not an amount"),
        ("12 34", "not an amount"),
        ("(5.00)", "not an amount"),
        ("500 USD", "is in USD, not in INR"),
        ("abc 500", "not an amount"),
        ("$5.00", "not in INR"),
        ("₹5₹", "not an amount"),
        ("+-5", "not an amount"),
        ("٣", "not an amount"),
        (".", "not an amount"),
        ("90071992547409.93", "at most 9,00,71,99,25,47,409.92 INR"),
        (10**4000, "at most"),
        (Decimal("1E+999999"), "at most"),
        ("9" * 5000, "at most"),
    ],
)
def test_invalid_amounts_are_refused_with_reason(value: str | int | float | Decimal, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_amount(value, "INR")


def test_digits_follow_currency() -> None:
    assert [digits(currency) for currency in ("JPY", "INR", "KWD")] == [0, 2, 3]
    assert parse_amount("12.00", "JPY") == 12
    assert parse_amount("1.234", "KWD") == 1234
    assert parse_amount("$5.00", "USD") == 500
    with pytest.raises(ValueError, match="JPY has no digits after the point"):
        parse_amount("12.50", "JPY")


@pytest.mark.parametrize(
    ("minor", "currency", "number", "text"),
    [
        (5123450, "INR", "51234.5", "51,234.50"),
        (100000, "INR", "1000", "1,000.00"),
        (0, "INR", "0", "0.00"),
        (5, "INR", "0.05", "0.05"),
        (1234567890, "INR", "12345678.9", "1,23,45,678.90"),
        (1234567890, "USD", "12345678.9", "12,345,678.90"),
        (1000, "JPY", "1000", "1,000"),
        (1234, "KWD", "1.234", "1.234"),
        (-150, "INR", "-1.5", "-1.50"),
    ],
)
def test_amounts_are_formatted_for_scripts_and_people(minor: int, currency: str, number: str, text: str) -> None:
    assert str(to_decimal(minor, currency)) == number
    assert format_amount(minor, currency) == text


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**6))
def test_averages_round_half_even(total: int, count: int) -> None:
    exact = Decimal(total) / Decimal(count)
    # Enough digits of the quotient to see the half: both fit into the 28 of the context.
    assert average(total, count) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def test_average_of_no_values_is_refused() -> None:
    assert [average(total, 2) for total in (1, 3, 5)] == [0, 2, 2]
    with pytest.raises(ValueError, match="at least one order"):
        average(100, 0)


@given(amounts, st.integers(1, 10**12))
def test_scaling_keeps_whole_and_zero(base_total: int, total: int) -> None:
    assert scale(total, base_total, total) == base_total
    assert scale(0, base_total, total) == 0
    assert scale(5, base_total, 0) == 0


def test_scaling_rounds_half_even() -> None:
    assert [scale(part, 1, 2) for part in (1, 2, 3)] == [0, 1, 2]
    assert [scale(part, 1, -2) for part in (1, 2, 3)] == [0, -1, -2]


def test_currencies_are_three_letter_codes() -> None:
    assert 150 < len(CURRENCIES) < 185
    assert all(len(code) == 3 and code.isupper() for code in CURRENCIES)
    assert parse_currency(" inr ") == "INR"


def test_unknown_currency_gives_suggestion() -> None:
    with pytest.raises(ValueError, match=r"'INRS' is not a currency.*did you mean INR\?"):
        parse_currency("INRS")


@given(ANY_TEXT)
def test_any_text_is_currency_or_value_error(text: str) -> None:
    assert refusal(parse_currency, text) or parse_currency(text) in CURRENCIES
