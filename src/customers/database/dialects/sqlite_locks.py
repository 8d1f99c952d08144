"""Locks on SQLite: jobs by a lock on a file beside the database, and the process that writes to a database."""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from customers import filesystem
from customers.database.connection.locks import format_holder, format_time
from customers.errors import DatabaseFailedError, JobRunningError

# The bytes that SQLite locks for writing: one in the index of the log, or in the file itself without a log.
_WRITE_LOCKS = (("-shm", 120), ("", 0x40000001))


@contextmanager
def job_file_lock(database: Path, name: str) -> Iterator[None]:
    """Take a named lock on a file beside the database, which ends with the process.

    A row cannot be locked on SQLite, and a second run would wait for the whole database rather than give up at once.

    Raises:
        JobRunningError: another run has it.
        DatabaseFailedError: the file cannot be opened.
    """
    path = f"{database}-{name.replace(' ', '-')}.lock"
    try:
        handle = filesystem.open_private(path, os.O_RDWR | os.O_NOFOLLOW)
    except OSError as error:
        reason = "it is a link" if error.errno == errno.ELOOP else filesystem.error_reason(error, "it failed")
        raise DatabaseFailedError(reason=f"cannot open {path}: {reason}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 80, 0).decode("ascii", "replace").strip()
        raise JobRunningError(job=name, holder=format_holder(holder)) from None
    else:
        with suppress(OSError):  # on a full disk the lock is as good
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()}, since {format_time(datetime.now(UTC))}".encode(), 0)
        yield
    finally:
        os.close(handle)


def find_writer(path: Path) -> str:
    """Describe the process that writes to a database file; empty without one, or where the system does not show it."""
    with suppress(OSError, ValueError):
        locks = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
        for suffix, byte in _WRITE_LOCKS:
            file = Path(f"{path}{suffix}")
            if not file.exists():
                continue
            status = file.stat()
            inode = f"{os.major(status.st_dev):02x}:{os.minor(status.st_dev):02x}:{status.st_ino}"
            for fields in locks:
                if fields[3:4] == ["WRITE"] and fields[5] == inode and int(fields[6]) <= byte and fields[7] in ("EOF", str(byte)):
                    return _describe_process(int(fields[4]))
    return ""


def _describe_process(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    ticks = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19])
    uptime = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    start = datetime.now(UTC).timestamp() - uptime + ticks / os.sysconf("SC_CLK_TCK")
    return f"{_command(words)} (process {pid}, running since {format_time(datetime.fromtimestamp(start, UTC))})"


def _command(words: list[str]) -> str:
    """Return the name of a command without its arguments, which can be a customer's or an address with a password."""
    for place, word in enumerate(words):
        if word == "customers" or word.endswith(("/customers", "/customers/__main__.py")):
            names: list[str] = []
            for name in words[place + 1 : place + 3]:
                if not re.fullmatch("[a-z]+", name):
                    break
                names.append(name)
            return " ".join(["customers", *names])
    return Path(words[0]).name or "another program"
