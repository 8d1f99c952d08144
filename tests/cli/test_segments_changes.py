"""`customers segments changes`."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create_many, import_orders
from tests.support.kept import kept
from tests.support.program import Program

SINCE, AS_OF = "2026-01-01", "2026-07-01"
BETWEEN = ("changes", "--since", SINCE, "--as-of", AS_OF)
# By first name the times of orders of 10,000 each; they determine the segments in January and in July.
SHOP = {
    "Stays": ["2025-12-01"],
    "Begins": ["2026-02-01"],
    "Returns": ["2025-12-01", "2026-06-01"],
    "Leaps": [f"2026-06-0{day}" for day in range(1, 6)],
    "Loyal": ["2025-12-01", "2025-12-02", *(f"2026-06-0{day}" for day in range(1, 4))],
    "Lapses": ["2025-12-01", "2025-12-02"],
    "Wakes": ["2025-01-01", "2025-01-02", "2026-06-01"],
    "Sleeps": ["2025-01-01", "2025-01-02"],
}
MOVES = {
    "Returns": ("new", "returning", None, None),
    "Leaps": ("new", "loyal", "gained", None),
    "Loyal": ("returning", "loyal", "gained", None),
    "Lapses": ("returning", "returning", None, "gained"),
    "Wakes": ("returning", "returning", None, "lost"),
}


@pytest.fixture
def shop(customers: Program) -> Program:
    """Return a shop of customers that change segments, and of some that do not."""
    return fill(customers)


@pytest.fixture
def sqlite_shop(sqlite_customers: Program) -> Program:
    """Return the shop on SQLite only."""
    return fill(sqlite_customers)


@kept
def fill(customers: Program) -> Program:
    """Create the shop."""
    create_many(customers, *({"first_name": name, "external_ids": {"till": name}} for name in SHOP))
    rows = [
        {"customer_external_id": f"till:{name}", "number": f"{name}-{time}", "total": "10000", "placed_at": time}
        for name, times in SHOP.items()
        for time in times
    ]
    import_orders(customers, *rows)
    return customers


def moves(customers: Program, *arguments: str) -> dict[str, tuple[Any, ...]]:
    """Return the changes by name."""
    rows = customers("segments", *arguments, "--all", "-o", "jsonl").succeeds().jsonl()
    return {row["full_name"]: (row["from"], row["to"], row["vip"], row["at_risk"]) for row in rows}


def summary(customers: Program, *arguments: str) -> dict[tuple[str | None, str | None], int]:
    """Return the numbers other than 0."""
    document = customers("segments", *arguments, "-o", "json").succeeds().json()
    return {(row["from"], row["to"]): row["customers"] for row in document["summary"] if row["customers"]}


def test_changes_list_previous_and_new_segments(shop: Program) -> None:
    assert moves(shop, *BETWEEN) == MOVES
    assert summary(shop, *BETWEEN) == {
        ("new", "new"): 2,
        ("new", "returning"): 1,
        ("new", "loyal"): 1,
        ("returning", "returning"): 3,
        ("returning", "loyal"): 1,
        (None, "vip"): 2,
        (None, "at_risk"): 1,
        ("at_risk", None): 1,
    }


def test_json_is_page_with_summary(sqlite_shop: Program) -> None:
    document = sqlite_shop("segments", *BETWEEN, "--per-page", "2", "-o", "json").succeeds().json()

    assert list(document) == ["data", "meta", "since", "as_of", "summary"]
    assert list(document["data"][0]) == ["customer_id", "full_name", "email", "from", "to", "vip", "at_risk"]
    assert (document["meta"]["total"], document["meta"]["pages"]) == (5, 3)
    assert (document["since"], document["as_of"]) == ("2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z")
    pairs = [(row["from"], row["to"]) for row in document["summary"]]
    stages = ("new", "returning", "loyal")
    assert pairs == [(before, after) for before in stages for after in stages] + [
        *((None, "vip"), ("vip", None), (None, "at_risk"), ("at_risk", None))
    ]


def test_summary_equals_counts_at_both_times(sqlite_shop: Program) -> None:
    numbers = summary(sqlite_shop, *BETWEEN)

    for end, moment in enumerate((SINCE, AS_OF)):
        counts = sqlite_shop("segments", "--as-of", moment, "-o", "json").json()
        for stage in ("new", "returning", "loyal"):
            assert sum(number for pair, number in numbers.items() if None not in pair and pair[end] == stage) == counts[stage]["count"]


def test_pages_by_number_and_cursor_equal_complete_list(shop: Program) -> None:
    command = ("segments", *BETWEEN)
    complete = shop(*command, "--all", "-o", "ids").succeeds().stdout.split()
    first = shop(*command, "--per-page", "2", "-o", "json").json()
    second = shop(*command, "--per-page", "2", "--cursor", first["meta"]["next_cursor"], "-o", "ids").stdout.split()
    third = shop(*command, "--per-page", "2", "--page", "3", "-o", "ids").stdout.split()

    assert [row["customer_id"] for row in first["data"]] + second + third == complete
    assert sorted(complete) == complete
    shop(*command, "--cursor", "WyJpZCIsMiwwLCJ4Il0").fails(ExitStatus.USAGE, "is not a cursor")


def test_into_and_out_of_filter_list_only(shop: Program) -> None:
    assert set(moves(shop, *BETWEEN, "--into", "vip")) == {"Leaps", "Loyal"}
    assert set(moves(shop, *BETWEEN, "--into", "vip", "--into", "at_risk")) == {"Leaps", "Loyal", "Lapses"}
    assert set(moves(shop, *BETWEEN, "--out-of", "returning")) == {"Loyal"}
    assert set(moves(shop, *BETWEEN, "--out-of", "at_risk")) == {"Wakes"}
    assert set(moves(shop, *BETWEEN, "--out-of", "new", "--into", "loyal")) == {"Leaps"}
    assert summary(shop, *BETWEEN, "--into", "vip") == summary(shop, *BETWEEN)
    assert shop("segments", *BETWEEN, "--into", "vip", "-o", "json").json()["meta"]["total"] == 2


def test_ended_override_is_a_change(customers: Program) -> None:
    create_many(customers, {"first_name": "Asha", "email": "asha@example.com"})
    customers("vip", "pin", "asha@example.com", "--reason", "x", "--until", "2099-06-01T00:00:00Z").succeeds()

    assert moves(customers, "changes", "--since", "2026-01-01") == {}
    assert moves(customers, "changes", "--since", "2026-01-01", "--as-of", "2099-06-01") == {"Asha": ("new", "new", "lost", None)}


def test_as_of_defaults_to_now(customers: Program) -> None:
    create_many(customers, {"first_name": "Asha", "email": "asha@example.com"})
    ago = [f"{datetime.now(UTC) - timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}" for hours in (1, 2, 3, 4)]
    import_orders(customers, *({"customer_email": "asha@example.com", "total": "1", "placed_at": time} for time in ago[:3]))

    assert moves(customers, "changes", "--since", ago[3]) == {"Asha": ("new", "returning", None, None)}
    assert moves(customers, "changes", "--since", ago[0]) == {}


def test_table_shows_changed_segments(sqlite_shop: Program) -> None:
    lines = sqlite_shop("segments", *BETWEEN).succeeds().stdout.splitlines()

    above, below = lines[: lines.index("")], lines[lines.index("") + 1 :]
    assert [line.rsplit(maxsplit=1) for line in above[1:]] == [
        ["new to returning", "1"],
        ["new to loyal", "1"],
        ["returning to loyal", "1"],
        ["into vip", "2"],
        ["into at_risk", "1"],
        ["out of at_risk", "1"],
    ]
    names = [(words[0], words[2:]) for words in map(str.split, below[1:3])]
    assert names == [("Returns", ["new", "returning"]), ("Leaps", ["new", "loyal", "gained"])]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "--since"),
        (("--since", "last year"), "--since"),
        (("--since", "2026-01-01", "--as-of", "2026-01-01"), "2026-01-01T00:00:00Z is not before 2026-01-01T00:00:00Z"),
        (("--since", "2099-01-01"), "2099-01-01T00:00:00Z is not before"),
        (("--since", "2026-01-01", "--into", "at-risk"), "Did you mean at_risk?"),
        (("--since", "2026-01-01", "--out-of", "loyl"), "Did you mean loyal?"),
        (("--since", "2026-01-01", "--per-page", "101"), "CUSTOMERS_MAX_PER_PAGE"),
        (("--since", "2026-01-01", "--fields", "form"), "Did you mean from?"),
    ],
)
def test_invalid_values_are_refused(sqlite_customers: Program, arguments: tuple[str, ...], says: str) -> None:
    sqlite_customers("segments", "changes", *arguments).fails(ExitStatus.USAGE, says)
