"""Any sequence of commands: the program equals a plain-Python model of the contract after every step."""

import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.endurance import model_profiles as profiles
from tests.endurance.model_looks import Looks
from tests.endurance.model_steps import BulkSteps, ProfileSteps
from tests.support.program import Program
from tests.support.surroundings import examples

Shops = dict[str, Callable[[], Program]]


@pytest.fixture
def shops(request: pytest.FixtureRequest, tmp_path: Path) -> Shops:
    """Return functions that create an empty shop, by engine; on PostgreSQL one database is emptied."""
    numbers = count()

    def sqlite() -> Program:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return Program(f"sqlite:///{path}", tmp_path / "home")

    def postgresql() -> Program:
        empty: Callable[[], str] = request.getfixturevalue("emptied_postgres")
        return Program(empty(), tmp_path / "home")

    return {"sqlite": sqlite, "postgresql": postgresql}


class Everything(ProfileSteps, BulkSteps, Looks):
    """All steps."""


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_commands_follow_model(shops: Shops, engine: str) -> None:
    """`HYPOTHESIS_PROFILE=explore` with `HYPOTHESIS_FACTOR=72` runs 500 new sequences."""
    run(shops[engine], examples(7), steps=14, thorough=False)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_profile_once_merged_with_erased_one_keeps_history(shops: Shops, engine: str) -> None:
    place = {"address1": "12 MG Road", "city": "Pune", "state": "Maharashtra", "pincode": "411001"}
    machine = Everything(shops[engine](), thorough=True)
    machine.begin(people=[{"first_name": "Asha", "addresses": [place], "notes": "tea"}, {"first_name": "Björn"}])
    asha, bjorn = (person.id for person in machine.shop.live())

    machine.merge_pair(bjorn, asha, {})
    machine.unmerge_last(number=0)
    machine.do(lambda shop: profiles.erase(shop, bjorn), "erase", bjorn)
    office = {**place, "address1": "7 Fort Street"}
    machine.do(lambda shop: profiles.add_address(shop, asha, office), "address", "add", asha, "--from-json", "-", stdin=json.dumps(office))

    machine.teardown()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_histories_of_moved_and_deleted_orders_follow_model(shops: Shops, engine: str) -> None:
    machine = Everything(shops[engine](), thorough=True)
    machine.begin(people=[{"first_name": "Asha"}, {"first_name": "Björn"}])
    order = {"total": 1000, "refunded": 0, "status": "paid", "placed_at": datetime(2026, 1, 2, tzinfo=UTC)}
    rows = [(("till", "4"), 0, None, None, order)]

    machine.import_orders(rows=rows, as_table=False, conflict="update", create=False, dry=False)
    machine.move_orders(keys=[("till", "4")], number=1, dry=False)
    machine.delete_orders(keys=[("till", "4")], dry=False)

    machine.teardown()


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_many_commands_follow_model(shops: Shops, engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    Everything.steps = Counter()
    run(shops[engine], settings(max_examples=100), steps=50, thorough=True)
    summary = ", ".join(f"{word} {number}" for word, number in Everything.steps.most_common())
    with capsys.disabled():
        sys.stdout.write(f"\n{engine}: {Everything.steps.total()} steps, none that differs: {summary}\n")


def run(shop: Callable[[], Program], chosen: settings, *, steps: int, thorough: bool) -> None:
    run_state_machine_as_test(
        lambda: Everything(shop(), thorough=thorough),  # type: ignore[arg-type]  # it may be made by any callable
        settings=settings(chosen, stateful_step_count=steps, suppress_health_check=list(HealthCheck)),
    )
