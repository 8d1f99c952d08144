"""What every service that changes a customer needs: to read it, compare it, and keep what is derived from it in step."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from customers.database import customers as statements
from customers.database.tables import customers
from customers.errors import CustomerNotFound
from customers.models import Change, Customer
from customers.rules.identity import full_name
from customers.rules.searching import search_text
from customers.rules.text import fold
from customers.rules.values import plain
from customers.services.transaction import Transaction

SHOWN = ("email", "phone", "first_name", "last_name", "accepts_marketing", "tags", "notes", "external_ids", "addresses")


def get_customer(tx: Transaction, customer_id: UUID) -> Customer:
    """A live customer with addresses.

    Raises:
        CustomerNotFound: it is not live, or not there at all.
    """
    query = statements.profiles().where(customers.c.id == customer_id, customers.c.state == "live")
    rows = tx.connection.execute(query).all()
    for customer in statements.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True):
        return customer
    raise CustomerNotFound(reference=customer_id)


def touch(tx: Transaction, customer_id: UUID) -> Customer:
    """Move a customer's `updated_at` on and bring the text that search reads up to date."""
    before = get_customer(tx, customer_id)
    statements.update_customer(tx.connection, customer_id, {"updated_at": later(tx, before)})
    refresh_search(tx, customer_id)
    return get_customer(tx, customer_id)


def later(tx: Transaction, before: Customer) -> datetime:
    """Now, or a second after the last change where that is not before now: `updated_at` always moves on.

    So a script that compares it never misses a change, whole seconds though it is in.
    """
    return max(tx.now, before.updated_at + timedelta(seconds=1))


def refresh_search(tx: Transaction, customer_id: UUID) -> None:
    """Write the folded texts of a customer anew."""
    customer = get_customer(tx, customer_id)
    values = {name: getattr(customer, name) for name in ("first_name", "last_name", "email", "phone")}
    companies, cities = statements.find_search_parts(tx.connection, customer_id)
    statements.update_customer(tx.connection, customer_id, folded(values, dict(customer.external_ids), companies, cities))


def compare(before: Customer | None, after: Customer) -> tuple[Change, ...]:
    """What differs between two states of a customer, in the words of `show -o json`."""
    changes = []
    for name in SHOWN:
        old, new = getattr(before, name) if before else None, getattr(after, name)
        if old != new and not (before is None and new in (None, (), {}, False)):
            changes.append(Change(name, plain(old), plain(new)))
    return tuple(changes)


def folded(values: dict[str, Any], external_ids: dict[str, str], companies: list[str], cities: list[str]) -> dict[str, str]:
    """The columns that search and sorting by name go by."""
    text = search_text(
        first_name=values["first_name"],
        last_name=values["last_name"],
        email=values["email"],
        phone=values["phone"],
        external_ids=external_ids,
        companies=companies,
        cities=cities,
    )
    return {"name_key": fold(full_name(values["first_name"], values["last_name"])), "search_text": text}
