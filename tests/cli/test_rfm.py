"""Recency, frequency and money: `segments rfm`, the field `rfm` and the filter `--rfm`."""

import re
from decimal import Decimal
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.cli.test_terminal import SGR, on_terminal
from tests.support.factories import create, create_many, import_orders, listed
from tests.support.program import Program

GROUPS = [
    *("champions", "loyal", "active", "new", "promising", "needs_attention", "at_risk", "previously_loyal", "almost_lost", "dormant"),
    "prospects",
]
# Of five buyers each is one fifth: the first bought last, the last bought first.
FIFTHS = {"Asha": 5, "Bala": 4, "Chitra": 3, "Devi": 2, "Esha": 1}


def buy(customers: Program, purchases: dict[str, tuple[int, str, str]]) -> None:
    """Create customers by name, each with a number of orders of one amount, at one time."""
    create_many(customers, *({"first_name": name, "external_ids": {"till": name}} for name in purchases))
    rows = [
        {"customer_external_id": f"till:{name}", "number": f"{name}-{number}", "total": total, "placed_at": placed_at}
        for name, (orders, total, placed_at) in purchases.items()
        for number in range(orders)
    ]
    import_orders(customers, *rows)


def buy_in_fifths(customers: Program) -> None:
    """Create a customer of each fifth, in all three values, and one without an order."""
    fifths = {name: (fifth, f"{fifth}00", f"2026-0{fifth}-01") for name, fifth in FIFTHS.items()}
    buy(customers, fifths | {"Farah": (0, "", "")})


def scores(customers: Program, *arguments: str) -> dict[str, tuple[Any, ...]]:
    """Return the group and the scores of each customer by name."""
    rows = customers("list", "--fields", "first_name,rfm", *arguments, "--all", "-o", "jsonl").succeeds().jsonl()
    return {row["first_name"]: tuple(row["rfm"].values()) for row in rows}


def sizes(customers: Program, *arguments: str) -> dict[str, int]:
    """Return the number of customers of each group that has any."""
    groups = customers("segments", "rfm", *arguments, "-o", "json").succeeds().json()["data"]
    return {group["group"]: group["customers"] for group in groups if group["customers"]}


def test_scores_are_fifths_of_buyers(customers: Program) -> None:
    buy_in_fifths(customers)

    assert scores(customers) == {
        "Asha": ("champions", 5, 5, 5),
        "Bala": ("loyal", 4, 4, 4),
        "Chitra": ("needs_attention", 3, 3, 3),
        "Devi": ("almost_lost", 2, 2, 2),
        "Esha": ("dormant", 1, 1, 1),
        "Farah": ("prospects", None, None, None),
    }
    assert sizes(customers) == {"champions": 1, "loyal": 1, "needs_attention": 1, "almost_lost": 1, "dormant": 1, "prospects": 1}


def test_equal_values_have_equal_scores(customers: Program) -> None:
    buy(customers, dict.fromkeys(("Asha", "Bala", "Chitra", "Devi"), (1, "50", "2026-03-01")) | {"Esha": (2, "50", "2026-03-02")})

    every_score = scores(customers)

    assert {every_score.pop("Esha")} == {("champions", 5, 5, 5)}
    assert set(every_score.values()) == {("dormant", 1, 1, 1)}


def test_only_buyer_gets_lowest_scores(customers: Program) -> None:
    buy(customers, {"Asha": (3, "50", "2026-03-01"), "Bala": (0, "", "")})

    assert scores(customers) == {"Asha": ("dormant", 1, 1, 1), "Bala": ("prospects", None, None, None)}


def test_uncounted_orders_and_deleted_customers_leave_scores_alone(customers: Program) -> None:
    buy_in_fifths(customers)
    before = scores(customers)
    buy(customers, {"Gita": (9, "900", "2026-09-01")})
    import_orders(
        customers, {"customer_external_id": "till:Esha", "number": "x", "total": "9000", "placed_at": "2026-10-01", "status": "cancelled"}
    )

    customers("delete", "till:Gita", "--yes").succeeds()

    assert scores(customers) == before
    assert scores(customers, "--deleted") == {"Gita": ("champions", 5, 5, 5)}


