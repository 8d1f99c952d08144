"""Erase customers: remove their personal data for good, and retain the amounts and dates of their orders."""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from customers.database.connection import locks
from customers.database.dialects.base import dialect_of
from customers.database.queries import customers as profiles
from customers.database.queries import erasure as statements
from customers.database.queries import events, identities, personal_copies
from customers.database.selection.customer_set import CustomerSet
from customers.domain.email import email_key
from customers.domain.erasure import Signs, sides_of
from customers.domain.ids import parse_uuid
from customers.domain.person_name import full_name
from customers.domain.text import clean, first_of, quote_value
from customers.errors import (
    CustomerDeletedError,
    CustomerNotFoundError,
    DocumentDamagedError,
    InvalidFieldError,
    Remedy,
    SelectionChangedError,
)
from customers.errors.notice import Notice
from customers.models.aliases import Alias, Identity
from customers.models.fields import BY_NAME, TEXTS
from customers.models.history import Change
from customers.models.records import as_dict
from customers.models.results import ErasedProfile
from customers.services import history
from customers.services.customers.erased import record_erased
from customers.services.customers.lookup import get_customer_id, get_deleted_id
from customers.services.customers.personal_copies import KINDS, find_copies, find_naming_segments
from customers.services.customers.records import name_customer, name_customers
from customers.services.customers.state import follow_merges
from customers.services.references import parse_external_id
from customers.services.transaction import Transaction

# Retained data of an erased customer by kind, with the reason.
RETAINED: Mapping[str, str] = {
    "orders": "number, source, status, amounts and dates stay: the shop's books need them",
    "places": f"country, state and the first {statements.PINCODE_KEPT} characters of the pincode stay: sales by region need them",
    "history": "time, actor, command and the names of fields stay, without a value: they show who did what when",
    "merges": "the ids, time and actor of merges stay: old ids are known to be erased by them",
    "hashes": "hashes of emails, phones, external ids and ids stay, under a key of this database: an import skips the rows that name them",
}
# Tables of personal rows that the receipt has under no other name.
_FURTHER = tuple(
    table.name for table in statements.PERSONAL_TABLES if table.name not in ("customer_tags", "identities", "deleted_identities", "aliases")
)
# Copies outside the database; part of every receipt.
OUT_OF_SCOPE = "backups, exports and replicas made before hold what they held: erase or destroy them too"


def find_erasable(tx: Transaction, reference: str) -> UUID:
    """Return the live, deleted or erased customer of a reference; an absorbed profile leads to its survivor, with a notice.

    Raises:
        CustomerNotFoundError: the reference leads to no customer.
        AmbiguousReferenceError: the reference leads to several.
    """
    profile_id = parse_uuid(reference.strip())
    if profile_id is not None:
        return _follow(tx, profile_id, reference)
    try:
        customer_id = get_customer_id(tx, reference)
    except CustomerDeletedError:
        return get_deleted_id(tx, reference)
    _warn_of_deleted(tx, reference)
    return customer_id


def preview_erasure(tx: Transaction, customer_ids: Sequence[UUID]) -> tuple[list[str], frozenset[UUID]]:
    """Return the names of the profiles that would be erased, for the question, and the ids of the profiles concerned."""
    family = statements.find_family(tx.connection, customer_ids)
    rows = statements.read_profiles(tx.connection, CustomerSet.from_ids(tx.connection, family))
    return [full_name(row.first_name, row.last_name) for row in rows if row.state != "erased"], frozenset(family)


def erase_customers(tx: Transaction, customer_ids: Sequence[UUID], confirmed: frozenset[UUID] | None = None) -> list[ErasedProfile]:
    """Erase customers and the profiles that were merged into them; return a receipt for each profile.

    Raises:
        SelectionChangedError: the profiles differ from those that were `confirmed`.
        InvalidFieldError: the reason, which the history retains, names one of them.
    """
    family = statements.find_family(tx.connection, customer_ids)
    locks.lock_customers(tx.connection, family)
    # Another run may have merged a profile before the lock.
    family = statements.find_family(tx.connection, family)
    if confirmed is not None and family != confirmed:
        raise SelectionChangedError(added=len(family - confirmed), unmatched=len(confirmed - family))
    dialect_of(tx.connection).begin_erasure(tx.connection)
    tx.is_scrub_due = True
    family_set = CustomerSet.from_ids(tx.connection, family)
    rows = statements.read_profiles(tx.connection, family_set)
    aliases = identities.find_aliases(tx.connection, sorted(family))
    signs = _read_signs(tx, rows, aliases)
    _check_reason(tx, signs)
    counts = statements.count_rows(tx.connection, family_set)
    copies = find_copies(tx.connection, family, signs)
    for kind in KINDS:
        counts[kind] = Counter(copy.owner for copy in copies if copy.kind == kind)
    personal_copies.write(tx.connection, copies)
    _warn_of_segments(tx, signs)
    names = _names(rows, aliases)
    record_erased(tx, set().union(*names.values()))
    counts["hashes"] = {customer_id: len(pairs) for customer_id, pairs in names.items()}
    statements.redact_profiles(tx.connection, family_set, tx.now)
    history.record_many(tx, [(row.id, [Change("state", row.state, "erased")]) for row in rows if row.state != "erased"])
    receipts = [_receipt(tx, row, counts) for row in rows]
    for receipt in receipts:
        if receipt.was == "erased" and not receipt.removed:
            tx.notice(f"customer {receipt.id} was already erased; there was nothing left to remove")
    return receipts


