"""The life of a profile: deleted, and restored."""

from collections.abc import Sequence
from uuid import UUID

from customers.database import backend
from customers.database import customers as statements
from customers.database.statistics import mark_live
from customers.errors import CustomerNotFound
from customers.models import Change, Changed, Customer
from customers.services import history, statistics
from customers.services.identities import refuse_taken
from customers.services.records import get_customer, later, refresh_search, touch
from customers.services.transaction import Transaction


def delete_customers(tx: Transaction, customer_ids: Sequence[UUID]) -> list[UUID]:
    """Take live customers out of every list and count; their orders stay, their email and external ids become free."""
    backend.lock_customers(tx.connection, customer_ids)
    if not customer_ids:
        return []
    for customer_id in customer_ids:
        before = get_customer(tx, customer_id)
        family = [customer_id, *statements.find_absorbed(tx.connection, customer_id)]
        statements.release_identities(tx.connection, statements.find_names(tx.connection, family))
        statements.update_customer(tx.connection, customer_id, {"state": "deleted", "deleted_at": tx.now, "updated_at": later(tx, before)})
    mark_live(tx.connection, customer_ids, live=False)
    refresh_search(tx, *customer_ids)
    history.record_many(tx, [(customer_id, [Change("state", "live", "deleted")]) for customer_id in customer_ids])
    return list(customer_ids)


def restore_customer(tx: Transaction, customer_id: UUID) -> Changed[Customer]:
    """Bring a deleted customer back, with statistics brought up to date; a live one stays as it is.

    Raises:
        CustomerNotFound: there is none of that id.
        EmailTaken, ExternalIdTaken: somebody took the name meanwhile.
    """
    backend.lock_customers(tx.connection, [customer_id])
    row = statements.find_state(tx.connection, customer_id)
    if row is None or row.state not in ("live", "deleted"):
        raise CustomerNotFound(reference=customer_id)
    if row.state == "live":
        tx.notice(f"customer {customer_id} is not deleted; nothing was changed")
        return Changed(get_customer(tx, customer_id))
    statements.update_customer(tx.connection, customer_id, {"state": "live", "deleted_at": None})
    mark_live(tx.connection, [customer_id], live=True)
    pairs = statements.find_names(tx.connection, [customer_id, *statements.find_absorbed(tx.connection, customer_id)])
    refuse_taken(tx, customer_id, pairs)
    statements.claim_identities(tx.connection, customer_id, pairs)
    statistics.recalculate_customers(tx, [customer_id])
    changes = (Change("state", "deleted", "live"),)
    history.record(tx, customer_id, changes)
    return Changed(touch(tx, customer_id), changes)