def test_return_lowers_money_below_zero(customers: Program) -> None:
    buy_in_fifths(customers)
    import_orders(customers, {"customer_external_id": "till:Asha", "number": "r", "total": "-9000", "placed_at": "2026-10-01"})

    assert scores(customers)["Asha"] == ("active", 5, 5, 1)


def test_filter_selects_group_in_every_selection(customers: Program, tmp_path: Any) -> None:
    buy_in_fifths(customers)

    assert listed(customers, "list", "--rfm", "champions") == ["Asha"]
    assert listed(customers, "list", "--rfm", "prospects") == ["Farah"]
    assert listed(customers, "list", "--rfm", "at_risk") == []
    assert listed(customers, "list", "--rfm", "loyal", "--min-orders", "5") == []
    page = customers("list", "--rfm", "loyal", "--fields", "first_name,rfm", "-o", "json").succeeds().json()
    assert page["data"] == [{"first_name": "Bala", "rfm": {"group": "loyal", "recency": 4, "frequency": 4, "money": 4}}]
    customers("tag", "add", "--tag", "call", "--rfm", "dormant", "--yes", "-o", "json").prints_json(customers=1, added=1)
    assert listed(customers, "list", "--tag", "call") == ["Esha"]
    customers("export", "customers", str(tmp_path / "out.csv"), "--rfm", "champions").succeeds()
    assert "Asha" in (tmp_path / "out.csv").read_text()
    assert customers("search", "asha", "--rfm", "champions", "-o", "json").succeeds().json()["meta"]["total"] == 1
    assert customers("search", "asha", "--rfm", "dormant", "-o", "json").succeeds().json()["meta"]["total"] == 0


def test_unknown_group_is_refused_with_nearest(customers: Program) -> None:
    customers("list", "--rfm", "champion").fails(ExitStatus.USAGE, "no RFM group 'champion'", "Did you mean champions?")
    customers("tag", "add", "--tag", "x", "--rfm", "gone", "--yes").fails(ExitStatus.USAGE, "no RFM group 'gone'", "almost_lost")


def test_field_is_there_only_on_request(customers: Program) -> None:
    buy_in_fifths(customers)
    champion = {"group": "champions", "recency": 5, "frequency": 5, "money": 5}

    assert "rfm" not in customers("show", "till:Asha", "-o", "json").succeeds().json()
    assert "rfm" not in customers("list", "-o", "json").succeeds().json()["data"][0]
    assert customers("show", "till:Asha", "--fields", "rfm", "-o", "json").succeeds().json() == {"rfm": champion}
    matches = customers("search", "asha", "--fields", "rfm", "-o", "json").succeeds().json()["data"]
    assert matches == [{"rfm": champion}]


def test_field_has_same_text_on_page_and_in_stream(customers: Program) -> None:
    buy_in_fifths(customers)
    options = ("--fields", "first_name,rfm", "--sort", "name")

    page = customers("list", *options, "-o", "csv").succeeds().stdout

    assert customers("list", *options, "-o", "csv", "--all").succeeds().stdout == page
    assert page.splitlines()[1] == "Asha,group:champions;recency:5;frequency:5;money:5"
    assert page.splitlines()[-1] == "Farah,group:prospects"
    lines = customers("list", *options, "-o", "jsonl").succeeds().stdout
    assert customers("list", *options, "-o", "jsonl", "--all").succeeds().stdout == lines
    table = customers("list", *options).succeeds().stdout.splitlines()
    assert [line.split() for line in table[1:3]] == [["Asha", "champions", "5-5-5"], ["Bala", "loyal", "4-4-4"]]
    assert table[-1].split() == ["Farah", "prospects"]


def test_printed_field_can_be_sent_back_and_not_changed(customers: Program) -> None:
    buy_in_fifths(customers)
    body = customers("show", "till:Bala", "--fields", "first_name,rfm", "-o", "json").succeeds().stdout

    customers("update", "till:Bala", "--from-json", "-", stdin=body).succeeds()
    changed = body.replace("loyal", "champions")
    customers("update", "till:Bala", "--from-json", "-", stdin=changed).fails(ExitStatus.USAGE, "rfm")


