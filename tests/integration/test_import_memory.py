"""The memory of an import depends neither on the size of the file nor on the length of its cells."""

import tracemalloc
from pathlib import Path

import pytest

from customers.services.importing.rows import ImportOptions
from customers.transfer.columns.choices import ReadingChoices
from customers.transfer.columns.reader import open_reader
from customers.transfer.importer import ImportRun
from customers.transfer.rejects import Rejects
from customers.transfer.sources.file import Source
from tests.support.program import Program
from tests.support.shops import open_services

FEW, MANY = 700, 2_100
NOTE = "one two three " * 1_500  # some 20 kB


def peak(customers: Program, path: Path) -> tuple[int, int]:
    """Import a file; return the peak of Python's memory, and how many rows were refused."""
    with open_services(customers) as shop, Source(str(path)) as source:
        tracemalloc.start()
        try:
            reader = open_reader("customers", source, shop.settings, ReadingChoices())
            with Rejects(None, source.header, as_json=False) as rejects:
                run = ImportRun("customers", ImportOptions(), reader, rejects, shop.writing)
                result, _ = run.run(reader.rows(source))
            assert result.created in (0, result.read)
            return tracemalloc.get_traced_memory()[1], result.refused
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("first_name", ["Asha", ""])
def test_memory_of_an_import_is_that_of_a_batch(sqlite_customers: Program, tmp_path: Path, first_name: str) -> None:
    """With a name each row makes a customer, without one each is refused."""
    peaks = []
    for number in (FEW, MANY):
        path = tmp_path / f"{number}.csv"
        lines = [f"a{line}.{number}@example.com,{first_name},{NOTE}{line}\n" for line in range(number)]
        path.write_text("".join(["email,first_name,notes\n", *lines]))
        used, refused = peak(sqlite_customers, path)
        assert refused == (0 if first_name else number)
        peaks.append(used)

    assert peaks[1] < peaks[0] * 1.4, peaks


def test_memory_of_changed_customers_is_that_of_a_part(sqlite_customers: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.services.importing.customers.PART", 100)
    path = tmp_path / "people.csv"
    peaks = []
    for notes in ("old", "old", "old", "new"):
        lines = [f"a{line}@example.com,Asha,{notes},{line} High Street,Pune,MH,411001\n" for line in range(MANY)]
        path.write_text("".join(["email,first_name,notes,address1,city,state,pincode\n", *lines]))
        peaks.append(peak(sqlite_customers, path)[0])

    assert peaks[3] < peaks[2] * 1.2, peaks
