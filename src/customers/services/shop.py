"""Open a database with its settings, and its transactions."""

import getpass
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine

from customers.config.settings import Settings
from customers.database.connection.engine import open_engine, public_url
from customers.database.connection.schema import connect_to_schema, keep_open
from customers.database.connection.sqlite_file import LEAVE, FirstUse
from customers.domain.timestamps import now
from customers.services.transaction import Transaction


@dataclass
class ShopContext:
    """One database with its settings. The first transaction opens it."""

    settings: Settings
    actor: str
    command: str
    reason: str | None = None
    first_use: FirstUse = LEAVE
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        settings = self.settings
        self.engine = open_engine(settings.database_url, lock_seconds=settings.lock_timeout, run=self.command, first_use=self.first_use)

    @property
    def url(self) -> str:
        """The database URL without its password."""
        return public_url(self.engine.url)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that reads one snapshot and writes nothing."""
        with connect_to_schema(self.engine, writing=False) as connection:
            yield Transaction(connection, self.settings, now(), self.actor, self.command, self.reason)

    def keep_open(self) -> AbstractContextManager[None]:
        """Keep one connection open for many transactions, for speed."""
        return keep_open(self.engine)

    @contextmanager
    def writing(self, *, dry_run: bool = False, job: str | None = None) -> Iterator[Transaction]:
        """Open a transaction that commits at its end, unless something is raised or it is a dry run.

        `job` names a job that one process at a time may run.

        Raises:
            JobRunningError: another process runs the job, or held a lock for longer than the timeout.
            ConcurrentUpdateError: another process changed the same rows; see `retry.run_with_retry`.
        """
        with connect_to_schema(self.engine, writing=True, job=job) as connection:
            yield Transaction(connection, self.settings, now(), self.actor, self.command, self.reason)
            if not dry_run:
                connection.commit()


def login_name() -> str:
    """Return the login name of the user, for the history."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
