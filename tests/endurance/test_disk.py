"""A full disk during a command: one line, a documented status, no partial result, and success once there is space."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.endurance.killing import PEOPLE, people
from tests.support.doctor import doctor, off
from tests.support.factories import query
from tests.support.postgres import UNPRIVILEGED, TempPostgres
from tests.support.program import Program, Result

COUNT = "SELECT count(*) FROM customers"
ROWS = 12_000
NUMBERS = count()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of a number of megabytes, where the tests may."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk takes a mount of tmpfs, which only root may do, and not in every container")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, free_bytes: int) -> Path:
    """Fill a disk except for a number of bytes; return the file that fills it."""
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        file.truncate(0)
        free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize
        file.write(b"\0" * max(0, free - free_bytes))
    return ballast


def check_import_after_full_disk(program: Program, make_room: Path) -> None:
    """Import more than there is space for, check, make space, import again."""
    text = people(ROWS, "example.org")
    result = program("import", "customers", "-", stdin=text)
    result.fails(ExitStatus.DATABASE, "Error: the database failed")
    assert query(program.url, COUNT)[0][0] in (0, 5_000, 10_000)
    assert "Traceback" not in result.stderr

    make_room.unlink()
    done = query(program.url, COUNT)[0][0]
    program("import", "customers", "-", "-o", "json", stdin=text).prints_json(created=ROWS - done, unchanged=done)
    assert off(doctor(program)) == {}


def test_import_continues_after_full_disk_on_sqlite(sqlite_customers: Program, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 48) as disk:
        shutil.copy(sqlite_customers.url.removeprefix("sqlite:///"), disk / "shop.db")
        ballast = fill(disk, 6 * 2**20)
        check_import_after_full_disk(Program(f"sqlite:///{disk / 'shop.db'}", tmp_path / "home"), ballast)


@pytest.mark.slow
def test_import_continues_after_full_disk_on_postgresql(postgres: TempPostgres, tmp_path: Path) -> None:
    name = f"small{next(NUMBERS)}"
    with small_disk(postgres.folder / name, 64) as disk:
        if os.geteuid() == 0:
            os.chown(disk, UNPRIVILEGED, UNPRIVILEGED)
        with postgres.connect() as connection:
            connection.execute(f"CREATE TABLESPACE {name} LOCATION '{disk}'".encode())
            connection.execute(f"CREATE DATABASE {name} TABLESPACE {name}".encode())
        try:
            program = Program(postgres.url(name), tmp_path / "home")
            program("db", "upgrade").succeeds()
            check_import_after_full_disk(program, fill(disk, 3 * 2**20))
        finally:
            postgres.drop_database(name)
            with postgres.connect() as connection:
                connection.execute(f"DROP TABLESPACE {name}".encode())


def test_write_continues_after_file_size_limit(sqlite_customers: Program) -> None:
    """Limit the size of a file, as a user limit does, where no disk can be mounted."""
    text = people(PEOPLE, "example.org")
    process = subprocess.run(
        [sys.executable, "-m", "customers", "import", "customers", "-"],
        input=text,
        text=True,
        check=False,
        capture_output=True,
        env=sqlite_customers.environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )
    Result(("import",), process.returncode, process.stdout, process.stderr).fails(ExitStatus.DATABASE, "Error: the database failed")
    assert query(sqlite_customers.url, COUNT) == [(0,)]

    sqlite_customers("import", "customers", "-", "-o", "json", stdin=text).prints_json(created=PEOPLE)
    assert off(doctor(sqlite_customers)) == {}


def test_commit_and_checkpoint_without_space_are_whole(sqlite_customers: Program) -> None:
    """A small change reaches the log at its commit, and the file at the checkpoint after it."""
    log = Path(sqlite_customers.url.removeprefix("sqlite:///") + "-wal")
    outcomes = set()
    for number, limit in enumerate(range(34_000, 250_000, 36_000)):
        before = query(sqlite_customers.url, COUNT)[0][0]
        process = subprocess.run(
            [sys.executable, "-m", "customers", "create", "--first-name", f"Asha {number}", "-o", "ids"],
            text=True,
            check=False,
            capture_output=True,
            env=sqlite_customers.environment(),
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)),
        )
        is_left = log.exists()
        outcomes.add((process.returncode, is_left))
        assert process.returncode in (0, ExitStatus.DATABASE), process.stderr
        assert process.stderr.count("Error: ") == (process.returncode != 0)
        assert query(sqlite_customers.url, COUNT)[0][0] == before + (process.returncode == 0)
    assert {status for status, _ in outcomes} == {0, ExitStatus.DATABASE}
    assert (0, True) in outcomes, "no checkpoint lacked space"
    assert off(doctor(sqlite_customers)) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "customers"),
        ("export", "customers", "/dev/full"),
        ("list", "--all", "-o", "json"),
        ("--help",),
    ],
)
def test_full_disk_under_stdout_is_reported(sqlite_customers: Program, arguments: tuple[str, ...]) -> None:
    sqlite_customers("import", "customers", "-", stdin=people(PEOPLE, "example.org")).succeeds()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "customers", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env=sqlite_customers.environment(),
        )
    assert done.returncode in (ExitStatus.USAGE, ExitStatus.FAULT)
    assert done.stderr.count("cannot write ") == 1
    assert "no space left on device" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", [("export", "customers"), ("db", "backup")])
def test_full_disk_keeps_previous_output_file(sqlite_customers: Program, tmp_path: Path, command: tuple[str, ...]) -> None:
    sqlite_customers("import", "customers", "-", stdin=people(PEOPLE, "example.org")).succeeds()
    with small_disk(tmp_path / "disk", 1) as disk:
        output = disk / "kept.csv" if command[0] == "export" else disk / "kept"
        if command[0] == "export":
            output.write_text("what was exported before")
        ballast = fill(disk, 16_384)
        result = sqlite_customers(*command, str(output))

        assert result.status in (ExitStatus.USAGE, ExitStatus.DATABASE), result.stderr
        assert result.stderr.count("Error: ") == 1
        assert sorted(file.name for file in disk.iterdir()) == sorted({"ballast", *(("kept.csv",) if command[0] == "export" else ())})
        ballast.unlink()
        if command[0] == "export":
            assert output.read_text() == "what was exported before"
        sqlite_customers(*command, str(output)).succeeds()
