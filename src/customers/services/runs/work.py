"""One undo in progress: its run, its customers, and what does not go back."""

from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from customers.database.selection.customer_set import CustomerSet
from customers.database.undo.members import Source
from customers.domain.tags import Tag
from customers.services.transaction import Transaction

# How many collisions are held, to be listed; the others are counted.
LISTED = 1_000


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
        is_part: Whether the run did again a part of what `source` had done.
        is_rename: Whether the run renamed a tag, or an undo of that.
        force: Whether what was changed since goes back too.
        collisions: The first of what was changed since.
        collided: How much of it there is; `stuck`, how much of that no force undoes.
        merged: A customer that another one was merged into, or that was merged, since.
        remaining: What stays whatever is forced, by customer: the first of it.
        excess: How much of it there is.
        renames: The tags that were renamed since, the oldest first.
        claims: The ids of the customers with identities to be claimed at the end, when all others are free, 16 bytes each.
        customers: How many customers went back; `orders`, `merges` and `segments` likewise.
    """

    tx: Transaction
    run_id: UUID
    source: Source
    members: CustomerSet
    pending: CustomerSet
    force: bool
    is_part: bool = False
    is_rename: bool = False
    collisions: list[Collision] = field(default_factory=list)
    collided: int = 0
    stuck: int = 0
    merged: UUID | None = None
    remaining: list[tuple[UUID | None, str]] = field(default_factory=list)
    excess: int = 0
    renames: list[tuple[Tag, Tag]] = field(default_factory=list)
    claims: bytearray = field(default_factory=bytearray)
    customers: int = 0
    orders: int = 0
    merges: int = 0
    segments: int = 0

    def collide(self, customer_id: UUID | None, problem: str, *, is_stuck: bool = False) -> None:
        """Add something that was changed since."""
        self.collided += 1
        self.stuck += is_stuck
        if len(self.collisions) < LISTED:
            self.collisions.append(Collision(customer_id, problem, is_stuck))

    def leave(self, customer_id: UUID | None, problem: str) -> None:
        """Add something that stays whatever is forced."""
        self.excess += 1
        if len(self.remaining) < LISTED:
            self.remaining.append((customer_id, problem))

    def finish(self, customers: CustomerSet, *, recalculated: bool = True) -> None:
        """Count customers that went back, and remove them from the pending ones; tags change no statistics."""
        self.customers += customers.count()
        self.pending.exclude_set(customers)
        if not recalculated:
            self.members.exclude_set(customers)
