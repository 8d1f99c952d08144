"""How `doctor --fix` puts right what it found: one function a rule, for rules that can be restored without losing anything."""

from collections.abc import Callable, Iterator
from itertools import islice
from uuid import UUID

from customers.database.connection import locks
from customers.database.doctor import repairs
from customers.database.doctor import repairs as statements
from customers.database.queries import customers as profiles
from customers.database.search import index
from customers.database.selection.customer_set import CustomerSet
from customers.domain.json import to_jsonable
from customers.models.history import Change
from customers.services import history, recalculation
from customers.services.customers.erasure import erase_customers
from customers.services.doctor.inspections import Finding
from customers.services.transaction import Transaction

Findings = Iterator[Finding]
_BATCH_SIZE = 1_000


def batches(findings: Findings) -> Iterator[list[Finding]]:
    """Findings in lists, so that mending holds few in memory, and each list is written before the next is looked for."""
    while chunk := list(islice(findings, _BATCH_SIZE)):
        yield chunk


def write_sort_names(tx: Transaction, findings: Findings) -> None:
    """Fold the names anew."""
    for chunk in batches(findings):
        repairs.write_sort_names(tx.connection, [finding.detail for finding in chunk])


def write_place_keys(tx: Transaction, findings: Findings) -> None:
    """Fold cities and states anew."""
    for chunk in batches(findings):
        repairs.write_place_keys(tx.connection, [finding.detail for finding in chunk])


def claim_identities(tx: Transaction, findings: Findings) -> None:
    """Hold emails and external ids for their customers where nobody holds them."""
    for chunk in batches(findings):
        if rows := [finding.detail for finding in chunk if finding.detail is not None]:
            statements.claim_free_identities(tx.connection, rows)


def release_identities(tx: Transaction, findings: Findings) -> None:
    """Set free what is held for nobody."""
    for chunk in batches(findings):
        statements.release_identities(tx.connection, [finding.detail for finding in chunk])


def rename_tag_keys(tx: Transaction, findings: Findings) -> None:
    """Compare tags as their labels say."""
    for key, label, right in sorted({finding.detail for finding in findings}):
        statements.rename_key(tx.connection, key, label, right)


def choose_defaults(tx: Transaction, findings: Findings) -> None:
    """Make the newest address the default where a type has none, or several; recorded in the history."""
    for chunk in batches(iter(list(findings))):
        ids = sorted({finding.customer_id for finding in chunk})
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
    """Lead absorbed profiles to the survivor at the end of their chain, where it has one; recorded in the history."""
    for finding in list(findings):
        found, survivor = _end_of_chain(tx, finding.customer_id)
        if survivor is not None and survivor != found:
            statements.point_to_survivor(tx.connection, finding.customer_id, survivor)
            history.record(tx, finding.customer_id, [Change("merged_into", found, survivor)])


def _end_of_chain(tx: Transaction, customer_id: UUID) -> tuple[UUID | None, UUID | None]:
    """What an absorbed profile was merged into, and the live or deleted one that this leads to."""
    seen: list[UUID] = [customer_id]
    while True:
        state, following = statements.find_next_survivors(tx.connection, seen[-1:]).get(seen[-1], ("gone", None))
        first = seen[1] if len(seen) > 1 else following
        if state in ("live", "deleted"):
            return first, seen[-1] if len(seen) > 1 else None
        if state != "absorbed" or following is None or following in seen:
            return first, None
        seen.append(following)


def refresh_texts(tx: Transaction, findings: Findings) -> None:
    """Write what search looks through anew: of some customers, or of all where the index of words is damaged too."""
    if not index.is_index_sound(tx.connection):
        rebuild_texts(tx, findings)
        return
    for chunk in batches(findings):
        index.refresh_texts(tx.connection, [finding.customer_id for finding in chunk])


def rebuild_texts(tx: Transaction, _findings: Findings) -> None:
    """Write every text and the index anew."""
    index.rebuild_texts(tx.connection)


def recalculate(tx: Transaction, _findings: Findings) -> None:
    """Recalculate everyone; rises and falls of VIPs are recorded."""
    recalculation.recalculate_all(tx)


def erase_again(tx: Transaction, findings: Findings) -> None:
    """Erase what came to erased customers."""
    for chunk in batches(iter(list(findings))):
        erase_customers(tx, sorted({finding.customer_id for finding in chunk}))


def by_statement(statement: Callable[..., None]) -> Callable[[Transaction, Findings], None]:
    """A mending that is one statement over everyone."""

    def mend(tx: Transaction, _findings: Findings) -> None:
        statement(tx.connection)

    return mend


add_statistics = by_statement(statements.add_statistics)
mark_as_states_say = by_statement(statements.correct_live_flags)
date_deletions = by_statement(statements.date_deletions)
lower_statuses = by_statement(statements.lower_statuses)
order_dismissals = by_statement(statements.order_dismissals)
