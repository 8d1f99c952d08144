"""Mistakes of operators: message, hint and exit status are those that the page `mistakes.md` of the manual lists."""

import os
import re
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from customers.manual.__main__ import FOLDER
from tests.support.program import Program

PAGE = FOLDER / "mistakes.md"
WRITE = "WRITE_GOLDEN" in os.environ
CUT = " ..."
ROW = re.compile(r"^\| `(.+)` \| (\d) \| (.*) \| (.*) \|$", re.MULTILINE)
CUSTOMERS = """email,first_name,last_name,phone,tags,address1,city,pincode
asha@example.com,Asha,Rao,9876543210,b2b,12 MG Road,Pune,411001
usha@example.com,Usha,Rao,9876543210,b2b,,,
dev@example.com,Dev,,,,,,
"""


class Mistake(NamedTuple):
    """A row of the page."""

    line: str
    status: int
    message: str
    hint: str


def read_page() -> list[Mistake]:
    """Return the rows of the page."""
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    return [Mistake(line, int(status), message.replace("\\|", "|"), hint.replace("\\|", "|")) for line, status, message, hint in rows]


MISTAKES = read_page()


@pytest.fixture(scope="module")
def shop(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Return the shop that the page describes."""
    folder = tmp_path_factory.mktemp("mistakes")
    shutil.copy(sqlite_template, folder / "shop.db")
    (folder / "customers.csv").write_text(CUSTOMERS)
    program = Program(f"sqlite:///{folder}/shop.db", folder)
    for line in ("import customers customers.csv", "delete dev@example.com --yes", "db backup backup.db"):
        program(*line.split(), cwd=folder).succeeds()
    return program


def rewrite(mistake: Mistake, status: int, message: str, hint: str) -> None:
    """Write the answer of a mistake into the page; a text that is cut there stays as it is where its beginning does."""
    message, hint = (old if is_as_listed(new, old) else new for new, old in ((message, mistake.message), (hint, mistake.hint)))
    cells = [(mistake.line, mistake.status, mistake.message, mistake.hint), (mistake.line, status, message, hint)]
    before, after = ("| `{}` | {} | {} | {} |".format(*(str(cell).replace("|", "\\|") for cell in row)) for row in cells)
    PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def is_as_listed(text: str, listed: str) -> bool:
    """Return whether a text is the one of the page, which cuts long ones."""
    return text.startswith(listed.removesuffix(CUT)) if listed.endswith(CUT) else text == listed


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.line)
def test_mistake_is_answered_as_the_manual_says(shop: Program, mistake: Mistake) -> None:
    result = shop(*shlex.split(mistake.line)[1:], cwd=shop.home)

    message, _, hint = result.stderr.removesuffix("\n").partition("\n")
    if WRITE:
        rewrite(mistake, result.status, message, hint)
        return
    assert result.status == mistake.status, result.stderr
    assert is_as_listed(message, mistake.message), message
    assert is_as_listed(hint, mistake.hint), hint


def test_page_lists_sixty_different_mistakes() -> None:
    assert len({mistake.line for mistake in MISTAKES}) >= 60
    assert len({(mistake.message, mistake.hint) for mistake in MISTAKES}) >= 60
    assert {mistake.status for mistake in MISTAKES} >= {0, 2, 3, 4, 5}
