"""Empty shops on both databases for tests with many examples."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from customers.config.settings import load
from customers.services.shop import ShopContext
from tests.support.engines import shared_compilation
from tests.support.program import Program

Shops = Callable[[], list[Program]]


@contextmanager
def opened(customers: Program) -> Iterator[ShopContext]:
    """Open the services of a program's shop, where the program itself would be too slow."""
    with shared_compilation():
        shop = ShopContext(load({"CUSTOMERS_DATABASE_URL": customers.url}, {}), "tester", "test")
        try:
            yield shop
        finally:
            shop.engine.dispose()


@pytest.fixture(scope="session")
def empty_shops(sqlite_template: Path, emptied_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Shops:
    """Return a function that creates the program on an empty shop in SQLite and on one in PostgreSQL."""
    folder = tmp_path_factory.mktemp("shops")
    numbers = count()

    def make() -> list[Program]:
        path = folder / f"{next(numbers)}.db"
        shutil.copy(sqlite_template, path)
        return [Program(url, folder / "home") for url in (f"sqlite:///{path}", emptied_postgres())]

    return make
