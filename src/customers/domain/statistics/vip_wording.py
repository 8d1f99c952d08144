"""Sentences that explain VIP and segments, from facts that are already decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from customers.domain.money import format_amount
from customers.domain.segments import RETURNING_FROM, Thresholds, days_in_words, loyal_from
from customers.domain.text import count_of
from customers.domain.timestamps import format_timestamp

_BY_COMMAND = {"vip pin": "pinned", "vip exclude": "excluded"}
_CHANGES = {
    "pinned": "pinned by hand",
    "excluded": "excluded by hand",
    "orders": "enough counted orders",
    "spend": "enough spent",
    "both": "enough counted orders and enough spent",
    "neither": "no rule is reached any more",
}


@dataclass(frozen=True, slots=True)
class VipFacts:
    """The facts from which the VIP flag of a customer follows.

    `orders` and `spent` are what the rules compare: of the VIP period where the shop has one. `to_go` has the enabled rules, 0 for
    those that are reached.
    """

    orders: int
    spent: int  # minor units
    override: str | None
    until: datetime | None
    in_force: bool
    to_go: Mapping[str, int]

    @property
    def reached(self) -> bool:
        """Whether the rules alone make the customer a VIP."""
        return 0 in self.to_go.values()


def vip_verdict(facts: VipFacts, thresholds: Thresholds) -> str:
    """Return whether a customer is a VIP, and why, in a sentence."""
    if facts.in_force:
        is_vip = facts.override == "pinned"
        alone = f"{'' if facts.reached else ' not'} be one{_agreeing(facts) if facts.reached == is_vip else ''}"
        return f"{'VIP' if is_vip else 'not a VIP'}: {_override(facts)}; by the rules alone it would{alone}"
    ended = f" ({_override(facts)}, which is over)" if facts.override else ""
    if facts.reached:
        return f"VIP: {vip_merits(facts, thresholds)}{ended}"
    return f"not a VIP: {vip_distance(facts, thresholds) or 'both rules are switched off, so that only a pin makes one'}{ended}"


def vip_why(facts: VipFacts, thresholds: Thresholds, *, is_vip: bool) -> str:
    """Return why a customer is a VIP or not; `is_vip` is the stored flag."""
    if facts.in_force:
        return _override(facts)
    if is_vip != facts.reached:
        return "the stored flag, which `customers vip recalculate` would change"
    if is_vip:
        return vip_merits(facts, thresholds)
    return f"{orders(facts.orders)}, {_spent(facts.spent, thresholds)}{_period(thresholds)}"


def change_why(why: str | None, command: str, reason: str | None) -> str:
    """Return why a flag changed: what decided, and the command with its reason; an old event does not say what decided."""
    why = why or _BY_COMMAND.get(command)
    if command in _BY_COMMAND and why == _BY_COMMAND[command]:
        return f"{why} by hand" + (f": {reason}" if reason else "")
    return f"{_CHANGES.get(why or '', 'by the rules')} ({command}{f': {reason}' if reason else ''})"


def vip_merits(facts: VipFacts, thresholds: Thresholds) -> str:
    """Return the rules that are reached, with what reaches them."""
    merits = []
    if facts.to_go.get("orders") == 0:
        merits.append(f"{orders(facts.orders)} ({thresholds.vip_orders} are enough)")
    if facts.to_go.get("spend") == 0:
        enough = format_amount(thresholds.vip_spend, thresholds.currency)
        merits.append(f"{_spent(facts.spent, thresholds)} ({enough} is enough)")
    return " and ".join(merits) + _period(thresholds)


def vip_distance(facts: VipFacts, thresholds: Thresholds) -> str | None:
    """Return the distance to the nearest rule; None if one is reached, or all are switched off."""
    if facts.reached or not facts.to_go:
        return None
    gaps = []
    if "orders" in facts.to_go:
        gaps.append(_plural(facts.to_go["orders"]))
    if "spend" in facts.to_go:
        gaps.append(f"{format_amount(facts.to_go['spend'], thresholds.currency)} {thresholds.currency}")
    return f"{' or '.join(gaps)} to go"


def orders_to_go(segment: str, total_orders: int, thresholds: Thresholds) -> int | None:
    """Return the number of orders until new, returning or loyal: 0 for the current segment, None for a past one."""
    loyal = loyal_from(thresholds)
    first, end = {"new": (0, RETURNING_FROM), "returning": (RETURNING_FROM, loyal), "loyal": (loyal, None)}[segment]
    if first == end or (end is not None and total_orders >= end):
        return None
    return max(0, first - total_orders)


def orders_distance(to_go: int | None) -> str | None:
    """Return the number of orders to a segment in words."""
    return f"{_plural(to_go)} to go" if to_go else None


def can_be_at_risk(total_orders: int) -> bool:
    """Return whether a customer has enough orders to be at risk."""
    return total_orders >= RETURNING_FROM


def days_to_go(starts_at: datetime, moment: datetime) -> int:
    """Return the least number of whole days after which `moment` is later than `starts_at`."""
    return max(0, (starts_at - moment) // timedelta(days=1) + 1)


def at_risk_why(total_orders: int, last_order_at: datetime | None, moment: datetime) -> str:
    """Return the facts that decide whether a customer is at risk."""
    if last_order_at is None or not can_be_at_risk(total_orders):
        return f"{orders(total_orders)}; only who has {RETURNING_FROM} or more can be at risk"
    days = (moment - last_order_at).days
    ago = f", {count_of(days, 'day')} ago" if days >= 0 else ""
    return f"last order {last_order_at:%Y-%m-%d}{ago}"


def at_risk_distance(starts_at: datetime, days: int, *, member: bool) -> str:
    """Return when a customer will be at risk, or since when it is."""
    if member:
        return f"since {starts_at:%Y-%m-%d}"
    return f"in {count_of(days, 'day')}, after {starts_at:%Y-%m-%d}, unless an order comes"


def uncounted_why(reason: str, status: str | None) -> str:
    """Return why an order is not counted."""
    others = {"fully_refunded": "fully refunded", "return": "a return, which reduces the spend"}
    return others.get(reason) or f"status {status} is not counted"


def orders(count: int) -> str:
    """Return a number of counted orders."""
    return count_of(count, "counted order") if count else "no counted orders"


def _period(thresholds: Thresholds) -> str:
    return f" in the last {days_in_words(thresholds.vip_period_days)}" if thresholds.vip_period_days else ""


def _agreeing(facts: VipFacts) -> str:
    return " too" if facts.reached else " either"


def _plural(count: int) -> str:
    return count_of(count, "order")


def _spent(amount: int, thresholds: Thresholds) -> str:
    return f"{format_amount(amount, thresholds.currency)} {thresholds.currency} spent"


def _override(facts: VipFacts) -> str:
    return f"{facts.override} by hand" + (f" until {format_timestamp(facts.until)}" if facts.until else "")
