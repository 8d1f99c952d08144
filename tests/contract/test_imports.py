"""Imports of a command: they determine the start-up time of the program."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.program import Program

# A fresh interpreter runs one command line and prints its modules on the last line of stderr.
PROBE = """
import json, sys
from customers.cli.main import main

status = main(sys.argv[1:])
sys.stdout.flush()
sys.stderr.write("\\n" + json.dumps([status, sorted(sys.modules)]))
"""
WRITES_ONLY = ("email_validator", "phonenumbers", "rapidfuzz")
# What the modules import that `cli/postponed.py` postpones, or are made of.
POSTPONED = ("asyncio.events", "email", "importlib.metadata._meta", "selectors", "ssl")
NEVER_TO_READ = ("alembic", "psycopg", "rich", *WRITES_ONLY)


def imported_by(customers: Program, *arguments: str) -> set[str]:
    """Return the modules of a fresh interpreter after a successful command."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=customers.environment(),
        cwd=customers.home,
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    assert done.stdout != ""
    return set(modules)


def offenders(modules: Iterable[str], forbidden: Iterable[str]) -> list[str]:
    """Return the forbidden modules among the imported ones, submodules included."""
    imported = set(modules)
    return [name for name in forbidden if any(module == name or module.startswith(f"{name}.") for module in imported)]


# What a module that SQLAlchemy and Typer import does after they were imported, in a fresh interpreter.
USES = {
    "asyncio": "concurrency.iscoroutine(never := asyncio.sleep(0)), asyncio.run(never), not concurrency.iscoroutine(1)",
    "submodule of asyncio": "__import__('asyncio.queues') is asyncio, asyncio.queues.Queue().empty()",
    "names that psycopg takes": "__import__('psycopg'), isinstance(asyncio.Lock(), asyncio.Lock), asyncio.run(asyncio.sleep(0, True))",
    "version of psycopg": "__import__('psycopg').__version__ == importlib.metadata.distribution('psycopg').version",
    "importlib.metadata": "importlib.metadata.version('sqlalchemy') == sqlalchemy.__version__, importlib.metadata.entry_points()",
    "subprocess": "subprocess.run(['true']).returncode == 0, 'TimeoutExpired' in dir(subprocess)",
}


@pytest.mark.trial
@pytest.mark.parametrize("name", USES)
def test_postponed_module_is_whole_when_it_is_used(name: str) -> None:
    script = f"""
from customers.cli.postponed import postpone_modules
postpone_modules()
import asyncio, importlib.metadata, subprocess, sys, sqlalchemy, typer.main
from sqlalchemy.util import concurrency
assert "asyncio.events" not in sys.modules and "email" not in sys.modules and "selectors" not in sys.modules
print({USES[name]})
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "False" not in done.stdout


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_import_no_library(sqlite_customers: Program, option: str) -> None:
    modules = imported_by(sqlite_customers, option)

    assert offenders(modules, ("typer", "pydantic", "sqlalchemy", *NEVER_TO_READ)) == []


@pytest.mark.parametrize(("option", "more"), [("--version", set()), ("--help", {"customers.cli.registry"})])
def test_version_and_help_import_few_modules_of_program(sqlite_customers: Program, option: str, more: set[str]) -> None:
    modules = {name for name in imported_by(sqlite_customers, option) if name.partition(".")[0] == "customers"}

    assert modules == {"customers", "customers.cli", "customers.cli.main"} | more


def test_help_of_command_imports_no_database(sqlite_customers: Program) -> None:
    modules = imported_by(sqlite_customers, "list", "--help")

    assert offenders(modules, ("sqlalchemy", "customers.models.history", "customers.output.parts", *NEVER_TO_READ)) == []


@pytest.mark.trial
def test_show_as_json_imports_neither_rich_nor_orm_nor_other_driver(sqlite_customers: Program) -> None:
    created = sqlite_customers("create", "--first-name", "Asha", "--email", "asha@example.com", "--phone", "+919876543210", "-o", "json")
    customer_id = created.succeeds().json()["id"]

    modules = imported_by(sqlite_customers, "show", customer_id, "-o", "json")

    assert offenders(modules, ("sqlalchemy.orm", "customers.output.parts", *POSTPONED, *NEVER_TO_READ)) == []


@pytest.mark.trial
def test_show_on_postgresql_imports_no_module_of_asynchronous_driver(postgres_url: str, tmp_path: Path) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    customer_id = customers("create", "--first-name", "Asha", "-o", "json").succeeds().json()["id"]

    modules = imported_by(customers, "show", customer_id, "-o", "json")

    assert offenders(modules, ("sqlalchemy.orm", "asyncio.events", "email", "importlib.metadata._meta", "rich", *WRITES_ONLY)) == []


@pytest.mark.trial
def test_show_as_table_imports_no_library_of_writing_commands(sqlite_customers: Program) -> None:
    created = sqlite_customers("create", "--first-name", "Asha", "--email", "asha@example.com", "--phone", "+919876543210", "-o", "json")
    customer_id = created.succeeds().json()["id"]

    modules = imported_by(sqlite_customers, "show", customer_id)

    assert offenders(modules, ("sqlalchemy.orm", "alembic", "psycopg", *WRITES_ONLY)) == []
