"""Forks between SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import Connection, Integer, ScalarSelect, Select, Table, Text, cast, func, literal, select, text
from sqlalchemy.sql.elements import ColumnElement

from customers.database.connection.quoting import quoted
from customers.database.schema.types import Timestamp

WRITING = "customers_writing"  # an option of the connection, see `engine.connect`
LOCK_SECONDS = "customers_lock_seconds"  # one of the engine, see `engine.open_engine`


def is_sqlite(connection: Connection) -> bool:
    """Whether the connection is to SQLite; else it is to PostgreSQL."""
    return connection.dialect.name == "sqlite"


def is_writing(connection: Connection) -> bool:
    """Whether the transaction may write: on SQLite it then holds the database against other writers."""
    return bool(connection.get_execution_options().get(WRITING))


def insert(connection: Connection, table: Table) -> Any:
    """The engine's insert, which has `on_conflict_do_nothing` and `on_conflict_do_update` on both."""
    if is_sqlite(connection):
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def has_table(connection: Connection, name: str) -> bool:
    """Whether a table of that name can be seen, without the reflection of a whole schema."""
    if is_sqlite(connection):
        return connection.scalar(text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": name}) is not None
    return connection.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None


def drop_temporary_table(connection: Connection, table: Table) -> None:
    """Drop a temporary table where there is one, and never a lasting one of that name."""
    schema = "temp" if is_sqlite(connection) else "pg_temp"
    connection.execute(text(f"DROP TABLE IF EXISTS {schema}.{quoted(table.name)}"))


def next_timestamp(connection: Connection, column: ColumnElement[Any], now: Any) -> ColumnElement[Any]:
    """`now`, or a second after what the column holds where that is not before now: a time that always moves on."""
    if is_sqlite(connection):
        return func.max(literal(now, Timestamp), column.op("+", return_type=Integer())(text("1")), type_=Timestamp())
    # By way of a time without a zone: to add to one with a zone depends on settings, which a cluster refuses in an update.
    later = func.timezone(text("'UTC'"), func.timezone(text("'UTC'"), column).op("+")(text("interval '1 second'")))
    return func.greatest(literal(now, Timestamp), later, type_=Timestamp())


def json_array(connection: Connection, query: Select[tuple[str]]) -> ScalarSelect[str]:
    """The texts that an ordered query of one column gives, as a JSON array written as `dump_json` writes it."""
    rows = query.subquery()
    [value] = rows.columns
    if is_sqlite(connection):
        return select(func.json_group_array(value, type_=Text())).scalar_subquery()
    # An aggregate reads a sorted subquery in its order, as long as nothing is joined to it.
    texts = func.string_agg(cast(func.to_json(value), Text), literal(",", Text))
    return select(func.coalesce(literal("[", Text) + texts + literal("]", Text), literal("[]", Text), type_=Text())).scalar_subquery()


def enable_secure_delete(connection: Connection) -> None:
    """On SQLite, overwrite with zeros what this connection deletes, instead of leaving it in the file until it is needed."""
    if is_sqlite(connection):
        connection.execute(text("PRAGMA secure_delete=ON"))
