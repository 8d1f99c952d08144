"""`customers import` that is ended in the middle says how far it came."""

import signal

import pytest

from customers.errors import ExitStatus
from tests.support.program import Program
from tests.support.waiting import wait_until

# More than what is read from a file at a time, so that the first rows are at work while the rest is waited for.
NOTES = "x" * 9_000


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [(signal.SIGINT, ExitStatus.INTERRUPTED, b"nterrupted"), (signal.SIGTERM, ExitStatus.TERMINATED, b"erminated")],
)
def test_the_rows_that_are_in_are_told_in_one_line(customers: Program, number: signal.Signals, status: int, word: bytes) -> None:
    # The second row is about the first's customer, so the first is a batch of its own.
    emails = ["a@example.com", "a@example.com", *(f"c{place}@example.com" for place in range(14))]
    rows = [f"{email},Asha,{NOTES}\n" for email in emails]

    with customers.start("import", "customers", "-") as process:
        assert process.stdin is not None
        process.stdin.write("".join(["email,first_name,notes\n", *rows]).encode())
        process.stdin.flush()
        wait_until(lambda: "a@example.com" in customers("list", "-o", "csv", "--fields", "email").stdout, process)
        process.send_signal(number)
        stdout, said = process.communicate()

    assert (process.returncode, stdout) == (status, b"")
    assert b"1 row was done before that; read the file again to go on" in said
    assert word in said
    assert customers("list", "-o", "ids").stdout.count("\n") == 1


def test_of_an_atomic_import_nothing_is_in(customers: Program) -> None:
    with customers.start("import", "customers", "-", "--atomic", "--verbose") as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(
            f"email,first_name,notes\na@example.com,Asha,x\na@example.com,Asha,y\n{f'b@example.com,Bo,{NOTES}' * 9}".encode()
        )
        process.stdin.flush()
        output = process.stderr
        wait_until(lambda: b"created" in output.readline(), process)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()

    assert process.returncode == ExitStatus.INTERRUPTED
    assert b"nterrupted; what was not committed is rolled back.\n" in said
    assert customers("list", "-o", "ids").stdout == ""
