"""Customers from a file: matched, compared, and written where they differ."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.database import customers as profiles
from customers.errors import RowConflict
from customers.models import Change, Customer
from customers.rules.identity import email_key
from customers.rules.tags import MAX_PER_CUSTOMER
from customers.services.drafts import CLEAR, CustomerDraft, ImportOptions, Refused, Verdict
from customers.services.importing.creating import NewCustomer, consent_source, create_customers, new_customer
from customers.services.importing.matching import Matcher, email_of, external_of, hold_matches
from customers.services.importing.updating import Updates
from customers.services.records import name_key
from customers.services.transaction import Transaction

CONSENT_KEPT = "a yes to marketing was passed over where a no is on record; --consent overwrite takes it"
CONSENT_OFF = "accepts_marketing was passed over: CUSTOMERS_ENABLE_MARKETING_CONSENT is false"


def names_of(draft: CustomerDraft) -> set[str]:
    """What a row is known by: two rows of one name must not be in one batch."""
    return {str(name) for name in (draft.id, email_of(draft), *external_of(draft)) if name}


def import_customers(tx: Transaction, drafts: Sequence[CustomerDraft], options: ImportOptions) -> list[Verdict]:
    """Bring a batch of rows, no two of which share a name, into the database; one verdict a row."""
    matcher = hold_matches(tx, drafts)
    verdicts: list[Verdict] = []
    new: list[NewCustomer] = []
    known: list[tuple[UUID, CustomerDraft]] = []
    for draft in drafts:
        try:
            found = matcher.find(draft)
            if found is None:
                new.append(new_customer(draft))
            elif options.on_conflict == "fail":
                raise RowConflict(path="the file", line=draft.row.line, problem=f"the customer {found} is there already")
            elif options.on_conflict == "skip":
                verdicts.append(Verdict(draft.row, "skipped"))
            else:
                known.append((found, draft))
        except Refused as refusal:
            verdicts.append(Verdict(draft.row, "refused", refusal.verdict, refusal.reason))
    if not tx.consent and any(draft.accepts_marketing is not None for draft in drafts):
        tx.notice(CONSENT_OFF)
    create_customers(tx, new)
    verdicts += [Verdict(one.draft.row, "created") for one in new]
    return verdicts + _update(tx, known, matcher, options)


def _update(tx: Transaction, known: Sequence[tuple[UUID, CustomerDraft]], matcher: Matcher, options: ImportOptions) -> list[Verdict]:
    if not known:
        return []
    verdicts = []
    updates = Updates(tx, {customer_id for customer_id, _ in known}, matcher)
    for customer_id, draft in known:
        try:
            changed = _update_one(tx, updates, customer_id, draft, matcher, options)
            verdicts.append(Verdict(draft.row, "updated" if changed else "unchanged"))
        except Refused as refusal:
            verdicts.append(Verdict(draft.row, "refused", refusal.verdict, refusal.reason))
    updates.write()
    return verdicts


def _update_one(
    tx: Transaction, updates: Updates, customer_id: UUID, draft: CustomerDraft, matcher: Matcher, options: ImportOptions
) -> bool:
    """Note what a row says differently; returns whether anything does.

    Raises:
        Refused: it cannot be; nothing is noted.
    """
    before = updates.customer(customer_id)
    if before is None:
        raise Refused("not_found", f"the customer {customer_id} is not there any more")
    if draft.fields.get("first_name") is CLEAR:
        raise Refused("invalid", "first_name: cannot be cleared")
    given = {name: None if value is CLEAR else value for name, value in draft.fields.items()}
    values: dict[str, Any] = {name: value for name, value in given.items() if value != getattr(before, name)}
    told = dict(draft.external_ids)
    _pass_over_aliases(before, values, told, updates)
    changes = [Change(name, getattr(before, name), value) for name, value in values.items()]
    external_ids = _external_ids(before, told, clears=draft.clears_external_ids)
    if external_ids is not None:
        values["external_ids"] = external_ids
        changes.append(Change("external_ids", dict(before.external_ids), external_ids))
    consent = _consent(tx, before, draft, matcher, options)
    if consent:
        values |= consent
        if consent["accepts_marketing"] != before.accepts_marketing:
            changes.append(Change("accepts_marketing", before.accepts_marketing, consent["accepts_marketing"]))
    if values.keys() & {"first_name", "last_name"}:
        values["name_key"] = name_key(values.get("first_name", before.first_name), values.get("last_name", before.last_name))
    current = {label.casefold(): label for label in before.tags}
    wanted = _tags(current, draft, options)
    if values.keys() & {"email", "external_ids"}:
        _reclaim(updates, before, values)
    updates.set_columns(before.id, values)
    if wanted is not None:
        changes.append(Change("tags", list(before.tags), [label for _, label in sorted(wanted.items())]))
        updates.set_tags(before.id, current, wanted)
    changes += updates.books.put(before, draft.addresses)
    updates.record(before.id, changes)
    return bool(changes)


def _external_ids(before: Customer, told: dict[str, str], *, clears: bool) -> dict[str, str] | None:
    """The external ids that a customer shall have, or None where it has them."""
    wanted = {} if clears else dict(sorted({**before.external_ids, **told}.items()))
    return None if wanted == before.external_ids else wanted


def _pass_over_aliases(before: Customer, values: dict[str, Any], external_ids: dict[str, str], updates: Updates) -> None:
    """Leave out what names the customer already since a merge: the file still has two profiles where the shop has one."""
    email = values.get("email")
    key = email_key(email) if email and before.email else None
    if key and key != email_key(before.email or "") and updates.owner_of(profiles.EMAIL, key) == before.id:
        del values["email"]
    for system, value in list(external_ids.items()):
        other = before.external_ids.get(system) not in (None, value)
        if other and updates.owner_of(profiles.EXTERNAL, f"{system}:{value}") == before.id:
            del external_ids[system]


def _consent(tx: Transaction, before: Customer, draft: CustomerDraft, matcher: Matcher, options: ImportOptions) -> dict[str, Any]:
    wanted = draft.accepts_marketing
    if wanted is None or not tx.consent or (wanted == before.accepts_marketing and (wanted or matcher.has_consent_word(before.id))):
        return {}
    if wanted and matcher.has_consent_word(before.id) and options.consent != "overwrite":
        tx.notice(CONSENT_KEPT)
        return {}
    at, source = draft.consent_at or tx.now, consent_source(draft)
    return {"accepts_marketing": wanted, "consent_at": at, "consent_source": source, "consent_actor": tx.actor}


def _tags(current: dict[str, str], draft: CustomerDraft, options: ImportOptions) -> dict[str, str] | None:
    """The tags a customer shall have, by key, or None where it has them."""
    if draft.tags is None:
        return None
    given = {tag.key: current.get(tag.key, tag.label) for tag in draft.tags}
    # A cell that clears leaves none, whatever --tags says.
    wanted = given if options.tags == "replace" or draft.row.cells.get("tags") is CLEAR else {**current, **given}
    if len(wanted) > MAX_PER_CUSTOMER:
        raise Refused("invalid", f"tags: the customer would have {len(wanted)}; at most {MAX_PER_CUSTOMER} are allowed")
    return None if wanted == current else wanted


def _reclaim(updates: Updates, before: Customer, values: dict[str, Any]) -> None:
    """Note the names that a customer gives up and takes; raises Refused where another holds one."""
    old = profiles.identities_of(before.email, before.external_ids)
    new = profiles.identities_of(values.get("email", before.email), values.get("external_ids", before.external_ids))
    wanted = [name for name in new if name not in old]
    for kind, value in wanted:
        owner = updates.owner_of(kind, value)
        if owner is not None and owner != before.id:
            raise Refused("conflict", f"{value} belongs to customer {owner}")
    updates.set_identities(before.id, [name for name in old if name not in new], wanted)
