"""PostgreSQL: a server that locks rows, and a planner that needs hints."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    URL,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    ScalarSelect,
    Select,
    Table,
    TableValuedAlias,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError

from customers.database.connection.errors import LOCK_NOT_AVAILABLE, classify
from customers.database.connection.locks import format_holder, lock_seconds
from customers.database.connection.quoting import array_text, quoted
from customers.database.connection.sessions import find_session
from customers.database.dialects.base import Dialect
from customers.database.dialects.export import ExportSql
from customers.database.dialects.search import SearchSql
from customers.database.dialects.storage import Remains
from customers.database.schema.tables import customers, locks
from customers.database.schema.types import Timestamp
from customers.errors import JobRunningError

_WAL = "its write-ahead log, replicas and backups hold them until they are recycled"
CONNECT_SECONDS = 10
# In the info of a connection: its dialect, once that is known.
RESOLVED = "customers_dialect"
# The number of the advisory lock of upgrades.
_SCHEMA_LOCK = int.from_bytes(b"shop", "big")
LOCK_BATCH = 5_000
# A table that comes back from a cluster has lost the index that keeps the numbers of orders unique.
_LOOK_UP = text(
    "SELECT to_regclass(:name) IS NOT NULL AS exists, to_regclass('pg_dist_partition') IS NOT NULL AS has_citus,"
    " to_regclass('orders') IS NOT NULL AND to_regclass('uq_orders_source_number') IS NULL AS lacks_index"
)

_FOREIGN_OBJECTS = """
WITH own AS (SELECT c.* FROM pg_class c, json_array_elements_text(CAST(:tables AS json)) t WHERE c.oid = to_regclass(quote_ident(t.value)))
SELECT 'trigger ' || tgname || ' on ' || relname FROM pg_trigger JOIN own ON own.oid = tgrelid WHERE NOT tgisinternal
UNION SELECT 'rule ' || rulename || ' on ' || relname FROM pg_rewrite JOIN own ON own.oid = ev_class WHERE relkind IN ('r', 'p')
UNION SELECT 'row security on ' || relname FROM own WHERE relrowsecurity
UNION SELECT 'view ' || relname FROM own WHERE relkind NOT IN ('r', 'p') ORDER BY 1
"""


class PostgresqlDialect(Dialect):
    """PostgreSQL, by psycopg."""

    has_row_locks = True
    # For each batch of an import it would read the orders of all customers.
    needs_lateral = True
    foreign_objects = _FOREIGN_OBJECTS

    def resolve(self, connection: Connection) -> Dialect:
        """Return the dialect of a cluster where Citus holds the tables, or held them."""
        if RESOLVED not in connection.info:
            has_citus = self.has_table(connection, "pg_dist_partition")
            if RESOLVED not in connection.info:
                from customers.database.dialects.citus import find_dialect

                connection.info[RESOLVED] = find_dialect(connection, has_citus=has_citus)
        dialect: Dialect = connection.info[RESOLVED]
        return dialect

    def driver_url(self, url: URL) -> URL:
        """Return the URL of psycopg."""
        return url.set(drivername="postgresql+psycopg")

    def connect_arguments(self, url: URL, *, lock_seconds: int, application: str) -> dict[str, Any]:  # noqa: ARG002
        """Return the name of the program and the timeout, unless the URL has its own."""
        defaults: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": application}
        return {name: value for name, value in defaults.items() if name not in url.query}

    def transaction_options(self, *, writing: bool) -> dict[str, Any]:
        """Return the isolation of a reading transaction."""
        return {} if writing else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def set_lock_timeout(self, connection: Connection) -> None:
        """Set the timeout for the transaction."""
        seconds = lock_seconds(connection)
        # 0 means to wait without an end.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{f'{seconds}s' if seconds else '1ms'}'")

    def find_lock_holder(self, connection: Connection, seconds: int) -> str:
        """Describe the session that holds locks on a table of the program."""
        return find_session(connection.engine, pid=_backend_pid(connection), seconds=seconds)

    def lock_customers(self, connection: Connection, ids: Iterable[UUID]) -> None:
        """Lock rows, some thousands a statement."""
        rows = select(customers.c.id).order_by(customers.c.id).with_for_update()
        ordered = sorted(ids)
        for start in range(0, len(ordered), LOCK_BATCH):
            connection.execute(rows.where(customers.c.id.in_(ordered[start : start + LOCK_BATCH])))

    def lock_customer_query(self, connection: Connection, ids: Select[tuple[UUID]], states: Sequence[str]) -> int | None:
        """Lock and count in one statement."""
        conditions = (customers.c.id.in_(ids), customers.c.state.in_(states))
        rows = select(customers.c.id).where(*conditions).order_by(customers.c.id).with_for_update().subquery()
        return connection.scalar(select(func.count()).select_from(rows))

    def fetch_locked(self, connection: Connection, statement: str, ids: Sequence[UUID], id_columns: Sequence[int]) -> list[tuple[Any, ...]]:
        """Read and lock in one statement, which returns a row as it is after the wait for it."""
        return self.fetch_in(connection, f"{statement} ORDER BY id FOR UPDATE", (), ids, id_columns)

    def lock_orders(self, connection: Connection) -> bool:
        """Lock the table against writers."""
        attempt = connection.begin_nested()
        try:
            # Later writers of orders queue behind this wait: a short one.
            connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
            connection.execute(text("LOCK TABLE orders IN SHARE MODE"))
            self.set_lock_timeout(connection)
        except DBAPIError as error:
            attempt.rollback()
            if classify(error) == LOCK_NOT_AVAILABLE:
                return False
            raise
        attempt.commit()
        return True

    def lock_schema(self, connection: Connection) -> None:
        """Take an advisory lock."""
        connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))

    def lock_job(self, connection: Connection, name: str) -> None:
        """Lock a row of the table of named locks."""
        try:
            # NOWAIT does not cover a row that another run has inserted and not committed yet.
            connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
            connection.execute(self.insert(locks).values(name=name).on_conflict_do_nothing())
            self.set_lock_timeout(connection)
            connection.execute(select(locks.c.name).where(locks.c.name == name).with_for_update(nowait=True))
        except DBAPIError as error:
            if classify(error) != LOCK_NOT_AVAILABLE:
                raise
            holder = find_session(connection.engine, pid=_backend_pid(connection), seconds=0, relation=locks.name)
            raise JobRunningError(job=name, holder=format_holder(holder)) from error

    def has_table(self, connection: Connection, name: str) -> bool:
        """Look the name up, and in the same round trip whether this is, or was, a cluster."""
        row = connection.execute(_LOOK_UP, {"name": name}).one()
        if not row.has_citus and not row.lacks_index:
            connection.info[RESOLVED] = self
        return bool(row.exists)

    def create_tables(self, connection: Connection, metadata: MetaData) -> None:
        """Create tables with the partial indexes that are declared for SQLite.

        Declared with the tables, `postgresql_where` would import this engine in every run on SQLite.
        """
        for table in metadata.tables.values():
            for index in table.indexes:
                index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
        super().create_tables(connection, metadata)

    def replace_check(self, connection: Connection, table: str, name: str, old: str, new: str) -> None:  # noqa: ARG002
        """Drop the check and add the other."""
        connection.execute(text(f"ALTER TABLE {quoted(table)} DROP CONSTRAINT {quoted(name)}"))
        connection.execute(text(f"ALTER TABLE {quoted(table)} ADD CONSTRAINT {quoted(name)} CHECK ({new})"))

    def drop_temporary_table(self, connection: Connection, table: Table) -> None:
        """Drop from the schema of temporary tables."""
        connection.execute(text(f"DROP TABLE IF EXISTS pg_temp.{quoted(table.name)}"))

    def analyze_temporary_table(self, connection: Connection, table: Table) -> None:
        """Analyze: by the planner's own estimate a recalculation of thousands takes twice as long."""
        connection.execute(text(f"ANALYZE pg_temp.{quoted(table.name)}"))

    def insert(self, table: Table) -> Any:
        """Return PostgreSQL's insert."""
        from sqlalchemy.dialects.postgresql import insert

        return insert(table)

    def next_timestamp(self, column: ColumnElement[Any], now: Any) -> ColumnElement[Any]:
        """Return the later time, calculated without a time zone.

        An addition to `timestamptz` depends on settings, which a cluster refuses in an update.
        """
        later = func.timezone(text("'UTC'"), func.timezone(text("'UTC'"), column).op("+")(text("interval '1 second'")))
        return func.greatest(literal(now, Timestamp), later, type_=Timestamp())

    def json_array(self, query: Select[tuple[str]]) -> ScalarSelect[str]:
        """Concatenate JSON strings: an aggregate reads a sorted subquery in its order, as long as nothing is joined to it."""
        [value] = query.subquery().columns
        texts = func.string_agg(cast(func.to_json(value), Text), literal(",", Text))
        return select(func.coalesce(literal("[", Text) + texts + literal("]", Text), literal("[]", Text), type_=Text())).scalar_subquery()

    def json_elements(self, texts: ColumnElement[str]) -> TableValuedAlias:
        """Read the set-returning function."""
        return func.json_array_elements_text(cast(texts, JSON)).table_valued(column("value", Text(collation="C")))

    def id_text(self, column: ColumnElement[Any]) -> ColumnElement[str]:
        """Remove the dashes."""
        return func.replace(cast(column, Text), "-", "")

    def is_not_ascii(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Compare bytes with characters."""
        return func.octet_length(column) != func.length(column)

    def copy_rows(self, connection: Connection, table: Table, columns: Sequence[str], batches: Iterator[Iterable[Sequence[Any]]]) -> None:
        """Write each batch by COPY."""
        cursor: Any = connection.connection.cursor()
        names = ", ".join(quoted(name) for name in columns)
        for rows in batches:
            with cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.close()

    def fetch_in(
        self,
        connection: Connection,
        statement: str,
        fixed: Sequence[Any],
        values: Sequence[Any],
        id_columns: Sequence[int] = (),  # noqa: ARG002
    ) -> list[tuple[Any, ...]]:
        """Bind all values as one array."""
        cursor: Any = connection.connection.cursor()
        cursor.execute(statement.replace("IN {}", "= ANY({})").format(*["%s"] * (len(fixed) + 1)), (*fixed, array_text(values)))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return rows

    @contextmanager
    def indexes_only(self, connection: Connection) -> Iterator[None]:
        """Switch sequential scans off."""
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        yield
        connection.execute(text("SET LOCAL enable_seqscan TO DEFAULT"))

    def raise_work_mem(self, connection: Connection) -> None:
        """Set 16 MB where the setting is lower: a set that exceeds it is compared one by one."""
        enough = "pg_size_bytes(current_setting('work_mem')) >= pg_size_bytes('16MB')"
        connection.execute(text(f"SELECT set_config('work_mem', '16MB', true) WHERE NOT {enough}"))

    def use_ordered_plan(self, connection: Connection) -> None:
        """Switch off the plan by hashes, which spills to disk at a small work_mem and takes 2.6 times as long."""
        for name in ("enable_hashagg", "enable_hashjoin", "enable_sort"):
            connection.execute(text(f"SET LOCAL {name} = off"))
        connection.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))

    def describe(self, connection: Connection) -> dict[str, Any]:
        """Return the version of the server and the size of the database."""
        return {
            "engine": f"PostgreSQL {connection.scalar(text('SHOW server_version'))}",
            "size_bytes": connection.scalar(text("SELECT pg_database_size(current_database())")),
            "distributed": False,
        }

    def scrub_files(self, engine: Engine, *, rewrite: bool = False) -> Remains | None:
        """Rewrite the tables, or return that the server keeps the old rows until it needs their space."""
        if not rewrite:
            return Remains(f"PostgreSQL keeps the old rows in unused space; {_WAL}", is_removable=True)
        from customers.database.admin.rewriting import rewrite_tables

        rewrite_tables(engine)
        return Remains(f"the tables of PostgreSQL are rewritten; {_WAL}")

    @property
    def search(self) -> SearchSql:
        """The index of pg_trgm."""
        from customers.database.dialects.postgresql_search import PostgresqlSearchSql

        return PostgresqlSearchSql()

    def export(self, currency: str) -> ExportSql:
        """Return the expressions of PostgreSQL."""
        from customers.database.dialects.postgresql_export import PostgresqlExportSql

        return PostgresqlExportSql(currency)


def _backend_pid(connection: Connection) -> int:
    """Return the process of the server for a connection, without a query."""
    driver: Any = connection.connection.driver_connection
    return int(driver.info.backend_pid)


POSTGRESQL = PostgresqlDialect()
