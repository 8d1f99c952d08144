"""Rows that name nobody for sure: they have no id, no external id and no email.

So that a file read twice changes nothing the second time, such a row is about the live customer with its phone and name;
one without a phone is about a customer of its name who can be reached in no way either, and of whom it tells nothing new.
Anybody else it makes anew: a phone alone is not enough, since households share one, and neither is a name.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from customers.database import customers as profiles
from customers.database import importing as statements
from customers.models import Customer
from customers.rules.ids import uuid7
from customers.services.drafts import CustomerDraft
from customers.services.importing.books import equal_address
from customers.services.records import name_key
from customers.services.transaction import Transaction

Person = tuple[str | None, str]


def recognise_unnamed(tx: Transaction, drafts: Sequence[CustomerDraft], used: set[UUID]) -> Sequence[CustomerDraft]:
    """Return the rows, each that names nobody for sure with an id: of the customer it is about, else a new one.

    Rows of a file that say the same are as many customers; `used` are the ids that rows of it have.
    """
    people = {number: person for number, draft in enumerate(drafts) if (person := _person_of(draft)) is not None}
    if not people:
        return drafts
    query = statements.people(
        profiles.profiles(), {phone for phone, _ in people.values() if phone}, {name for phone, name in people.values() if not phone}
    )
    known: dict[Person, list[Customer]] = {}
    rows = (row for part in query for row in tx.connection.execute(part).all())
    for customer in profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True):
        known.setdefault((customer.phone, name_key(customer.first_name, customer.last_name)), []).append(customer)
    named = list(drafts)
    for number, person in people.items():
        draft = drafts[number]
        same = (one.id for one in known.get(person, ()) if one.id not in used and (person[0] or _tells_nothing_new(draft, one)))
        customer_id = next(same, None) or uuid7()
        named[number] = replace(draft, id=customer_id)
        used.add(customer_id)
    return named


def _person_of(draft: CustomerDraft) -> Person | None:
    """Phone and name of a row that has no better name; None for every other row."""
    if draft.id or draft.external_ids or draft.fields.get("email"):
        return None
    told = {**draft.if_new, **draft.fields}
    phone, first, last = (text if isinstance(text := told.get(name), str) else None for name in ("phone", "first_name", "last_name"))
    return None if first is None else (phone, name_key(first, last))


def _tells_nothing_new(draft: CustomerDraft, known: Customer) -> bool:
    if known.external_ids:
        return False
    labels = {label.casefold() for label in known.tags}
    return (
        all(value == getattr(known, name) for name, value in {**draft.if_new, **draft.fields}.items())
        and all(tag.key in labels for tag in draft.tags or ())
        and all(any(equal_address(address, values) for address in known.addresses or ()) for values in draft.addresses)
    )
