"""`customers segments trend`."""

import pytest

from customers.errors import ExitStatus
from tests.cli.test_terminal import SGR, on_terminal
from tests.support.factories import create_many, import_orders
from tests.support.kept import kept
from tests.support.program import Program

NAMES = ("new", "returning", "loyal", "vip", "at_risk", "total")


@kept
def shop(customers: Program) -> Program:
    """Create a customer who orders each month of 2025, one who ordered twice in January, and one who never did."""
    create_many(customers, *({"first_name": name, "external_ids": {"till": name}} for name in ("Asha", "Bala", "Chitra")))
    monthly = [("Asha", f"2025-{month:02}-10T12:00:00Z") for month in range(1, 13)]
    twice = [("Bala", "2025-01-05T00:00:00Z"), ("Bala", "2025-01-20T00:00:00Z")]
    rows = [
        {"customer_external_id": f"till:{name}", "number": str(number), "total": "5000", "placed_at": placed_at}
        for number, (name, placed_at) in enumerate(monthly + twice)
    ]
    import_orders(customers, *rows)
    return customers


def trend(customers: Program, *arguments: str) -> dict[str, tuple[int, ...]]:
    """Return the sizes of new, returning, loyal, VIP, at risk and all by moment."""
    printed = customers("segments", "trend", *arguments, "-o", "json").succeeds().json()
    assert set(printed) == {"data"}
    assert all(list(row) == ["at", *NAMES] for row in printed["data"])
    return {row["at"]: tuple(row[name] for name in NAMES) for row in printed["data"]}


def test_each_moment_counts_orders_until_then(customers: Program) -> None:
    assert trend(shop(customers), "--since", "2024-12-01", "--until", "2025-07-01", "--every", "month") == {
        "2024-12-01T00:00:00Z": (3, 0, 0, 0, 0, 3),
        "2025-01-01T00:00:00Z": (3, 0, 0, 0, 0, 3),
        "2025-02-01T00:00:00Z": (2, 1, 0, 0, 0, 3),
        "2025-03-01T00:00:00Z": (1, 2, 0, 0, 0, 3),
        "2025-04-01T00:00:00Z": (1, 2, 0, 0, 0, 3),
        "2025-05-01T00:00:00Z": (1, 2, 0, 0, 1, 3),
        "2025-06-01T00:00:00Z": (1, 1, 1, 0, 1, 3),
    }


def test_steps_are_those_of_the_time_zone_of_the_shop(sqlite_customers: Program) -> None:
    steps = sqlite_customers(
        *("segments", "trend", "--since", "2026-03-01", "--until", "2026-05-01", "--every", "month", "-o", "json"),
        env={"CUSTOMERS_TIMEZONE": "Europe/Berlin"},
    )

    assert [row["at"] for row in steps.succeeds().json()["data"]] == ["2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"]


def test_each_moment_equals_segments_as_of(customers: Program) -> None:
    import_orders(
        shop(customers), {"customer_external_id": "till:Bala", "number": "r", "total": "-90", "placed_at": "2025-04-10T00:00:00Z"}
    )

    for every, since, until in (
        ("week", "2025-01-05", "2025-03-01"),
        ("quarter", "2024-11-30", "2026-06-01"),
        ("day", "2025-04-18", "2025-04-24"),
    ):
        for at, sizes in trend(customers, "--since", since, "--until", until, "--every", every).items():
            counted = customers("segments", "--as-of", at, "-o", "json").succeeds().json()
            assert sizes == tuple(counted[name]["count"] for name in NAMES), at


def test_order_at_the_moment_itself_counts(customers: Program) -> None:
    at = "2025-01-20T00:00:00Z"

    assert trend(shop(customers), "--since", at, "--until", "2025-01-20T00:00:01Z", "--every", "day") == {at: (2, 1, 0, 0, 0, 3)}
    before = "2025-01-19T23:59:59Z"
    assert trend(customers, "--since", before, "--until", at, "--every", "day") == {before: (3, 0, 0, 0, 0, 3)}


