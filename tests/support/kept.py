"""Shops that many tests begin with: filled by the program once in a test process, and copied afterwards.

A test still has a shop of its own, with the same rows as if it had just been filled, but older.
"""

import atexit
import copy
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from tests.support.program import Program

SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of the migrated PostgreSQL database of this process, on a connection that lasts and checks no foreign keys."""

    connection: psycopg.Connection
    names: list[str]
    copies: dict[str, list[str]] = field(default_factory=dict)  # the tables with rows by the name of a kept shop

    def keep(self, shop: str) -> None:
        """Copy the rows of all tables, into temporary ones, which no other connection sees."""
        self.copies[shop] = []
        for name in self.names:
            if self.connection.execute(f"SELECT 1 FROM {name} LIMIT 1".encode()).fetchone():
                self.copies[shop].append(name)
                self.connection.execute(f"CREATE TEMPORARY TABLE {_copied(shop, name)} AS TABLE {name}".encode())

    def bring_back(self, shop: str) -> None:
        """Copy the rows of a kept shop into the empty tables."""
        self.connection.execute("; ".join(f"INSERT INTO {name} TABLE {_copied(shop, name)}" for name in self.copies[shop]).encode())


def _copied(shop: str, name: str) -> str:
    return shop + "_" + name.strip('"')


# By the URL of the database.
POSTGRESQL: dict[str, Tables] = {}
_values: dict[tuple[str, str], Any] = {}
_numbers: dict[str, str] = {}
Value = TypeVar("Value")


def kept(fill: Callable[[Program], Value]) -> Callable[[Program], Value]:
    """Keep what a function makes of an empty shop: its rows, and the value that it returns."""
    name = f"{fill.__module__}.{fill.__qualname__}"

    @wraps(fill)
    def bring(*arguments: Program, **named: Program) -> Value:
        [customers] = [*arguments, *named.values()]
        tables = POSTGRESQL.get(customers.url)
        if tables is None and not customers.url.startswith(SQLITE):
            return fill(customers)
        shop = _numbers.setdefault(name, f"kept_{len(_numbers)}")
        key = (shop, "sqlite" if tables is None else customers.url)
        path = Path(customers.url.removeprefix(SQLITE))
        if key not in _values:
            value = fill(customers)
            assert not any(customers.home.iterdir()), "a kept shop is a database alone"
            if tables is None:
                shutil.copy(path, Path(_folder().name) / shop)
            else:
                tables.keep(shop)
            _values[key] = Program if value is customers else copy.deepcopy(value)
            return value
        if tables is None:
            shutil.copy(Path(_folder().name) / shop, path)
        else:
            tables.bring_back(shop)
        return customers if _values[key] is Program else copy.deepcopy(_values[key])  # type: ignore[return-value]

    return bring


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
    atexit.register(folder.cleanup)
    return folder
