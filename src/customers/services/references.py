"""From what an operator types to the customer that is meant."""

import re
from collections.abc import Sequence
from uuid import UUID

from customers.database import customers as statements
from customers.errors import AmbiguousReference, CustomerDeleted, CustomerNotFound
from customers.rules.identity import email_key, looks_like_phone, parse_phone
from customers.rules.ids import parse_uuid
from customers.rules.text import clean
from customers.services.transaction import Transaction

_EXTERNAL_ID = re.compile(r"[a-z0-9_-]+:.+", re.DOTALL)


def get_customer_id(tx: Transaction, reference: str) -> UUID:
    """The live customer of an id, email, phone or SYSTEM:EXTERNAL_ID; an absorbed one leads to its survivor.

    Raises:
        CustomerNotFound, CustomerDeleted: there is none.
        AmbiguousReference: several customers share the phone.
    """
    text = _clean(reference)
    if (found := parse_uuid(text)) is not None:
        return _follow(tx, found, reference)
    if "@" in text:
        return _by_name(tx, statements.EMAIL, email_key(text), reference)
    if _EXTERNAL_ID.fullmatch(text):
        return _by_name(tx, statements.EXTERNAL, text, reference)
    if looks_like_phone(text):
        return _by_phone(tx, text, reference)
    raise CustomerNotFound(reference=reference)


def get_deleted_id(tx: Transaction, reference: str) -> UUID:
    """The deleted customer of an id, or of a name that it had.

    Raises:
        CustomerNotFound: there is none of that name, deleted or not.
        AmbiguousReference: several deleted customers had the name.
    """
    text = _clean(reference)
    if (found := parse_uuid(text)) is not None:
        row = statements.find_state(tx.connection, found)
        if row is None or row.state not in ("live", "deleted"):
            raise CustomerNotFound(reference=reference)
        return found
    candidates: Sequence[UUID] = ()
    if "@" in text:
        candidates = statements.find_deleted(tx.connection, statements.EMAIL, email_key(text))
    elif _EXTERNAL_ID.fullmatch(text):
        candidates = statements.find_deleted(tx.connection, statements.EXTERNAL, text)
    elif looks_like_phone(text):
        candidates = _phone_owners(tx, text, reference, "deleted")
    if not candidates:
        return get_customer_id(tx, reference)
    return _only(candidates, reference)


def _clean(reference: str) -> str:
    try:
        return clean(reference)
    except ValueError:
        raise CustomerNotFound(reference=reference) from None


def _by_name(tx: Transaction, kind: str, value: str, reference: str) -> UUID:
    found = statements.find_by_identity(tx.connection, kind, value)
    if found is None:
        if statements.find_deleted(tx.connection, kind, value):
            raise CustomerDeleted(reference=reference)
        raise CustomerNotFound(reference=reference)
    return _follow(tx, found, reference)


def _by_phone(tx: Transaction, text: str, reference: str) -> UUID:
    found = _phone_owners(tx, text, reference, "live", "absorbed")
    survivors = dict.fromkeys(_follow(tx, customer_id, reference) for customer_id in found)
    if not survivors:
        if _phone_owners(tx, text, reference, "deleted"):
            raise CustomerDeleted(reference=reference)
        raise CustomerNotFound(reference=reference)
    return _only(list(survivors), reference)


def _phone_owners(tx: Transaction, text: str, reference: str, *states: str) -> list[UUID]:
    try:
        phone = parse_phone(text, tx.settings.default_country)
    except ValueError as error:
        raise CustomerNotFound(reference=reference, hint=str(error)) from None
    return statements.find_by_phone(tx.connection, phone, states)


def _only(candidates: Sequence[UUID], reference: str) -> UUID:
    if len(candidates) > 1:
        named = ", ".join(map(str, candidates[:10])) + (", ..." if len(candidates) > 10 else "")
        raise AmbiguousReference(reference=reference, count=len(candidates), candidates=named)
    return candidates[0]


def _follow(tx: Transaction, customer_id: UUID, reference: str) -> UUID:
    row = statements.find_state(tx.connection, customer_id)
    if row is None or row.state == "erased":
        raise CustomerNotFound(reference=reference)
    if row.state == "deleted":
        raise CustomerDeleted(reference=reference)
    if row.state == "absorbed":
        tx.notice(f"{reference} was merged into {row.merged_into}, which is shown instead")
        return _follow(tx, row.merged_into, reference)
    return customer_id
