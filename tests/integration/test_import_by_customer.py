"""Plain orders of a file of several batches wait until they are written by customer: what changes meanwhile counts."""

import json
import resource
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from customers.errors import ExitStatus
from customers.models.results import ImportResult
from customers.services.importing.rows import ImportOptions
from customers.services.transaction import Transaction
from customers.transfer.columns.choices import ReadingChoices
from customers.transfer.columns.reader import open_reader
from customers.transfer.deferred import Deferral
from customers.transfer.importer import ImportRun
from customers.transfer.rejects import Rejects
from customers.transfer.sources.file import Source
from tests.support.factories import create, import_orders, order, show
from tests.support.program import Program
from tests.support.shops import open_services

HEADER = "number,customer_email,total,placed_at,status\n"
ORDERS = "".join(f"{number},{name}@example.com,{number}.5,2026-01-0{number},paid\n" for number, name in enumerate("abba", 1))
# The first row shows how times are written, and does not wait.
READINGS = 2  # of four orders in batches of two


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.transfer.importer.BATCH_SIZE", 2)
    monkeypatch.setattr("customers.transfer.deferred.SPAN", 3)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that writes the file to import and returns its path."""

    def write(rows: str) -> str:
        path = tmp_path / "orders.csv"
        path.write_text(HEADER + rows)
        return str(path)

    return write


def import_crossed(customers: Program, path: str, rival: Callable[[], object]) -> ImportResult:
    """Import a file of orders, with a change by another run after their customers were found and before the orders are written."""
    readings = 0
    with open_services(customers) as shop, shop.keep_open(), ExitStack() as stack:
        source = stack.enter_context(Source(path))
        reader = open_reader("orders", source, shop.settings, ReadingChoices())
        rejects = stack.enter_context(Rejects(None, source.header, as_json=False))

        @contextmanager
        def reading() -> Iterator[Transaction]:
            nonlocal readings
            with shop.reading() as tx:
                yield tx
            readings += 1
            if readings == READINGS:
                rival()

        deferral = Deferral(reading, lambda: reader.rows(source))
        run = ImportRun("orders", ImportOptions(), reader, rejects, shop.writing, reports_created=False, deferral=deferral)
        result, _ = run.run(reader.rows(source))
    assert readings == READINGS
    assert customers("doctor").status == ExitStatus.DONE
    return result


def numbers_of(customers: Program, reference: str) -> list[str]:
    """Return the numbers of the orders of a customer, whatever its state."""
    listed = customers("orders", reference, "--of", "all", "--json").json()["data"]
    return sorted(row["number"] for row in listed)


def test_orders_of_a_file_are_written_by_customer(customers: Program, file: Callable[[str], str]) -> None:
    create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")

    result = import_crossed(customers, file(ORDERS), lambda: None)

    assert (result.read, result.created) == (4, 4)
    assert (numbers_of(customers, "a@example.com"), numbers_of(customers, "b@example.com")) == (["1", "4"], ["2", "3"])
    assert show(customers, "a@example.com")["total_spent"] == 6


def test_order_goes_to_the_customer_that_has_the_email_now(customers: Program, file: Callable[[str], str]) -> None:
    former = create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")

    def rival() -> None:
        row = json.dumps({"id": former["id"], "email": "former@example.com"})
        customers("import", "customers", "-", stdin=row).succeeds()
        create(customers, "Dana", email="a@example.com")

    result = import_crossed(customers, file(ORDERS), rival)

    assert result.created == 4
    assert (numbers_of(customers, "a@example.com"), numbers_of(customers, former["id"])) == (["4"], ["1"])


def test_order_of_a_customer_that_was_deleted_meanwhile_is_not_counted(customers: Program, file: Callable[[str], str]) -> None:
    asha = create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")

    result = import_crossed(customers, file(ORDERS), lambda: customers("delete", asha["id"], "--yes").succeeds())

    assert result.created == 4
    assert len(customers("orders", "--of", "deleted", "--json").json()["data"]) == 2


def test_order_of_a_customer_that_was_merged_meanwhile_is_of_the_survivor(customers: Program, file: Callable[[str], str]) -> None:
    asha, usha = create(customers, email="a@example.com"), create(customers, "Usha", email="b@example.com")

    result = import_crossed(customers, file(ORDERS), lambda: customers("merge", usha["id"], asha["id"], "--yes").succeeds())

    assert result.created == 4
    assert numbers_of(customers, usha["id"]) == ["1", "2", "3", "4"]
    assert show(customers, usha["id"])["total_orders"] == 4


def test_notice_about_a_row_that_is_read_again_counts_it_once(customers: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asha = create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")
    path, take, calls = tmp_path / "sales.csv", Deferral.take, count(1)
    rows = [f"{number},{name}@example.com ::: c@example.com,1,2026-01-05" for number, name in enumerate("abbaab")]
    path.write_text("\n".join(["Order number,Email,Grand total,Order date", *rows]))

    def take_crossed(self: Deferral, *arguments: Any) -> bool:
        result = take(self, *arguments)
        if next(calls) == READINGS:
            customers("delete", asha["id"], "--yes").succeeds()
        return result

    monkeypatch.setattr(Deferral, "take", take_crossed)

    notices = customers("import", "orders", str(path)).succeeds().stderr

    assert "in a cell of several (6 rows, the first is line 2)" in notices


def test_order_that_came_meanwhile_is_updated(customers: Program, file: Callable[[str], str]) -> None:
    asha = create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")

    result = import_crossed(customers, file(ORDERS), lambda: import_orders(customers, order(asha, "4", "99")))

    assert (result.created, result.updated) == (3, 1)
    assert show(customers, asha["id"])["total_spent"] == 6


@pytest.mark.parametrize("names", ["aa", "ab"], ids=["one customer", "two customers"])
def test_order_that_a_file_repeats_unnoticed_has_the_values_of_the_later_row(customers: Program, tmp_path: Path, names: str) -> None:
    create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")
    first, last = (f"7,{name}@example.com,{total},2026-01-05,till ::: web" for name, total in zip(names, (9, 8), strict=True))
    others = [f"{number},b@example.com,1,2026-01-05,web" for number in range(20, 26)]
    path = tmp_path / "sales.csv"
    path.write_text("\n".join(["Order number,Email,Grand total,Order date,Source", *others[:2], first, *others[2:], last]))

    result = customers("import", "orders", str(path), "--column", "source=Source", "--json").succeeds().json()

    assert (result["created"], result["updated"]) == (7, 1)
    assert show(customers, "a@example.com")["total_spent"] == 8


@pytest.mark.parametrize(
    ("orders", "spend", "last"),
    [("2", "0", "9,a@example.com,1,2026-01-05,cancelled\n"), ("0", "4", "10,a@example.com,-5,2026-01-05,paid\n")],
    ids=["known", "return"],
)
def test_rise_before_a_fall_is_not_seen_as_a_fall(
    customers: Program, file: Callable[[str], str], orders: str, spend: str, last: str
) -> None:
    env = {"CUSTOMERS_VIP_ORDER_THRESHOLD": orders, "CUSTOMERS_VIP_SPEND_THRESHOLD": spend}
    asha = create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")
    import_orders(customers, order(asha, "8", "3"), order(asha, "9", "1"), env=env)

    customers("import", "orders", file(f"{ORDERS}{last}"), env=env).succeeds()

    changes = customers("vip", "changes", "--since", "2020-01-01", "-o", "json", env=env).succeeds().json()["data"]
    assert [(row["customer"]["email"], row["to"]) for row in changes] == [("b@example.com", True), ("a@example.com", True)]


def test_orders_are_imported_without_a_folder_for_temporary_files(
    customers: Program, file: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")
    path = file(ORDERS)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))

    assert customers("import", "orders", path, "--json").json()["created"] == 4


@pytest.mark.parametrize("limit", [50, 250])
def test_orders_are_imported_where_the_private_file_cannot_grow(
    postgres_url: str, file: Callable[[str], str], tmp_path: Path, limit: int
) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")
    path, limits = file(ORDERS), resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        result = customers("import", "orders", path, "--json")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert result.succeeds().json()["created"] == 4
    assert (numbers_of(customers, "a@example.com"), numbers_of(customers, "b@example.com")) == (["1", "4"], ["2", "3"])


def test_all_orders_of_a_file_are_undone(customers: Program, file: Callable[[str], str]) -> None:
    create(customers, email="a@example.com")
    create(customers, "Usha", email="b@example.com")
    customers("import", "orders", file(ORDERS)).succeeds()

    customers("undo", "--yes").succeeds()

    assert customers("orders", "--json").json()["data"] == []
    assert show(customers, "a@example.com")["total_orders"] == 0
