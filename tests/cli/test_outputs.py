"""Written files: what commands refuse to overwrite, what they replace, and what they report."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create, listed, query
from tests.support.kept import kept
from tests.support.program import Program, Result

WRONG = "email,first_name\nbroken,A\n"
Way = Callable[[Program, str], Result]


def by_export(customers: Program, target: str) -> Result:
    return customers("export", "customers", target, "--format", "csv", "--overwrite")


def by_rejects(customers: Program, target: str) -> Result:
    return customers("import", "customers", "-", "--rejects", target, "--overwrite", "--dry-run", stdin=WRONG)


def by_plan(customers: Program, target: str) -> Result:
    first, second = (row["id"] for row in customers("list", "-o", "jsonl").jsonl())
    return customers("merge", first, second, "--plan", target, "--overwrite")


def by_backup(customers: Program, target: str) -> Result:
    return customers("db", "backup", target, "--overwrite")


every_way = pytest.mark.parametrize("way", [by_export, by_rejects, by_plan, by_backup])


@kept
def fill(customers: Program) -> None:
    """Create two customers."""
    create(customers, "Asha")
    create(customers, "Usha")


@pytest.fixture
def shop(sqlite_customers: Program) -> Program:
    """Return a shop of two customers, in a file that only its content identifies as a database."""
    fill(sqlite_customers)
    path = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    return Program(f"sqlite:///{path.rename(path.with_name('shop'))}", sqlite_customers.home)


@every_way
@pytest.mark.parametrize("kind", ["itself", "relative", "link", "hard link", "link to a folder"])
def test_outputs_do_not_replace_the_database(shop: Program, tmp_path: Path, way: Way, kind: str) -> None:
    database, link_target = tmp_path / "shop", tmp_path / "other"
    if kind == "link":
        link_target.symlink_to(database)
    elif kind == "hard link":
        link_target.hardlink_to(database)
    elif kind == "link to a folder":
        (tmp_path / "folder").symlink_to(tmp_path)
        link_target = tmp_path / "folder" / "shop"
    target = {"itself": database, "relative": tmp_path / "home" / ".." / "shop"}.get(kind, link_target)

    way(shop, str(target)).fails(ExitStatus.USAGE, f"cannot write {target}: it is the database of this run", stdout=None)

    assert listed(shop, "list") == ["Usha", "Asha"]


@every_way
@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal", "-vip-recalculate.lock"])
@pytest.mark.parametrize("is_there", [True, False])
def test_outputs_do_not_replace_files_beside_the_database(shop: Program, tmp_path: Path, way: Way, suffix: str, is_there: bool) -> None:
    target = tmp_path / f"shop{suffix}"
    if is_there:
        target.touch()

    way(shop, str(target)).fails(ExitStatus.USAGE, "it is the database of this run, or one of its files", stdout=None)

    assert not target.exists() or target.read_bytes() == b""
    assert listed(shop, "list") == ["Usha", "Asha"]


@every_way
def test_outputs_do_not_replace_another_database(customers: Program, tmp_path: Path, way: Way) -> None:
    create(customers, "Asha")
    create(customers, "Usha")
    target = tmp_path / "other"
    query(f"sqlite:///{target}", "CREATE TABLE precious (id INTEGER)")
    before = target.read_bytes()

    way(customers, str(target)).fails(ExitStatus.USAGE, "it is a SQLite database", stdout=None)

    assert target.read_bytes() == before


def test_outputs_do_not_take_path_of_missing_database(tmp_path: Path) -> None:
    customers = Program(f"sqlite:///{tmp_path / 'new'}", tmp_path / "home")

    customers("export", "customers", str(tmp_path / "home" / ".." / "new")).fails(ExitStatus.USAGE, "the database of this run")

    assert not (tmp_path / "new").exists()


def test_backup_replaces_earlier_backup_only(customers: Program, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    customers("db", "backup", str(backup)).succeeds()
    create(customers, "Asha")

    customers("db", "backup", str(backup)).fails(ExitStatus.CONFLICT, "--overwrite")
    customers("db", "backup", str(backup), "--overwrite", "-o", "json").succeeds()
    customers("export", "customers", str(backup), "--overwrite").fails(ExitStatus.USAGE, ".db file")
    customers("db", "backup", str(backup), "--overwrite", "--database-url", f"sqlite:///{backup}").fails(ExitStatus.USAGE, "of this run")

    assert listed(customers, "list", "--database-url", f"sqlite:///{backup}") == ["Asha"]


@every_way
def test_outputs_do_not_replace_inputs(sqlite_customers: Program, tmp_path: Path, way: Way) -> None:
    settings = tmp_path / "settings"
    settings.write_text("CUSTOMERS_CURRENCY=EUR\n")
    create(sqlite_customers, "Asha")
    create(sqlite_customers, "Usha")
    if way is by_backup:
        return  # it reads the database only

    class WithSettings(Program):
        def __call__(self, *arguments: str, **more: object) -> Result:
            return super().__call__(*arguments, "--env-file", str(settings), **more)  # type: ignore[arg-type]

    way(WithSettings(sqlite_customers.url, sqlite_customers.home), str(settings)).fails(ExitStatus.USAGE, "this run reads it", stdout=None)

    assert settings.read_text() == "CUSTOMERS_CURRENCY=EUR\n"


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_rejects_do_not_replace_input_file(customers: Program, tmp_path: Path, link: str | None) -> None:
    path = tmp_path / "in.csv"
    path.write_text(WRONG)
    target = path
    if link is not None:
        target = tmp_path / "out.csv"
        getattr(target, link)(path)

    customers("import", "customers", str(path), "--rejects", str(target), "--overwrite").fails(ExitStatus.USAGE, "this run reads it")

    assert path.read_text() == WRONG


@pytest.mark.trial
def test_rejects_do_not_replace_file_on_standard_input(sqlite_customers: Program, tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(WRONG)
    command = [sys.executable, "-m", "customers", "import", "customers", "-", "--rejects", str(path)]

    with path.open("rb") as stdin:
        done = subprocess.run(command, stdin=stdin, capture_output=True, text=True, env=sqlite_customers.environment(), check=False)

    assert done.returncode == ExitStatus.USAGE
    assert "this run reads it" in done.stderr
    assert path.read_text() == WRONG


def test_rejects_do_not_replace_source_database(customers: Program, tmp_path: Path) -> None:
    source = tmp_path / "source"
    query(f"sqlite:///{source}", "CREATE TABLE people AS SELECT 'broken' AS email, 'A' AS first_name")
    pulled = ("import", "customers", "--from-url", f"sqlite:///{source}", "--query", "SELECT * FROM people", "--rejects")

    for target in (source, tmp_path / "source-wal"):
        customers(*pulled, str(target), "--overwrite").fails(ExitStatus.USAGE, "it is the database of this run")

    assert query(f"sqlite:///{source}", "SELECT email FROM people") == [("broken",)]


@pytest.mark.parametrize(
    ("way", "suffix"), [(by_export, "x.csv"), (by_export, "x.csv.gz"), (by_rejects, "x.csv"), (by_plan, "x.json"), (by_plan, "X.JSON")]
)
def test_outputs_replace_empty_file_or_file_with_suffix_of_format(customers: Program, tmp_path: Path, way: Way, suffix: str) -> None:
    create(customers, "Asha")
    create(customers, "Usha")

    class Unasked(Program):
        def __call__(self, *arguments: str, **more: object) -> Result:
            return super().__call__(*(word for word in arguments if word != "--overwrite"), **more)  # type: ignore[arg-type]

    unasked, precious = Unasked(customers.url, customers.home), tmp_path / "precious"
    (tmp_path / suffix).write_text("older")
    (tmp_path / "empty").touch()
    precious.write_text("older")

    for name in (suffix, "empty", "new"):
        assert way(unasked, str(tmp_path / name)).status in (ExitStatus.DONE, ExitStatus.PARTIAL)
        assert (tmp_path / name).read_bytes() != b"older"
    way(unasked, str(precious)).fails(ExitStatus.CONFLICT, "precious already exists", "--overwrite", stdout=None)
    assert precious.read_text() == "older"
    assert way(customers, str(precious)).status in (ExitStatus.DONE, ExitStatus.PARTIAL)
    assert precious.read_text() != "older"
