"""Order numbers and ids that a spreadsheet or a data frame wrote as 1001.0: the whole column decides."""

import pytest

from customers.errors import ExitStatus
from tests.support.program import Program
from tests.support.reading import counts, everybody, read

HEADER = "Order No,Order Date,Email,Amount\n"
NEW = "--create-customers"


def numbers(customers: Program) -> list[str]:
    return sorted(order["number"] for order in customers("orders", "--all", "-o", "jsonl").succeeds().jsonl())


def test_whole_numbers_lose_their_point_where_the_column_is_so(customers: Program) -> None:
    file = HEADER + "1001.0,2025-02-01,asha@example.com,10\n1002.0,2025-02-02,bo@example.com,5\n"
    assert counts(read(customers, "orders", HEADER + "1001,2025-02-01,asha@example.com,10\n", NEW)) == {"created": 1}

    done = read(customers, "orders", file, NEW)

    assert counts(done) == {"created": 1, "unchanged": 1}
    assert "Numbers were read: Order No without the .0 behind its whole numbers" in done.stderr
    assert numbers(customers) == ["1001", "1002"]
    assert counts(read(customers, "orders", file, NEW)) == {"unchanged": 2}


@pytest.mark.parametrize("second", ["1001.1", "1002", "A-7", "007.0", "1E5.0"])
def test_numbers_of_a_column_with_another_cell_stay_as_they_are(customers: Program, second: str) -> None:
    done = read(customers, "orders", HEADER + f"1001.0,2025-02-01,asha@example.com,10\n{second},2025-02-02,bo@example.com,5\n", NEW)

    assert counts(done) == {"created": 2}
    assert "Numbers were read" not in done.stderr
    assert numbers(customers) == sorted(["1001.0", second])


def test_rows_of_one_order_are_compared_by_the_whole_number(customers: Program) -> None:
    file = HEADER + '1001.0,2025-02-01,asha@example.com,10\n1001.0,2025-02-01,asha@example.com,5\n="1002.0",2025-02-02,bo@example.com,5\n'

    done = read(customers, "orders", file, NEW)
    assert counts(done) == {"created": 1, "refused": 2}
    assert "the order 1001 appears in lines 2 and 3 with different values" in done.stderr

    assert counts(read(customers, "orders", file, NEW, "--line-items")) == {"created": 1, "unchanged": 1}
    assert numbers(customers) == ["1001", "1002"]


def test_ids_of_customers_lose_their_point(customers: Program) -> None:
    rows = "501.0,Asha Rao,asha@example.com\n,Cy Fox,cy@example.com\n502.0,Bo Sen,bo@example.com\n"
    done = read(customers, "customers", "Customer ID,Name,Email\n" + rows, "--set", "source=crm")

    assert counts(done) == {"created": 3}
    assert sorted(row["external_ids"].get("crm", "") for row in everybody(customers)) == ["", "501", "502"]
    orders = "Order No,Order Date,Customer ID,Amount\n7.0,2025-02-01,502.0,10\n"
    assert counts(read(customers, "orders", orders, "--set", "source=crm")) == {"created": 1}


def test_native_files_keep_numbers_as_they_are_stored(customers: Program) -> None:
    file = "number,customer_email,total,placed_at\n1001.0,asha@example.com,10,2025-02-01\n"
    read(customers, "orders", file, NEW)

    assert numbers(customers) == ["1001.0"]


def test_numbers_of_json_lines_are_whole(customers: Program) -> None:
    order = '{"number": 1001.0, "customer_external_id": "crm:501", "total": 10.0, "placed_at": "2025-02-01"}\n'
    text = order.replace("1001.0", '"1003.0"')
    customer = '{"first_name": "Asha", "external_ids": {"crm": 501.0}}\n'
    assert counts(read(customers, "customers", customer)) == {"created": 1}

    assert counts(read(customers, "orders", order + text)) == {"created": 2}
    assert numbers(customers) == ["1001", "1003.0"]


def test_shortened_numbers_stay_refused(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", HEADER + "2.34E+14,2025-02-01,asha@example.com,10\n", NEW)

    assert done.status == ExitStatus.PARTIAL
    assert "as a spreadsheet shortens it" in done.stderr
