"""Formats and fields of results that are counts, and of scripts."""

from typing import Any

import pytest

from customers.errors import ExitStatus
from tests.support.commands import ALL
from tests.support.factories import HOME, create
from tests.support.kept import kept
from tests.support.program import Program

# Arguments that the names of parameters do not determine.
NEEDED = {
    "create": ["--first-name", "Asha"],
    "tag add": ["--tag", "vip"],
    "tag remove": ["--tag", "vip"],
    "tag set": ["--tag", "vip"],
    "segments changes": ["--since", "2026-01-01"],
    "segments trend": ["--since", "2026-01-01", "--every", "month"],
    "vip changes": ["--since", "2026-01-01"],
    "vip pin": ["--reason", "x"],
    "vip exclude": ["--reason", "x"],
    "update": ["--notes", "x"],
    "merge": ["x", "y"],
    "completion": ["bash"],
    "orders move": ["--to", "y"],
}
WITHOUT_IDS = ["vip recalculate", "db upgrade", "db status", "tag add", "tag set", "tag rename", "import customers", "db backup", "db copy"]
SCRIPTS = ["db roles", "completion"]


def line(path: str) -> list[str]:
    """Return a valid command line to which a test adds fields and formats."""
    if path in ("merge", "completion"):
        return [path, *NEEDED[path]]
    words = [parameter.name for parameter in ALL[path].params if parameter.param_type_name == "argument"]
    return [*path.split(), *NEEDED.get(path, []), *("x" for _ in words)]


@pytest.mark.parametrize("path", sorted(ALL))
def test_every_command_refuses_unknown_field(sqlite_customers: Program, path: str) -> None:
    yes = ["--yes"] if any("--yes" in parameter.opts for parameter in ALL[path].params) else []

    formats = (
        [[]]
        if path in [*SCRIPTS, "export person"]
        else [[], ["-o", "csv"]]
        if path.startswith("export")
        else [["-o", "table"], ["-o", "json"], ["-o", "csv"]]
    )
    for format in formats:
        sqlite_customers(*line(path), *yes, "--fields", "no_such_field", *format).fails(ExitStatus.USAGE, "field")


@pytest.mark.parametrize("path", WITHOUT_IDS)
def test_ids_format_is_refused_for_results_without_ids(sqlite_customers: Program, path: str) -> None:
    create(sqlite_customers)

    refused = sqlite_customers(*line(path), *([] if path == "db status" else ["--yes"]), "-o", "ids")

    refused.fails(ExitStatus.USAGE, "-o ids", "no ids", "jsonl")
    assert sqlite_customers("tag", "list", "-o", "ids").stdout == ""


@pytest.mark.parametrize("path", SCRIPTS)
def test_scripts_refuse_formats_and_fields(sqlite_customers: Program, path: str) -> None:
    for options in (["-o", "json"], ["--json"], ["-o", "ids"], ["--fields", "id"]):
        sqlite_customers(*line(path), *options).fails(ExitStatus.USAGE, "this command")

    printed = sqlite_customers(*line(path)).succeeds().stdout
    assert printed == sqlite_customers(*line(path), env={"CUSTOMERS_OUTPUT": "json"}).succeeds().stdout


@pytest.fixture
@kept
def asha(customers: Program) -> Any:
    """Create a customer with an address."""
    return create(customers, email="asha@example.com", addresses=[{"type": "billing", **HOME}])


def test_fields_option_selects_and_orders_counts_of_every_format(customers: Program, asha: Any) -> None:
    run = ("vip", "recalculate", "--fields", "changed,examined")

    assert customers(*run, "-o", "jsonl").succeeds().stdout == '{"changed":0,"examined":1}\n'
    assert customers(*run, "-o", "csv").succeeds().stdout == "changed,examined\n0,1\n"
    assert [row.split()[-1] for row in customers(*run).succeeds().stdout.splitlines()] == ["0", "1"]
    assert customers("db", "status", "--fields", "customers", "--json").succeeds().json() == {"customers": 1}
    tagged = customers("tag", "add", asha["id"], "--tag", "x", "--fields", "added", "--json", "--dry-run")
    assert tagged.succeeds().json() == {"added": 1, "dry_run": True}


def test_every_key_of_summary_is_a_field(customers: Program, asha: Any, tmp_path: Any) -> None:
    empty = f"sqlite:///{tmp_path / 'copy.db'}"
    customers("db", "upgrade", "--database-url", empty).succeeds()
    lines = {
        "vip recalculate": [],
        "db status": [],
        "db upgrade": [],
        "db backup": [str(tmp_path / "backup.db")],
        "db copy": [empty, "--dry-run"],
        "tag add": [asha["id"], "--tag", "x", "--dry-run"],
        "delete": [asha["id"], "--dry-run"],
        "erase": [asha["id"], "--dry-run", "--yes"],
        "import customers": ["-"],
    }
    for path, words in lines.items():
        more = ["--overwrite"] if path == "db backup" else []
        run = [*path.split(), *words, *more, "--json"]
        keys = [key for key in customers(*run, stdin="first_name\n").succeeds().json() if key != "dry_run"]
        picked = customers(*run, "--fields", ",".join(reversed(keys)), stdin="first_name\n").succeeds().json()
        assert [key for key in picked if key != "dry_run"] == list(reversed(keys)), path


def test_ids_format_prints_ids_of_summary(customers: Program, asha: Any) -> None:
    usha = create(customers, "Usha")

    dismissed = customers("duplicates", "dismiss", asha["id"], usha["id"], "-o", "ids").succeeds().stdout
    assert sorted(dismissed.split()) == sorted((asha["id"], usha["id"]))
    assert customers("delete", asha["id"], "--yes", "-o", "ids").stdout == f"{asha['id']}\n"


def test_fields_option_selects_columns_of_merge_as_csv(customers: Program, asha: Any) -> None:
    usha = create(customers, "Usha")
    run = ("merge", asha["id"], usha["id"], "--yes", "--dry-run", "-o", "csv")

    assert customers(*run, "--fields", "field,result").succeeds().stdout.startswith("field,result\n")
    customers(*run, "--fields", "merge_id").fails(ExitStatus.USAGE, "merge_id")
