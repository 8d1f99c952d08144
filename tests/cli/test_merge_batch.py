"""`customers merge --batch`: pairs of lines, each merged in a transaction, and clusters."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import customers.sample
from tests.support.doctor import doctor, off
from tests.support.factories import create, import_orders, order, show
from tests.support.kept import kept
from tests.support.merging import merge, rows, state_of
from tests.support.program import Program, Result

SAMPLE = Path(customers.sample.__file__).parent
TRIPLE = ((0, 1), (2, 1), (0, 2))


def batch(customers: Program, *lines: Any, options: tuple[str, ...] = ()) -> Result:
    """Merge the pairs of lines, each a JSON object or a text."""
    text = "\n".join(line if isinstance(line, str) else json.dumps(line, default=str) for line in lines)
    return customers("merge", "--batch", "-", "--yes", "-o", "jsonl", *options, stdin=text)


def outcomes(done: Result) -> list[tuple[int, str, str | None]]:
    """Return line, outcome and code of each result."""
    return [(row["line"], row["outcome"], row["code"]) for row in done.jsonl()]


@kept
def cluster(customers: Program, count: int) -> list[Any]:
    """Create profiles of one person in one shop system, each with an email and an order."""
    people = [
        create(customers, "Asha", email=f"asha{n}@example.com", external_ids={"shop": str(n)}, tags=[f"t{n}"], notes=f"n{n}")
        for n in range(count)
    ]
    import_orders(customers, *(order(person, str(number), "10") for number, person in enumerate(people)))
    return people


def unmerge_all(customers: Program) -> None:
    """Undo every merge, the latest first."""
    listed = customers("merges", "--all", "-o", "jsonl").succeeds().jsonl()
    for row in listed:
        if row["state"] == "merged":
            customers("unmerge", row["id"], "--yes").succeeds()


def test_batch_merges_and_reports_each_pair(customers: Program) -> None:
    a, b, c, deleted = (create(customers, name, external_ids={"till": name} if name != "B" else {}) for name in ("A", "B", "C", "Gone"))
    customers("delete", deleted["id"], "--yes").succeeds()

    done = batch(
        customers,
        {"a": {**a, "score": 1}, "b": b, "score": 0.98, "evidence": []},
        {"primary_id": a["id"], "secondary_id": c["id"]},
        "",
        {"primary_id": a["id"], "secondary_id": "nobody@example.com"},
        "{",
        {"primary_id": c["id"], "secondary_id": a["id"]},
        {"primary_id": a["id"], "secondary_id": a["id"]},
        {"primary_id": a["id"], "secondary_id": deleted["id"]},
    ).fails(6, "4 of 7 pairs were refused", stdout=None)

    assert outcomes(done) == [
        (1, "merged", None),
        (2, "merged", None),
        (4, "refused", "not_found"),
        (5, "refused", "invalid"),
        (6, "unchanged", None),
        (7, "refused", "invalid"),
        (8, "refused", "conflict"),
    ]
    assert done.jsonl()[0]["merge_id"] in customers("merges", "-o", "ids").succeeds().stdout
    assert done.jsonl()[4]["merge_id"] is None
    assert [state_of(customers, customer["id"]) for customer in (a, b, c)] == ["live", "absorbed", "absorbed"]
    assert show(customers, "till:C")["external_ids"] == {"till": "A"}


def test_second_batch_changes_nothing(customers: Program) -> None:
    people = cluster(customers, 3)
    lines = [{"a": people[a], "b": people[b]} for a, b in TRIPLE]
    batch(customers, *lines).succeeds()
    before = rows(customers.url)

    again = batch(customers, *lines).succeeds()

    assert outcomes(again) == [(1, "unchanged", None), (2, "unchanged", None), (3, "unchanged", None)]
    assert rows(customers.url) == before


@pytest.mark.parametrize("pairs", list(permutations(TRIPLE)))
def test_cluster_is_merged_and_unmerged_in_every_order(customers: Program, pairs: tuple[tuple[int, int], ...]) -> None:
    people = cluster(customers, 3)
    before = rows(customers.url)

    batch(customers, *({"primary_id": people[a]["id"], "secondary_id": people[b]["id"]} for a, b in pairs)).succeeds()

    [survivor] = customers("list", "--all", "-o", "ids").succeeds().stdout.split()
    names = [name for n, person in enumerate(people) for name in (person["id"], f"asha{n}@example.com", f"shop:{n}")]
    assert {show(customers, name)["id"] for name in names} == {survivor}
    assert show(customers, survivor)["total_orders"] == 3
    assert off(doctor(customers)) == {}
    unmerge_all(customers)
    assert rows(customers.url) == before


def test_pair_may_name_its_customers_by_references(customers: Program) -> None:
    for name in ("asha", "usha"):
        create(customers, name.title(), email=f"{name}@example.com")

    done = batch(customers, {"a": "asha@example.com", "b": "usha@example.com"}).succeeds()

    assert outcomes(done) == [(1, "merged", None)]
    assert show(customers, "usha@example.com")["email"] == "asha@example.com"


def test_absorbed_profile_in_pair_means_its_survivor(customers: Program) -> None:
    a, b, c = cluster(customers, 3)
    merge(customers, a, b)

    done = batch(customers, {"primary_id": c["id"], "secondary_id": "asha1@example.com"}).succeeds()

    [row] = done.jsonl()
    assert (row["primary_id"], row["secondary_id"], row["outcome"]) == (c["id"], "asha1@example.com", "merged")
    assert row["message"] == "customer asha1@example.com was merged into Asha (asha0@example.com)"
    assert show(customers, "shop:1")["id"] == c["id"]
    assert done.stderr == ""


def test_take_option_applies_to_every_pair_and_line_overrides_it(customers: Program) -> None:
    a, b, c, d, e, f = (
        create(customers, name, email=f"{name}@example.com".lower(), external_ids=ids)
        for name, ids in zip("ABCDEF", [{"shop": "1"}, {"shop": "2"}, {}, {}, {"shop": "5"}, {"shop": "6"}], strict=True)
    )
    lines = [
        {"a": a, "b": b},
        {"primary_id": c["id"], "secondary_id": d["id"]},
        {"a": e, "b": f, "take": {"external_ids.shop": "survivor"}},
        {"primary_id": "1", "secondary_id": "2", "take": {"shop": "absorbed"}},
    ]

    done = batch(customers, *lines, options=("--take", "external_ids.shop=absorbed", "--take", "email=absorbed"))

    assert outcomes(done) == [(1, "merged", None), (2, "merged", None), (3, "merged", None), (4, "refused", "invalid")]
    assert "cannot be taken" in done.jsonl()[3]["message"]
    customers_after = [show(customers, person["id"]) for person in (a, c, e)]
    assert [person["external_ids"] for person in customers_after] == [{"shop": "2"}, {}, {"shop": "5"}]
    assert [person["email"] for person in customers_after] == ["b@example.com", "d@example.com", "f@example.com"]


def test_unused_system_of_take_option_gives_notice(sqlite_customers: Program) -> None:
    a, b = cluster(sqlite_customers, 2)

    done = batch(sqlite_customers, {"a": a, "b": b}, options=("--take", "external_ids.shpo=absorbed")).succeeds()

    assert "No pair that was merged has an external id of 'shpo'" in done.stderr
    batch(sqlite_customers, {"a": a, "b": b}, options=("--take", "shpo=absorbed")).fails(2, "cannot be taken")


def test_dry_run_includes_effects_of_previous_pairs(customers: Program) -> None:
    a, b = cluster(customers, 2)
    line = json.dumps({"primary_id": a["id"], "secondary_id": b["id"]})

    customers("merge", "--batch", "-", stdin=line).fails(2, "--yes")
    done = customers("merge", "--batch", "-", "--dry-run", "-o", "json", stdin=f"{line}\n{line}").succeeds()

    assert [row["outcome"] for row in done.json()["data"]] == ["merged", "unchanged"]
    assert state_of(customers, b["id"]) == "live"


def test_documented_recipe_merges_duplicates_of_sample_shop(customers: Program) -> None:
    for kind in ("customers", "addresses", "orders"):
        customers("import", kind, str(SAMPLE / f"{kind}.csv")).succeeds()
    before = rows(customers.url)
    pairs = customers("duplicates", "--all", "-o", "jsonl").succeeds().stdout
    assert len(pairs.splitlines()) >= 8

    first = customers("merge", "--batch", "-", "--yes", "-o", "jsonl", stdin=pairs).succeeds()
    assert {row["outcome"] for row in first.jsonl()} <= {"merged", "unchanged"}
    after = rows(customers.url)
    again = customers("merge", "--batch", "-", "--yes", "-o", "jsonl", stdin=pairs).succeeds()
    assert {row["outcome"] for row in again.jsonl()} == {"unchanged"}
    rest = customers("duplicates", "--all", "-o", "jsonl").succeeds().stdout
    assert rest == ""
    customers("merge", "--batch", "-", "--yes", stdin=rest).succeeds()
    assert rows(customers.url) == after

    unmerge_all(customers)
    assert rows(customers.url) == before


def test_quiet_batch_merges_and_reports_refused_pairs(customers: Program) -> None:
    a, b, c = cluster(customers, 3)
    lines = [{"primary_id": a["id"], "secondary_id": absorbed} for absorbed in (b["id"], "nobody@example.com", c["id"])]

    done = customers("merge", "--batch", "-", "--yes", "--quiet", stdin="\n".join(map(json.dumps, lines))).fails(
        6, "1 of 3 pairs was refused"
    )

    assert done.stdout == ""
    assert "line 2 refused (not_found): no customer nobody@example.com" in done.stderr.lower()
    assert customers("list", "--all", "-o", "ids").succeeds().stdout.split() == [a["id"]]


def test_undo_of_batch_counts_each_customer_once(customers: Program) -> None:
    people = cluster(customers, 3)
    batch(customers, *({"a": people[a], "b": people[b]} for a, b in TRIPLE)).succeeds()

    done = customers("undo", "--yes", "-o", "json").succeeds().json()

    assert (done["undone"]["customers"], done["undone"]["merges"]) == (3, 2)
    assert len(customers("list", "--all", "-o", "ids").succeeds().stdout.split()) == 3
