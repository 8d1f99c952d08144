"""Search on SQLite: the index is an FTS5 table of trigrams, which holds no texts of its own and is queried for parts of a pattern."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, column, func, insert, literal, literal_column, select, table, text
from sqlalchemy.exc import DatabaseError

from customers.database.connection.errors import LOCK_NOT_AVAILABLE, classify, translated_errors
from customers.database.dialects.base import WRITING, dialect_of
from customers.database.dialects.search import SearchSql, SearchTerm, like_pattern, matches_any
from customers.database.schema.tables import customer_search
from customers.database.schema.types import Words
from customers.database.search import trigram_index
from customers.database.search.trigram_index import has_search_index
from customers.domain.search.typos import covering_parts, whole_parts

_INDEX = trigram_index.SEARCH_INDEX
_index = table(_INDEX, column(_INDEX), column("rowid"), column("text"), column("rank"))
# From so many texts on the index gets a larger buffer; the sizes are bytes, the first that of FTS5 itself.
_MANY_TEXTS = 2_000
_BUFFER, _LARGE_BUFFER = 2**20, 2**23
# How many pages of the index one short transaction merges.
_MERGE_PAGES = 500


class SqliteSearchSql(SearchSql):
    """Texts by the numbers of their rows, by which the index refers to them."""

    # The texts are folded already: the tokenizer, which folds other letters, must not fold.
    index_statements = (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {_INDEX} USING fts5("
        "text, content='customer_search', content_rowid='rowid', tokenize='trigram case_sensitive 1')",
    )

    def insert_texts(self, connection: Connection, rows: Sequence[tuple[Any, str]]) -> None:
        """Insert texts and index them."""
        first = (connection.scalar(text("SELECT max(rowid) FROM customer_search")) or 0) + 1
        cursor = connection.connection.cursor()
        numbered = [(number, customer_id, words) for number, (customer_id, words) in enumerate(rows, first)]
        cursor.executemany("INSERT INTO customer_search (rowid, customer_id, text) VALUES (?, ?, ?)", numbered)
        if has_search_index(connection):
            with _larger_buffer(cursor) if len(rows) > _MANY_TEXTS else nullcontext():
                indexed = [(number, words) for number, _, words in numbered]
                cursor.executemany(f"INSERT INTO {_INDEX} (rowid, text) VALUES (?, ?)", indexed)  # noqa: S608
        cursor.close()

    def delete_texts(self, connection: Connection, ids: Select[tuple[UUID]]) -> None:
        """Delete texts, after the index was given them as what to delete."""
        if has_search_index(connection):
            columns: tuple[Any, ...] = (literal("delete", Words), literal_column("customer_search.rowid"), customer_search.c.text)
            rows = select(*columns).where(customer_search.c.customer_id.in_(ids))
            connection.execute(insert(_index).from_select([_index.name, "rowid", "text"], rows))
        super().delete_texts(connection, ids)

    def drop_index(self, connection: Connection) -> None:
        """Drop the index table."""
        connection.execute(text(f"DROP TABLE IF EXISTS {_INDEX}"))

    def is_index_sound(self, connection: Connection) -> bool:
        """Run FTS5's integrity check, which SQLite takes for a write: beside a reading transaction, in one of its own."""
        if not has_search_index(connection):
            return True
        if connection.get_execution_options().get(WRITING):
            return _is_sound(connection)
        # It waits for other writers: SQLite lets a transaction that has read before it writes fail at once.
        with translated_errors(), connection.engine.connect().execution_options(**{WRITING: True}) as second:
            dialect_of(second).limit_cache(second)
            return _is_sound(second)

    def is_indexed(self, connection: Connection, term: SearchTerm) -> bool:
        """Return whether every pattern has a part of three characters, which is the least that trigrams find."""
        return has_search_index(connection) and all(map(whole_parts, term.patterns))

    def is_exact(self, connection: Connection, term: SearchTerm) -> bool:
        """Return whether every pattern is one such part."""
        return self.is_indexed(connection, term) and all(whole_parts(pattern) == (pattern,) for pattern in term.patterns)

    def owners(self, connection: Connection, terms: Sequence[SearchTerm]) -> Select[tuple[UUID]]:
        """Return the query that joins the texts from the index on, which stops at a limit; behind IN all would be read first."""
        indexed = [term for term in terms if self.is_indexed(connection, term)]
        if not indexed:
            return super().owners(connection, terms)
        joined = _index.join(customer_search, _index.c.rowid == literal_column("customer_search.rowid"))
        others = [matches_any(term.patterns) for term in terms if not self.is_exact(connection, term)]
        return select(customer_search.c.customer_id).select_from(joined).where(_match(indexed), *others)

    def count(self, connection: Connection, terms: Sequence[SearchTerm], ids: Select[tuple[UUID]]) -> int:
        """Count in the index where it decides every term."""
        if all(self.is_exact(connection, term) and not term.tags for term in terms):
            return connection.scalar(select(func.count()).select_from(_index).where(_match(terms))) or 0
        return super().count(connection, terms, ids)

    def find_existing(self, connection: Connection, patterns: Sequence[str]) -> list[str]:
        """Query the index once a pattern, in one statement."""
        exists = (
            f"SELECT 1 FROM {_INDEX} AS found JOIN customer_search AS texts ON texts.rowid = found.rowid"  # noqa: S608
            f" WHERE found.{_INDEX} MATCH json_extract(value, '$[1]')"
            " AND texts.text LIKE json_extract(value, '$[2]') ESCAPE '\\'"
        )
        statement = text(f"SELECT json_extract(value, '$[0]') FROM json_each(:patterns) WHERE EXISTS ({exists})")  # noqa: S608
        values = [(pattern, _phrases(covering_parts(pattern)), like_pattern(pattern)) for pattern in patterns]
        return list(connection.scalars(statement, {"patterns": json.dumps(values)}))


