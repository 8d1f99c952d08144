"""The outcome of each row, imports that stop at a rejected row, and repeated imports."""

import json
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, listed
from tests.support.program import Program
from tests.support.reading import counts, everybody, read

THREE = "email,first_name\na@example.com,A\nwrong,B\nc@example.com,C\n"


def test_json_lists_refused_rows_with_line_code_and_message(sqlite_customers: Program) -> None:
    rows = "".join(f"wrong,{number}\n" for number in range(12)) + ",D,E\n"

    done = read(sqlite_customers, "customers", THREE + rows)

    assert counts(done) == {"created": 2, "refused": 14}
    error = json.loads(done.stderr.splitlines()[-1])["error"]
    assert len(error["details"]["rows"]) == 10
    assert error["details"]["rows"][0].startswith("Line 3 refused (invalid): email: 'wrong' is not an email")
    lines = sqlite_customers("import", "customers", "-", stdin=THREE + rows).stderr.splitlines()
    assert [line.rstrip(".") for line in lines if line.startswith("Line ")] == error["details"]["rows"]
    assert (error["code"], error["details"]["codes"]) == ("partial", "13 invalid, 1 shape")


def test_table_groups_refused_rows_by_code(sqlite_customers: Program) -> None:
    rows = "wrong,B\n,D,E\nworse,F\n" + "bad,G\n" * 7

    for options in ((), ("--dry-run",)):
        output = sqlite_customers("import", "customers", "-", *options, stdin=THREE + rows).stdout
        lines = [" ".join(line.split()) for line in output.splitlines()]
        assert "REFUSED ROWS LINE WHY" in lines
        assert next(line for line in lines if line.startswith("invalid 10 3 email: 'wrong' is not an email"))
        assert next(line for line in lines if line.startswith("shape 1 6 "))


def test_refused_row_is_listed_once(sqlite_customers: Program) -> None:
    for options in ((), ("--dry-run",), ("--quiet",)):
        done = sqlite_customers("import", "customers", "-", *options, stdin=THREE).fails(ExitStatus.PARTIAL, stdout=None)

        assert (done.stdout + done.stderr).count("'wrong' is not an email") == 1, options
        assert ("Line 3 would be refused" if "--dry-run" in options else "Line 3 refused") in done.stderr
        assert ("1 of 3 rows would be refused" if "--dry-run" in options else "1 of 3 rows was refused") in done.stderr


def test_verbose_lists_outcome_of_every_row(sqlite_customers: Program) -> None:
    create(sqlite_customers, "C", email="c@example.com")

    done = read(sqlite_customers, "customers", THREE, "--verbose")

    outcomes = [line.split(":")[0].rstrip(".") for line in done.stderr.splitlines() if line.startswith("Line ")]
    assert outcomes == ["Line 2 created", "Line 3 refused (invalid)", "Line 4 unchanged"]


def test_dry_run_gives_same_outcomes_and_column_mapping(customers: Program) -> None:
    file = "Customer ID,First Name,Email,Accepts Email Marketing,Total Spent,Shoe\n1,A,a@example.com,yes,9,44\n2,B,wrong,no,9,45\n"

    dry = read(customers, "customers", file, "--dry-run")

    assert counts(dry) == {"created": 1, "refused": 1}
    assert "Columns read by their names: Customer ID as external_id, First Name as first_name, Email as email" in dry.stderr
    assert "Columns not imported: Shoe." in dry.stderr
    assert "Line 3 refused (invalid): email" in dry.stderr
    assert everybody(customers) == []
    real = read(customers, "customers", file)
    assert counts(real) == {"created": 1, "refused": 1}
    assert "First Name as first_name" not in real.stderr


