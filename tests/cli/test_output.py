"""stdout: formats, fields, exact amounts; and stderr."""

import csv
import io
import json
from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.factories import HOME, create, import_orders, order, query
from tests.support.kept import kept
from tests.support.program import Program

KEYS = """
    id email phone first_name last_name full_name accepts_marketing total_orders total_spent avg_order_value first_order_at
    last_order_at is_vip tags notes external_ids created_at updated_at
"""


def rows(text: str) -> list[dict[str, str]]:
    """Return CSV as records."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
@kept
def asha(customers: Program) -> Any:
    """Create a customer with a value in every field."""
    asha = create(
        customers,
        last_name="Rao",
        email="asha@example.com",
        phone="9876543210",
        accepts_marketing=True,
        tags=["b", "A"],
        notes='says "hi",\nthen leaves',
        external_ids={"shopify": "8", "erp": "1"},
        addresses=[HOME],
    )
    import_orders(customers, order(asha, "1", "1234.50", "2026-01-02T03:04:05Z"), order(asha, "2", "0.05", "2026-01-03"))
    return asha


def test_json_has_every_key_in_order(customers: Program, asha: Any) -> None:
    [row] = customers("list", "-o", "json").succeeds().json()["data"]

    assert list(row) == KEYS.split()
    assert row["id"] == asha["id"]
    assert (row["first_order_at"], row["last_order_at"]) == ("2026-01-02T03:04:05Z", "2026-01-03T00:00:00Z")


def test_amounts_in_json_are_exact_numbers(customers: Program, asha: Any) -> None:
    text = customers("show", asha["id"], "-o", "json").succeeds().stdout

    assert '"total_spent": 1234.55,' in text
    assert '"avg_order_value": 617.28,' in text


def test_jsonl_has_one_object_on_each_line(customers: Program, asha: Any) -> None:
    create(customers, "Usha", notes="a\nb\u2028c")

    text = customers("list", "--sort", "name", "-o", "jsonl").succeeds().stdout

    assert [json.loads(line)["first_name"] for line in text.removesuffix("\n").split("\n")] == ["Asha", "Usha"]
    assert customers("show", asha["id"], "-o", "jsonl").stdout.count("\n") == 1


@pytest.mark.usefixtures("asha")
def test_csv_has_header_and_one_cell_for_each_value(customers: Program) -> None:
    text = customers("list", "-o", "csv").succeeds().stdout

    [row] = rows(text)
    assert list(row) == KEYS.split()
    assert {name: row[name] for name in KEYS.split() if name not in ("id", "created_at", "updated_at")} == {
        "email": "asha@example.com",
        "phone": "+919876543210",
        "first_name": "Asha",
        "last_name": "Rao",
        "full_name": "Asha Rao",
        "accepts_marketing": "true",
        "total_orders": "2",
        "total_spent": "1234.55",
        "avg_order_value": "617.28",
        "first_order_at": "2026-01-02T03:04:05Z",
        "last_order_at": "2026-01-03T00:00:00Z",
        "is_vip": "false",
        "tags": "A,b",
        "notes": 'says "hi",\nthen leaves',
        "external_ids": "erp:1;shopify:8",
    }
    assert "\r" not in text


def test_csv_guards_formula_cells(customers: Program) -> None:
    create(customers, "=1+1", last_name="@SUM(A1)", notes="-2+3", phone="9876543210")

    [row] = rows(customers("list", "-o", "csv", "--fields", "first_name,last_name,notes,phone").succeeds().stdout)

    assert row == {"first_name": "'=1+1", "last_name": "'@SUM(A1)", "notes": "'-2+3", "phone": "+919876543210"}


def test_ids_are_printed_one_on_each_line(customers: Program, asha: Any) -> None:
    usha = create(customers, "Usha")

    assert customers("list", "--sort", "name", "-o", "ids").stdout == f"{asha['id']}\n{usha['id']}\n"
    assert customers("list", "-o", "ids", "--fields", "email", "--no-email").stdout == f"{usha['id']}\n"
    assert customers("show", usha["id"], "-o", "ids").stdout == f"{usha['id']}\n"


def test_fields_option_selects_and_orders_columns_of_every_format(customers: Program, asha: Any) -> None:
    run = ("list", "--fields", "email, id ,total_spent")

    assert list(customers(*run, "-o", "json").json()["data"][0]) == ["email", "id", "total_spent"]
    assert customers(*run, "-o", "jsonl").stdout == f'{{"email":"asha@example.com","id":"{asha["id"]}","total_spent":1234.55}}\n'
    assert customers(*run, "-o", "csv").stdout == f"email,id,total_spent\nasha@example.com,{asha['id']},1234.55\n"
    assert [line.split() for line in customers(*run).stdout.splitlines()] == [
        ["EMAIL", "ID", "SPENT"],
        ["asha@example.com", asha["id"], "1,234.55"],
    ]


def test_unknown_field_is_refused_before_any_work(customers: Program) -> None:
    for line, field, likely in (
        ("list", "id,emial", "email"),
        ("vip", "id,total_spend", "total_spent"),
        ("show x", "nmae", "full_name"),
        ("orders x", "totl", "total"),
        ("address list x", "pin_code", "pincode"),
        ("segments", "cuont", "count"),
        ("tag list", "tags", "tag"),
        ("config", "vlaue", "value"),
        ("create --first-name Usha", "emial", "email"),
    ):
        customers(*line.split(), "--fields", field).fails(ExitStatus.USAGE, field.rpartition(",")[2], likely)

    assert customers("list", "-o", "ids").stdout == ""


def test_common_options_are_accepted_before_command(customers: Program) -> None:
    create(customers)

    assert customers("-o", "ids", "list").stdout == customers("list", "-o", "ids").stdout
    assert customers("--json", "list").stdout == customers("list", "--json").stdout == customers("list", "-o", "json").stdout
    assert customers("-o", "csv", "list", "-o", "ids").stdout == customers("list", "-o", "ids").stdout


def test_quiet_option_silences_notices_only(customers: Program) -> None:
    asha = create(customers)

    assert customers("update", asha["id"], "--notes", "x", "--dry-run", "--quiet").succeeds().stderr == ""
    customers("show", "nobody@example.com", "--quiet").fails(ExitStatus.NOT_FOUND, "nobody@example.com")


def test_debug_option_prints_sql_without_values_on_stderr(customers: Program) -> None:
    create(customers, email="asha@example.com")

    result = customers("list", "--search", "hunter2", "-o", "json", "--debug").succeeds()

    assert "SELECT" in result.stderr
    assert "hunter2" not in result.stderr
    assert len(result.json()["data"]) == 0


@pytest.mark.parametrize(
    ("command", "code", "status"),
    [
        (["bogus"], "usage", ExitStatus.USAGE),
        (["list", "--bogus"], "usage", ExitStatus.USAGE),
        (["list", "--per-page", "500"], "usage", ExitStatus.USAGE),
        (["create", "--first-name", "A", "--email", "x"], "invalid", ExitStatus.USAGE),
        (["show", "nobody@example.com"], "not_found", ExitStatus.NOT_FOUND),
        (["create", "--first-name", "A", "--email", "Asha@example.com"], "conflict", ExitStatus.CONFLICT),
        (["list", "--database-url", "postgresql://shop@/shop?host=/nonexistent"], "database", ExitStatus.DATABASE),
        (["delete", "asha@example.com"], "usage", ExitStatus.USAGE),
    ],
)
def test_json_error_is_one_object_on_stderr(sqlite_customers: Program, command: list[str], code: str, status: int) -> None:
    create(sqlite_customers, email="asha@example.com")

    for arguments in ((*command, "-o", "json"), ("--output", "jsonl", *command), (*command, "--output=json"), ("--json", *command)):
        error = sqlite_customers(*arguments).fails(status).stderr

        assert error.count("\n") == 1
        assert list(json.loads(error)["error"]) == ["code", "message", "details"]
        assert json.loads(error)["error"]["code"] == code
    by_setting = sqlite_customers(*command, env={"CUSTOMERS_OUTPUT": "jsonl"}).fails(status).stderr
    assert json.loads(by_setting)["error"]["code"] == code


def test_json_error_details_identify_the_subject(customers: Program) -> None:
    asha = create(customers, email="asha@example.com")

    taken = customers("create", "--first-name", "A", "--email", "asha@example.com", "--json").fails(ExitStatus.CONFLICT).stderr

    details = json.loads(taken)["error"]["details"]
    assert (details["email"], details["owner"]) == ("asha@example.com", asha["id"])
    assert asha["id"] in details["hint"]


def test_json_escapes_bidi_controls(customers: Program) -> None:
    turning = "\u061c\u200e\u200f\u202a\u202e\u2066\u2069"
    customer = create(customers, f"A{turning}", notes=f"{turning} b\nc")

    for arguments in (["list", "-o", "json"], ["list", "--all", "-o", "jsonl"], ["export", "customers", "--format", "jsonl"]):
        printed = customers(*arguments).succeeds().stdout
        assert not set(printed) & set(turning)
        assert printed.count("\\u061c") == printed.count("\\u202e") >= 1
    assert customer["first_name"] == f"A{turning}"


def test_quiet_command_that_writes_prints_nothing_on_success(customers: Program) -> None:
    for words in (
        ["create", "--first-name", "Asha", "--email", "asha@example.com"],
        ["update", "asha@example.com", "--notes", "x"],
        ["tag", "add", "asha@example.com", "--tag", "b2b"],
        ["import", "customers", "-"],
        ["vip", "recalculate"],
        ["db", "status"],
        ["doctor"],
        ["undo", "--yes"],
    ):
        done = customers(*words, "--quiet", stdin="email,first_name\nusha@example.com,Usha\n").succeeds()
        assert (done.stdout, done.stderr) == ("", ""), words

    assert customers("update", "asha@example.com", "--notes", "y", "-q", "-o", "json").succeeds().json()["notes"] == "y"
    assert customers("tag", "add", "asha@example.com", "--tag", "c", "-q", "--dry-run").succeeds().stdout
    assert customers("show", "asha@example.com", "-q").succeeds().stdout


def test_quiet_doctor_prints_what_is_off(customers: Program) -> None:
    create(customers, "Asha")
    query(customers.url, "UPDATE customer_statistics SET total_orders = 7")

    problem = customers("doctor", "--quiet")
    assert problem.status == ExitStatus.PARTIAL
    assert "statistics" in problem.stdout
