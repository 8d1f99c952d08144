"""Ends at random moments of every writing command, by `kill -9` and by signals: no partial state, no lost data, the next run succeeds."""

import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest

from tests.endurance.killing import SMALLER_BATCHES, Shops, Trial, make_shops, trials, undo_trials
from tests.endurance.killing_commands import command_trials
from tests.endurance.killing_further import further_trials
from tests.endurance.moments import Course, Moment, observe, reach
from tests.endurance.signals import STATUSES
from tests.support.doctor import doctor, off
from tests.support.program import Program

SEED = 20261125
HITS = 200
FEW = 4
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
        end(shops, trial, Moment(1, chance.uniform(0, 0.4)))
    for trial in undo_trials(known):
        end(shops, trial, Moment(1, chance.uniform(0, 0.2)))


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("kind", ["commands", "undo", "further", "other"])
@pytest.mark.parametrize("numbers", [(signal.SIGKILL,), tuple(STATUSES)], ids=["kill", "signal"])
def test_commands_ended_at_many_moments_are_atomic(
    shops: Shops, engine: str, kind: str, numbers: tuple[signal.Signals, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Count the runs that were ended while they worked, which 200 are; the others were done before."""
    chance = random.Random(SEED)
    known = make_shops(shops)
    kinds = {
        "commands": lambda: command_trials(shops),
        "undo": lambda: undo_trials(known),
        "further": lambda: further_trials(shops, known),
        "other": lambda: trials(known, engine),
    }
    every = kinds[kind]()
    courses = {trial.name: course(shops, trial) for trial in every}
    counts: dict[str, Counter[str]] = {trial.name: Counter() for trial in every}
    for turn in cycle(every):
        if sum(hits(outcomes) for outcomes in counts.values()) >= HITS:
            break
        number, moment = chance.choice(numbers), courses[turn.name].moment(chance.uniform(0, 1.02))
        try:
            counts[turn.name][end(shops, turn, moment, number)] += 1
        except AssertionError as error:
            place = f"{moment.seconds:.3f} s after statement {moment.statements}"
            raise AssertionError(f"{engine}, {number.name} in {turn.name}, {place}: {error}") from error
    with capsys.disabled():
        sys.stdout.write(table(engine, counts))


def hits(outcomes: Counter[str]) -> int:
    """Return how many runs were ended while they worked."""
    return sum(outcomes.values()) - outcomes[OUTCOMES[-1]]


def course(shops: Shops, trial: Trial) -> Course:
    """Return the course of an undisturbed command."""
    url = shops.copy(trial.shop)
    with start(shops.program(url), on_copy(shops, trial, url)) as process:
        observed = observe(process, trial.since)
    assert process.returncode == 0
    shops.drop(url)
    return observed


def on_copy(shops: Shops, trial: Trial, url: str) -> Trial:
    """Return a trial with the URL of the database that it copies its shop to in its arguments."""
    if not trial.copies:
        return trial
    target = shops.target(url)
    return replace(trial, arguments=tuple(word.format(target=target) for word in trial.arguments), state=lambda _: trial.state(target))


def end(shops: Shops, trial: Trial, moment: Moment, number: signal.Signals = signal.SIGKILL) -> str:
    """End a command at a moment, check the shop, and run it again; return the outcome of the ended run."""
    url = shops.copy(trial.shop)
    trial = on_copy(shops, trial, url)
    program = shops.program(url)
    before = trial.state(url)
    reported = run(program, trial, moment, number)
    shops.settle(url)

    state = trial.state(url)
    assert state in trial.states, f"{state} is between the steps"
    assert state == trial.done or not reported, "what was said to be done is not"
    if trial.sound and trial.name not in ("db upgrade", "first use"):
        assert off(doctor(program)).keys() <= ({"erased_files"} if trial.erases and state == trial.done else set())

    again = program(*trial.arguments, stdin=trial.stdin)
    assert again.status == (trial.again if state == trial.done else 0), again.stderr
    assert trial.state(url) == trial.done
    for shop in (program, shops.program(shops.target(url))) if trial.copies else (program,):
        shop("create", "--first-name", "After").succeeds()
        assert off(doctor(shop)) == {}
    shops.drop(url)
    if reported:
        return "done and said"
    return {before: "nothing done", trial.done: "all done, unsaid"}.get(state, "part done")


def run(program: Program, trial: Trial, moment: Moment, number: signal.Signals) -> bool:
    """Start a command and send it a signal; return whether it reported success before."""
    with start(program, trial) as process:
        reach(process, trial.since, moment.statements)
        try:
            _, stderr = process.communicate(timeout=moment.seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(number)
            _, stderr = process.communicate()
    if number in STATUSES and process.returncode:
        status, word = STATUSES[number]
        assert (process.returncode, stderr.decode().splitlines()[-1:]) == (status, [word])
    return process.returncode == 0


def start(program: Program, trial: Trial) -> "subprocess.Popen[bytes]":
    """Start a command, an import with smaller batches."""
    how = ["-c", SMALLER_BATCHES] if trial.name.startswith("import") else ["-m", "customers"]
    with tempfile.TemporaryFile() as stdin:
        stdin.write(trial.stdin.encode())
        stdin.seek(0)
        return subprocess.Popen(
            [sys.executable, *how, *trial.arguments],
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=program.environment(),
            cwd=program.home,
        )


def table(engine: str, counts: dict[str, Counter[str]]) -> str:
    """Return the runs of every command by outcome."""
    lines = ["", f"{engine}: {sum(map(hits, counts.values()))} runs ended in the middle of the work, 0 losses"]
    lines.append(f"{'':20}" + "".join(f"{outcome:>18}" for outcome in OUTCOMES))
    lines += [f"{name:20}" + "".join(f"{outcomes[outcome]:18}" for outcome in OUTCOMES) for name, outcomes in counts.items()]
    return "\n".join(lines) + "\n"
