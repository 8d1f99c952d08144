"""The form of a file is found in the whole of it: title lines, repeated headings, standard input, queries."""

import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import show
from tests.support.program import Program
from tests.support.reading import counts, everybody, read

SALES = "Date,Invoice Number,Customer Name,Email,Total\n2025-01-15,INV-1,Asha Rao,asha@example.com,10.00\n"


@pytest.mark.parametrize(
    ("titles", "line"),
    [
        ("Sales by customer\n1 January 2025 to 31 March 2025\n\n", 4),
        ("Sales by customer,,,,\nPeriod,Q1,,,\n", 3),
        ('"Report, all of it"\n', 2),
        ("The Shop, 12 Main Street, Pune, Maharashtra, India\n", 2),
        ("\n\nTitle\n", 4),
    ],
)
def test_header_is_found_below_title_lines(sqlite_customers: Program, titles: str, line: int) -> None:
    done = read(sqlite_customers, "orders", titles + SALES, "--create-customers")

    assert counts(done) == {"created": 1}
    assert f"has its header in line {line}; the lines above it are titles" in done.stderr
    assert show(sqlite_customers, "asha@example.com")["total_spent"] == 10


def test_header_below_titles_has_a_delimiter_of_its_own(sqlite_customers: Program) -> None:
    file = "Umsatz, alle Kunden\n\n" + SALES.replace(",", ";").replace("10.00", "10,00")

    assert counts(read(sqlite_customers, "orders", file, "--create-customers")) == {"created": 1}


def test_lines_of_refused_rows_are_those_of_the_file_with_titles(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", "Sales\n\n" + SALES.replace("10.00", "ten"), "--create-customers")

    assert counts(done) == {"refused": 1}
    assert "Line 4 refused" in done.stderr


def test_mapped_headers_are_found_below_title_lines(sqlite_customers: Program) -> None:
    file = "List\nkontakt-1,kontakt-2\nAsha,asha@example.com\n"

    done = read(sqlite_customers, "customers", file, "--column", "first_name=kontakt-1", "--column", "email=kontakt-2")

    assert counts(done) == {"created": 1}


def test_wide_first_line_is_the_header_whatever_follows(sqlite_customers: Program) -> None:
    file = "a,b,c\nemail,phone,city\n"

    done = read(sqlite_customers, "customers", file, "--column", "first_name=a", "--column", "last_name=b")

    assert counts(done) == {"created": 1}
    assert [customer["full_name"] for customer in everybody(sqlite_customers)] == ["email phone"]


@pytest.mark.parametrize("header", ["Name,Email,Phone,Phone", "first_name,email,phone,phone"])
def test_second_column_of_a_heading_fills_what_the_first_leaves_blank(sqlite_customers: Program, header: str) -> None:
    file = f"{header}\nAsha,asha@example.com,,+919876543210\nBo,bo@example.com,+919876543211,+919876543212\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 2}

    assert [customer["phone"] for customer in everybody(sqlite_customers)] == ["+919876543210", "+919876543211"]


def test_addresses_with_equal_headings_are_not_mixed(sqlite_customers: Program) -> None:
    file = "Name,Email,Street,City,Zip,Street,City,Zip\nAsha,asha@example.com,1 Way,Pune,,2 Road,Delhi,110001\n"

    done = read(sqlite_customers, "customers", file)

    assert counts(done) == {"created": 1}
    assert "Columns not imported: Street (2), City (2), Zip (2)" in done.stderr
    assert [address["address1"] for address in everybody(sqlite_customers)[0]["addresses"]] == ["1 Way"]


@pytest.mark.trial
def test_pipe_is_decided_as_a_whole(sqlite_customers: Program) -> None:
    rows = "".join(f"{number};2025-01-02;asha@example.com;1.500\n" for number in range(20_000))
    file = f"Order No;Date;Email;Total\n{rows}x;2025-01-02;asha@example.com;0,5\n"

    with sqlite_customers.start("import", "orders", "-", "--create-customers", "--json") as process:
        _, errors = process.communicate(file.encode())

    assert process.returncode == ExitStatus.DONE, errors
    assert show(sqlite_customers, "asha@example.com")["total_spent"] == Decimal("30000000.5")


def test_named_pipe_is_read_twice(sqlite_customers: Program, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(SALES)
    with subprocess.Popen(["cat", str(tmp_path / "rows.csv")], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        path = f"/dev/fd/{writer.stdout.fileno()}"
        assert counts(sqlite_customers("import", "orders", path, "--create-customers", "--json")) == {"created": 1}


@pytest.mark.trial
def test_import_leaves_no_temporary_file(sqlite_customers: Program, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()

    arguments = ("import", "orders", "-", "--create-customers", "--line-items")
    sqlite_customers.spawn(*arguments, stdin=SALES, env={"TMPDIR": str(folder)}).succeeds()

    assert list(folder.iterdir()) == []
