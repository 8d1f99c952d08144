"""What is asked of the search texts, in the forms that each engine's trigram index answers to.

SQLite's index (FTS5) is asked for parts of a pattern, PostgreSQL's (pg_trgm) for the pattern itself. Where there is no
index the texts are read, and the answers are the same.
"""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    and_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
    true,
    union,
)
from sqlalchemy import text as sql

from customers.database.dialects import base, planner_hints
from customers.database.schema.tables import customer_search, customer_tags, customers
from customers.database.schema.types import Words
from customers.database.search import trigram_index
from customers.domain.search.documents import ANY
from customers.domain.search.typos import covering_parts, has_pattern, misspellings, rough_misspellings, whole_parts

# How many texts are held at a time where they are read one by one.
_AT_ONCE = 1_000
_index = table(trigram_index.SEARCH_INDEX, column(trigram_index.SEARCH_INDEX), column("rowid"))


class SearchTerm(NamedTuple):
    """What a word asks of a text: one of these patterns (`ANY` is a character, whichever), or one of these tags."""

    patterns: tuple[str, ...]
    tags: tuple[str, ...] = ()


def ids_of(connection: Connection, asked: Sequence[SearchTerm]) -> Select[tuple[UUID]]:
    """The customers who have what every word asks, each once, by the index where it can answer."""
    found = _texts_with(connection, [question for question in asked if not question.tags])
    for question in (question for question in asked if question.tags):
        with_tag = select(customer_tags.c.customer_id).where(customer_tags.c.key.in_(question.tags))
        found = found.where(customer_search.c.customer_id.in_(union(_texts_with(connection, [question]), with_tag)))
    return found


def first_ids(connection: Connection, asked: Sequence[SearchTerm], limit: int) -> frozenset[UUID]:
    """As many of the customers who have what every word asks."""
    found = _calculated_first(ids_of(connection, asked))
    return frozenset(connection.scalars(select(found.c.customer_id).limit(limit)))


def count_all(connection: Connection, asked: Sequence[SearchTerm]) -> int:
    """How many customers have what every word asks."""
    found: Select[Any] = select(func.count()).select_from(ids_of(connection, asked).subquery())
    if base.is_sqlite(connection) and all(_is_whole(connection, question) and not question.tags for question in asked):
        found = select(func.count()).select_from(_index).where(_match(asked))
    return connection.scalar(found) or 0


def is_more_than(connection: Connection, asked: Sequence[SearchTerm], number: int) -> bool:
    """Whether more customers than a number have what every word asks."""
    if all(_is_whole(connection, question) for question in asked):  # counted sooner than found
        return count_all(connection, asked) > number
    some = select(_calculated_first(ids_of(connection, asked)).c.customer_id).limit(number + 1).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) > number


def _calculated_first(query: Select[tuple[UUID]]) -> CTE:
    """A query that PostgreSQL plans as if all of it were wanted: for a few of the many rows that it guesses, it would
    read text after text, and to the end where there are fewer.
    """
    return query.cte("found").prefix_with("MATERIALIZED", dialect="postgresql")


def has_text(asked: Sequence[SearchTerm]) -> ColumnElement[bool]:
    """Whether a customer has what every word asks, in a form that leaves it open where to begin."""
    return and_(*(_or_tags(question, _text_of(question).exists()) for question in asked))


def text_matches_row(asked: Sequence[SearchTerm]) -> ColumnElement[bool]:
    """The same in a form that looks at the text of one customer after the other."""
    return and_(*(_or_tags(question, _text_of(question).with_only_columns(true()).scalar_subquery()) for question in asked))


def is_among(connection: Connection, asked: Sequence[SearchTerm]) -> ColumnElement[bool]:
    """The same in a form that has the index tell them all first, and looks each customer up among them."""
    planner_hints.raise_work_mem(connection)
    return customers.c.id.in_(ids_of(connection, asked)).is_(true())


def has_tag(keys: Sequence[str]) -> ColumnElement[bool]:
    """Whether a customer has one of some tags."""
    return select(customer_tags.c.key).where(customer_tags.c.customer_id == customers.c.id, customer_tags.c.key.in_(keys)).exists()


