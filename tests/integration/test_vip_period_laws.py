"""The VIP period: flags are those of a recount of its orders, by every path, and the history of flags ends with them."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

PEOPLE = ["a@example.com", "b@example.com", "c@example.com"]
ORDERS, SPEND = 3, Decimal(1000)
# Ages of orders in hours: beside the ends of the periods, and never within the minutes that a test takes.
ages = st.one_of(st.integers(1, 24 * 400), st.sampled_from([24 * 30 - 1, 24 * 30 + 1, 24 * 365 - 1, 24 * 365 + 1]))
totals = st.sampled_from([Decimal(1), Decimal(400), Decimal("999.99"), Decimal(1000), Decimal(-1), Decimal(-600)])
purchases = st.lists(st.tuples(st.sampled_from(PEOPLE), ages, totals), min_size=1, max_size=12)
periods = st.sampled_from([0, 1, 30, 365, 100_000])


def settings(days: int) -> dict[str, str]:
    """Return the settings of a period."""
    return {
        "CUSTOMERS_VIP_PERIOD_DAYS": str(days),
        "CUSTOMERS_VIP_ORDER_THRESHOLD": str(ORDERS),
        "CUSTOMERS_VIP_SPEND_THRESHOLD": str(SPEND),
    }


def expected(orders: list[Any], days: int, hours_ago: int = 0) -> set[str]:
    """Return the VIPs of a recount, at a time before now."""
    vips = set()
    for email in PEOPLE:
        placed = [
            total for owner, age, total in orders if owner == email and age >= hours_ago and (not days or age < hours_ago + 24 * days)
        ]
        if sum(total >= 0 for total in placed) >= ORDERS or sum(placed) >= SPEND:
            vips.add(email)
    return vips


def vips(customers: Program, days: int) -> set[str]:
    """Return the emails that `vip` lists."""
    return {row["email"] for row in customers("vip", "--all", "-o", "jsonl", env=settings(days)).succeeds().jsonl()}


@examples(10)
@given(purchases, purchases, periods, periods, st.integers(1, 24 * 380))
def test_vips_equal_recount_of_the_period(
    empty_shops: Shops, first: list[Any], second: list[Any], days: int, later_days: int, hours_ago: int
) -> None:
    now = datetime.now(UTC)
    # A moment between the hours of orders.
    moment = (now - timedelta(hours=hours_ago) + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for customers in empty_shops():
        customers("import", "customers", "-", stdin="email,first_name\n" + "".join(f"{email},X\n" for email in PEOPLE)).succeeds()
        orders: list[Any] = []
        for step in (first, second):
            rows = [
                {
                    "customer_email": email,
                    "number": str(len(orders) + number),
                    "total": str(total),
                    "placed_at": (now - timedelta(hours=age)).strftime("%Y-%m-%dT%H:%M:%SZ"),
                }
                for number, (email, age, total) in enumerate(step)
            ]
            orders += step
            customers("import", "orders", "-", stdin="\n".join(map(json.dumps, rows)), env=settings(days)).succeeds()
            assert vips(customers, days) == expected(orders, days)
        for period in (days, later_days):
            done = customers("vip", "recalculate", "-o", "json", env=settings(period)).succeeds().json()
            assert done["changed"] == len(expected(orders, days) ^ expected(orders, period))
            assert vips(customers, period) == expected(orders, period)
            counted = customers("segments", "--as-of", moment, "-o", "json", env=settings(period)).succeeds().json()
            assert counted["vip"]["count"] == len(expected(orders, period, hours_ago))
            customers("doctor", "--check", "vip_flags", env=settings(period)).succeeds()
            for email in PEOPLE:
                explained = customers("vip", "explain", email, "-o", "json", env=settings(period)).succeeds().json()
                assert explained["is_vip"] == (email in expected(orders, period))
                assert explained["stored"]["agrees"]
        assert replayed(customers) == expected(orders, later_days)


def replayed(customers: Program) -> set[str]:
    """Return the VIPs that the history of flags ends with; each change begins where the one before ended."""
    flags = dict.fromkeys(PEOPLE, False)
    for change in reversed(customers("vip", "changes", "--since", "2020-01-01", "--all", "-o", "jsonl").succeeds().jsonl()):
        email = change["customer"]["email"]
        assert (change["from"], change["to"]) == (flags[email], not flags[email])
        flags[email] = change["to"]
    return {email for email, is_vip in flags.items() if is_vip}
