"""`customers update --from-jsonl`: many customers in one run, all of them or none."""

import json
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, show
from tests.support.program import Program
from tests.support.terminal import Screen


def lines(*bodies: Any) -> str:
    """Return bodies as JSON lines."""
    return "".join(json.dumps(body) + "\n" for body in bodies)


def test_lines_update_the_customers_that_they_name(customers: Program) -> None:
    asha = create(customers, "Asha", email="asha@example.com", phone="+919876543210", notes="n")
    create(customers, "Usha", email="usha@example.com", external_ids={"shop": "7"})
    bodies = [
        {"id": asha["id"], "notes": "a", "phone": None},
        {"id": "shop:7", "last_name": "Rao"},
        {"id": "asha@example.com", "notes": "b"},
    ]

    dry = customers("update", "--from-jsonl", "-", "--dry-run", stdin=lines(*bodies)).succeeds()
    done = customers("update", "--from-jsonl", "-", "--yes", "-o", "jsonl", stdin=lines(*bodies)).succeeds()

    assert [row["first_name"] for row in done.jsonl()] == ["Asha", "Usha"]
    assert (show(customers, asha["id"])["notes"], show(customers, asha["id"])["phone"]) == ("b", None)
    assert show(customers, "shop:7")["last_name"] == "Rao"
    assert "last_name" in dry.stdout
    assert "Dry run: nothing was changed." in dry.stderr
    (run,) = customers("runs", "--action", "update", "-o", "json").succeeds().json()["data"]
    assert run["customers"] == 2
    customers("undo", "--yes").succeeds()
    assert show(customers, asha["id"])["phone"] == "+919876543210"


def test_printed_customers_are_read_back(sqlite_customers: Program) -> None:
    for number in range(2):
        create(sqlite_customers, "Asha", email=f"asha{number}@example.com", accepts_marketing=True, tags=["a"])
    printed = sqlite_customers("list", "--with-addresses", "-o", "jsonl").succeeds().stdout

    unchanged = sqlite_customers("update", "--from-jsonl", "-", "--yes", stdin=printed).succeeds()
    changed = sqlite_customers("update", "--from-jsonl", "-", "--yes", "-o", "jsonl", stdin=printed.replace('["a"]', '["b"]'))

    assert unchanged.stderr == "2 of 2 lines changed nothing.\n"
    assert [row["tags"] for row in changed.succeeds().jsonl()] == [["b"], ["b"]]
    assert sqlite_customers("update", "--from-jsonl", "-", "--yes", "-o", "jsonl", stdin="\n").succeeds().stdout == ""


@pytest.mark.parametrize(
    ("line", "status", "message"),
    [
        ('{"id": "usha@example.com", "email": "asha@example.com"}', ExitStatus.CONFLICT, "line 3: the email asha@example.com"),
        ('{"id": "nobody@example.com"}', ExitStatus.NOT_FOUND, "line 3: no customer nobody@example.com"),
        ('{"id": "usha@example.com", "note": "x"}', ExitStatus.USAGE, "line 3: note: unknown key"),
        ('{"id": "usha@example.com", "total_spent": 5}', ExitStatus.USAGE, "line 3: total_spent"),
        ('{"email": "usha@example.com"}', ExitStatus.USAGE, 'line 3: it has no "id"'),
        ("[1]", ExitStatus.USAGE, "line 3: it is not one JSON object"),
        ("{", ExitStatus.USAGE, "line 3: it is not one JSON object"),
    ],
)
def test_a_line_that_is_refused_changes_nothing(sqlite_customers: Program, line: str, status: ExitStatus, message: str) -> None:
    create(sqlite_customers, "Asha", email="asha@example.com")
    create(sqlite_customers, "Usha", email="usha@example.com")
    text = lines({"id": "asha@example.com", "notes": "x"}) + "\n" + line

    sqlite_customers("update", "--from-jsonl", "-", "--yes", stdin=text).fails(status, message)

    assert show(sqlite_customers, "asha@example.com")["notes"] is None


@pytest.mark.trial
def test_lines_go_with_nothing_else_and_need_a_confirmation(sqlite_customers: Program) -> None:
    create(sqlite_customers, "Asha", email="asha@example.com")
    text = lines({"id": "asha@example.com", "notes": "x"})

    sqlite_customers("update", "--from-jsonl", "-", stdin=text).fails(ExitStatus.USAGE, "--yes")
    for words in (["asha@example.com"], ["--notes", "y"], ["--unset", "notes"], ["--drop-alias"]):
        sqlite_customers("update", *words, "--from-jsonl", "-", "--yes", stdin=text).fails(ExitStatus.USAGE, "--from-jsonl")
    sqlite_customers("update", "--notes", "x").fails(ExitStatus.USAGE, "no customer given")
    (sqlite_customers.home / "lines.jsonl").write_text(text)
    with Screen(sqlite_customers, "update", "--from-jsonl", str(sqlite_customers.home / "lines.jsonl")) as screen:
        screen.wait_for("Update 1 customer (Asha)?")
        screen.type("y\n")
        screen.finish()
    assert show(sqlite_customers, "asha@example.com")["notes"] == "x"
