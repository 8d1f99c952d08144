"""Every command in every format on hard data, byte for byte, the same on both databases.

The expected outputs lie in `golden/`; `make golden` writes them anew, to be read before they are committed.
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
# What differs from run to run: ids that the program gave out, and the moment of the run.
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_NOW = re.compile(r"20(?!0)[2-9]\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\dZ)?)?")
_SECONDS = re.compile(r"(seconds\W{1,12})\d+(\.\d+)?", re.IGNORECASE)


@pytest.fixture
def shop(customers: Program) -> Program:
    """The shop of the hard data."""
    for kind, rows in (("customers", CUSTOMERS), ("addresses", ADDRESSES), ("orders", ORDERS)):
        customers("import", kind, "-", "--quiet", stdin="\n".join(map(json.dumps, rows))).succeeds()
    return customers


def test_outputs_equal_goldens_on_both_databases(shop: Program) -> None:
    expected = {} if WRITE else {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir()}

    found = dict(outputs(shop))

    if WRITE:
        for name, text in found.items():
            (GOLDEN / name).write_text(text, encoding="utf-8", newline="")
        return
    assert found.keys() == expected.keys()
    for name, text in found.items():
        assert text == expected[name], name


def outputs(shop: Program) -> Iterator[tuple[str, str]]:
    """The file of each scene and format, and what the program printed, with its status and messages."""
    for name, arguments in SCENES.items():
        for output in FORMATS:
            result = shop(*arguments, "-o", output)
            told = f"{result.stdout}[{result.status}]\n{result.stderr}"
            yield f"{name}.{output}.txt", stable(told, shop.url)


def stable(text: str, url: str) -> str:
    """A text without what differs from run to run and from database to database."""
    numbers: dict[str, str] = {}
    text = _ID.sub(lambda found: numbers.setdefault(found[0], f"<id-{len(numbers) + 1}>"), text.replace(url, "<url>"))
    return _SECONDS.sub(r"\1<seconds>", _NOW.sub("<now>", text))
