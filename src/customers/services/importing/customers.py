"""Customers from a file: matched, compared, and written where they differ."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.database import customers as profiles
from customers.database import selecting
from customers.database import tags as tag_statements
from customers.database.tables import customers
from customers.errors import CustomersError, RowConflict
from customers.models import Change, Customer
from customers.rules.identity import email_key
from customers.rules.ids import uuid7
from customers.rules.tags import MAX_PER_CUSTOMER
from customers.services import history
from customers.services.drafts import CLEAR, CustomerDraft, ImportOptions, Refused, Verdict
from customers.services.identities import reclaim
from customers.services.importing.books import put_addresses
from customers.services.importing.creating import check_new, consent_source, create_customers
from customers.services.importing.matching import Matcher, email_of, external_of, hold_matches
from customers.services.records import name_key, refresh_search
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
    new: list[tuple[UUID, CustomerDraft]] = []
    known: list[tuple[UUID, CustomerDraft]] = []
    for draft in drafts:
        try:
            found = matcher.find(draft)
            if found is None:
                check_new(draft)
                new.append((draft.id or uuid7(), draft))
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
    verdicts += [Verdict(draft.row, "created") for _, draft in new]
    return verdicts + _update(tx, known, matcher, options)


def _update(tx: Transaction, known: Sequence[tuple[UUID, CustomerDraft]], matcher: Matcher, options: ImportOptions) -> list[Verdict]:
    if not known:
        return []
    rows = tx.connection.execute(profiles.profiles().where(customers.c.id.in_({customer_id for customer_id, _ in known}))).all()
    stored = {
        customer.id: customer
        for customer in profiles.read_customers(tx.connection, rows, tx.currency, consent=tx.consent, with_addresses=True)
    }
    verdicts, done = [], set()
    for customer_id, draft in known:
        if customer_id in done:
            # Two names of one customer in two rows: the second sees what the first did.
            refreshed = tx.connection.execute(profiles.profiles().where(customers.c.id == customer_id)).all()
            [stored[customer_id]] = profiles.read_customers(tx.connection, refreshed, tx.currency, consent=tx.consent, with_addresses=True)
        done.add(customer_id)
        try:
            changed = _update_one(tx, stored[customer_id], draft, matcher, options)
            verdicts.append(Verdict(draft.row, "updated" if changed else "unchanged"))
        except Refused as refusal:
            verdicts.append(Verdict(draft.row, "refused", refusal.verdict, refusal.reason))
        except CustomersError as error:
            verdicts.append(Verdict(draft.row, "refused", error.code, error.message))
    return verdicts


def _update_one(tx: Transaction, before: Customer, draft: CustomerDraft, matcher: Matcher, options: ImportOptions) -> bool:
    """Change what a row says differently; returns whether anything was."""
    if draft.fields.get("first_name") is CLEAR:
        raise Refused("invalid", "first_name: cannot be cleared")
    given = {name: None if value is CLEAR else value for name, value in draft.fields.items()}
    values: dict[str, Any] = {name: value for name, value in given.items() if value != getattr(before, name)}
    told = dict(draft.external_ids)
    _pass_over_aliases(tx, before, values, told)
    changes = [Change(name, getattr(before, name), value) for name, value in values.items()]
    external_ids = {} if draft.clears_external_ids else dict(sorted({**before.external_ids, **told}.items()))
    if external_ids != before.external_ids:
        values["external_ids"] = external_ids
        changes.append(Change("external_ids", dict(before.external_ids), external_ids))
    consent = _consent(tx, before, draft, matcher, options)
    if consent:
        values |= consent
        if consent["accepts_marketing"] != before.accepts_marketing:
            changes.append(Change("accepts_marketing", before.accepts_marketing, consent["accepts_marketing"]))
    wanted = _tags(before, draft, options)
    addresses = put_addresses(tx, before, draft.addresses)
    if values.keys() & {"first_name", "last_name"}:
        values["name_key"] = name_key(values.get("first_name", before.first_name), values.get("last_name", before.last_name))
    if values:
        new = profiles.identities_of(values.get("email", before.email), values.get("external_ids", before.external_ids))
        reclaim(tx, before.id, profiles.identities_of(before.email, before.external_ids), new)
        profiles.update_customer(tx.connection, before.id, values)
    if wanted is not None:
        changes.append(Change("tags", list(before.tags), _set_tags(tx, before, wanted)))
    changes += addresses
    if not changes:
        return False
    selecting.keep_ids(tx.connection, [before.id])
    profiles.touch_selected(tx.connection, tx.now)
    refresh_search(tx, before.id)
    history.record(tx, before.id, changes)
    return True


def _pass_over_aliases(tx: Transaction, before: Customer, values: dict[str, Any], external_ids: dict[str, str]) -> None:
    """Leave out what names the customer already since a merge: the file still has two profiles where the shop has one."""
    email = values.get("email")
    key = email_key(email) if email and before.email else None
    if key and key != email_key(before.email or "") and profiles.find_by_identity(tx.connection, profiles.EMAIL, key) == before.id:
        del values["email"]
    for system, value in list(external_ids.items()):
        other = before.external_ids.get(system) not in (None, value)
        if other and profiles.find_by_identity(tx.connection, profiles.EXTERNAL, f"{system}:{value}") == before.id:
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


def _tags(before: Customer, draft: CustomerDraft, options: ImportOptions) -> dict[str, str] | None:
    """The tags a customer shall have, by key, or None where it has them."""
    if draft.tags is None:
        return None
    current = {label.casefold(): label for label in before.tags}
    given = {tag.key: current.get(tag.key, tag.label) for tag in draft.tags}
    # A cell that clears leaves none, whatever --tags says.
    wanted = given if options.tags == "replace" or draft.row.cells.get("tags") is CLEAR else {**current, **given}
    if len(wanted) > MAX_PER_CUSTOMER:
        raise Refused("invalid", f"tags: the customer would have {len(wanted)}; at most {MAX_PER_CUSTOMER} are allowed")
    return None if wanted == current else wanted


def _set_tags(tx: Transaction, before: Customer, wanted: dict[str, str]) -> list[str]:
    from customers.rules.tags import Tag

    tags = [Tag(label, key) for key, label in sorted(wanted.items())]
    selecting.keep_ids(tx.connection, [before.id])
    tag_statements.remove_other_tags(tx.connection, selecting.selected_ids(), tags)
    tag_statements.add_tags(tx.connection, selecting.selected_ids(), tags)
    return [tag.label for tag in tags]
