"""What every service that changes a customer needs: to read it, compare it, and keep what is derived from it in step."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.schema.tables import customers
from customers.domain.json import to_jsonable
from customers.domain.person_name import full_name
from customers.domain.text import fold
from customers.errors import AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError, CustomersError
from customers.models.customer import Customer, CustomerAddress
from customers.models.fields import EDITABLE
from customers.models.history import Change
from customers.services.transaction import Transaction


def get_customer(tx: Transaction, customer_id: UUID) -> Customer:
    """A live customer with addresses.

    Raises:
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: it is not live, or not there at all.
    """
    query = statements.profiles().where(customers.c.id == customer_id, customers.c.state == "live")
    rows = tx.connection.execute(query).all()
    for customer in statements.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True):
        return customer
    raise not_active_error(tx, customer_id)


def not_active_error(tx: Transaction, customer_id: UUID) -> CustomersError:
    """What to say of a customer who is not live any more: another run may have merged or deleted it since it was found."""
    row = statements.find_state(tx.connection, customer_id)
    if row is not None and row.state == "absorbed":
        return AlreadyMergedError(reference=customer_id, survivor=row.merged_into)
    return (CustomerDeletedError if row is not None and row.state == "deleted" else CustomerNotFoundError)(reference=customer_id)


def touch(tx: Transaction, customer_id: UUID) -> Customer:
    """Move a customer's `updated_at` on and bring the text that search reads up to date."""
    before = get_customer(tx, customer_id)
    statements.update_customer(tx.connection, customer_id, {"updated_at": next_updated_at(tx, before)})
    refresh_search(tx, customer_id)
    return get_customer(tx, customer_id)


def next_updated_at(tx: Transaction, before: Customer) -> datetime:
    """Now, or a second after the last change where that is not before now: `updated_at` always moves on.

    So a script that compares it never misses a change, whole seconds though it is in.
    """
    return max(tx.now, before.updated_at + timedelta(seconds=1))


def refresh_search(tx: Transaction, *customer_ids: UUID) -> None:
    """Bring what search looks through in step with customers that were changed, deleted, restored, merged."""
    from customers.database.search.index import refresh_texts  # which commands that only read can do without

    refresh_texts(tx.connection, customer_ids)


def diff_customers(before: Customer | None, after: Customer) -> tuple[Change, ...]:
    """What differs between two states of a customer, in the words of `show -o json`."""
    changes = []
    for name in EDITABLE:
        old, new = getattr(before, name) if before else None, getattr(after, name)
        if old != new and not (before is None and new in (None, (), {}, False)):
            changes.append(Change(name, to_jsonable(old), to_jsonable(new)))
    return tuple(changes)


def diff_addresses(before: Sequence[CustomerAddress], after: Sequence[CustomerAddress]) -> tuple[Change, ...]:
    """What differs between two states of an address book."""
    old, new = ({address.id: address for address in book} for book in (before, after))
    return tuple(
        change
        for address_id in sorted(old.keys() | new.keys())
        for change in _compare(address_id, old.get(address_id), new.get(address_id))
    )


def _compare(address_id: UUID, before: CustomerAddress | None, after: CustomerAddress | None) -> list[Change]:
    if before is None or after is None:
        return [Change(f"addresses.{address_id}", to_jsonable(before), to_jsonable(after))]
    old, new = to_jsonable(before), to_jsonable(after)
    return [Change(f"addresses.{address_id}.{name}", old[name], new[name]) for name in old if old[name] != new[name]]


def name_key(first_name: str, last_name: str | None) -> str:
    """What `--sort name` goes by."""
    return fold(full_name(first_name, last_name))
