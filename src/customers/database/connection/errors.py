"""Classify the errors of the drivers by SQLSTATE or SQLite's error name, never by the text of a message."""

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from customers.errors import ConcurrentUpdateError, CustomersError, DatabaseFailedError, IdentityTakenError, LockTimeoutError, Remedy

UNIQUE_VIOLATION = "unique"
LOCK_NOT_AVAILABLE = "lock"
CONFLICT = "contention"
DISK_FULL = "full"
READ_ONLY = "read-only"
DAMAGED = "damaged"
FOREIGN = "foreign"
LOST = "lost"
NOT_PERMITTED = "permission"
# The beginnings of codes. A deadlock or failed serialization ends with a rollback, and a retry may succeed.
_KINDS = {
    UNIQUE_VIOLATION: ("23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"),
    LOCK_NOT_AVAILABLE: ("55P03", "SQLITE_BUSY", "SQLITE_LOCKED"),
    CONFLICT: ("40001", "40P01"),
    DISK_FULL: ("53100", "53400", "SQLITE_FULL"),
    READ_ONLY: ("25006", "SQLITE_READONLY"),
    DAMAGED: ("XX001", "XX002", "SQLITE_CORRUPT"),
    FOREIGN: ("SQLITE_NOTADB",),
    NOT_PERMITTED: ("42501",),
    LOST: ("08", "57P01", "57P02", "57P03"),
}
_ATTEMPTS = re.compile(r"connection to server (?:at|on) (.+?) failed: (?:FATAL: +)?(.+)")
# A commit without an answer may have happened: only the database shows it.
_WHOLE = "what was not reported as done is done whole or not at all"
_HINTS = {
    DISK_FULL: "make room on the disk of the database, then run it again; nothing is half done",
    READ_ONLY: "nothing was changed; find out what made it so (a standby, a setting, the rights of the file), then run it again",
    LOST: f"see that the server runs; {_WHOLE}: look, then run it again",
}
_REMEDIES = {DAMAGED: Remedy("restore_backup"), FOREIGN: Remedy("check_file"), NOT_PERMITTED: Remedy("grant_roles")}


def classify(error: BaseException) -> str | None:
    """Return the kind of an error, None for any other."""
    original = getattr(error, "orig", None) or error
    state = getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None)
    if state is None:
        # The driver has no code for a server that stopped to answer.
        return LOST if type(original).__name__ == "OperationalError" else None
    return next((kind for kind, starts in _KINDS.items() if state.startswith(starts)), None)


def remedy_of(error: BaseException) -> dict[str, Any]:
    """Return the hint or the remedy of an error's kind, as arguments of the program's error; empty without either."""
    kind = classify(error) or ""
    return {"hint": _HINTS[kind]} if kind in _HINTS else {"remedy": _REMEDIES[kind]} if kind in _REMEDIES else {}


def reason_of(error: BaseException) -> str:
    """Return the driver's message on one line, without bound values or addresses of customers."""
    original = getattr(error, "orig", None) or error
    if isinstance(original, UnicodeError):
        return "the name of the host has a part that is empty or too long"
    diagnosis = getattr(original, "diag", None)
    words = getattr(diagnosis, "message_primary", None) or getattr(original, "strerror", None) or str(original)
    # A server that does not answer: each address with its cause, without the advice that libpq adds.
    attempts = [f"{address.replace(chr(34), '')}: {cause[:1].lower()}{cause[1:]}" for address, cause in _ATTEMPTS.findall(words)]
    return "; ".join(dict.fromkeys(attempts)) or " ".join(words.split())


@contextmanager
def translated_errors() -> Iterator[None]:
    """Translate errors of the driver into those of the program."""
    try:
        yield
    except driver_errors() as error:
        raise database_error(error) from error


def driver_errors() -> tuple[type[Exception], ...]:
    """Return the errors that a database raises, the bare drivers' too: bulk rows bypass SQLAlchemy, and psycopg is imported if used."""
    psycopg: Any = sys.modules.get("psycopg")
    return (DBAPIError, sqlite3.Error, *((psycopg.Error,) if psycopg is not None else ()))


def database_error(error: BaseException, *, seconds: int = 0, holder: str = "") -> CustomersError:
    """Return the program's error for one of the driver's; a lock error has the seconds of the wait and the holder."""
    kind = classify(error)
    if kind == LOCK_NOT_AVAILABLE:
        return LockTimeoutError(seconds=seconds, holder=holder)
    if kind == CONFLICT:
        return ConcurrentUpdateError(attempts=1)
    if kind == UNIQUE_VIOLATION:
        return IdentityTakenError()
    reason = reason_of(error)
    if kind == LOST:
        reason = f"the connection was lost ({reason.partition(' This probably')[0]})"
    return DatabaseFailedError(reason=reason, **(remedy_of(error) or {"hint": f"{_WHOLE}: look, then run it again"}))
