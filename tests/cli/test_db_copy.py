"""`customers db backup`, `restore` and `copy`: the complete shop on any engine, or nothing."""

from pathlib import Path

import pytest

from tests.support.factories import HOME, create, import_orders, order, query
from tests.support.kept import kept
from tests.support.program import Program

EXPORTS = (("export", "customers", "--format", "jsonl"), ("export", "addresses"), ("export", "orders"), ("history", "--all", "-o", "jsonl"))


@pytest.fixture
@kept
def shop(customers: Program) -> Program:
    """Return a shop with rows in every table that commands fill."""
    asha = create(customers, "Zoë", email="zoe@example.com", tags=["=1+1"], external_ids={"shop": "1"}, addresses=[HOME], notes="a\nb")
    deleted = create(customers, "Gone", phone="+919876543210")
    import_orders(customers, order(asha, "1", "12.50"), order(deleted, "2", "7", "1999-12-31"))
    customers("delete", deleted["id"], "--yes", "--reason", "asked").succeeds()
    customers("vip", "pin", asha["id"], "--reason", "friend").succeeds()
    return customers


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of an empty database of either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'other.db'}"
    url = str(request.getfixturevalue("fresh_postgres_url"))
    Program(url, tmp_path / "other")("db", "upgrade").succeeds()
    return url


def exported(program: Program) -> list[str]:
    """Return all exports of a shop."""
    return [program(*words).succeeds().stdout for words in EXPORTS]


def test_copy_preserves_shop_on_either_engine(shop: Program, other_url: str, tmp_path: Path) -> None:
    done = shop("db", "copy", other_url, "-o", "json").succeeds().json()
    copy = Program(other_url, tmp_path / "other")

    assert (done["customers"], done["orders"]) == (2, 2)
    assert exported(copy) == exported(shop)
    assert copy("search", "zoe", "-o", "ids").succeeds().stdout == shop("search", "zoe", "-o", "ids").succeeds().stdout
    assert copy("vip", "recalculate", "-o", "json").succeeds().json()["changed"] == 0


def test_copy_of_copy_has_equal_checksum(shop: Program, tmp_path: Path) -> None:
    other_url = f"sqlite:///{tmp_path / 'other.db'}"
    first = shop("db", "copy", other_url, "-o", "json").succeeds().json()
    second = Program(other_url, tmp_path / "other")("db", "copy", f"sqlite:///{tmp_path / 'third.db'}", "-o", "json").succeeds().json()

    assert first["checksum"] == second["checksum"]


def test_restore_of_backup_preserves_shop(shop: Program, other_url: str, tmp_path: Path) -> None:
    before = exported(shop)
    backup = shop("db", "backup", str(tmp_path / "shop.backup"), "-o", "json").succeeds().json()
    create(shop, "Later")
    restored_shop = Program(other_url, tmp_path / "other")
    restored = restored_shop("db", "restore", str(tmp_path / "shop.backup"), "--yes", "-o", "json").succeeds().json()

    assert exported(restored_shop) == before
    assert restored["checksum"] == backup["checksum"]
    assert oct((tmp_path / "shop.backup").stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".shop", "shop.backup-"))] == []


def test_copy_and_restore_refuse_existing_data(shop: Program, tmp_path: Path) -> None:
    existing = tmp_path / "kept.db"
    existing.write_text("mine")

    shop("db", "backup", str(existing)).fails(4, "already exists")
    assert existing.read_text() == "mine"
    shop("db", "backup", str(tmp_path / "full.db")).succeeds()
    shop("db", "restore", str(tmp_path / "full.db"), "--yes").fails(4, "already holds a shop")
    shop("db", "copy", shop.url).fails(4, "already holds a shop")


def test_restore_asks_and_refuses_file_that_is_not_a_backup(sqlite_customers: Program, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database at all, but some text that is long enough")

    sqlite_customers("db", "restore", str(tmp_path / "none.db"), "--yes").fails(2, "no such backup")
    sqlite_customers("db", "restore", str(tmp_path / "text.db")).fails(5, "not a database")
    sqlite_customers("db", "restore", str(tmp_path / "text.db"), "--yes").fails(5, "not a database")
    sqlite_customers("db", "backup", str(tmp_path / "no" / "folder.db")).fails(2, "cannot write")


def test_dry_runs_leave_no_files(shop: Program, tmp_path: Path) -> None:
    other_url = f"sqlite:///{tmp_path / 'other.db'}"
    shop("db", "copy", other_url, "--dry-run").fails(5, "no database")
    shop("db", "upgrade", "--database-url", other_url).succeeds()
    shop("db", "copy", other_url, "--dry-run").succeeds()
    shop("db", "backup", str(tmp_path / "dry.db"), "--dry-run").succeeds()

    assert query(other_url, "SELECT count(*) FROM customers")[0][0] == 0
    assert not (tmp_path / "dry.db").exists()
