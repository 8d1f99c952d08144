"""`.env` and `--env-file`: trusted files, invalid lines, and the format of errors."""

import json
import os
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create
from tests.support.program import Program

SECRET = "hUnter2Zq"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a `.env` that names another database."""
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / ".env").write_text(f"CUSTOMERS_DATABASE_URL=sqlite:///{folder}/theirs.db\n")
    (folder / ".env").chmod(0o644)
    return folder


def refused(customers: Program, folder: Path, reason: str) -> None:
    """Assert that `.env` is refused by default, and accepted where --env-file names it."""
    env = {"CUSTOMERS_DATABASE_URL": ""}
    for arguments in (["create", "--first-name", "V"], ["list"], ["config"]):
        customers(*arguments, cwd=folder, env=env).fails(ExitStatus.USAGE, f"refused the settings in .env: {reason}", "--env-file .env")
    assert not (folder / "theirs.db").exists()
    named = customers("create", "--first-name", "V", "--env-file", ".env", cwd=folder, env=env).succeeds()
    assert (folder / "theirs.db").exists()
    assert "refused" not in named.stderr


@pytest.mark.parametrize("mode", [0o666, 0o602, 0o646])
def test_world_writable_file_is_refused(sqlite_customers: Program, folder: Path, mode: int) -> None:
    (folder / ".env").chmod(mode)

    refused(sqlite_customers, folder, "every user can change it")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another user")
@pytest.mark.parametrize("kind", ["file", "link", "link to another user"])
def test_file_of_another_user_is_refused(sqlite_customers: Program, folder: Path, kind: str) -> None:
    path = folder / ".env"
    if kind == "file":
        os.chown(path, 65534, 65534)
    else:
        path.rename(folder / "mine")
        path.symlink_to("mine")
        os.chown(path, *((65534, 65534) if kind == "link" else (0, 0)), follow_symlinks=False)
        os.chown(folder / "mine", *((0, 0) if kind == "link" else (65534, 65534)))

    refused(sqlite_customers, folder, "it belongs to another user")


def test_group_writable_file_gives_warning(sqlite_customers: Program, folder: Path) -> None:
    (folder / ".env").chmod(0o664)

    for arguments in (["config"], ["config", "--env-file", ".env"]):
        done = sqlite_customers(*arguments, cwd=folder).succeeds()
        assert done.stderr.splitlines() == [".env can be changed by everybody in its group: chmod g-w .env"]
    (folder / ".env").chmod(0o644)
    assert sqlite_customers("config", cwd=folder).succeeds().stderr == ""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"CUSTOMERS_DATABASE_URL {SECRET}\n", 1),
        (f"# settings\n\nCUSTOMERS_CURRENCY=EUR\n\n\n  CUSTOMERS_DATABASE_URL: {SECRET}\n", 6),
        ("CUSTOMERS_CURRENCY=EUR\nCUSTOMERS_PER_PAGE\n", 2),
        ("CUSTOMERS_CURRENCY='EUR\nCUSTOMERS_PER_PAGE=5\n", 1),
        (f"\ufeffA=1\n{SECRET}", 2),
    ],
)
def test_error_names_line_that_is_not_an_assignment(sqlite_customers: Program, folder: Path, text: str, line: int) -> None:
    (folder / ".env").write_text(text)

    for arguments in (["list"], ["list", "--env-file", ".env"]):
        wrong = sqlite_customers(*arguments, cwd=folder).fails(ExitStatus.USAGE, f".env, line {line}: this is not an assignment")
        assert SECRET not in wrong.stderr


def test_common_syntax_is_accepted(sqlite_customers: Program, folder: Path) -> None:
    lines = ("\ufeff# a comment", "", "export CUSTOMERS_CURRENCY='EUR' # why", 'CUSTOMERS_PER_PAGE="7"', "OTHER=", "CUSTOMERS_OUTPUT = csv")
    (folder / ".env").write_text("\r\n".join(lines))

    rows = sqlite_customers("config", "-o", "jsonl", cwd=folder).succeeds().jsonl()

    values = {row["name"]: row["value"] for row in rows if row["source"] == ".env"}
    assert values == {"CUSTOMERS_CURRENCY": "EUR", "CUSTOMERS_PER_PAGE": "7"}


@pytest.mark.parametrize("value", [f"postgresql://u:{SECRET}@h/d", SECRET, f"/{SECRET}/x"])
def test_error_does_not_repeat_wrong_file_name(sqlite_customers: Program, value: str) -> None:
    for arguments in (["list", "--env-file", value], [f"--env-file={value}", "list", "--json"]):
        wrong = sqlite_customers(*arguments).fails(ExitStatus.USAGE, "cannot read the file of --env-file")
        assert SECRET not in wrong.stderr


@pytest.mark.parametrize("format", ["json", "jsonl"])
def test_output_setting_selects_format_of_errors(customers: Program, folder: Path, format: str) -> None:
    create(customers)
    (folder / ".env").write_text(f"CUSTOMERS_OUTPUT={format}\n")
    show = ("show", "x@example.com")

    for arguments in (show, ("--env-file", str(folder / ".env"), *show), (*show, f"--env-file={folder}/.env")):
        error = customers(*arguments, cwd=folder).fails(ExitStatus.NOT_FOUND)
        assert json.loads(error.stderr)["error"]["code"] == "not_found"
    assert json.loads(customers("shwo", cwd=folder).fails(ExitStatus.USAGE).stderr)["error"]["code"] == "usage"
    for plain in (
        customers(*show, "-o", "csv", cwd=folder),
        customers(*show, cwd=folder, env={"CUSTOMERS_OUTPUT": "table"}),
        customers(*show),
    ):
        assert plain.fails(ExitStatus.NOT_FOUND).stderr.startswith("Error: no customer")


def test_error_about_file_is_plain_text(sqlite_customers: Program, folder: Path) -> None:
    (folder / ".env").write_text("CUSTOMERS_OUTPUT=json\nnonsense\n")

    assert sqlite_customers("list", cwd=folder).fails(ExitStatus.USAGE).stderr.startswith("Error: .env, line 2")
    json.loads(sqlite_customers("list", cwd=folder, env={"CUSTOMERS_OUTPUT": "json"}).fails(ExitStatus.USAGE).stderr)