@contextmanager
def _larger_buffer(cursor: Any) -> Iterator[None]:
    """Let the index hold more in memory before it writes a part: fewer parts are merged, and searched, later.

    The size is a setting in the file; other programs see the former one, as the transaction ends with it.
    """
    statement = f"INSERT INTO {_INDEX} ({_INDEX}, rank) VALUES ('hashsize', ?)"  # noqa: S608
    cursor.execute(statement, (_LARGE_BUFFER,))
    yield
    cursor.execute(statement, (_BUFFER,))


def _is_sound(connection: Connection) -> bool:
    try:
        connection.execute(insert(_index).values({_index.name: "integrity-check", "rank": 1}))
    except DatabaseError as error:
        if classify(error) == LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def merge_index(cursor: Any) -> None:
    """Remove deleted texts from the index, which only marks them, a few pages at a time: each step locks for a short while."""
    if not cursor.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_INDEX,)).fetchone():
        return
    # The first step marks all parts of the index for a merge into one; the others continue until it is done.
    step = -_MERGE_PAGES
    while True:
        (before,) = cursor.execute("SELECT total_changes()").fetchone()
        cursor.execute(f"INSERT INTO {_INDEX} ({_INDEX}, rank) VALUES ('merge', ?)", (step,))  # noqa: S608
        (after,) = cursor.execute("SELECT total_changes()").fetchone()
        if after - before < 2:
            return
        step = _MERGE_PAGES


def _match(terms: Sequence[SearchTerm]) -> ColumnElement[bool]:
    words = (" OR ".join(f"({_phrases(whole_parts(pattern))})" for pattern in term.patterns) for term in terms)
    return _index.c[_INDEX].op("MATCH", is_comparison=True)(literal(" AND ".join(f"({word})" for word in words), Words))


def _phrases(parts: Sequence[str]) -> str:
    """Return parts of a text as FTS5 takes them: quoted phrases, in which no character is syntax."""
    return " AND ".join('"' + part.replace('"', '""') + '"' for part in parts)
