"""Who holds a lock that was waited for in vain: asked afterwards, and left unsaid where it cannot be known."""

import os
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

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
            since = f" since {_moment(row.xact_start)}" if row.xact_start else ""
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
    return f"{_command(words)} (process {pid}, running since {_moment(datetime.fromtimestamp(began, UTC))})"


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


def _moment(moment: Any) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
