"""`kill -9` at random moments of every writing command: no partial state, no lost data, and the next run succeeds."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.endurance.killing import SMALLER_BATCHES, Shops, Trial, make_shops, trials, undo_trials
from tests.support.doctor import doctor, off
from tests.support.program import Program

SEED = 20261125
KILLS = 200
FEW = 4
# What a command writes to stderr under `--debug` before its first change.
FIRST_CHANGE = (b"SQL: INSERT", b"SQL: UPDATE", b"SQL: DELETE")
OUTCOMES = ("nothing done", "part done", "all done, unsaid", "done and said")


@pytest.fixture
def shops(request: pytest.FixtureRequest, engine: str, tmp_path: Path) -> Iterator[Shops]:
    """Return the shops of one engine."""
    initial_shops = Shops(tmp_path, request.getfixturevalue("postgres") if engine == "postgresql" else None)
    yield initial_shops
    for url in initial_shops.urls.values():
        initial_shops.drop(url)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_killed_commands_are_atomic(shops: Shops, engine: str) -> None:
    chance = random.Random(SEED)
    known = make_shops(shops)
    few = chance.sample([trial for trial in trials(known, engine) if "import" not in trial.name], FEW)
    for trial in few:
        kill(shops, trial, chance.uniform(0.3, 0.9))
    for trial in undo_trials(known):
        kill(shops, trial, chance.uniform(0, 0.2))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("kind", ["undo", "other"])
def test_commands_killed_at_many_moments_are_atomic(shops: Shops, engine: str, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(SEED)
    known = make_shops(shops)
    every = undo_trials(known) if kind == "undo" else trials(known, engine)
    lasting = {trial.name: duration(shops, trial) for trial in every}
    counts: dict[str, Counter[str]] = {trial.name: Counter() for trial in every}
    for number in range(KILLS):
        trial = every[number % len(every)]
        moment = chance.uniform(0 if trial.is_watched else 0.3, 1.05) * lasting[trial.name]
        try:
            counts[trial.name][kill(shops, trial, moment)] += 1
        except AssertionError as error:
            raise AssertionError(f"{engine}, kill {number}: {trial.name} after {moment:.3f} s: {error}") from error
    with capsys.disabled():
        sys.stdout.write(table(engine, counts))


def duration(shops: Shops, trial: Trial) -> float:
    """Return the duration of an undisturbed command, from its first change on where it is watched."""
    url = shops.copy(trial.shop)
    with start(shops.program(url), trial) as process:
        start_time = watch(process, trial)
        process.communicate(trial.stdin.encode(), timeout=600)
        took = time.monotonic() - start_time
    assert process.returncode == 0
    shops.drop(url)
    return took


def watch(process: "subprocess.Popen[bytes]", trial: Trial) -> float:
    """Wait for the first change of a command that is watched; return the time."""
    assert process.stderr is not None
    if trial.is_watched:
        next((line for line in process.stderr if line.startswith(FIRST_CHANGE)), None)
    return time.monotonic()


def kill(shops: Shops, trial: Trial, moment: float) -> str:
    """Kill a command at a moment, check the shop, and run it again; return the outcome of the killed run."""
    url = shops.copy(trial.shop)
    program = shops.program(url)
    before = trial.state(url)
    reported = run(program, trial, moment)
    shops.settle(url)

    state = trial.state(url)
    assert state in trial.states, f"{state} is between the steps"
    assert state == trial.done or not reported, "what was said to be done is not"
    if trial.sound and trial.name not in ("db upgrade", "first use"):
        assert off(doctor(program)) == {}

    again = program(*trial.arguments, stdin=trial.stdin)
    assert again.status == (trial.again if state == trial.done else 0), again.stderr
    assert trial.state(url) == trial.done
    program("create", "--first-name", "After").succeeds()
    assert off(doctor(program)) == {}
    shops.drop(url)
    if reported:
        return "done and said"
    return {before: "nothing done", trial.done: "all done, unsaid"}.get(state, "part done")


def run(program: Program, trial: Trial, moment: float) -> bool:
    """Start a command and kill it; return whether it reported success before."""
    with start(program, trial) as process:
        watch(process, trial)
        try:
            process.communicate(trial.stdin.encode(), timeout=moment)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    return process.returncode == 0


def start(program: Program, trial: Trial) -> "subprocess.Popen[bytes]":
    """Start a command, an import with smaller batches."""
    how = ["-c", SMALLER_BATCHES] if trial.name.startswith("import") else ["-m", "customers"]
    return subprocess.Popen(
        [sys.executable, *how, *trial.arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment(),
        cwd=program.home,
    )


def table(engine: str, counts: dict[str, Counter[str]]) -> str:
    """Return the kills of every command by outcome."""
    lines = ["", f"{engine}: {sum(sum(outcomes.values()) for outcomes in counts.values())} kills, 0 losses"]
    lines.append(f"{'':18}" + "".join(f"{outcome:>18}" for outcome in OUTCOMES))
    lines += [f"{name:18}" + "".join(f"{outcomes[outcome]:18}" for outcome in OUTCOMES) for name, outcomes in counts.items()]
    return "\n".join(lines) + "\n"
