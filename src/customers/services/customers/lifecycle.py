"""Delete and restore customers."""

from uuid import UUID

from customers.database.connection import locks
from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.database.search.index import remove_texts
from customers.database.selection.customer_set import CustomerSet
from customers.database.statistics.calculation import mark_live
from customers.domain.ids import uuid7
from customers.errors import CustomerNotFoundError
from customers.models.customer import Customer
from customers.models.history import Change, Changed
from customers.services import history
from customers.services.customers.identities import ensure_available
from customers.services.customers.records import get_customer, touch
from customers.services.recalculation import recalculate_customers
from customers.services.transaction import Transaction


def delete_customers(tx: Transaction, customers: CustomerSet) -> list[UUID]:
    """Delete customers, which the transaction has locked; return their ids.

    Their orders stay, their email and external ids become free.
    """
    event_id = uuid7()
    for batch in customers.batches():
        statements.delete_customers(tx.connection, batch, tx.now)
        mark_live(tx.connection, batch.ids, live=False)
        remove_texts(tx.connection, batch.ids)
        history.record_alike(tx, batch, [Change("state", "live", "deleted")], event_id)
    return list(customers)


def restore_customer(tx: Transaction, customer_id: UUID) -> Changed[Customer]:
    """Restore a deleted customer and recalculate its statistics; a live one stays as it is.

    Raises:
        CustomerNotFoundError: no live or deleted customer has the id.
        EmailTakenError, ExternalIdTakenError: another customer took an identity meanwhile.
    """
    locks.lock_customers(tx.connection, [customer_id])
    row = statements.find_state(tx.connection, customer_id)
    if row is None or row.state not in ("live", "deleted"):
        raise CustomerNotFoundError(reference=customer_id)
    if row.state == "live":
        tx.notice(f"customer {customer_id} is not deleted; nothing was changed")
        return Changed(get_customer(tx, customer_id))
    statements.update_customer(tx.connection, customer_id, {"state": "live", "deleted_at": None})
    mark_live(tx.connection, [customer_id], live=True)
    pairs = identities.find_identities_of(tx.connection, [customer_id, *statements.find_absorbed(tx.connection, customer_id)])
    ensure_available(tx, customer_id, pairs)
    identities.claim_identities(tx.connection, customer_id, pairs)
    recalculate_customers(tx, [customer_id])
    changes = (Change("state", "deleted", "live"),)
    history.record(tx, customer_id, changes)
    return Changed(touch(tx, get_customer(tx, customer_id)), changes)
