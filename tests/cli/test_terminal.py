"""A terminal: control characters in data, colours, widths, questions."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import tty
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, listed, order, query
from tests.support.program import Program, Result

SGR = re.compile(r"\x1b\[[0-9;]*m")
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# A title, a cleared screen, a C1 sequence, a bell, a reversed line, a lone surrogate: refused as input, but possible in a database.
HOSTILE = "[bold red]x[/] :smile: \x1b]0;owned\x07\x1b[2J\x9b31m\r\x08\u202eabc\u2066 \u05e9\u05dc\u05d5\u05dd \U0001f600"


def on_terminal(customers: Program, *arguments: str, typed: str = "", columns: int = 100, env: dict[str, str] | None = None) -> Result:
    """Run a command line with all streams on a terminal; `stdout` has the complete output."""
    controller, terminal = pty.openpty()
    tty.setraw(terminal)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-m", "customers", *arguments]
    environment = customers.environment({"TERM": "xterm-256color", **(env or {})})
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, env=environment, cwd=customers.home) as process:
        os.close(terminal)
        os.write(controller, typed.encode())
        seen = b""
        try:
            while part := os.read(controller, 65536):
                seen += part
        except OSError:  # Linux reports a closed terminal so
            pass
        finally:
            os.close(controller)
    return Result(arguments, process.returncode, seen.decode(), "")


def hostile_shop(customers: Program) -> Any:
    """Create a customer with control characters in every text."""
    asha = create(
        customers, "Asha", email="asha@example.com", tags=["t"], external_ids={"erp": "1"}, addresses=[HOME, HOME | {"city": "x"}]
    )
    import_orders(customers, order(asha, "n", "12345678.90", source="till"))
    for statement in (
        "UPDATE customers SET first_name = {}, last_name = {}, email = {}, notes = {}",
        "UPDATE addresses SET company = {}, address1 = {}, city = {}, state = {}",
        "UPDATE orders SET number = {}, source = {}, status = {}",
        "UPDATE customer_tags SET label = {}",
        "UPDATE customer_statistics SET vip_override = 'pinned', vip_reason = {}",
    ):
        query(customers.url, statement, *[HOSTILE] * statement.count("{}"))
    return asha


def test_tables_print_control_characters_as_text(customers: Program) -> None:
    asha = hostile_shop(customers)
    commands = [
        ["list", "--fields", "full_name,email,notes,tags,external_ids"],
        ["list", "--with-addresses"],
        ["vip"],
        ["vip", "explain", asha["id"]],
        ["vip", "release", asha["id"], "--dry-run"],
        ["segments", "explain", asha["id"]],
        ["segments", "changes", "--since", "2020-01-01"],
        ["show", asha["id"]],
        ["orders", asha["id"]],
        ["address", "list", asha["id"]],
        ["address", "default", asha["id"], asha["addresses"][1]["id"], "--dry-run"],
        ["address", "delete", asha["id"], "shipping", "--dry-run"],
        ["tag", "list"],
        ["tag", "add", asha["id"], "--tag", "u", "--dry-run"],
        ["update", asha["id"], "--unset", "notes", "--dry-run"],
        ["update", asha["id"], "--last-name", "[red]Rao[/red]", "--dry-run"],
        ["list", "-o", "ids"],
    ]

    for command in commands:
        result = customers(*command).succeeds()
        assert not STEERING.search(result.stdout + result.stderr), command


def test_messages_print_control_characters_as_text(customers: Program) -> None:
    for command in (
        ["show", HOSTILE],
        ["frob" + HOSTILE],
        ["list", "--frob" + HOSTILE],
        ["list", "--sort", HOSTILE],
        ["list", "--fields", HOSTILE],
        ["list", "--segment", HOSTILE],
        ["list", "--cursor", HOSTILE],
        ["create", "--first-name", HOSTILE],
        ["create", "--first-name", "a", "--email", HOSTILE],
        ["update", "x", "--unset", HOSTILE],
        ["update", "x", "--from-json", HOSTILE],
        ["list", "--database-url", "sqlite:////dev/null/" + HOSTILE],
        ["config", "--env-file", HOSTILE],
    ):
        result = customers(*command)
        assert result.status in (ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.DATABASE), command
        assert not STEERING.search(result.stderr), command
        assert "Traceback" not in result.stderr


def test_markup_and_emoji_names_are_printed_literally(customers: Program) -> None:
    create(customers, "[bold red]Asha[/bold red]", last_name=":smile: \u05e9\u05dc\u05d5\u05dd \U0001f600", tags=["[/]"])

    for text in (customers("list").stdout, customers("show", listed_id(customers)).stdout):
        assert "[bold red]Asha[/bold red] :smile: \u05e9\u05dc\u05d5\u05dd \U0001f600" in text
        assert "[/]" in text


def listed_id(customers: Program) -> str:
    """Return the id of the only customer."""
    return customers("list", "-o", "ids").succeeds().stdout.strip()


@pytest.mark.trial
@pytest.mark.parametrize(("command", "columns"), [("list", 60), ("show", 200), ("delete", 100)])
def test_terminal_receives_text_and_colours_only(sqlite_customers: Program, command: str, columns: int) -> None:
    asha = hostile_shop(sqlite_customers)

    seen = on_terminal(sqlite_customers, command, *([] if command == "list" else [asha["id"]]), columns=columns, typed="n\n").stdout

    assert "[bold" in seen
    assert not STEERING.search(SGR.sub("", seen))


@pytest.mark.trial
def test_csv_prints_control_characters_as_text_on_terminal_only(sqlite_customers: Program) -> None:
    hostile_shop(sqlite_customers)
    arguments = ("list", "--all", "-o", "csv")

    seen = on_terminal(sqlite_customers, *arguments).succeeds().stdout

    assert seen.splitlines()[0].startswith("id,email")
    assert not STEERING.search(seen)
    assert STEERING.search(sqlite_customers(*arguments).succeeds().stdout)


@pytest.mark.trial
@pytest.mark.parametrize(("command", "columns"), [("list", 60), ("orders", 60)])
def test_narrow_table_fits_terminal_and_keeps_numbers(sqlite_customers: Program, command: str, columns: int) -> None:
    asha = create(sqlite_customers, "A" * 60, last_name="R" * 60, email="a" * 50 + "@example.com", tags=["t" * 60])
    import_orders(sqlite_customers, order(asha, "INV-2026-000123", "98765432.10"))

    seen = SGR.sub("", on_terminal(sqlite_customers, command, *[asha["id"]] * (command == "orders"), columns=columns).succeeds().stdout)

    assert "9,87,65,432.10" in seen
    assert max(map(len, seen.splitlines())) <= columns


@pytest.mark.trial
def test_no_color_removes_colour(sqlite_customers: Program) -> None:
    create(sqlite_customers)

    colours = re.compile(r"\x1b\[[0-9;]*[34][0-9]")

    assert not colours.search(on_terminal(sqlite_customers, "list", env={"NO_COLOR": "1"}).succeeds().stdout)


def test_force_color_adds_colour(customers: Program) -> None:
    create(customers)

    assert SGR.search(customers("list", env={"FORCE_COLOR": "1"}).succeeds().stdout)
    assert "\x1b" not in customers("list").succeeds().stdout


@pytest.mark.trial
def test_incomplete_page_gives_notice_with_next_page(sqlite_customers: Program) -> None:
    for name in "abc":
        create(sqlite_customers, name)

    seen = on_terminal(sqlite_customers, "list", "--per-page", "2").succeeds().stdout

    assert "3 customers" in seen
    assert "--page 2" in seen
    assert "--all" in seen


@pytest.mark.trial
def test_question_names_customer_and_requires_yes(sqlite_customers: Program) -> None:
    for name in ("Asha", "Usha"):
        create(sqlite_customers, name, tags=["old"])
    delete = ("delete", "--tag", "old")

    declined = on_terminal(sqlite_customers, *delete, typed="\n")
    assert declined.status != ExitStatus.DONE
    for text in ("Delete 2 customers (", "Asha", "Usha", "nothing was changed"):
        assert text in declined.stdout
    assert len(listed(sqlite_customers, "list")) == 2

    on_terminal(sqlite_customers, *delete, typed="y\n").succeeds()
    assert listed(sqlite_customers, "list") == []


@pytest.mark.trial
def test_errors_wrap_between_words_on_terminal_only(sqlite_customers: Program) -> None:
    line = ("list", "--sort", "weather")
    rows = [row.rstrip("\r") for row in on_terminal(sqlite_customers, *line, columns=40).stdout.splitlines()]
    piped = sqlite_customers(*line).stderr

    assert max(map(len, rows)) <= 40
    assert " ".join(rows) == " ".join(piped.split())
    assert piped.count("\n") == 2
