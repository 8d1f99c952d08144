"""`customers merges`, and merges by plan."""

from pathlib import Path

from tests.support.factories import create, show
from tests.support.merging import merge, pair, rows, state_of, unmerge
from tests.support.program import Program


def test_list_shows_merges_newest_first_with_state(customers: Program) -> None:
    a, b, c, d = (create(customers, name) for name in "ABCD")
    first, second, third = merge(customers, b, a, "--reason", "twins"), merge(customers, c, b), merge(customers, c, d)
    unmerge(customers, third).succeeds()

    page = customers("merges", "-o", "json", "--per-page", "2").succeeds().json()
    rest = customers("merges", "-o", "json", "--per-page", "2", "--cursor", page["meta"]["next_cursor"]).succeeds().json()

    assert [row["id"] for row in page["data"] + rest["data"]] == [merged["merge_id"] for merged in (third, second, first)]
    assert [row["state"] for row in page["data"] + rest["data"]] == ["undone", "merged", "merged"]
    assert list(page["data"][0]) == ["id", "at", "actor", "reason", "survivor_id", "absorbed_id", "state", "undone_at"]
    assert (rest["data"][0]["survivor_id"], rest["data"][0]["absorbed_id"], rest["data"][0]["reason"]) == (b["id"], a["id"], "twins")


def test_merges_of_customer_include_merges_of_absorbed_profiles(sqlite_customers: Program) -> None:
    a, b, c, d, e = (create(sqlite_customers, name) for name in ("A", "B", "C", "Other", "Else"))
    first, second, third = merge(sqlite_customers, b, a), merge(sqlite_customers, c, b), merge(sqlite_customers, d, e)

    for name in (c["id"], a["id"]):
        assert sqlite_customers("merges", name, "-o", "ids").succeeds().stdout.split() == [second["merge_id"], first["merge_id"]]
    assert sqlite_customers("merges", d["id"], "-o", "ids").succeeds().stdout.split() == [third["merge_id"]]


def test_plan_is_applied_to_unchanged_profiles(sqlite_customers: Program, tmp_path: Path) -> None:
    survivor, absorbed = pair(sqlite_customers)
    plan = str(tmp_path / "plan.json")

    sqlite_customers("merge", survivor["id"], absorbed["id"], "--take", "email=absorbed", "--plan", plan, "-o", "json").prints_json(
        dry_run=True
    )
    assert Path(plan).stat().st_mode & 0o777 == 0o600
    assert state_of(sqlite_customers, absorbed["id"]) == "live"
    sqlite_customers("merge", "--apply", plan).fails(2, "--yes")
    sqlite_customers("merge", "--apply", plan, "--yes", "-o", "json").prints_json(absorbed_id=absorbed["id"])

    assert show(sqlite_customers, survivor["id"])["email"] == "rao@example.net"
    sqlite_customers("merge", "--apply", plan, "--yes", "-o", "json").prints_json(merge_id=None)


def test_plan_is_refused_for_changed_profile(sqlite_customers: Program, tmp_path: Path) -> None:
    survivor, absorbed = pair(sqlite_customers)
    plan = str(tmp_path / "plan.json")
    sqlite_customers("merge", survivor["id"], absorbed["id"], "--plan", plan).succeeds()
    sqlite_customers("update", absorbed["id"], "--notes", "new").succeeds()
    before = rows(sqlite_customers.url)

    sqlite_customers("merge", "--apply", plan, "--yes").fails(4, "(rao@example.net) was changed at", "after the merge was planned")
    assert rows(sqlite_customers.url) == before
    (tmp_path / "broken.json").write_text('{"survivor_id": 1}')
    sqlite_customers("merge", "--apply", str(tmp_path / "broken.json"), "--yes").fails(2)
    sqlite_customers("merge", "--apply", str(tmp_path / "none.json"), "--yes").fails(2, "cannot read")


def test_table_describes_moved_data_in_words(customers: Program) -> None:
    survivor, absorbed = pair(customers, absorbed_fields={"tags": ["a_b"]})
    merged = merge(customers, survivor, absorbed)

    [line_of_merge] = [line for line in customers("history", survivor["id"]).stdout.splitlines() if "1 order" in line]

    assert f"merge {merged['merge_id']}, customer {absorbed['id']}, 1 order" in line_of_merge
    assert "{" not in line_of_merge
