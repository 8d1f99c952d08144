"""Close unfinished streaming results before their connection closes."""

import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

_OPEN = "customers_open_results"


def close_before_connection(connection: Connection, result: Any) -> None:
    """Register a result to be closed before its connection."""
    connection.info.setdefault(_OPEN, []).append(result)


def close_all(connection: Connection) -> None:
    """Close the registered results."""
    if connection.invalidated:  # the run ended during a statement, which closed them
        return
    for result in connection.info.pop(_OPEN, ()):
        with suppress(SQLAlchemyError, sqlite3.Error):
            result.close()
