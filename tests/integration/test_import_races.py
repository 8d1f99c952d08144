"""Imports between whose attempts another run changes the shop: the second attempt begins from the rows of the file."""

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
from customers.transfer.columns.reader import open_reader
from customers.transfer.importer import ImportRun
from customers.transfer.rejects import Rejects
from customers.transfer.sources.file import Source
from tests.integration.conftest import opened
from tests.integration.test_recalculation_races import finish, wait_for
from tests.support.factories import create, listed, query, show
from tests.support.program import Program

# The recipient of a parcel is what a customer without a name is called, should it be new.
PARCELS = "Email,Shipping First Name,Shipping Last Name,Shipping Address 1,Shipping City\n{},Recipient,Person,5 Way,Pune\n"
UNNAMED = "first_name,last_name,phone,email\nDana,Right,+919876543210,\n"
ORDERS = "number,customer_email,total,placed_at\n1,dana@example.com,7,2026-01-05\n"


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], str]:
    """A way to write the file to be imported; gives its path."""

    def write(text: str) -> str:
        path = tmp_path / "rows.csv"
        path.write_text(text)
        return str(path)

    return write


def import_crossed(customers: Program, kind: str, path: str, rival: Callable[[], Any]) -> ImportResult:
    """Import a file whose first attempt is rolled back at its end, with a rival at work before the second."""
    with opened(customers) as shop, ExitStack() as stack:
        source = stack.enter_context(Source(path))
        reader = open_reader(kind, source, shop.settings, columns={}, constants={})
        rejects = stack.enter_context(Rejects(None, source.header, as_json=False))
        result, _ = ImportRun(kind, ImportOptions(create_customers=True), reader, rejects, crossed(shop, rival)).run(reader.rows(source))
        return result


def crossed(shop: ShopContext, rival: Callable[[], Any]) -> Callable[[], AbstractContextManager[Transaction]]:
    """Open transactions of which the first does not go well."""
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


def test_a_known_name_is_not_overwritten_by_the_fallback_of_an_attempt_before(customers: Program, file: Callable[[str], str]) -> None:
    def rival() -> None:
        customers.spawn("create", "--first-name", "Dana", "--last-name", "Right", "--email", "dana@example.com").succeeds()

    result = import_crossed(customers, "customers", file(PARCELS.format("dana@example.com")), rival)

    assert (result.created, result.updated) == (0, 1)
    assert show(customers, "dana@example.com")["full_name"] == "Dana Right"


def test_a_row_without_a_sure_name_finds_who_came_between_two_attempts(customers: Program, file: Callable[[str], str]) -> None:
    def rival() -> None:
        customers.spawn("create", "--first-name", "Dana", "--last-name", "Right", "--phone", "+919876543210").succeeds()

    result = import_crossed(customers, "customers", file(UNNAMED), rival)

    assert (result.created, result.unchanged) == (0, 1)
    assert listed(customers, "list") == ["Dana"]


def test_a_row_without_a_sure_name_is_about_the_same_customer_in_every_attempt(customers: Program, file: Callable[[str], str]) -> None:
    create(customers, "Dana", last_name="Right", phone="+919876543210")

    result = import_crossed(customers, "customers", file(UNNAMED), lambda: None)

    assert (result.created, result.unchanged) == (0, 1)


def test_an_order_goes_to_who_came_between_two_attempts(customers: Program, file: Callable[[str], str]) -> None:
    def rival() -> None:
        customers.spawn("create", "--first-name", "Dana", "--last-name", "Right", "--email", "dana@example.com").succeeds()

    result = import_crossed(customers, "orders", file(ORDERS), rival)

    assert result.created == 1
    assert [show(customers, "dana@example.com")[name] for name in ("full_name", "total_orders")] == ["Dana Right", 1]


def test_an_import_that_finds_its_email_taken_begins_again_from_its_rows(
    postgres_url: str, tmp_path: Path, file: Callable[[str], str]
) -> None:
    customers = Program(postgres_url, tmp_path / "home")
    path = file(PARCELS.format("dana@example.com"))

    with psycopg.connect(postgres_url) as holder, psycopg.connect(postgres_url, autocommit=True) as watcher:
        # The rival has taken the email and cannot write its history yet; the import, which does not see it, waits for the email.
        holder.execute("LOCK TABLE events IN SHARE MODE")
        rival = customers.start("create", "--first-name", "Dana", "--last-name", "Right", "--email", "dana@example.com")
        wait_for(watcher, 1)
        importing = customers.start("import", "customers", path)
        wait_for(watcher, 2)
    assert [finish(process)[0] for process in (rival, importing)] == [0, 0]

    assert show(customers, "dana@example.com")["full_name"] == "Dana Right"
    assert query(postgres_url, "SELECT count(*) FROM customers") == [(1,)]
