"""Reuse of dialects and compiled statements between the runs of one test process.

Each run of the program opens an engine of its own. Half of a short run is SQLAlchemy making the engine, and compiling the
statements that an earlier run compiled: here the engines on one kind of database share a dialect, the set-up of their
connections, and their compiled statements. On PostgreSQL they also share sessions.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from customers.database.connection import engine as opening
from tests.support.sessions import keep, shared_sessions

# More than all statements of all commands; the default of 500 would drop them in turn.
COMPILED_STATEMENTS = 2_000

_initialized: dict[str, "First"] = {}


class First(NamedTuple):
    """The first engine on a kind of database, and its pool before the program added listeners."""

    engine: Engine
    pool: NullPool


@contextmanager
def shared_compilation() -> Iterator[None]:
    """Give every engine the dialect and the compiled statements of the first engine on its kind of database."""
    names = vars(opening)
    former = names["create_engine"]
    names["create_engine"] = _open_engine
    try:
        with shared_sessions():
            yield
    finally:
        names["create_engine"] = former


def _open_engine(url: URL, **options: Any) -> Engine:
    first = _initialized.get(url.get_backend_name())
    return _open_first(url, **options) if first is None else _open_like(first, url, **options)


def _open_first(url: URL, **options: Any) -> Engine:
    engine = create_engine(url, **options, query_cache_size=COMPILED_STATEMENTS)
    dialect, initialize = engine.dialect, engine.dialect.initialize
    pool = NullPool(_refuse, dialect=dialect, _dispatch=engine.pool.dispatch)
    if dialect.name == "postgresql":
        dialect.do_close = keep  # type: ignore[method-assign, assignment]

    def remember(connection: Connection) -> None:
        initialize(connection)
        _initialized.setdefault(dialect.name, First(engine, pool))

    dialect.initialize = remember  # type: ignore[method-assign]
    return engine


def _open_like(
    first: First, url: URL, *, connect_args: Mapping[str, Any], execution_options: Mapping[str, Any], hide_parameters: bool, poolclass: type
) -> Engine:
    """Return an engine without what `create_engine` finds out for each one: the first one has queried the properties of the server."""
    assert issubclass(poolclass, NullPool)
    dialect = first.engine.dialect
    words, keywords = dialect.create_connect_args(url)
    keywords.update(connect_args)
    pool = poolclass(lambda: dialect.connect(*words, **keywords), dialect=dialect, _dispatch=first.pool.dispatch)
    engine = Engine(pool, dialect, url, hide_parameters=hide_parameters, execution_options=execution_options)
    engine._compiled_cache = first.engine._compiled_cache
    return engine


def _refuse() -> Any:
    raise AssertionError("this pool only has listeners")