def test_writing_commands_print_scores_after_change(customers: Program) -> None:
    buy_in_fifths(customers)
    fields = ("--fields", "rfm", "-o", "json")
    loyal = {"rfm": {"group": "loyal", "recency": 4, "frequency": 4, "money": 4}}

    assert customers("create", "--first-name", "Gita", *fields).succeeds().json()["rfm"]["group"] == "prospects"
    assert customers("update", "till:Bala", "--notes", "x", *fields).succeeds().json() == loyal
    assert customers("vip", "pin", "till:Bala", "--reason", "x", *fields).succeeds().json() == loyal
    customers("delete", "till:Bala", "--yes").succeeds()
    assert scores(customers)["Asha"] == ("loyal", 4, 4, 4)
    assert customers("restore", "till:Bala", "--yes", *fields).succeeds().json() == loyal


def test_groups_have_customers_and_spend_with_shares(customers: Program) -> None:
    buy_in_fifths(customers)

    printed = customers("segments", "rfm", "-o", "json").succeeds().json()

    assert [group["group"] for group in printed["data"]] == GROUPS
    assert printed["data"][0] == {
        "group": "champions",
        "label": "Champions",
        "customers": 1,
        "customers_share": Decimal("0.166667"),
        "total_spent": 2500,
        "total_spent_share": Decimal("0.454545"),
    }
    assert len(printed["grid"]) == 25
    assert sum(cell["customers"] for cell in printed["grid"]) == 5
    assert customers("segments", "rfm", "-o", "ids").succeeds().stdout.split() == GROUPS
    assert [row["group"] for row in customers("segments", "rfm", "-o", "jsonl").succeeds().jsonl()] == GROUPS
    header, first, *_ = customers("segments", "rfm").succeeds().stdout.splitlines()
    assert header.split() == ["GROUP", "CUSTOMERS", "SHARE", "SPENT", "SHARE", "OF", "SPEND"]
    assert first.split() == ["champions", "1", "16.7%", "2,500.00", "45.5%"]


def test_empty_shop_has_all_groups_without_customers(customers: Program) -> None:
    assert sizes(customers) == {}
    assert scores(customers) == {}
    customers("segments", "rfm", "--chart").succeeds()
    create(customers, "Asha")
    assert sizes(customers) == {"prospects": 1}


def test_past_moment_counts_orders_until_then(customers: Program) -> None:
    buy_in_fifths(customers)

    assert sizes(customers, "--as-of", "2026-02-15") == {"needs_attention": 1, "dormant": 1, "prospects": 4}
    assert sizes(customers, "--as-of", "2025-01-01") == {"prospects": 6}
    assert sizes(customers, "--as-of", "2026-12-01") == sizes(customers)


def test_chart_draws_recency_by_frequency(customers: Program) -> None:
    buy_in_fifths(customers)

    assert customers("segments", "rfm", "--chart").succeeds().stdout.splitlines() == [
        "RECENCY  FREQUENCY 1    2    3    4    5",
        "      5          0    0    0    0    1 #",
        "      4          0    0    0    1 #  0",
        "      3          0    0    1 #  0    0",
        "      2          0    1 #  0    0    0",
        "      1          1 #  0    0    0    0",
    ]


@pytest.mark.parametrize("format", ["json", "csv", "ids"])
def test_other_formats_ignore_chart(sqlite_customers: Program, format: str) -> None:
    buy_in_fifths(sqlite_customers)

    charted = sqlite_customers("segments", "rfm", "--chart", "--as-of", "2026-06-01", "-o", format).succeeds()

    assert charted.stdout == sqlite_customers("segments", "rfm", "--as-of", "2026-06-01", "-o", format).stdout


@pytest.mark.trial
def test_chart_has_colours_on_terminal_and_fits(sqlite_customers: Program) -> None:
    buy_in_fifths(sqlite_customers)

    seen = on_terminal(sqlite_customers, "segments", "rfm", "--chart", columns=60).succeeds().stdout

    assert SGR.search(seen)
    assert all(len(line.rstrip()) <= 60 for line in SGR.sub("", seen).splitlines())
    assert re.search(r"5 +0 +0 +0 +0 +1", SGR.sub("", seen))


def test_chart_refuses_fields(sqlite_customers: Program) -> None:
    sqlite_customers("segments", "rfm", "--chart", "--fields", "group").fails(ExitStatus.USAGE, "--chart cannot be used with --fields")
