"""The scores of customers by recency, frequency and money."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from customers.database.connection.bulk import batched
from customers.database.queries.customers import BATCH
from customers.database.statistics import rfm as statements
from customers.database.statistics.rfm import Quintiles
from customers.domain.statistics.rfm import rfm_of
from customers.models.customer import Customer
from customers.services.transaction import Transaction


def get_quintiles(tx: Transaction) -> Quintiles:
    """Return the boundaries of the scores of now, read once a transaction."""
    if tx.quintiles is None:
        tx.quintiles = statements.find_quintiles(tx.connection, tx.thresholds)
    return tx.quintiles


def with_scores(tx: Transaction, customers: Iterable[Customer], *, again: bool = False) -> Iterator[Customer]:
    """Yield customers with their scores; `again` reads the boundaries after a change."""
    if again:
        tx.quintiles = None
    for batch in batched(customers, BATCH):
        codes = statements.find_codes(tx.connection, get_quintiles(tx), [customer.id for customer in batch])
        for customer in batch:
            yield replace(customer, rfm=rfm_of(codes[customer.id]))
