"""Progress of long work: on the terminal of stderr only, and cleared at the end."""

import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from customers.errors import ExitStatus
from customers.models.selection import Selection
from customers.services.listing.export import ExportedRows, count_rows
from tests.support.factories import HOME, create, fill_beyond_pipe, import_orders, order, query
from tests.support.program import Program
from tests.support.shops import open_services
from tests.support.terminal import IMPATIENT, Screen

COLOUR = re.compile(r"\x1b\[[0-9;]*[34][0-9]m")
# More than one read, so that rows are processed while the rest is waited for.
ROWS = "first_name,notes\n" + "".join(f"Name {number},{'x' * 2000}\n" for number in range(100))
WIPED = re.compile(r"\x1b\[2K[^\x1b]*\Z")


@pytest.fixture
def shop(sqlite_customers: Program) -> Program:
    """Return a shop of more customers than fit into a pipe."""
    return fill_beyond_pipe(sqlite_customers)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Create a named pipe: its other end determines the duration of the work."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def test_export_shows_share_rate_and_remaining_time(shop: Program, pipe: Path, tmp_path: Path) -> None:
    with Screen(shop, "export", "customers", str(pipe), stdout=tmp_path / "out", env={"NO_COLOR": "1"}) as screen, pipe.open() as reader:
        screen.wait_for("Exporting")
        screen.wait_for("rows/s")
        assert len(reader.read().splitlines()) == 151
        seen = screen.finish()

    assert screen.process.returncode == ExitStatus.DONE
    assert "%" in seen
    assert not COLOUR.search(seen)
    assert WIPED.search(seen.replace("\x1b[?25h", ""))
    assert (tmp_path / "out").read_text() == ""


def test_import_of_unknown_size_shows_elapsed_time(shop: Program, pipe: Path) -> None:
    with Screen(shop, "import", "customers", str(pipe), "-o", "json") as screen:
        with pipe.open("w") as writer:
            writer.write(ROWS)
            writer.flush()
            screen.wait_for("Reading")
        seen = screen.finish()

    assert "0:00:0" in seen
    result = seen.rpartition("\x1b[2K")[2]
    assert '"read": 100' in result
    assert "Reading" not in result


def test_ctrl_c_clears_progress_and_prints_one_sentence(shop: Program, pipe: Path) -> None:
    with Screen(shop, "import", "customers", str(pipe)) as screen, pipe.open("w") as writer:
        writer.write(ROWS)
        writer.flush()
        screen.wait_for("Reading")
        screen.type("\x03")
        seen = screen.finish()

    assert screen.process.returncode == ExitStatus.INTERRUPTED
    assert "\x1b[?25h" in seen  # the cursor is visible again
    assert seen.rpartition("\x1b[2K")[2].strip() == "Interrupted; uncommitted changes are rolled back."


def test_progress_shows_wait_for_database(shop: Program) -> None:
    import sqlite3

    connection = sqlite3.connect(shop.url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    with Screen(shop, "vip", "recalculate") as screen:
        screen.wait_for("Recalculating")
        connection.execute("ROLLBACK")
        connection.close()
        seen = screen.finish()

    assert re.search(r"Examined.*150", seen.rpartition("\x1b[2K")[2])


def test_progress_of_doctor_shows_share_and_remaining_time(shop: Program) -> None:
    import sqlite3

    # The check of the search index, near the end, waits for other writers.
    connection = sqlite3.connect(shop.url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    with Screen(shop, "doctor") as screen:
        screen.wait_for_match(r"Checking.*[1-9]\d%.*\d\d:\d\d")
        connection.execute("ROLLBACK")
        connection.close()
        seen = screen.finish()

    assert screen.process.returncode == 0
    assert "Checking" not in seen.rpartition("\x1b[2K")[2]


def test_quiet_option_hides_progress(shop: Program, pipe: Path) -> None:
    with Screen(shop, "export", "customers", str(pipe), "--quiet") as screen, pipe.open() as reader:
        assert len(reader.read().splitlines()) == 151
        seen = screen.finish()

    assert "Exporting" not in seen
    assert "\x1b" not in seen


def test_progress_does_not_overwrite_rows(shop: Program) -> None:
    with Screen(shop, "list", "--all", "-o", "ids") as screen:
        assert "\x1b" not in screen.finish()


def test_progress_requires_terminal_on_stderr(shop: Program, pipe: Path) -> None:
    command = [sys.executable, "-c", IMPATIENT, "export", "customers", str(pipe)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=shop.environment({"FORCE_COLOR": "1"})) as process, pipe.open() as reader:
        assert process.stderr
        reader.read()
        assert process.stderr.read().decode() == f"Wrote 150 customers to {pipe}\n"
    assert query(shop.url, "SELECT count(*) FROM customers") == [(150,)]


def test_short_work_does_not_load_rich(shop: Program) -> None:
    probe = "import sys; from customers.cli.main import main; main(sys.argv[1:]); sys.stderr.write(' '.join(sys.modules))"
    command = [sys.executable, "-c", probe, "vip", "recalculate", "-o", "json"]

    done = subprocess.run(command, capture_output=True, text=True, check=True, env=shop.environment())

    assert "rich" not in done.stderr.split()


def test_progress_counts_exported_rows(customers: Program) -> None:
    asha = create(customers, "Asha", tags=["b2b"], addresses=[HOME, HOME | {"city": "x"}])
    usha = create(customers, "Usha", addresses=[HOME])
    import_orders(customers, order(asha, "1", "5"), order(asha, "2", "5"), order(usha, "3", "5"))

    with open_services(customers) as shop, shop.reading() as tx:
        for kind, tags in product(("customers", "orders", "addresses"), ((), ("b2b",))):
            rows = customers("export", kind, *(f"--tag={tag}" for tag in tags), "--format", "jsonl").succeeds().jsonl()
            assert count_rows(tx, ExportedRows(kind, Selection(tags=tags))) == len(rows), (kind, tags)
