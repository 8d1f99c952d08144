"""Repair what `doctor` found: one function a rule, for rules that can be restored without data loss."""

from collections.abc import Callable, Iterator
from functools import partial

from customers.database.connection import locks
from customers.database.connection.bulk import batched
from customers.database.doctor import repairs as statements
from customers.database.doctor import scan
from customers.database.queries import customers as profiles
from customers.database.search import index
from customers.database.selection.customer_set import CustomerSet
from customers.domain.json import to_jsonable
from customers.models.history import Change
from customers.services import history
from customers.services.customers.erasure import erase_customers
from customers.services.customers.state import follow_merges
from customers.services.doctor.inspections import Finding, canonical_status
from customers.services.recalculation import recalculate_all
from customers.services.transaction import Transaction

Findings = Iterator[Finding]
# How many findings memory holds; they are repaired before the next are searched for.
_BATCH = 1_000


def write_sort_names(tx: Transaction, findings: Findings) -> None:
    """Write the sort keys of names again."""
    for batch in batched(findings, _BATCH):
        statements.write_sort_names(tx.connection, [finding.detail for finding in batch])


def write_place_keys(tx: Transaction, findings: Findings) -> None:
    """Write the keys of cities and states again."""
    for batch in batched(findings, _BATCH):
        statements.write_place_keys(tx.connection, [finding.detail for finding in batch])


def claim_identities(tx: Transaction, findings: Findings) -> None:
    """Claim emails and external ids for their customers where they are free."""
    for batch in batched(findings, _BATCH):
        if rows := [finding.detail for finding in batch if finding.detail is not None]:
            statements.claim_free_identities(tx.connection, rows)


def release_identities(tx: Transaction, findings: Findings) -> None:
    """Release identities that belong to no live customer."""
    for batch in batched(findings, _BATCH):
        statements.release_identities(tx.connection, [finding.detail for finding in batch])


def rename_tag_keys(tx: Transaction, findings: Findings) -> None:
    """Give tags the keys of their labels."""
    for key, label, correct_key in sorted({finding.detail for finding in findings}):
        statements.rename_key(tx.connection, key, label, correct_key)


def choose_defaults(tx: Transaction, findings: Findings) -> None:
    """Make the newest address the default where a type has none, or several; record the changes."""
    for batch in batched(list(findings), _BATCH):
        ids = sorted({finding.customer_id for finding in batch})
        locks.lock_customers(tx.connection, ids)
        customers = CustomerSet.from_ids(tx.connection, ids)
        before = profiles.find_addresses(tx.connection, ids)
        statements.choose_defaults(tx.connection, customers)
        after = profiles.find_addresses(tx.connection, ids)
        profiles.touch_customers(tx.connection, customers, tx.now)
        history.record_many(
            tx,
            [(id_, [Change("addresses", to_jsonable(before[id_]), to_jsonable(after[id_]))]) for id_ in ids if before[id_] != after[id_]],
        )


def flatten_merges(tx: Transaction, findings: Findings) -> None:
    """Point absorbed profiles to the survivor at the end of their chain of merges, if it has one; record the changes."""
    find = partial(profiles.find_state, tx.connection)
    for finding in list(findings):
        profile = find(finding.customer_id)
        survivor_id, survivor = follow_merges(finding.customer_id, find)
        if profile is None or survivor is None or survivor.state not in ("live", "deleted"):
            continue
        if survivor_id not in (finding.customer_id, profile.merged_into):
            statements.point_to_survivor(tx.connection, finding.customer_id, survivor_id)
            history.record(tx, finding.customer_id, [Change("merged_into", profile.merged_into, survivor_id)])


def refresh_texts(tx: Transaction, findings: Findings) -> None:
    """Write the search texts of customers again, or all of them where the search index is damaged too."""
    if not index.is_index_sound(tx.connection):
        rebuild_texts(tx, findings)
        return
    for batch in batched(findings, _BATCH):
        index.refresh_texts(tx.connection, [finding.customer_id for finding in batch])


def rebuild_texts(tx: Transaction, _findings: Findings) -> None:
    """Write every search text and the index again."""
    index.rebuild_texts(tx.connection)


def write_canonical_statuses(tx: Transaction, _findings: Findings) -> None:
    """Give orders the canonical words of their statuses; a later check recalculates their customers."""
    for status in scan.read_statuses(tx.connection):
        word = canonical_status(status)
        if word is not None and word != status:
            statements.replace_status(tx.connection, before=status, after=word)


def recalculate(tx: Transaction, _findings: Findings) -> None:
    """Recalculate all customers; record the changes of VIPs."""
    recalculate_all(tx)


def erase_again(tx: Transaction, findings: Findings) -> None:
    """Erase the values that came to erased customers."""
    for batch in batched(list(findings), _BATCH):
        erase_customers(tx, sorted({finding.customer_id for finding in batch}))


def scrub(tx: Transaction, _findings: Findings) -> None:
    """Remove erased values from the files of the database, after the commit."""
    tx.is_scrub_due = True


def by_statement(statement: Callable[..., None]) -> Callable[[Transaction, Findings], None]:
    """Return a repair that is one statement over all rows."""

    def repair(tx: Transaction, _findings: Findings) -> None:
        statement(tx.connection)

    return repair


add_statistics = by_statement(statements.add_statistics)
correct_live_flags = by_statement(statements.correct_live_flags)
date_deletions = by_statement(statements.date_deletions)
release_deleted_identities = by_statement(statements.release_deleted_identities)
order_dismissals = by_statement(statements.order_dismissals)