def test_overrides_do_not_count(customers: Program) -> None:
    shop(customers)
    customers("vip", "pin", "till:Chitra", "--reason", "friend").succeeds()
    customers("vip", "exclude", "till:Asha", "--reason", "reseller").succeeds()

    assert trend(customers, "--since", "2025-10-01", "--until", "2025-12-02", "--every", "month") == {
        "2025-10-01T00:00:00Z": (1, 1, 1, 0, 1, 3),
        "2025-11-01T00:00:00Z": (1, 1, 1, 1, 1, 3),
        "2025-12-01T00:00:00Z": (1, 1, 1, 1, 1, 3),
    }


def test_deleted_customers_do_not_count(customers: Program) -> None:
    shop(customers)
    customers("delete", "till:Asha", "--yes").succeeds()

    assert trend(customers, "--since", "2025-12-31", "--until", "2026-01-01", "--every", "day") == {
        "2025-12-31T00:00:00Z": (1, 1, 0, 0, 1, 2)
    }


def test_months_keep_last_day(sqlite_customers: Program) -> None:
    days = trend(sqlite_customers, "--since", "2025-11-30", "--until", "2026-06-01", "--every", "quarter")

    assert list(days) == ["2025-11-30T00:00:00Z", "2026-02-28T00:00:00Z", "2026-05-30T00:00:00Z"]


def test_last_moment_is_not_after_now(sqlite_customers: Program) -> None:
    days = trend(sqlite_customers, "--since", "2026-01-01", "--every", "quarter")

    assert next(iter(days)) == "2026-01-01T00:00:00Z"
    assert set(days.values()) == {(0, 0, 0, 0, 0, 0)}


def test_csv_and_lines_have_a_row_a_moment(customers: Program) -> None:
    arguments = ("segments", "trend", "--since", "2025-02-01", "--until", "2025-02-03", "--every", "day")

    assert shop(customers)(*arguments, "-o", "csv").succeeds().stdout.splitlines() == [
        "at,new,returning,loyal,vip,at_risk,total",
        "2025-02-01T00:00:00Z,2,1,0,0,0,3",
        "2025-02-02T00:00:00Z,2,1,0,0,0,3",
    ]
    assert [row["returning"] for row in customers(*arguments, "-o", "jsonl").succeeds().jsonl()] == [1, 1]
    assert customers(*arguments, "--fields", "at,vip", "-o", "csv").succeeds().stdout.splitlines()[0] == "at,vip"
    assert customers(*arguments).succeeds().stdout.splitlines() == [
        "TIME (UTC)        NEW  RETURNING  LOYAL  VIP  AT RISK  TOTAL",
        "2025-02-01 00:00    2          1      0    0        0      3",
        "2025-02-02 00:00    2          1      0    0        0      3",
    ]


@pytest.mark.trial
@pytest.mark.parametrize("columns", [40, 100])
def test_terminal_has_sparklines_that_fit(sqlite_customers: Program, columns: int) -> None:
    arguments = ("segments", "trend", "--since", "2025-01-01", "--until", "2026-01-01", "--every", "week")

    seen = SGR.sub("", on_terminal(shop(sqlite_customers), *arguments, columns=columns).succeeds().stdout)

    (line,) = (line for line in seen.splitlines() if line.startswith("loyal") and "█" in line)
    assert line.split()[1] == "0"
    assert line.split()[2].startswith("▁")
    assert line.split()[3] == "1"
    assert all(len(text.rstrip()) <= columns for text in seen.splitlines())


@pytest.mark.parametrize(
    ("arguments", "needle"),
    [
        (("--since", "2020-01-01", "--until", "2023-01-01", "--every", "day"), "more than 1,000 moments"),
        (("--since", "2023-01-01", "--until", "2022-01-01", "--every", "day"), "is not before"),
        (("--since", "2023-01-01", "--until", "2024-01-01", "--every", "month", "-o", "ids"), "no ids"),
        (("--since", "2023-01-01", "--every", "weak"), "Did you mean week?"),
        (("--since", "soon", "--every", "week"), "is not a time"),
    ],
)
def test_what_has_no_trend_is_refused(sqlite_customers: Program, arguments: tuple[str, ...], needle: str) -> None:
    sqlite_customers("segments", "trend", *arguments).fails(ExitStatus.USAGE, needle)
