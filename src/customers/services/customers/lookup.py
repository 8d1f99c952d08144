"""Resolve references: ids, emails, phones and SYSTEM:EXTERNAL_ID."""

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple
from uuid import UUID

from customers.database.queries import customers as statements
from customers.database.queries import identities
from customers.domain.email import email_key
from customers.domain.ids import parse_uuid
from customers.domain.person_name import label_person
from customers.domain.phone import looks_like_phone, parse_phone
from customers.domain.text import clean
from customers.errors import AmbiguousReferenceError, CustomerDeletedError, CustomerNotFoundError, CustomersError
from customers.services.customers.state import follow_merges, not_active_error
from customers.services.transaction import Transaction

_EXTERNAL_ID = re.compile(r"[a-z0-9_-]+:.+", re.DOTALL)


def get_customer_id(tx: Transaction, reference: str) -> UUID:
    """Return the live customer of a reference; an alias leads to it with a notice.

    Raises:
        CustomerNotFoundError, CustomerErasedError, CustomerDeletedError: the reference leads to no live customer.
        AmbiguousReferenceError: several customers share the phone.
    """
    referent = get_referent(tx, reference)
    notice_alias(tx, reference, referent)
    return referent.id


def notice_alias(tx: Transaction, reference: str, referent: "Referent") -> None:
    """Notice that a reference is an alias, if it is one."""
    if referent.by_alias:
        (row,) = statements.find_states(tx.connection, [referent.id])
        label = label_person(row.first_name, row.last_name, row.email or row.id)
        what = f"customer {reference} was merged into" if referent.by_merge else f"the alias {reference} leads to"
        tx.notice(f"{what} {label}")


def get_deleted_id(tx: Transaction, reference: str) -> UUID:
    """Return the deleted customer of an id or of an identity before its deletion, else the live customer of the reference.

    Raises:
        CustomerNotFoundError: the reference leads to no customer, deleted or not.
        AmbiguousReferenceError: several deleted customers had the identity.
    """
    text = _clean(reference)
    if (customer_id := parse_uuid(text)) is not None:
        row = statements.find_state(tx.connection, customer_id)
        if row is None or row.state == "absorbed":
            raise CustomerNotFoundError(reference=reference)
        if row.state in ("erased", "undone"):
            raise not_active_error(reference, row, row.updated_at)
        return customer_id
    candidates: Sequence[UUID] = ()
    if "@" in text:
        candidates = identities.find_deleted(tx.connection, identities.EMAIL, email_key(text))
    elif _EXTERNAL_ID.fullmatch(text):
        candidates = identities.find_deleted(tx.connection, identities.EXTERNAL, text)
    elif looks_like_phone(text):
        candidates = statements.find_by_phone(tx.connection, _phone(tx, text, reference), ["deleted"])
    if not candidates:
        return get_customer_id(tx, reference)
    return _only(candidates, reference)


def get_recorded_id(tx: Transaction, reference: str) -> UUID:
    """Return the customer of a history: the profile of an id, or the live, else the deleted customer of an identity.

    Raises:
        CustomerNotFoundError: the reference leads to no customer.
        AmbiguousReferenceError: several customers have, or had, the identity.
    """
    customer_id = parse_uuid(reference.strip())
    if customer_id is None:
        try:
            return get_customer_id(tx, reference)
        except CustomerDeletedError:
            return get_deleted_id(tx, reference)
    row = statements.find_state(tx.connection, customer_id)
    if row is None:
        raise CustomerNotFoundError(reference=reference)
    if row.state == "absorbed":
        tx.notice(f"customer {customer_id} was merged into {row.merged_into}, whose history goes on and holds these records too")
    return customer_id


def with_absorbed(tx: Transaction, customer_id: UUID) -> list[UUID]:
    """Return a customer and the profiles that were merged into it: their records are its history."""
    return [customer_id, *statements.find_absorbed(tx.connection, customer_id)]


class Referent(NamedTuple):
    """A live customer, and whether the reference is an alias: its own, or an identity of a profile that was merged into it."""

    id: UUID
    by_alias: bool = False
    by_merge: bool = False


