"""Statistics, VIP flags and segments always equal the stored orders."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

PEOPLE = ["a@example.com", "b@example.com", "c@example.com"]
SETTINGS = {"CUSTOMERS_VIP_ORDER_THRESHOLD": "4", "CUSTOMERS_VIP_SPEND_THRESHOLD": "2500.50", "CUSTOMERS_LOYAL_ORDER_THRESHOLD": "3"}
VIP_ORDERS, VIP_SPEND, LOYAL, AT_RISK = 4, Decimal("2500.50"), 3, timedelta(days=90)
UNCOUNTED = {"draft", "failed", "cancelled", "refunded"}
COIN = Decimal("0.01")


@dataclass(frozen=True)
class Purchase:
    """An order as a file states it; `rate` is the value of its currency in the shop's, None for the shop's own."""

    status: str
    total: Decimal
    refunded: Decimal
    rate: Decimal | None
    placed_at: datetime

    @property
    def counted(self) -> bool:
        return self.status.lower() not in UNCOUNTED and self.total >= 0 and not 0 < self.refunded == self.total

    @property
    def is_return(self) -> bool:
        return self.total < 0 and self.status.lower() not in UNCOUNTED - {"refunded"}

    @property
    def base_total(self) -> Decimal:
        return (self.total * (self.rate or 1)).quantize(COIN)

    @property
    def spent(self) -> Decimal:
        if not self.total:
            return Decimal(0)
        if self.total < 0:
            return self.base_total
        refunded = Fraction(self.refunded) * Fraction(self.base_total) / Fraction(self.total)
        return self.base_total - Decimal(round(refunded * 100)) / 100

    def row(self, key: tuple[str, str, str]) -> dict[str, str]:
        email, source, number = key
        foreign = {} if self.rate is None else {"currency": "EUR", "base_total": str(self.base_total)}
        amounts = {"status": self.status, "total": str(self.total), "refunded": str(self.refunded), **foreign}
        return {"customer_email": email, "source": source, "number": number, "placed_at": self.placed_at.isoformat(), **amounts}


amounts = st.one_of(st.just(Decimal(0)), st.decimals(0, 1500, places=2), st.sampled_from([Decimal("2500.50"), Decimal("2500.49")]))
times = st.datetimes(datetime(2025, 1, 1), datetime(2025, 12, 31)).map(lambda time: time.replace(microsecond=0, tzinfo=UTC))
rates = st.sampled_from([None, None, Decimal(1), Decimal("83.257")])
statuses = st.sampled_from(["paid", "paid", "Paid", "shipped", "cancelled", "Refunded", "DRAFT", "failed", "pending"])


@st.composite
def purchases(draw: st.DrawFn) -> Purchase:
    total = draw(amounts) * draw(st.sampled_from([1, 1, 1, -1]))
    if total < 0:
        return Purchase(draw(statuses), total, draw(st.sampled_from([Decimal(0), -total])), draw(rates), draw(times))
    refunded = draw(st.sampled_from([Decimal(0), Decimal(0), total, min(total, Decimal("0.01")), (total / 3).quantize(COIN)]))
    return Purchase(draw(statuses), total, refunded, draw(rates), draw(times))


keys = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["till", "web"]), st.sampled_from("123456789")).map(
    # The number determines the customer of an order.
    lambda key: (key[0], key[1], f"{key[0][0]}{key[2]}")
)
files = st.dictionaries(keys, purchases(), min_size=1, max_size=16)


@examples(8)
@given(st.lists(files, min_size=1, max_size=2), st.data())
def test_statistics_and_segments_equal_recount_after_imports(empty_shops: Shops, steps: list[Any], data: st.DataObject) -> None:
    shops = empty_shops()
    orders: dict[tuple[str, str, str], Purchase] = {}
    for customers in shops:
        customers("import", "customers", "-", stdin="email,first_name\n" + "".join(f"{email},X\n" for email in PEOPLE)).succeeds()
    for step in steps:
        orders |= step
        moment = data.draw(st.sampled_from(sorted(order.placed_at for order in orders.values()))) + data.draw(
            st.sampled_from([timedelta(0), timedelta(seconds=-1), AT_RISK, AT_RISK + timedelta(seconds=1)])
        )
        for customers in shops:
            text = "\n".join(json.dumps(order.row(key)) for key, order in step.items())
            customers("import", "orders", "-", stdin=text, env=SETTINGS).succeeds()

            listed = customers("list", "--all", "-o", "jsonl", env=SETTINGS).succeeds().jsonl()
            assert {row["email"]: {name: row[name] for name in recount([])} for row in listed} == by_person(orders)
            assert counts(customers) == segments(orders, datetime.now(UTC))
            past = {key: order for key, order in orders.items() if order.placed_at <= moment}
            assert counts(customers, "--as-of", moment.isoformat()) == segments(past, moment)
    for customers in shops:
        customers("vip", "recalculate", "--json", env=SETTINGS).prints_json(examined=3, changed=0, promoted=0, demoted=0)


@examples(5)
@given(files, st.sampled_from(["1", "2", "0"]), st.sampled_from(["0", "100", "0.01"]))
def test_recalculation_after_new_thresholds_repairs_once(empty_shops: Shops, file: Any, order_threshold: str, spend_threshold: str) -> None:
    changed = SETTINGS | {"CUSTOMERS_VIP_ORDER_THRESHOLD": order_threshold, "CUSTOMERS_VIP_SPEND_THRESHOLD": spend_threshold}
    people = by_person(file)
    vips = {
        email
        for email, person in people.items()
        if 0 < int(order_threshold) <= person["total_orders"] or 0 < Decimal(spend_threshold) <= person["total_spent"]
    }
    before = {email for email, person in people.items() if person["is_vip"]}
    for customers in empty_shops():
        text = "\n".join(json.dumps(order.row(key)) for key, order in file.items())
        customers("import", "orders", "-", "--create-customers", stdin=text, env=SETTINGS).succeeds()

        done = customers("vip", "recalculate", "--json", env=changed)

        done.prints_json(changed=len(vips ^ before), promoted=len(vips - before), demoted=len(before - vips))
        assert {row["email"] for row in customers("vip", "--all", "-o", "jsonl").succeeds().jsonl()} == vips
        customers("vip", "recalculate", "--json", env=changed).prints_json(changed=0, promoted=0, demoted=0)


def by_person(orders: dict[tuple[str, str, str], Purchase]) -> dict[str, dict[str, Any]]:
    return {email: recount(order for (owner, _, _), order in orders.items() if owner == email) for email in PEOPLE}


def recount(orders: Iterable[Purchase]) -> dict[str, Any]:
    """Return the statistics of a customer's orders by a plain implementation of the rules."""
    orders = list(orders)
    counted = [order for order in orders if order.counted]
    spent = sum((order.spent for order in orders if order.counted or order.is_return), Decimal(0))
    times = sorted(order.placed_at for order in counted)
    return {
        "total_orders": len(counted),
        "total_spent": spent,
        "avg_order_value": (spent / len(counted)).quantize(COIN, ROUND_HALF_EVEN) if counted else None,
        "first_order_at": f"{times[0]:%Y-%m-%dT%H:%M:%SZ}" if times else None,
        "last_order_at": f"{times[-1]:%Y-%m-%dT%H:%M:%SZ}" if times else None,
        "is_vip": len(counted) >= VIP_ORDERS or spent >= VIP_SPEND,
    }


