"""Reuse of the sessions of a PostgreSQL server between the runs of one test process.

Each run of the program connects, and the server starts a process that reads the catalog: most of what a short run costs
the server. Here a run takes over a session that an earlier run closed, after `DISCARD ALL`; what belongs to a connection on
the side of the client is new for each run. A session that failed, or has an open transaction, is not kept.
"""

import atexit
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import generators, pq

# Most tests use one database, and a run has one connection at a time; plain SQL has another.
IDLE = 3
# Each command gives its sessions a name of its own.
_NAME = re.compile(r"application_name=(?:'((?:[^'\\]|\\.)*)'|(\S+))")
# Takes the place of a session that was passed on.
_ENDED = pq.PGconn()

_idle: list[tuple[str, pq.abc.PGconn]] = []
_lock = threading.Lock()
# A session belongs to the process that opened it.
os.register_at_fork(after_in_child=_idle.clear)


@contextmanager
def shared_sessions() -> Iterator[None]:
    """Let the connections of the program take over kept sessions."""
    former = psycopg.Connection._connect_gen
    psycopg.Connection._connect_gen = _connect  # type: ignore[method-assign]
    try:
        yield
    finally:
        psycopg.Connection._connect_gen = former  # type: ignore[method-assign]


@contextmanager
def connected(url: str) -> Iterator["psycopg.Connection"]:
    """Open a transaction for plain SQL, on a kept session too; other threads may do the same."""
    session = _take(url, b"")
    connection: Any = psycopg.connect(url) if session is None else psycopg.Connection(session)
    connection.key = url
    try:
        with connection.transaction():
            yield connection
    finally:
        keep(connection)


def _connect(conninfo: str = "") -> Any:
    key, name = _NAME.sub("", conninfo), _NAME.search(conninfo)
    session = _take(key, (name[1] or name[2] if name else "").encode())
    if session is None:
        session = yield from generators.connect(conninfo)
    connection: Any = psycopg.Connection(session)
    connection.key = key
    return connection


def _take(key: str, name: bytes) -> Any:
    with _lock:
        place = next((number for number, (idle_key, _) in enumerate(_idle) if idle_key == key), None)
        if place is None:
            return None
        session = _idle.pop(place)[1]
    done = session.exec_params(b"SELECT set_config('application_name', $1, false)", [name])
    if done.status == pq.ExecStatus.TUPLES_OK:
        return session
    session.finish()  # the server has stopped since
    return None


def keep(connection: Any) -> None:
    """Close a connection, and keep its session if it is in order."""
    session = connection.pgconn
    if (
        session.transaction_status == pq.TransactionStatus.IDLE
        and session.pipeline_status == pq.PipelineStatus.OFF
        and session.exec_(b"DISCARD ALL").status == pq.ExecStatus.COMMAND_OK
    ):
        connection.pgconn = _ENDED
        with _lock:
            _idle.append((connection.key, session))
            superfluous = _idle.pop(0)[1] if len(_idle) > IDLE else _ENDED
        superfluous.finish()
    connection.close()


def end_idle() -> None:
    """End the sessions that no run uses: they would keep a database from being a template."""
    while _idle:
        _idle.pop()[1].finish()


atexit.register(end_idle)
