"""From a search to the customers it finds: by the trigram index where that can answer, else by reading the texts.

The same question is asked in two ways. Few matches are fetched by the index and named one by one from then on. Of many
a list shows a page: there it is cheaper to go through the customers in the order of the list and look at each text,
until the page is full.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    column,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    table,
    union,
)
from sqlalchemy import text as sql

from customers.database import backend, cluster
from customers.database.columns import Words
from customers.database.tables import customer_search, customer_tags, customers, identities
from customers.rules.searching import ANY, NAME_MARK, Query, Word, forgives, misspellings, sound_parts, telling_part
from customers.rules.text import fold

# From here on matches are many: the pages of a list are full before a thousandth of all customers is looked at.
MANY = 1_000
_TRIGRAM = 3
_index = table(backend.SEARCH_INDEX, column(backend.SEARCH_INDEX), column("rowid"))


class Asked(NamedTuple):
    """What a word asks of a text: one of these patterns (`ANY` is a character, whichever), or one of these tags."""

    patterns: tuple[str, ...]
    parts: tuple[str, ...]  # of which a text that has a pattern has one at least
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matches:
    """The live customers whom a search finds: a few by their ids, or many by a condition on `customers`."""

    condition: ColumnElement[bool]
    total: Callable[[], int]
    ids: frozenset[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """All matches of a query, those that it names as a whole, and what was asked in the end."""

    every: Matches
    exact: frozenset[UUID]
    asked: tuple[Asked, ...]
    forgiven: bool  # nothing matched as it was typed


def find_matches(connection: Connection, query: Query) -> Found:
    """The customers of a query; where nobody matches it as typed, a typing error in each longer word is forgiven."""
    exact = _find_exact(connection, query)
    asked, forgiven = [_as_typed(connection, word) for word in query.words], False
    every = _find(connection, asked)
    if every.ids == frozenset() and not exact and any(forgives(word) for word in query.words):
        asked, forgiven = [_forgiving(connection, word) for word in query.words], True
        every = _find(connection, asked)
    united = _united(connection, every, exact)
    return Found(united, exact, tuple(asked), forgiven and united.ids != frozenset())


def tiers_of(connection: Connection, found: Found) -> list[ColumnElement[bool]]:
    """What puts some matches before others, best first: named exactly, every word begins a name, one of them does."""
    beginnings = [_beginning(question) for question in found.asked]
    wanted = [beginnings] if len(beginnings) == 1 else [beginnings, [_one_of(beginnings)]]
    return [_of_ids(found.exact).condition, *(_find(connection, questions).condition for questions in wanted)]


def _find_exact(connection: Connection, query: Query) -> frozenset[UUID]:
    """The few whom a query names as a whole."""
    live = select(customer_search.c.customer_id)
    owners = [
        select(identities.c.customer_id).where(identities.c.kind == kind, identities.c.value == value) for kind, value in query.identities
    ]
    if query.id is not None:
        owners.append(select(customers.c.id).where(customers.c.id == query.id))
    if query.phone is not None:
        owners.append(select(func.coalesce(customers.c.merged_into, customers.c.id)).where(customers.c.phone == query.phone))
    found: list[UUID] = []
    for owner in owners:
        found += connection.scalars(live.where(customer_search.c.customer_id.in_(owner)).limit(MANY))
    if query.bare_id is not None:
        found += connection.scalars(_ids_of(connection, [Asked((query.bare_id,), (query.bare_id,))]).limit(MANY))
    return frozenset(found)


def _united(connection: Connection, every: Matches, exact: frozenset[UUID]) -> Matches:
    """All of `every`, and those who are named exactly."""
    if not exact:
        return every
    if every.ids is not None:
        return _of_ids(every.ids | exact)
    more = frozenset(connection.scalars(select(customers.c.id).where(_of_ids(exact).condition, not_(every.condition))))
    return Matches(or_(every.condition, _of_ids(more).condition), lambda: every.total() + len(more))


def _as_typed(connection: Connection, word: Word) -> Asked:
    patterns = (word.text,) if word.digits in (None, word.text) else (word.text, str(word.digits))
    return Asked(patterns, patterns, _tags(connection, patterns))


def _forgiving(connection: Connection, word: Word) -> Asked:
    if not forgives(word):
        return _as_typed(connection, word)
    patterns = (word.text, *misspellings(word.text))
    return Asked(patterns, sound_parts(word.text), _tags(connection, patterns))


def _beginning(asked: Asked) -> Asked:
    patterns = tuple(NAME_MARK + pattern for pattern in asked.patterns)
    return Asked(patterns, asked.parts if asked.parts != asked.patterns else patterns)


def _one_of(asked: Sequence[Asked]) -> Asked:
    return Asked(*(tuple(dict.fromkeys(chain(*told))) for told in zip(*asked, strict=True)))


def _tags(connection: Connection, patterns: Sequence[str]) -> tuple[str, ...]:
    """The keys of the tags that have a pattern; one look-up for each tag in use, not a reading of all rows."""
    if cluster.is_distributed(connection):
        # A cluster goes through no table step by step.
        keys = connection.scalars(select(customer_tags.c.key).distinct())
        return tuple(key for key in keys if any(_has(fold(key), pattern) for pattern in patterns))
    steps = sql(
        "WITH RECURSIVE found (key) AS (SELECT min(key) FROM customer_tags UNION ALL"
        " SELECT (SELECT min(key) FROM customer_tags WHERE key > found.key) FROM found WHERE key IS NOT NULL)"
        " SELECT key FROM found WHERE key IS NOT NULL"
    )
    return tuple(key for key in connection.scalars(steps) if any(_has(fold(key), pattern) for pattern in patterns))


def _has(text: str, pattern: str) -> bool:
    """Whether a text has a pattern of at most one `ANY`."""
    before, mark, after = pattern.partition(ANY)
    if not mark:
        return pattern in text
    places = range(len(text) - len(pattern) + 1)
    return any(text.startswith(before, place) and text.startswith(after, place + len(before) + 1) for place in places)


def _find(connection: Connection, asked: Sequence[Asked]) -> Matches:
    fetched = _ids_of(connection, asked)
    ids: frozenset[UUID] = frozenset(connection.scalars(fetched.limit(MANY + 1)))
    if len(ids) <= MANY:
        return _of_ids(ids)
    return Matches(_condition_of_many(asked), lambda: _count_many(connection, asked, fetched))


def _of_ids(ids: frozenset[UUID]) -> Matches:
    # An empty list is no condition that a planner sees through.
    return Matches(customers.c.id.in_(sorted(ids)) if ids else false(), lambda: len(ids), ids)


def _count_many(connection: Connection, asked: Sequence[Asked], fetched: Select[Any]) -> int:
    query: Select[Any] = select(func.count()).select_from(fetched.subquery())
    if all(question.parts == question.patterns and not question.tags for question in asked):
        texts: FromClause = customer_search
        conditions = [_any_of(question.patterns) for question in asked]
        if backend.is_sqlite(connection) and all(_is_whole(connection, question) for question in asked):
            texts, conditions = _index, [_match(asked)]
        query = select(func.count()).select_from(texts).where(*conditions)
    return connection.scalar(query) or 0


def _ids_of(connection: Connection, asked: Sequence[Asked]) -> Select[Any]:
    """The customers who have what every word asks, each once, by the index where it can answer."""
    found = _texts_with(connection, [question for question in asked if not question.tags])
    for question in (question for question in asked if question.tags):
        with_tag = select(customer_tags.c.customer_id).where(customer_tags.c.key.in_(question.tags))
        found = found.where(customer_search.c.customer_id.in_(union(_texts_with(connection, [question]), with_tag)))
    return found


def _texts_with(connection: Connection, asked: Sequence[Asked]) -> Select[Any]:
    """The owners of the texts that have what is asked, in the form that the engine's index answers to."""
    texts = select(customer_search.c.customer_id)
    if not backend.is_sqlite(connection):
        # PostgreSQL's index answers to the patterns themselves, and to a few parts sooner than to many patterns.
        parts = [_any_of(question.parts) for question in asked if question.parts != question.patterns]
        return texts.where(*parts, *(_any_of(question.patterns) for question in asked))
    read = [_any_of(question.patterns) for question in asked if not _is_whole(connection, question)]
    indexed = [question for question in asked if backend.has_search_index(connection) and all(map(_is_indexed, question.parts))]
    if not indexed:
        # Of many patterns that are looked for in every text, the parts are asked first.
        return texts.where(*(_any_of(question.parts) for question in asked if question.parts != question.patterns), *read)
    # Joined from the index on, which stops when enough is found; behind IN all of it would be read first.
    joined = _index.join(customer_search, _index.c.rowid == literal_column("customer_search.rowid"))
    return texts.select_from(joined).where(_match(indexed), *read)


