"""Customers from a file: matched, compared, and written where they differ."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from customers.database.queries import identities
from customers.domain.email import email_key
from customers.domain.json import to_jsonable
from customers.domain.tags import MAX_PER_CUSTOMER
from customers.errors import RowConflictError
from customers.models.customer import Customer
from customers.models.history import Change
from customers.services.customers.records import name_key
from customers.services.importing.anonymous import AnonymousRows
from customers.services.importing.batch import Batch
from customers.services.importing.create import consent_source, new_customer
from customers.services.importing.lookup import CustomerLookup, lock_matches
from customers.services.importing.rows import CLEAR, CustomerRow, ImportOptions, RowRejected, RowResult, import_each
from customers.services.transaction import Transaction

CONSENT_KEPT = "a yes to marketing was passed over where a no is on record; --consent overwrite takes it"
CONSENT_OFF = "accepts_marketing was passed over: CUSTOMERS_ENABLE_MARKETING_CONSENT is false"


def import_customers(tx: Transaction, rows: Sequence[CustomerRow], options: ImportOptions, used: set[UUID]) -> list[RowResult]:
    """Bring a batch of rows into the database, one after the other; one result a row.

    `used` are the ids that rows of the file without a sure name have.
    """
    work = _CustomerImport(tx, rows, options, used)
    results = import_each(rows, work.import_row, options)
    work.batch.write()
    if not tx.consent and any(row.accepts_marketing is not None for row in rows):
        tx.notice(CONSENT_OFF)
    return results


class _CustomerImport:
    """The rows of a batch worked through in their order: each sees what those before it did."""

    def __init__(self, tx: Transaction, rows: Sequence[CustomerRow], options: ImportOptions, used: set[UUID]) -> None:
        self._tx = tx
        self._options = options
        self._anonymous = AnonymousRows(tx, rows, used)
        self._lookup = lock_matches(tx, rows, also=self._anonymous.ids())
        self.batch = Batch(tx, self._lookup)

    def import_row(self, row: CustomerRow) -> str:
        """Note what a row creates or changes, and return what becomes of it.

        Raises:
            RowRejected: it cannot be taken.
            RowConflictError: its customer is there, and the import shall fail then.
        """
        row = self._anonymous.match(row, self.batch.write)
        found = self._lookup.find(row)
        if found is None:
            self._create(row)
            return "created"
        if self._options.on_conflict == "fail":
            raise RowConflictError(path="the file", line=row.source_row.line, problem=f"the customer {found} is there already")
        if self._options.on_conflict == "skip":
            return "skipped"
        return "updated" if self._update(found, row) else "unchanged"

    def _create(self, row: CustomerRow) -> None:
        new = new_customer(row)
        self.batch.create(new, has_consent_word=self._tx.consent and row.accepts_marketing is not None)
        self._anonymous.note(new.id, new.fields)

    def _update(self, customer_id: UUID, row: CustomerRow) -> bool:
        """Note what a row says differently; returns whether anything does.

        Raises:
            RowRejected: it cannot be; nothing is noted.
        """
        before = self.batch.customer(customer_id)
        if before is None:
            raise RowRejected("not_found", f"the customer {customer_id} is not there any more")
        if row.fields.get("first_name") is CLEAR:
            raise RowRejected("invalid", "first_name: cannot be cleared")
        current = {label.casefold(): label for label in before.tags}
        wanted = _tags(current, row, self._options)
        values, changes = self._values(before, row)
        if wanted is not None:
            changes.append(Change("tags", list(before.tags), [label for _, label in sorted(wanted.items())]))
            self.batch.set_tags(before.id, current, wanted)
        self.batch.set_columns(before.id, values)
        changes += self.batch.books.upsert(before, row.addresses)
        self.batch.record(before.id, changes)
        if changes:
            own = {name: getattr(before, name) for name in ("phone", "first_name", "last_name")}
            self._anonymous.note(before.id, own, own | values)
        return bool(changes)

    def _values(self, before: Customer, row: CustomerRow) -> tuple[dict[str, Any], list[Change]]:
        """Note the names that a customer gives up and takes; returns the columns that a row changes, and the changes."""
        given = {name: None if value is CLEAR else value for name, value in row.fields.items()}
        values: dict[str, Any] = {name: value for name, value in given.items() if value != getattr(before, name)}
        told = dict(row.external_ids)
        _pass_over_aliases(before, values, told, self._lookup)
        external_ids = _external_ids(before, told, clears=row.clears_external_ids)
        if external_ids is not None:
            values["external_ids"] = external_ids
        if values.keys() & {"email", "external_ids"}:
            self._reclaim(before, values)
        values |= self._consent(before, row)
        changes = [Change(name, to_jsonable(getattr(before, name)), values[name]) for name in values if not name.startswith("consent_")]
        changes = [change for change in changes if change.before != change.after]
        if values.keys() & {"first_name", "last_name"}:
            values["name_key"] = name_key(values.get("first_name", before.first_name), values.get("last_name", before.last_name))
        return values, changes

    def _consent(self, before: Customer, row: CustomerRow) -> dict[str, Any]:
        wanted, has_word = row.accepts_marketing, self._lookup.has_consent_word(before.id)
        if wanted is None or not self._tx.consent or (wanted == before.accepts_marketing and (wanted or has_word)):
            return {}
        if wanted and has_word and self._options.consent != "overwrite":
            self._tx.notice(CONSENT_KEPT)
            return {}
        self._lookup.note_consent(before.id)
        at, source = row.consent_at or self._tx.now, consent_source(row)
        return {"accepts_marketing": wanted, "consent_at": at, "consent_source": source, "consent_actor": self._tx.actor}

    def _reclaim(self, before: Customer, values: dict[str, Any]) -> None:
        """Note the names that a customer gives up and takes; raises RowRejected where another holds one."""
        old = identities.identities_of(before.email, before.external_ids)
        new = identities.identities_of(values.get("email", before.email), values.get("external_ids", before.external_ids))
        wanted = [name for name in new if name not in old]
        for kind, value in wanted:
            owner = self._lookup.find_owner(kind, value)
            if owner is not None and owner != before.id:
                raise RowRejected("conflict", f"{value} belongs to customer {owner}")
        self.batch.set_identities(before.id, [name for name in old if name not in new], wanted)


def _external_ids(before: Customer, told: dict[str, str], *, clears: bool) -> dict[str, str] | None:
    """The external ids that a customer shall have, or None where it has them."""
    wanted = {} if clears else dict(sorted({**before.external_ids, **told}.items()))
    return None if wanted == before.external_ids else wanted


def _pass_over_aliases(before: Customer, values: dict[str, Any], external_ids: dict[str, str], lookup: CustomerLookup) -> None:
    """Leave out what names the customer already since a merge: the file still has two profiles where the shop has one."""
    email = values.get("email")
    key = email_key(email) if email and before.email else None
    if key and key != email_key(before.email or "") and lookup.find_owner(identities.EMAIL, key) == before.id:
        del values["email"]
    for system, value in list(external_ids.items()):
        other = before.external_ids.get(system) not in (None, value)
        if other and lookup.find_owner(identities.EXTERNAL, f"{system}:{value}") == before.id:
            del external_ids[system]


def _tags(current: dict[str, str], row: CustomerRow, options: ImportOptions) -> dict[str, str] | None:
    """The tags a customer shall have, by key, or None where it has them."""
    if row.tags is None:
        return None
    given = {tag.key: current.get(tag.key, tag.label) for tag in row.tags}
    # A cell that clears leaves none, whatever --tags says.
    wanted = given if options.tags == "replace" or row.source_row.cells.get("tags") is CLEAR else {**current, **given}
    if len(wanted) > MAX_PER_CUSTOMER:
        raise RowRejected("invalid", f"tags: the customer would have {len(wanted)}; at most {MAX_PER_CUSTOMER} are allowed")
    return None if wanted == current else wanted
