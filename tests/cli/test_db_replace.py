"""`customers db restore --replace`: a backup in the place of a shop, which is kept; and backups without a seal."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from tests.endurance.old_shops import every_row
from tests.support.factories import HOME, create, import_orders, listed, order, query
from tests.support.program import Program


@pytest.fixture
def backup(customers: Program, tmp_path: Path) -> Path:
    """Return the backup of a shop of Asha, in which Usha is created afterwards."""
    asha = create(customers, "Asha", email="asha@example.com", tags=["b2b"], addresses=[HOME])
    import_orders(customers, order(asha, "1", "12.50"))
    customers("db", "backup", str(tmp_path / "backup.db")).succeeds()
    create(customers, "Usha", email="usha@example.com")
    return tmp_path / "backup.db"


def kept_files(folder: Path) -> list[Path]:
    """Return the shops that were kept in a folder."""
    return sorted(folder.glob("*before-restore-*.db"))


def test_backup_replaces_shop_and_the_former_one_is_kept(customers: Program, backup: Path, tmp_path: Path) -> None:
    before = every_row(customers.url)

    result = customers("db", "restore", str(backup), "--replace", "--yes", "-o", "json").succeeds()

    [former] = kept_files(tmp_path)
    assert result.json()["kept"] == str(former)
    assert str(former) in result.stderr
    assert oct(former.stat().st_mode & 0o777) == "0o600"
    assert listed(customers, "list") == ["Asha"]
    assert listed(customers, "search", "asha") == ["Asha"]
    customers("doctor").succeeds()
    create(customers, "Nisha")

    customers("db", "restore", str(former), "--replace", "--yes").succeeds()
    assert every_row(customers.url) == before
    assert len(kept_files(tmp_path)) == 2


def test_question_says_what_is_replaced_and_where_it_is_kept(customers: Program, backup: Path) -> None:
    stderr = customers("db", "restore", str(backup), "--replace", at_question=lambda: None).succeeds().stderr

    assert "with 2 customers" in stderr
    assert "It is kept as " in stderr
    customers("db", "restore", str(backup), "--replace").fails(ExitStatus.USAGE, "--yes")


def test_dry_run_replaces_nothing(customers: Program, backup: Path, tmp_path: Path) -> None:
    before, files = every_row(customers.url), sorted(tmp_path.iterdir())

    result = customers("db", "restore", str(backup), "--replace", "--dry-run").succeeds()

    # How many rows a table has is not what would be done to them.
    assert "Orders deleted" in result.stdout
    assert "Would delete" not in result.stdout
    assert "Would keep" in result.stdout
    assert "nothing was changed" in result.stderr
    assert every_row(customers.url) == before
    assert sorted(tmp_path.iterdir()) == files


def test_empty_shop_is_not_kept(customers: Program, tmp_path: Path) -> None:
    customers("db", "backup", str(tmp_path / "backup.db")).succeeds()

    assert customers("db", "restore", str(tmp_path / "backup.db"), "--replace", "--yes", "-o", "json").succeeds().json()["kept"] is None
    assert kept_files(tmp_path) == []


def test_file_without_seal_needs_unsealed(customers: Program, backup: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("DROP TABLE backup_seal")
    before = every_row(customers.url)

    def unexpected() -> None:
        raise AssertionError("a question was asked")

    for options in ((), ("--replace",)):
        customers("db", "restore", str(backup), *options, at_question=unexpected).fails(ExitStatus.CONFLICT, "no backup seal", "--unsealed")
    assert every_row(customers.url) == before
    customers("db", "restore", str(backup), "--replace", "--unsealed", "--yes").succeeds()
    assert listed(customers, "list") == ["Asha"]
    assert len(kept_files(tmp_path)) == 1


def test_changed_backup_is_refused_whatever_the_options(customers: Program, backup: Path, tmp_path: Path) -> None:
    query(f"sqlite:///{backup}", "UPDATE customers SET first_name = 'Eve'")
    before = every_row(customers.url)

    customers("db", "restore", str(backup), "--replace", "--unsealed", "--yes").fails(ExitStatus.DATABASE, "checksum")
    assert every_row(customers.url) == before
    assert kept_files(tmp_path) == []


def test_backup_that_doctor_refuses_is_not_restored(customers: Program, backup: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("DROP TABLE backup_seal")
        connection.execute("UPDATE customers SET first_name = ' '")
        connection.commit()
    before = every_row(customers.url)

    customers("db", "restore", str(backup), "--replace", "--unsealed", "--yes").fails(ExitStatus.DATABASE, "doctor", "names")
    assert every_row(customers.url) == before
    assert kept_files(tmp_path) == []


def test_what_doctor_repairs_is_said(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, "Asha")
    query(sqlite_customers.url, "UPDATE customer_statistics SET total_spent = 5")
    sqlite_customers("db", "backup", str(tmp_path / "backup.db")).succeeds()

    result = sqlite_customers("db", "restore", str(tmp_path / "backup.db"), "--replace", "--yes").succeeds()

    assert "`customers doctor --fix` repairs what the backup has wrong: statistics" in result.stderr


def test_running_programs_go_on_with_the_restored_shop(sqlite_customers: Program, tmp_path: Path) -> None:
    from customers.api import open_shop

    create(sqlite_customers, "Asha", email="asha@example.com")
    sqlite_customers("db", "backup", str(tmp_path / "backup.db")).succeeds()
    create(sqlite_customers, "Usha")
    shop = open_shop(sqlite_customers.url)
    assert shop.get("asha@example.com").first_name == "Asha"

    sqlite_customers("db", "restore", str(tmp_path / "backup.db"), "--replace", "--yes").succeeds()

    shop.create(first_name="Nisha")
    assert sorted(listed(sqlite_customers, "list")) == ["Asha", "Nisha"]
    sqlite_customers("doctor").succeeds()


def test_busy_writer_is_waited_for(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, "Asha")
    backup = str(tmp_path / "backup.db")
    sqlite_customers("db", "backup", backup).succeeds()
    with closing(sqlite3.connect(sqlite_customers.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        sqlite_customers("db", "restore", backup, "--replace", "--yes", env={"CUSTOMERS_LOCK_TIMEOUT": "0"}).fails(ExitStatus.BUSY)
    assert kept_files(tmp_path) == []
    assert listed(sqlite_customers, "list") == ["Asha"]


@pytest.mark.parametrize("damage", ["header", "definitions", "rows"])
def test_damaged_shop_is_replaced_and_kept(sqlite_customers: Program, tmp_path: Path, damage: str) -> None:
    create(sqlite_customers, "Asha", notes="x" * 9000)
    sqlite_customers("db", "backup", str(tmp_path / "backup.db")).succeeds()
    live = Path(sqlite_customers.url.removeprefix("sqlite:///"))
    content = live.read_bytes()
    intact = {"header": 0, "definitions": 4096, "rows": len(content) // 2}[damage]
    live.write_bytes(content[:intact] + b"\xff" * (len(content) - intact))

    sqlite_customers("db", "restore", str(tmp_path / "backup.db"), "--replace", "--yes").succeeds()

    assert listed(sqlite_customers, "list") == ["Asha"]
    assert len(kept_files(tmp_path)) == 1
    sqlite_customers("doctor").succeeds()


def test_shop_is_not_replaced_by_itself(sqlite_customers: Program, tmp_path: Path) -> None:
    create(sqlite_customers, "Asha")
    path = sqlite_customers.url.removeprefix("sqlite:///")

    sqlite_customers("db", "restore", path, "--replace", "--unsealed", "--yes").fails(ExitStatus.DATABASE, "the file of the backup itself")
    assert kept_files(tmp_path) == []


def test_another_programs_database_is_not_replaced(sqlite_customers: Program, tmp_path: Path) -> None:
    sqlite_customers("db", "backup", str(tmp_path / "backup.db")).succeeds()
    query(f"sqlite:///{tmp_path / 'other.db'}", "CREATE TABLE albums (id INTEGER)")
    shutil.copy(tmp_path / "other.db", tmp_path / "copy.db")

    command = ("db", "restore", str(tmp_path / "backup.db"), "--replace", "--yes")
    sqlite_customers(*command, "--database-url", f"sqlite:///{tmp_path / 'other.db'}").fails(ExitStatus.DATABASE, "another program")
    assert (tmp_path / "other.db").read_bytes() == (tmp_path / "copy.db").read_bytes()
