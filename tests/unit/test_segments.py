"""Labels name the current thresholds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.segments import SEGMENTS, Thresholds, at_risk_after, at_risk_before, labels
from customers.domain.timestamps import EARLIEST

DEFAULTS = Thresholds(vip_orders=10, vip_spend=5_000_000, loyal_orders=5, at_risk_days=90, uncounted=("draft",), currency="INR")
NOW = datetime(2026, 11, 23, 6, 41, tzinfo=UTC)


def test_labels_describe_defaults() -> None:
    assert labels(DEFAULTS) == {
        "new": "New (0–1 orders)",
        "returning": "Returning (2–4 orders)",
        "loyal": "Loyal (5+ orders)",
        "vip": "VIP (10+ orders or 50,000.00 INR spent)",
        "at_risk": "At risk (2+ orders, none for 90 days)",
        "total": "All customers",
    }
    assert tuple(labels(DEFAULTS)) == (*SEGMENTS, "total")


@pytest.mark.parametrize(
    ("loyal_orders", "returning", "loyal"),
    [
        (4, "Returning (2–3 orders)", "Loyal (4+ orders)"),
        (3, "Returning (2 orders)", "Loyal (3+ orders)"),
        (2, "Returning (none: loyal starts at 2 orders)", "Loyal (2+ orders)"),
        (0, "Returning (none: loyal starts at 2 orders)", "Loyal (2+ orders)"),
    ],
)
def test_labels_describe_low_loyal_threshold(loyal_orders: int, returning: str, loyal: str) -> None:
    names = labels(replace(DEFAULTS, loyal_orders=loyal_orders))
    assert (names["returning"], names["loyal"]) == (returning, loyal)


@pytest.mark.parametrize(
    ("vip_orders", "vip_spend", "label"),
    [
        (0, 5_000_000, "VIP (50,000.00 INR spent)"),
        (10, 0, "VIP (10+ orders)"),
        (0, 0, "VIP (pinned by hand only)"),
    ],
)
def test_labels_omit_disabled_vip_rule(vip_orders: int, vip_spend: int, label: str) -> None:
    assert labels(replace(DEFAULTS, vip_orders=vip_orders, vip_spend=vip_spend))["vip"] == label


def test_at_risk_limit_is_days_before_time() -> None:
    assert at_risk_before(DEFAULTS, NOW) == NOW - timedelta(days=90)
    assert labels(replace(DEFAULTS, at_risk_days=1))["at_risk"] == "At risk (2+ orders, none for 1 day)"


def test_at_risk_begins_days_after_last_order() -> None:
    assert at_risk_after(DEFAULTS, NOW) == NOW + timedelta(days=90)
    assert at_risk_after(replace(DEFAULTS, at_risk_days=10**9), NOW) is None


@given(st.integers(0, 10**10))
def test_huge_number_of_days_is_handled(days: int) -> None:
    assert EARLIEST <= at_risk_before(replace(DEFAULTS, at_risk_days=days), NOW) <= NOW
