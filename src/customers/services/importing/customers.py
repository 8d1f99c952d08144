"""Import customers: match, compare, and write the differences."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any
from uuid import UUID

from customers.database.queries import identities
from customers.database.queries.customers import consent_columns
from customers.domain.consent import judge_import, statement_time
from customers.domain.email import email_key
from customers.domain.ids import bytes_of_text, uuid7_bytes
from customers.domain.json import to_jsonable
from customers.domain.tags import MAX_PER_CUSTOMER
from customers.errors import Remedy, RowConflictError
from customers.errors.notice import Notice
from customers.models.aliases import Identity
from customers.models.customer import Consent, Customer
from customers.models.history import Change
from customers.services.customers.records import diff_consents, name_customer, name_key
from customers.services.importing.anonymous import AnonymousRows
from customers.services.importing.batch import Batch, find_unchanged
from customers.services.importing.buyers import Imported
from customers.services.importing.create import new_customer
from customers.services.importing.former import news_of
from customers.services.importing.lookup import CustomerLookup, lock_matches, names_of
from customers.services.importing.new_rows import stated_consent
from customers.services.importing.rows import (
    CLEAR,
    CustomerRow,
    ImportOptions,
    PlainCustomer,
    RowRejectedError,
    RowResult,
    import_each,
)
from customers.services.transaction import Transaction

_line_of = attrgetter("source_row.line")
# So many rows are compared and written together: of each the stored customer and the changes are in memory.
PART = 2_500
# What is said of a statement that is not recorded.
CONSENT_NOTICES: Mapping[str, str] = {
    "no stands": Notice("a yes to marketing was ignored where a no is on record", Remedy("overwrite_consent")),
    "newer stands": "a no to marketing was ignored where a newer yes is on record",
}
FUTURE_YES = Notice("a yes to marketing with a time in the future was ignored where a no is on record", Remedy("overwrite_consent"))
CONSENT_IN_FUTURE = "the time of a statement about marketing was left out: it is more than 2 days in the future"
CONSENT_OFF = "accepts_marketing was ignored: CUSTOMERS_ENABLE_MARKETING_CONSENT is false"


def import_customers(
    tx: Transaction, rows: Sequence[CustomerRow], plain: Sequence[PlainCustomer], options: ImportOptions, used: set[UUID]
) -> Imported:
    """Import a batch of customers.

    `used` are the customers that anonymous rows of the file matched; those of this batch are added.
    """
    if options.allow_erased:
        # The id of an erased customer is not that of a new one: a row without other identities is anonymous.
        rows = sorted([*rows, *(row.as_row() for row in plain if not (row.email_key or row.external_id))], key=_line_of)
        plain = [row for row in plain if row.email_key or row.external_id]
    importer = _CustomerImport(tx, rows, plain, options, used)
    results, others = importer.part_new()
    results += import_each(importer.in_parts(others), importer.import_row, options)
    importer.batch.write()
    if not tx.consent and any(row.consent is not None for row in chain[CustomerRow | PlainCustomer](rows, plain)):
        tx.notice(CONSENT_OFF)
    for row in chain[CustomerRow | PlainCustomer](rows, plain):
        if importer.has_early_consent(row):
            importer.passed_over.setdefault(row.source_row.line, CONSENT_IN_FUTURE)
    if passed_over := importer.passed_over:
        results = [result._replace(passed_over=passed_over.get(result.row.line)) for result in results]
    return Imported(results, created=importer.created)


class _CustomerImport:
    """The import of the customers of one batch; each row finds the changes of those before it."""

    def __init__(
        self, tx: Transaction, rows: Sequence[CustomerRow], plain: Sequence[PlainCustomer], options: ImportOptions, used: set[UUID]
    ) -> None:
        self._tx = tx
        self._rows = rows
        self._plain = plain
        self._options = options
        # The id of an erased customer is not that of a new one: such a row is matched as if it had none.
        candidates = [row._replace(id=None) for row in rows] if options.allow_erased else rows
        self._anonymous = AnonymousRows(tx, candidates, used)
        self._names = [row.names for row in plain]
        names = list(chain.from_iterable(self._names))
        self._lookup = lock_matches(tx, rows, names=names, also=self._anonymous.ids(), allow_erased=options.allow_erased)
        self.batch = Batch(tx, self._lookup)
        self.created: list[PlainCustomer] = []
        self.passed_over: dict[int, str] = {}  # by line
        # The ids of new customers have the order of their rows.
        lines = sorted([*(row.source_row.line for row in rows), *(row.line for row in plain)])
        self._new_ids = dict(zip(lines, uuid7_bytes(len(lines)), strict=True))

    def part_new(self) -> tuple[list[RowResult], list[CustomerRow | PlainCustomer]]:
        """Add the rows that are new customers whatever the others are to the batch; return their results, and the other rows."""
        unshared, unchanged = self._find_unshared(), self._find_unchanged()
        results = [RowResult(row.source_row, "unchanged") for row in self._plain if row.line in unchanged]
        new: list[CustomerRow] = []
        others: list[CustomerRow | PlainCustomer] = []
        for row in self._rows:
            is_whole = not row.aliases and row.fields.get("first_name") not in (None, CLEAR)
            names = names_of(row) if is_whole else []
            (new if names and unshared.issuperset(names) else others).append(row)
        for plain, pairs in zip(self._plain, self._names, strict=True):
            if plain.line in unchanged:
                continue
            if unshared.issuperset(pairs) and not self.has_early_consent(plain):
                self.created.append(plain)
            else:
                others.append(plain)
        ids = self._new_ids
        self.batch.add_new(
            [new_customer(row, UUID(bytes=ids[row.source_row.line])) for row in new],
            {ids[row.line] if row.id is None else bytes_of_text(row.id): row for row in self.created},
        )
        return results + [RowResult(row.source_row, "created") for row in new], sorted(others, key=_line_of)

    def has_early_consent(self, row: CustomerRow | PlainCustomer) -> bool:
        """Return whether the statement of a row is dated too far ahead of now."""
        return row.consent_at is not None and self._tx.consent and statement_time(row.consent_at, self._tx.now) is None

    def _find_unshared(self) -> set[Identity]:
        """Return the identities of which each makes a new customer."""
        # A run that may stop at a row must not create the customer of a later one; a row without identities may mean a customer that
        # another row makes.
        if self._options.on_error == "stop" or self._anonymous.may_match:
            return set()
        return self._lookup.find_unshared(self._rows, chain.from_iterable(self._names))

    def _find_unchanged(self) -> set[int]:
        """Return the lines of the plain rows that change nothing whatever the others do."""
        if self._options.on_conflict != "update" or self._anonymous.may_match:
            return set()
        return find_unchanged(self._tx, self.batch, self._rows, self._plain, replaces_tags=self._options.tags == "replace")

    def in_parts(self, rows: Sequence[CustomerRow | PlainCustomer]) -> Iterator[CustomerRow]:
        """Yield rows in their order; those of a part are compared and written together, but for anonymous ones, matched late."""
        for start in range(0, len(rows), PART):
            part = [row.as_row() if isinstance(row, PlainCustomer) else row for row in rows[start : start + PART]]
            if not self._anonymous.may_match:
                self.batch.expect(part)
            yield from part

    def import_row(self, row: CustomerRow) -> str:
        """Add the changes of a row to the batch; returns its outcome.

        Raises:
            RowRejectedError: the row breaks a rule.
            RowSkippedError: its customer is deleted or erased.
            RowConflictError: its customer exists, and `on_conflict` is "fail".
        """
        new_id = UUID(bytes=self._new_ids[row.source_row.line])
        row = self._anonymous.match(self._lookup.usable(row), self._lookup.former, self.batch.write, new_id)
        customer_id = self._lookup.find(row, names=self.batch.names_of)
        if customer_id is None:
            new = new_customer(row._replace(aliases=tuple(self._lookup.free_aliases(row))) if row.aliases else row, new_id)
            self.batch.create(new)
            self._anonymous.note(new.id, new.fields)
            return "created"
        if self._options.on_conflict == "fail":
            raise RowConflictError(path="the file", line=row.source_row.line, problem=f"the customer {customer_id} already exists")
        if self._options.on_conflict == "skip":
            return "skipped"
        return "updated" if self._update(customer_id, row) else "unchanged"

    def _update(self, customer_id: UUID, row: CustomerRow) -> bool:
        """Add the differences of a row to the batch; returns whether there are any.

        Raises:
            RowRejectedError: the row breaks a rule; the batch is unchanged.
        """
        before = self.batch.customer(customer_id)
        if before is None:
            raise RowRejectedError("not_found", f"the customer {customer_id} no longer exists")
        if row.fields.get("first_name") is CLEAR:
            raise RowRejectedError("invalid", "first_name: cannot be cleared")
        row = self._news(row, before)
        tags = {label.casefold(): label for label in before.tags}
        new_tags = _tags(tags, row, self._options)
        values, changes = self._values(before, row)
        if new_tags is not None:
            changes.append(Change("tags", list(before.tags), [label for _, label in sorted(new_tags.items())]))
            self.batch.set_tags(before.id, tags, new_tags)
        self.batch.set_columns(before.id, values)
        changes += self._add_aliases(before, row) if row.aliases else []
        changes += self.batch.address_books.upsert(before, row.addresses)
        self.batch.record(before.id, changes)
        if changes:
            profile = {name: getattr(before, name) for name in ("phone", "first_name", "last_name")}
            self._anonymous.note(before.id, profile, profile | values)
        return bool(changes)

    def _news(self, row: CustomerRow, before: Customer) -> CustomerRow:
        """Return a row as it is to be imported: of one that names its customer by aliases or by merges alone, what is new in it.

        A value that a merge replaced by the one that the customer has is not new in any row.
        """
        inherited = self.batch.inherited(before.id)
        if inherited is None:
            return row
        if superseded := self.batch.superseded(before):
            fields = {name: value for name, value in row.fields.items() if value is CLEAR or value not in superseded.get(name, ())}
            row = row._replace(fields=fields)
        pairs = {(identities.ID, str(before.id)), *identities.identities_of(before.email, before.external_ids)}
        names = pairs.intersection(names_of(row))
        if not names <= inherited.pairs:
            return row
        return news_of(row, before, inherited.texts, fills_only=not names, has_consent=before.consent.state != "unknown")

    def _add_aliases(self, before: Customer, row: CustomerRow) -> list[Change]:
        """Add those aliases of a row that are free; returns the change."""
        inherited = self.batch.inherited(before.id)
        phones = {before.phone, *(inherited.texts.get("phone", ()) if inherited is not None else ())}
        free = [alias for alias in self._lookup.free_aliases(row) if alias.kind != identities.PHONE or alias.value not in phones]
        if not free:
            return []
        self.batch.add_aliases(before.id, free)
        return [Change("aliases", None, sorted(alias.label for alias in free))]

    def _values(self, before: Customer, row: CustomerRow) -> tuple[dict[str, Any], list[Change]]:
        """Release and claim identities; returns the columns that a row changes, and the changes.

        Raises:
            RowRejectedError: an identity belongs to another customer.
        """
        fields = {name: None if value is CLEAR else value for name, value in row.fields.items()}
        values: dict[str, Any] = {name: value for name, value in fields.items() if value != getattr(before, name)}
        external_ids = dict(row.external_ids)
        _remove_aliases(before, values, external_ids, self._lookup)
        merged_ids = {} if row.clears_external_ids else dict(sorted({**before.external_ids, **external_ids}.items()))
        if merged_ids != before.external_ids:
            values["external_ids"] = merged_ids
        if values.keys() & {"email", "external_ids"}:
            self._replace_identities(before, values)
        changes = [Change(name, to_jsonable(getattr(before, name)), values[name]) for name in values]
        consent = self._consent(before.consent, row)
        if consent is not None:
            values |= consent_columns(consent)
            changes += diff_consents(before.consent, consent)
        if values.keys() & {"first_name", "last_name"}:
            values["name_key"] = name_key(values.get("first_name", before.first_name), values.get("last_name", before.last_name))
        return values, changes

    def _consent(self, recorded: Consent, row: CustomerRow) -> Consent | None:
        """Return the consent that a row states in place of the recorded one; None where that stands, which is noted."""
        stated = None if row.consent_implied and recorded.state == "unknown" else stated_consent(self._tx, row)
        if stated is None:
            return None
        at = statement_time(row.consent_at, self._tx.now)
        verdict = judge_import(recorded, stated.state, at, self._options.consent)
        if verdict in CONSENT_NOTICES:
            is_future = verdict == "no stands" and at is None and row.consent_at is not None
            self.passed_over[row.source_row.line] = FUTURE_YES if is_future else CONSENT_NOTICES[verdict]
        return stated if verdict == "recorded" else None

    def _replace_identities(self, before: Customer, values: dict[str, Any]) -> None:
        """Release and claim identities; refuses one that belongs to another customer."""
        old = identities.identities_of(before.email, before.external_ids)
        new = identities.identities_of(values.get("email", before.email), values.get("external_ids", before.external_ids))
        claimed = [identity for identity in new if identity not in old]
        for kind, value in claimed:
            owner = self._lookup.find_owner(kind, value)
            if owner is not None and owner != before.id:
                raise RowRejectedError("conflict", f"{value} belongs to customer {name_customer(self._tx, owner)}")
        self.batch.set_identities(before.id, [identity for identity in old if identity not in new], claimed)


def _remove_aliases(before: Customer, values: dict[str, Any], external_ids: dict[str, str], lookup: CustomerLookup) -> None:
    """Remove the identities that a customer has as aliases: the file still has its former email, or an absorbed profile."""
    email = values.get("email")
    key = email_key(email) if email else None
    if key and key != email_key(before.email or "") and lookup.find_owner(identities.EMAIL, key) == before.id:
        del values["email"]
    for system, value in list(external_ids.items()):
        differs = before.external_ids.get(system) not in (None, value)
        if differs and lookup.find_owner(identities.EXTERNAL, f"{system}:{value}") == before.id:
            del external_ids[system]


def _tags(before: dict[str, str], row: CustomerRow, options: ImportOptions) -> dict[str, str] | None:
    """Return the tags of a customer after a row as labels by key, None where they stay.

    Raises:
        RowRejectedError: there are too many.
    """
    if row.tags is None:
        return None
    labels = {tag.key: before.get(tag.key, tag.label) for tag in row.tags}
    replaces = options.tags == "replace" or row.clears_tags
    after = labels if replaces else {**before, **labels}
    if len(after) > MAX_PER_CUSTOMER:
        raise RowRejectedError("invalid", f"tags: the customer would have {len(after)}; at most {MAX_PER_CUSTOMER} are allowed")
    return None if after == before else after
