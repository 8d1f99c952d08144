"""`customers segments explain`."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, import_orders, order, query
from tests.support.program import Program


def explain(customers: Program, customer: Any, *arguments: str, **settings: str) -> Any:
    """Return the complete JSON."""
    return customers("segments", "explain", customer["id"], *arguments, "-o", "json", env=settings).succeeds().json()


def buyer(customers: Program, orders: int, placed_at: str, total: str = "1") -> Any:
    """Create a customer with a number of orders at one time."""
    customer = create(customers, f"Asha {orders}")
    import_orders(customers, *(order(customer, f"{orders}-{number}", total, placed_at) for number in range(orders)))
    return customer


def days_ago(days: float) -> str:
    """Return a time before now."""
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def test_json_has_documented_keys(customers: Program) -> None:
    asha = buyer(customers, 3, "2026-01-01T10:00:00Z", "1000.50")

    assert explain(customers, asha, "--as-of", "2026-02-01T10:00:00Z") == {
        "customer_id": asha["id"],
        "full_name": "Asha 3",
        "as_of": "2026-02-01T10:00:00Z",
        "total_orders": 3,
        "total_spent": Decimal("3001.5"),
        "last_order_at": "2026-01-01T10:00:00Z",
        "segments": {
            "new": standing("New (0–1 orders)", False, "3 counted orders"),
            "returning": standing("Returning (2–4 orders)", True, "3 counted orders", orders_to_go=0),
            "loyal": standing("Loyal (5+ orders)", False, "3 counted orders", "2 orders to go", orders_to_go=2),
            "vip": standing(
                "VIP (10+ orders or 50,000.00 INR spent)",
                False,
                "3 counted orders, 3,001.50 INR spent",
                "7 orders or 46,998.50 INR to go",
                orders_to_go=7,
                spend_to_go=Decimal("46998.5"),
            ),
            "at_risk": standing(
                "At risk (2+ orders, none for 90 days)",
                False,
                "last order 2026-01-01, 31 days ago",
                "in 60 days, after 2026-04-01, unless an order comes",
                days_to_go=60,
                starts_at="2026-04-01T10:00:00Z",
            ),
        },
    }


def standing(label: str, member: bool, why: str, distance: str | None = None, **distances: Any) -> dict[str, Any]:
    """Return one segment of the JSON."""
    nowhere = {"orders_to_go": None, "spend_to_go": None, "days_to_go": None, "starts_at": None}
    return {"label": label, "member": member, "why": why, "distance": distance, **nowhere, **distances}


@pytest.mark.parametrize(
    ("orders", "member", "to_go"),
    [
        (0, "new", (0, 2, 5)),
        (1, "new", (0, 1, 4)),
        (2, "returning", (None, 0, 3)),
        (4, "returning", (None, 0, 1)),
        (5, "loyal", (None, None, 0)),
    ],
)
def test_explanation_gives_distance_to_next_segment(
    sqlite_customers: Program, orders: int, member: str, to_go: tuple[int | None, ...]
) -> None:
    asha = buyer(sqlite_customers, orders, days_ago(1))

    segments = explain(sqlite_customers, asha)["segments"]

    assert [name for name in ("new", "returning", "loyal") if segments[name]["member"]] == [member]
    assert tuple(segments[name]["orders_to_go"] for name in ("new", "returning", "loyal")) == to_go


def test_low_threshold_skips_returning_segment(sqlite_customers: Program) -> None:
    asha = buyer(sqlite_customers, 1, days_ago(1))

    segments = explain(sqlite_customers, asha, CUSTOMERS_LOYAL_ORDER_THRESHOLD="2")["segments"]

    assert (segments["returning"]["orders_to_go"], segments["loyal"]["orders_to_go"]) == (None, 1)


def test_explanation_gives_first_moment_at_risk(customers: Program) -> None:
    asha = buyer(customers, 2, "2026-01-01")

    def at_risk(moment: str) -> Any:
        return explain(customers, asha, "--as-of", moment)["segments"]["at_risk"]

    before, after = at_risk("2026-04-01T00:00:00Z"), at_risk("2026-04-01T00:00:01Z")

    assert (before["member"], before["days_to_go"]) == (False, 1)
    assert (after["member"], after["days_to_go"], after["distance"]) == (True, 0, "since 2026-04-01")
    assert (before["starts_at"], after["why"]) == ("2026-04-01T00:00:00Z", "last order 2026-01-01, 90 days ago")


def test_customer_with_one_order_is_not_at_risk(sqlite_customers: Program) -> None:
    for orders in (0, 1):
        at_risk = explain(sqlite_customers, buyer(sqlite_customers, orders, "2020-01-01"))["segments"]["at_risk"]
        assert not at_risk["member"]
        assert at_risk["why"].endswith("only who has 2 or more can be at risk")
        assert (at_risk["distance"], at_risk["starts_at"]) == (None, None)


def test_huge_number_of_days_is_handled(sqlite_customers: Program) -> None:
    asha = buyer(sqlite_customers, 2, "2026-01-01")

    at_risk = explain(sqlite_customers, asha, CUSTOMERS_AT_RISK_DAYS="1000000000")["segments"]["at_risk"]

    assert (at_risk["member"], at_risk["distance"]) == (False, None)


def test_as_of_ignores_later_orders(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, *(order(asha, date, "20000", date) for date in ("2026-01-01", "2026-02-01", "2026-03-01")))

    assert explain(customers, asha, "--as-of", "2026-01-15")["segments"]["new"]["member"]
    february = explain(customers, asha, "--as-of", "2026-02-28")
    assert (february["total_orders"], february["total_spent"], february["segments"]["vip"]["member"]) == (2, 40000, False)
    assert explain(customers, asha, "--as-of", "2026-03-01")["segments"]["vip"]["member"]
    assert explain(customers, asha, "--as-of", "2030-01-01")["segments"]["at_risk"]["why"].endswith("1,402 days ago")


def test_override_decides_without_distance(sqlite_customers: Program) -> None:
    asha = buyer(sqlite_customers, 1, days_ago(1))
    sqlite_customers("vip", "pin", asha["id"], "--reason", "x", "--until", "2099-01-01T00:00:00Z").succeeds()

    vip = explain(sqlite_customers, asha)["segments"]["vip"]

    assert (vip["member"], vip["why"], vip["distance"]) == (True, "pinned by hand until 2099-01-01T00:00:00Z", None)
    assert not explain(sqlite_customers, asha, "--as-of", "2099-01-01")["segments"]["vip"]["member"]


def test_stale_flag_decides_with_notice(customers: Program) -> None:
    asha = buyer(customers, 1, days_ago(1))
    query(customers.url, "UPDATE customer_statistics SET is_vip = NOT is_vip")

    vip = explain(customers, asha)["segments"]["vip"]

    assert (vip["member"], vip["why"]) == (True, "the stored flag, which `customers vip recalculate` would change")


def test_every_format_is_printed(sqlite_customers: Program) -> None:
    asha = buyer(sqlite_customers, 2, "2020-01-01")
    command = ("segments", "explain", asha["id"])

    assert sqlite_customers(*command, "-o", "ids").stdout.split() == ["returning", "at_risk"]
    assert sqlite_customers(*command, "-o", "csv", "--fields", "segment,member,orders_to_go").stdout.splitlines() == [
        *("segment,member,orders_to_go", "new,false,", "returning,true,0", "loyal,false,3", "vip,false,8", "at_risk,true,")
    ]
    picked = sqlite_customers(*command, "-o", "jsonl", "--fields", "member").jsonl()[0]["segments"]
    assert picked["at_risk"] == {"member": True}
    table = sqlite_customers(*command).succeeds().stdout
    for line in ("Orders      2", "returning  yes  2 counted orders", "loyal           2 counted orders", "3 orders to go"):
        assert line in table
    sqlite_customers(*command, "--fields", "membr").fails(ExitStatus.USAGE, "member")


def test_invalid_times_and_references_are_refused(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)

    sqlite_customers("segments", "explain", asha["id"], "--as-of", "then").fails(ExitStatus.USAGE, "--as-of")
    sqlite_customers("segments", "explain", "nobody@example.com").fails(ExitStatus.NOT_FOUND)
