"""Closed, full and broken streams, and interruption."""

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, fill_beyond_pipe, listed
from tests.support.program import Program
from tests.support.terminal import SIGNAL_BEFORE_INPUT, Screen

FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")


@pytest.fixture
def shop(sqlite_customers: Program) -> Program:
    """Return a shop of more customers than fit into a pipe."""
    return fill_beyond_pipe(sqlite_customers)


def in_shell(customers: Program, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of a shell with `customers` as the program."""
    script = f'customers() {{ {shlex.quote(sys.executable)} -m customers "$@"; }}\n{line}'
    return subprocess.run(
        ["sh", "-c", script], capture_output=True, text=True, check=False, env=customers.environment(), cwd=customers.home
    )


@pytest.mark.parametrize("line", ["--help", "list -o ids"])
def test_closed_stdout_is_ignored(sqlite_customers: Program, line: str) -> None:
    done = in_shell(sqlite_customers, f"customers {line} >&-")

    assert (done.returncode, done.stderr) == (ExitStatus.DONE, "")


def test_closed_stderr_and_stdin_are_ignored(sqlite_customers: Program) -> None:
    customer_id = create(sqlite_customers)["id"]

    assert in_shell(sqlite_customers, "customers list -o ids <&- 2>&-").stdout == f"{customer_id}\n"
    assert in_shell(sqlite_customers, "customers lst 2>&-").returncode == ExitStatus.USAGE
    assert in_shell(sqlite_customers, "customers delete --tag x <&-").returncode == ExitStatus.USAGE
    assert in_shell(sqlite_customers, "customers create --first-name Usha <&- >&- 2>&-").returncode == ExitStatus.DONE
    assert len(listed(sqlite_customers, "list")) == 2


@needs_full
@pytest.mark.parametrize("line", ["--help", "list"])
def test_full_disk_gives_one_line(sqlite_customers: Program, line: str) -> None:
    create(sqlite_customers)

    done = in_shell(sqlite_customers, f"customers {line} >/dev/full")

    assert done.returncode == ExitStatus.USAGE
    assert done.stderr == "Error: cannot write the result: no space left on device.\n"


@needs_full
@pytest.mark.parametrize("line", ["create --first-name Usha", "create --first-name Usha -o json", "import customers - --rejects /dev/full"])
def test_full_disk_after_the_commit_says_that_it_is_committed(sqlite_customers: Program, line: str) -> None:
    create(sqlite_customers)

    done = in_shell(sqlite_customers, f"printf 'first_name,email\nUsha,\nNisha,bad\n' | customers {line} >/dev/full")

    run_id = sqlite_customers("runs", "-n", "1", "-o", "ids").stdout.strip()
    assert (done.returncode, len(listed(sqlite_customers, "list"))) == (ExitStatus.USAGE, 2)
    assert f"The changes are committed, as run {run_id}: do not repeat the command." in done.stderr
    assert "no space left on device" in done.stderr


@pytest.mark.parametrize("line", ["customers list --help", "customers list -o ids"])
def test_reader_that_reads_nothing_is_not_an_error(sqlite_customers: Program, line: str) -> None:
    done = in_shell(sqlite_customers, f"{{ {line}; echo $? >status; }} | true; cat status")

    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("arguments", ["list --all -o jsonl", "export customers -"])
def test_closed_pipe_ends_program_silently(shop: Program, arguments: str) -> None:
    with shop.start(*arguments.split()) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.close()
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == ExitStatus.DONE


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGTERM, ExitStatus.TERMINATED, b"erminated"), (signal.SIGINT, ExitStatus.INTERRUPTED, b"nterrupted")],
)
def test_signal_ends_program_with_one_line(shop: Program, number: signal.Signals, status: int, word: bytes) -> None:
    with shop.start("list", "--all", "-o", "jsonl") as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(number)
        _, stderr = process.communicate()

    assert process.returncode == status
    assert word in stderr
    assert stderr.count(b"\n") == 1


@needs_full
def test_exit_status_remains_without_stderr(sqlite_customers: Program) -> None:
    assert in_shell(sqlite_customers, "customers lst 2>/dev/full").returncode == ExitStatus.USAGE
    assert in_shell(sqlite_customers, "customers list -v -o ids 2>/dev/full").returncode == ExitStatus.DONE


@pytest.mark.parametrize(
    ("keys", "message", "status"),
    [
        ("\x03", "Interrupted; uncommitted changes are rolled back.", ExitStatus.INTERRUPTED),
        ("\x04", "Error: declined; nothing", ExitStatus.USAGE),
        ("n\r", "Error: declined; nothing", ExitStatus.USAGE),
    ],
)
def test_question_can_be_interrupted_and_declined(sqlite_customers: Program, keys: str, message: str, status: int) -> None:
    create(sqlite_customers)

    with Screen(sqlite_customers, "delete", "--no-vip") as screen:
        screen.wait_for("[y/N] ")
        screen.type(keys)
        seen = screen.finish()

    assert screen.process.returncode == status
    assert any(line.startswith(message) for line in seen.splitlines())
    assert len(listed(sqlite_customers, "list")) == 1


@pytest.mark.parametrize(
    ("name", "status", "description"),
    [
        ("SIGINT", ExitStatus.INTERRUPTED, "Interrupted"),
        ("SIGTERM", ExitStatus.TERMINATED, "Terminated"),
        ("SIGHUP", ExitStatus.HUNG_UP, "Hung up"),
    ],
)
def test_signal_just_before_question_ends_run(sqlite_customers: Program, name: str, status: int, description: str) -> None:
    create(sqlite_customers)

    with Screen(sqlite_customers, "delete", "--no-vip", before=SIGNAL_BEFORE_INPUT.format(name=name)) as screen:
        seen = screen.finish()

    assert screen.process.returncode == status
    assert f"{description}; uncommitted changes are rolled back." in seen
    assert len(listed(sqlite_customers, "list")) == 1


@pytest.mark.parametrize("line", ["import customers -", "tag add - --tag x --yes", "update asha@example.com --from-json -"])
def test_signal_just_before_input_ends_run(sqlite_customers: Program, line: str) -> None:
    create(sqlite_customers, email="asha@example.com")

    with Screen(sqlite_customers, *line.split(), before=SIGNAL_BEFORE_INPUT.format(name="SIGINT")) as screen:
        seen = screen.finish()

    assert screen.process.returncode == ExitStatus.INTERRUPTED
    assert "Ctrl-D ends it" in seen


def test_reading_from_terminal_gives_notice(sqlite_customers: Program) -> None:
    with Screen(sqlite_customers, "tag", "add", "-", "--tag", "x", "--yes", "-o", "json") as screen:
        screen.wait_for("Ctrl-D ends it")
        screen.type("\x04")
        seen = screen.finish()

    assert '"customers": 0' in seen
