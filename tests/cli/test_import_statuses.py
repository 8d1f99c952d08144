"""The statuses of imported orders: words of platforms and languages, several columns, and what is said of them."""

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.reading import counts, read

DEFAULT = "draft,failed,cancelled,refunded"


def statuses(customers: Program, email: str = "ann@example.com") -> list[str]:
    """Return the statuses of the orders of a customer, by number."""
    orders = customers("orders", email, "--json").json()["data"]
    return [order["status"] for order in sorted(orders, key=lambda order: int(order["number"]))]


def table(words: list[str], header: str = "Order ID,Date,Email,Total,Status") -> str:
    """Return a file of another program, an order of 10.00 for each status."""
    return "\n".join([header, *(f'{number},2026-01-02,ann@example.com,10.00,"{word}"' for number, word in enumerate(words, 1))]) + "\n"


def native(words: list[str]) -> str:
    """Return a native file, an order of 10.00 for each status."""
    return table(words, "number,placed_at,customer_email,total,status")


@pytest.mark.parametrize(
    ("word", "canonical"),
    [
        *((word, "cancelled") for word in ("Canceled", "VOIDED", "Storniert", "annulé", "Abgebrochen", "Cancelled by customer")),
        *((word, "cancelled") for word in ("wc-cancelled", "Anulowane", "Geannuleerd", "Avbruten", "Order cancelled (by seller)")),
        *((word, "failed") for word in ("Payment error", "Denied", "declined", "Erreur de paiement", "PAYMENT_FAILED", "Expired")),
        *((word, "refunded") for word in ("Fully refunded", "Chargeback", "Remboursé", "Erstattet", "Reversed", "FULLY_REFUNDED")),
        *((word, "draft") for word in ("checkout-draft", "Quotation", "Incomplete")),
        *((word, "partially_refunded") for word in ("Partially refunded", "PARTIALLY_REFUNDED", "Teilweise erstattet")),
        *((word, "completed") for word in ("Complete", "wc-completed", "Abgeschlossen", "Done")),
        *((word, "on-hold") for word in ("On hold", "holded", "wc-on-hold")),
        *((word, "pending") for word in ("Pending payment", "Awaiting bank wire payment", "Zahlung ausstehend")),
        *((word, "paid") for word in ("PAID", "Payment accepted", "Bezahlt", "Canceled Reversal")),
        ("Partially cancelled", "partially_cancelled"),
        ("Half Way There", "half way there"),
    ],
)
def test_status_of_any_platform_or_language_becomes_a_canonical_word(sqlite_customers: Program, word: str, canonical: str) -> None:
    printed = read(sqlite_customers, "orders", table([word]), "--create-customers").json()

    assert statuses(sqlite_customers) == [canonical]
    counted = canonical not in DEFAULT.split(",")
    assert printed["statuses"] == {canonical: {"orders": 1, "counted": counted, "known": canonical != "half way there"}}
    assert show(sqlite_customers, "ann@example.com")["total_orders"] == int(counted)


WORDS = ["canceled", "Voided", "Paid", "Fully refunded", "Denied"]
CANONICAL = ["cancelled", "cancelled", "paid", "refunded", "failed"]


def test_one_table_of_words_serves_native_and_other_files(customers: Program) -> None:
    for file in (native(WORDS), table(WORDS)):
        read(customers, "orders", file, "--create-customers").succeeds()

        assert statuses(customers) == CANONICAL
        assert show(customers, "ann@example.com")["total_spent"] == 10


def test_native_json_lines_use_the_same_words(customers: Program) -> None:
    line = '{"number": "1", "customer_email": "ann@example.com", "total": 10, "placed_at": "2026-01-02", "status": "Storniert"}\n'

    read(customers, "orders", line, "--create-customers").prints_json(created=1)

    assert statuses(customers) == ["cancelled"]


