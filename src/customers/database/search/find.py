"""From a search to the customers that it matches, by the trigram index if that can answer, else by reading the texts.

Few matches are fetched and from then on named by their ids. Of many, a list shows a page: it is cheaper to read the
customers in the order of the list until the page is full, and to match each text or, where matches are rare, to look each
customer up among those that the index returned.
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
from customers.database.schema.tables import customer_search, customers, identities, orders
from customers.database.search.order_numbers import has_number
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

# More matches than this are not named by their ids: that takes longer than to read a list.
MANY = 1_000
# More matches than this among a million customers fill a page before the index has returned them all.
DENSE = 8_000
# Up to so many matches of a search are read one by one for a narrower one: the index reads the lists of all its trigrams.
_FEW = 100
_ONE_WORD = 3  # the rank of the matches with one of the words at the beginning of a name


class Matches(Protocol):
    """The live customers that match a search."""

    ids: frozenset[UUID] | None  # None for more than `MANY`

    def condition(self, *, scan_in_order: bool = False) -> ColumnElement[bool]:
        """Return the condition on `customers` in the best form for reading all matches.

        With `scan_in_order` it is the best form for a scan of customers in the order of an index that stops early.
        """

    def total(self) -> int:
        """Return the number of matches."""

    def is_dense(self) -> bool:
        """Return whether there are more than `DENSE`."""


class MatchedIds:
    """Matches by their ids."""

    def __init__(self, ids: frozenset[UUID]) -> None:
        self.ids: frozenset[UUID] | None = ids
        self._sorted = sorted(ids)

    def condition(self, *, scan_in_order: bool = False) -> ColumnElement[bool]:  # noqa: ARG002
        """Return the condition, which for no ids is one that the planner recognises as false."""
        return customers.c.id.in_(self._sorted) if self._sorted else false()

    def total(self) -> int:
        """Return the number of ids."""
        return len(self._sorted)

    def is_dense(self) -> bool:
        """Return false: they are few."""
        return False


class MatchQuery:
    """More than `MANY` matches of all terms, and `more` customers; all of them are among `within`, if that is known."""

    ids: frozenset[UUID] | None = None

    def __init__(
        self, connection: Connection, terms: Sequence[SearchTerm], within: Matches | None = None, more: MatchedIds | None = None
    ) -> None:
        self._connection, self._terms, self._within = connection, terms, within
        self._more = more or MatchedIds(frozenset())
        self.total = cache(lambda: count_all(connection, terms) + self._more.total())

    def condition(self, *, scan_in_order: bool = False) -> ColumnElement[bool]:
        """Return the condition."""
        if not scan_in_order:
            condition = has_text(self._terms)
        else:
            condition = text_matches_row(self._terms) if self.is_dense() else is_among(self._connection, self._terms)
        return or_(condition, self._more.condition()) if self._more.ids else condition

    def is_dense(self) -> bool:
        """Return whether there are more than `DENSE`."""
        if self._within is None:
            return self.total() > DENSE
        return self._within.is_dense() and is_more_than(self._connection, self._terms, DENSE)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All matches of a query, those by an id, identity or phone, those by an order, and the terms that were searched."""

    every: Matches
    exact: frozenset[UUID]
    buyers: frozenset[UUID]
    terms: tuple[SearchTerm, ...]
    is_fuzzy: bool  # nothing matches the words as typed


def find_matches(connection: Connection, query: Query, *, fuzzy: bool) -> SearchResult:
    """Return the matches of a query; with `fuzzy`, if nothing matches as typed, those with a typo in each longer word."""
    keys = dialect_of(connection).find_tag_keys(connection)
    terms, is_fuzzy = [_exact_term(word, keys) for word in query.words], False
    every: Matches = _find(connection, terms)
    exact, buyers = _find_exact(connection, query, every), _find_buyers(connection, query)
    if fuzzy and every.ids == frozenset() and not exact and not buyers and any(allows_typos(word) for word in query.words):
        terms, is_fuzzy = [_with_typos(connection, word, keys) for word in query.words], True
        every = _find(connection, terms)
    matches = _union(connection, terms, every, exact | buyers)
    return SearchResult(matches, exact, buyers, tuple(terms), is_fuzzy and matches.ids != frozenset())


