"""Tables on terminals of several widths: which columns are shown, and what is never broken."""

import re
from typing import Any

import pytest

from tests.support.factories import HOME, create, import_orders, order
from tests.support.kept import kept
from tests.support.program import Program, Result

SGR = re.compile(r"\x1b\[[0-9;]*m")
EMAIL = "sandeep.yadav@example.com"
PHONE = "+919876543210"


def at_width(customers: Program, columns: int, *arguments: str) -> Result:
    """Run a command with tables drawn for a terminal of a width, without colour."""
    done = customers(*arguments, env={"FORCE_COLOR": "1", "COLUMNS": str(columns)}).succeeds()
    return Result(done.arguments, done.status, SGR.sub("", done.stdout), done.stderr)


@pytest.fixture
@kept
def sandeep(sqlite_customers: Program) -> Any:
    """Return a customer with something in every column."""
    notes = "Wants a call before each delivery and pays by bank transfer"
    person = create(
        sqlite_customers,
        "Sandeep Kumar",
        last_name="Yadav",
        email=EMAIL,
        phone=PHONE,
        notes=notes,
        tags=["Wholesale", "Diwali"],
        external_ids={"shopify": "8779761975521"},
        addresses=[{"type": "shipping", **HOME}],
    )
    import_orders(sqlite_customers, order(person, "INV-2026-000123", "98765.40"))
    return person


@pytest.mark.parametrize("columns", [40, 60, 80, 160])
@pytest.mark.parametrize(
    "fields",
    ["id,full_name,email,phone", "full_name,email,phone,notes,tags", "email,total_spent,last_order_at,created_at,external_ids,notes"],
)
def test_picked_columns_are_shown_whole_at_any_width(sqlite_customers: Program, sandeep: Any, columns: int, fields: str) -> None:
    done = at_width(sqlite_customers, columns, "list", "--fields", fields)

    values = {
        "id": sandeep["id"],
        "email": EMAIL,
        "phone": PHONE,
        "total_spent": "98,765.40",
        "last_order_at": "2026-01-05",
        "created_at": sandeep["created_at"][:16].replace("T", " "),
        "external_ids": "shopify:8779761975521",
    }
    for name in fields.split(","):
        assert name not in values or len(values[name]) > columns - 2 or values[name] in done.stdout, name
    words = re.sub(r"\s+", "", done.stdout)
    for word in ["Sandeep", "Kumar", "Yadav"] * ("full_name" in fields) + ["delivery", "transfer"] * ("notes" in fields):
        assert word in words
    assert "…" not in done.stdout
    assert "ot shown" not in done.stderr
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_records_are_blocks_where_a_value_would_be_broken(sqlite_customers: Program, sandeep: Any) -> None:
    create(sqlite_customers, "Usha", email="usha@example.com")
    fields = ("list", "--sort", "name", "--fields", "full_name,email,phone,id")

    narrow, wide = at_width(sqlite_customers, 80, *fields), at_width(sqlite_customers, 160, *fields)

    lines = [line.split() for line in narrow.stdout.splitlines()]
    assert lines[:4] == [["Name", "Sandeep", "Kumar", "Yadav"], ["Email", EMAIL], ["Phone", PHONE], ["ID", sandeep["id"]]]
    assert lines[4] == []
    assert lines[5] == ["Name", "Usha"]
    assert ["Sandeep", "Kumar", "Yadav", EMAIL, PHONE, sandeep["id"]] in [line.split() for line in wide.stdout.splitlines()]


@pytest.mark.usefixtures("sandeep")
def test_default_columns_give_way_in_one_order_and_stderr_names_them(sqlite_customers: Program) -> None:
    seen = {columns: at_width(sqlite_customers, columns, "list") for columns in (60, 80, 100, 139)}

    assert "ot shown" not in seen[139].stderr
    hidden = {
        columns: set(re.findall(r"[a-z_]+", done.stderr.partition("ot shown: ")[2].partition(";")[0])) for columns, done in seen.items()
    }
    assert hidden[139] == set()
    assert "tags" in hidden[100]
    assert "phone" not in hidden[100]
    assert hidden[100] < hidden[80]
    assert hidden[80] < hidden[60]
    for done in seen.values():
        assert EMAIL in done.stdout
        assert "--fields" in done.stderr or not done.stderr
    assert "ot shown" not in sqlite_customers("list", env={"COLUMNS": "40"}).succeeds().stderr


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_tables_and_cards_never_break_an_email_or_id(sqlite_customers: Program, sandeep: Any, columns: int) -> None:
    sqlite_customers("update", sandeep["id"], "--email", "new." + EMAIL).succeeds()
    for command in (
        ["show", sandeep["id"]],
        ["history"],
        ["history", sandeep["id"]],
        ["orders"],
        ["address", "list", sandeep["id"]],
        ["runs"],
    ):
        done = at_width(sqlite_customers, columns, *command)
        for line in done.stdout.splitlines():
            assert len(line) <= columns or len(line.split()[-1]) > columns - 4, command
            assert not re.search(r"\b[0-9a-f]{8}-[0-9a-f-]{0,26}$", line), command
            assert "@" not in line or re.search(r"@example\.com", line), command


@pytest.mark.usefixtures("sandeep")
def test_quiet_says_nothing_about_columns(sqlite_customers: Program) -> None:
    assert at_width(sqlite_customers, 60, "list", "--quiet").stderr == ""
