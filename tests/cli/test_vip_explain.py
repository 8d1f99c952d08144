"""`customers vip explain`."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from customers.errors import ExitStatus
from tests.cli.test_vip_overrides import TOMORROW, end_overrides
from tests.support.factories import create, import_orders, order, query
from tests.support.program import Program


def explain(customers: Program, customer: Any, **settings: str) -> Any:
    """Return the complete JSON."""
    return customers("vip", "explain", customer["id"], "-o", "json", env=settings).succeeds().json()


def test_json_has_documented_keys(customers: Program) -> None:
    asha = create(customers, "Asha", last_name="Rao")
    import_orders(
        customers,
        order(asha, "1", "1000.50"),
        order(asha, "2", "500", refunded="100.25"),
        order(asha, "3", "70", "2026-02-01", status="cancelled"),
        order(asha, "4", "80", "2026-03-01", refunded="80"),
    )

    document = explain(customers, asha)

    latest = document["orders"].pop("latest_uncounted")
    assert document == {
        "customer_id": asha["id"],
        "full_name": "Asha Rao",
        "is_vip": False,
        "decided_by": "rules",
        "verdict": "not a VIP: 8 orders or 48,599.75 INR to go",
        "rules": [
            {
                "rule": "orders",
                "setting": "CUSTOMERS_VIP_ORDER_THRESHOLD",
                "enabled": True,
                "threshold": 10,
                "has": 2,
                "reached": False,
                "to_go": 8,
            },
            {
                "rule": "spend",
                "setting": "CUSTOMERS_VIP_SPEND_THRESHOLD",
                "enabled": True,
                "threshold": 50000,
                "has": Decimal("1400.25"),
                "reached": False,
                "to_go": Decimal("48599.75"),
            },
        ],
        "period": None,
        "override": None,
        "stored": {"is_vip": False, "total_orders": 2, "total_spent": Decimal("1400.25"), "agrees": True},
        "orders": {
            "total": 4,
            "counted": 2,
            "uncounted": 2,
            "reasons": [
                {"reason": "fully_refunded", "status": None, "why": "fully refunded", "orders": 1},
                {"reason": "status", "status": "cancelled", "why": "status cancelled is not counted", "orders": 1},
            ],
        },
    }
    assert [(row["number"], row["total"], row["refunded"], row["reason"]) for row in latest] == [
        ("4", 80, 80, "fully_refunded"),
        ("3", 70, 0, "status"),
    ]
    assert list(latest[0]) == ["id", "number", "source", "status", "currency", "total", "refunded", "placed_at", "reason", "why"]


def test_reached_rule_is_named(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    import_orders(sqlite_customers, *(order(asha, str(number), "6000") for number in range(10)))

    document = explain(sqlite_customers, asha)

    assert document["is_vip"]
    assert [(rule["reached"], rule["to_go"]) for rule in document["rules"]] == [(True, 0), (True, 0)]
    assert document["verdict"] == "VIP: 10 counted orders (10 are enough) and 60,000.00 INR spent (50,000.00 is enough)"


def test_disabled_rule_grants_no_vip(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    import_orders(sqlite_customers, order(asha, "1", "60000"))
    off = {"CUSTOMERS_VIP_SPEND_THRESHOLD": "0"}

    document = explain(sqlite_customers, asha, **off)

    assert document["rules"][1] | {"setting": None} == {
        "rule": "spend",
        "setting": None,
        "enabled": False,
        "threshold": 0,
        "has": 60000,
        "reached": False,
        "to_go": None,
    }
    assert document["verdict"] == "not a VIP: 9 orders to go"
    both = explain(sqlite_customers, asha, **off, CUSTOMERS_VIP_ORDER_THRESHOLD="0")
    assert both["verdict"] == "not a VIP: both rules are switched off, so that only a pin makes one"


def test_override_is_shown_with_reason_end_and_actor(customers: Program) -> None:
    asha = create(customers)
    customers("vip", "exclude", asha["id"], "--reason", "first").succeeds()
    customers("vip", "pin", asha["id"], "--reason", 'said "vip_override":{"before"', "--until", TOMORROW, "--actor", "meera").succeeds()

    document = explain(customers, asha)

    at = document["override"].pop("set_at")
    assert at.endswith("Z")
    assert document["override"] == {
        "kind": "pinned",
        "reason": 'said "vip_override":{"before"',
        "until": TOMORROW,
        "in_force": True,
        "set_by": "meera",
    }
    assert (document["is_vip"], document["decided_by"]) == (True, "pinned")
    assert document["verdict"] == f"VIP: pinned by hand until {TOMORROW}; by the rules alone it would not be one"


def test_excluded_customer_may_reach_rule(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    import_orders(sqlite_customers, order(asha, "1", "60000"))
    sqlite_customers("vip", "exclude", asha["id"], "--reason", "reseller").succeeds()

    document = explain(sqlite_customers, asha)

    assert document["verdict"] == "not a VIP: excluded by hand; by the rules alone it would be one"
    assert document["rules"][1]["reached"]


def test_ended_override_is_shown_as_released(customers: Program) -> None:
    asha = create(customers)
    customers("vip", "pin", asha["id"], "--reason", "for now", "--until", TOMORROW).succeeds()
    end_overrides(customers)

    result = customers("vip", "explain", asha["id"], "-o", "json").succeeds()

    document = result.json()
    assert (document["is_vip"], document["stored"]["is_vip"], document["stored"]["agrees"]) == (False, False, True)
    assert (document["decided_by"], document["override"]["in_force"]) == ("rules", False)
    assert document["verdict"].endswith("(pinned by hand until 2026-01-01T00:00:00Z, which is over)")
    assert "recalculate" not in result.stderr


def test_stale_flag_is_shown(customers: Program) -> None:
    asha = create(customers)
    query(customers.url, "UPDATE customer_statistics SET is_vip = {}", True)

    result = customers("vip", "explain", asha["id"], "-o", "json").succeeds()

    document = result.json()
    assert (document["is_vip"], document["stored"]["is_vip"], document["stored"]["agrees"]) == (False, True, False)
    assert "`customers vip recalculate` updates it" in result.stderr
    assert "out of date" in customers("vip", "explain", asha["id"]).stdout
    customers("vip", "recalculate").succeeds()
    assert explain(customers, asha)["stored"]["agrees"]


def test_wrong_statistics_are_stale(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "60"))
    query(customers.url, "UPDATE customer_statistics SET last_order_at = NULL")

    assert explain(customers, asha)["stored"]["agrees"] is False


def test_newest_hundred_uncounted_orders_are_listed(customers: Program) -> None:
    asha = create(customers)
    rows = [order(asha, str(number), "1", f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z", status="failed") for number in range(103)]
    import_orders(customers, *rows, order(asha, "r", "5", "2025-01-01", status="refunded", refunded="5"))

    orders = explain(customers, asha)["orders"]

    assert (orders["total"], orders["counted"], orders["uncounted"]) == (104, 0, 104)
    assert [(reason["status"], reason["orders"]) for reason in orders["reasons"]] == [("failed", 103), ("refunded", 1)]
    assert [row["number"] for row in orders["latest_uncounted"]] == [str(number) for number in range(102, 2, -1)]


def test_uncounted_statuses_setting_is_used(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    import_orders(sqlite_customers, order(asha, "1", "5", status="cancelled"), order(asha, "2", "5", status="on hold"))

    orders = explain(sqlite_customers, asha, CUSTOMERS_UNCOUNTED_ORDER_STATUSES="on hold")["orders"]

    assert [(reason["status"], reason["orders"]) for reason in orders["reasons"]] == [("on-hold", 1)]
    assert orders["counted"] == 1


def test_foreign_order_keeps_its_amounts(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    import_orders(sqlite_customers, order(asha, "1", "10", currency="EUR", base_total="900", status="failed"))

    [row] = explain(sqlite_customers, asha)["orders"]["latest_uncounted"]

    assert (row["currency"], row["total"]) == ("EUR", 10)


def test_every_format_is_printed(sqlite_customers: Program) -> None:
    asha = create(sqlite_customers)
    import_orders(sqlite_customers, order(asha, "1", "1000"), *(order(asha, f"f{number}", "1", status="failed") for number in range(7)))
    command = ("vip", "explain", asha["id"])

    table = sqlite_customers(*command).succeeds().stdout
    for line in (
        "Not a VIP: 9 orders or 49,000.00 INR to go",
        "orders         10         1          9",
        "     7  status failed is not counted",
    ):
        assert line in table
    assert len([line for line in table.splitlines() if line.endswith("status failed is not counted")]) == 6
    assert sqlite_customers(*command, "-o", "jsonl").jsonl() == [sqlite_customers(*command, "-o", "json").json()]
    assert sqlite_customers(*command, "-o", "ids").stdout == f"{asha['id']}\n"
    assert sqlite_customers(*command, "-o", "csv", "--fields", "is_vip,verdict").stdout.splitlines() == [
        "is_vip,verdict",
        'false,"not a VIP: 9 orders or 49,000.00 INR to go"',
    ]
    assert sqlite_customers(*command, "--fields", "verdict").stdout == "Verdict  Not a VIP: 9 orders or 49,000.00 INR to go\n"
    sqlite_customers(*command, "--fields", "verdit").fails(ExitStatus.USAGE, "did you mean verdict?".capitalize())


def test_unknown_customer_is_not_found(sqlite_customers: Program) -> None:
    sqlite_customers("vip", "explain", "nobody@example.com").fails(ExitStatus.NOT_FOUND, "no customer nobody@example.com")


def test_latest_override_is_last_recorded_despite_clock_change(customers: Program) -> None:
    asha = create(customers)
    customers("vip", "pin", asha["id"], "--reason", "x", "--actor", "first").succeeds()
    customers("vip", "exclude", asha["id"], "--reason", "x", "--actor", "second").succeeds()
    earlier = query(customers.url, "SELECT MIN(at) FROM events")[0][0]
    query(
        customers.url,
        "UPDATE events SET at = {} WHERE actor = 'second'",
        earlier - (timedelta(1) if isinstance(earlier, datetime) else 86400),
    )

    assert customers("vip", "explain", asha["id"], "--json").succeeds().json()["override"]["set_by"] == "second"
