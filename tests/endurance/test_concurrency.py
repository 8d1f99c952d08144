"""Many processes on one shop: no acknowledged write is lost, and every error is a clean conflict."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.endurance.concurrency import Done, People, lines, totals, write_at_once
from tests.support.program import Program


def prepare(customers: Program, *, counters: int, singles: int, pairs: int) -> People:
    """Create customers for many processes, without orders."""
    people = People(
        [f"counter{number}@x.com" for number in range(counters)],
        [f"single{number}@x.com" for number in range(singles)],
        [(f"one{number}@x.com", f"other{number}@x.com") for number in range(pairs)],
    )
    rows = [{"email": email, "first_name": "A", **({"notes": "0"} if email in people.counters else {})} for email in people.all]
    customers("import", "customers", "-", stdin=lines(rows)).succeeds()
    return people


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_acknowledged_writes_are_stored(customers: Program, tmp_path: Path) -> None:
    people = prepare(customers, counters=1, singles=2, pairs=3)
    processes, rounds = (8, 3) if customers.url.startswith("sqlite") else (16, 2)

    done = write_at_once(customers, people, tmp_path, processes=processes, rounds=rounds, seconds=120)

    check(customers, people, done)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_acknowledged_writes_are_stored_over_many_rounds(customers: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = prepare(customers, counters=2, singles=8, pairs=30)
    engine, processes = ("SQLite", 8) if customers.url.startswith("sqlite") else ("PostgreSQL", 16)

    done = write_at_once(customers, people, tmp_path, processes=processes, rounds=30, seconds=1800)

    check(customers, people, done)
    ends = totals(done)
    summary = ", ".join(f"{end} {number}" for end, number in sorted(ends.items()))
    with capsys.disabled():
        sys.stdout.write(f"\n{engine}: {processes} processes, {ends.total()} commands, nothing lost; by exit status: {summary}\n")


def check(customers: Program, people: People, done: list[Done]) -> None:
    """Assert that every acknowledged write is stored once."""
    unclean = [sentence for each in done for sentence in each.unclean]
    assert unclean == [], "\n".join(unclean)
    rows: list[Any] = customers("list", "--all", "--with-addresses", "-o", "jsonl").succeeds().jsonl()
    merged = [pair for each in done for pair in each.merged]
    assert len(set(map(tuple, merged))) == len(merged), "a pair was merged twice"
    by_email = {row["email"]: row for row in rows}
    leads = {absorbed: survivor for survivor, absorbed in merged}
    assert set(leads) == {email for email in people.all if email not in by_email}

    def shown(email: str) -> Any:
        return by_email[leads.get(email, email)]

    for email in people.counters:
        assert int(shown(email)["notes"]) == sum(each.counted.get(email, 0) for each in done), "an update is lost"
    orders: Counter[str] = Counter()
    for number, each in enumerate(done):
        # A row that names an absorbed profile adds no tags to the survivor.
        imported = [pair for pair in each.imported_tags if pair[0] not in leads]
        assert [pair for pair in (*each.tags, *imported) if pair[1] not in shown(pair[0])["tags"]] == []
        assert [pair for pair in each.streets if all(place["address1"] != pair[1] for place in shown(pair[0])["addresses"])] == []
        assert {email: shown(email)["external_ids"].get(f"w{number}") for email in each.external_ids} == each.external_ids
        assert [email for email in each.created if email not in by_email] == []
        orders.update(leads.get(email, email) for email, _ in each.orders)
    assert {row["email"]: row["total_orders"] for row in rows if row["total_orders"]} == dict(orders)
    customers("vip", "recalculate", "-o", "json").prints_json(changed=0)
    customers("doctor").succeeds()
