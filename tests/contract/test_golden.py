"""Every command in every format on hard data, byte for byte, equal on both databases.

The expected outputs are in `golden/`; `make golden` rewrites them. Review the difference before a commit.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.hard_data import ADDRESSES, CUSTOMERS, ORDERS, SCENES
from tests.support.program import Program

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("table", "json", "jsonl", "csv", "ids")
WRITE = bool(os.environ.get("WRITE_GOLDEN"))
# Differences between runs: generated ids, and the time of the run.
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_NOW = re.compile(r"20(?!0)[2-9]\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\dZ)?)?")
_SECONDS = re.compile(r"(seconds\W{1,12})\d+(\.\d+)?", re.IGNORECASE)


@pytest.fixture
def shop(customers: Program) -> Program:
    """Return the shop of the hard data."""
    for kind, rows in (("customers", CUSTOMERS), ("addresses", ADDRESSES), ("orders", ORDERS)):
        customers("import", kind, "-", "--quiet", stdin="\n".join(map(json.dumps, rows))).succeeds()
    return customers


def test_outputs_equal_goldens_on_both_databases(shop: Program) -> None:
    expected = {} if WRITE else {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()}

    texts = dict(outputs(shop))

    if WRITE:
        for name, text in texts.items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="")
        return
    assert texts.keys() == expected.keys()
    for name, text in texts.items():
        assert text == expected[name], name


def outputs(shop: Program) -> Iterator[tuple[str, str]]:
    """Yield the file of each scene and format, and the output of the program with status and messages."""
    for name, arguments in SCENES.items():
        for output in FORMATS:
            result = shop(*arguments, "-o", output)
            text = f"{result.stdout}[{result.status}]\n{result.stderr}"
            yield f"{name}.{output}.txt", stable(text, shop.url)


def stable(text: str, url: str) -> str:
    """Return a text without differences between runs and databases."""
    numbers: dict[str, str] = {}
    text = _ID.sub(lambda match: numbers.setdefault(match[0], f"<id-{len(numbers) + 1}>"), text.replace(url, "<url>"))
    return _SECONDS.sub(r"\1<seconds>", _NOW.sub("<now>", text))
