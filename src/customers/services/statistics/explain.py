"""Explain the VIP flag and the segments of a customer, by the conditions that recalculation and counts use."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from customers.database.queries import events
from customers.database.queries.orders import read_orders
from customers.database.statistics import explain as statements
from customers.domain.money import to_decimal
from customers.domain.segments import LIFECYCLE_SEGMENTS, at_risk_after, days_after, labels, vip_period_start
from customers.domain.statistics import vip_wording as words
from customers.errors import Remedy
from customers.errors.notice import Notice
from customers.models.order import Order
from customers.models.segments import SegmentExplanation, SegmentStanding
from customers.models.vip import (
    CountedOrders,
    ExplainedOverride,
    StoredStatistics,
    UncountedOrder,
    UncountedReason,
    VipExplanation,
    VipPeriod,
    VipRule,
)
from customers.services.customers.records import get_customer
from customers.services.transaction import Transaction

# Number of uncounted orders that an explanation lists.
MAX_UNCOUNTED = 100
_ORDER = ("id", "number", "source", "status", "currency", "total", "refunded", "placed_at")


def explain_vip(tx: Transaction, customer_id: UUID) -> VipExplanation:
    """Explain whether a customer is a VIP now, with a notice where the stored flag differs.

    Raises:
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: the customer is not active.
    """
    customer = get_customer(tx, customer_id)
    row = statements.find_vip_standing(tx.connection, tx.thresholds, tx.now, customer_id)
    if not row.agrees:
        tx.notice(Notice("the stored values differ from the orders", Remedy("recalculate")))
    facts = _vip_facts(row)
    return VipExplanation(
        customer_id=customer_id,
        full_name=customer.full_name,
        is_vip=bool(row.is_vip),
        decided_by=row.vip_override if row.in_force else "rules",
        verdict=words.vip_verdict(facts, tx.thresholds),
        rules=_rules(tx, facts),
        period=_period(tx, customer_id) if tx.thresholds.vip_period_days else None,
        override=_override(tx, customer_id, row),
        stored=StoredStatistics(
            is_vip=bool(row.stored_is_vip),
            total_orders=row.stored_total_orders,
            total_spent=to_decimal(row.stored_total_spent, tx.currency),
            agrees=bool(row.agrees),
        ),
        orders=_counted_orders(tx, customer_id, row.total_orders),
    )


def _vip_facts(row: Row[Any]) -> words.VipFacts:
    values = row._mapping
    return words.VipFacts(
        orders=row.vip_orders,
        spent=row.vip_spent,
        override=row.vip_override,
        until=row.vip_until,
        in_force=bool(row.in_force),
        to_go={name: values[f"{name}_to_go"] for name in ("orders", "spend") if f"{name}_to_go" in values},
    )


def _rules(tx: Transaction, facts: words.VipFacts) -> tuple[VipRule, ...]:
    def rule(name: Any, setting: str, threshold: Any, has: Any, convert: Any) -> VipRule:
        to_go = facts.to_go.get(name)
        return VipRule(
            rule=name,
            setting=setting,
            enabled=to_go is not None,
            threshold=convert(threshold),
            has=convert(has),
            reached=to_go == 0,
            to_go=None if to_go is None else convert(to_go),
        )

    def amount(minor: int) -> Any:
        return to_decimal(minor, tx.currency)

    return (
        rule("orders", "CUSTOMERS_VIP_ORDER_THRESHOLD", tx.thresholds.vip_orders, facts.orders, int),
        rule("spend", "CUSTOMERS_VIP_SPEND_THRESHOLD", tx.thresholds.vip_spend, facts.spent, amount),
    )


def _period(tx: Transaction, customer_id: UUID) -> VipPeriod:
    start, days = vip_period_start(tx.thresholds, tx.now), tx.thresholds.vip_period_days
    order = statements.find_oldest_of_period(tx.connection, tx.thresholds, start, customer_id)
    last = statements.find_end_of_vip(tx.connection, tx.thresholds, start, customer_id)
    return VipPeriod(
        days=days,
        since=start,
        next_order=None if order is None else f"{order.source}:{order.number}",
        next_placed_at=None if order is None else order.placed_at,
        next_leaves_at=None if order is None else days_after(order.placed_at, days),
        rules_reached_until=None if last is None else days_after(last, days),
    )


def _override(tx: Transaction, customer_id: UUID, row: Row[Any]) -> ExplainedOverride | None:
    if row.vip_override is None:
        return None
    record = events.find_last(tx.connection, customer_id, "vip_override")
    # The record of another override is not that of the one in force.
    is_recorded = record is not None and record.changes["vip_override"]["after"] == row.vip_override
    return ExplainedOverride(
        kind=row.vip_override,
        reason=row.vip_reason,
        until=row.vip_until,
        in_force=bool(row.in_force),
        set_by=record.actor if record is not None and is_recorded else None,
        set_at=record.at if record is not None and is_recorded else None,
    )


def _counted_orders(tx: Transaction, customer_id: UUID, counted: int) -> CountedOrders:
    counts = statements.count_uncounted(tx.connection, tx.thresholds, customer_id)
    reasons = [UncountedReason(row.reason, row.status, words.uncounted_why(row.reason, row.status), row.orders) for row in counts]
    rows = statements.find_uncounted(tx.connection, tx.thresholds, customer_id, MAX_UNCOUNTED) if counts else []
    latest = [_uncounted(order, row.reason) for order, row in zip(read_orders(rows, tx.currency), rows, strict=True)]
    uncounted = sum(reason.orders for reason in reasons)
    return CountedOrders(
        total=counted + uncounted, counted=counted, uncounted=uncounted, reasons=tuple(reasons), latest_uncounted=tuple(latest)
    )


def _uncounted(order: Order, reason: Any) -> UncountedOrder:
    return UncountedOrder(**{name: getattr(order, name) for name in _ORDER}, reason=reason, why=words.uncounted_why(reason, order.status))


def explain_segments(tx: Transaction, customer_id: UUID, as_of: datetime | None = None) -> SegmentExplanation:
    """Explain the segments of a customer, as lists and counts have them now, or as counts have them `as_of` a time.

    Raises:
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: the customer is not active.
    """
    customer = get_customer(tx, customer_id)
    row = statements.find_segment_standing(tx.connection, tx.thresholds, tx.now, as_of, customer_id)
    return SegmentExplanation(
        customer_id=customer_id,
        full_name=customer.full_name,
        as_of=as_of or tx.now,
        total_orders=row.total_orders,
        total_spent=to_decimal(row.total_spent, tx.currency),
        last_order_at=row.last_order_at,
        segments={
            **{name: _stage(tx, name, row) for name in LIFECYCLE_SEGMENTS},
            "vip": _vip(tx, row),
            "at_risk": _at_risk(tx, row, as_of or tx.now),
        },
    )


def _stage(tx: Transaction, name: str, row: Row[Any]) -> SegmentStanding:
    to_go = words.orders_to_go(name, row.total_orders, tx.thresholds)
    return SegmentStanding(
        label=labels(tx.thresholds)[name],
        member=bool(row._mapping[f"in_{name}"]),
        why=words.orders(row.total_orders),
        distance=words.orders_distance(to_go),
        orders_to_go=to_go,
    )


def _vip(tx: Transaction, row: Row[Any]) -> SegmentStanding:
    facts = _vip_facts(row)
    member = bool(row.in_vip)
    spend = facts.to_go.get("spend")
    return SegmentStanding(
        label=labels(tx.thresholds)["vip"],
        member=member,
        why=words.vip_why(facts, tx.thresholds, is_vip=member),
        distance=None if member or facts.in_force else words.vip_distance(facts, tx.thresholds),
        orders_to_go=facts.to_go.get("orders"),
        spend_to_go=None if spend is None else to_decimal(spend, tx.currency),
    )


def _at_risk(tx: Transaction, row: Row[Any], time: datetime) -> SegmentStanding:
    member = bool(row.in_at_risk)
    why = words.at_risk_why(row.total_orders, row.last_order_at, time)
    label = labels(tx.thresholds)["at_risk"]
    starts_at = at_risk_after(tx.thresholds, row.last_order_at) if words.can_be_at_risk(row.total_orders) else None
    if starts_at is None:
        return SegmentStanding(label, member, why, None)
    days = words.days_to_go(starts_at, time)
    return SegmentStanding(label, member, why, words.at_risk_distance(starts_at, days, member=member), days_to_go=days, starts_at=starts_at)
