"""Measure segments: the built-in ones, ten saved ones beside them, the scores of RFM, and a recalculation with a period of VIP."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.bench import floors
from tests.bench.program import timed
from tests.bench.report import Result, Target

if TYPE_CHECKING:
    from tests.bench.measures import Bench

TIMES = 15
HAS_TAG = "EXISTS (SELECT 1 FROM customer_tags AS t WHERE t.customer_id = c.id AND t.key = '{}')"
AGO = {"sqlite": "unixepoch() - {} * 86400", "postgresql": "now() - interval '{} days'"}
# Saved segments as shops have them: their options, and their conditions in raw SQL with {ago[N]} for N days ago.
SAVED = {
    "big-spenders": (("--min-spent", "20000"), "s.total_spent >= 2000000"),
    "frequent": (("--min-orders", "12"), "s.total_orders >= 12"),
    "one-order": (("--min-orders", "1", "--max-orders", "1"), "s.total_orders = 1"),
    "never": (("--max-orders", "0"), "s.total_orders = 0"),
    "fresh": (("--ordered-after", "90d"), "s.last_order_at >= {ago[90]}"),
    "lapsed": (("--ordered-before", "365d", "--min-orders", "3"), "s.last_order_at < {ago[365]} AND s.total_orders >= 3"),
    "reachable": (("--has-email", "--accepts-marketing"), "c.email IS NOT NULL AND c.opted_in"),
    "phone-alone": (("--no-email", "--has-phone"), "c.email IS NULL AND c.phone IS NOT NULL"),
    "tagged": (("--tag", "tag-001"), HAS_TAG.format("tag-001")),
    "idle-vips": (("--vip", "--ordered-before", "180d"), "s.is_vip AND s.last_order_at < {ago[180]}"),
}
# The boundaries of the fifths of each value, then the customers and the spend of each code.
QUINTILES = """
    WITH ranked AS (
        SELECT last_order_at, total_orders, total_spent, row_number() OVER (ORDER BY last_order_at) AS r,
            row_number() OVER (ORDER BY total_orders) AS f, row_number() OVER (ORDER BY total_spent) AS m, count(*) OVER () AS n
        FROM customer_statistics WHERE live AND total_orders > 0
    )
    SELECT * FROM ranked WHERE {}
"""
SCORES = """
    SELECT code, count(*), sum(total_spent) FROM (
        SELECT CASE WHEN total_orders > 0 THEN ({}) * 100 + ({}) * 10 + ({}) END AS code, total_spent FROM customer_statistics WHERE live
    ) AS scored GROUP BY code
"""
PERIOD = {"CUSTOMERS_VIP_PERIOD_DAYS": "365"}


def segments(bench: "Bench") -> Iterator[Result]:
    """Measure `segments` in one process: its start-up exceeds its work."""
    with bench.shop.connect() as connection:
        floor = [timed(floors.count_segments, connection, bench.engine) for _ in range(TIMES)]
    yield bench.resident("segments", floor, ("segments", "-o", "json"), Target(1.2))


def saved_segments(bench: "Bench") -> Iterator[Result]:
    """Measure `segments --all` with ten saved segments; the floor counts all of them in one statement, and its counts are compared."""
    command = ("segments", "--all", "-o", "json")
    ago = {days: AGO[bench.engine].format(days) for days in (90, 180, 365)}
    counted = ", ".join(f"count(CASE WHEN {condition.format(ago=ago)} THEN 1 END)" for _, condition in SAVED.values())
    query = f"SELECT {counted} FROM {floors.PEOPLE} WHERE s.live"
    with bench.copy() as shop:
        for name, (options, _) in SAVED.items():
            bench.program.run(shop.url, "segments", "save", name, *options)
        printed = json.loads(bench.program.run(shop.url, *command).stdout)
        with shop.connect() as connection:
            expected = list(connection.execute(query).fetchone())
            # Between both counts a second may end somebody's 90 days.
            counts = [printed[name]["count"] for name in SAVED]
            if any(abs(number - count) > 2 for number, count in zip(counts, expected, strict=True)):
                raise RuntimeError(f"expected {expected} customers, counted {counts}")
            floor = [timed(count_all, connection, bench.engine, query) for _ in range(TIMES)]
        yield replace(bench, shop=shop).resident("segments --all, ten saved", floor, command, Target(3))


def count_all(connection: Any, engine: str, query: str) -> None:
    """Count the built-in segments, and saved ones by a query."""
    floors.count_segments(connection, engine)
    connection.execute(query).fetchone()


def rfm(bench: "Bench") -> Iterator[Result]:
    """Measure `segments rfm`; the floor finds the boundaries of the scores and counts their codes."""
    with bench.shop.connect() as connection:
        floor = [timed(score, connection, bench.engine) for _ in range(TIMES)]
    yield bench.resident("segments rfm", floor, ("segments", "rfm", "-o", "json"), Target(1.3))


def score(connection: Any, engine: str) -> None:
    """Find the boundaries of the scores, and count the customers and the spend of each code."""
    numbers = ", ".join(f"(n * {fifth} + 4) / 5" for fifth in range(1, 5))
    rows = connection.execute(QUINTILES.format(" OR ".join(f"{rank} IN ({numbers})" for rank in "rfm"))).fetchall()
    total = rows[0][6]
    mark = "?" if engine == "sqlite" else "%s"
    scores, values = [], []
    for column, (value, rank) in {"last_order_at": (0, 3), "total_orders": (1, 4), "total_spent": (2, 5)}.items():
        boundaries = [next(row[value] for row in rows if row[rank] == (total * fifth + 4) // 5) for fifth in range(4, 0, -1)]
        whens = " ".join(f"WHEN {column} > {mark} THEN {fifth + 1}" for fifth in range(4, 0, -1))
        scores.append(f"CASE {whens} ELSE 1 END")
        values += boundaries
    connection.execute(SCORES.format(*scores), values).fetchall()


def recalculate_with_period(bench: "Bench") -> Iterator[Result]:
    """Measure `vip recalculate` of correct statistics with a period of VIP; the floor is that of one without."""
    command = ("vip", "recalculate", "-o", "json")
    with bench.copy() as shop, bench.program.having(PERIOD):
        bench.program.run(shop.url, *command)
        shop.settle()
        series = bench.series(*command)
        for _ in range(bench.times):
            with bench.shop.connect() as connection:
                series.floor(floors.recalculate, connection, bench.engine)
            printed = json.loads(series.program(shop, *command).stdout)
            if printed["changed"]:
                raise RuntimeError(f"expected nothing to change, got {printed}")
        yield series.result("vip recalculate, a period of 365 days", Target(1.5))
