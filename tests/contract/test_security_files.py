"""Written files are private for any umask, and an existing database keeps its mode."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.support.factories import create
from tests.support.program import Program


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Set an umask that permits everything, the usual one, and one that permits nothing."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> str:
    """Return the mode of a file or folder, as `stat` prints it."""
    return f"{stat.S_IMODE(path.lstat().st_mode):04o}"


def files(folder: Path) -> dict[str, str]:
    """Return the mode of every file below a folder."""
    return {path.relative_to(folder).as_posix(): mode(path) for path in sorted(folder.rglob("*"))}


@pytest.mark.usefixtures("umask")
def test_written_files_are_private(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o700)
    customers, shop = Program("", home), home / ".local" / "share" / "customers" / "customers.db"

    asha, rao = create(customers, email="asha@example.com"), create(customers, "Rao", email="rao@example.com")
    for kind in ("customers", "orders", "addresses"):
        customers("export", kind, str(shop.parent / f"{kind}.csv")).succeeds()
    customers("export", "customers", str(shop.parent / "lines.jsonl"), "--format", "jsonl").succeeds()
    customers("merge", asha["id"], rao["id"], "--plan", str(shop.parent / "plan.json")).succeeds()
    customers("db", "backup", str(shop.parent / "backup.db")).succeeds()
    rejects = str(shop.parent / "rejects.csv")
    customers("import", "customers", "-", "--rejects", rejects, stdin="email,first_name\nbroken,A\n").fails(ExitStatus.PARTIAL, stdout=None)
    customers("vip", "recalculate").succeeds()

    modes = files(home)
    folders = {path.relative_to(home).as_posix() for path in shop.parents if home in path.parents}
    assert {name: found_mode for name, found_mode in modes.items() if found_mode != "0600"} == dict.fromkeys(folders, "0700")
    assert len(modes) >= 9 + len(folders)


@pytest.mark.usefixtures("umask")
def test_write_ahead_log_has_mode_of_database(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    (tmp_path / "shop").mkdir()
    (tmp_path / "shop").chmod(0o700)
    customers = Program(f"sqlite:///{tmp_path / 'shop' / 'shop.db'}", tmp_path / "home")
    create(customers)
    with closing(sqlite3.connect(tmp_path / "shop" / "shop.db")) as connection:  # keeps the log there
        connection.execute("SELECT count(*) FROM customers").fetchone()
        create(customers, "Rao")

        assert files(tmp_path / "shop") == {"shop.db": "0600", "shop.db-shm": "0600", "shop.db-wal": "0600"}


def test_database_keeps_mode_and_output_replaces_mode(sqlite_customers: Program, tmp_path: Path) -> None:
    shop = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    shop.chmod(0o640)
    for name, number in (("out.csv", 0o640), ("rejects.csv", 0o664)):
        (tmp_path / name).write_text("before")
        (tmp_path / name).chmod(number)

    create(sqlite_customers)
    sqlite_customers("export", "customers", str(tmp_path / "out.csv")).succeeds()
    refused = sqlite_customers("import", "customers", "-", "--rejects", str(tmp_path / "rejects.csv"), stdin="email,first_name\nbroken,A\n")

    assert refused.status == ExitStatus.PARTIAL
    assert (mode(shop), mode(tmp_path / "out.csv"), mode(tmp_path / "rejects.csv")) == ("0640", "0600", "0600")
    assert "before" not in (tmp_path / "out.csv").read_text() + (tmp_path / "rejects.csv").read_text()


def test_export_replaces_link_and_keeps_target(sqlite_customers: Program, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("precious")
    for name, target in (("link.csv", "victim"), ("nowhere.csv", "missing")):
        (tmp_path / name).symlink_to(target)
        sqlite_customers("export", "customers", str(tmp_path / name)).succeeds()
        assert not (tmp_path / name).is_symlink()
        assert mode(tmp_path / name) == "0600"

    assert (tmp_path / "victim").read_text() == "precious"
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("kind", ["file", "link", "dangling", "folder"])
def test_backup_replaces_no_file(sqlite_customers: Program, tmp_path: Path, kind: str) -> None:
    place, victim = tmp_path / "backup.db", tmp_path / "victim"
    victim.write_text("precious")
    if kind == "folder":
        place.mkdir()
    elif kind == "file":
        place.write_text("precious")
    else:
        place.symlink_to(victim if kind == "link" else tmp_path / "missing")

    sqlite_customers("db", "backup", str(place)).fails(ExitStatus.CONFLICT, "already exists")

    assert victim.read_text() == "precious"
    assert kind == "folder" or place.is_symlink() or place.read_text() == "precious"
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("command", [["export", "customers"], ["db", "backup"]])
def test_failed_output_leaves_no_file(sqlite_customers: Program, tmp_path: Path, command: list[str]) -> None:
    before = sorted(tmp_path.iterdir())

    sqlite_customers(*command, str(tmp_path / "no" / "such" / "folder")).fails(ExitStatus.USAGE, "no such file or directory")
    sqlite_customers(*command, str(tmp_path / ("x" * 300))).fails(ExitStatus.USAGE, "too long")

    assert sorted(tmp_path.iterdir()) == before
