"""Temporary SQLite store for duplicate candidates: it sorts and groups keys that Python makes.

Its file is deleted as it is opened, and private. It holds on disk what would not fit into memory, and serves both engines,
in reading transactions too.
"""

import marshal
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import combinations
from uuid import UUID

from customers.domain.matching.profile import MatchProfile

_CACHE_KIB = 8_000
# How many pairs are held in memory, where most of them are deduplicated, before they are written.
_PAIR_BUFFER = 80_000


class PairStore:
    """Profiles by number, their keys, and pairs of them."""

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
            "CREATE TABLE matches (weight REAL NOT NULL, first INTEGER NOT NULL, second INTEGER NOT NULL)",
            "BEGIN",
        ):
            connection.execute(statement)

    def add_profiles(self, rows: Iterable[tuple[int, UUID, MatchProfile]]) -> None:
        """Store profiles under their numbers."""
        self._connection.executemany(
            "INSERT INTO profiles VALUES (?, ?, ?)", ((number, id_.bytes, marshal.dumps(tuple(profile))) for number, id_, profile in rows)
        )

    def add_keys(self, rows: Iterable[tuple[int, int]]) -> None:
        """Store (key, number) rows."""
        self._connection.executemany("INSERT INTO keys VALUES (?, ?)", rows)

    def candidates(
        self, most: int, largest: Callable[[int], int], strength: Callable[[int], int], enough: int
    ) -> Iterator[tuple[int, int, MatchProfile, MatchProfile]]:
        """Yield the pairs of profiles with enough strength of shared keys, each once and in order, by their numbers and with the profiles.

        Args:
            most: the largest number of profiles that any key may have; a key with more is ignored.
            largest: the largest number of profiles that one key may have.
            strength: the strength of a key.
            enough: the least sum of the strengths of the shared keys of a pair.
        """
        pairs: dict[int, int] = {}
        blocks = self._connection.execute(
            "SELECT key, count(*), group_concat(number) FROM keys GROUP BY key HAVING count(*) BETWEEN 2 AND ?", (most,)
        )
        for key, size, text in blocks:
            if size > largest(key):
                continue
            if len(pairs) >= _PAIR_BUFFER:
                self._add_candidates(pairs)
                pairs = {}
            numbers = sorted(map(int, text.split(",")))
            shared = [first << 32 | second for first, second in combinations(numbers, 2)]
            value = strength(key)
            if value >= enough:
                pairs.update(dict.fromkeys(shared, value))
                continue
            for pair in shared:
                pairs[pair] = pairs.get(pair, 0) + value
        self._add_candidates(pairs)
        pairs = {}
        self._connection.execute("DELETE FROM keys")
        rows = self._connection.execute(
            "SELECT pair >> 32, pair & 4294967295, content FROM "
            "(SELECT pair FROM candidates GROUP BY pair HAVING sum(strength) >= ? ORDER BY pair) "
            "JOIN profiles ON number = pair & 4294967295",
            (enough,),
        )
        # The pairs are sorted by their first profiles, which are read beside the pairs, each once.
        profiles = self._connection.execute("SELECT number, content FROM profiles ORDER BY number")
        number = -1
        for first, second, packed in rows:
            if first != number:
                number, first_packed = next(row for row in profiles if row[0] == first)
                profile = MatchProfile._make(marshal.loads(first_packed))
            yield first, second, profile, MatchProfile._make(marshal.loads(packed))

    def _add_candidates(self, pairs: dict[int, int]) -> None:
        self._connection.executemany("INSERT INTO candidates VALUES (?, ?)", pairs.items())

    def add_matches(self, rows: Iterable[tuple[float, int, int]]) -> None:
        """Store pairs with their weight."""
        self._connection.executemany("INSERT INTO matches VALUES (?, ?, ?)", rows)

    def number(self, id_: UUID) -> int:
        """Return the number of a profile, -1 for an unknown id."""
        self._connection.execute("CREATE INDEX IF NOT EXISTS by_id ON profiles (id)")
        row = self._connection.execute("SELECT number FROM profiles WHERE id = ?", (id_.bytes,)).fetchone()
        return row[0] if row is not None else -1

    def exclude(self, pairs: Iterable[tuple[UUID, UUID]]) -> None:
        """Remove pairs from the matches, by their ids in any order."""
        self._connection.execute("CREATE INDEX IF NOT EXISTS by_pair ON matches (first, second)")
        for first, second in pairs:
            numbers = sorted((self.number(first), self.number(second)))
            self._connection.execute("DELETE FROM matches WHERE first = ? AND second = ?", numbers)

    def count_matches(self) -> int:
        """Return the number of matches."""
        count: int = self._connection.execute("SELECT count(*) FROM matches").fetchone()[0]
        return count

    def best(self, after: tuple[float, int, int] | None, offset: int, limit: int) -> Iterator[tuple[float, UUID, UUID]]:
        """Yield pairs by falling weight, those of the oldest profiles first among equals; a `limit` of -1 is all."""
        where, values = "", []
        if after is not None:
            where, values = "WHERE (-weight, first, second) > (?, ?, ?)", [-after[0], *after[1:]]
        statement = (
            "SELECT weight, a.id, b.id FROM matches JOIN profiles a ON a.number = first JOIN profiles b ON b.number = second "  # noqa: S608
            f"{where} ORDER BY -weight, first, second LIMIT ? OFFSET ?"
        )
        for weight, first_id, second_id in self._connection.execute(statement, (*values, limit, offset)):
            yield weight, UUID(bytes=first_id), UUID(bytes=second_id)


@contextmanager
def open_pair_store() -> Iterator[PairStore]:
    """Yield a store, which is deleted at the end."""
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        yield PairStore(connection)
