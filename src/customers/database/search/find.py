"""From a search to the customers it finds: by the trigram index where that can answer, else by reading the texts.

The same question is asked in three ways. Few matches are fetched by the index and named one by one from then on. Of
many a list shows a page: there it is cheaper to go through the customers in the order of the list, until the page is
full, and to look at each text, or, where matches are too thin for that, into what the index gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select

from customers.database.dialects.base import dialect_of
from customers.database.dialects.search import SearchTerm
from customers.database.schema.tables import customer_search, customers, identities
from customers.database.search.trigrams import (
    count_all,
    find_spellings,
    first_ids,
    has_text,
    is_among,
    is_more_than,
    text_matches_row,
)
from customers.domain.search.documents import NAME_MARK
from customers.domain.search.query import Query, Word
from customers.domain.search.typos import allows_typos, has_pattern, misspellings
from customers.domain.text import fold

# From here on matches are many: to name them one by one takes longer than to go through a list.
MANY = 1_000
# From here on the matches among a million customers are so dense that a page is full before the index has told them all.
DENSE = 8_000
_OF_ONE_WORD = 2  # the tier of those of whom one of the words begins a name


class Matches(Protocol):
    """The live customers whom a search finds."""

    ids: frozenset[UUID] | None  # of a few

    def condition(self, *, scan_in_order: bool = False) -> ColumnElement[bool]:
        """What holds of them in `customers`; in the best form for all, or for who is `scan_in_order` customers in the order of
        an index and stops soon.
        """

    def total(self) -> int:
        """How many there are."""

    def is_dense(self) -> bool:
        """Whether there are more than `DENSE`."""


class MatchedIds:
    """Matches by their ids."""

    def __init__(self, ids: frozenset[UUID]) -> None:
        self.ids: frozenset[UUID] | None = ids
        self._sorted = sorted(ids)

    def condition(self, *, scan_in_order: bool = False) -> ColumnElement[bool]:  # noqa: ARG002
        # An empty list is no condition that a planner sees through.
        return customers.c.id.in_(self._sorted) if self._sorted else false()

    def total(self) -> int:
        return len(self._sorted)

    def is_dense(self) -> bool:
        return False


class MatchQuery:
    """More than `MANY` matches, with those `more` who have not what was asked; all of them are `within` others, if told."""

    ids: frozenset[UUID] | None = None

    def __init__(
        self, connection: Connection, asked: Sequence[SearchTerm], within: Matches | None = None, more: MatchedIds | None = None
    ) -> None:
        self._connection, self._asked, self._within = connection, asked, within
        self._more = more or MatchedIds(frozenset())
        self.total = cache(lambda: count_all(connection, asked) + self._more.total())

    def condition(self, *, scan_in_order: bool = False) -> ColumnElement[bool]:
        if not scan_in_order:
            asked = has_text(self._asked)
        else:
            asked = text_matches_row(self._asked) if self.is_dense() else is_among(self._connection, self._asked)
        return or_(asked, self._more.condition()) if self._more.ids else asked

    def is_dense(self) -> bool:
        if self._within is None:
            return self.total() > DENSE
        return self._within.is_dense() and is_more_than(self._connection, self._asked, DENSE)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All matches of a query, those that it names as a whole, and what was asked in the end."""

    every: Matches
    exact: frozenset[UUID]
    terms: tuple[SearchTerm, ...]
    is_fuzzy: bool  # nothing matched as it was typed


def find_matches(connection: Connection, query: Query, *, fuzzy: bool) -> SearchResult:
    """Return the customers of a query; with `fuzzy` a typing error in each longer word is forgiven where nothing matches as typed."""
    exact = _find_exact(connection, query)
    keys = dialect_of(connection).find_tag_keys(connection)
    asked, forgiven = [_exact_term(word, keys) for word in query.words], False
    every: Matches = _find(connection, asked)
    if fuzzy and every.ids == frozenset() and not exact and any(allows_typos(word) for word in query.words):
        asked, forgiven = [_with_typos(connection, word, keys) for word in query.words], True
        every = _find(connection, asked)
    united = _united(connection, asked, every, exact)
    return SearchResult(united, exact, tuple(asked), forgiven and united.ids != frozenset())


def rank_conditions(connection: Connection, found: SearchResult, *, scan_in_order: bool) -> list[ColumnElement[bool] | None]:
    """The conditions of the matches in the order of their worth: named exactly, every word begins a name, one of them
    does, the rest. Nobody is in two of them, and None holds nobody; `scan_in_order` as in `Matches`.
    """
    beginnings = [_at_word_start(question) for question in found.terms]
    best: list[Matches] = [MatchedIds(found.exact), _find(connection, beginnings, found.every)]
    if len(beginnings) > 1:
        best.append(_find(connection, [_one_of(beginnings)]))
    every = found.every.condition(scan_in_order=scan_in_order)
    tiers: list[ColumnElement[bool] | None] = []
    others: list[ColumnElement[bool]] = []
    for number, matches in enumerate(best):
        if matches.ids == frozenset():
            tiers.append(None)
            continue
        condition = matches.condition(scan_in_order=scan_in_order)
        # Whoever is named exactly, or begins with every word, is one of all; whoever begins with one need not be.
        tiers.append(and_(condition, *others, *([every] if number == _OF_ONE_WORD else [])))
        others.append(not_(condition))
    return [*tiers, and_(every, *others)]


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
        found += first_ids(connection, [SearchTerm((query.bare_id,))], MANY)
    return frozenset(found)


def _united(connection: Connection, asked: Sequence[SearchTerm], every: Matches, exact: frozenset[UUID]) -> Matches:
    """All of `every`, and those who are named exactly."""
    if not exact or every.ids is not None:
        return MatchedIds(every.ids | exact) if every.ids is not None else every
    more = select(customers.c.id).where(MatchedIds(exact).condition(), not_(every.condition()))
    return MatchQuery(connection, asked, more=MatchedIds(frozenset(connection.scalars(more))))


def _exact_term(word: Word, tag_keys: Sequence[str]) -> SearchTerm:
    patterns = (word.text,) if word.digits in (None, word.text) else (word.text, str(word.digits))
    return SearchTerm(patterns, _tags(tag_keys, patterns))


def _with_typos(connection: Connection, word: Word, tag_keys: Sequence[str]) -> SearchTerm:
    if not allows_typos(word):
        return _exact_term(word, tag_keys)
    tags = _tags(tag_keys, (word.text, *misspellings(word.text)))
    return SearchTerm((word.text, *find_spellings(connection, word.text)), tags)


def _at_word_start(asked: SearchTerm) -> SearchTerm:
    return SearchTerm(tuple(NAME_MARK + pattern for pattern in asked.patterns))


def _one_of(asked: Sequence[SearchTerm]) -> SearchTerm:
    return SearchTerm(tuple(dict.fromkeys(chain(*(question.patterns for question in asked)))))


def _tags(keys: Sequence[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """The tags that have a pattern."""
    return tuple(key for key in keys if any(has_pattern(fold(key), pattern) for pattern in patterns))


def _find(connection: Connection, asked: Sequence[SearchTerm], within: Matches | None = None) -> Matches:
    ids = first_ids(connection, asked, MANY + 1)
    return MatchedIds(ids) if len(ids) <= MANY else MatchQuery(connection, asked, within)
