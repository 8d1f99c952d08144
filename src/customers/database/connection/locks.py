"""Lock rows, jobs, the schema and files, and look up who holds a lock."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from customers import filesystem
from customers.database.connection.errors import LOCK_NOT_AVAILABLE, classify
from customers.database.dialects import citus
from customers.database.dialects.base import LOCK_SECONDS, insert, is_sqlite
from customers.errors import DatabaseFailedError, JobRunningError

# The number by which an upgrade of the schema waits for another one.
_SCHEMA_LOCK = int.from_bytes(b"shop", "big")
_LOCK_BATCH = 5_000


def lock_customers(connection: Connection, ids: Iterable[Any]) -> None:
    """Hold customers until the transaction ends, in the order of their ids, so that nobody deadlocks.

    On SQLite a writing transaction holds the whole database already.
    """
    if is_sqlite(connection):
        return
    if citus.is_distributed(connection):
        citus.lock_each(connection, sorted(ids))
        return
    from customers.database.schema.tables import customers

    held = select(customers.c.id).order_by(customers.c.id).with_for_update()
    ordered = sorted(ids)
    for start in range(0, len(ordered), _LOCK_BATCH):
        connection.execute(held.where(customers.c.id.in_(ordered[start : start + _LOCK_BATCH])))


def lock_job(connection: Connection, name: str) -> None:
    """Hold a named lock, which only one run at a time can have, until the transaction ends.

    On SQLite there is nothing to do: `file_lock` was taken before the transaction began.

    Raises:
        JobRunningError: another run holds it.
    """
    if is_sqlite(connection):
        return
    from customers.database.schema.tables import locks

    try:
        # Another run may have made the row and not committed it yet: that is waiting too, which NOWAIT does not cover.
        connection.execute(text("SET LOCAL lock_timeout = '100ms'"))
        connection.execute(insert(connection, locks).values(name=name).on_conflict_do_nothing())
        set_lock_timeout(connection)
        connection.execute(select(locks.c.name).where(locks.c.name == name).with_for_update(nowait=True))
    except DBAPIError as error:
        if classify(error) == LOCK_NOT_AVAILABLE:
            own = backend_pid(connection)
            raise JobRunningError(
                job=name, holder=_format_holder(find_session(connection.engine, own=own, seconds=0, relation=locks.name))
            ) from error
        raise


def set_lock_timeout(connection: Connection) -> None:
    """Bound how long each statement of a transaction waits for a lock of another run; on SQLite the connection has its limit."""
    if not is_sqlite(connection):
        seconds = lock_seconds(connection)
        # 0 would be for ever.
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{f'{seconds}s' if seconds else '1ms'}'")


def lock_seconds(connection: Connection) -> int:
    """How many seconds a run waits for the locks of others."""
    return int(connection.get_execution_options().get(LOCK_SECONDS, 0))


def backend_pid(connection: Connection) -> int:
    """The server's process of a PostgreSQL connection, known to the driver."""
    driver: Any = connection.connection.driver_connection
    return int(driver.info.backend_pid)


def lock_schema(connection: Connection) -> None:
    """Hold the schema against another upgrade until the transaction ends; on SQLite a writing transaction does.

    The table of named locks may not be there yet.

    Raises:
        DBAPIError: another upgrade has held it for longer than is waited.
    """
    if is_sqlite(connection):
        return
    connection.execute(select(func.pg_advisory_xact_lock(_SCHEMA_LOCK)))


@contextmanager
def file_lock(engine: Engine, name: str) -> Iterator[None]:
    """Hold a named lock on SQLite, by an advisory lock on a file beside the database; it ends with the run, however that ends.

    A row cannot be held there, and a second run would wait for the whole database rather than give up at once.

    Raises:
        JobRunningError: another run holds it.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    import fcntl
    import os

    path = f"{engine.url.database}-{name.replace(' ', '-')}.lock"
    try:
        handle = filesystem.open_private(path, os.O_RDWR)
    except OSError as error:
        raise DatabaseFailedError(reason=f"cannot open {path}: {filesystem.error_reason(error, 'it failed')}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 80, 0).decode("ascii", "replace").strip()
        raise JobRunningError(job=name, holder=_format_holder(holder)) from None
    else:
        with suppress(OSError):  # on a full disk the lock holds as well
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}".encode(), 0)
        yield
    finally:
        os.close(handle)


def _format_holder(holder: str) -> str:
    return f": {holder}" if holder else ""


# Whose transaction has been going on for as long as was waited, and has locked rows of a table of ours; the oldest first.
_SESSIONS = text(
    "SELECT a.pid, a.application_name, a.state, a.xact_start FROM pg_stat_activity a"
    " WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.pid <> :own"
    " AND coalesce(a.xact_start, '-infinity') <= now() - make_interval(secs => :seconds)"
    " AND EXISTS (SELECT 1 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
    " WHERE l.pid = a.pid AND l.granted AND l.mode <> 'AccessShareLock'"
    " AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('locks'))"
    " AND (:relation = '' OR c.relname = :relation))"
    " ORDER BY a.xact_start NULLS LAST LIMIT 1"
)
# Where SQLite locks for writing: a byte of the index of the log, or of the file itself where it has no log.
_WRITING = (("-shm", 120), ("", 0x40000001))


def find_session(engine: Engine, *, own: int, seconds: int, relation: str = "") -> str:
    """The PostgreSQL session that has held locks for so long, of one table or of any of them, in words; empty if unknown."""
    values = {"own": own, "seconds": seconds, "relation": relation}
    with suppress(SQLAlchemyError), engine.connect() as connection:
        row = connection.execute(_SESSIONS, values).first()
        if row is not None:
            since = f" since {_format_time(row.xact_start)}" if row.xact_start else ""
            return f"{row.application_name or 'another program'} (process {row.pid} of the server, {row.state or 'at work'}{since})"
    return ""


def find_writer(path: str) -> str:
    """The process that is writing to a SQLite file, in words; empty where nobody is any more, or it cannot be known."""
    with suppress(OSError, ValueError):
        held = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
        for suffix, byte in _WRITING:
            if not Path(path + suffix).exists():
                continue
            found = Path(path + suffix).stat()
            place = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
            for fields in held:
                if fields[3:4] == ["WRITE"] and fields[5] == place and int(fields[6]) <= byte and fields[7] in ("EOF", str(byte)):
                    return _process(int(fields[4]))
    return ""


def _process(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    ticks = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19])
    booted = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    began = datetime.now(UTC).timestamp() - booted + ticks / os.sysconf("SC_CLK_TCK")
    return f"{_command(words)} (process {pid}, running since {_format_time(datetime.fromtimestamp(began, UTC))})"


def _command(words: list[str]) -> str:
    """The name of a command: what follows it may be a customer's, and an option before it an address with a password."""
    for place, word in enumerate(words):
        if word == "customers" or word.endswith(("/customers", "/customers/__main__.py")):
            named: list[str] = []
            for later in words[place + 1 : place + 3]:
                if not re.fullmatch("[a-z]+", later):
                    break
                named.append(later)
            return " ".join(["customers", *named])
    return Path(words[0]).name or "another program"


def _format_time(moment: Any) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
