"""What differs between the engines: one class an engine, one method a difference.

A dialect has no state: facts about a connection are cached in `Connection.info`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from sqlalchemy import URL, ColumnElement, Connection, Engine, FromClause, MetaData, ScalarSelect, Select, Table, TableValuedAlias, text
from sqlalchemy.exc import NoSuchModuleError

from customers.config import database_url

if TYPE_CHECKING:
    from customers.database.dialects.export import ExportSql
    from customers.database.dialects.search import SearchSql
    from customers.database.dialects.storage import Remains

# Options of an engine or a connection.
WRITING = "customers_writing"
LOCK_SECONDS = "customers_lock_seconds"
# From one key to the next in the index: a step for each tag, not for each row.
_TAG_KEYS = (
    "WITH RECURSIVE steps (key) AS (SELECT min(key) FROM customer_tags UNION ALL"
    " SELECT (SELECT min(key) FROM customer_tags WHERE key > steps.key) FROM steps WHERE key IS NOT NULL)"
    " SELECT key FROM steps WHERE key IS NOT NULL"
)


class Dialect(ABC):
    """An engine: how it connects, locks, writes many rows, searches and exports."""

    # Without them a writing transaction locks the whole database from its beginning.
    has_row_locks: ClassVar[bool]
    # Aggregates the orders of some customers by one look-up each, which the planner does not choose by itself.
    needs_lateral: ClassVar[bool]
    # Reads rows of the shop in a subquery for each row of a temporary table or function.
    correlates_temporary_tables: ClassVar[bool] = True
    foreign_objects: ClassVar[str]  # the query of `find_foreign_objects`; its parameter is a JSON array of names
    counts_inserted: ClassVar[bool] = True  # an insert reports the rows that it wrote, without those that were there

    def resolve(self, connection: Connection) -> "Dialect":  # noqa: ARG002
        """Return the dialect of a connection of this engine: another one where a cluster holds the tables."""
        return self

    # Connections

    @abstractmethod
    def driver_url(self, url: URL) -> URL:
        """Return a URL with the driver that the program uses."""

    @abstractmethod
    def connect_arguments(self, url: URL, *, lock_seconds: int, application: str) -> dict[str, Any]:
        """Return the driver's arguments for a connection."""

    def listen(self, engine: Engine) -> None:  # noqa: B027 PostgreSQL needs no listener
        """Add the listeners that set up the connections and transactions of a new engine."""

    @abstractmethod
    def transaction_options(self, *, writing: bool) -> dict[str, Any]:
        """Return the execution options for a transaction that reads one snapshot, or writes."""

    def database_file(self, engine: Engine) -> Path | None:  # noqa: ARG002
        """Return the file of the database, None on a server."""
        return None

    def remedy_of_unreachable(self, error: BaseException) -> dict[str, Any]:  # noqa: ARG002
        """Return the hint or the remedy for a database that does not open, as arguments of an error; empty without either."""
        return {}

    # Locks
    def set_lock_timeout(self, connection: Connection) -> None:  # noqa: B027 SQLite's driver has its own
        """Limit how long each statement of a transaction waits for the lock of another run."""

    @abstractmethod
    def find_lock_holder(self, connection: Connection, seconds: int) -> str:
        """Describe who has held a lock for so many seconds; empty if unknown."""

    def lock_customers(self, connection: Connection, ids: Iterable[UUID]) -> None:  # noqa: B027
        """Lock the rows of customers until the transaction ends, in the order of their ids, which prevents deadlocks."""

    def lock_customer_query(self, connection: Connection, ids: Select[tuple[UUID]], states: Sequence[str]) -> int | None:  # noqa: ARG002
        """Lock the customers of a query that are in one of the states; return how many, None if that is unknown."""
        return None

    def fetch_locked(self, connection: Connection, statement: str, ids: Sequence[UUID], id_columns: Sequence[int]) -> list[tuple[Any, ...]]:
        """Lock customers by their ids and read them as they are then: `fetch_in` of a look-up in `customers`."""
        return self.fetch_in(connection, statement, (), ids, id_columns)

    def lock_orders(self, connection: Connection) -> bool:  # noqa: ARG002
        """Keep other transactions from changing any order; return false where one is changing some already."""
        return True

    def lock_order_numbers(self, connection: Connection) -> None:  # noqa: B027
        """Wait for other imports of orders where no index keeps their numbers unique."""

    def keeps_order_numbers(self) -> bool:
        """Return whether the numbers of orders stay unique, by an index or by the turns of imports on a cluster."""
        return True

    def change_mark(self, connection: Connection) -> object | None:  # noqa: ARG002
        """Return what stays equal, on one connection, until another one writes; None where that is unknown."""
        return None

    def lock_schema(self, connection: Connection) -> None:  # noqa: B027
        """Lock the schema against another upgrade until the transaction ends; the table of named locks may be missing."""

    def lock_job(self, connection: Connection, name: str) -> None:  # noqa: B027
        """Take a named lock until the transaction ends.

        Raises:
            JobRunningError: another run has it.
        """

    def job_file_lock(self, engine: Engine, name: str) -> AbstractContextManager[None]:  # noqa: ARG002
        """Take a named lock before a transaction begins, where it is a lock on a file.

        Raises:
            JobRunningError: another run has it.
        """
        return nullcontext()

    # Schema

    @abstractmethod
    def has_table(self, connection: Connection, name: str) -> bool:
        """Return whether a table exists, without the reflection of a schema."""

    def create_tables(self, connection: Connection, metadata: MetaData) -> None:
        """Create the tables of a schema with their indexes."""
        metadata.create_all(connection)

    @abstractmethod
    def drop_temporary_table(self, connection: Connection, table: Table) -> None:
        """Drop a temporary table if it exists, and never a permanent one of its name."""

    def analyze_temporary_table(self, connection: Connection, table: Table) -> None:  # noqa: B027
        """Give the planner the number of rows of a temporary table."""

    @abstractmethod
    def replace_check(self, connection: Connection, table: str, name: str, old: str, new: str) -> None:
        """Replace the condition of a check of a table by one that every row meets."""

    # Statements

    @abstractmethod
    def insert(self, table: Table) -> Any:
        """Return an insert that has `on_conflict_do_nothing` and `on_conflict_do_update`."""

    @abstractmethod
    def next_timestamp(self, column: ColumnElement[Any], now: Any) -> ColumnElement[Any]:
        """Return `now`, or a second after the column's time where that is not before: a timestamp that always increases."""

    @abstractmethod
    def json_array(self, query: Select[tuple[str]]) -> ScalarSelect[str]:
        """Return the texts of an ordered query of one column as a JSON array, written as `dump_json` writes it."""

    @abstractmethod
    def id_text(self, column: ColumnElement[Any]) -> ColumnElement[str]:
        """Return an id as its 32 hexadecimal digits in lower case."""

    @abstractmethod
    def is_not_ascii(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that a text has characters beyond ASCII, which `lower()` does not fold."""

    @abstractmethod
    def json_elements(self, texts: ColumnElement[str]) -> TableValuedAlias:
        """Return the elements of arrays of texts in JSON as rows with the column `value`."""

    def correlate(self, ids: Select[tuple[UUID]], customer_id: ColumnElement[UUID]) -> tuple[Select[Any], ColumnElement[UUID]]:
        """Return a query of ids that correlated subqueries can be added to, and the column for them to refer to."""
        return ids, customer_id

    def look_up(
        self,
        table: FromClause,
        ids: Select[tuple[UUID]],  # noqa: ARG002
        make: Callable[[ColumnElement[UUID]], ColumnElement[Any]],
    ) -> tuple[FromClause, ColumnElement[Any]]:
        """Return a table of some `ids` joined with a correlated subquery on its `customer_id`, and the column of the subquery."""
        return table, make(table.c.customer_id)

    def gather(self, table: Table, ids: Select[tuple[UUID]]) -> FromClause:  # noqa: ARG002
        """Return a table under another name, for a join of its `id` with a column of another customer; `ids` are those of the column."""
        return table.alias()

    def find_tag_keys(self, connection: Connection) -> Sequence[str]:
        """Return the keys of all tags in order."""
        return list(connection.scalars(text(_TAG_KEYS)))

    # Many rows

    @abstractmethod
    def copy_rows(self, connection: Connection, table: Table, columns: Sequence[str], batches: Iterator[Iterable[Sequence[Any]]]) -> None:
        """Insert batches of rows with values of the driver's types."""

    @abstractmethod
    def fetch_in(
        self, connection: Connection, statement: str, fixed: Sequence[Any], values: Sequence[Any], id_columns: Sequence[int] = ()
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a constant query that ends in `IN {}`: thousands of values at the price of the look-up alone.

        The other `{}` are the places of the `fixed` values; the columns numbered in `id_columns` are ids.
        """

    def limit_cache(self, connection: Connection) -> None:  # noqa: B027
        """Keep the cache of a connection small: its rows are read once."""

    # The planner

    def indexes_only(self, connection: Connection) -> AbstractContextManager[None]:  # noqa: ARG002
        """Keep the planner from reading a whole table for each of many questions that an index answers."""
        return nullcontext()

    def raise_work_mem(self, connection: Connection) -> None:  # noqa: B027
        """Give the planner memory for a set of thousands of ids."""

    def use_ordered_plan(self, connection: Connection) -> None:  # noqa: B027
        """Make the planner aggregate all orders along the covering index for the rest of the transaction."""

    # Upkeep

    @abstractmethod
    def describe(self, connection: Connection) -> dict[str, Any]:
        """Return the engine with its version, the size in bytes, and whether a cluster holds the tables."""

    def find_damage(self, connection: Connection) -> list[str]:  # noqa: ARG002
        """Return what the engine reports as wrong with its own file."""
        return []

    def begin_erasure(self, connection: Connection) -> None:  # noqa: B027
        """Overwrite what this connection deletes, where the engine can, and mark the files as due for a scrub."""

    def is_scrub_due(self, connection: Connection) -> bool:  # noqa: ARG002
        """Return whether a scrub of the files was interrupted, or hindered by other programs."""
        return False

    @abstractmethod
    def scrub_files(self, engine: Engine, *, rewrite: bool = False) -> "Remains | None":
        """Remove erased values from the files of the database; return what they still hold, None if nothing.

        With `rewrite` the files are rewritten whatever their size, which locks the tables while it runs.

        Raises:
            DatabaseFailedError: with `rewrite`, the files cannot be rewritten.
        """

    # Subjects with a class of their own

    @property
    @abstractmethod
    def search(self) -> "SearchSql":
        """The search texts and their trigram index."""

    @abstractmethod
    def export(self, currency: str) -> "ExportSql":
        """Return the SQL that makes text of values, with amounts in the shop's currency."""


def dialect_of(source: Connection | Engine) -> Dialect:
    """Return the dialect of a connection or an engine.

    A cluster is detected once a connection; a PostgreSQL engine has the dialect of PostgreSQL, without a query.
    """
    dialect = _named(source.dialect.name)
    return dialect if isinstance(source, Engine) else dialect.resolve(source)


def dialect_for(url: URL) -> Dialect:
    """Return the dialect of a database URL.

    Raises:
        NoSuchModuleError: the program does not work on this engine.
    """
    return _named(url.get_backend_name())


def redacted_url(url: URL) -> str:
    """Return a URL, of any engine, without its driver and its password."""
    if url.get_backend_name() == "sqlite":
        return database_url.sqlite_url(url.database or "")
    query = {key: value for key, value in url.query.items() if key in database_url.SHOWN}
    return url.set(drivername=url.get_backend_name(), query=query).render_as_string(hide_password=True)


def _named(name: str) -> Dialect:
    # Only the engine in use is imported.
    if name == "sqlite":
        from customers.database.dialects.sqlite import SQLITE

        return SQLITE
    if name in ("postgresql", "postgres"):
        from customers.database.dialects.postgresql import POSTGRESQL

        return POSTGRESQL
    raise NoSuchModuleError(name)
