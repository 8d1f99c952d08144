"""Rejected rows and the extent of an import: --rejects, --atomic, --on-conflict, --dry-run."""

import csv
import json
import stat
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, listed, show
from tests.support.program import Program, Result

HALF = 'email,first_name,Shoe Size,notes\na@example.com,A,44,"\'x,\ny"\nnot an email,B,45,"\'=1,\ny"\nc@example.com,,46,\n'


def read(customers: Program, file: str, *options: str) -> Result:
    return customers("import", "customers", "-", "--json", *options, stdin=file)


def test_rejects_hold_refused_rows_and_others_are_imported(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    done = read(customers, HALF, "--rejects", str(path)).fails(ExitStatus.PARTIAL, "2 of 3 rows were refused", "line 4", stdout=None)

    assert {name: done.json()[name] for name in ("read", "created", "refused")} == {"read": 3, "created": 1, "refused": 2}
    assert listed(customers, "list") == ["A"]
    with path.open(newline="") as stream:
        first, second = csv.DictReader(stream)
    assert (first["email"], first["first_name"], first["Shoe Size"], first["notes"]) == ("not an email", "B", "45", "'=1,\ny")
    assert (first["reject_line"], first["reject_code"]) == ("4", "invalid")
    assert "email" in first["reject_reason"]
    assert (second["reject_line"], second["reject_code"]) == ("6", "invalid")
    assert "first_name" in second["reject_reason"]


def test_rejects_file_is_private(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    read(customers, HALF, "--rejects", str(path))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_corrected_csv_rejects_are_imported(customers: Program, tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    read(customers, HALF, "--rejects", str(first)).fails(ExitStatus.PARTIAL, stdout=None)

    first.write_text(first.read_text().replace("not an email", "b@example.com"))
    again = customers("import", "customers", str(first), "--rejects", str(second)).fails(ExitStatus.PARTIAL, "1 of 2", stdout=None)

    assert "Columns not imported: Shoe Size.\n" in again.stderr
    assert show(customers, "b@example.com")["notes"] == "=1,\ny"
    second.write_text(second.read_text().replace("c@example.com,,", "c@example.com,C,"))
    customers("import", "customers", str(second), "--json").prints_json(read=1, created=1)
    assert second.read_text().count("reject_line") == 1


def test_corrected_jsonl_rejects_are_imported(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.jsonl"
    wrong = {"email": "a@example", "first_name": "A", "tags": ["x", "y"], "addresses": [{"address1": "1", "city": "Bonn", "country": "DE"}]}
    read(customers, json.dumps(wrong), "--rejects", str(path)).fails(ExitStatus.PARTIAL, stdout=None)

    [rejected] = [json.loads(line) for line in path.read_text().splitlines()]
    assert rejected | wrong == rejected
    assert (rejected["reject_line"], rejected["reject_code"]) == (1, "invalid")

    path.write_text(path.read_text().replace("a@example", "a@example.com", 1))
    customers("import", "customers", str(path), "--json").prints_json(created=1)
    customer = show(customers, "a@example.com")
    assert (customer["tags"], customer["addresses"][0]["city"]) == (["x", "y"], "Bonn")


def test_rejected_orders_are_imported_once_customer_exists(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    file = "number,mail,total,placed_at\n1,a@example.com,5,2026-01-01\n2,b@example.com,6,2026-01-01\n"
    options = ("--column", "customer_email=mail", "--json")
    create(customers, email="a@example.com")
    customers("import", "orders", "-", *options, "--rejects", str(path), stdin=file).fails(ExitStatus.PARTIAL, "line 3", stdout=None)

    assert ",not_found," in path.read_text()
    customers("import", "orders", str(path), *options, "--create-customers").prints_json(read=1, created=1)
    assert show(customers, "b@example.com")["total_spent"] == 6


def test_rejects_keep_order_of_file(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    rows = ["x@example.com,", "not an email,B", "y@example.com,", "not an email,C"]

    done = read(customers, "email,first_name\n" + "\n".join(rows), "--rejects", str(path)).fails(ExitStatus.PARTIAL, stdout=None)

    with path.open(newline="") as stream:
        assert [row["reject_line"] for row in csv.DictReader(stream)] == ["2", "3", "4", "5"]
    assert "line 2" in done.stderr


def test_unwritable_rejects_file_is_refused_before_any_row(customers: Program) -> None:
    read(customers, HALF, "--rejects", "no/such/folder/r.csv").fails(ExitStatus.USAGE, "no/such/folder/r.csv")

    assert listed(customers, "list") == []


def test_rejects_refuse_input_file(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(HALF)

    customers("import", "customers", str(path), "--rejects", str(path)).fails(ExitStatus.USAGE, "this run reads it")

    assert path.read_text() == HALF


def test_partial_import_prints_json_error(customers: Program) -> None:
    done = read(customers, HALF).fails(ExitStatus.PARTIAL, stdout=None)

    error = json.loads(done.stderr.splitlines()[-1])["error"]
    assert error["code"] == "partial"
    assert (error["details"]["refused"], error["details"]["total"]) == (2, 3)


def test_atomic_import_is_all_or_nothing(customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"

    done = read(customers, HALF, "--atomic", "--rejects", str(path)).fails(ExitStatus.PARTIAL, "nothing was changed", stdout=None)

    assert (done.json()["created"], done.json()["refused"]) == (0, 2)
    assert listed(customers, "list") == []
    assert path.read_text().count("invalid") == 2
    read(customers, "email,first_name\na@example.com,A\n", "--atomic").prints_json(created=1)
    assert listed(customers, "list") == ["A"]


def test_refused_atomic_orders_keep_statistics(customers: Program) -> None:
    asha = create(customers)
    rows = f"{asha['id']},60000,2026-01-01\n{asha['id']},x,2026-01-01\n"

    done = customers("import", "orders", "-", "--atomic", stdin=f"customer_id,total,placed_at\n{rows}")

    done.fails(ExitStatus.PARTIAL, "Nothing was changed", stdout=None)
    assert show(customers, asha["id"]) == asha


def test_on_conflict_skip_keeps_existing_rows(customers: Program) -> None:
    create(customers, "A", email="a@example.com")

    read(customers, "email,first_name\na@example.com,B\nc@example.com,C\n", "--on-conflict", "skip").prints_json(
        skipped=1, created=1, updated=0
    )

    assert listed(customers, "list", "--sort", "email") == ["A", "C"]


def test_on_conflict_fail_changes_nothing(customers: Program) -> None:
    create(customers, "A", email="a@example.com")

    done = read(customers, "email,first_name\nc@example.com,C\na@example.com,B\n", "--on-conflict", "fail")

    done.fails(ExitStatus.CONFLICT, "line 3", "nothing was changed")
    assert listed(customers, "list") == ["A"]


def test_on_conflict_update_changes_existing_rows(customers: Program) -> None:
    create(customers, "A", email="a@example.com")

    read(customers, "email,first_name\na@example.com,B\n", "--on-conflict", "update").prints_json(updated=1)

    assert listed(customers, "list") == ["B"]


@pytest.mark.parametrize(("word", "outcome"), [("skip", "skipped"), ("update", "updated"), ("fail", None)])
def test_existing_orders_follow_on_conflict(customers: Program, word: str, outcome: str | None) -> None:
    asha = create(customers)
    file = f"number,customer_id,total,placed_at\n1,{asha['id']},5,2026-01-01\n"
    customers("import", "orders", "-", stdin=file).succeeds()

    done = customers("import", "orders", "-", "--json", "--on-conflict", word, stdin=file.replace(",5,", ",6,"))

    if outcome is None:
        done.fails(ExitStatus.CONFLICT, "line 2")
    else:
        done.prints_json(**{outcome: 1})
    assert show(customers, asha["id"])["total_spent"] == (6 if outcome == "updated" else 5)


def test_dry_run_counts_and_changes_nothing(customers: Program) -> None:
    before = create(customers, "A", email="a@example.com", notes="n")
    file = "email,first_name,notes\na@example.com,B,\nb@example.com,B,\n,,\nc@example.com,,\n"

    done = read(customers, file, "--dry-run").fails(ExitStatus.PARTIAL, stdout=None)

    counts = {"read": 3, "created": 1, "updated": 1, "refused": 1, "dry_run": True}
    assert {name: done.json()[name] for name in counts} == counts
    assert [show(customers, "a@example.com"), *listed(customers, "list")] == [before, "A"]


def test_dry_run_of_orders_shows_counts_and_keeps_statistics(customers: Program) -> None:
    asha = create(customers)
    file = f"customer_id,total,placed_at\n{asha['id']},60000,2026-01-01\n"

    done = customers("import", "orders", "-", "--dry-run", "--json", stdin=file).prints_json(created=1, dry_run=True)

    assert "nothing was changed" in done.stderr
    assert show(customers, asha["id"]) == asha
