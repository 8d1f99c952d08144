"""`CUSTOMERS_VIP_PERIOD_DAYS`, and the notice about thresholds that are not those of the last recalculation."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, events, import_orders, listed, order, query, show
from tests.support.program import Program

YEAR = {"CUSTOMERS_VIP_PERIOD_DAYS": "365", "CUSTOMERS_VIP_ORDER_THRESHOLD": "3", "CUSTOMERS_VIP_SPEND_THRESHOLD": "1000"}
ALL_TIME = YEAR | {"CUSTOMERS_VIP_PERIOD_DAYS": "0"}


def days_ago(days: float) -> str:
    """Return a time before now."""
    return (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def vips(customers: Program, env: dict[str, str], *arguments: str) -> list[str]:
    """Return the first names of the VIPs, in alphabetical order."""
    rows = customers("vip", "--all", "--sort", "name", "-o", "jsonl", *arguments, env=env).succeeds().jsonl()
    return [row["first_name"] for row in rows]


def buy(customers: Program, name: str, *purchases: tuple[float, str], env: dict[str, str] = YEAR) -> Any:
    """Create a customer with orders, each of so many days ago and of a total."""
    person = create(customers, name)
    import_orders(customers, *(order(person, f"{name}{n}", total, days_ago(days)) for n, (days, total) in enumerate(purchases)), env=env)
    return person


def test_only_orders_of_the_period_make_a_vip(customers: Program) -> None:
    buy(customers, "Asha", (1, "10"), (2, "10"), (364.9, "10"))
    buy(customers, "Usha", (1, "10"), (2, "10"), (365.1, "10"))
    buy(customers, "Nisha", (366, "5000"))
    buy(customers, "Zoe", (364, "1000"))
    buy(customers, "Bala", (364, "1000"), (1, "-0.01"))
    assert vips(customers, YEAR) == ["Asha", "Zoe"]

    customers("vip", "recalculate", "-o", "json", env=YEAR).prints_json(changed=0)
    customers("vip", "recalculate", "-o", "json", env=ALL_TIME).prints_json(changed=2, promoted=2, demoted=0)
    assert vips(customers, ALL_TIME) == ["Asha", "Nisha", "Usha", "Zoe"]
    customers("vip", "recalculate", "-o", "json", env=YEAR).prints_json(changed=2, promoted=0, demoted=2)
    assert vips(customers, YEAR) == ["Asha", "Zoe"]


def test_other_statistics_count_orders_of_all_time(customers: Program) -> None:
    nisha = buy(customers, "Nisha", (900, "5000"), (800, "1"))

    stored = show(customers, nisha["id"])

    assert (stored["total_orders"], stored["total_spent"], stored["is_vip"]) == (2, 5001, False)
    counted = customers("segments", "-o", "json", env=YEAR).succeeds().json()
    assert {name: segment["count"] for name, segment in counted.items()} == {
        "new": 0,
        "returning": 1,
        "loyal": 0,
        "vip": 0,
        "at_risk": 1,
        "total": 1,
    }


def test_past_moment_has_a_period_of_its_own(customers: Program) -> None:
    buy(customers, "Nisha", (900, "5000"), (100, "1"))

    def vip_at(days: float) -> int:
        return int(customers("segments", "--as-of", days_ago(days), "-o", "json", env=YEAR).succeeds().json()["vip"]["count"])

    assert [vip_at(days) for days in (901, 899, 536, 534, 0)] == [0, 1, 1, 0, 0]
    moves = customers("segments", "changes", "--since", days_ago(899), "--out-of", "vip", "-o", "json", env=YEAR).succeeds().json()
    assert [move["full_name"] for move in moves["data"]] == ["Nisha"]


def test_label_and_settings_name_the_period(customers: Program) -> None:
    labels = customers("segments", "-o", "json", env=YEAR).succeeds().json()

    assert labels["vip"]["label"] == "VIP (3+ orders or 1,000.00 INR spent in 365 days)"
    assert "CUSTOMERS_VIP_PERIOD_DAYS" in customers("config", env=YEAR).succeeds().stdout
    customers("vip", env={"CUSTOMERS_VIP_PERIOD_DAYS": "-1"}).fails(ExitStatus.USAGE, "CUSTOMERS_VIP_PERIOD_DAYS", "'-1'")
    customers("vip", "recalculate", env={"CUSTOMERS_VIP_PERIOD_DAYS": "999999999"}).succeeds()


def test_explanation_says_what_leaves_the_period_next(customers: Program) -> None:
    asha = buy(customers, "Asha", (400, "10"), (300, "10"), (200, "10"), (100, "10"), (50, "10"))

    explained = customers("vip", "explain", asha["id"], "-o", "json", env=YEAR).succeeds().json()

    assert explained["is_vip"]
    assert explained["verdict"] == "VIP: 4 counted orders (3 are enough) in the last 365 days"
    assert explained["rules"][0]["has"] == 4
    assert explained["orders"]["counted"] == 5
    placed = {n: datetime.fromisoformat(days_ago(days)) for n, days in ((1, 300), (2, 200))}
    period = explained["period"]
    assert (period["days"], period["next_order"]) == (365, "import:Asha1")
    for name, moment in (("next_leaves_at", placed[1]), ("rules_reached_until", placed[2])):
        assert abs(datetime.fromisoformat(period[name]) - moment - timedelta(days=365)) < timedelta(minutes=1)
    card = customers("vip", "explain", asha["id"], env=YEAR).succeeds().stdout
    assert "import:Asha1" in card
    assert customers("vip", "explain", asha["id"], "-o", "json", env=ALL_TIME).succeeds().json()["period"] is None


def test_ended_override_is_decided_by_orders_of_the_period(customers: Program) -> None:
    nisha, zoe = buy(customers, "Nisha", (900, "5000")), buy(customers, "Zoe", (9, "5000"))
    for person, override in ((nisha, "pin"), (zoe, "exclude")):
        customers("vip", override, person["id"], "--reason", "x", "--until", "2099-01-01", env=YEAR).succeeds()
    past = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) if customers.url.startswith("sqlite") else datetime(2026, 1, 1, tzinfo=UTC)
    query(customers.url, "UPDATE customer_statistics SET vip_until = {}", past)

    assert vips(customers, YEAR) == ["Zoe"]
    assert listed(customers, "list", "--segment", "vip") == []  # by the thresholds of all time, 50000 are too much
    assert customers("segments", "-o", "json", env=YEAR).succeeds().json()["vip"]["count"] == 1
    assert customers("segments", "explain", zoe["id"], "-o", "json", env=YEAR).succeeds().json()["segments"]["vip"]["member"]
    exported = customers("export", "customers", "-", "--vip", "--format", "jsonl", env=YEAR).succeeds().jsonl()
    assert [row["first_name"] for row in exported] == ["Zoe"]
    assert "Zoe" in customers("export", "customers", "-", "--format", "csv", env=YEAR).succeeds().stdout


def test_doctor_waits_for_the_recalculation_to_move_the_period(customers: Program) -> None:
    buy(customers, "Asha", (300, "1000"))
    buy(customers, "Usha", (300, "1000"))
    shorter = YEAR | {"CUSTOMERS_VIP_PERIOD_DAYS": "299"}
    checks = customers("doctor", "--check", "vip_flags", "-o", "json", env=shorter).json()["checks"]
    assert checks[0]["count"] == 2  # the settings changed since

    customers("vip", "recalculate", env=shorter).succeeds()
    query(customers.url, "UPDATE vip_thresholds SET value = value - 2 * 86400 WHERE name = 'recalculated_at'")
    query(customers.url, "UPDATE customer_statistics SET is_vip = {}", True)

    assert customers("doctor", "--check", "vip_flags", env=shorter).succeeds().status == ExitStatus.DONE
    customers("vip", "recalculate", "-o", "json", env=shorter).prints_json(demoted=2)


@pytest.mark.parametrize("arguments", [("vip",), ("segments",), ("list", "--vip"), ("list", "--no-vip"), ("list", "--segment", "vip")])
def test_other_thresholds_than_those_of_the_last_recalculation_are_said(customers: Program, arguments: tuple[str, ...]) -> None:
    sentence, defaults = "thresholds of the last recalculation", {"CUSTOMERS_VIP_ORDER_THRESHOLD": "10"}
    assert sentence not in customers(*arguments, env=defaults).succeeds().stderr
    buy(customers, "Asha", (300, "1000"), env={})

    assert sentence not in customers(*arguments, env=defaults).succeeds().stderr
    for changed in ({"CUSTOMERS_VIP_ORDER_THRESHOLD": "9"}, {"CUSTOMERS_VIP_SPEND_THRESHOLD": "1"}, {"CUSTOMERS_VIP_PERIOD_DAYS": "7"}):
        result = customers(*arguments, env=changed).succeeds()
        assert sentence in result.stderr
        assert "customers vip recalculate" in result.stderr
        customers("vip", "recalculate", "--dry-run", env=changed).succeeds()
        assert sentence in customers(*arguments, env=changed).succeeds().stderr
    customers("vip", "recalculate", env=changed).succeeds()
    assert sentence not in customers(*arguments, env=changed).succeeds().stderr
    assert sentence in customers(*arguments).succeeds().stderr
    assert sentence not in customers("list").succeeds().stderr


def test_rise_and_fall_by_the_period_are_in_the_history(customers: Program) -> None:
    asha = buy(customers, "Asha", (300, "1000"))

    customers("vip", "recalculate", env=YEAR | {"CUSTOMERS_VIP_PERIOD_DAYS": "299"}).succeeds()

    flags = [event.changes["is_vip"] for event in events(customers, asha["id"]) if "is_vip" in event.changes]
    assert [(flag["before"], flag["after"]) for flag in flags] == [(False, True), (True, False)]


@pytest.mark.parametrize("days", ["2914000", "1000000000"])
def test_period_without_an_end_is_explained(customers: Program, days: str) -> None:
    asha = buy(customers, "Asha", (1, "60000"))
    env = {"CUSTOMERS_VIP_PERIOD_DAYS": days, "CUSTOMERS_TIMEZONE": "Asia/Kolkata"}

    period = customers("vip", "explain", asha["id"], "-o", "json", env=env).succeeds().json()["period"]

    assert (period["next_order"], period["next_leaves_at"], period["rules_reached_until"]) == ("import:Asha0", None, None)
    customers("vip", "explain", asha["id"], env=env).succeeds()
