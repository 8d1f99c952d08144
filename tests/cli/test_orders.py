"""`customers orders`, and the statistics of orders."""

from decimal import Decimal

from customers.errors import ExitStatus
from tests.support.factories import create, import_orders, order, show
from tests.support.program import Program

STATISTICS = ("total_orders", "total_spent", "avg_order_value", "first_order_at", "last_order_at")


def statistics(customers: Program, reference: str) -> tuple[object, ...]:
    """Return the calculated fields of a customer."""
    customer = show(customers, reference)
    return tuple(customer[name] for name in STATISTICS)


def test_orders_are_listed_newest_first(customers: Program) -> None:
    asha, usha = create(customers, email="asha@example.com"), create(customers, "Usha")
    import_orders(customers, order(asha, "1", "10", "2026-01-01"), order(asha, "2", "20.50", "2026-03-01T10:00:00+05:30"))
    import_orders(customers, order(asha, "3", "30", "2026-02-01", status="Cancelled", source="shopify"), order(usha, "4", "40"))

    page = customers("orders", "asha@example.com", "-o", "json").succeeds().json()

    assert [row["number"] for row in page["data"]] == ["2", "3", "1"]
    assert page["data"][0] | {"id": ""} == {
        "id": "",
        "customer_id": asha["id"],
        "number": "2",
        "source": "import",
        "status": "paid",
        "currency": "INR",
        "total": Decimal("20.5"),
        "refunded": 0,
        "counted": True,
        "placed_at": "2026-03-01T04:30:00Z",
    }
    assert [(row["source"], row["status"], row["counted"]) for row in page["data"]][1] == ("shopify", "cancelled", False)
    assert page["meta"] == {"page": 1, "per_page": 20, "total": 3, "pages": 1, "next_cursor": None}


def test_pages_visit_each_order_once(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, *(order(asha, str(number), "1", "2026-01-01") for number in range(5)))
    first = customers("orders", asha["id"], "--per-page", "2", "-o", "json").succeeds().json()
    cursor = first["meta"]["next_cursor"]
    second = customers("orders", asha["id"], "--per-page", "2", "--cursor", cursor, "-o", "json").succeeds().json()
    third = customers("orders", asha["id"], "--per-page", "2", "--page", "3", "-o", "json").succeeds().json()

    ids = [row["id"] for page in (first, second, third) for row in page["data"]]

    assert ids == customers("orders", asha["id"], "--all", "-o", "ids").stdout.split()
    assert len(set(ids)) == 5
    customers("orders", asha["id"], "--per-page", "101").fails(ExitStatus.USAGE, "101")


def test_every_format_and_fields_are_printed(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "INV-1", "1234.50", refunded="0.50"))
    run = ("orders", asha["id"], "--fields", "number,total,refunded")

    assert customers(*run, "-o", "csv").stdout == "number,total,refunded\nINV-1,1234.5,0.5\n"
    assert customers(*run, "-o", "jsonl").stdout == '{"number":"INV-1","total":1234.5,"refunded":0.5}\n'
    assert customers(*run).stdout.split() == ["NUMBER", "TOTAL", "REFUNDED", "INV-1", "1,234.50", "0.50"]
    customers("orders", asha["id"], "--fields", "totl").fails(ExitStatus.USAGE, "totl", "total")


def test_customer_without_orders_has_empty_list(customers: Program) -> None:
    asha = create(customers)

    assert customers("orders", asha["id"], "-o", "json").json()["data"] == []
    assert statistics(customers, asha["id"]) == (0, 0, None, None, None)
    customers("orders", "nobody@example.com").fails(ExitStatus.NOT_FOUND, "nobody@example.com")


def test_statistics_sum_counted_orders_less_refunds(customers: Program) -> None:
    asha = create(customers)
    import_orders(
        customers,
        order(asha, "1", "100.10", "2026-01-02"),
        order(asha, "2", "200.20", "2026-01-03", refunded="0.05"),
        order(asha, "3", "50", "2026-01-01", refunded="50"),
        *(order(asha, status, "1000", "2026-01-04", status=status) for status in ("draft", "failed", "cancelled", "Refunded")),
    )

    expected = (2, Decimal("300.25"), Decimal("150.12"), "2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z")
    assert statistics(customers, asha["id"]) == expected


def test_average_is_rounded_half_even(customers: Program) -> None:
    cases = {"0.02": ("0.01", "0.02"), "0": ("0.01", "0.00"), "0.04": ("0.03", "0.04")}
    for average, totals in cases.items():
        asha = create(customers)
        import_orders(customers, *(order(asha, f"{average} {number}", total) for number, total in enumerate(totals)))
        assert show(customers, asha["id"])["avg_order_value"] == Decimal(average)


def test_amounts_are_exact_decimals(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, *(order(asha, str(number), "0.10") for number in range(3)), order(asha, "big", "90071992547409.91"))

    output = customers("show", asha["id"], "-o", "json").stdout

    assert '"total_spent": 90071992547410.21,' in output


def test_amounts_follow_digits_of_currency(customers: Program) -> None:
    yen = {"CUSTOMERS_CURRENCY": "JPY"}
    asha = create(customers, env=yen)
    import_orders(customers, order(asha, "1", "1000"), order(asha, "2", "1001"), env=yen)

    result = customers("show", asha["id"], "-o", "json", env=yen).succeeds()

    assert '"total_spent": 2001,' in result.stdout
    assert '"avg_order_value": 1000,' in result.stdout


def test_changed_order_updates_statistics(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100"), order(asha, "2", "50"))
    import_orders(customers, order(asha, "1", "100", status="cancelled"))

    assert statistics(customers, asha["id"])[:2] == (1, 50)


def test_uncounted_statuses_setting_selects_counted_orders(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100", status="pending"))
    without_pending = {"CUSTOMERS_UNCOUNTED_ORDER_STATUSES": "pending"}

    customers("vip", "recalculate", env=without_pending).succeeds()

    assert statistics(customers, asha["id"]) == (0, 0, None, None, None)
    [row] = customers("orders", asha["id"], "-o", "jsonl", env=without_pending).jsonl()
    assert row["counted"] is False


def test_statistics_do_not_change_updated_at_and_history(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "100"))

    assert show(customers, asha["id"])["updated_at"] == asha["updated_at"]
