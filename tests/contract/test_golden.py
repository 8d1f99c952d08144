"""Every command in every format on hard data, byte for byte, equal on both databases.

The expected outputs are in `golden/`; `make golden` rewrites them. Review the difference before a commit.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from tests.contract.hard_data import ADDRESSES, CUSTOMERS, ORDERS, SCENES, SCREENS
from tests.support.program import Program

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("table", "json", "jsonl", "csv", "ids")
WIDTHS = (60, 80, 160)
WRITE = bool(os.environ.get("WRITE_GOLDEN"))
# Differences between runs: generated ids, and the time of the run.
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_NOW = re.compile(r"20(?!0)[2-9]\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\dZ)?)?")
_AGE = re.compile(r"\b(?:\d+ (?:days|years) ago|today|yesterday)\b")
_RUN = re.compile(r"^[0-9a-f]{6}(?=  )", re.MULTILINE)
_SGR = re.compile(r"\x1b\[[0-9;]*m")
_SECONDS = re.compile(r"(seconds\W{1,12})\d+(\.\d+)?", re.IGNORECASE)


def fill(customers: Program) -> Program:
    """Return a program with the shop of the hard data."""
    for kind, rows in (("customers", CUSTOMERS), ("addresses", ADDRESSES), ("orders", ORDERS)):
        customers("import", kind, "-", "--quiet", stdin="\n".join(map(json.dumps, rows))).succeeds()
    return customers


def test_outputs_equal_goldens_on_both_databases(customers: Program) -> None:
    compare(dict(outputs(fill(customers))), is_screen=False)


def test_screens_equal_goldens_at_several_widths(sqlite_customers: Program) -> None:
    compare(dict(screens(fill(sqlite_customers))), is_screen=True)


def compare(texts: dict[str, str], *, is_screen: bool) -> None:
    """Compare texts with the files of their names, or write them; the names of screens end in a width."""
    if WRITE:
        for name, text in texts.items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="")
        return
    paths = [path for path in GOLDEN.iterdir() if path.stem.rpartition(".")[2].isdigit() == is_screen]
    assert texts.keys() == {path.name for path in paths}
    for name, text in texts.items():
        assert text == (GOLDEN / name).read_text(encoding="utf-8"), name


def outputs(shop: Program) -> Iterator[tuple[str, str]]:
    """Yield the file of each scene and format, and the output of the program with status and messages."""
    for name, arguments in SCENES.items():
        for output in FORMATS:
            result = shop(*arguments, "-o", output)
            text = f"{result.stdout}[{result.status}]\n{result.stderr}"
            yield f"{name}.{output}.txt", stable(text, shop.url)


def screens(shop: Program) -> Iterator[tuple[str, str]]:
    """Yield the file of each screen and width, and what a terminal shows without its colours."""
    for name, arguments in SCREENS.items():
        for width in WIDTHS:
            result = shop(*arguments, env={"FORCE_COLOR": "1", "COLUMNS": str(width)})
            text = stable(f"{_SGR.sub('', result.stdout)}[{result.status}]\n{result.stderr}", shop.url)
            yield f"{name}.{width}.txt", _RUN.sub("<run>", _AGE.sub("<age>", text))


def stable(text: str, url: str) -> str:
    """Return a text without differences between runs and databases."""
    numbers: dict[str, str] = {}
    text = _ID.sub(lambda match: numbers.setdefault(match[0], f"<id-{len(numbers) + 1}>"), text.replace(url, "<url>"))
    return _SECONDS.sub(r"\1<seconds>", _NOW.sub("<now>", text))
