"""Shops that many tests begin with: filled by the program once in a test process, and copied afterwards.

A test still has a shop of its own, with the same rows as if it had just been filled, but older.
"""

import atexit
import copy
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

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

    def are_empty(self) -> bool:
        """Return whether no run has changed anything."""
        return self.connection.execute("SELECT 1 FROM runs UNION ALL SELECT 1 FROM customers LIMIT 1").fetchone() is None

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
Arguments = ParamSpec("Arguments")


def kept(fill: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
    """Keep what a function makes of an empty shop, its first argument: its rows and its result, for each of its other arguments."""
    name = f"{fill.__module__}.{fill.__qualname__}"

    @wraps(fill)
    def bring(*arguments: Arguments.args, **named: Arguments.kwargs) -> Value:
        customers, *others = [*arguments, *named.values()]  # type: ignore[misc]
        assert isinstance(customers, Program)
        tables = POSTGRESQL.get(customers.url)
        path = Path(customers.url.removeprefix(SQLITE))
        is_known = tables is not None or customers.url.startswith(SQLITE)
        if not is_known or not (_is_empty(path) if tables is None else tables.are_empty()):
            return fill(*arguments, **named)
        shop = _numbers.setdefault(f"{name} {others}", f"kept_{len(_numbers)}")
        key = (shop, "sqlite" if tables is None else customers.url)
        if key not in _values:
            value = fill(*arguments, **named)
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


def _is_empty(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT 1 FROM runs UNION ALL SELECT 1 FROM customers LIMIT 1").fetchone() is None


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    folder = tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
    atexit.register(folder.cleanup)
    return folder
