"""`customers import`: files that end in the middle of a row."""

from pathlib import Path

import pytest

from tests.support.factories import create
from tests.support.program import Program

HEAD = "number,customer_email,placed_at,total\n1,asha@example.com,2026-01-01,1234.50\n"
CUT = "seems to be incomplete"


def read(customers: Program, folder: Path, text: str) -> str:
    """Import orders quietly, from a file and from standard input; return what is said."""
    (folder / "orders.csv").write_text(text, encoding="utf-8")
    create(customers, email="asha@example.com")
    warning = customers("import", "orders", str(folder / "orders.csv"), "--quiet").stderr
    assert (CUT in customers("import", "orders", "-", "--quiet", stdin=text).stderr) == (CUT in warning)
    return warning


@pytest.mark.parametrize(
    ("row", "why"), [("2,asha@example.com,20", "3 cells under a header of 4"), ("2,asha@example.com,2026-01-02,12", "fewer decimals")]
)
def test_last_row_that_is_cut_gives_a_warning(sqlite_customers: Program, tmp_path: Path, row: str, why: str) -> None:
    warning = read(sqlite_customers, tmp_path, HEAD + row)

    assert CUT in warning
    assert why in warning


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "2,asha@example.com,2026-01-02,12.00",
        HEAD + "2,asha@example.com,2026-01-02,12\n",
        HEAD + "3,asha@example.com,2026-01-02,7\n2,asha@example.com,2026-01-02,12",
        HEAD + '2,asha@example.com,2026-01-02,"12"',
        HEAD.rstrip("\n"),
    ],
)
def test_last_row_that_is_complete_gives_none(sqlite_customers: Program, tmp_path: Path, text: str) -> None:
    assert CUT not in read(sqlite_customers, tmp_path, text)