def rank_conditions(connection: Connection, result: SearchResult, *, scan_in_order: bool) -> list[ColumnElement[bool] | None]:
    """Return the conditions of the ranks of matches, the best first; None is a rank without customers.

    The ranks are: an exact id, identity or phone; the number of an order; every word begins a name; one word does; all others.
    No customer is in two of them. `scan_in_order` is that of `Matches.condition`.
    """
    at_start = [_at_word_start(term) for term in result.terms]
    best: list[Matches] = [MatchedIds(result.exact), MatchedIds(result.buyers), _find_within(connection, at_start, result.every)]
    if len(at_start) > 1:
        # Of those with one of the words only matches of all are listed.
        few = _is_few(result.every)
        best.append(_find_within(connection, [_any_of(at_start)], result.every) if few else _find(connection, [_any_of(at_start)]))
    every = result.every.condition(scan_in_order=scan_in_order)
    ranks: list[ColumnElement[bool] | None] = []
    higher: list[ColumnElement[bool]] = []
    for number, matches in enumerate(best):
        if matches.ids == frozenset():
            ranks.append(None)
            continue
        condition = matches.condition(scan_in_order=scan_in_order)
        # The ranks before it are matches of the whole query; one word at the beginning of a name need not be.
        ranks.append(and_(condition, *higher, *([every] if number == _ONE_WORD else [])))
        higher.append(not_(condition))
    return [*ranks, and_(every, *higher)]


def _find_exact(connection: Connection, query: Query, every: Matches) -> frozenset[UUID]:
    """Return the few customers with the id, an identity or the phone that the whole query is; `every` are the matches of its words."""
    live = select(customer_search.c.customer_id)
    owners = [
        select(identities.c.customer_id).where(identities.c.kind == kind, identities.c.value == value) for kind, value in query.identities
    ]
    if query.id is not None:
        owners.append(select(func.coalesce(customers.c.merged_into, customers.c.id)).where(customers.c.id == query.id))
    if query.phone is not None:
        owners.append(select(func.coalesce(customers.c.merged_into, customers.c.id)).where(customers.c.phone == query.phone))
    ids: list[UUID] = []
    for owner in owners:
        ids += connection.scalars(live.where(customer_search.c.customer_id.in_(owner)).limit(MANY))
    if query.bare_id is not None:
        term = SearchTerm((query.bare_id,))
        is_narrower = len(query.words) == 1 and any(pattern in query.bare_id for pattern in query.words[0].patterns)
        ids += _matching(connection, [term], every) if is_narrower and _is_few(every) else first_ids(connection, [term], MANY)
    return frozenset(ids)


def _find_buyers(connection: Connection, query: Query) -> frozenset[UUID]:
    """Return the customers of the orders with the number that the whole query is, one at most for each source."""
    if not query.order_numbers:
        return frozenset()
    owners = select(orders.c.customer_id).where(has_number(connection, query.order_numbers))
    return frozenset(connection.scalars(select(customer_search.c.customer_id).where(customer_search.c.customer_id.in_(owners))))


def _union(connection: Connection, terms: Sequence[SearchTerm], every: Matches, exact: frozenset[UUID]) -> Matches:
    """Return the matches of all words together with the exact ones."""
    if not exact or every.ids is not None:
        return MatchedIds(every.ids | exact) if every.ids is not None else every
    more = select(customers.c.id).where(MatchedIds(exact).condition(), not_(every.condition()))
    return MatchQuery(connection, terms, more=MatchedIds(frozenset(connection.scalars(more))))


def _exact_term(word: Word, tag_keys: Sequence[str]) -> SearchTerm:
    return SearchTerm(word.patterns, _tags(tag_keys, word.patterns))


def _with_typos(connection: Connection, word: Word, tag_keys: Sequence[str]) -> SearchTerm:
    if not allows_typos(word):
        return _exact_term(word, tag_keys)
    tags = _tags(tag_keys, (word.text, *misspellings(word.text)))
    return SearchTerm((word.text, *find_spellings(connection, word.text)), tags)


def _at_word_start(term: SearchTerm) -> SearchTerm:
    return SearchTerm(tuple(NAME_MARK + pattern for pattern in term.patterns))


def _any_of(terms: Sequence[SearchTerm]) -> SearchTerm:
    return SearchTerm(tuple(dict.fromkeys(chain(*(term.patterns for term in terms)))))


def _tags(keys: Sequence[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the tags that match a pattern."""
    return tuple(key for key in keys if any(has_pattern(fold(key), pattern) for pattern in patterns))


def _is_few(matches: Matches) -> bool:
    return matches.ids is not None and len(matches.ids) <= _FEW


def _matching(connection: Connection, terms: Sequence[SearchTerm], within: Matches) -> frozenset[UUID]:
    """Return those of a few matches that match other terms too."""
    if not within.ids:
        return frozenset()
    return frozenset(connection.scalars(select(customers.c.id).where(within.condition(), text_matches_row(terms))))


def _find_within(connection: Connection, terms: Sequence[SearchTerm], within: Matches) -> Matches:
    """Return the matches of a search that is narrower than that of `within`."""
    return MatchedIds(_matching(connection, terms, within)) if _is_few(within) else _find(connection, terms, within)


def _find(connection: Connection, terms: Sequence[SearchTerm], within: Matches | None = None) -> Matches:
    ids = first_ids(connection, terms, MANY + 1)
    return MatchedIds(ids) if len(ids) <= MANY else MatchQuery(connection, terms, within)
