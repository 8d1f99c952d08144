"""The sessions of a PostgreSQL server that hold locks, described for messages."""

from contextlib import suppress

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from customers.database.connection.locks import format_time

# The oldest transaction that began before the wait did and has locked rows of one of the program's tables.
_SESSIONS = text(
    "SELECT a.pid, a.application_name, a.state, a.xact_start FROM pg_stat_activity a"
    " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.pid <> :pid"
    " AND coalesce(a.xact_start, '-infinity') <= now() - make_interval(secs => :seconds)"
    " AND EXISTS (SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
    " WHERE l.pid = a.pid AND l.granted AND l.mode <> 'AccessShareLock'"
    " AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('locks'))"
    " AND (:relation = '' OR c.relname = :relation))"
    " ORDER BY a.xact_start NULLS LAST LIMIT 1"
)


def find_session(engine: Engine, *, pid: int, seconds: int, relation: str = "") -> str:
    """Describe the session that has held locks for so many seconds, on one table or on any; empty if unknown."""
    values = {"pid": pid, "seconds": seconds, "relation": relation}
    with suppress(SQLAlchemyError), engine.connect() as connection:
        row = connection.execute(_SESSIONS, values).first()
        if row is not None:
            since = f" since {format_time(row.xact_start)}" if row.xact_start else ""
            return f"{row.application_name or 'another program'} (process {row.pid} of the server, {row.state or 'at work'}{since})"
    return ""
