"""`--no-header` of tables and CSV, and `--excel`: CSV in which Excel keeps every digit, and which an import reads."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, order
from tests.support.program import Program

PHONE = "+919876543210"


def person(customers: Program) -> Any:
    """Create a customer with values that Excel would change."""
    home = {"type": "shipping", **HOME, "country": "DE", "pincode": "01067"}
    return create(
        customers,
        "=Jürgen",
        email="j@example.com",
        phone=PHONE,
        external_ids={"shopify": "8779761975521"},
        notes="8779761975521",
        addresses=[home],
    )


@pytest.mark.parametrize(
    "arguments", [("list",), ("list", "--all"), ("search", "example"), ("export", "customers"), ("export", "customers", "-")]
)
def test_excel_keeps_digits_and_umlauts(customers: Program, arguments: tuple[str, ...]) -> None:
    person(customers)

    text = customers(*arguments, "-o", "csv", "--excel", "--fields", "first_name,phone,notes,total_spent,external_ids").succeeds().stdout

    assert text.startswith("\ufefffirst_name,phone")
    assert list(csv.reader(io.StringIO(text[1:])))[1:] == [
        ["'=Jürgen", f'="{PHONE}"', '="8779761975521"', text.splitlines()[1].split(",")[-2], "shopify:8779761975521"]
    ]
    assert '="' not in customers(*arguments, "-o", "csv").succeeds().stdout


@pytest.mark.parametrize("kind", ["customers", "orders", "addresses"])
def test_import_takes_off_what_excel_needs(customers: Program, tmp_path: Path, kind: str) -> None:
    asha = person(customers)
    import_orders(customers, order(asha, "000123", "10"), order(asha, "123456789012345", "20"))
    path = tmp_path / "file.csv"

    customers("export", kind, str(path), "--excel").succeeds()

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert '=""' in path.read_text(encoding="utf-8")
    done = customers("import", kind, str(path), "-o", "json").succeeds().json()
    assert (done["refused"], done["created"], done["updated"]) == (0, 0, 0)
    assert done["unchanged"] > 0


@pytest.mark.parametrize("format", ["csv", "table"])
def test_header_is_left_out(customers: Program, format: str) -> None:
    asha = person(customers)
    for arguments in (["list", "--fields", "email,id"], ["list", "--all", "--fields", "email,id"]):
        done = customers(*arguments, "-o", format, "--no-header").succeeds()
        assert done.stdout.replace(",", " ").split() == ["j@example.com", asha["id"]]
    assert customers("export", "customers", "--no-header", "--fields", "email").succeeds().stdout == "j@example.com\n"
    colored = customers("list", "--no-header", env={"FORCE_COLOR": "1", "COLUMNS": "120"}).succeeds().stdout
    assert "Email" not in colored
    assert "j@example.com" in colored
    assert customers("list", "--tag", "none", "-o", format, "--no-header").succeeds().stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        *(["list", "-o", format, "--no-header"] for format in ("json", "jsonl", "ids")),
        *(["list", "-o", format, "--excel"] for format in ("json", "table", "ids")),
        *(["export", "customers", "x.jsonl", option] for option in ("--no-header", "--excel")),
        ["list", "--excel"],
        ["completion", "bash", "--no-header"],
        ["export", "customers", "--format", "shopify", "--excel"],
    ],
    ids=" ".join,
)
def test_options_of_csv_are_refused_elsewhere(sqlite_customers: Program, arguments: list[str]) -> None:
    sqlite_customers(*arguments).fails(ExitStatus.USAGE, arguments[-1])
