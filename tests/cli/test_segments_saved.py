"""`customers segments save`, `remove` and `list`, and saved segments in selections."""

from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, listed, order, query
from tests.support.kept import kept
from tests.support.program import Program

BUILT_IN = ["new", "returning", "loyal", "vip", "at_risk", "total"]


def save(customers: Program, name: str, *arguments: str) -> Any:
    """Save a segment; return what is printed."""
    return customers("segments", "save", name, *arguments, "-o", "json").succeeds().json()


def saved(customers: Program) -> dict[str, Any]:
    """Return the saved segments by name."""
    return {row["name"]: row for row in customers("segments", "list", "-o", "json").succeeds().json()["data"]}


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return the program on a shop of four customers."""
    asha = create(customers, tags=["Wholesale"], email="asha@example.com", addresses=[{"type": "billing", **HOME}])
    usha = create(customers, "Usha", tags=["Wholesale", "b2b"])
    create(customers, "Nisha", tags=["b2b"], email="nisha@example.com")
    create(customers, "Zoe")
    import_orders(customers, order(asha, "1", "100"), order(asha, "2", "100"), order(usha, "3", "60000", "2020-03-01"))
    return customers


def test_saved_segment_is_printed_with_its_selection(shop: Program) -> None:
    printed = save(shop, "trade", "--any-tag", "wholesale,b2b", "--has-email", "--min-orders", "0", "--label", "Trade customers")

    assert {name: printed[name] for name in ("name", "label", "count", "selection")} == {
        "name": "trade",
        "label": "Trade customers",
        "count": 2,
        "selection": {"any_tag": ["wholesale", "b2b"], "has_email": True, "min_orders": 0},
    }
    assert saved(shop) == {"trade": printed}
    assert "any tag wholesale and b2b, " in shop("segments", "list").succeeds().stdout
    assert shop("segments", "list", "-o", "ids").stdout == "trade\n"


def test_every_selection_takes_a_saved_segment(shop: Program) -> None:
    save(shop, "Trade", "--any-tag", "wholesale,b2b")

    assert sorted(listed(shop, "list", "--segment", "trade")) == ["Asha", "Nisha", "Usha"]
    assert listed(shop, "list", "--segment", "trade", "--has-email", "--tag", "b2b") == ["Nisha"]
    assert listed(shop, "vip", "--segment", "TRADE") == ["Usha"]
    assert listed(shop, "search", "sha", "--segment", "trade", "--max-orders", "0") == ["Nisha"]
    assert len(shop("export", "customers", "-", "--segment", "trade").succeeds().stdout.splitlines()) == 1 + 3
    assert len(shop("export", "orders", "-", "--segment", "trade", "--format", "jsonl").succeeds().stdout.splitlines()) == 3
    shop("tag", "add", "--tag", "call", "--segment", "trade", "--yes", "-o", "json").prints_json(customers=3, added=3)
    assert len(shop("delete", "--segment", "trade", "--yes", "-o", "json").succeeds().json()["deleted"]) == 3
    assert sorted(listed(shop, "list", "--deleted", "--segment", "trade")) == ["Asha", "Nisha", "Usha"]
    assert listed(shop, "list") == ["Zoe"]


def test_saved_segment_is_evaluated_when_it_is_used(shop: Program) -> None:
    save(shop, "trade", "--tag", "wholesale")
    create(shop, "Bala", tags=["WHOLESALE"])

    assert sorted(listed(shop, "list", "--segment", "trade")) == ["Asha", "Bala", "Usha"]


def test_all_counts_saved_segments_after_built_in_ones(shop: Program) -> None:
    save(shop, "trade", "--any-tag", "wholesale,b2b", "--label", "Trade")
    save(shop, "Big", "--min-spent", "50000")

    printed = shop("segments", "--all", "-o", "json").succeeds().json()

    assert list(printed) == [*BUILT_IN, "Big", "trade"]
    assert printed["trade"] == {"label": "Trade", "count": 3}
    assert printed["Big"] == {"label": "Big", "count": 1}
    assert list(shop("segments", "-o", "json").succeeds().json()) == BUILT_IN
    assert "Trade" in shop("segments", "--all", "--chart").succeeds().stdout


def test_as_of_counts_saved_segments_by_orders_until_then(customers: Program) -> None:
    asha, bala = create(customers, "Asha", tags=["b2b"]), create(customers, "Bala", tags=["b2b"])
    import_orders(
        customers,
        order(asha, "1", "900", "2025-01-05"),
        order(asha, "2", "200", "2025-03-05"),
        order(bala, "3", "400", "2025-02-05"),
    )
    for name, filters in {
        "spenders": ("--min-spent", "1000"),
        "trade": ("--tag", "b2b", "--min-orders", "1"),
        "early": ("--ordered-before", "2025-02-01"),
        "rest": ("--rfm", "prospects"),
        "lost": ("--segment", "at_risk"),
    }.items():
        save(customers, name, *filters)

    counted = customers("segments", "--all", "--as-of", "2025-02-06", "-o", "json").succeeds()

    sizes = {name: segment["count"] for name, segment in counted.json().items() if name not in BUILT_IN}
    assert sizes == {"spenders": 0, "trade": 2, "early": 1, "rest": 0, "lost": 0}
    assert "'trade' are counted with those of today" in " ".join(counted.stderr.split())
    sizes = {name: customers("segments", "--all", "--as-of", "2026-06-01", "-o", "json").json()[name]["count"] for name in sizes}
    assert sizes == {"spenders": 1, "trade": 2, "early": 0, "rest": 0, "lost": 1}


def test_existing_name_is_replaced_only_on_request(shop: Program) -> None:
    first = save(shop, "trade", "--tag", "wholesale")

    shop("segments", "save", "TRADE", "--tag", "b2b").fails(ExitStatus.CONFLICT, "'trade'", "--replace")
    assert saved(shop) == {"trade": first}
    replaced = save(shop, "Trade", "--tag", "b2b", "--replace")

    assert saved(shop) == {"Trade": replaced}
    assert replaced["selection"] == {"tag": ["b2b"]}
    assert replaced["created_at"] == first["created_at"]


@pytest.mark.parametrize("name", ["new", "VIP", " at_risk ", "total", "All", "", "  ", "x" * 65, "a\x1bb"])
def test_reserved_or_invalid_name_is_refused(sqlite_customers: Program, name: str) -> None:
    sqlite_customers("segments", "save", name, "--has-email").fails(ExitStatus.USAGE)

    assert saved(sqlite_customers) == {}


def test_selection_that_cannot_be_saved_is_refused(shop: Program) -> None:
    save(shop, "trade", "--tag", "wholesale")

    shop("segments", "save", "x").fails(ExitStatus.USAGE, "needs a filter")
    shop("segments", "save", "x", "--segment", "trade").fails(ExitStatus.USAGE, "cannot use another")
    shop("segments", "save", "x", "--segment", "lloyal").fails(ExitStatus.USAGE, "Did you mean loyal")
    shop("segments", "save", "x", "--created-after", "soon").fails(ExitStatus.USAGE, "--created-after")
    shop("segments", "save", "x", "--consent", "perhaps").fails(ExitStatus.USAGE, "--consent")
    shop("segments", "save", "x", "--tag", "b2b", "--label", " ").fails(ExitStatus.USAGE, "--label")
    assert list(saved(shop)) == ["trade"]
    save(shop, "x", "--segment", "returning")
    assert listed(shop, "list", "--segment", "x") == ["Asha"]


def test_unknown_segment_gets_suggestion_of_saved_one(shop: Program) -> None:
    save(shop, "wholesalers", "--tag", "wholesale")

    shop("list", "--segment", "wholesaler").fails(
        ExitStatus.USAGE, "no segment 'wholesaler'", "at_risk, wholesalers", "Did you mean wholesalers?"
    )


def test_remove_asks_first(shop: Program) -> None:
    save(shop, "Trade", "--tag", "wholesale")

    shop("segments", "remove", "trade").fails(ExitStatus.USAGE, "--yes")
    shop("segments", "remove", "tradee").fails(ExitStatus.NOT_FOUND, "Did you mean Trade?")
    shop("segments", "remove", "tradee", "--yes").fails(ExitStatus.NOT_FOUND)
    shop("segments", "remove", "vip", "--yes").fails(ExitStatus.USAGE, "built-in")
    shop("segments", "remove", "trade", "--dry-run").succeeds()
    assert list(saved(shop)) == ["Trade"]
    shop("segments", "remove", "trade", "--yes", "-o", "json").prints_json(removed=["Trade"])
    assert saved(shop) == {}
    shop("list", "--segment", "trade").fails(ExitStatus.USAGE)


def test_dry_run_saves_nothing(shop: Program) -> None:
    result = shop("segments", "save", "trade", "--tag", "wholesale", "--dry-run").succeeds()

    assert "tag wholesale" in result.stdout
    assert "nothing was changed" in result.stderr
    assert saved(shop) == {}


def test_tag_rename_reaches_saved_segments(shop: Program) -> None:
    save(shop, "trade", "--any-tag", "wholesale", "--any-tag", "vendor", "--without-tag", "b2b")

    shop("tag", "rename", "Wholesale", "Vendor", "--yes").succeeds()

    assert saved(shop)["trade"]["selection"] == {"any_tag": ["Vendor"], "without_tag": ["b2b"]}
    assert listed(shop, "list", "--segment", "trade") == ["Asha"]


def test_filter_that_became_invalid_names_the_segment(shop: Program) -> None:
    save(shop, "big", "--min-spent", "10.50")

    shop("list", "--segment", "big", env={"CUSTOMERS_CURRENCY": "JPY"}).fails(ExitStatus.USAGE, "the saved segment 'big'")


def test_saved_segments_are_copied(shop: Program, tmp_path: Any) -> None:
    printed = save(shop, "trade", "--tag", "wholesale")

    shop("db", "copy", f"sqlite:///{tmp_path}/copy.db").succeeds()
    assert query(f"sqlite:///{tmp_path}/copy.db", "SELECT name, label FROM saved_segments") == [("trade", "trade")]
    assert saved(shop) == {"trade": printed}


def test_relative_times_stay_relative(customers: Program) -> None:
    asha = create(customers)
    import_orders(customers, order(asha, "1", "5", placed_at="2025-06-10T10:00:00Z"))
    saved = customers("segments", "save", "recent", "--ordered-after", "30d", "--created-before", "2030", "-o", "json").succeeds().json()

    assert saved["selection"] == {"created_before": "2030", "ordered_after": "30d"}
    counts = [
        customers("segments", "--all", "--as-of", moment, "-o", "json").succeeds().json()["recent"]["count"]
        for moment in ("2025-06-20", "2025-08-20")
    ]
    assert counts == [1, 0]
    customers("segments", "save", "wrong", "--ordered-after", "30 days").fails(ExitStatus.USAGE, "--ordered-after")
