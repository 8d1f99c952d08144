"""Go through the pairs that look like one person: which pairs there are, and what each is about now."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import customers as profiles
from customers.database.queries.duplicates import is_dismissed
from customers.domain.merge.plan import EXTERNAL_IDS, OVERRIDABLE
from customers.domain.timestamps import format_timestamp
from customers.errors import CustomerChangedError, Remedy
from customers.models.customer import Customer
from customers.models.merge import MergeResult
from customers.services.customers.records import get_customers, name_customer
from customers.services.customers.state import follow_merges
from customers.services.merging.duplicates import list_duplicates
from customers.services.merging.merge import MergePair, merge_customers
from customers.services.paging import PageRequest
from customers.services.transaction import Transaction

# Pairs that are held in memory; a review of more is done in several runs.
MOST = 1_000


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """The ids of two profiles that look like one person, the older one first, with the score and the evidence in words."""

    ids: tuple[UUID, UUID]
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class People:
    """The two customers of a pair as they are now: the first one stays if they are merged."""

    survivor: Customer
    absorbed: Customer

    @property
    def ids(self) -> tuple[UUID, UUID]:
        """The ids of both."""
        return self.survivor.id, self.absorbed.id

    def swapped(self) -> "People":
        """Return the pair with the sides exchanged."""
        return People(self.absorbed, self.survivor)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that can be taken from one side or the other."""
        systems = {**self.survivor.external_ids, **self.absorbed.external_ids}
        return (*OVERRIDABLE, *(f"{EXTERNAL_IDS}{system}" for system in sorted(systems)))


def list_likely_pairs(tx: Transaction, min_score: float, *, customer_id: UUID | None, limit: int | None) -> tuple[list[LikelyPair], int]:
    """Return the pairs of at least a score, best first, up to a limit, and their number in all."""
    request = PageRequest(stream=True, limit=min(limit or MOST, MOST))
    with list_duplicates(tx, min_score, customer_id=customer_id, request=request) as page:
        pairs = [
            LikelyPair((pair.a.id, pair.b.id), pair.score, "; ".join(evidence.why for evidence in pair.evidence)) for pair in page.data
        ]
        return pairs, page.meta.total


def find_people(tx: Transaction, pair: LikelyPair) -> People | None:
    """Return the customers that a pair is about now, an absorbed profile being its survivor; None where it is settled.

    It is settled when both are one customer, when one of them is not live any more, or when the pair is dismissed.
    """
    ids = [follow_merges(customer_id, partial(profiles.find_state, tx.connection))[0] for customer_id in pair.ids]
    people = {customer.id: customer for customer in get_customers(tx, ids)}
    if len(people) < len(ids) or is_dismissed(tx.connection, *sorted(ids)):
        return None
    return People(*(people[customer_id] for customer_id in ids))


def merge_people(tx: Transaction, people: People, take: Mapping[str, str]) -> MergeResult:
    """Merge a pair as it was shown.

    Raises:
        CustomerChangedError: one of both was changed since.
        CannotMergeError, TagLimitError, InvalidFieldError: as for `merge_customers`.
    """
    locks.lock_customers(tx.connection, people.ids)
    present = {customer.id: customer for customer in get_customers(tx, people.ids)}
    for customer in (people.survivor, people.absorbed):
        if customer.id in present and present[customer.id].updated_at != customer.updated_at:
            changed_at = format_timestamp(present[customer.id].updated_at)
            raise CustomerChangedError(
                customer=customer.id,
                name=name_customer(tx, customer.id),
                updated_at=changed_at,
                expected="the pair was shown",
                remedy=Remedy("repeat_change"),
            )
    return merge_customers(tx, MergePair(*people.ids, take))
