"""SIGINT, SIGTERM and SIGHUP at any time: the documented status, one line, no partial output, no temporary file."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.endurance.killing import people
from tests.endurance.signals import STATUSES
from tests.support.doctor import doctor, off
from tests.support.factories import create, query
from tests.support.program import Program
from tests.support.waiting import wait_until

SEED = 20261125
FEW = 4
MANY = 200
COUNT = "SELECT count(*) FROM customers WHERE first_name = 'Asha 1'"
# Before the first statement of the program the interpreter handles the signal.
STARTING = 0.15


def commands(folder: Path) -> list[tuple[tuple[str, ...], str]]:
    """Return commands of every kind, with their input."""
    return [
        (("import", "customers", "-"), people(1_000, "example.org")),
        (("export", "customers", str(folder / "kept.csv")), ""),
        (("db", "backup", str(folder / "backup.db")), ""),
        (("list", "--all", "-o", "jsonl"), ""),
        (("vip", "recalculate"), ""),
        (("tag", "add", "--tag", "x", "--has-email", "--yes"), ""),
    ]


def send(program: Program, arguments: tuple[str, ...], stdin: str, number: signal.Signals, moment: float) -> tuple[int, str]:
    """Start a command and send a signal at a moment; return its status and stderr."""
    with program.start(*arguments) as process:
        try:
            process.communicate(stdin.encode(), timeout=moment)
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        _, stderr = process.communicate(timeout=60)
    return process.returncode, stderr.decode()


def check(program: Program, folder: Path, number: signal.Signals, status: int, stderr: str) -> None:
    """Assert the state of shop and files after a signal."""
    expected, word = STATUSES[number]
    assert "Traceback" not in stderr
    assert "ignored" not in stderr
    assert status in (0, expected, -number), stderr
    if status == expected:
        assert stderr.splitlines()[-1:] in ([word], []), stderr
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    output = folder / "kept.csv"
    assert output.read_text() == "as it was" or output.read_text().endswith("\n")
    (folder / "backup.db").unlink(missing_ok=True)
    output.write_text("as it was")
    assert query(program.url, COUNT)[0][0] <= 1


def trial(customers: Program, folder: Path, times: int) -> None:
    """Send signals at random moments."""
    chance = random.Random(SEED)
    folder.mkdir()
    (folder / "kept.csv").write_text("as it was")
    create(customers, email="asha@example.com")
    start = time.monotonic()
    customers.spawn("list").succeeds()
    lasting = time.monotonic() - start
    every = commands(folder)
    for turn in range(times):
        arguments, stdin = every[turn % len(every)]
        number = chance.choice(list(STATUSES))
        status, stderr = send(customers, arguments, stdin, number, STARTING + chance.uniform(0.1, 1.5) * lasting)
        try:
            check(customers, folder, number, status, stderr)
        except AssertionError as error:
            raise AssertionError(f"turn {turn}, {number.name} in {' '.join(arguments)}: {error}") from error
    assert off(doctor(customers)) == {}


def test_signal_at_any_time_ends_run_cleanly(customers: Program, tmp_path: Path) -> None:
    trial(customers, tmp_path / "files", FEW)


@pytest.mark.slow
def test_signals_at_many_times_end_runs_cleanly(customers: Program, tmp_path: Path) -> None:
    trial(customers, tmp_path / "files", MANY)


@pytest.mark.parametrize("number", STATUSES)
def test_signal_ends_run_that_waits_for_input(sqlite_customers: Program, number: signal.Signals) -> None:
    expected, word = STATUSES[number]
    with sqlite_customers.start("import", "customers", "-", "--verbose") as process:
        assert process.stdin is not None
        process.stdin.write(b"first_name,email\n")
        process.stdin.flush()
        wait_until(lambda: caught(process.pid, number), process)
        process.send_signal(number)
        process.wait(timeout=60)
        assert process.stderr is not None
        stderr = process.stderr.read().decode()

    assert process.returncode == expected
    assert stderr.splitlines()[-1] == word


def caught(pid: int, number: signal.Signals) -> bool:
    """Return whether a process has installed a handler for a signal."""
    status = Path(f"/proc/{pid}/status").read_text()
    mask = int(next(line for line in status.splitlines() if line.startswith("SigCgt")).split()[1], 16)
    return bool(mask >> (number - 1) & 1) and bool(mask >> (signal.SIGTERM - 1) & 1)


def test_run_under_nohup_outlives_terminal(sqlite_customers: Program) -> None:
    """`nohup` ignores SIGHUP, and the program keeps that."""
    command = "trap '' HUP; exec \"$@\""
    process = subprocess.Popen(
        ["sh", "-c", command, "sh", sys.executable, "-m", "customers", "import", "customers", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=sqlite_customers.environment(),
        cwd=sqlite_customers.home,
    )
    with process:
        wait_until(lambda: caught(process.pid, signal.SIGTERM), process)
        process.send_signal(signal.SIGHUP)
        process.communicate(b"first_name\nAsha\n", timeout=60)
    assert process.returncode == 0
