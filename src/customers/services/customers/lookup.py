"""Resolve references: ids, emails, phones and SYSTEM:EXTERNAL_ID; where a transaction lets them, shorter names too."""

from collections.abc import Callable, Sequence
from contextlib import suppress
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
from customers.errors import AmbiguousReferenceError, CustomerDeletedError, CustomerNotFoundError, CustomersError, ExitStatus
from customers.models.aliases import Identity, Names
from customers.services.customers.records import name_customer
from customers.services.customers.state import follow_merges, not_active_error
from customers.services.references import (
    check_short,
    find_by_full_name,
    find_deleted_by_short_name,
    find_own_names,
    find_short,
    label,
    parse_end,
    parse_external_id,
)
from customers.services.transaction import Transaction

# How many customers an ambiguous reference lists.
_SHOWN = 10


def get_customer_id(tx: Transaction, reference: str) -> UUID:
    """Return the live customer of a reference; an alias leads to it with a notice.

    Raises:
        CustomerNotFoundError, CustomerErasedError, CustomerDeletedError: the reference leads to no live customer.
        AmbiguousReferenceError: several customers have the name.
        ShortNameError: as for `get_referent`.
    """
    referent = get_referent(tx, reference)
    notice_alias(tx, reference, referent)
    return referent.id


def get_customer_ids(
    tx: Transaction,
    references: Sequence[str],
    missing: list[tuple[str, CustomersError]],
    find: Callable[[Transaction, str], UUID] | None = None,
) -> list[UUID]:
    """Return the customers of references, each once, by `get_customer_id` or by `find`; references to none are added to `missing`."""
    customer_ids: dict[UUID, None] = {}
    direct = find_own_names(tx, references)
    for reference in references:
        try:
            customer_ids[direct.get(reference) or (find or get_customer_id)(tx, reference)] = None
        except CustomersError as error:
            if error.status not in (ExitStatus.NOT_FOUND, ExitStatus.CONFLICT):
                raise
            missing.append((reference, error))
    return list(customer_ids)


def notice_alias(tx: Transaction, reference: str, referent: "Referent") -> None:
    """Notice that a reference is an alias, if it is one."""
    if referent.by_alias:
        (row,) = statements.find_states(tx.connection, [referent.id])
        what = f"customer {reference} was merged into" if referent.by_merge else f"the alias {reference} leads to"
        tx.notice(f"{what} {label_person(row.first_name, row.last_name, row.email or row.id)}")


def get_deleted_id(tx: Transaction, reference: str) -> UUID:
    """Return the deleted customer of an id or of an identity before its deletion, else the live customer of the reference.

    Raises:
        CustomerNotFoundError: the reference leads to no customer, deleted or not.
        AmbiguousReferenceError: several deleted customers had the identity.
        ShortNameError: as for `get_referent`.
    """
    text = _clean(reference)
    if (customer_id := parse_uuid(text)) is not None:
        return _deleted_profile(tx, customer_id, reference)
    candidates: Sequence[UUID] = ()
    if "@" in text:
        candidates = identities.find_deleted(tx.connection, identities.EMAIL, email_key(text))
    elif external_id := parse_external_id(text):
        candidates = identities.find_deleted(tx.connection, identities.EXTERNAL, external_id)
    elif looks_like_phone(text):
        candidates = statements.find_by_phone(tx.connection, _phone(tx, text, reference), ["deleted"])
    if candidates:
        return _only(tx, candidates, reference)
    ended = find_deleted_by_short_name(tx, text)
    if not ended:
        return get_customer_id(tx, reference)
    check_short(tx, reference, customer_id := _only(tx, ended, reference))
    return customer_id


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
        survivor = name_customer(tx, row.merged_into)
        tx.notice(f"customer {customer_id} was merged into {survivor}, which has these records in its history too")
    return customer_id


def with_absorbed(tx: Transaction, *customer_ids: UUID) -> list[UUID]:
    """Return customers and the profiles that were merged into them: their records are their history."""
    return [*customer_ids, *statements.find_absorbed(tx.connection, *customer_ids)]


class Referent(NamedTuple):
    """A live customer, and whether the reference is an alias: its own, or an identity of a profile that was merged into it."""

    id: UUID
    by_alias: bool = False
    by_merge: bool = False


def get_referent(tx: Transaction, reference: str) -> Referent:
    """Return the live customer of a reference, and whether the reference is an alias.

    Raises:
        CustomerNotFoundError, CustomerErasedError, CustomerDeletedError, AmbiguousReferenceError: as for `get_customer_id`.
        ShortNameError: the name is not complete, and the transaction refuses such names.
    """
    text = _clean(reference)
    if (customer_id := parse_uuid(text)) is not None:
        return _follow(tx, customer_id, reference)
    referents: list[Referent] = []
    missing: CustomersError | None = None
    try:
        referents = _by_complete_name(tx, text, reference)
    except (CustomerNotFoundError, CustomerDeletedError) as error:
        missing = error
    if tx.names is Names.COMPLETE or (referents and not looks_like_phone(text)):
        return _only_referent(tx, referents, reference, missing)
    shorter, ended = _by_short_name(tx, text, reference)
    is_short = bool(shorter) and not referents
    # The digits of a phone may be the external id of somebody else.
    referents = list({referent.id: referent for referent in (*shorter, *referents)}.values())
    if not referents and tx.names is Names.ANY:
        referents = [Referent(customer_id) for customer_id in find_by_full_name(tx, text)]
    if isinstance(missing, CustomerDeletedError) or ended is None:
        ended = missing
    referent = _only_referent(tx, referents, reference, ended)
    if is_short:
        check_short(tx, reference, referent.id)
    return referent


