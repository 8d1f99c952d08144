"""The memory of an undo depends on the size of its batches, not on that of the run or on the number of collisions."""

import json
import tracemalloc

import pytest

from customers.models.run import UndoOptions
from customers.services.runs import undo, undo_customers, work
from customers.services.runs.listing import get_run
from tests.support.program import Program
from tests.support.shops import open_services
from tests.support.undoing import latest_run

FEW, MANY, BATCH = 30, 200, 15
NOTE = "x" * 2_000


def run_of(customers: Program, number: int, note: str) -> str:
    """Import the notes of some customers; return the run."""
    rows = ({"email": f"a{n}@example.com", "first_name": "Asha", "notes": f"{n} {note}"} for n in range(number))
    customers("import", "customers", "-", "--json", stdin="\n".join(map(json.dumps, rows))).succeeds()
    return latest_run(customers)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the batches, and the lists of collisions, so small that a few customers are many."""
    monkeypatch.setattr(undo_customers, "_BATCH", BATCH)
    for module in (undo, work):
        monkeypatch.setattr(module, "LISTED", BATCH)


def peak(customers: Program, run: str, options: UndoOptions) -> tuple[int, int]:
    """Undo a run and roll back; return the peak of Python's memory, and how many values were refused."""
    with open_services(customers) as shop, shop.writing(dry_run=True) as tx:
        tx.changes = None
        run_id = get_run(tx, run).id
        tracemalloc.start()
        try:
            result = undo.undo_run(tx, run_id, options)
            assert len(result.remaining) <= BATCH
            return tracemalloc.get_traced_memory()[1], result.refused
        finally:
            tracemalloc.stop()


@pytest.mark.usefixtures("small_batches")
def test_memory_of_an_undo_is_that_of_a_batch(sqlite_customers: Program) -> None:
    run_of(sqlite_customers, MANY, "before")
    few, many = (run_of(sqlite_customers, number, NOTE + str(number)) for number in (FEW, MANY))
    skipped = UndoOptions(skip_changed=True)
    for run in (few, many):
        peak(sqlite_customers, run, skipped)  # fills the caches of statements

    least, refused = peak(sqlite_customers, few, skipped)
    assert refused == FEW
    most, refused = peak(sqlite_customers, many, skipped)
    assert refused == 0
    assert most < least + 400_000
    run_of(sqlite_customers, MANY, "after")
    most, refused = peak(sqlite_customers, many, skipped)
    assert refused == MANY
    assert most < least + 400_000
