"""Rows of one file about the same order: equal ones count once, differing ones are refused, line items add up."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, read

HEADER = "Order No,Order Date,Email,Item,Amount\n"
TEA = HEADER + "7,2025-02-01,asha@example.com,Leaf,10.00\n8,2025-02-02,bo@example.com,Tin,4\n7,2025-02-01,asha@example.com,Pot,22.50\n"


def orders(customers: Program) -> list[tuple[str, Decimal]]:
    listed: list[Any] = customers("orders", "asha@example.com", "--all", "-o", "jsonl").succeeds().jsonl()
    return sorted((order["number"], Decimal(order["total"])) for order in listed)


def test_differing_rows_are_refused_with_all_lines(customers: Program, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"

    done = read(customers, "orders", TEA, "--create-customers", "--rejects", str(rejects))

    assert counts(done) == {"created": 1, "refused": 2}
    assert "Line 2 refused (repeated): the order 7 appears in lines 2 and 4 with different values" in done.stderr
    assert "Line 4 refused (repeated): the order 7 appears in lines 2 and 4 with different values" in done.stderr
    assert "--line-items" in done.stderr
    customers("show", "asha@example.com").fails(ExitStatus.NOT_FOUND)
    assert rejects.read_text().count(",repeated,") == 2


def test_equal_rows_count_once(customers: Program) -> None:
    file = HEADER + "7,2025-02-01,asha@example.com,Leaf,10.00\n8,2025-02-02,bo@example.com,Tin,4\n7,2025-02-01,asha@example.com,Pot,10.0\n"

    assert counts(read(customers, "orders", file, "--create-customers")) == {"created": 2, "unchanged": 1}

    assert show(customers, "asha@example.com")["total_spent"] == 10
    assert counts(read(customers, "orders", file)) == {"unchanged": 3}


def test_equal_row_is_refused_as_the_first_is(customers: Program, tmp_path: Path) -> None:
    file = HEADER + "7,2025-02-01,asha@example.com,Leaf,10\n" * 2
    rejects = tmp_path / "rejects.csv"

    assert counts(read(customers, "orders", file, "--rejects", str(rejects))) == {"refused": 2}

    assert rejects.read_text().count(",not_found,") == 2


def test_line_items_add_up(customers: Program) -> None:
    assert counts(read(customers, "orders", TEA, "--create-customers", "--line-items")) == {"created": 2}

    assert orders(customers) == [("7", Decimal("32.5"))]
    assert counts(read(customers, "orders", TEA, "--line-items")) == {"unchanged": 2}


def test_refunds_and_discounts_of_line_items_add_up(sqlite_customers: Program) -> None:
    file = (
        "number,customer_email,placed_at,total,refunded\n"
        "7,asha@example.com,2025-02-01,10.00,2\n7,asha@example.com,2025-02-01,30.00,3.5\n7,asha@example.com,2025-02-01,-4.00,\n"
    )

    assert counts(read(sqlite_customers, "orders", file, "--create-customers", "--line-items")) == {"created": 1}

    order = sqlite_customers("orders", "asha@example.com", "-o", "jsonl").jsonl()[0]
    assert (order["total"], order["refunded"]) == (36, Decimal("5.5"))


LINES = "number,customer_email,placed_at,status,currency,total,base_total\n"


def test_cancelled_line_item_adds_nothing(customers: Program) -> None:
    first, second = ("7,asha@example.com,2025-02-01,{},INR,{},\n".format, "8,asha@example.com,2025-02-01,{},INR,{},\n".format)
    file = LINES + first("cancelled", 4) + first("paid", 30) + second("paid", 9) + second("refunded", -2) + second("storniert", -3)

    done = read(customers, "orders", file, "--create-customers", "--line-items")

    assert counts(done) == {"created": 2}
    assert "Line items that do not count (cancelled) add nothing to their orders (2 rows, the first is line 2)" in done.stderr
    rows = customers("orders", "--fields", "number,status,total", "-o", "csv", "--no-header").stdout.split()
    assert sorted(rows) == ["7,paid,30", "8,paid,7"]


def test_line_items_of_two_customers_are_refused(sqlite_customers: Program) -> None:
    file = LINES + "7,,2025-02-01,,INR,10,\n7,Asha@example.com,2025-02-01,,INR,5,\n7,asha@example.com,2025-02-01,,INR,1,\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers", "--line-items")) == {"created": 1}
    assert orders(sqlite_customers) == [("7", Decimal(16))]

    done = read(sqlite_customers, "orders", file.replace("7,", "8,") + "8,usha@example.com,2025-02-01,,INR,1,\n", "--line-items")

    assert counts(done) == {"refused": 1}
    assert "customer_email: the line items of the order have several: asha@example.com, usha@example.com" in done.stderr


def test_base_totals_of_line_items_stand_in_all_of_them(sqlite_customers: Program) -> None:
    file = LINES + "7,asha@example.com,2025-02-01,,{0},10,800\n7,asha@example.com,2025-02-01,,{0},5,{1}\n"

    done = read(sqlite_customers, "orders", file.format("EUR", ""), "--create-customers", "--line-items")
    assert counts(done) == {"refused": 1}
    assert "base_total is missing in line 3" in done.stderr

    read(sqlite_customers, "orders", file.format("EUR", "400"), "--create-customers", "--line-items").succeeds()
    assert sqlite_customers("show", "asha@example.com", "-o", "json").json()["total_spent"] == 1200


def test_refused_line_item_refuses_its_order_with_all_rows(sqlite_customers: Program, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    file = TEA.replace("22.50", "many")

    done = read(sqlite_customers, "orders", file, "--create-customers", "--line-items", "--rejects", str(rejects))

    assert counts(done) == {"created": 1, "refused": 1}
    assert "total in line 4: 'many' is not an amount" in done.stderr
    fixed = rejects.read_text().replace("many", "22.50")
    assert counts(read(sqlite_customers, "orders", fixed, "--create-customers", "--line-items")) == {"created": 1}
    assert orders(sqlite_customers) == [("7", Decimal("32.5"))]


def test_line_items_are_read_from_json_lines(sqlite_customers: Program) -> None:
    line = '{{"number": 7, "customer_email": "asha@example.com", "placed_at": "2025-02-01", "total": {}}}\n'

    done = read(sqlite_customers, "orders", line.format(0.1) + line.format(0.2), "--create-customers", "--line-items")

    assert counts(done) == {"created": 1}
    assert orders(sqlite_customers) == [("7", Decimal("0.3"))]


def test_same_number_of_two_sources_is_two_orders(sqlite_customers: Program) -> None:
    file = "number,source,customer_email,placed_at,total\n7,till,asha@example.com,2025-02-01,1\n7,web,asha@example.com,2025-02-01,2\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 2}


def test_blank_number_is_refused_where_others_have_one(sqlite_customers: Program) -> None:
    file = HEADER + "7,2025-02-01,asha@example.com,Leaf,10\n,2025-02-02,asha@example.com,Pot,4\n"

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 1, "refused": 1}
    assert "Line 3 refused (invalid): number: must not be blank: the other rows have numbers" in done.stderr


def test_file_without_numbers_is_read_twice_without_a_change(sqlite_customers: Program) -> None:
    file = HEADER + ",2025-02-01,asha@example.com,Leaf,10\n,2025-02-01,asha@example.com,Leaf,10\n"

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 2}
    assert counts(read(sqlite_customers, "orders", file)) == {"unchanged": 2}


@pytest.mark.parametrize("size", [1, 2, 7])
def test_repeats_in_other_batches_are_unchanged(sqlite_customers: Program, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("customers.transfer.importer.BATCH_SIZE", size)
    rows = [f"{number % 4},2025-02-01,asha@example.com,x,{number % 4}.5\n" for number in range(12)]

    assert counts(read(sqlite_customers, "orders", HEADER + "".join(rows), "--create-customers")) == {"created": 4, "unchanged": 8}


@pytest.mark.parametrize("header", ["number,customer_email,placed_at,total", "Order No,Email,Date,Total"])
def test_numbers_with_apostrophes_are_different_orders(sqlite_customers: Program, header: str) -> None:
    numbers = ["'", "''", "'=1", "=1", "'0123", "0123"]
    row = '"{}",asha@example.com,2025-01-05,{}\n'
    unguarded = "".join(row.format(number, place) for place, number in enumerate(numbers[:1] + numbers[2:3] + numbers[4:5]))

    assert counts(read(sqlite_customers, "orders", f"{header}\n{unguarded}", "--create-customers")) == {"created": 3}
    line = '{{"number": "{}", "customer_email": "asha@example.com", "placed_at": "2025-01-05", "total": 1}}\n'
    lines = "".join(line.format(number) for number in numbers)
    assert counts(read(sqlite_customers, "orders", lines, "--set", "source=web")) == {"created": 6}


def test_guarded_number_is_that_of_another_row(sqlite_customers: Program) -> None:
    file = 'Order No,Email,Date,Total\n"=""7""",asha@example.com,2025-01-05,1\n7,asha@example.com,2025-01-05,2\n'

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"refused": 2}