def find_absorbed_profile(tx: Transaction, reference: str) -> UUID | None:
    """Return the absorbed profile that a name leads to its survivor by, None for other references."""
    try:
        referent = get_referent(tx, reference)
    except CustomersError:
        return None
    if not referent.by_merge:
        return None
    text = _clean(reference)
    pairs: set[Identity | None] = {(identities.EMAIL, email_key(text)), (identities.EXTERNAL, parse_external_id(text) or text)}
    if looks_like_phone(text):
        with suppress(ValueError):
            pairs.add((identities.PHONE, parse_phone(text, tx.settings.default_country)))
    pairs |= {pair for _, pair in find_short(tx, text)}
    end = parse_end(text)
    for profile_id in statements.find_absorbed(tx.connection, referent.id):
        row = statements.find_state(tx.connection, profile_id)
        aliases = identities.find_aliases(tx.connection, [profile_id]).get(profile_id, ())
        names: set[Identity | None] = {alias[:2] for alias in aliases}
        if row is not None:
            names |= {*identities.identities_of(row.email, row.external_ids), (identities.PHONE, row.phone or "")}
        if pairs & names or (end and profile_id.hex.endswith(end)):
            return profile_id
    return None


def _clean(reference: str) -> str:
    try:
        return clean(reference)
    except ValueError:
        raise CustomerNotFoundError(reference=reference) from None


def _by_complete_name(tx: Transaction, text: str, reference: str) -> list[Referent]:
    """Return the live customers of an email, of SYSTEM:EXTERNAL_ID or of a phone, which several may share."""
    if "@" in text:
        return [_by_identity(tx, identities.EMAIL, email_key(text), reference)]
    if external_id := parse_external_id(text):
        return [_by_identity(tx, identities.EXTERNAL, external_id, reference)]
    if looks_like_phone(text):
        return _by_phone(tx, text, reference)
    raise CustomerNotFoundError(reference=reference)


def _by_short_name(tx: Transaction, text: str, reference: str) -> tuple[list[Referent], CustomersError | None]:
    """Return the live customers of the end of an id or of a bare external id, and the error of a customer that is not live."""
    referents: dict[UUID, Referent] = {}
    ended: CustomersError | None = None
    for profile_id, pair in find_short(tx, text):
        try:
            referent = _follow(tx, profile_id, reference, pair)
        except CustomersError as error:
            ended = error
        else:
            if referent.id not in referents or not referent.by_alias:
                referents[referent.id] = referent
    if not referents and ended is None and identities.find_in_all_systems(tx.connection, text, identities.DELETED):
        ended = CustomerDeletedError(reference=reference)
    return list(referents.values()), ended


def _by_identity(tx: Transaction, kind: str, value: str, reference: str) -> Referent:
    owner = identities.find_by_identity(tx.connection, kind, value)
    if owner is None:
        if identities.find_deleted(tx.connection, kind, value):
            raise CustomerDeletedError(reference=reference)
        raise CustomerNotFoundError(reference=reference)
    return _follow(tx, owner, reference, (kind, value))


def _by_phone(tx: Transaction, text: str, reference: str) -> list[Referent]:
    phone = _phone(tx, text, reference)
    live = statements.find_by_phone(tx.connection, phone, ["live"])
    by_alias = [owner for owner in identities.find_by_alias(tx.connection, identities.PHONE, phone) if owner not in live]
    by_merge = [survivor for survivor in statements.find_survivors_by_phone(tx.connection, phone) if survivor not in (*live, *by_alias)]
    if not (live or by_alias or by_merge):
        if statements.find_by_phone(tx.connection, phone, ["deleted"]):
            raise CustomerDeletedError(reference=reference)
        raise CustomerNotFoundError(reference=reference)
    referents = [Referent(customer_id) for customer_id in live]
    return referents + [Referent(customer_id, by_alias=True, by_merge=customer_id in by_merge) for customer_id in (*by_alias, *by_merge)]


def _phone(tx: Transaction, text: str, reference: str) -> str:
    try:
        return parse_phone(text, tx.settings.default_country)
    except ValueError as error:
        raise CustomerNotFoundError(reference=reference, hint=str(error)) from None


def _only(tx: Transaction, candidates: Sequence[UUID], reference: str) -> UUID:
    if len(candidates) > 1:
        rows = statements.find_states(tx.connection, candidates[:_SHOWN])
        named = "; ".join(map(label, rows)) + ("; ..." if len(candidates) > _SHOWN else "")
        raise AmbiguousReferenceError(reference=reference, count=len(candidates), candidates=named)
    return candidates[0]


def _only_referent(tx: Transaction, referents: Sequence[Referent], reference: str, missing: CustomersError | None) -> Referent:
    if not referents:
        raise missing or CustomerNotFoundError(reference=reference)
    only_id = _only(tx, [referent.id for referent in referents], reference)
    return next(referent for referent in referents if referent.id == only_id)


def _deleted_profile(tx: Transaction, customer_id: UUID, reference: str) -> UUID:
    row = statements.find_state(tx.connection, customer_id)
    if row is None or row.state == "absorbed":
        raise CustomerNotFoundError(reference=reference)
    if row.state in ("erased", "undone"):
        raise not_active_error(reference, row, row.updated_at)
    return customer_id


def _follow(tx: Transaction, customer_id: UUID, reference: str, identity: Identity | None = None) -> Referent:
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
