"""Amounts in files: a decimal point or a decimal comma, decided once a column from all of its cells."""

from decimal import Decimal

import pytest

from customers.errors import ExitStatus
from tests.support.factories import show
from tests.support.program import Program, Result
from tests.support.reading import counts, everybody, read


def orders(customers: Program, *amounts: str, options: tuple[str, ...] = (), settings: dict[str, str] | None = None) -> Result:
    rows = "".join(f'{number}|a@example.com|2025-01-02|"{amount}"\n' for number, amount in enumerate(amounts, 1))
    file = "Order No|Email|Date|Order Total\n" + rows
    return read(customers, "orders", file, "--create-customers", *options, env=settings or {})


def totals(customers: Program, **settings: str) -> list[Decimal]:
    listed = customers("orders", "a@example.com", "--all", "-o", "jsonl", env=settings).succeeds().jsonl()
    return [Decimal(order["total"]) for order in sorted(listed, key=lambda order: order["number"])]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        (("12.500", "1.234,50", "250,00"), ("12500", "1234.5", "250")),
        (("12,500", "1,234.50", "250.00"), ("12500", "1234.5", "250")),
        (("1.234", "1.234.567"), ("1234", "1234567")),
        (("1,234", "12,34,567"), ("1234", "1234567")),
        (("12.500", "0,75"), ("12500", "0.75")),
        (("12.500", "0.750"), ("12.5", "0.75")),
        (("12.500", "1234.500"), ("12.5", "1234.5")),
        (("€ 12.500", "€ 12,50"), ("12500", "12.5")),
        (("12.500 EUR", "1 234,5 EUR"), ("12500", "1234.5")),
        (("1'234", "12'500.50"), ("1234", "12500.5")),
        (("12,-", "1.200,--"), ("12", "1200")),
        (("850", "12.50"), ("850", "12.5")),
        (("12.50", "(5.00)", "2.50-", "$-1"), ("12.5", "-5", "-2.5", "-1")),
    ],
)
def test_amounts_of_a_column_have_one_decimal_mark(sqlite_customers: Program, amounts: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert counts(orders(sqlite_customers, *amounts, settings={"CUSTOMERS_CURRENCY": "USD" if "$-1" in amounts else "EUR"})) == {
        "created": len(amounts)
    }

    assert totals(sqlite_customers) == [Decimal(total) for total in expected]


def test_decision_is_said_with_its_line(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "12.500", "1.234,50")

    assert "Amounts were read: Order Total with a decimal comma, as line 3 has '1.234,50'" in done.stderr


def test_cell_without_an_amount_decides_nothing(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "[1.5]", "{0.x}", "see 1.5 below", "12.500", "7,5")

    assert counts(done) == {"created": 2, "refused": 3}
    assert totals(sqlite_customers) == [Decimal(12500), Decimal("7.5")]


@pytest.mark.parametrize("amounts", [("12.500",), ("1.234", "850"), ("1,234", "12,505")])
def test_column_that_can_be_read_both_ways_is_refused_by_name(sqlite_customers: Program, amounts: tuple[str, ...]) -> None:
    done = orders(sqlite_customers, *amounts)

    done.fails(ExitStatus.USAGE, "'Order Total'", repr(amounts[0]), "in line 2 could be either", "--decimal comma or --decimal point")
    assert everybody(sqlite_customers) == []


@pytest.mark.parametrize(("decimal", "total"), [("comma", "12500"), ("point", "12.5")])
def test_decimal_option_decides(sqlite_customers: Program, decimal: str, total: str) -> None:
    assert counts(orders(sqlite_customers, "12.500", options=("--decimal", decimal))) == {"created": 1}

    assert totals(sqlite_customers) == [Decimal(total)]


def test_decimal_option_overrules_the_column(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "12.50", "12,5", options=("--decimal", "comma"))

    assert counts(done) == {"created": 1, "refused": 1}
    assert "'12.50' is not an amount with a decimal comma" in done.stderr
    orders(sqlite_customers, "1", options=("--decimal", "dot")).fails(ExitStatus.USAGE, "--decimal is 'dot'; it must be comma or point")


def test_amount_against_its_column_is_refused_with_the_line_that_decides(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "12,50", "12.505,5", "7.50")

    assert counts(done) == {"created": 2, "refused": 1}
    assert "Line 4 refused (invalid): total: '7.50' is not an amount with a decimal comma, as line 2 ('12,50') decides" in done.stderr


def test_amount_too_fine_for_its_currency_is_refused(sqlite_customers: Program) -> None:
    done = orders(sqlite_customers, "12,50", "12,505")

    assert counts(done) == {"created": 1, "refused": 1}
    assert "Line 3 refused" in done.stderr
    assert totals(sqlite_customers) == [Decimal("12.5")]


def test_columns_are_decided_each_by_itself(sqlite_customers: Program) -> None:
    file = "Order No;Email;Date;Total;Refunded\n1;a@example.com;2025-01-02;1.250,00;0.50\n2;a@example.com;2025-01-03;3.000;1\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 2}

    assert show(sqlite_customers, "a@example.com")["total_spent"] == Decimal("4248.5")


def test_numbers_of_json_lines_have_points(sqlite_customers: Program) -> None:
    line = '{{"number": {}, "customer_email": "a@example.com", "placed_at": "2025-01-02", "total": {}}}\n'
    file = line.format(1, "12.500") + line.format(2, '"12.500"') + line.format(3, '"1,250.00"')

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 3}

    assert totals(sqlite_customers) == [Decimal("12.5"), Decimal("12.5"), Decimal(1250)]


def test_native_file_is_decided_too(sqlite_customers: Program) -> None:
    file = "number,customer_email,placed_at,total\n1,a@example.com,2025-01-02,12.500\n"

    read(sqlite_customers, "orders", file, "--create-customers").fails(ExitStatus.USAGE, "'total'", "--decimal")

    decided = file + '2,a@example.com,2025-01-03,"1.234,50"\n'
    assert counts(read(sqlite_customers, "orders", decided, "--create-customers")) == {"created": 2}
    assert totals(sqlite_customers) == [Decimal(12500), Decimal("1234.5")]


def test_exported_amounts_of_three_decimals_are_read_again(sqlite_customers: Program) -> None:
    file = "number,customer_email,placed_at,total\n1,a@example.com,2025-01-02,1.234\n2,a@example.com,2025-01-02,12.500\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", env={"CUSTOMERS_CURRENCY": "KWD"})

    assert counts(done) == {"created": 2}
    assert totals(sqlite_customers, CUSTOMERS_CURRENCY="KWD") == [Decimal("1.234"), Decimal("12.5")]


def test_exported_amounts_of_a_foreign_currency_are_read_again(sqlite_customers: Program) -> None:
    file = "number,customer_email,placed_at,currency,total,base_total\n1,a@example.com,2025-01-02,KWD,1.230,350\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 1}
