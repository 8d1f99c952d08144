"""`customers segments --chart`."""

import re

import pytest

from customers.errors import ExitStatus
from tests.cli.test_terminal import SGR, on_terminal
from tests.support.factories import create_many, import_orders
from tests.support.program import Program


def three(customers: Program) -> Program:
    """Create two new customers and a VIP."""
    create_many(customers, *({"first_name": name, "email": f"{name}@example.com"} for name in ("a", "b", "c")))
    import_orders(customers, {"customer_email": "a@example.com", "total": "60000", "placed_at": "2026-01-01", "number": "1"})
    return customers


def test_chart_in_pipe_is_ascii_of_fixed_width(customers: Program) -> None:
    lines = three(customers)("segments", "--chart").succeeds().stdout.splitlines()

    assert lines == [
        f"New (0–1 orders)                         {'#' * 40}  3  100.0%",
        f"Returning (2–4 orders)                   {' ' * 40}  0    0.0%",
        f"Loyal (5+ orders)                        {' ' * 40}  0    0.0%",
        f"VIP (10+ orders or 50,000.00 INR spent)  {'#' * 13}{' ' * 27}  1   33.3%",
        f"At risk (2+ orders, none for 90 days)    {' ' * 40}  0    0.0%",
        f"All customers                            {'#' * 40}  3  100.0%",
    ]


def test_empty_shop_has_chart(sqlite_customers: Program) -> None:
    lines = sqlite_customers("segments", "count", "--chart").succeeds().stdout.splitlines()

    assert {line[41:].strip() for line in lines} == {"0    0.0%"}


def test_chart_takes_as_of(sqlite_customers: Program) -> None:
    lines = three(sqlite_customers)("segments", "--chart", "--as-of", "2025-01-01").succeeds().stdout.splitlines()

    assert lines[3].endswith(" 0    0.0%")


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "ids"])
def test_other_formats_ignore_chart(sqlite_customers: Program, format: str) -> None:
    three(sqlite_customers)

    charted = sqlite_customers("segments", "--chart", "-o", format).succeeds()

    assert charted.stdout == sqlite_customers("segments", "-o", format).stdout


def test_chart_refuses_fields(sqlite_customers: Program) -> None:
    sqlite_customers("segments", "--chart", "--fields", "count").fails(ExitStatus.USAGE, "--chart cannot be used with --fields")


@pytest.mark.trial
@pytest.mark.parametrize("columns", [50, 100, 160])
def test_chart_fits_terminal_width(sqlite_customers: Program, columns: int) -> None:
    seen = on_terminal(three(sqlite_customers), "segments", "--chart", columns=columns).succeeds().stdout

    lines = SGR.sub("", seen).splitlines()
    assert {len(line.rstrip()) for line in lines} <= {columns, columns - 1, columns - 2, columns - 3}
    assert lines[0].startswith("New (0–1 orders)" if columns >= 80 else "new")
    assert re.search(r"█\S* +1 +33\.3%", lines[3])


@pytest.mark.trial
def test_chart_without_colour_is_plain(sqlite_customers: Program) -> None:
    seen = on_terminal(three(sqlite_customers), "segments", "--chart", env={"NO_COLOR": "1"}).succeeds().stdout

    assert "█" in seen
    assert not re.search(r"\x1b\[[0-9;]*[34][0-9]", seen)


def test_coloured_chart_in_pipe_keeps_width(sqlite_customers: Program) -> None:
    seen = three(sqlite_customers)("segments", "--chart", env={"FORCE_COLOR": "1"}).succeeds().stdout

    assert SGR.search(seen)
    assert max(map(len, SGR.sub("", seen).splitlines())) < 120
