"""`customers import` interrupted during its work reports the committed rows."""

import signal
import subprocess
import sys

import pytest

from customers.errors import ExitStatus
from tests.support.program import Program
from tests.support.waiting import wait_until

ROWS = "".join(f"c{number}@example.com,Asha\n" for number in range(20_000))
# Small batches: the first is committed long before the last.
BATCHES = """
from customers.cli import main
from customers.transfer import importer

importer.BATCH_SIZE = 500
main.run()
"""


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGINT, ExitStatus.INTERRUPTED, b"nterrupted"), (signal.SIGTERM, ExitStatus.TERMINATED, b"erminated")],
)
def test_interrupted_import_reports_committed_rows(customers: Program, number: signal.Signals, status: int, word: bytes) -> None:
    file = customers.home / "rows.csv"
    file.write_text(f"email,first_name\n{ROWS}")
    with subprocess.Popen(
        [sys.executable, "-c", BATCHES, "import", "customers", str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=customers.environment(),
        cwd=customers.home,
    ) as process:
        wait_until(lambda: "Asha" in customers("list").stdout, process)
        process.send_signal(number)
        stdout, stderr = process.communicate()

    assert (process.returncode, stdout) == (status, b"")
    committed = customers("list", "--json").json()["meta"]["total"]
    assert committed % 500 == 0
    assert 0 < committed < 20_000
    assert f"{committed:,} rows were imported before that; import the file again to continue".encode() in stderr
    assert word in stderr


# A signal from within the commit of the first batch, before the program can know that it is done.
COMMIT = """
import os, signal
from customers.cli import main
from customers.transfer import importer
from sqlalchemy import Connection

def commit(connection):
    original(connection)
    if not sent:
        sent.append(True)
        os.kill(os.getpid(), signal.SIGINT)

original, sent = Connection.commit, []
Connection.commit = commit
importer.BATCH_SIZE = 2
main.run()
"""


def test_signal_during_the_commit_of_a_batch_reports_its_rows(customers: Program) -> None:
    process = subprocess.run(
        [sys.executable, "-c", COMMIT, "import", "customers", "-"],
        input=b"email,first_name\na@x.com,Asha\nb@x.com,Bo\nc@x.com,Chand\n",
        capture_output=True,
        env=customers.environment(),
        cwd=customers.home,
        timeout=120,
        check=False,
    )

    assert process.returncode == ExitStatus.INTERRUPTED
    assert b"2 rows were imported before that; import the file again to continue" in process.stderr
    assert customers("list", "--json").json()["meta"]["total"] == 2


def test_interrupted_atomic_import_commits_nothing(customers: Program) -> None:
    with customers.start("import", "customers", "-", "--atomic", "--verbose") as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(f"email,first_name\n{ROWS}".encode())
        process.stdin.close()
        process.stdin = None
        output = process.stderr
        wait_until(lambda: b"created" in output.readline(), process)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()

    assert process.returncode == ExitStatus.INTERRUPTED
    assert b"nterrupted; uncommitted changes are rolled back.\n" in stderr
    assert customers("list", "-o", "ids").stdout == ""
