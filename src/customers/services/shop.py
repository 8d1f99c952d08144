"""Open a database with its settings, and its transactions."""

import getpass
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from customers.config.settings import Settings
from customers.database.connection.engine import Connection, Engine, open_engine, public_url
from customers.database.connection.schema import connect_to_schema, keep_open
from customers.database.connection.sqlite_file import LEAVE, FirstUse
from customers.database.dialects.base import dialect_of
from customers.database.selection.customer_set import CustomerSet
from customers.domain.ids import continue_after, uuid7
from customers.domain.text import clean_remark
from customers.domain.timestamps import now
from customers.errors import UsageError
from customers.services.transaction import Run, Transaction


@dataclass
class ShopContext:
    """One database with its settings. The first transaction opens it."""

    settings: Settings
    actor: str
    command: str
    reason: str | None = None
    first_use: FirstUse = LEAVE
    # The run of all transactions, for a command; None: each is a run of its own.
    run: Run | None = None
    # Sentences about what happened after the commit.
    notices: list[str] = field(default_factory=list)
    # Whether a scrub rewrites the files whatever their size, and whether one that did not left erased values in them.
    rewrites_files: bool = False
    is_rewrite_due: bool = False
    engine: Engine = field(init=False)
    _is_scrubbed: bool = False

    def __post_init__(self) -> None:
        self._clean_remarks()
        settings = self.settings
        self.engine = open_engine(settings.database_url, lock_seconds=settings.lock_timeout, run=self.command, first_use=self.first_use)

    def _clean_remarks(self) -> None:
        """Bring the actor and the reason into the form that the history has.

        Raises:
            UsageError: one of them has control characters, or is too long.
        """
        try:
            self.actor = clean_remark(self.actor)
        except ValueError as error:
            raise UsageError(problem=f"{{actor}}: {error}", parameters=("actor",)) from None
        try:
            self.reason = clean_remark(self.reason) if self.reason else None
        except ValueError as error:
            raise UsageError(problem=f"{{reason}}: {error}", parameters=("reason",)) from None

    @property
    def url(self) -> str:
        """The database URL without its password."""
        return public_url(self.engine.url)

    def transaction_on(self, connection: Connection) -> Transaction:
        """Return a transaction with these settings on a connection to another database, which is open already."""
        return Transaction(connection, self.settings, now(), self.actor, self.command, self.reason)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """Open a transaction that reads one snapshot and writes nothing."""
        with connect_to_schema(self.engine, writing=False) as connection:
            yield self.transaction_on(connection)

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
        run = self.run or Run()
        with connect_to_schema(self.engine, writing=True, job=job) as connection:
            if not run.is_stored:
                run.id = next_run_id(connection)
            tx = Transaction(connection, self.settings, now(), self.actor, self.command, self.reason, run=run)
            yield tx
            if dry_run:
                return
            if tx.is_changed:
                store_run(tx)
            is_scrub_due = tx.is_scrub_due or dialect_of(connection).is_scrub_due(connection)
            connection.commit()
            run.transactions += tx.is_changed
        if is_scrub_due and not self._is_scrubbed:
            self.scrub(rewrite=self.rewrites_files)

    def scrub(self, *, rewrite: bool) -> None:
        """Remove erased values from the files of the database, once a command; an interrupted scrub is finished by the next one.

        Raises:
            DatabaseFailedError: with `rewrite`, the files cannot be rewritten.
        """
        self._is_scrubbed = True
        if remains := dialect_of(self.engine).scrub_files(self.engine, rewrite=rewrite):
            self.notices.append(remains.sentence)
            self.is_rewrite_due = remains.is_removable

    def finish_run(self) -> None:
        """Mark a run in batches as done, which is done in part as long as it lasts."""
        run = self.run
        if run is None or not (run.in_batches and run.is_stored):
            return
        from customers.database.queries import runs  # an import that reading commands do not need

        with connect_to_schema(self.engine, writing=True) as connection:
            runs.finish(connection, run.id, run.number if run.transactions > 1 else None)
            connection.commit()


def next_run_id(connection: Connection) -> UUID:
    """Return the id of a run that is at its first change, after all before it: a clock may have been set back since."""
    from customers.database.queries import runs  # an import that reading commands do not need

    for last in runs.find_last_ids(connection):
        continue_after(last)
    return uuid7()


def store_run(tx: Transaction) -> None:
    """Write the row of a run, or add what this transaction changed."""
    from customers.database.queries import runs  # an import that reading commands do not need

    run = tx.run
    customers = tx.customers + _count_customers(tx)
    if run.is_stored:
        runs.add(tx.connection, run.id, customers=customers, orders=tx.orders)
        return
    runs.insert_run(
        tx.connection,
        {
            "id": run.id,
            "number": run.number,
            "at": tx.now,
            "actor": tx.actor,
            "command": tx.command,
            "reason": tx.reason,
            "source": run.source,
            "source_digest": run.source_digest,
            "customers": customers,
            "orders": tx.orders,
            "state": "partial" if run.in_batches else "done",
            "undo_of": run.undo_of,
        },
    )


def _count_customers(tx: Transaction) -> int:
    """Return how many customers have records of this transaction, or orders that it wrote; of a later batch nearly."""
    from customers.database.queries import runs

    run = tx.run
    if run.is_stored:
        return max(tx.records, len(tx.owners or ()))
    if tx.owners is None and tx.lots <= 1:
        return tx.records  # those of one lot are of different customers
    if tx.owners is None:
        return runs.count_recorded(tx.connection, run.id)
    if not tx.owners:
        return runs.count_customers(tx.connection, run.id, run.number)
    return len(tx.owners) + runs.count_recorded(tx.connection, run.id, CustomerSet.from_ids(tx.connection, tx.owners))


def login_name() -> str:
    """Return the login name of the user, for the history.

    Raises:
        UsageError: the environment gives a name with control characters.
    """
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
    try:
        return clean_remark(name) or "unknown"
    except ValueError as error:
        problem = f"{{actor}} is missing, and the login name of the environment (LOGNAME, USER) is not valid: {error}"
        raise UsageError(problem=problem, parameters=("actor",)) from None
