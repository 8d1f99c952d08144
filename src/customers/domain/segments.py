"""The limits that VIP and the segments are calculated with, and what the segments are called under them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from customers.domain.money import format_amount
from customers.domain.timestamps import EARLIEST

# The first three share out everyone, the other two lie across them.
LIFECYCLE_SEGMENTS = ("new", "returning", "loyal")
OVERLAY_SEGMENTS = ("vip", "at_risk")
SEGMENTS = (*LIFECYCLE_SEGMENTS, *OVERLAY_SEGMENTS)
RETURNING_FROM = 2  # counted orders


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The limits in force; 0 switches a VIP rule off."""

    vip_orders: int
    vip_spend: int  # minor units
    loyal_orders: int
    at_risk_days: int
    uncounted: tuple[str, ...]
    currency: str


def loyal_from(thresholds: Thresholds) -> int:
    """The number of counted orders from which a customer is loyal; nobody is before they could be returning."""
    return max(thresholds.loyal_orders, RETURNING_FROM)


def labels(thresholds: Thresholds) -> dict[str, str]:
    """What each of `SEGMENTS`, and "total", is called; the names tell the thresholds in force."""
    return {
        "new": "New (0–1 orders)",
        "returning": _returning(thresholds.loyal_orders),
        "loyal": f"Loyal ({loyal_from(thresholds)}+ orders)",
        "vip": _vip(thresholds),
        "at_risk": f"At risk (2+ orders, none for {thresholds.at_risk_days} day{'' if thresholds.at_risk_days == 1 else 's'})",
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
    return f"VIP ({' or '.join(rules) or 'pinned by hand only'})"


def at_risk_before(thresholds: Thresholds, moment: datetime) -> datetime:
    """The moment before which a last order puts a customer at risk; never earlier than any order can be."""
    if thresholds.at_risk_days >= (moment - EARLIEST).days:
        return EARLIEST
    return moment - timedelta(days=thresholds.at_risk_days)


def at_risk_after(thresholds: Thresholds, last_order_at: datetime) -> datetime | None:
    """The moment after which a customer of this last order is at risk: `at_risk_before` the other way round.

    None where that lies beyond all time.
    """
    try:
        return last_order_at + timedelta(days=thresholds.at_risk_days)
    except OverflowError:
        return None
