"""Build search conditions for FTS5 (SQLite) and pg_trgm (PostgreSQL).

SQLite's index is queried for parts of a pattern, PostgreSQL's for the pattern itself. Without an index the texts are read,
with the same results.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true, union

from customers.database.dialects.base import dialect_of
from customers.database.dialects.search import SearchTerm, matches_any
from customers.database.schema.tables import customer_search, customer_tags, customers
from customers.database.search import trigram_index
from customers.domain.search.typos import has_pattern, misspellings, rough_misspellings, whole_parts

# How many texts are held in memory where they are read one by one.
_READ_BATCH = 1_000


def ids_of(connection: Connection, terms: Sequence[SearchTerm]) -> Select[tuple[UUID]]:
    """Return the query of the customers that match every term, each once."""
    search = dialect_of(connection).search
    ids = search.owners(connection, [term for term in terms if not term.tags])
    for term in (term for term in terms if term.tags):
        with_tag = select(customer_tags.c.customer_id).where(customer_tags.c.key.in_(term.tags))
        ids = ids.where(customer_search.c.customer_id.in_(union(search.owners(connection, [term]), with_tag)))
    return ids


def first_ids(connection: Connection, terms: Sequence[SearchTerm], limit: int) -> frozenset[UUID]:
    """Return at most `limit` of the customers that match every term."""
    matches = dialect_of(connection).search.materialize(ids_of(connection, terms))
    return frozenset(connection.scalars(select(matches.c.customer_id).limit(limit)))


def count_all(connection: Connection, terms: Sequence[SearchTerm]) -> int:
    """Count the customers that match every term."""
    return dialect_of(connection).search.count(connection, terms, ids_of(connection, terms))


def is_more_than(connection: Connection, terms: Sequence[SearchTerm], number: int) -> bool:
    """Return whether more customers than a number match every term."""
    search = dialect_of(connection).search
    if all(search.is_exact(connection, term) for term in terms):  # a count is faster than the ids
        return count_all(connection, terms) > number
    matches = search.materialize(ids_of(connection, terms))
    first = select(matches.c.customer_id).limit(number + 1).subquery()
    return (connection.scalar(select(func.count()).select_from(first)) or 0) > number


def has_text(terms: Sequence[SearchTerm]) -> ColumnElement[bool]:
    """Return the condition that a customer matches every term, in a form that leaves the order of the joins to the planner."""
    return and_(*(_or_tags(term, _text_of(term).exists()) for term in terms))


def text_matches_row(terms: Sequence[SearchTerm]) -> ColumnElement[bool]:
    """Return the condition of `has_text` in a form that reads the text of one customer after the other."""
    return and_(*(_or_tags(term, _text_of(term).with_only_columns(true()).scalar_subquery()) for term in terms))


def is_among(connection: Connection, terms: Sequence[SearchTerm]) -> ColumnElement[bool]:
    """Return the condition of `has_text` in a form that reads all matches first and looks each customer up among them."""
    dialect_of(connection).raise_work_mem(connection)
    return customers.c.id.in_(ids_of(connection, terms)).is_(true())


def has_tag(keys: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a customer has one of some tags."""
    return select(customer_tags.c.key).where(customer_tags.c.customer_id == customers.c.id, customer_tags.c.key.in_(keys)).exists()


def find_spellings(connection: Connection, word: str) -> list[str]:
    """Return those misspellings of a word that a text has."""
    patterns = misspellings(word)
    if trigram_index.has_search_index(connection) and all(map(whole_parts, patterns)):
        return dialect_of(connection).search.find_existing(connection, patterns)
    texts = select(customer_search.c.text).where(matches_any(rough_misspellings(word))).execution_options(yield_per=_READ_BATCH)
    spellings: dict[str, None] = {}
    for text in connection.scalars(texts):
        spellings |= dict.fromkeys(pattern for pattern in patterns if pattern not in spellings and has_pattern(text, pattern))
    return list(spellings)


def _text_of(term: SearchTerm) -> Select[Any]:
    return select(customer_search.c.customer_id).where(customer_search.c.customer_id == customers.c.id, matches_any(term.patterns))


def _or_tags(term: SearchTerm, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(condition, has_tag(term.tags)) if term.tags else condition
