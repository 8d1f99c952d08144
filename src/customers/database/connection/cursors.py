"""Results that are read as streams: whoever reads one may go away half-way, and it must not outlive its connection."""

import sqlite3
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

_OPEN = "customers_open_results"


def close_before_connection(connection: Connection, result: Any) -> None:
    """Let a result be closed before its connection is."""
    connection.info.setdefault(_OPEN, []).append(result)


def close_all(connection: Connection) -> None:
    """Close the streams that nobody read to their end."""
    if connection.invalidated:  # the run was ended in the middle of a statement: nothing is left to close
        return
    for result in connection.info.pop(_OPEN, ()):
        with suppress(SQLAlchemyError, sqlite3.Error):
            result.close()
