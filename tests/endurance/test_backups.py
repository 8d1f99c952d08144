"""Backups during writes, killed backups, and restores of damaged files."""

import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.endurance.old_shops import every_row
from tests.support.doctor import doctor
from tests.support.factories import HOME, create, import_orders, order, query
from tests.support.program import Program
from tests.support.waiting import wait_until

# Each transaction writes two customers, some merged in it: a backup contains all of it or nothing.
WRITER = """
import sys
from pathlib import Path
from customers import open_shop

shop, name, number = open_shop(sys.argv[1]), sys.argv[2], 0
while not Path(sys.argv[3]).exists():
    with shop.transaction():
        one = shop.create(first_name=f"{name} {number}", email=f"{name}{number}@example.com", tags=["even"])
        other = shop.create(first_name=f"{name} {number}", tags=["odd"])
        if number % 4 == 0:
            shop.merge(one.id, other.id)
    number += 1
    if number == 1:
        print("writing", flush=True)
print(number)
"""


@contextmanager
def writers(customers: Program, folder: Path, number: int) -> Iterator[list[subprocess.Popen[str]]]:
    """Run a number of writing processes until the block ends."""
    stop = folder / "stop"
    words = [sys.executable, "-c", WRITER, customers.url]
    # The lock of SQLite is not fair and may go to the same few processes again and again.
    patient = customers.environment() | {"CUSTOMERS_LOCK_TIMEOUT": "300"}
    running = [subprocess.Popen([*words, f"writer{n}x", str(stop)], env=patient, stdout=subprocess.PIPE, text=True) for n in range(number)]
    try:
        for process in running:
            assert process.stdout is not None
            assert process.stdout.readline() == "writing\n"
        yield running
    finally:
        stop.touch()
        for process in running:
            process.communicate(timeout=60)
    assert [process.returncode for process in running] == [0] * number


def restored(customers: Program, file: Path) -> Program:
    """Restore a backup into a SQLite file beside it."""
    program = Program(f"sqlite:///{file}.restored", customers.home)
    program("db", "restore", str(file), "--yes").succeeds()
    return program


def back_up_while_others_write(customers: Program, folder: Path, processes: int, backups: int) -> None:
    """Assert that each backup is one snapshot of the shop, and that later ones contain earlier ones."""
    files = [folder / f"{n}.backup" for n in range(backups)]
    with writers(customers, folder, processes):
        for file in files:
            customers("db", "backup", str(file)).succeeds()
    counts = []
    for file in files:
        copy = restored(customers, file)
        assert doctor(copy)["problems"] == 0
        tags = dict(query(copy.url, "SELECT key, count(*) FROM customer_tags JOIN customers ON id = customer_id GROUP BY key"))
        assert tags["even"] == tags["odd"]
        counts.append(query(copy.url, "SELECT count(*) FROM customers")[0][0])
    assert counts == sorted(counts)
    assert counts[0] >= 2 * processes
    assert doctor(customers)["problems"] == 0


def test_backup_during_writes_is_one_snapshot(customers: Program, tmp_path: Path) -> None:
    back_up_while_others_write(customers, tmp_path, processes=2, backups=2)


@pytest.mark.slow
def test_many_backups_during_writes_are_snapshots(customers: Program, tmp_path: Path) -> None:
    back_up_while_others_write(customers, tmp_path, processes=6, backups=12)


@pytest.fixture
def backup(customers: Program, tmp_path: Path) -> Path:
    """Return the backup of a small shop."""
    asha = create(customers, "Asha", email="asha@example.com", tags=["b2b"], addresses=[HOME])
    create(customers, "Zoë", email="zoe@example.com", notes="a\nb")
    import_orders(customers, order(asha, "1", "12.50"), order(asha, "2", "7"))
    customers("db", "backup", str(tmp_path / "shop.backup")).succeeds()
    return tmp_path / "shop.backup"


def refused(customers: Program, file: Path, *needles: str, status: int = ExitStatus.DATABASE) -> None:
    """Assert that a file is refused in one line with a hint, and that nothing is written."""
    before = every_row(customers.url)
    result = customers("db", "restore", str(file), "--yes").fails(status, *needles)
    assert result.stderr.count("\n") <= 2, result.stderr
    assert every_row(customers.url) == before


def emptied(customers: Program, folder: Path) -> Program:
    """Return an empty shop in a new SQLite file."""
    program = Program(f"sqlite:///{folder / 'empty.db'}", customers.home)
    program("db", "upgrade").succeeds()
    return program


