"""One undo in progress: its run, its customers, and what does not go back."""

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from customers.database.selection.customer_set import CustomerSet
from customers.database.undo.members import Source
from customers.domain.tags import Tag
from customers.services.transaction import Transaction


class Collision(NamedTuple):
    """A value of a customer, or of the shop, that was changed since, as a sentence, and whether force cannot undo it."""

    customer_id: UUID | None
    problem: str
    is_stuck: bool = False


@dataclass(slots=True)
class UndoWork:
    """An undo in its transaction.

    Attributes:
        tx: The transaction.
        run_id: The run that is taken back.
        source: The run that did what it did: that run, or the one that it did again.
        members: Its customers, with statistics to be recalculated.
        pending: Those of them with profiles still to be written back.
        is_rename: Whether the run renamed a tag, or an undo of that.
        force: Whether what was changed since goes back too.
        collisions: What was changed since.
        merged: A customer that another one was merged into, or that was merged, since.
        remaining: What stays whatever is forced, by customer.
        renames: The tags that were renamed since, the oldest first.
        claims: The customers with identities to be claimed at the end, when all others are free.
        customers: How many customers went back; `orders` and `merges` likewise.
    """

    tx: Transaction
    run_id: UUID
    source: Source
    members: CustomerSet
    pending: CustomerSet
    force: bool
    is_rename: bool = False
    collisions: list[Collision] = field(default_factory=list)
    merged: UUID | None = None
    remaining: list[tuple[UUID | None, str]] = field(default_factory=list)
    renames: list[tuple[Tag, Tag]] = field(default_factory=list)
    claims: list[UUID] = field(default_factory=list)
    customers: int = 0
    orders: int = 0
    merges: int = 0
    segments: int = 0

    def collide(self, customer_id: UUID | None, problem: str, *, is_stuck: bool = False) -> None:
        """Add something that was changed since."""
        self.collisions.append(Collision(customer_id, problem, is_stuck))

    def finish(self, customers: CustomerSet, *, recalculated: bool = True) -> None:
        """Count customers that went back, and remove them from the pending ones; tags change no statistics."""
        self.customers += customers.count()
        self.pending.exclude_set(customers)
        if not recalculated:
            self.members.exclude_set(customers)