def segments(orders: dict[tuple[str, str, str], Purchase], moment: datetime) -> dict[str, int]:
    people = by_person(orders).values()
    late = f"{moment - AT_RISK:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "new": sum(person["total_orders"] < 2 for person in people),
        "returning": sum(2 <= person["total_orders"] < LOYAL for person in people),
        "loyal": sum(person["total_orders"] >= LOYAL for person in people),
        "vip": sum(person["is_vip"] for person in people),
        "at_risk": sum(person["total_orders"] >= 2 and person["last_order_at"] < late for person in people),
        "total": len(PEOPLE),
    }


def counts(customers: Program, *options: str) -> dict[str, int]:
    printed = customers("segments", "--json", *options, env=SETTINGS).succeeds().json()
    return {name: segment["count"] for name, segment in printed.items()}


changes = st.lists(
    st.tuples(st.sampled_from(["move", "move", "delete"]), st.integers(0, 15), st.sampled_from(PEOPLE)), min_size=1, max_size=4
)


@examples(6)
@given(files, changes)
def test_statistics_equal_recount_after_moves_and_deletions(empty_shops: Shops, file: Any, steps: list[Any]) -> None:
    shops = empty_shops()
    owners = {key[1:]: key[0] for key in file}
    text = "\n".join(json.dumps(order.row(key)) for key, order in file.items())
    for customers in shops:
        customers("import", "customers", "-", stdin="email,first_name\n" + "".join(f"{email},X\n" for email in PEOPLE)).succeeds()
        customers("import", "orders", "-", stdin=text, env=SETTINGS).succeeds()
    for step, position, email in steps:
        if owners:
            name = sorted(owners)[position % len(owners)]
            words = ["move", ":".join(name), "--to", email] if step == "move" else ["delete", ":".join(name), "--yes"]
            owners = owners | {name: email} if step == "move" else {key: owner for key, owner in owners.items() if key != name}
            for customers in shops:
                customers("orders", *words, env=SETTINGS).succeeds()
    # A second import of the file neither moves an order nor brings one back.
    for customers in shops:
        customers("import", "orders", "-", "--json", stdin=text, env=SETTINGS).prints_json(created=0, updated=0, unchanged=len(owners))
    remaining = {(owners[key[1:]], *key[1:]): order for key, order in file.items() if key[1:] in owners}
    for customers in shops:
        listed = customers("list", "--all", "-o", "jsonl", env=SETTINGS).succeeds().jsonl()
        assert {row["email"]: {name: row[name] for name in recount([])} for row in listed} == by_person(remaining)
        customers("vip", "recalculate", "--json", env=SETTINGS).prints_json(changed=0)
