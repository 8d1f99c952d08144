"""`customers orders`: lists of all orders, and their filters."""

from typing import Any

import pytest

from customers.domain.ids import shown_end
from customers.errors import ExitStatus
from tests.support.factories import create, import_orders, order
from tests.support.kept import kept
from tests.support.program import Program


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Create three customers with orders, one of them deleted and one erased later."""
    asha = create(customers, last_name="Rao", email="asha@example.com")
    usha, former = create(customers, "Usha", phone="+919812345678"), create(customers, "Gone", email="gone@example.com")
    erased = create(customers, "Erased", email="erased@example.com")
    import_orders(
        customers,
        order(asha, "1", "100", "2026-01-05", source="web"),
        order(asha, "2", "50", "2026-02-05", source="till", status="cancelled"),
        order(usha, "3", "9", "2026-03-05T10:00:00Z", source="web", status="shipped"),
        order(usha, "4", "-5", "2026-03-06", source="till"),
        order(former, "5", "7", "2026-03-07", source="web"),
        order(erased, "6", "8", "2026-03-08", source="web"),
    )
    customers("delete", former["id"], "--yes").succeeds()
    customers("erase", erased["id"], "--yes").succeeds()
    return customers


def numbers(customers: Program, *arguments: str) -> list[str]:
    return [row["number"] for row in customers("orders", *arguments, "--all", "-o", "jsonl").succeeds().jsonl()]


def test_orders_of_everyone_are_listed_newest_first(shop: Program) -> None:
    assert numbers(shop) == numbers(shop, "list") == ["4", "3", "2", "1"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--source", "web"], "31"),
        (["--source", "web", "--source", "TILL"], "4321"),
        (["--status", "Cancelled"], "2"),
        (["--status", "cancelled,shipped"], "32"),
        (["--status", "Storniert"], "2"),
        (["--since", "2026-02-05"], "432"),
        (["--until", "2026-02-05"], "1"),
        (["--since", "2026-02-05", "--until", "2026-03-05T10:00:00Z"], "2"),
        (["--counted"], "31"),
        (["--no-counted"], "42"),
        (["--source", "till", "--no-counted", "--since", "2026-03-01"], "4"),
        (["asha@example.com", "--counted"], "1"),
        (["--source", "nowhere"], ""),
    ],
)
def test_filters_select_orders_that_match_all_of_them(shop: Program, filters: list[str], expected: str) -> None:
    assert numbers(shop, *filters) == list(expected)


def test_orders_of_deleted_and_erased_customers_are_listed_on_request(shop: Program) -> None:
    assert numbers(shop, "--of", "live") == ["4", "3", "2", "1"]
    assert numbers(shop, "--of", "deleted") == ["5"]
    assert numbers(shop, "--of", "erased") == ["6"]
    assert numbers(shop, "--of", "all") == ["6", "5", "4", "3", "2", "1"]
    assert numbers(shop, "gone@example.com", "--of", "deleted") == ["5"]
    shop("orders", "gone@example.com").fails(ExitStatus.NOT_FOUND, "deleted")
    shop("orders", "--of", "dead").fails(ExitStatus.USAGE, "--of", "must be live, deleted, erased or all, not 'dead'")


def test_order_of_an_erased_customer_is_found_by_the_id_of_the_customer(shop: Program) -> None:
    [row] = shop("orders", "--of", "erased", "-o", "jsonl").succeeds().jsonl()

    assert numbers(shop, row["customer_id"], "--of", "all") == ["6"]
    assert shop("orders", "show", "web:6", "-o", "json").succeeds().json() == row


def test_pages_visit_each_order_of_everyone_once(shop: Program) -> None:
    run = ("orders", "--per-page", "3", "-o", "json")
    first = shop(*run).succeeds().json()
    second = shop(*run, "--cursor", first["meta"]["next_cursor"]).succeeds().json()

    assert [row["number"] for page in (first, second) for row in page["data"]] == ["4", "3", "2", "1"]
    assert first["meta"] | {"next_cursor": None} == {"page": 1, "per_page": 3, "total": 4, "pages": 2, "next_cursor": None}
    assert second["meta"]["next_cursor"] is None


def test_table_of_everyone_names_customers(shop: Program) -> None:
    text = shop("orders", "--of", "all").succeeds().stdout

    assert "Asha Rao <asha@example.com>" in text
    [usha] = shop("list", "--search", "Usha", "-o", "ids").stdout.split()
    assert f"Usha <…{shown_end(usha)}>" in text
    assert usha not in text


def test_json_of_an_order_has_documented_keys(shop: Program) -> None:
    row: Any = shop("orders", "-o", "jsonl", "--all").succeeds().jsonl()[0]

    assert list(row) == ["id", "customer_id", "number", "source", "status", "currency", "total", "refunded", "counted", "placed_at"]


def test_export_has_the_orders_of_deleted_and_erased_customers_on_request(shop: Program) -> None:
    run = ("export", "orders", "--fields", "number,customer_name,customer_email")

    assert shop(*run).succeeds().stdout.count("\n") == 5
    assert shop(*run, "--of", "deleted").succeeds().stdout == "number,customer_name,customer_email\n5,Gone,gone@example.com\n"
    assert shop(*run, "--of", "erased").succeeds().stdout == "number,customer_name,customer_email\n6,,\n"
    assert sorted(row["number"] for row in shop("export", "orders", "--format", "jsonl", "--of", "all").succeeds().jsonl()) == list(
        "123456"
    )
    shop(*run, "--of", "all", "--search", "asha").fails(ExitStatus.USAGE, "--of and --search cannot be used together")
    shop(*run, "--of", "dead").fails(ExitStatus.USAGE, "--of is 'dead'")


def test_name_and_email_of_the_customer_are_fields_on_request(shop: Program) -> None:
    fields = ("--fields", "number,customer_name,customer_email", "-o")

    assert shop("orders", "asha@example.com", "--counted", *fields, "csv").succeeds().stdout == (
        "number,customer_name,customer_email\n1,Asha Rao,asha@example.com\n"
    )
    assert shop("orders", "--of", "erased", *fields, "jsonl").succeeds().jsonl() == [
        {"number": "6", "customer_name": None, "customer_email": None}
    ]
    assert "Usha" in shop("orders", "--source", "web", *fields, "table").succeeds().stdout
    rows = shop("orders", "show", "1", "3", *fields, "json").succeeds().json()
    assert [row["customer_name"] for row in rows] == ["Asha Rao", "Usha"]
    card = shop("orders", "show", "1").succeeds().stdout
    assert "Asha Rao" in card
    assert "asha@example.com" in card
