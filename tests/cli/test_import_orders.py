"""`customers import orders`: matching, counting, and repeated imports."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.kept import kept
from tests.support.program import Program, Result

ASHA = "018f3c1e-7b00-7000-8000-000000000001"
EURO = "1001,asha@example.com,EUR,10,900,2026-01-02"


def read(customers: Program, file: str, *options: str, **surroundings: Any) -> Result:
    return customers("import", "orders", "-", "--json", *options, stdin=file, **surroundings)


def show(customers: Program, reference: str = ASHA) -> Any:
    return customers("show", reference, "--json").succeeds().json()


def orders(customers: Program, reference: str = ASHA) -> Any:
    return customers("orders", reference, "--json").succeeds().json()["data"]


@pytest.fixture
@kept
def asha(customers: Program) -> str:
    row = {"id": ASHA, "email": "asha@example.com", "phone": "+919876543210", "first_name": "Asha", "external_ids": {"shopify": "77"}}
    customers("import", "customers", "-", stdin=json.dumps(row)).succeeds()
    return ASHA


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("customer_id", ASHA),
        ("customer_external_id", "shopify:77"),
        ("customer_email", "ASHA@Example.com"),
        ("customer_phone", "098765 43210"),
    ],
)
def test_row_names_customer_by_any_identity(customers: Program, asha: str, header: str, name: str) -> None:
    read(customers, f"{header},total,placed_at\n{name},12.50,2026-01-02\n").prints_json(read=1, created=1)

    assert show(customers, asha)["total_spent"] == Decimal("12.5")


def test_bare_external_id_uses_source_of_order(customers: Program, asha: str) -> None:
    read(customers, "source,customer_external_id,total,placed_at\nshopify,77,5,2026-01-02\n").prints_json(created=1)

    assert show(customers, asha)["total_orders"] == 1


def test_missing_cells_have_defaults(customers: Program, asha: str) -> None:
    read(customers, f"number,customer_id,total,placed_at\n1001,{asha},12,2026-01-02\n").prints_json(created=1)

    [order] = orders(customers)
    assert (order["number"], order["source"], order["status"], order["currency"]) == ("1001", "import", "paid", "INR")
    assert (order["total"], order["refunded"], order["counted"], order["placed_at"]) == (12, 0, True, "2026-01-02T00:00:00Z")
    assert order["customer_id"] == asha


def test_import_updates_statistics(customers: Program, asha: str) -> None:
    rows = [
        "1,paid,100.10,0,2026-01-01",
        "2,Shipped,50,20.05,2026-03-01T10:00:00+05:30",
        "3,cancelled,70,0,2026-04-01",
        "4,paid,9,9,2026-05-01",
    ]
    file = "number,customer_email,status,total,refunded,placed_at\n" + "\n".join(row.replace(",", ",asha@example.com,", 1) for row in rows)

    read(customers, file).prints_json(created=4)

    customer = show(customers, asha)
    assert (customer["total_orders"], customer["total_spent"], customer["avg_order_value"]) == (2, Decimal("130.05"), Decimal("65.02"))
    assert (customer["first_order_at"], customer["last_order_at"]) == ("2026-01-01T00:00:00Z", "2026-03-01T04:30:00Z")
    assert [order["counted"] for order in orders(customers)] == [False, False, True, True]


def test_free_order_is_counted(customers: Program, asha: str) -> None:
    read(customers, f"customer_id,total,placed_at\n{asha},0,2026-01-01\n").prints_json(created=1)

    assert show(customers, asha)["total_orders"] == 1


def test_spend_grants_vip_and_refund_revokes_it(customers: Program, asha: str) -> None:
    header = "number,customer_id,total,refunded,placed_at\n"
    read(customers, f"{header}1,{asha},50000,0,2026-01-01\n").prints_json(created=1)
    assert show(customers, asha)["is_vip"] is True

    read(customers, f"{header}1,{asha},50000,0.01,2026-01-01\n").prints_json(updated=1)
    assert show(customers, asha)["is_vip"] is False


def test_changed_order_is_updated(customers: Program, asha: str) -> None:
    header = "number,customer_id,status,total,refunded,placed_at\n"
    read(customers, f"{header}1,{asha},pending,80,0,2026-01-01\n").prints_json(created=1)

    read(customers, f"{header}1,{asha},paid,90,10,2026-01-02\n").prints_json(created=0, updated=1)

    [order] = orders(customers)
    assert (order["status"], order["total"], order["refunded"], order["placed_at"]) == ("paid", 90, 10, "2026-01-02T00:00:00Z")
    assert show(customers, asha)["total_spent"] == 80


def test_second_import_changes_nothing(customers: Program, asha: str) -> None:
    file = f"number,customer_id,total,placed_at\n1,{asha},80,2026-01-01\n2,{asha},0.5,2026-01-02\n"
    read(customers, file).prints_json(created=2)
    before = customers("list", "--all", "-o", "jsonl").stdout

    read(customers, file).prints_json(created=0, updated=0, unchanged=2)

    assert customers("list", "--all", "-o", "jsonl").stdout == before


def test_order_without_number_gets_one_from_content(customers: Program, asha: str) -> None:
    row = f"{asha},80,2026-01-01\n"
    file = f"customer_id,total,placed_at\n{row}{row}{asha},81,2026-01-01\n"

    read(customers, file).prints_json(created=3)
    read(customers, file).prints_json(created=0, unchanged=3)

    assert len({order["number"] for order in orders(customers)}) == 3


def test_same_number_in_two_sources_is_two_orders(customers: Program, asha: str) -> None:
    read(customers, f"number,source,customer_id,total,placed_at\n1,a,{asha},1,2026-01-01\n1,b,{asha},2,2026-01-01\n").prints_json(created=2)


def test_foreign_order_requires_base_total(customers: Program, asha: str, tmp_path: Path) -> None:
    header = "number,customer_email,currency,total,base_total,placed_at\n"
    blank = EURO.replace(",900,", ",,")

    read(customers, f"{header}{blank}\n", "--rejects", str(tmp_path / "r")).fails(ExitStatus.PARTIAL, "base_total", "INR", stdout=None)
    assert ",currency," in (tmp_path / "r").read_text()

    read(customers, f"{header}{EURO}\n").prints_json(created=1)
    assert show(customers, asha)["total_spent"] == 900
    assert (orders(customers)[0]["currency"], orders(customers)[0]["total"]) == ("EUR", 10)


def test_foreign_refund_counts_proportionally(customers: Program, asha: str) -> None:
    header = "number,customer_email,currency,total,base_total,placed_at,refunded\n"

    read(customers, f"{header}{EURO},2.5\n").prints_json(created=1)

    assert show(customers, asha)["total_spent"] == 675


def test_partly_refunded_foreign_order_is_counted(customers: Program, asha: str) -> None:
    file = f"customer_id,currency,total,refunded,base_total,placed_at\n{asha},VND,100,99,0.33,2026-01-01\n"

    read(customers, file).prints_json(created=1)

    assert orders(customers)[0]["counted"] is True
    assert show(customers, asha)["total_orders"] == 1


@pytest.mark.parametrize(
    ("cells", "needle"),
    [
        ("5,-1,2026-01-01", "refunded"),
        ("-5,6,2026-01-01", "refunded"),
        ("abc,,2026-01-01", "total"),
        (",,2026-01-01", "total"),
        ("1.005,,2026-01-01", "total"),
        ("5,6,2026-01-01", "refunded"),
        ("5,,", "placed_at"),
        ("5,,yesterday", "placed_at"),
        ("5,,2026-02-30", "placed_at"),
    ],
)
def test_invalid_value_is_rejected_with_field_and_line(customers: Program, asha: str, cells: str, needle: str) -> None:
    file = f"customer_id,total,refunded,placed_at\n{asha},1,,2026-01-01\n{asha},{cells}\n"

    done = read(customers, file).fails(ExitStatus.PARTIAL, needle, "line 3", stdout=None)

    assert (done.json()["created"], done.json()["refused"]) == (1, 1)


def test_order_of_unknown_customer_is_rejected(customers: Program) -> None:
    file = "customer_email,total,placed_at\nnobody@example.com,5,2026-01-01\n,5,2026-01-01\n"

    done = read(customers, file).fails(ExitStatus.PARTIAL, "line 2", "--create-customers", stdout=None)

    assert done.json()["refused"] == 2
    assert customers("list", "--json").json()["meta"]["total"] == 0


@pytest.mark.parametrize("name", ["customer_email", "customer_phone"])
def test_blank_identity_in_json_lines_is_refused(customers: Program, name: str) -> None:
    row = {"number": "1", name: " ", "total": "5", "placed_at": "2025-01-02"}

    read(customers, json.dumps(row), "--create-customers").fails(ExitStatus.PARTIAL, "names no customer", stdout=None)


def test_shared_phone_does_not_match(customers: Program, asha: str) -> None:
    customers("create", "--first-name", "Ravi", "--phone", "+919876543210").succeeds()

    read(customers, "customer_phone,total,placed_at\n+919876543210,5,2026-01-01\n").fails(ExitStatus.PARTIAL, "+919876543210", stdout=None)

    assert show(customers, asha)["total_orders"] == 0


def test_create_customers_groups_orders_of_one_customer(customers: Program) -> None:
    header = "customer_email,customer_name,customer_phone,address1,city,country,total,placed_at\n"
    rows = "new@example.com,Mira  van Dam,+31201234567,Dam 1,Amsterdam,NL,5,2026-01-01\nNEW@example.com,,,,,,6,2026-01-02\n"

    read(customers, header + rows, "--create-customers").prints_json(read=2, created=2)

    customer = show(customers, "new@example.com")
    assert (customer["first_name"], customer["last_name"], customer["phone"]) == ("Mira", "van Dam", "+31201234567")
    assert (customer["total_orders"], customer["total_spent"]) == (2, 11)
    assert [(address["address1"], address["city"], address["country"]) for address in customer["addresses"]] == [
        ("Dam 1", "Amsterdam", "NL")
    ]


@pytest.mark.parametrize(
    ("header", "name", "first_name"),
    [("customer_email", "mira.k@example.com", "mira.k"), ("customer_external_id", "cdnow:00042", "00042")],
)
def test_customer_without_name_is_named_by_contact(customers: Program, header: str, name: str, first_name: str) -> None:
    read(customers, f"{header},total,placed_at\n{name},5,2026-01-01\n", "--create-customers").prints_json(created=1)

    assert show(customers, name)["first_name"] == first_name


def test_column_and_set_options_map_foreign_file(customers: Program) -> None:
    file = "users_id,cds,date,dollar_value\n00042,3,19970101,11.77\n00042,1,19970112,12.00\n"
    options = ["--column", "customer_external_id=users_id", "--column", "placed_at=date", "--column", "total=dollar_value"]
    options += ["--set", "source=cdnow", "--set", "status=complete", "--date-format", "%Y%m%d", "--create-customers"]

    done = read(customers, file, *options).prints_json(created=2)

    assert "%Y%m%d" in done.stderr
    assert "cds" in done.stderr
    customer = show(customers, "cdnow:00042")
    assert (customer["total_spent"], customer["first_order_at"]) == (Decimal("23.77"), "1997-01-01T00:00:00Z")
    assert {(order["source"], order["status"]) for order in orders(customers, "cdnow:00042")} == {("cdnow", "completed")}


def test_foreign_file_reports_date_format(customers: Program, asha: str) -> None:
    file = f"customer_id,sum,placed_at\n{asha},5,2026-01-02 10:00\n"

    assert "2026-11-23" in read(customers, file, "--column", "total=sum").prints_json(created=1).stderr
    assert orders(customers)[0]["placed_at"] == "2026-01-02T10:00:00Z"


def test_orders_are_read_from_jsonl(customers: Program, asha: str) -> None:
    lines = [{"customer_id": asha, "number": 7 + total, "total": total / 10, "placed_at": "2026-01-02"} for total in (1, 2)]

    read(customers, "\n".join(map(json.dumps, lines))).prints_json(read=2, created=2)

    assert show(customers, asha)["total_spent"] == Decimal("0.3")


def test_row_names_a_customer_that_an_earlier_row_made(customers: Program, asha: str) -> None:
    header, new = "number,customer_email,customer_external_id,total,placed_at", "new@example.com"
    file = f"{header}\n1,{new},,5,2026-01-02\n2,{new},shopify:77,6,2026-01-02\n3,{new},,7,2026-01-02\n"
    read(customers, file, "--create-customers").fails(ExitStatus.PARTIAL, "1 ambiguous", stdout=None)

    assert {order["number"] for order in orders(customers, new)} == {"1", "3"}
    assert orders(customers, asha) == []
