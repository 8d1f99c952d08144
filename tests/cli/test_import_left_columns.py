"""The columns that an import does not take are named, those first that look like people, money or consent."""

import json
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.program import Program
from tests.support.reading import counts, read


@pytest.mark.parametrize(
    ("cell", "look"),
    [
        ("bo@example.com", "emails"),
        ("+44 20 7946 0958", "phones"),
        ("(020) 7946-0958", "phones"),
        ("unsubscribed", "consent"),
        ("Cancelled", "statuses of orders"),
        ("$1,234.50", "amounts"),
        ("12.50", "amounts"),
        ("2026-01-15", "dates"),
        ("15/01/2026 10:00", "dates"),
        ("Germany", "countries"),
        ("blue", None),
        ("new", None),
        ("12345-6789", None),
        ("44", None),
    ],
)
def test_column_that_is_left_is_named_with_its_look(sqlite_customers: Program, cell: str, look: str | None) -> None:
    file = f'Order ID,Date,Email,Total,Shoe,Further\n1,2026-01-02,ann@example.com,5,red,"{cell}"\n'

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert counts(done) == {"created": 1}
    if look in ("emails", "phones", "statuses of orders"):
        assert f"The column 'Further' looks like {look} and is not imported; map them: --column FIELD=HEADER" in done.stderr
        assert "Columns not imported: Shoe" in done.stderr
    else:
        assert (f"Columns not imported: Further ({look}), Shoe" if look else "Columns not imported: Shoe, Further") in done.stderr


def test_email_that_is_not_taken_is_a_warning_also_when_quiet(customers: Program) -> None:
    file = "First Name,Last Name,Reach me,Shoe\nAnn,Lee,ann@example.com,red\n"

    done = read(customers, "customers", file, "--quiet")

    assert counts(done) == {"created": 1}
    assert "The column 'Reach me' looks like emails and is not imported; map them: --column FIELD=HEADER" in done.stderr
    assert "Shoe" not in done.stderr


def test_status_that_is_not_taken_is_a_warning_and_no_order_is_paid(sqlite_customers: Program) -> None:
    file = "Order ID,Date,Email,Total,Progress\n1,2026-01-02,ann@example.com,5,Shipped\n2,2026-01-02,ann@example.com,5,Cancelled\n"

    done = read(sqlite_customers, "orders", file, "--create-customers")

    assert done.json()["statuses"] == {"unknown": {"orders": 2, "counted": True, "known": False}}
    assert "The column 'Progress' looks like statuses of orders and is not imported" in done.stderr
    mapped = read(sqlite_customers, "orders", file, "--column", "status=Progress")
    assert list(mapped.json()["statuses"]) == ["cancelled", "shipped"]


def test_missing_status_is_paid_where_no_column_looks_like_one(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "orders", "Order ID,Date,Email,Total,Color\n1,2026-01-02,ann@example.com,5,red\n", "--create-customers")

    assert list(done.json()["statuses"]) == ["paid"]


def test_column_that_a_format_leaves_on_purpose_has_no_warning(sqlite_customers: Program) -> None:
    header = "Email,First Name,MEMBER_RATING,OPTIN_TIME,LEID,EUID,CC\n"

    done = read(sqlite_customers, "customers", header + "ann@example.com,Ann,2,,1,ab,bo@example.com\n")

    assert "CC (emails)" in done.stderr
    assert "The column 'CC'" not in done.stderr


def test_unknown_keys_of_json_lines_are_named(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", json.dumps({"email": "ann@example.com", "first_name": "Ann", "shoe": 44}))

    assert "Columns not imported: shoe" in done.stderr


def test_keys_of_json_lines_that_look_like_people_are_a_warning(sqlite_customers: Program) -> None:
    line = json.dumps({"first_name": "Ann", "reach_me": "ann@example.com", "shoe": 44})

    done = read(sqlite_customers, "customers", line, "--quiet")

    assert "The column 'reach_me' looks like emails and is not imported" in done.stderr
    assert "shoe" not in done.stderr


def test_amounts_that_are_not_taken_are_named_also_when_quiet(sqlite_customers: Program) -> None:
    file = "Order ID,Date,Email,Total,Surcharge,Shoe\n1,2026-01-02,ann@example.com,5,1.50,red\n"

    done = read(sqlite_customers, "orders", file, "--create-customers", "--quiet")

    assert done.stderr == "Columns not imported: Surcharge (amounts), Shoe.\n"


def test_broken_line_of_json_is_not_a_column(sqlite_customers: Program, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.jsonl"
    words = ("import", "customers", "-", "--rejects", str(rejects))

    done = sqlite_customers(*words, stdin='{"first_name": "Asha"}\n{"first_name": broken\n').fails(ExitStatus.PARTIAL, stdout=None)

    assert "not imported" not in done.stderr
    assert "not valid JSON" in done.stderr
    again = sqlite_customers("import", "customers", str(rejects), "--dry-run").fails(ExitStatus.PARTIAL, stdout=None)
    assert "not imported" not in again.stderr
    assert "as stored" not in again.stderr


def test_flags_are_not_taken_for_countries(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", "email,first_name,Tax free,Origin\nann@example.com,Ann,no,NO\nbo@example.com,Bo,no,SE\n")

    assert "Origin (countries), Tax free." in done.stderr


def test_cells_of_several_emails_look_like_emails(sqlite_customers: Program) -> None:
    done = read(sqlite_customers, "customers", "email,first_name,Others\nann@example.com,Ann,a@example.com; ann.lee@example.com\n")

    assert "The column 'Others' looks like emails" in done.stderr