def get_referent(tx: Transaction, reference: str) -> Referent:
    """Return the live customer of a reference, and whether the reference is an alias.

    Raises:
        CustomerNotFoundError, CustomerErasedError, CustomerDeletedError, AmbiguousReferenceError: as for `get_customer_id`.
    """
    text = _clean(reference)
    if (customer_id := parse_uuid(text)) is not None:
        return _follow(tx, customer_id, reference)
    if "@" in text:
        return _by_identity(tx, identities.EMAIL, email_key(text), reference)
    if _EXTERNAL_ID.fullmatch(text):
        return _by_identity(tx, identities.EXTERNAL, text, reference)
    if looks_like_phone(text):
        return _by_phone(tx, text, reference)
    raise CustomerNotFoundError(reference=reference)


def find_absorbed_profile(tx: Transaction, reference: str) -> UUID | None:
    """Return the absorbed profile that an email, phone or external id leads to its survivor by, None for other references."""
    try:
        referent = get_referent(tx, reference)
    except CustomersError:
        return None
    if not referent.by_merge:
        return None
    text = _clean(reference)
    phone = None if "@" in text or _EXTERNAL_ID.fullmatch(text) else _phone(tx, text, reference)
    pair = (identities.PHONE, phone) if phone else (identities.EMAIL, email_key(text)) if "@" in text else (identities.EXTERNAL, text)
    for profile_id in statements.find_absorbed(tx.connection, referent.id):
        row = statements.find_state(tx.connection, profile_id)
        aliases = identities.find_aliases(tx.connection, [profile_id]).get(profile_id, ())
        names = {alias[:2] for alias in aliases}
        if row is not None:
            names |= {*identities.identities_of(row.email, row.external_ids), (identities.PHONE, row.phone)}
        if pair in names:
            return profile_id
    return None


def _clean(reference: str) -> str:
    try:
        return clean(reference)
    except ValueError:
        raise CustomerNotFoundError(reference=reference) from None


def _by_identity(tx: Transaction, kind: str, value: str, reference: str) -> Referent:
    owner = identities.find_by_identity(tx.connection, kind, value)
    if owner is None:
        if identities.find_deleted(tx.connection, kind, value):
            raise CustomerDeletedError(reference=reference)
        raise CustomerNotFoundError(reference=reference)
    return _follow(tx, owner, reference, (kind, value))


def _by_phone(tx: Transaction, text: str, reference: str) -> Referent:
    phone = _phone(tx, text, reference)
    live = statements.find_by_phone(tx.connection, phone, ["live"])
    by_alias = [owner for owner in identities.find_by_alias(tx.connection, identities.PHONE, phone) if owner not in live]
    by_merge = [survivor for survivor in statements.find_survivors_by_phone(tx.connection, phone) if survivor not in (*live, *by_alias)]
    if not (live or by_alias or by_merge):
        if statements.find_by_phone(tx.connection, phone, ["deleted"]):
            raise CustomerDeletedError(reference=reference)
        raise CustomerNotFoundError(reference=reference)
    return Referent(_only([*live, *by_alias, *by_merge], reference), by_alias=not live, by_merge=bool(by_merge))


def _phone(tx: Transaction, text: str, reference: str) -> str:
    try:
        return parse_phone(text, tx.settings.default_country)
    except ValueError as error:
        raise CustomerNotFoundError(reference=reference, hint=str(error)) from None


def _only(candidates: Sequence[UUID], reference: str) -> UUID:
    if len(candidates) > 1:
        named = ", ".join(map(str, candidates[:10])) + (", ..." if len(candidates) > 10 else "")
        raise AmbiguousReferenceError(reference=reference, count=len(candidates), candidates=named)
    return candidates[0]


def _follow(tx: Transaction, customer_id: UUID, reference: str, identity: tuple[str, str] | None = None) -> Referent:
    """Return the live customer that a profile leads to; `identity` is that by which the profile was found, if not by its id."""
    survivor_id, row = follow_merges(customer_id, partial(statements.find_state, tx.connection))
    if row is None and identity is None:
        # The id of a profile that was absorbed in another database.
        owner = identities.find_by_identity(tx.connection, identities.ID, str(customer_id))
        if owner is not None:
            return _follow(tx, owner, reference, (identities.ID, str(customer_id)))
    if row is None or row.state != "live":
        raise not_active_error(reference, row, row and row.updated_at)
    if survivor_id != customer_id:
        return Referent(survivor_id, by_alias=True, by_merge=True)
    if identity is None or identity in identities.identities_of(row.email, row.external_ids):
        return Referent(customer_id)
    aliases = identities.find_aliases(tx.connection, [customer_id]).get(customer_id, ())
    return Referent(customer_id, by_alias=True, by_merge=all(alias[:2] != identity for alias in aliases))
