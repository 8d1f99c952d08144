"""Search on PostgreSQL: a GIN index of pg_trgm, which the planner uses for LIKE on the texts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, text

from customers.database.connection.bulk import copy_rows
from customers.database.dialects.base import dialect_of
from customers.database.dialects.search import SearchSql, like_pattern
from customers.database.schema.tables import customer_search
from customers.database.search.trigram_index import SEARCH_INDEX


class PostgresqlSearchSql(SearchSql):
    """Texts with an index that follows them by itself."""

    index_statements = (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"CREATE INDEX IF NOT EXISTS {SEARCH_INDEX} ON customer_search USING gin (text gin_trgm_ops)",
    )

    def install(self, connection: Connection) -> None:
        """Create the extension, unless it is there: Citus refuses the statement after others that were sent to several nodes."""
        if not connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")):
            connection.execute(text(self.index_statements[0]))

    def create_index(self, connection: Connection) -> None:
        """Create the index, and its extension."""
        self.install(connection)
        connection.execute(text(self.index_statements[1]))

    def insert_texts(self, connection: Connection, rows: Sequence[tuple[Any, str]]) -> None:
        """Copy texts."""
        copy_rows(connection, customer_search, ("customer_id", "text"), rows)

    def materialize(self, query: Select[tuple[UUID]]) -> Any:
        """Return a materialized query.

        For the first few of the many rows that it estimates, the planner would read text after text, to the end where
        there are fewer.
        """
        return super().materialize(query).prefix_with("MATERIALIZED")

    def find_existing(self, connection: Connection, patterns: Sequence[str]) -> list[str]:
        """Look every pattern up in the index."""
        statement = text(
            "SELECT pattern FROM unnest(CAST(:patterns AS text[])) AS pattern"
            " WHERE EXISTS (SELECT 1 FROM customer_search WHERE text LIKE pattern)"
        )
        with dialect_of(connection).indexes_only(connection):
            existing = set(connection.scalars(statement, {"patterns": [like_pattern(pattern) for pattern in patterns]}))
        return [pattern for pattern in patterns if like_pattern(pattern) in existing]
