"""Create the databases of a benchmark with the program, fill them with the bare driver, and copy them for runs that change them."""

import shutil
import sqlite3
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.bench.generate import COLUMNS, START, Values, chunks
from tests.support.postgres import OPTIONS, TempPostgres, find_binaries

# As the program sets them: without checks of foreign keys the floor would measure other work.
PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-65536")
Upgrade = Callable[[str], object]


class Database(ABC):
    """A shop on one engine."""

    engine: str
    url: str

    @contextmanager
    @abstractmethod
    def connect(self) -> Iterator[Any]:
        """Open a connection of the bare driver; the caller commits."""

    @abstractmethod
    def copy(self) -> "Database":
        """Copy the shop for a run that changes it."""

    @abstractmethod
    def drop(self) -> None:
        """Remove the database."""

    @abstractmethod
    def settle(self) -> None:
        """Run the maintenance of the database, so that it does not slow down the next run."""

    @abstractmethod
    def insert(self, connection: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write rows in the fastest way of the driver."""

    @abstractmethod
    def fill(self, size: int) -> None:
        """Write the generated shop: rows first, secondary indexes after them."""

    @abstractmethod
    def about(self) -> str:
        """Describe the version of the engine, and the settings that affect its speed."""


class Sqlite(Database):
    """A shop in a file of SQLite."""

    engine = "sqlite"
    _numbers = count()

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}"

    @classmethod
    def make(cls, folder: Path, upgrade: Upgrade) -> "Sqlite":
        """Create a shop without customers."""
        shop = cls(folder / f"shop{next(cls._numbers)}.db")
        upgrade(shop.url)
        return shop

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path)) as connection:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            yield connection

    def copy(self) -> "Sqlite":
        self.settle()
        path = self.path.with_name(f"copy{next(self._numbers)}.db")
        shutil.copyfile(self.path, path)
        return Sqlite(path)

    def drop(self) -> None:
        for suffix in ("", "-wal", "-shm", "-vip-recalculate.lock"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def settle(self) -> None:
        with self.connect() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def insert(self, connection: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def fill(self, size: int) -> None:
        values = Values(lambda number: number.to_bytes(16, "big"), int, int)
        with self.connect() as connection:
            connection.execute("PRAGMA foreign_keys=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
            for name, _ in indexes:
                connection.execute(f"DROP INDEX {name}")
            for rows in chunks(size, values):
                for table, columns in COLUMNS.items():
                    self.insert(connection, table, columns, rows[table])
            for _, definition in indexes:
                connection.execute(definition)
            connection.execute("INSERT INTO customer_search_index (customer_search_index) VALUES ('rebuild')")
            connection.commit()
        self.settle()

    def about(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}, {', '.join(PRAGMAS)}, WAL"


class Postgres(Database):
    """A shop in a database of a PostgreSQL server of the benchmark."""

    engine = "postgresql"
    _numbers = count()

    def __init__(self, server: TempPostgres, name: str) -> None:
        self.server = server
        self.name = name
        self.url = server.url(name)

    @classmethod
    def make(cls, server: TempPostgres, upgrade: Upgrade) -> "Postgres":
        """Create a shop without customers."""
        shop = cls(server, f"shop{next(cls._numbers)}")
        server.create_database(shop.name)
        upgrade(shop.url)
        return shop

    @contextmanager
    def connect(self) -> Iterator[Any]:
        with closing(psycopg.connect(self.url)) as connection:
            yield connection

    def copy(self) -> "Postgres":
        self.settle()
        name = f"copy{next(self._numbers)}"
        with self.server.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(*map(sql.Identifier, (name, self.name))))
        return Postgres(self.server, name)

    def drop(self) -> None:
        self.server.drop_database(self.name)

    def settle(self) -> None:
        with self.server.connect(self.name) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def insert(self, connection: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    def fill(self, size: int) -> None:
        values = Values(lambda number: f"{number:032x}", _Clock(), bool)
        with self.connect() as connection:
            indexes = connection.execute(
                "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
                " WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary"
            ).fetchall()
            connection.execute("SET session_replication_role = replica")  # no checks of foreign keys
            connection.execute("SET maintenance_work_mem = '512MB'")
            for name, _ in indexes:
                connection.execute(f"DROP INDEX {name}".encode())
            for rows in chunks(size, values):
                for table, columns in COLUMNS.items():
                    self.insert(connection, table, columns, rows[table])
            for _, definition in indexes:
                connection.execute(definition.encode())
            connection.commit()
        self.settle()

    def about(self) -> str:
        with self.server.connect() as connection:
            version = connection.execute("SHOW server_version").fetchone()
            options = {**dict.fromkeys(("work_mem", "jit"), ""), **OPTIONS}
            values = {name: (connection.execute(f"SHOW {name}".encode()).fetchone() or ("",))[0] for name in options}
        names = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum", "shared_buffers", "work_mem", "max_wal_size", "jit")
        return f"PostgreSQL {(version or ('',))[0]}, {', '.join(f'{name}={values[name]}' for name in names)}; vacuumed between the runs"


class _Clock:
    """A fast conversion of seconds since 1970 to text of PostgreSQL."""

    def __init__(self) -> None:
        self._days: dict[int, str] = {}
        self._seconds = [f" {second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}+00" for second in range(86_400)]
        assert START % 86_400 == 0

    def __call__(self, seconds: int) -> str:
        day, second = divmod(seconds, 86_400)
        if day not in self._days:
            self._days[day] = datetime.fromtimestamp(day * 86_400, UTC).strftime("%Y-%m-%d")
        return self._days[day] + self._seconds[second]


@contextmanager
def shops(engine: str, folder: Path, upgrade: Upgrade) -> Iterator[tuple[Database, Database]]:
    """Create a shop to be filled and an empty one, for PostgreSQL on a server of their own."""
    with ExitStack() as stack:
        if engine == "sqlite":
            yield Sqlite.make(folder, upgrade), Sqlite.make(folder, upgrade)
            return
        binaries = find_binaries()
        if binaries is None:
            sys.exit("no PostgreSQL was found: set TEST_PG_BINDIR to the folder of initdb, or take --engine sqlite")
        server = TempPostgres(binaries)
        stack.callback(server.stop)
        server.start()
        yield Postgres.make(server, upgrade), Postgres.make(server, upgrade)
