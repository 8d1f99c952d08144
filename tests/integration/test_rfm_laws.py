"""RFM scores equal a count of the customers below, and a trend equals the segments of each moment."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.program import Program
from tests.support.shops import Shops
from tests.support.surroundings import examples

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
# By recency, from the least to the most of frequency and money together.
TABLE = {
    5: "new new active champions champions",
    4: "promising promising active loyal loyal",
    3: "promising needs_attention needs_attention loyal loyal",
    2: "almost_lost almost_lost at_risk at_risk previously_loyal",
    1: "dormant dormant at_risk at_risk previously_loyal",
}
# Few values, so that many are equal: for each customer the day and the total of each order.
purchases = st.lists(st.tuples(st.integers(0, 6), st.sampled_from([-20, 0, 10, 10, 20])), max_size=4)
shops_of_orders = st.lists(purchases, min_size=1, max_size=14)


def fill(customers: Program, people: list[list[tuple[int, int]]]) -> None:
    """Create customers by number, with their orders."""
    customers(
        "import", "customers", "-", stdin="external_ids,first_name\n" + "".join(f"n:{n},{n}\n" for n in range(len(people)))
    ).succeeds()
    rows = [
        {
            "customer_external_id": f"n:{person}",
            "number": f"{person}-{number}",
            "total": str(total),
            "placed_at": (FIRST + timedelta(days=day)).isoformat(),
        }
        for person, orders in enumerate(people)
        for number, (day, total) in enumerate(orders)
    ]
    if rows:
        customers("import", "orders", "-", stdin="\n".join(map(json.dumps, rows))).succeeds()


def expected(people: list[list[tuple[int, int]]]) -> dict[str, dict[str, Any]]:
    """Return the group and scores of each customer, by a count of those below."""
    values: dict[int, tuple[int, ...]] = {}
    for person, orders in enumerate(people):
        counted = [day for day, total in orders if total >= 0]
        if counted:
            values[person] = (max(counted), len(counted), sum(total for _, total in orders))
    result: dict[str, dict[str, Any]] = {}
    for person in range(len(people)):
        if person not in values:
            result[str(person)] = {"group": "prospects", "recency": None, "frequency": None, "money": None}
            continue
        scores = [score([value[kind] for value in values.values()], values[person][kind]) for kind in range(3)]
        group = TABLE[scores[0]].split()[(scores[1] + scores[2] + 1) // 2 - 1]
        result[str(person)] = {"group": group, "recency": scores[0], "frequency": scores[1], "money": scores[2]}
    return result


def score(values: list[int], value: int) -> int:
    """Return the score of a value among all."""
    return min(5, 1 + int(5 * Fraction(sum(lower < value for lower in values), len(values))))


def counts(printed: list[Mapping[str, Any]]) -> dict[str, int]:
    """Return the number of customers of each group that has any."""
    return {row["group"]: row["customers"] for row in printed if row["customers"]}


@examples(12)
@example([[(0, 10)]])
@example([[(3, 10)]] * 7)
@example([[(day, 10 * day)] * day for day in range(7)] + [[(0, -20)]])
@given(shops_of_orders)
def test_scores_equal_count_of_customers_below(empty_shops: Shops, people: list[list[tuple[int, int]]]) -> None:
    recount = expected(people)
    groups = [row["group"] for row in recount.values()]
    for customers in empty_shops():
        fill(customers, people)

        streamed = customers("list", "--fields", "first_name,rfm", "--all", "-o", "jsonl").succeeds().jsonl()
        assert {row["first_name"]: row["rfm"] for row in streamed} == recount
        paged = customers("list", "--fields", "first_name,rfm", "--per-page", "100", "-o", "json").succeeds().json()["data"]
        assert {row["first_name"]: row["rfm"] for row in paged} == recount
        printed = customers("segments", "rfm", "-o", "json").succeeds().json()
        assert counts(printed["data"]) == {group: groups.count(group) for group in set(groups)}
        assert printed["data"] == customers("segments", "rfm", "--as-of", "2026-06-01", "-o", "json").succeeds().json()["data"]
        for group in {"champions", "dormant", "prospects", groups[0]}:
            selected = customers("list", "--rfm", group, "--all", "--fields", "first_name", "-o", "jsonl").succeeds().jsonl()
            assert {row["first_name"] for row in selected} == {name for name, row in recount.items() if row["group"] == group}


@examples(10)
@given(shops_of_orders, st.integers(-2, 5), st.integers(1, 9), st.sampled_from(["day", "week"]), st.sampled_from(["0", "1", "3"]))
def test_trend_equals_segments_of_each_moment(
    empty_shops: Shops, people: list[list[tuple[int, int]]], start: int, days: int, every: str, period: str
) -> None:
    since, until = FIRST + timedelta(days=start), FIRST + timedelta(days=start + days)
    settings = {"CUSTOMERS_AT_RISK_DAYS": "2", "CUSTOMERS_LOYAL_ORDER_THRESHOLD": "3", "CUSTOMERS_VIP_SPEND_THRESHOLD": "20"}
    settings["CUSTOMERS_VIP_PERIOD_DAYS"] = period
    for customers in empty_shops():
        fill(customers, people)

        arguments = ("--since", since.isoformat(), "--until", until.isoformat(), "--every", every)
        printed = customers("segments", "trend", *arguments, "-o", "json", env=settings).succeeds().json()["data"]
        for row in printed:
            counted = customers("segments", "--as-of", row["at"], "-o", "json", env=settings).succeeds().json()
            assert {name: size["count"] for name, size in counted.items()} == {name: row[name] for name in counted}
