"""Verdicts and distances in words and numbers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.segments import LIFECYCLE_SEGMENTS, Thresholds, at_risk_after, at_risk_before
from customers.domain.statistics.vip_wording import (
    VipFacts,
    at_risk_distance,
    at_risk_why,
    days_to_go,
    orders_distance,
    orders_to_go,
    vip_distance,
    vip_verdict,
    vip_why,
)

DEFAULTS = Thresholds(vip_orders=10, vip_spend=5_000_000, loyal_orders=5, at_risk_days=90, uncounted=("draft",), currency="INR")
NOW = datetime(2026, 11, 23, 6, 41, tzinfo=UTC)
NONE = VipFacts(orders=1, spent=100, override=None, until=None, in_force=False, to_go={"orders": 9, "spend": 4_999_900})
BOTH = replace(NONE, orders=12, spent=5_000_000, to_go={"orders": 0, "spend": 0})


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        (NONE, "not a VIP: 9 orders or 49,999.00 INR to go"),
        (replace(NONE, to_go={"orders": 1}), "not a VIP: 1 order to go"),
        (replace(NONE, to_go={}), "not a VIP: both rules are switched off, so that only a pin makes one"),
        (BOTH, "VIP: 12 counted orders (10 are enough) and 50,000.00 INR spent (50,000.00 is enough)"),
        (replace(BOTH, to_go={"orders": 0, "spend": 5}), "VIP: 12 counted orders (10 are enough)"),
        (replace(NONE, override="pinned", in_force=True), "VIP: pinned by hand; by the rules alone it would not be one"),
        (replace(BOTH, override="pinned", in_force=True), "VIP: pinned by hand; by the rules alone it would be one too"),
        (replace(BOTH, override="excluded", in_force=True), "not a VIP: excluded by hand; by the rules alone it would be one"),
        (replace(NONE, override="excluded", in_force=True), "not a VIP: excluded by hand; by the rules alone it would not be one either"),
        (
            replace(NONE, to_go={"orders": 2}, override="pinned", until=NOW),
            "not a VIP: 2 orders to go (pinned by hand until 2026-11-23T06:41:00Z, which is over)",
        ),
    ],
)
def test_verdicts_are_worded(facts: VipFacts, verdict: str) -> None:
    assert vip_verdict(facts, DEFAULTS) == verdict


def test_reasons_of_vip_status_are_worded() -> None:
    assert vip_why(NONE, DEFAULTS, is_vip=False) == "1 counted order, 1.00 INR spent"
    assert vip_why(BOTH, DEFAULTS, is_vip=True).startswith("12 counted orders (10 are enough)")
    assert vip_why(NONE, DEFAULTS, is_vip=True).startswith("the stored flag")
    assert vip_why(replace(NONE, override="excluded", in_force=True), DEFAULTS, is_vip=False) == "excluded by hand"
    assert vip_distance(BOTH, DEFAULTS) is None


@given(st.integers(0, 30), st.integers(2, 12))
def test_missing_orders_lead_into_next_segment(total_orders: int, loyal_orders: int) -> None:
    thresholds = replace(DEFAULTS, loyal_orders=loyal_orders)

    here = [name for name in LIFECYCLE_SEGMENTS if orders_to_go(name, total_orders, thresholds) == 0]
    assert len(here) == 1
    for name in LIFECYCLE_SEGMENTS:
        if missing := orders_to_go(name, total_orders, thresholds):
            assert orders_to_go(name, total_orders + missing, thresholds) == 0
            assert orders_to_go(name, total_orders + missing - 1, thresholds) == 1


def test_distances_are_worded() -> None:
    assert [orders_distance(number) for number in (None, 0, 1, 2)] == [None, None, "1 order to go", "2 orders to go"]
    assert at_risk_distance(NOW, 1, member=False) == "in 1 day, after 2026-11-23, unless an order comes"
    assert at_risk_distance(NOW, 0, member=True) == "since 2026-11-23"


def test_at_risk_reasons_are_worded() -> None:
    assert at_risk_why(2, NOW - timedelta(days=1, hours=5), NOW) == "last order 2026-11-22, 1 day ago"
    assert at_risk_why(2, NOW + timedelta(days=3), NOW) == "last order 2026-11-26"
    assert at_risk_why(0, None, NOW).startswith("no counted orders; only who has 2")


@given(st.integers(0, 10**7), st.integers(1, 400))
def test_remaining_days_are_minimal(age: int, days: int) -> None:
    thresholds = replace(DEFAULTS, at_risk_days=days)
    last = NOW - timedelta(seconds=age)
    starts_at = at_risk_after(thresholds, last)
    assert starts_at is not None

    wait = days_to_go(starts_at, NOW)

    assert last < at_risk_before(thresholds, NOW + timedelta(days=wait))
    assert wait == 0 or not last < at_risk_before(thresholds, NOW + timedelta(days=wait - 1))
