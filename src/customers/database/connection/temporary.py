"""Temporary tables, which are of one connection."""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table

from customers.database.dialects.base import dialect_of


def temporary_table(name: str, *columns: "Column[Any]", with_rowid: bool = False) -> Table:
    """Return a temporary table for `create_table`; SQLite needs row numbers where it has no primary key."""
    return Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=with_rowid)


def create_table(connection: Connection, table: Table) -> None:
    """Create an empty temporary table, in the place of one that an earlier transaction of the connection left."""
    dialect_of(connection).drop_temporary_table(connection, table)
    table.create(connection, checkfirst=False)