def find_spellings(connection: Connection, word: str) -> list[str]:
    """Those misspellings of a word that are in a text: few, however many there are to be tried."""
    patterns = misspellings(word)
    if not trigram_index.has_search_index(connection) or not all(map(whole_parts, patterns)):
        return _read_spellings(connection, word, patterns)
    if not base.is_sqlite(connection):
        tried = sql(
            "SELECT pattern FROM unnest(CAST(:patterns AS text[])) AS pattern"
            " WHERE EXISTS (SELECT 1 FROM customer_search WHERE text LIKE pattern)"
        )
        with planner_hints.indexes_only(connection):
            there = set(connection.scalars(tried, {"patterns": [_like(pattern) for pattern in patterns]}))
        return [pattern for pattern in patterns if _like(pattern) in there]
    text_has = (
        f"SELECT 1 FROM {trigram_index.SEARCH_INDEX} AS found JOIN customer_search AS texts ON texts.rowid = found.rowid"  # noqa: S608
        f" WHERE found.{trigram_index.SEARCH_INDEX} MATCH json_extract(value, '$[1]')"
        " AND texts.text LIKE json_extract(value, '$[2]') ESCAPE '\\'"
    )
    tried = sql(f"SELECT json_extract(value, '$[0]') FROM json_each(:patterns) WHERE EXISTS ({text_has})")  # noqa: S608
    return list(
        connection.scalars(
            tried, {"patterns": json.dumps([(pattern, _phrases(covering_parts(pattern)), _like(pattern)) for pattern in patterns])}
        )
    )


def _read_spellings(connection: Connection, word: str, patterns: Sequence[str]) -> list[str]:
    texts = select(customer_search.c.text).where(any_of(rough_misspellings(word))).execution_options(yield_per=_AT_ONCE)
    found: dict[str, None] = {}
    for text in connection.scalars(texts):
        found |= dict.fromkeys(pattern for pattern in patterns if pattern not in found and has_pattern(text, pattern))
    return list(found)


def _texts_with(connection: Connection, asked: Sequence[SearchTerm]) -> Select[tuple[UUID]]:
    """The owners of the texts that have what is asked."""
    texts = select(customer_search.c.customer_id)
    indexed = [question for question in asked if _is_indexed(connection, question)]
    if not indexed:
        return texts.where(*(any_of(question.patterns) for question in asked))
    # Joined from the index on, which stops when enough is found; behind IN all of it would be read first.
    joined = _index.join(customer_search, _index.c.rowid == literal_column("customer_search.rowid"))
    read = [any_of(question.patterns) for question in asked if not _is_whole(connection, question)]
    return texts.select_from(joined).where(_match(indexed), *read)


def _is_indexed(connection: Connection, asked: SearchTerm) -> bool:
    """Whether SQLite's index can be asked for it; PostgreSQL's is asked by asking the texts."""
    return base.is_sqlite(connection) and trigram_index.has_search_index(connection) and all(map(whole_parts, asked.patterns))


def _is_whole(connection: Connection, asked: SearchTerm) -> bool:
    """Whether SQLite's index alone tells who has what is asked, without a look at the texts."""
    return _is_indexed(connection, asked) and all(whole_parts(pattern) == (pattern,) for pattern in asked.patterns)


def _match(asked: Sequence[SearchTerm]) -> ColumnElement[bool]:
    words = (" OR ".join(f"({_phrases(whole_parts(pattern))})" for pattern in question.patterns) for question in asked)
    return _index.c[trigram_index.SEARCH_INDEX].op("MATCH", is_comparison=True)(literal(" AND ".join(f"({word})" for word in words), Words))


def _phrases(parts: Sequence[str]) -> str:
    """Parts of a text as FTS5 takes them: phrases in quotes, in which nothing else means anything."""
    return " AND ".join('"' + part.replace('"', '""') + '"' for part in parts)


def _text_of(asked: SearchTerm) -> Select[Any]:
    return select(customer_search.c.customer_id).where(customer_search.c.customer_id == customers.c.id, any_of(asked.patterns))


def _or_tags(asked: SearchTerm, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(condition, has_tag(asked.tags)) if asked.tags else condition


def any_of(patterns: Sequence[str]) -> ColumnElement[bool]:
    """Whether a text has one of some patterns."""
    return or_(*(customer_search.c.text.like(_like(pattern), escape="\\") for pattern in patterns))


def _like(pattern: str) -> str:
    for mark in "\\%_":
        pattern = pattern.replace(mark, f"\\{mark}")
    return f"%{pattern.replace(ANY, '_')}%"