def test_on_error_stop_ends_at_first_refused_row(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    done = read(customers, "customers", THREE, "--on-error", "stop", "--rejects", str(path))

    assert counts(done) == {"created": 1, "refused": 1}
    assert "stopped there" in done.stderr
    assert listed(customers, "list") == ["A"]
    assert path.read_text().count("\n") == 2


def test_on_error_stop_ends_at_row_refused_by_database(customers: Program) -> None:
    create(customers, "One", email="one@example.com")
    create(customers, "Two", external_ids={"till": "2"})
    file = "email,external_ids,first_name\na@example.com,,A\none@example.com,till:2,Both\nc@example.com,,C\nwrong,,D\n"

    done = read(customers, "customers", file, "--on-error", "stop")

    assert counts(done) == {"created": 1, "refused": 1}
    assert "Line 3 refused (ambiguous)" in done.stderr
    assert sorted(listed(customers, "list")) == ["A", "One", "Two"]


@pytest.mark.parametrize("option", ["--atomic", "--dry-run"])
def test_on_error_stop_with_atomic_commits_nothing(customers: Program, option: str) -> None:
    done = read(customers, "customers", THREE, "--on-error", "stop", option)

    done.fails(ExitStatus.PARTIAL, "line 3", stdout=None)
    assert done.json()["refused"] == 1
    assert listed(customers, "list") == []


def test_on_error_stop_ends_import_of_orders(sqlite_customers: Program) -> None:
    create(sqlite_customers, "A", email="a@example.com")
    file = (
        "number,customer_email,total,placed_at\n1,a@example.com,5,2026-01-01\n2,b@example.com,5,2026-01-01\n3,a@example.com,5,2026-01-01\n"
    )

    assert counts(read(sqlite_customers, "orders", file, "--on-error", "stop")) == {"created": 1, "refused": 1}
    assert everybody(sqlite_customers)[0]["total_orders"] == 1


@pytest.mark.parametrize(
    "rows",
    [
        ["A,Rao,+919876543210,x", "A,Rao,+919876543210,y", "B,Rao,+919876543210,"],
        ["A,Rao,,x", "A,Rao,,", "A,Rao,,x", "B,,,"],
    ],
    ids=["phone and name", "name alone"],
)
def test_second_import_of_anonymous_rows_changes_nothing(customers: Program, rows: list[str]) -> None:
    file = "first_name,last_name,phone,notes\n" + "\n".join(rows) + "\n"

    assert counts(read(customers, "customers", file)) == {"created": len(rows)}
    before = everybody(customers)
    assert counts(read(customers, "customers", file)) == {"unchanged": len(rows)}
    assert everybody(customers) == before


@pytest.mark.parametrize("phone", ["+919876543210", "\\N"])
def test_second_import_of_rows_with_nulls_for_identities_changes_nothing(customers: Program, phone: str) -> None:
    file = f"email,first_name,phone,external_ids,notes\n\\N,A,{phone},\\N,\\N\n"

    assert counts(read(customers, "customers", file)) == {"created": 1}
    assert counts(read(customers, "customers", file)) == {"unchanged": 1}


def test_null_takes_no_identity_from_a_customer_with_the_same_phone(sqlite_customers: Program) -> None:
    create(sqlite_customers, "A", phone="+919876543210", email="a@example.com", external_ids={"till": "1"})

    assert counts(read(sqlite_customers, "customers", "email,first_name,phone,external_ids\n\\N,A,+919876543210,\\N\n")) == {"unchanged": 1}
    [customer] = everybody(sqlite_customers)
    assert (customer["email"], customer["external_ids"]) == ("a@example.com", {"till": "1"})


def test_anonymous_row_with_new_value_creates_customer(sqlite_customers: Program) -> None:
    create(sqlite_customers, "A", notes="x")
    create(sqlite_customers, "B", phone="+919876543210")

    file = "first_name,phone,notes\nA,,y\nB,+919876543210,y\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1, "updated": 1}


def test_second_row_with_same_email_updates_customer(sqlite_customers: Program) -> None:
    file = "Name,E-mail,Tags\nAnn,a@example.com,x\nAnn Lee,a@example.com,y\nAnn Lee,a@example.com,y\n"

    assert counts(read(sqlite_customers, "customers", file)) == {"created": 1, "updated": 1, "unchanged": 1}
    [ann] = everybody(sqlite_customers)
    assert (ann["full_name"], ann["tags"]) == ("Ann Lee", ["x", "y"])
