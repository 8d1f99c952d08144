"""Retried imports: another run changes the shop between two attempts, and the second begins from the rows of the file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from customers.errors import ConcurrentUpdateError
from customers.models.results import ImportResult
from customers.services.importing.rows import ImportOptions
from customers.services.shop import ShopContext
from customers.services.transaction import Transaction
from customers.transfer.columns.choices import ReadingChoices
from customers.transfer.columns.reader import open_reader
from customers.transfer.importer import ImportRun
from customers.transfer.rejects import Rejects
from customers.transfer.sources.file import Source
from tests.integration.test_recalculation_races import finish, wait_for
from tests.support.factories import create, listed, query, show
from tests.support.program import Program
from tests.support.shops import open_services

# A new customer without a name gets the name of the recipient.
PARCELS = "Email,Shipping First Name,Shipping Last Name,Shipping Address 1,Shipping City\n{},Recipient,Person,5 Way,Pune\n"
UNNAMED = "first_name,last_name,phone,email\nDana,Right,+919876543210,\n"
ORDERS = "number,customer_email,total,placed_at\n1,dana@example.com,7,2026-01-05\n"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """Return a function that writes the file to import and returns its path."""

    def write(text: str) -> str:
        path = tmp_path / "rows.csv"
        path.write_text(text)
        return str(path)

    return write


def import_crossed(customers: Program, kind: str, path: str, rival: Callable[[], Any]) -> ImportResult:
    """Import a file with a first attempt that is rolled back at its end, and a change by another run before the second."""
    with open_services(customers) as shop, ExitStack() as stack:
        source = stack.enter_context(Source(path))
        reader = open_reader(kind, source, shop.settings, ReadingChoices())
        rejects = stack.enter_context(Rejects(None, source.header, as_json=False))
        result, _ = ImportRun(kind, ImportOptions(create_customers=True), reader, rejects, crossed(shop, rival)).run(reader.rows(source))
        return result


def crossed(shop: ShopContext, rival: Callable[[], Any]) -> Callable[[], AbstractContextManager[Transaction]]:
    """Open transactions, the first of which fails."""
    attempts = 0

    @contextmanager
    def transaction() -> Iterator[Transaction]:
        nonlocal attempts
        attempts += 1
        try:
            with shop.writing() as tx:
                yield tx
                if attempts == 1:
                    raise ConcurrentUpdateError(attempts=1)
        except ConcurrentUpdateError:
            rival()
            raise

    return transaction


def test_retry_does_not_overwrite_name_with_fallback(customers: Program, file: Callable[[str], str]) -> None:
    def rival() -> None:
        customers("create", "--first-name", "Dana", "--last-name", "Right", "--email", "dana@example.com").succeeds()

    result = import_crossed(customers, "customers", file(PARCELS.format("dana@example.com")), rival)

    assert (result.created, result.updated) == (0, 1)
    assert show(customers, "dana@example.com")["full_name"] == "Dana Right"


def test_retry_matches_anonymous_row_with_new_customer(customers: Program, file: Callable[[str], str]) -> None:
    def rival() -> None:
        customers("create", "--first-name", "Dana", "--last-name", "Right", "--phone", "+919876543210").succeeds()

    result = import_crossed(customers, "customers", file(UNNAMED), rival)

    assert (result.created, result.unchanged) == (0, 1)
    assert listed(customers, "list") == ["Dana"]


def test_retry_matches_anonymous_row_with_same_customer(customers: Program, file: Callable[[str], str]) -> None:
    create(customers, "Dana", last_name="Right", phone="+919876543210")

    result = import_crossed(customers, "customers", file(UNNAMED), lambda: None)

    assert (result.created, result.unchanged) == (0, 1)


def test_retry_matches_order_with_new_customer(customers: Program, file: Callable[[str], str]) -> None:
    def rival() -> None:
        customers("create", "--first-name", "Dana", "--last-name", "Right", "--email", "dana@example.com").succeeds()

    result = import_crossed(customers, "orders", file(ORDERS), rival)

    assert result.created == 1
    assert [show(customers, "dana@example.com")[name] for name in ("full_name", "total_orders")] == ["Dana Right", 1]


def test_import_retries_from_rows_after_taken_email(postgres_url: str, tmp_path: Path, file: Callable[[str], str]) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    path = file(PARCELS.format("dana@example.com"))

    with psycopg.connect(postgres_url) as holder, psycopg.connect(postgres_url, autocommit=True) as watcher:
        # The other run has taken the email and is blocked before its history; the import cannot see the email and waits for it.
        holder.execute("LOCK TABLE events IN SHARE MODE")
        rival = customers.start("create", "--first-name", "Dana", "--last-name", "Right", "--email", "dana@example.com")
        wait_for(watcher, 1)
        importing = customers.start("import", "customers", path)
        wait_for(watcher, 2)
    assert [finish(process)[0] for process in (rival, importing)] == [0, 0]

    assert show(customers, "dana@example.com")["full_name"] == "Dana Right"
    assert query(postgres_url, "SELECT count(*) FROM customers") == [(1,)]
