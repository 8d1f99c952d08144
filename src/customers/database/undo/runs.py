"""Find runs, and change their states."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select, update

from customers.database.schema.tables import runs


class StoredRun(NamedTuple):
    """A run as its undo reads it; `number` is None where the orders that it created do not name it."""

    id: UUID
    number: int | None
    at: datetime
    actor: str
    command: str
    source: str | None
    orders: int
    state: str
    undone_by: UUID | None
    undo_of: UUID | None


def find_run(connection: Connection, run_id: UUID) -> StoredRun | None:
    """Return a run, or None."""
    columns = (runs.c[name] for name in StoredRun._fields)
    row = connection.execute(select(*columns).where(runs.c.id == run_id)).first()
    return None if row is None else StoredRun._make(row)


def find_latest(connection: Connection, actor: str) -> UUID | None:
    """Return the newest run of an actor that is neither an undo nor undone, or None."""
    query = select(runs.c.id).where(runs.c.actor == actor, runs.c.undo_of.is_(None), runs.c.state != "undone")
    return connection.scalar(query.order_by(runs.c.id.desc()).limit(1))


def find_repetitions(connection: Connection, run_id: UUID) -> list[UUID]:
    """Return the runs that did again what a run had done, because they undid an undo of it, the newest first."""
    repetitions: set[UUID] = set()
    pending = {run_id}
    while pending:
        undos = select(runs.c.id).where(runs.c.undo_of.in_(pending))
        pending = set(connection.scalars(select(runs.c.id).where(runs.c.undo_of.in_(undos)))) - repetitions
        repetitions |= pending
    return sorted(repetitions, reverse=True)


def set_state(connection: Connection, run_id: UUID, state: str, undone_by: UUID | None) -> None:
    """Change the state of a run, and the run by which it is undone."""
    connection.execute(update(runs).where(runs.c.id == run_id).values(state=state, undone_by=undone_by))
