"""Read customers, compare their states, and refresh derived data."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from customers.database.connection.bulk import batched
from customers.database.queries import customers as statements
from customers.database.schema.tables import customers
from customers.domain.email import email_key
from customers.domain.ids import shown_end
from customers.domain.json import to_jsonable
from customers.domain.person_name import full_name
from customers.domain.text import fold
from customers.errors import CustomersError
from customers.models.customer import NEVER_ASKED, Consent, Customer, CustomerAddress
from customers.models.fields import EDITABLE, SEARCHED_TEXTS
from customers.models.history import Change
from customers.models.records import as_dict
from customers.services.customers.state import next_updated_at, not_active_error
from customers.services.transaction import Transaction


def get_customer(tx: Transaction, customer_id: UUID, *, with_aliases: bool = False) -> Customer:
    """Return a live customer with addresses, and with aliases where they are printed.

    Raises:
        AlreadyMergedError, CustomerDeletedError, CustomerNotFoundError: the customer is not active.
    """
    query = statements.profiles(tx.thresholds, tx.now).where(customers.c.id == customer_id, customers.c.state == "live")
    rows = tx.connection.execute(query).all()
    for customer in statements.read_customers(
        tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True, with_aliases=with_aliases
    ):
        return customer
    raise find_inactive_error(tx, customer_id)


def get_customers(tx: Transaction, customer_ids: Sequence[UUID]) -> list[Customer]:
    """Return those of some customers that are live, with addresses and aliases; of sorted ids in their order."""
    result: list[Customer] = []
    for batch in batched(customer_ids, statements.BATCH):
        query = (
            statements.profiles(tx.thresholds, tx.now)
            .where(customers.c.id.in_(batch), customers.c.state == "live")
            .order_by(customers.c.id)
        )
        rows = tx.connection.execute(query).all()
        result += statements.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True, with_aliases=True)
    return result


def name_customers(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return customers as messages name them: by name, with the email or, without one, the end of the id."""
    rows = statements.find_states(tx.connection, sorted(set(ids)))
    return {row.id: label_customer(row.id, row.first_name, row.last_name, row.email) for row in rows}


def label_customer(customer_id: UUID, first_name: str, last_name: str | None, email: str | None) -> str:
    """Return a customer of these values as messages name it."""
    contact = email or f"…{shown_end(customer_id)}"
    return f"{full_name(first_name, last_name) or 'an erased customer'} ({contact})"


def name_customer(tx: Transaction, customer_id: UUID) -> str:
    """Return a customer as messages name it, by the id where there is none."""
    return name_customers(tx, [customer_id]).get(customer_id, f"customer {customer_id}")


def find_inactive_error(tx: Transaction, customer_id: UUID) -> CustomersError:
    """Return the error of a customer that another run merged, deleted or erased since it was found."""
    row = statements.find_state(tx.connection, customer_id)
    return not_active_error(customer_id, row, row and row.updated_at)


def touch(tx: Transaction, customer: Customer) -> Customer:
    """Advance the `updated_at` of a customer, given as it is, and refresh the text that search reads; return the customer."""
    updated_at = next_updated_at(tx.now, customer.updated_at)
    statements.update_customer(tx.connection, customer.id, {"updated_at": updated_at})
    refresh_search(tx, customer.id)
    return replace(customer, updated_at=updated_at)


def refresh_search(tx: Transaction, *customer_ids: UUID) -> None:
    """Refresh the search texts of customers that were changed, restored or merged."""
    from customers.database.search.index import refresh_texts  # an import that reading commands do not need

    refresh_texts(tx.connection, customer_ids)


def add_search_text(tx: Transaction, created: Customer) -> None:
    """Write the search text of a new customer, which `refresh_search` would read from the tables."""
    from customers.database.search.index import insert_texts  # imports that reading commands do not need
    from customers.domain.search.documents import text_of_new

    names, others = (created.first_name, created.last_name), [getattr(created, name) for name in SEARCHED_TEXTS]
    external_ids = sorted(f"{system}:{value}" for system, value in created.external_ids.items())
    book = sorted(created.addresses or (), key=lambda address: address.id.int)
    places = [*[address.company for address in book if address.company], *[address.city for address in book]]
    key = None if created.email is None else email_key(created.email)
    insert_texts(tx.connection, {created.id: text_of_new(names, created.email, key, created.phone, external_ids, others, places)})


def shown_changes(tx: Transaction) -> list[dict[str, Any]]:
    """Return the changes that a dry run shows, each with the name and email of its customer."""
    changes = tx.changes or []
    rows = {row.id: row for row in statements.find_states(tx.connection, list({customer_id for customer_id, _ in changes}))}
    result = []
    for customer_id, change in changes:
        row = rows.get(customer_id)
        name, email = (None, None) if row is None else (full_name(row.first_name or "", row.last_name) or None, row.email)
        result.append({"customer": str(customer_id), "customer_name": name, "customer_email": email, **as_dict(change)})
    return result


def diff_customers(before: Customer | None, after: Customer) -> tuple[Change, ...]:
    """Return the changes between two states of a customer, with the field names of its JSON."""
    changes: list[Change] = []
    for name in EDITABLE:
        if name == "accepts_marketing":
            changes += diff_consents(before.consent if before else None, after.consent)
            continue
        old, new = getattr(before, name) if before else None, getattr(after, name)
        if old != new and not (before is None and new in (None, (), {}, False)):
            changes.append(Change(name, to_jsonable(old), to_jsonable(new)))
    return tuple(changes)


def diff_consents(before: Consent | None, after: Consent) -> list[Change]:
    """Return the changes between two consents, None for a new customer: of the flag where it differs, and of the statement.

    A statement that repeats the state is a change too: its time is data.
    """
    former = before or NEVER_ASKED
    if after == former:
        return []
    flag = [Change("accepts_marketing", before and former.accepts, after.accepts)] if former.accepts != after.accepts else []
    statements = (None if consent == NEVER_ASKED else to_jsonable(consent) for consent in (former, after))
    return [*flag, Change("consent", *statements)]


def diff_addresses(before: Sequence[CustomerAddress], after: Sequence[CustomerAddress]) -> tuple[Change, ...]:
    """Return the changes between two states of an address book."""
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
    """Return the sort key of a name."""
    return fold(full_name(first_name, last_name))
