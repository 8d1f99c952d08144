"""A clock that is set back or forward between commands: the order of runs, history and merges is that in which they were done."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from customers.domain import ids
from tests.support.factories import create, query, show
from tests.support.program import Program

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


class Clock:
    """The clock of the next commands, each of which is a process that knows no earlier time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def set(self, moment: datetime) -> None:
        """Set the clock."""
        self._monkeypatch.setattr(ids, "_clock", ids._Clock())
        self._monkeypatch.setattr("customers.domain.ids.time.time_ns", lambda: int(moment.timestamp()) * 10**9)
        self._monkeypatch.setattr("customers.services.shop.now", lambda: moment)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that shows noon."""
    clock = Clock(monkeypatch)
    clock.set(NOON)
    return clock


TIMES = {"hour back": timedelta(hours=-1), "years back": timedelta(days=-3650), "years forward and back": timedelta(0)}


@pytest.mark.parametrize("difference", TIMES.values(), ids=TIMES)
def test_order_is_that_of_the_commands(customers: Program, clock: Clock, difference: timedelta) -> None:
    asha = create(customers, email="asha@example.com")["id"]
    for notes in ("one", "two"):
        customers("update", asha, "--notes", notes).succeeds()
    if not difference:
        clock.set(NOON + timedelta(days=3650))
    customers("update", asha, "--notes", "three").succeeds()
    clock.set(NOON + difference)
    customers("update", asha, "--notes", "four").succeeds()

    runs = customers("runs", "-o", "json").json()["data"]
    assert [run["command"] for run in runs] == ["update"] * 4 + ["create"]
    history: list[dict[str, Any]] = []
    cursor: list[str] = []
    for _ in range(5):
        page = customers("history", asha, "--per-page", "1", *cursor, "-o", "json").succeeds().json()
        history += page["data"]
        cursor = ["--cursor", str(page["meta"]["next_cursor"])]
    assert [event["run_id"] for event in history] == [run["id"] for run in runs]
    assert [event["changes"][0]["after"] for event in history[:4]] == ["four", "three", "two", "one"]
    for notes in ("three", "two"):
        customers("undo", "--yes").succeeds()
        assert show(customers, asha)["notes"] == notes


def test_merges_are_listed_and_unmerged_in_their_order(customers: Program, clock: Clock) -> None:
    asha, usha, isha = (create(customers, email=f"{name}@example.com")["id"] for name in ("asha", "usha", "isha"))
    customers("merge", asha, usha, "--yes").succeeds()
    clock.set(NOON - timedelta(hours=1))
    customers("merge", asha, isha, "--yes").succeeds()

    assert [merge["absorbed_id"] for merge in customers("merges", "-o", "json").json()["data"]] == [isha, usha]


@pytest.mark.usefixtures("clock")
def test_id_of_a_time_far_away_is_ignored(customers: Program) -> None:
    """An id that no clock gave must not make those after it begin with zero."""
    create(customers, email="asha@example.com")
    query(customers.url, "UPDATE runs SET id = {}", UUID("ffffffff-ffff-7fff-bfff-ffffffffffff"))
    create(customers, email="usha@example.com")

    newest = customers("runs", "-o", "json").json()["data"][-1]["id"]
    assert ids.run_number(UUID(newest)) >> 12 == int(NOON.timestamp()) * 1000
