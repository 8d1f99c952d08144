"""One transaction with its settings, time and actor."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from customers.config.settings import Settings
from customers.domain.ids import run_number, uuid7
from customers.domain.segments import Thresholds
from customers.models.aliases import Names
from customers.models.history import Change

if TYPE_CHECKING:
    from customers.database.connection.engine import Connection
    from customers.database.statistics.rfm import Quintiles

# Number of customers in the changes that a dry run of a bulk command shows.
MAX_SHOWN = 1000


@dataclass(slots=True)
class Run:
    """One invocation of a writing command: one or many transactions. It has a row in the database as soon as it changed something.

    Attributes:
        in_batches: Whether it commits several times, so that an interruption leaves a part of it.
        transactions: How many transactions that changed something are committed; with one it has a row.
        source: The name of an imported file, without its folder; `source_digest` is the SHA-256 of its content.
        undo_of: The run that this one takes back.
    """

    id: UUID = field(default_factory=uuid7)
    in_batches: bool = False
    source: str | None = None
    source_digest: str | None = None
    undo_of: UUID | None = None
    transactions: int = 0

    @property
    def is_stored(self) -> bool:
        """Whether it has a row."""
        return self.transactions > 0

    @property
    def number(self) -> int:
        """The number by which the orders that it creates name it."""
        return run_number(self.id)


@dataclass(slots=True)
class Transaction:
    """One transaction of one command. Services neither open nor commit it; an error rolls it back."""

    connection: "Connection"
    settings: Settings
    now: datetime
    actor: str
    command: str
    reason: str | None = None
    # How short the references to customers may be.
    names: Names = Names.COMPLETE
    notices: list[str] = field(default_factory=list)
    # The changes by customer that a dry run shows; None where they are not shown.
    changes: list[tuple[UUID, Change]] | None = None
    run: Run = field(default_factory=Run)
    # What this transaction added to its run: whether anything changed, the number of records and of lots of them, the number of
    # customers without a record and of orders, and the owners of the orders: none (`()`) where there were several batches of them.
    is_changed: bool = False
    lots: int = 0
    records: int = 0
    customers: int = 0
    orders: int = 0
    owners: Collection[UUID] | None = None
    # Whether erased values are removed from the files of the database after the commit.
    is_scrub_due: bool = False
    # The boundaries of RFM, once they are read: all statements of a transaction use the same.
    quintiles: "Quintiles | None" = None

    @property
    def run_id(self) -> UUID:
        """The id of the run."""
        return self.run.id

    def add_to_run(self, *, records: int = 0, customers: int = 0, orders: int = 0, owners: Collection[UUID] = ()) -> None:
        """Count changes, by which the run becomes one that is listed; `owners` are the customers of the orders."""
        self.is_changed = True
        self.lots += records > 0
        self.records += records
        self.customers += customers
        self.orders += orders
        if owners:
            # Those of several batches are counted by the database.
            self.owners = owners if self.owners is None else ()

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds of VIPs and segments."""
        return self.settings.thresholds

    @property
    def currency(self) -> str:
        """The shop's currency."""
        return self.settings.currency

    @property
    def consent(self) -> bool:
        """Whether the shop records marketing consent."""
        return self.settings.enable_marketing_consent

    def roll_back(self) -> None:
        """Take back what was done so far; the run has nothing of it."""
        self.connection.rollback()
        self.is_changed, self.lots, self.records, self.customers, self.orders, self.owners = False, 0, 0, 0, 0, None

    def notice(self, *sentences: str) -> None:
        """Add sentences that are shown beside the result, each once."""
        self.notices += [sentence for sentence in sentences if sentence not in self.notices]
