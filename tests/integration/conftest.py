"""Empty shops on both databases for tests with many examples."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.support.program import Program
from tests.support.shops import Shops


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
