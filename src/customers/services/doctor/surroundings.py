"""Inspect what the program did not make: objects that change or hide its rows, and the permissions of its file."""

import os
import shlex
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from customers.database.dialects.base import dialect_of
from customers.database.doctor.foreign_objects import find_foreign_objects
from customers.services.doctor.inspections import NO_CUSTOMER, Finding
from customers.services.transaction import Transaction


def inspect_schema(tx: Transaction) -> Iterator[Finding]:
    """Yield the objects by which a statement of the program does something else than it says."""
    return (Finding("schema", NO_CUSTOMER, description) for description in find_foreign_objects(tx.connection))


def inspect_file(tx: Transaction) -> Iterator[Finding]:
    """Yield what the database reports of its own file, and note who else may read or change it."""
    engine = tx.connection.engine
    if (path := dialect_of(engine).database_file(engine)) is not None:
        tx.notice(*_openings(path))
    return (Finding("database_file", NO_CUSTOMER, line) for line in dialect_of(tx.connection).find_damage(tx.connection))


def _openings(path: Path) -> Iterator[str]:
    """Yield sentences about the ways in which users other than the owner of the process can use a file."""
    with suppress(OSError):
        status, name = path.stat(), shlex.quote(str(path))
        if status.st_mode & (stat.S_IROTH | stat.S_IWOTH):
            can = "change" if status.st_mode & stat.S_IWOTH else "read"
            yield f"every user of this machine can {can} the customers in {path}: `chmod o-rwx {name}` takes that away"
        if status.st_uid not in (0, os.geteuid()):
            take = f"`chown {os.geteuid()} {name}` as root takes it over"
            yield f"{path} belongs to user {status.st_uid}, who can read and change everything: {take}"
        if path.parent.stat().st_mode & stat.S_IWOTH:
            yield f"every user of this machine can put files beside {path}, and SQLite reads them as its log: move it to a folder of yours"
