"""Conditions on the search texts, in the form that reads the texts; PostgreSQL's planner answers it from pg_trgm."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, delete, func, or_, select, text

from customers.database.schema.tables import customer_search
from customers.domain.search.documents import ANY


class SearchTerm(NamedTuple):
    """The alternatives of a word: patterns of a text, in which `ANY` matches one character, and tags."""

    patterns: tuple[str, ...]
    tags: tuple[str, ...] = ()


class SearchSql(ABC):
    """The search texts of an engine and their trigram index."""

    # The statements that create the index if it does not exist.
    index_statements: ClassVar[Sequence[str]]

    def install(self, connection: Connection) -> None:  # noqa: B027
        """Install what the index needs in the database."""

    def create_index(self, connection: Connection) -> None:
        """Create the index if it does not exist."""
        for statement in self.index_statements:
            connection.execute(text(statement))

    @abstractmethod
    def insert_texts(self, connection: Connection, rows: Sequence[tuple[Any, str]]) -> None:
        """Insert the texts of customers that have none, in the order of their ids, which have the form of the driver."""

    def delete_texts(self, connection: Connection, ids: Select[tuple[UUID]]) -> None:
        """Delete the texts of the customers of a query."""
        connection.execute(delete(customer_search).where(customer_search.c.customer_id.in_(ids)))

    def drop_index(self, connection: Connection) -> None:  # noqa: B027
        """Drop an index that does not follow the texts by itself."""

    def is_index_sound(self, connection: Connection) -> bool:  # noqa: ARG002
        """Return whether the index agrees with the texts; a missing index is sound."""
        return True

    def is_indexed(self, connection: Connection, term: SearchTerm) -> bool:  # noqa: ARG002
        """Return whether the index is queried by name for a term."""
        return False

    def is_exact(self, connection: Connection, term: SearchTerm) -> bool:  # noqa: ARG002
        """Return whether the index alone decides a term, without the texts."""
        return False

    def owners(self, connection: Connection, terms: Sequence[SearchTerm]) -> Select[tuple[UUID]]:  # noqa: ARG002
        """Return the query of the customers with a text that matches every term, regardless of tags."""
        return select(customer_search.c.customer_id).where(*(matches_any(term.patterns) for term in terms))

    def count(self, connection: Connection, terms: Sequence[SearchTerm], ids: Select[tuple[UUID]]) -> int:  # noqa: ARG002
        """Return the number of matches of every term; `ids` is the query of them."""
        return connection.scalar(select(func.count()).select_from(ids.subquery())) or 0

    def materialize(self, query: Select[tuple[UUID]]) -> Any:
        """Return a query as a table expression that is planned as if all its rows were read."""
        return query.cte("matches")

    @abstractmethod
    def find_existing(self, connection: Connection, patterns: Sequence[str]) -> list[str]:
        """Return the patterns that an indexed text matches."""


def matches_any(patterns: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a text matches one of some patterns."""
    return or_(*(customer_search.c.text.like(like_pattern(pattern), escape="\\") for pattern in patterns))


def like_pattern(pattern: str) -> str:
    """Return a pattern as LIKE takes it, with a backslash as its escape."""
    for mark in "\\%_":
        pattern = pattern.replace(mark, f"\\{mark}")
    return f"%{pattern.replace(ANY, '_')}%"
