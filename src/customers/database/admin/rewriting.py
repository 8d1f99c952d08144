"""Rewrite the tables of a PostgreSQL database, so that its files lose the rows that were erased."""

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from customers.database.connection.errors import reason_of
from customers.database.connection.quoting import quoted
from customers.database.schema.tables import metadata
from customers.errors import DatabaseFailedError


def rewrite_tables(engine: Engine) -> None:
    """Rewrite every table with personal data, one after another; each is locked while that runs.

    Raises:
        DatabaseFailedError: a table cannot be rewritten, as for want of rights or of space.
    """
    tables = [table.name for table in metadata.sorted_tables if table.info["personal"]]
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                connection.exec_driver_sql(f"VACUUM FULL {quoted(table)}")
    except DBAPIError as error:
        hint = f"the erasures are committed; let the owner of the tables run VACUUM FULL {', '.join(tables)}"
        raise DatabaseFailedError(reason=f"the tables cannot be rewritten: {reason_of(error)}", hint=hint) from error
