"""Reuse of compiled statements between the runs of one test process.

Each run of the program opens an engine of its own. Half of a short run is SQLAlchemy compiling the statements that an
earlier run compiled: here engines on one kind of database share a dialect and its compiled statements. On PostgreSQL
they also share sessions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, create_engine

from customers.database.connection import engine as opening
from tests.support.sessions import keep, shared_sessions

# More than all statements of all commands; the default of 500 would drop them in turn.
COMPILED_STATEMENTS = 2_000

_initialized: dict[str, Engine] = {}


@contextmanager
def shared_compilation() -> Iterator[None]:
    """Give every engine the dialect and the compiled statements of the first engine on its kind of database."""
    with patch.object(opening, "create_engine", _create_engine), shared_sessions():
        yield


def _create_engine(url: Any, **options: Any) -> Engine:
    engine = create_engine(url, **options, query_cache_size=COMPILED_STATEMENTS)
    dialect, name = engine.dialect, engine.dialect.name
    if (first := _initialized.get(name)) is None:
        if name == "postgresql":
            dialect.do_close = keep  # type: ignore[method-assign, assignment]
        initialize = dialect.initialize

        def remember(connection: Connection) -> None:
            initialize(connection)
            _initialized.setdefault(name, engine)

        dialect.initialize = remember  # type: ignore[method-assign]
        return engine
    # The first engine has queried the properties of the server.
    dialect.initialize = _skip  # type: ignore[method-assign]
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine


def _skip(connection: Connection) -> None:
    del connection
