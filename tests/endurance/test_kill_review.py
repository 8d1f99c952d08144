"""`kill -9` of `duplicates review` on a terminal after a key: each pair is merged or dismissed as a whole, or not at all."""

import random
import sys
from string import ascii_uppercase

import pytest

from tests.support.doctor import doctor, off
from tests.support.factories import create_many, query
from tests.support.kept import kept
from tests.support.program import Program
from tests.support.terminal import Screen

SEED = 20261130
PAIRS = 44
PROMPT = "[m]erge"
# Each merge has its journal and its absorbed profile, each dismissal its row and the records of both customers.
RUNS = "(SELECT count(*) FROM runs WHERE command = '{}')"
STATES = {
    "m": f"SELECT (SELECT count(*) FROM merges), (SELECT count(*) FROM customers WHERE state = 'absorbed'), {RUNS.format('merge')}",
    "d": "SELECT (SELECT count(*) FROM dismissals), (SELECT count(*) FROM events WHERE command = 'duplicates dismiss') / 2, "
    + RUNS.format("duplicates dismiss"),
}


@kept
def twins(customers: Program) -> int:
    """Create pairs that look like one person each; return the number of runs."""
    people = []
    for number in range(PAIRS):
        name = f"{ascii_uppercase[number % 26]}sha {ascii_uppercase[number // 26]}"
        same = {"first_name": name, "last_name": "Rao", "phone": f"+9198765432{number:02}"}
        people += [{**same, "email": f"{side}{number}@example.com"} for side in "ab"]
    create_many(customers, *people)
    return int(query(customers.url, "SELECT count(*) FROM runs")[0][0])


@pytest.mark.parametrize("times", [2, pytest.param(PAIRS - 4, marks=[pytest.mark.slow, pytest.mark.timeout(3_600)])])
def test_killed_review_leaves_no_part_of_a_decision(customers: Program, times: int, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(SEED)
    runs, interrupted = twins(customers), 0
    for turn in range(times):
        interrupted += not is_said(customers, "md"[turn % 2], chance.uniform(0, 0.1))
        merged, absorbed, merges = query(customers.url, STATES["m"])[0]
        dismissed, recorded, dismissals = query(customers.url, STATES["d"])[0]
        assert (merged, dismissed) == (absorbed, recorded) == (merges, dismissals)
        assert query(customers.url, "SELECT count(*) FROM runs")[0][0] == runs + merged + dismissed
        if turn % 5 == 0:
            assert off(doctor(customers)) == {}
    assert off(doctor(customers)) == {}
    with capsys.disabled():
        sys.stdout.write(f"\n{times} reviews killed, {interrupted} of them before the next pair; {merged} merges, {dismissed} dismissals\n")


def is_said(customers: Program, key: str, seconds: float) -> bool:
    """Decide about the first pair and kill the review some time later; return whether it had gone on to the next pair."""
    with Screen(customers, "duplicates", "review", env={"NO_COLOR": "1"}) as screen:
        screen.wait_for(PROMPT, 60)
        if key == "d":
            screen.type("d")
            screen.wait_for("no reason. ")
        screen.type("\n" if key == "d" else key)
        try:
            screen.wait_for_more(PROMPT, seconds)
        except AssertionError:
            return False
        finally:
            screen.process.kill()
            screen.process.wait()
        return True
