"""`customers demo`, and the first use of a default shop."""

import shlex
import tempfile
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.program import Program


@pytest.fixture
def customers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Return the program with a database that does not exist, and a folder of its own for temporary files."""
    (tmp_path / "tmp").mkdir()
    program = Program(f"sqlite:///{tmp_path / 'none' / 'shop.db'}", tmp_path / "home")
    program("--version").succeeds()  # makes the folder that all runs share
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return program


def test_demo_fits_screen_and_its_commands_work(customers: Program, tmp_path: Path) -> None:
    result = customers("demo").succeeds()

    lines = result.stdout.splitlines()
    assert len(lines) < 24
    assert result.stderr == ""
    [folder] = (tmp_path / "tmp").iterdir()
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    assert f"rm -r {folder}" in result.stdout
    url = next(line.partition("=")[2] for line in lines if "export CUSTOMERS_DATABASE_URL=" in line)
    for line in lines:
        if line.startswith("  customers "):
            done = customers(*shlex.split(line)[1:], "--database-url", shlex.split(url)[0]).succeeds()
            assert done.stdout.count("\n") > 1, line
    assert not (tmp_path / "none").exists()


def test_demo_gives_its_database_as_json(customers: Program, tmp_path: Path) -> None:
    printed = customers("demo", "-o", "json").succeeds().json()

    assert printed["customers"] == 310
    assert printed["database"] == f"sqlite:///{printed['folder']}/shop.db"
    assert Path(printed["folder"]).is_relative_to(tmp_path)


def test_demo_that_fails_leaves_no_folder(customers: Program, tmp_path: Path) -> None:
    failed = customers("demo", env={"CUSTOMERS_PER_PAGE": "none"})

    failed.fails(ExitStatus.USAGE, "CUSTOMERS_PER_PAGE")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_first_use_says_where_the_data_is_and_what_to_try(tmp_path: Path) -> None:
    customers = Program("", tmp_path / "home")

    first = customers("list").succeeds()
    assert str(tmp_path / "home") in first.stderr
    assert "customers demo" in first.stderr
    assert "customers import customers FILE" in first.stderr
    assert first.stderr.count("\n") <= 2
    assert "customers.db" not in customers("list").succeeds().stderr


def test_first_use_is_silent_where_it_is_quiet(tmp_path: Path) -> None:
    customers = Program("", tmp_path / "home")

    assert customers("create", "--first-name", "Asha", "--quiet").succeeds().stderr == ""
