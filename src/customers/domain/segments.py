"""Thresholds of VIP and segments, the labels of segments under them, and the names of saved segments."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from customers.domain.money import format_amount
from customers.domain.text import count_of, is_blank, quote_value, refuse_control
from customers.domain.timestamps import EARLIEST, LATEST

# Every customer is in one of the first; the others overlap them.
LIFECYCLE_SEGMENTS = ("new", "returning", "loyal")
OVERLAY_SEGMENTS = ("vip", "at_risk")
SEGMENTS = (*LIFECYCLE_SEGMENTS, *OVERLAY_SEGMENTS)
# "total" is the count of all customers in `segments`, "all" would read like it.
RESERVED_NAMES = (*SEGMENTS, "total", "all")
MAX_NAME_LENGTH = 64
RETURNING_FROM = 2  # counted orders
# The statuses of returns that did not take place. A refunded return is one that was paid out.
UNCOUNTED_RETURNS = ("draft", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds in force; 0 switches a VIP rule off."""

    vip_orders: int
    vip_spend: int  # minor units
    loyal_orders: int
    at_risk_days: int
    uncounted: tuple[str, ...]
    currency: str
    vip_period_days: int = 0  # 0: the orders of all time count for VIP


def loyal_from(thresholds: Thresholds) -> int:
    """Return the number of counted orders from which a customer is loyal, at least that of returning ones."""
    return max(thresholds.loyal_orders, RETURNING_FROM)


def labels(thresholds: Thresholds) -> dict[str, str]:
    """Return the label of each of `SEGMENTS` and of "total"; labels contain the thresholds in force."""
    return {
        "new": "New (0–1 orders)",
        "returning": _returning(thresholds.loyal_orders),
        "loyal": f"Loyal ({loyal_from(thresholds)}+ orders)",
        "vip": _vip(thresholds),
        "at_risk": f"At risk (2+ orders, none for {days_in_words(thresholds.at_risk_days)})",
        "total": "All customers",
    }


def _returning(loyal_orders: int) -> str:
    if loyal_orders <= 2:
        return "Returning (none: loyal starts at 2 orders)"
    return "Returning (2 orders)" if loyal_orders == 3 else f"Returning (2–{loyal_orders - 1} orders)"


def _vip(thresholds: Thresholds) -> str:
    rules = []
    if thresholds.vip_orders:
        rules.append(f"{thresholds.vip_orders}+ orders")
    if thresholds.vip_spend:
        rules.append(f"{format_amount(thresholds.vip_spend, thresholds.currency)} {thresholds.currency} spent")
    if not rules:
        return "VIP (pinned by hand only)"
    period = f" in {days_in_words(thresholds.vip_period_days)}" if thresholds.vip_period_days else ""
    return f"VIP ({' or '.join(rules)}{period})"


def days_in_words(days: int) -> str:
    """Return a number of days with its unit."""
    return count_of(days, "day")


def at_risk_before(thresholds: Thresholds, moment: datetime) -> datetime:
    """Return the time before which a last order puts a customer at risk, at the earliest `EARLIEST`."""
    return _days_before(moment, thresholds.at_risk_days)


def vip_period_start(thresholds: Thresholds, moment: datetime) -> datetime:
    """Return the time from which on orders count for VIP at a time, where the shop has a period; at the earliest `EARLIEST`."""
    return _days_before(moment, thresholds.vip_period_days)


def _days_before(moment: datetime, days: int) -> datetime:
    return EARLIEST if days >= (moment - EARLIEST).days else moment - timedelta(days=days)


def at_risk_after(thresholds: Thresholds, last_order_at: datetime) -> datetime | None:
    """Return the time after which a customer with this last order is at risk, as `days_after` does: the inverse of `at_risk_before`."""
    return days_after(last_order_at, thresholds.at_risk_days)


def days_after(moment: datetime, days: int) -> datetime | None:
    """Return the time so many days after a time, None if it is later than times can be in every zone."""
    return None if days > (LATEST - moment).days else moment + timedelta(days=days)


class SegmentName(NamedTuple):
    """The name of a saved segment."""

    text: str  # as first written, shown to people
    key: str  # case-folded: what is compared and unique


def parse_segment_name(text: str) -> SegmentName:
    """Return a name from its text, with single blanks and in NFC.

    Raises:
        ValueError: it is blank, reserved or too long, or has a control character.
    """
    refuse_control(text)
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if is_blank(name):
        raise ValueError("a name cannot be blank")
    if len(name) > MAX_NAME_LENGTH:
        raise ValueError(f"a name has at most {MAX_NAME_LENGTH} characters, not {len(name)}: {quote_value(name)}")
    key = segment_key(name)
    if key in RESERVED_NAMES:
        raise ValueError(f"{quote_value(name)} is reserved, like {', '.join(name for name in RESERVED_NAMES if name != key)}")
    return SegmentName(name, key)


def segment_key(text: str) -> str:
    """Return the key by which the names of segments are compared."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def filters_in_words(filters: Mapping[str, Any]) -> str:
    """Return filters as people read them: "any tag Wholesale, no email, ordered after 90d"."""
    return ", ".join(_filter_in_words(name.replace("_", " "), value) for name, value in filters.items())


def _filter_in_words(name: str, value: Any) -> str:
    if value is True:
        return name
    if value is False:
        return f"no {name.removeprefix('has ')}"
    return f"{name} {' and '.join(value) if isinstance(value, list) else value}"
