"""A place to sort and group what no statement of the shop's database can work out: keys made by Python.

It is a SQLite file of its own that is deleted as it is opened: the same on both engines, nothing of it is seen by
anybody else, and it holds on disk what would not fit into memory. A reading transaction can use it.
"""

import marshal
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import combinations
from typing import Any
from uuid import UUID

_CACHE_KIB = 24_000
# How many pairs are held before they are written down: what dedupes most of them is here.
_PAIRS = 150_000


class PairStore:
    """Profiles by number, the keys they have, and pairs of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        for statement in (
            f"PRAGMA cache_size = -{_CACHE_KIB}",
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "PRAGMA locking_mode = EXCLUSIVE",
            "CREATE TABLE profiles (number INTEGER PRIMARY KEY, id BLOB NOT NULL, content BLOB NOT NULL)",
            "CREATE TABLE keys (key INTEGER NOT NULL, number INTEGER NOT NULL)",
            "CREATE TABLE candidates (pair INTEGER NOT NULL, strength INTEGER NOT NULL)",
            "CREATE TABLE found (weight REAL NOT NULL, one INTEGER NOT NULL, other INTEGER NOT NULL)",
            "BEGIN",
        ):
            connection.execute(statement)

    def add_profiles(self, rows: Iterable[tuple[int, UUID, Any]]) -> None:
        """Keep profiles under their numbers."""
        self._connection.executemany(
            "INSERT INTO profiles VALUES (?, ?, ?)", ((number, id_.bytes, marshal.dumps(content)) for number, id_, content in rows)
        )

    def add_keys(self, rows: Iterable[tuple[int, int]]) -> None:
        """Keep (key, number) pairs."""
        self._connection.executemany("INSERT INTO keys VALUES (?, ?)", rows)

    def candidates(
        self, most: int, largest: Callable[[int], int], strength: Callable[[int], int], enough: int
    ) -> Iterator[tuple[int, int, Any, Any]]:
        """The pairs of profiles whose shared keys are strong enough, each once and in order, with what was kept of them.

        A key that more profiles share than the `largest` block it may have, at `most` so many for any, does not count;
        the `strength` of the others must come to `enough`.
        """
        held: dict[int, int] = {}
        blocks = self._connection.execute(
            "SELECT key, count(*), group_concat(number) FROM keys GROUP BY key HAVING count(*) BETWEEN 2 AND ?", (most,)
        )
        for key, size, text in blocks:
            if size > largest(key):
                continue
            numbers = sorted(map(int, text.split(",")))
            value = strength(key)
            for one, other in combinations(numbers, 2):
                pair = one << 32 | other
                held[pair] = held.get(pair, 0) + value
            if len(held) >= _PAIRS:
                self._keep(held)
                held = {}
        self._keep(held)
        held = {}
        self._connection.execute("DELETE FROM keys")
        pairs = self._connection.execute(
            "SELECT pair >> 32, pair & 4294967295, one.content, other.content FROM "
            "(SELECT pair FROM candidates GROUP BY pair HAVING sum(strength) >= ? ORDER BY pair) "
            "JOIN profiles one ON one.number = pair >> 32 JOIN profiles other ON other.number = pair & 4294967295",
            (enough,),
        )
        number, content = -1, None
        for one, other, packed, other_packed in pairs:
            if one != number:
                number, content = one, marshal.loads(packed)
            yield one, other, content, marshal.loads(other_packed)

    def _keep(self, pairs: dict[int, int]) -> None:
        self._connection.executemany("INSERT INTO candidates VALUES (?, ?)", pairs.items())

    def add_matches(self, rows: Iterable[tuple[float, int, int]]) -> None:
        """Keep pairs with their weight."""
        self._connection.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)

    def number(self, id_: UUID) -> int:
        """The number of a profile, -1 where there is none of that id."""
        self._connection.execute("CREATE INDEX IF NOT EXISTS by_id ON profiles (id)")
        row = self._connection.execute("SELECT number FROM profiles WHERE id = ?", (id_.bytes,)).fetchone()
        return row[0] if row is not None else -1

    def exclude(self, pairs: Iterable[tuple[UUID, UUID]]) -> None:
        """Forget pairs that were found, by their ids in any order."""
        self._connection.execute("CREATE INDEX IF NOT EXISTS by_pair ON found (one, other)")
        for a, b in pairs:
            numbers = sorted((self.number(a), self.number(b)))
            self._connection.execute("DELETE FROM found WHERE one = ? AND other = ?", numbers)

    def count_matches(self) -> int:
        """How many pairs are left."""
        count: int = self._connection.execute("SELECT count(*) FROM found").fetchone()[0]
        return count

    def best(self, after: tuple[float, int, int] | None, offset: int, limit: int) -> Iterator[tuple[float, UUID, UUID]]:
        """Pairs by falling weight, those of the oldest profiles first where they weigh the same; a `limit` of -1 is all."""
        where, values = "", []
        if after is not None:
            where, values = "WHERE (-weight, one, other) > (?, ?, ?)", [-after[0], *after[1:]]
        # Nothing but marks is put into the statement.
        statement = (
            "SELECT weight, a.id, b.id FROM found JOIN profiles a ON a.number = one JOIN profiles b ON b.number = other "  # noqa: S608
            f"{where} ORDER BY -weight, one, other LIMIT ? OFFSET ?"
        )
        for weight, one, other in self._connection.execute(statement, (*values, limit, offset)):
            yield weight, UUID(bytes=one), UUID(bytes=other)


@contextmanager
def open_pair_store() -> Iterator[PairStore]:
    """A scratch place, gone at the end."""
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        yield PairStore(connection)