def _follow(tx: Transaction, customer_id: UUID, reference: str) -> UUID:
    survivor_id, row = follow_merges(customer_id, partial(profiles.find_state, tx.connection))
    if row is None:
        raise CustomerNotFoundError(reference=reference)
    if survivor_id != customer_id:
        survivor = name_customer(tx, survivor_id)
        tx.notice(f"customer {reference} was merged into {survivor}, which is erased with everything that was merged into it")
    return survivor_id


def _warn_of_deleted(tx: Transaction, reference: str) -> None:
    """Notice the deleted customers that had an email or external id before: the request may be about them too."""
    text = clean(reference)
    if "@" in text:
        namesakes = identities.find_deleted(tx.connection, identities.EMAIL, email_key(text))
    else:
        external_id = parse_external_id(text)
        namesakes = identities.find_deleted(tx.connection, identities.EXTERNAL, external_id) if external_id else []
    for customer_id, name in name_customers(tx, namesakes).items():
        tx.notice(f"the deleted customer {name} had {reference} too and is not erased; its id is {customer_id}")


def _warn_of_segments(tx: Transaction, signs: Signs) -> None:
    """Warn of the saved segments that an operator gave the name, email, phone or id of somebody who is erased."""
    try:
        present, former = find_naming_segments(tx.connection, signs)
    except DocumentDamagedError:
        text = "the saved segments were not searched for who is erased: the document of one, or of a change, is damaged"
        tx.notice(Notice(text, Remedy("examine_shop"), is_warning=True))
        return
    if present:
        text = f"saved segments still identify somebody who is erased: {_listed(present)}"
        tx.notice(Notice(text, Remedy("change_segment"), is_warning=True))
    if former:
        text = f"the record of changes still has former versions of saved segments that identify somebody who is erased: {_listed(former)}"
        tx.notice(Notice(text, is_warning=True))


def _listed(names: Sequence[str]) -> str:
    return first_of([quote_value(name) for name in names])


def _read_signs(tx: Transaction, rows: Sequence[Row[Any]], aliases: Mapping[UUID, Sequence[Alias]]) -> Signs:
    """Return the signs of profiles: the values in their rows, their aliases and their events."""
    ids = [row.id for row in rows]
    signs = Signs()
    for alias in itertools.chain.from_iterable(aliases.values()):
        system, _, value = alias.label.partition(":")
        signs.add({"external_ids": {system: value}} if alias.kind == identities.EXTERNAL else {alias.kind: alias.label})
    for row in rows:
        signs.add(dict(row._mapping))
    for book in profiles.find_addresses(tx.connection, ids).values():
        for address in book:
            signs.add(as_dict(address))
    for _, event in personal_copies.read_events(tx.connection, ids, ()):
        for side in sides_of(event.changes):
            signs.add(side)
    return signs


def _names(rows: Sequence[Row[Any]], aliases: Mapping[UUID, Sequence[Alias]]) -> dict[UUID, set[Identity]]:
    """Return the ids, emails, external ids, phones and aliases of profiles."""
    names: dict[UUID, set[Identity]] = {}
    for row in rows:
        pairs = {(identities.ID, str(row.id)), *identities.identities_of(row.email, row.external_ids)}
        pairs |= {(identities.PHONE, row.phone)} if row.phone is not None else set()
        names[row.id] = pairs | {alias[:2] for alias in aliases.get(row.id, ())}
    return names


def _check_reason(tx: Transaction, signs: Signs) -> None:
    if tx.reason and signs.identifies(tx.reason):
        problem = "names who is erased, and would stay in the history; give one without a name, such as a case number"
        raise InvalidFieldError(field="{reason}", problem=problem, parameters=("reason",))


def _receipt(tx: Transaction, row: Row[Any], counts: Mapping[str, Mapping[UUID, int]]) -> ErasedProfile:
    def count(kind: str) -> int:
        return counts[kind].get(row.id, 0)

    identity_count = len(identities.identities_of(row.email, row.external_ids))
    removed = {
        "name": int(bool(row.first_name or row.last_name)),
        **dict.fromkeys(("email", "phone"), 0),
        "consent": int(row.opted_in is not None),
        **{name: int(getattr(row, name) is not None) for name in TEXTS if BY_NAME[name].personal and BY_NAME[name].kind != "name"},
        "external_ids": len(row.external_ids),
        "aliases": max(count("aliases"), count("identities") + count("deleted_identities") - identity_count),
        "vip_reason": int(row.vip_reason is not None),
        "search_text": count("search_text"),
        **{kind: count(kind) for kind in ("tags", "addresses", *KINDS, *_FURTHER)},
    }
    retained = {kind: count(kind) for kind in RETAINED}
    earlier = events.find_last(tx.connection, row.id, "state") if row.state == "erased" and not any(removed.values()) else None
    return ErasedProfile(
        id=row.id,
        at=earlier.at if earlier else tx.now,
        actor=earlier.actor if earlier else tx.actor,
        reason=earlier.reason if earlier else tx.reason,
        merged_into=row.merged_into,
        was=row.state,
        removed={kind: number for kind, number in removed.items() if number},
        kept={kind: number for kind, number in retained.items() if number},
    )