def _is_indexed(part: str) -> bool:
    return len(part) >= _TRIGRAM and ANY not in part


def _is_whole(connection: Connection, asked: Asked) -> bool:
    """Whether the index alone tells who has what is asked, without a look at the texts."""
    return (
        backend.has_search_index(connection)
        and asked.parts == asked.patterns
        and all(_is_indexed(part) and telling_part(part) == part for part in asked.parts)
    )


def _match(asked: Sequence[Asked]) -> ColumnElement[bool]:
    """The question as FTS5 takes it: phrases in quotes, in which nothing else means anything."""
    words = (" OR ".join('"' + telling_part(part).replace('"', '""') + '"' for part in question.parts) for question in asked)
    return _index.c[backend.SEARCH_INDEX].op("MATCH", is_comparison=True)(literal(" AND ".join(f"({word})" for word in words), Words))


def _condition_of_many(asked: Sequence[Asked]) -> ColumnElement[bool]:
    conditions = []
    for question in asked:
        text_has = select(customer_search.c.customer_id).where(customer_search.c.customer_id == customers.c.id, _any_of(question.patterns))
        conditions.append(or_(text_has.exists(), has_tag(question.tags)) if question.tags else text_has.exists())
    return and_(*conditions)


def has_tag(keys: Sequence[str]) -> ColumnElement[bool]:
    """Whether a customer has one of some tags."""
    return select(customer_tags.c.key).where(customer_tags.c.customer_id == customers.c.id, customer_tags.c.key.in_(keys)).exists()


def _any_of(patterns: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(customer_search.c.text.like(f"%{_escaped(pattern)}%", escape="\\") for pattern in patterns))


def _escaped(pattern: str) -> str:
    for mark in "\\%_":
        pattern = pattern.replace(mark, f"\\{mark}")
    return pattern.replace(ANY, "_")
