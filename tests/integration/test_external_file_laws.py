"""Files of other programs: any content is imported or refused by name, and a second import changes nothing."""

import csv
import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from customers.errors import ExitStatus
from customers.transfer.columns import headers
from customers.transfer.formats.platforms import BY_NAME
from tests.support.shops import Shops
from tests.support.surroundings import examples

TABLES = {"customers": headers.CUSTOMERS, "orders": headers.ORDERS}
PREFIXES = ("", "billing ", "Shipping ", "Default Address ", "_address_")
HARD = [
    "\\N",
    "'",
    "`1",
    '="x"',
    "Lee, Ann",
    "x;y",
    "a\nb",
    "9.99E+9",
    "[/red]",
    "\x1b[31m",
    "ﷺ",
    "2026-13-45",
    "31/12/2025",
    "1e400",
    "0",
    "-1",
]
LIKELY = ["a@example.com", "b@example.com", "+919876543210", "Ann", "yes", "no", "2026-01-02", "100.50", "India", "INR", "paid", "7", ""]


def named(kind: str) -> list[str]:
    """Return headers that occur in files of a kind."""
    known_headers = [name.strip() for names in TABLES[kind].values() for name in names.split(",")]
    places = [name.strip() for names in headers.ADDRESS.values() for name in names.split(",")]
    return [*known_headers, *(prefix + name for prefix in PREFIXES for name in places)]


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str, str]:
    """Return a kind, a format, and a file with little relation to it."""
    kind = draw(st.sampled_from(sorted(TABLES)))
    start = ["order id", "order total", "order date", "email"] if kind == "orders" else ["email", "name"]
    header = [*start, *draw(st.lists(st.sampled_from(named(kind)), max_size=8))]
    cells = st.sampled_from(LIKELY) | st.sampled_from(HARD)
    rows = draw(st.lists(st.lists(cells, min_size=1, max_size=len(header)), min_size=1, max_size=6))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=draw(st.sampled_from(",;\t")))
    writer.writerows(
        [header, *([f"{number}", "100.50", "2026-01-02", *row] if kind == "orders" else row for number, row in enumerate(rows))]
    )
    return kind, draw(st.sampled_from(["auto", *BY_NAME])), text.getvalue()


@examples(12)
@given(file=files())
def test_external_file_is_imported_once_or_refused(empty_shops: Shops, file: Any) -> None:
    customers = empty_shops()[0]
    kind, shape, text = file
    arguments = ("import", kind, "-", "--json", "--format", shape, *(["--create-customers"] if kind == "orders" else []))

    first = customers(*arguments, stdin=text)

    assert first.status in (ExitStatus.DONE, ExitStatus.USAGE, ExitStatus.PARTIAL), first.stderr
    assert "\x1b" not in first.stderr
    if first.status == ExitStatus.DONE:
        assert customers(*arguments, stdin=text).json()["created"] == 0