def test_query_of_another_database_uses_the_same_words(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "till.db"
    with sqlite3.connect(path) as shop:
        shop.execute("CREATE TABLE orders (number, customer_email, total, placed_at, status)")
        rows: list[tuple[Any, ...]] = [(number, "ann@example.com", 10, "2026-01-02", word) for number, word in enumerate(WORDS, 1)]
        shop.executemany("INSERT INTO orders VALUES (?, ?, ?, ?, ?)", rows)
    shop.close()

    query = ("--from-url", f"sqlite:///{path}", "--query", "SELECT * FROM orders", "--create-customers")
    customers("import", "orders", *query).succeeds()

    assert statuses(customers) == CANONICAL


@pytest.mark.parametrize(
    ("order", "payment", "delivery", "expected"),
    [
        ("completed", "paid", "cancelled", "cancelled"),
        ("Cancelled", "Paid", "", "cancelled"),
        ("processing", "Voided", "", "cancelled"),
        ("processing", "declined", "shipped", "failed"),
        ("completed", "partially refunded", "shipped", "partially_refunded"),
        ("shipped", "pending", "delivered", "pending"),
        ("shipped", "", "delivered", "shipped"),
        ("", "", "delivered", "delivered"),
        ("refunded", "paid", "", "refunded"),
        ("closed", "refunded", "", "refunded"),
        ("", "", "", "unknown"),
    ],
)
def test_statuses_of_several_columns_are_combined(
    sqlite_customers: Program, order: str, payment: str, delivery: str, expected: str
) -> None:
    header = "Order ID,Date,Email,Total,Order Status,Payment Status,Fulfillment Status\n"

    read(sqlite_customers, "orders", f"{header}1,2026-01-02,ann@example.com,10,{order},{payment},{delivery}\n", "--create-customers")

    assert statuses(sqlite_customers) == [expected]


def test_status_that_the_operator_maps_is_the_only_one(sqlite_customers: Program) -> None:
    header = "Order ID,Date,Email,Total,Order Status,Payment Status\n"
    file = header + "1,2026-01-02,ann@example.com,10,completed,voided\n"

    read(sqlite_customers, "orders", file, "--create-customers", "--column", "status=Order Status").prints_json(created=1)
    assert statuses(sqlite_customers) == ["completed"]

    read(sqlite_customers, "orders", file, "--set", "status=shipped").prints_json(updated=1)
    assert statuses(sqlite_customers) == ["shipped"]


@pytest.mark.parametrize(("refunded", "expected"), [("", "closed"), ("0", "closed"), ("4.00", "closed"), ("10.00", "refunded")])
def test_closed_is_a_refund_only_where_all_was_refunded(sqlite_customers: Program, refunded: str, expected: str) -> None:
    file = f"Order ID,Date,Email,Total,Refunded,Status\n1,2026-01-02,ann@example.com,10.00,{refunded},Closed\n"

    read(sqlite_customers, "orders", file, "--create-customers").succeeds()

    assert statuses(sqlite_customers) == [expected]
    assert show(sqlite_customers, "ann@example.com")["total_orders"] == int(expected == "closed")


def test_import_of_orders_says_which_statuses_count(customers: Program) -> None:
    create(customers, email="ann@example.com")

    done = read(customers, "orders", table([*WORDS, "Paid", "Gurke"]))

    assert "Order statuses counted: paid 2, gurke 1; not counted: cancelled 2, failed 1, refunded 1" in done.stderr
    assert "Unknown order statuses count: gurke" in done.stderr
    assert counts(read(customers, "orders", table(["Paid"]))) == {"updated": 1}


def test_refused_orders_are_not_among_the_statuses(sqlite_customers: Program) -> None:
    create(sqlite_customers, email="ann@example.com")
    file = "number,placed_at,customer_email,total,status\n1,2026-01-02,ann@example.com,10,paid\n2,2026-01-02,bo@example.com,10,shipped\n"

    printed = read(sqlite_customers, "orders", file).json()

    assert printed["refused"] == 1
    assert printed["statuses"] == {"paid": {"orders": 1, "counted": True, "known": True}}


def test_import_of_customers_has_no_statuses(sqlite_customers: Program) -> None:
    assert "statuses" not in read(sqlite_customers, "customers", "email,first_name\nann@example.com,Ann\n").json()


def test_uncounted_statuses_of_the_settings_are_compared_by_their_canonical_words(sqlite_customers: Program) -> None:
    environment = {"CUSTOMERS_UNCOUNTED_ORDER_STATUSES": f"{DEFAULT},Awaiting payment,gurke"}
    file = table(["Pending payment", "Gurke", "paid"])

    printed = read(sqlite_customers, "orders", file, "--create-customers", env=environment).json()

    counted = {word: status["counted"] for word, status in printed["statuses"].items()}
    assert counted == {"pending": False, "gurke": False, "paid": True}
    ann = sqlite_customers("show", "ann@example.com", "--json", env=environment).json()
    assert (ann["total_orders"], ann["total_spent"]) == (1, Decimal(10))