def test_incomplete_backup_is_refused(customers: Program, backup: Path, tmp_path: Path) -> None:
    empty, content = emptied(customers, tmp_path), backup.read_bytes()
    bad = tmp_path / "bad.backup"

    for length in (0, 50, 4096, len(content) // 2, len(content) - 4096):
        bad.write_bytes(content[:length])
        refused(empty, bad, "cannot r", status=ExitStatus.DATABASE if length else ExitStatus.USAGE)
    bad.write_bytes(content.replace(b"asha@example.com", b"usha@example.com"))
    refused(empty, bad, "checksum", "db copy")
    bad.unlink()
    with closing(sqlite3.connect(bad)) as foreign:
        foreign.execute("CREATE TABLE customers (id INTEGER)")
    refused(empty, bad, "not a shop of this program")


def test_backup_of_another_schema_is_refused_with_hint(customers: Program, backup: Path, tmp_path: Path) -> None:
    empty = emptied(customers, tmp_path)
    for revision, needles in {"9999": ("newer than this program",), "0001": ("older schema 0001", f"sqlite:///{backup}")}.items():
        query(f"sqlite:///{backup}", "UPDATE alembic_version SET version_num = {}", revision)
        refused(empty, backup, revision, *needles)


def test_restore_refuses_shop_with_data(customers: Program, backup: Path) -> None:
    refused(customers, backup, "already holds a shop", status=ExitStatus.CONFLICT)


def test_backup_used_as_shop_can_be_copied(customers: Program, backup: Path, tmp_path: Path) -> None:
    used, empty = Program(f"sqlite:///{backup}", customers.home), emptied(customers, tmp_path)
    create(used, "Later")

    refused(empty, backup, "checksum")
    used("db", "backup", str(tmp_path / "second.backup")).succeeds()
    empty("db", "restore", str(tmp_path / "second.backup"), "--yes").succeeds()
    used("db", "copy", f"sqlite:///{tmp_path / 'copy.db'}").succeeds()
    assert every_row(f"sqlite:///{tmp_path / 'copy.db'}") == every_row(empty.url)


def flip(customers: Program, backup: Path, places: int) -> None:
    """Change a byte of a backup at many positions: it is refused, or the restored shop is equal."""
    expected = every_row(restored(customers, backup).url)
    dice, content = random.Random(places), backup.read_bytes()
    used = [place for place, byte in enumerate(content) if byte]
    for number in range(places):
        bad = backup.with_name(f"bad{number}.backup")
        damaged = bytearray(content)
        damaged[dice.choice(used)] ^= 1 << dice.randrange(8)
        bad.write_bytes(damaged)
        copy = Program(f"sqlite:///{bad}.restored", customers.home)
        result = copy("db", "restore", str(bad), "--yes")
        if result.status == ExitStatus.DONE:
            assert every_row(copy.url) == expected
        else:
            assert result.status == ExitStatus.DATABASE, result.stderr
            assert "Traceback" not in result.stderr


def test_flipped_bit_in_backup_is_refused(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, "Asha", email="asha@example.com")
    sqlite_customers("db", "backup", str(tmp_path / "shop.backup")).succeeds()
    flip(sqlite_customers, tmp_path / "shop.backup", 8)


@pytest.mark.slow
def test_many_flipped_bits_in_backup_are_refused(sqlite_customers: Program, tmp_path: Path) -> None:
    for number in range(5):
        create(sqlite_customers, f"Asha {number}", email=f"asha{number}@example.com", tags=["b2b"], notes="x" * 3_000)
    sqlite_customers("db", "backup", str(tmp_path / "shop.backup")).succeeds()
    flip(sqlite_customers, tmp_path / "shop.backup", 500)


def kill_while_it_backs_up(customers: Program, folder: Path, number: signal.Signals) -> None:
    """Kill backups: the remaining file is complete, or not recognisable as a backup."""
    target = folder / "killed.backup"
    with customers.start("db", "backup", str(target)) as process:
        wait_until(lambda: process.poll() is not None or list(folder.glob(".killed.backup.*.part")))
        process.send_signal(number)
        process.communicate(timeout=60)
    if target.exists():
        assert every_row(restored(customers, target).url)["customers"]
    else:
        assert process.returncode in (-number, ExitStatus.TERMINATED)
    assert {path.suffix for path in folder.glob(".killed.backup*")} <= {".part", ".part-journal", ".part-wal", ".part-shm"}
    if number != signal.SIGKILL:
        assert list(folder.glob(".killed.backup*")) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_interrupted_backup_leaves_no_backup(customers: Program, tmp_path: Path, number: signal.Signals) -> None:
    create(customers, "Asha")
    kill_while_it_backs_up(customers, tmp_path, number)


def test_backup_replaces_older_backup_with_overwrite_only(customers: Program, backup: Path, tmp_path: Path) -> None:
    before = backup.read_bytes()
    create(customers, "Later")

    customers("db", "backup", str(backup)).fails(ExitStatus.CONFLICT, "already exists", "--overwrite")
    assert backup.read_bytes() == before
    customers("db", "backup", str(backup), "--overwrite", "--dry-run").succeeds()
    assert backup.read_bytes() == before
    customers("db", "backup", str(backup), "--overwrite").succeeds()
    assert len(every_row(restored(customers, backup).url)["customers"]) == 3
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    customers("db", "backup", str(tmp_path), "--overwrite").fails(ExitStatus.CONFLICT)
