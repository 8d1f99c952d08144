"""`customers undo`: each kind of run goes back, and comes again when its undo is undone."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from customers import open_shop
from tests.support.factories import HOME, OFFICE, create, create_many, import_orders, order, show
from tests.support.kept import kept
from tests.support.program import Program
from tests.support.surroundings import rounds
from tests.support.undoing import latest_run, shop, stored, undo

Work = Callable[[Program, Any, Any], object]


def _import(kind: str, *rows: dict[str, Any], options: tuple[str, ...] = ()) -> Work:
    text = "\n".join(map(json.dumps, rows))
    return lambda customers, *_: customers("import", kind, "-", *options, stdin=text).succeeds()


def _run(*arguments: str) -> Work:
    return lambda customers, *_: customers(*arguments).succeeds()


WORKS: dict[str, Work] = {
    "create": lambda customers, *_: create(customers, "New", email="new@example.com", tags=["x"], addresses=[HOME], accepts_marketing=True),
    "update": _run("update", "asha@example.com", "--email", "other@example.com", "--phone", "+919811111111", "--notes", "n", "--yes"),
    "unset": _run("update", "asha@example.com", "--unset", "phone", "--unset", "tags"),
    "consent": _run("update", "asha@example.com", "--accepts-marketing"),
    "withdrawal": _run("update", "usha@example.com", "--no-accepts-marketing"),
    "delete": _run("delete", "asha@example.com", "usha@example.com", "--yes"),
    "tag add": _run("tag", "add", "--tag", "new", "--tag", "OLD", "asha@example.com", "usha@example.com"),
    "tag remove": _run("tag", "remove", "--tag", "old", "asha@example.com"),
    "tag set": _run("tag", "set", "--tag", "only", "--any-tag", "old", "--yes"),
    "tag rename": _run("tag", "rename", "old", "newer", "--yes"),
    "address add": _run(
        "address", "add", "asha@example.com", "--address1", "1 A", "--city", "Pune", "--state", "MH", "--pincode", "411002", "--default"
    ),
    "address update": _run("address", "update", "asha@example.com", "shipping", "--city", "Nagpur"),
    "address delete": _run("address", "delete", "asha@example.com", "shipping", "--yes"),
    "pin": _run("vip", "pin", "asha@example.com", "--reason", "a friend"),
    "import customers": _import(
        "customers",
        {"email": "asha@example.com", "first_name": "Aasha", "tags": ["imported"], "addresses": [OFFICE | {"type": "billing"}]},
        {"email": "new@example.com", "first_name": "New", "accepts_marketing": True, "external_ids": {"shop": "77"}},
        {"email": "usha@example.com", "first_name": "Usha", "phone": "+919822222222"},
    ),
    "import orders": _import(
        "orders",
        {"number": "1", "customer_email": "asha@example.com", "total": "90", "refunded": "5", "placed_at": "2026-01-05"},
        {"number": "7", "customer_email": "asha@example.com", "total": "60000", "placed_at": "2026-02-05"},
        {"number": "8", "customer_email": "buyer@example.com", "customer_name": "A Buyer", "total": "7", "placed_at": "2026-02-05"},
        options=("--create-customers",),
    ),
    "import addresses": _import("addresses", {"customer_email": "usha@example.com", **OFFICE}),
    "orders delete": _run("orders", "delete", "import:1", "--yes"),
    "orders move": _run("orders", "move", "import:1", "--to", "usha@example.com"),
    "merge": _run("merge", "asha@example.com", "usha@example.com", "--yes"),
    "segments save": _run("segments", "save", "fresh", "--tag", "b"),
    "segments save again": _run("segments", "save", "mine", "--tag", "b", "--replace"),
    "segments remove": _run("segments", "remove", "mine", "--yes"),
    "dismiss": _run("duplicates", "dismiss", "asha@example.com", "usha@example.com"),
}


@pytest.fixture
@kept
def pair_and_shop(customers: Program) -> tuple[tuple[Any, Any], dict[str, Any]]:
    """Create two customers with everything that a run can change; return them, and the shop as its commands show it."""
    asha = create(
        customers, "Asha", last_name="Rao", email="asha@example.com", phone="+919876543210", tags=["Old"], addresses=[HOME, OFFICE]
    )
    usha = create(customers, "Usha", email="usha@example.com", accepts_marketing=True, external_ids={"shop": "5"}, tags=["old", "b"])
    import_orders(customers, order(asha, "1", "100"), order(usha, "2", "50.50", "2026-02-05"))
    customers("segments", "save", "mine", "--tag", "old", "--label", "Mine").succeeds()
    return (asha, usha), shop(customers)


@pytest.fixture
def pair(pair_and_shop: tuple[tuple[Any, Any], dict[str, Any]]) -> tuple[Any, Any]:
    """Return the two customers."""
    return pair_and_shop[0]


@pytest.mark.usefixtures("pair")
def test_dry_run_shows_what_would_go_back_and_changes_nothing(customers: Program) -> None:
    customers("update", "asha@example.com", "--notes", "first").succeeds()
    before = stored(customers)

    printed = customers("undo", "--dry-run").succeeds()

    assert "notes" in printed.stdout
    assert "ry run: nothing was changed" in printed.stderr
    assert stored(customers) == before


@pytest.mark.parametrize("kind", WORKS)
def test_run_goes_back_and_comes_again(customers: Program, pair_and_shop: tuple[tuple[Any, Any], dict[str, Any]], kind: str) -> None:
    pair, before = pair_and_shop
    before_rows = stored(customers)
    WORKS[kind](customers, *pair)
    after_rows = stored(customers)

    undone = undo(customers).succeeds().json()

    assert stored(customers) == before_rows
    assert undone["kept"] == []
    customers("doctor").succeeds()
    for _ in range(rounds(2)):
        undo(customers, latest_run(customers)).succeeds()
        if kind not in ("merge",):
            assert stored(customers) == after_rows
        customers("doctor").succeeds()
        undo(customers, latest_run(customers)).succeeds()
        assert stored(customers) == before_rows
    assert shop(customers) == before
    undo(customers, undone["undone_run_id"]).fails(4, "is already undone")


@pytest.mark.parametrize("kind", WORKS)
@pytest.mark.usefixtures("pair")
def test_run_that_came_again_goes_back_by_its_own_name(customers: Program, kind: str) -> None:
    before_rows = stored(customers)
    WORKS[kind](customers, None, None)
    run = latest_run(customers)

    for _ in range(rounds(2)):
        undo(customers, run).succeeds()
        assert stored(customers) == before_rows
        undo(customers, latest_run(customers)).succeeds()
        undone = undo(customers, run).succeeds().json()["undone"]
        assert stored(customers) == before_rows
        assert any(undone.values())
        undo(customers, latest_run(customers)).succeeds()
        customers("doctor").succeeds()


@pytest.mark.parametrize("kind", ["merge", "tag add", "update"])
@pytest.mark.parametrize("name", [0, 2, 4])
@pytest.mark.usefixtures("pair")
def test_run_goes_back_by_the_name_of_each_run_that_did_it(customers: Program, kind: str, name: int) -> None:
    before_rows = stored(customers)
    WORKS[kind](customers, None, None)
    names = [latest_run(customers)]
    # Its undo, that of the undo, its undo by its own name, and that of this one.
    for undone in (0, 1, 0, 3):
        undo(customers, names[undone]).succeeds()
        names.append(latest_run(customers))

    assert any(undo(customers, names[name]).succeeds().json()["undone"].values())

    assert stored(customers) == before_rows
    customers("doctor").succeeds()


@pytest.mark.usefixtures("pair")
def test_unmerge_that_came_again_goes_back_by_its_own_name(customers: Program) -> None:
    customers("merge", "asha@example.com", "usha@example.com", "--yes").succeeds()
    customers("unmerge", "usha@example.com", "--yes").succeeds()
    run = latest_run(customers)

    for _ in range(2):
        undo(customers, run).succeeds()
        assert show(customers, "usha@example.com")["email"] == "asha@example.com"
        undo(customers, latest_run(customers)).succeeds()
        assert show(customers, "usha@example.com")["email"] == "usha@example.com"
    customers("doctor").succeeds()


@pytest.mark.parametrize("again", [("undo",), ("merge", "asha@example.com", "usha@example.com")])
@pytest.mark.usefixtures("pair")
def test_merge_that_another_run_made_again_stays_and_is_named(customers: Program, again: tuple[str, ...]) -> None:
    customers("merge", "asha@example.com", "usha@example.com", "--yes").succeeds()
    run = latest_run(customers)
    customers("unmerge", "usha@example.com", "--yes").succeeds()
    customers(*again, *([latest_run(customers)] if again == ("undo",) else []), "--yes").succeeds()
    repeated = latest_run(customers)

    rows = undo(customers, run).succeeds().json()["kept"]

    assert [row["reason"] for row in rows] == [f"the merge was undone since, and made again by run {repeated[-6:]}"]
    assert show(customers, "usha@example.com")["email"] == "asha@example.com"
    assert undo(customers, repeated).succeeds().json()["undone"]["merges"] == 1


def test_result_says_which_command_went_back(customers: Program) -> None:
    create(customers, "Asha", email="asha@example.com")
    customers("tag", "add", "--tag", "gift", "asha@example.com", "--actor", "meera").succeeds()
    run_id = latest_run(customers)

    for option, words in (("--dry-run", "Would undo run"), ("--yes", "Undone run")):
        first = customers("undo", run_id, option).succeeds().stdout.partition(words)[2].partition("\n")[0]
        assert re.fullmatch(rf" +{run_id[-6:]} \(tag add by meera at \d{{4}}-\d\d-\d\d \d\d:\d\d UTC\)", first)


def test_created_customer_leaves_every_list_and_frees_its_identities(customers: Program) -> None:
    created = create(customers, email="asha@example.com")

    undo(customers).succeeds()

    customers("show", created["id"]).fails(3)
    customers("show", "asha@example.com").fails(3)
    assert customers("list", "--deleted", "-o", "ids").succeeds().stdout == ""
    create(customers, email="asha@example.com")
    customers("doctor").succeeds()


@pytest.mark.usefixtures("pair")
def test_value_that_was_changed_since_collides(customers: Program) -> None:
    customers("update", "asha@example.com", "--phone", "+919811111111", "--notes", "first").succeeds()
    run = latest_run(customers)
    customers("update", "asha@example.com", "--notes", "second").succeeds()

    undo(customers, run).fails(4, "Asha Rao", "notes", "second")
    assert show(customers, "asha@example.com")["phone"] == "+919811111111"
    undo(customers, run, "--skip-changed").fails(6, stdout=None)
    seen = show(customers, "asha@example.com")
    assert (seen["phone"], seen["notes"]) == ("+919876543210", "second")


@pytest.mark.usefixtures("pair")
def test_forced_undo_drops_what_was_changed_since(customers: Program) -> None:
    customers("update", "asha@example.com", "--notes", "first").succeeds()
    run = latest_run(customers)
    customers("update", "asha@example.com", "--notes", "second").succeeds()

    undo(customers, run, "--force").succeeds()

    assert show(customers, "asha@example.com")["notes"] is None


def test_tag_goes_back_under_the_name_that_it_has_now(customers: Program) -> None:
    create(customers, email="asha@example.com", tags=["old"])
    create(customers, email="usha@example.com", tags=["old"])
    customers("tag", "remove", "--tag", "old", "asha@example.com").succeeds()
    run = latest_run(customers)
    customers("tag", "rename", "old", "new", "--yes").succeeds()

    undo(customers, run).succeeds()

    assert show(customers, "asha@example.com")["tags"] == ["new"]


def test_undone_rename_of_a_tag_reaches_the_journals_of_merges(customers: Program) -> None:
    survivor = create(customers, "Usha", email="usha@example.com")
    absorbed = create(customers, "Asha", email="asha@example.com", tags=["old"])
    customers("merge", survivor["id"], absorbed["id"], "--yes").succeeds()
    customers("tag", "rename", "old", "new", "--yes").succeeds()

    undo(customers).succeeds()
    customers("unmerge", absorbed["id"], "--yes").succeeds()

    assert (show(customers, survivor["id"])["tags"], show(customers, absorbed["id"])["tags"]) == ([], ["old"])


def test_library_takes_a_run_back(customers: Program) -> None:
    create(customers, email="asha@example.com")

    with open_shop(customers.url) as library:
        [run] = library.runs()
        result = library.undo(run.id)

    assert (result.undone_run_id, result.undone.customers) == (run.id, 1)
    assert customers("list", "-o", "ids").succeeds().stdout == ""


def test_undo_of_one_customer_stays_about_this_one(sqlite_customers: Program) -> None:
    customers = sqlite_customers
    create_many(customers, *({"first_name": "Asha", "email": f"{name}@example.com"} for name in "ab"))
    created = latest_run(customers)

    undo(customers, created, "--only", "a@example.com").succeeds()
    for remaining in ("a@example.com\nb@example.com\n", "b@example.com\n"):
        undo(customers, latest_run(customers)).succeeds()
        printed = customers("list", "--fields", "email", "--sort", "email", "-o", "csv", "--no-header").succeeds().stdout
        assert printed.replace("\r", "") == remaining
    undo(customers, created).succeeds()

    assert customers("list", "-o", "ids").succeeds().stdout == ""
    customers("doctor").succeeds()
