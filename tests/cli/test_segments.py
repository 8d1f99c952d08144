"""`customers segments`."""

from datetime import UTC, datetime, timedelta

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, create_many, import_orders, listed, order
from tests.support.program import Program


def counts(customers: Program, *arguments: str, **settings: str) -> dict[str, int]:
    """Return the size of each segment."""
    printed = customers("segments", *arguments, "-o", "json", env=settings).succeeds().json()
    return {name: segment["count"] for name, segment in printed.items()}


def buy(customers: Program, *purchases: tuple[str, int, str]) -> None:
    """Create customers by name, each with a number of orders at one time."""
    create_many(customers, *({"first_name": name, "external_ids": {"till": name}} for name, _, _ in purchases))
    rows = [
        {"customer_external_id": f"till:{name}", "number": f"{name}-{number}", "total": "1", "placed_at": placed_at}
        for name, orders, placed_at in purchases
        for number in range(orders)
    ]
    import_orders(customers, *rows)


def days_ago(days: float) -> str:
    """Return a time before now."""
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_json_has_documented_shape_and_labels(customers: Program) -> None:
    assert customers("segments", "-o", "json").succeeds().json() == {
        "new": {"label": "New (0–1 orders)", "count": 0},
        "returning": {"label": "Returning (2–4 orders)", "count": 0},
        "loyal": {"label": "Loyal (5+ orders)", "count": 0},
        "vip": {"label": "VIP (10+ orders or 50,000.00 INR spent)", "count": 0},
        "at_risk": {"label": "At risk (2+ orders, none for 90 days)", "count": 0},
        "total": {"label": "All customers", "count": 0},
    }


def test_labels_name_current_thresholds(customers: Program) -> None:
    settings = {
        "CUSTOMERS_LOYAL_ORDER_THRESHOLD": "7",
        "CUSTOMERS_VIP_ORDER_THRESHOLD": "12",
        "CUSTOMERS_VIP_SPEND_THRESHOLD": "0",
        "CUSTOMERS_AT_RISK_DAYS": "30",
    }

    labels = [segment["label"] for segment in customers("segments", "-o", "json", env=settings).json().values()]

    assert labels[1:5] == ["Returning (2–6 orders)", "Loyal (7+ orders)", "VIP (12+ orders)", "At risk (2+ orders, none for 30 days)"]


def test_new_returning_and_loyal_partition_customers(customers: Program) -> None:
    sizes = {"none": 0, "one": 1, "two": 2, "four": 4, "five": 5, "ten": 10}
    buy(customers, *((name, orders, days_ago(1)) for name, orders in sizes.items()))

    segment_sizes = counts(customers)

    assert segment_sizes == {"new": 2, "returning": 2, "loyal": 2, "vip": 1, "at_risk": 0, "total": 6}
    assert counts(customers, CUSTOMERS_LOYAL_ORDER_THRESHOLD="2") == segment_sizes | {"returning": 0, "loyal": 4}
    for segment in ("new", "returning", "loyal", "vip", "at_risk"):
        assert len(listed(customers, "list", "--segment", segment)) == segment_sizes[segment]


def test_at_risk_begins_after_days_without_order(customers: Program) -> None:
    buy(customers, ("once", 1, days_ago(200)), ("lately", 2, days_ago(89.9)), ("gone", 2, days_ago(90.1)))

    assert counts(customers)["at_risk"] == 1
    assert listed(customers, "list", "--segment", "at_risk") == ["gone"]
    assert counts(customers, CUSTOMERS_AT_RISK_DAYS="89")["at_risk"] == 2
    assert counts(customers, CUSTOMERS_AT_RISK_DAYS="91")["at_risk"] == 0


def test_at_risk_excludes_exact_limit(customers: Program) -> None:
    buy(customers, ("Asha", 2, "2026-01-01T00:00:00Z"))

    assert counts(customers, "--as-of", "2026-04-01T00:00:00Z")["at_risk"] == 0
    assert counts(customers, "--as-of", "2026-04-01T00:00:01Z")["at_risk"] == 1


def test_as_of_ignores_later_orders(customers: Program) -> None:
    asha = create(customers)
    dates = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"]
    import_orders(customers, *(order(asha, date, "15000", date) for date in dates))

    assert counts(customers, "--as-of", "2024-01-15") == {"new": 1, "returning": 0, "loyal": 0, "vip": 0, "at_risk": 0, "total": 1}
    assert counts(customers, "--as-of", "2024-02-01") == counts(customers, "--as-of", "2024-02-29T23:59:59+00:00")
    assert counts(customers, "--as-of", "2024-02-01")["returning"] == 1
    assert counts(customers, "--as-of", "2024-03-31T23:59:59Z")["vip"] == 0
    assert counts(customers, "--as-of", "2024-04-01") == {"new": 0, "returning": 1, "loyal": 0, "vip": 1, "at_risk": 0, "total": 1}
    assert counts(customers, "--as-of", "2025-01-01") == {"new": 0, "returning": 0, "loyal": 1, "vip": 1, "at_risk": 1, "total": 1}


def test_segments_ignore_uncounted_orders(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, *(order(asha, str(number), "9", "2024-01-01", status="failed") for number in range(5)))
    import_orders(customers, *(order(asha, f"r{number}", "9", "2024-01-01", refunded="9") for number in range(5)))

    assert counts(customers) == counts(customers, "--as-of", "2024-06-01") == {**dict.fromkeys(counts(customers), 0), "new": 1, "total": 1}


def test_segments_without_subcommand_counts(customers: Program) -> None:
    create(customers)

    assert customers("segments", "count", "-o", "json").stdout == customers("segments", "-o", "json").stdout


def test_every_format_is_printed(customers: Program) -> None:
    create(customers)

    assert customers("segments", "-o", "csv", "--fields", "segment,count").stdout.splitlines() == [
        "segment,count",
        "new,1",
        "returning,0",
        "loyal,0",
        "vip,0",
        "at_risk,0",
        "total,1",
    ]
    assert customers("segments", "-o", "ids").stdout.split() == ["new", "returning", "loyal", "vip", "at_risk", "total"]
    assert customers("segments", "-o", "jsonl").jsonl() == [customers("segments", "-o", "json").json()]
    assert customers("segments").stdout.splitlines()[-1].split() == ["total", "All", "customers", "1"]


@pytest.mark.parametrize("time", ["some day", "2026-02-30", ""])
def test_invalid_time_is_refused(customers: Program, time: str) -> None:
    customers("segments", "--as-of", time).fails(ExitStatus.USAGE, "--as-of")
