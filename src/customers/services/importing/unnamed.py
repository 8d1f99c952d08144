"""Rows that name nobody for sure: without id, external id and email, the same name with the same phone is the same customer.

A phone alone is not enough, since households share one; with neither, a row is somebody new.
"""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from customers.database import importing as statements
from customers.rules.text import fold
from customers.services.drafts import CustomerDraft
from customers.services.transaction import Transaction


def _person_of(draft: CustomerDraft) -> str | None:
    """Phone and name of a row that has no better name, to be compared; None for every other row."""
    if draft.id or draft.external_ids or draft.fields.get("email"):
        return None
    told = {**draft.if_new, **draft.fields}
    phone, first, last = told.get("phone"), told.get("first_name"), told.get("last_name")
    if not isinstance(phone, str) or not isinstance(first, str):
        return None
    return _person(phone, first, last if isinstance(last, str) else None)


def recognise_unnamed(tx: Transaction, drafts: Sequence[CustomerDraft], seen: Counter[str]) -> None:
    """Give the rows that name nobody for sure the id of the live customer with their phone and name, where there is one.

    What a file says twice is two customers, and the same two when it is read again: `seen` counts through the whole file.
    """
    people = [(person, draft) for draft in drafts if (person := _person_of(draft)) is not None]
    if not people:
        return
    known: dict[str, list[UUID]] = {}
    for row in statements.find_people(tx.connection, {person.partition("\n")[0] for person, _ in people}):
        known.setdefault(_person(row.phone, row.first_name, row.last_name), []).append(row.id)
    for person, draft in people:
        found = known.get(person, [])
        draft.id = found[seen[person]] if seen[person] < len(found) else None
        seen[person] += 1


def _person(phone: str, first_name: str, last_name: str | None) -> str:
    return f"{phone}\n{fold(first_name)}\n{fold(last_name or '')}"
