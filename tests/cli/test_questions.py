"""Questions: what they name, where the answer comes from, and how they fit the terminal."""

import re
import shlex
import sys

import pytest

from customers.errors import ExitStatus
from tests.support.factories import listed
from tests.support.kept import kept
from tests.support.program import Program
from tests.support.terminal import Screen

NAMES = ("Asha Rao", "Vivek Rastogi", "Meera Iyer", "Bina Das", "Chetan Nair")


@pytest.fixture
@kept
def shop(sqlite_customers: Program) -> Program:
    """Return a shop of five customers with a tag."""
    rows = "".join(f"{name.lower().replace(' ', '.')}@example.com,{name},old\n" for name in NAMES)
    sqlite_customers("import", "customers", "-", stdin=f"email,first_name,tags\n{rows}").succeeds()
    return sqlite_customers


def question(customers: Program, *arguments: str) -> str:
    """Return the question of a command on a terminal, answered yes."""
    stderr = customers(*arguments, at_question=lambda: None).succeeds().stderr
    return " ".join(stderr.partition("[y/N]")[0].split())


def test_question_names_tag_count_and_first_customers(shop: Program) -> None:
    text = question(shop, "tag", "add", "--any-tag", "old", "--tag", "diwali-2026")

    assert re.fullmatch(r"Add tag diwali-2026 to 5 customers \((\w+ \w+, ){2}\w+ \w+ and 2 others\)\?", text)
    assert re.search(r"^Remove tags old, new from 5 customers \(", question(shop, "tag", "remove", "--any-tag", "old", "--tag", "old,new"))
    assert "Replace all tags of 5 customers (" in question(shop, "tag", "set", "--any-tag", "diwali-2026", "--tag", "kept")


def test_question_names_all_where_one_would_be_left_out(shop: Program) -> None:
    assert question(shop, "delete", "asha.rao@example.com") == "Delete 1 customer (Asha Rao)?"
    text = question(shop, "delete", "--tag", "old")

    assert sorted(re.findall(r"\w+ \w+(?=, | and |\))", text)) == sorted(NAMES[1:])
    assert " and " in text
    assert "other" not in text


def test_question_names_the_shop_that_is_named(shop: Program) -> None:
    shop("config", "set", "CUSTOMERS_DATABASE_URL", shop.url, "--shop", "pune").succeeds()

    assert question(shop, "delete", "asha.rao@example.com") == "Delete 1 customer (Asha Rao)?"
    assert question(shop, "delete", "bina.das@example.com", "--shop", "pune") == "Shop pune: Delete 1 customer (Bina Das)?"


def test_question_about_batch_names_pairs(shop: Program) -> None:
    pairs = '{"primary_id": "asha.rao@example.com", "secondary_id": "bina.das@example.com"}\n'
    file = shop.home / "pairs.jsonl"
    file.write_text(pairs)

    assert question(shop, "merge", "--batch", str(file)) == "Merge 1 pair (Bina Das into Asha Rao)?"


def test_invalid_tag_is_refused_before_the_question(shop: Program) -> None:
    shop("tag", "add", "--any-tag", "old", "--tag", " ").fails(ExitStatus.USAGE, "blank")


def in_pipe(customers: Program, arguments: str, answer: str) -> tuple[int, str]:
    """Run a command that gets all emails from a pipe, and answer on the terminal; return status and screen."""
    emails = " ".join(f"{name.lower().replace(' ', '.')}@example.com" for name in NAMES)
    line = f"printf '%s\\n' {emails} | {shlex.quote(sys.executable)} -m customers {arguments}"
    before = f"import os; os.execvp('bash', ['bash', '-c', {line!r}])\n"
    with Screen(customers, before=before, columns=60) as screen:
        screen.wait_for("[y/N] ")
        screen.type(answer)
        seen = screen.finish()
    return screen.process.returncode, seen


@pytest.mark.trial
@pytest.mark.parametrize(("answer", "status", "remaining"), [("y\r", ExitStatus.DONE, 0), ("\x03", 130, 5)])
def test_answer_is_read_from_terminal_where_ids_come_from_pipe(shop: Program, answer: str, status: int, remaining: int) -> None:
    ended, seen = in_pipe(shop, "delete -", answer)

    assert ended == status
    assert "Delete 5 customers (" in seen
    assert len(listed(shop, "list")) == remaining


@pytest.mark.trial
def test_question_wraps_between_words(shop: Program) -> None:
    with Screen(shop, "tag", "add", "--any-tag", "old", "--tag", "a tag with quite a long name", columns=40) as screen:
        screen.wait_for("[y/N] ")
        rows = screen.seen.splitlines()
        screen.type("n\r")
        screen.finish()

    assert max(map(len, rows)) <= 40
    assert len(rows) > 2
    assert all(not row or row.split() for row in rows)
    assert " ".join(" ".join(rows).split()).startswith("Add tag a tag with quite a long name to 5 customers (")


def test_nothing_waits_without_terminal(shop: Program) -> None:
    ids = shop("list", "--all", "-o", "ids").succeeds().stdout

    shop("delete", "-", stdin=ids).fails(ExitStatus.USAGE, "--yes")
    assert len(listed(shop, "list")) == 5


ABSENT = (
    ("delete nobody@example.com", ExitStatus.NOT_FOUND),
    ("erase nobody@example.com", ExitStatus.NOT_FOUND),
    ("merge nobody@example.com asha.rao@example.com", ExitStatus.NOT_FOUND),
    ("merge asha.rao@example.com asha.rao@example.com", ExitStatus.USAGE),
    ("unmerge 0123abcd", ExitStatus.NOT_FOUND),
    ("undo 0123abcd", ExitStatus.NOT_FOUND),
    ("undo --only nobody@example.com", ExitStatus.NOT_FOUND),
    ("address delete asha.rao@example.com billing", ExitStatus.NOT_FOUND),
    ("address delete nobody@example.com billing", ExitStatus.NOT_FOUND),
    ("orders delete web:1", ExitStatus.NOT_FOUND),
    ("tag rename nothing new", ExitStatus.NOT_FOUND),
    ("segments remove nothing", ExitStatus.NOT_FOUND),
    ("db restore nothing.db", ExitStatus.USAGE),
)


@pytest.mark.parametrize(("line", "status"), ABSENT)
def test_existence_is_checked_before_the_question(shop: Program, line: str, status: int) -> None:
    def unexpected() -> None:
        raise AssertionError("a question was text")

    for at_question in (unexpected, None):
        shop(*line.split(), at_question=at_question).fails(status)


def test_customer_that_gets_orders_is_looked_up_before_the_question(shop: Program) -> None:
    order = "number,customer_email,total,placed_at\n1,asha.rao@example.com,10,2026-01-01\n"
    shop("import", "orders", "-", stdin=order).succeeds()

    shop("orders", "move", "-", "--to", "nobody@example.com", stdin="import:1\n").fails(ExitStatus.NOT_FOUND, "nobody@example.com")
