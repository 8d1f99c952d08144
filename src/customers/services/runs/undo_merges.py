"""Take back the merges of a run, newest first, and merge again what it gave back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from customers.database.queries import merges
from customers.database.undo.members import find_merge_changes
from customers.database.undo.runs import find_repetitions
from customers.domain.erasure import is_redacted
from customers.domain.merge.journal import Journal, read_journal
from customers.domain.merge.plan import ABSORBED, EXTERNAL_IDS
from customers.errors import CustomersError, ExitStatus
from customers.models.fields import TEXTS
from customers.models.history import Change
from customers.services.merging.merge import MergePair, merge_customers
from customers.services.merging.unmerge import unmerge
from customers.services.runs.work import UndoWork

Pair = tuple[UUID, UUID]  # the survivor and the absorbed profile of a merge

_ERASED = "a profile of the merge was erased since"
_REFUSALS = (ExitStatus.USAGE, ExitStatus.NOT_FOUND, ExitStatus.CONFLICT)


def undo_merges(work: UndoWork) -> None:
    """Take back every merge and every unmerge of the run."""
    changes = find_merge_changes(work.tx.connection, work.run_id)
    chosen = set(work.members) if changes else set()
    pairs: set[Pair] | None = None
    # A merge that was undone and made again has another id, in the run that made it again.
    if changes and (repetitions := {work.source.id, *find_repetitions(work.tx.connection, work.source.id)} - {work.run_id}):
        pairs = {_pair(row) for _, change in changes if (row := _find_merge(work, change)) is not None}
        runs = sorted({work.run_id, *repetitions}, reverse=True)
        changes = [change for run_id in runs for change in find_merge_changes(work.tx.connection, run_id)]
    people: set[UUID] = set()
    seen: set[Pair] = set()
    erased: set[UUID] = set()
    for customer_id, change in changes:
        if is_redacted([change]):
            erased.add(customer_id)
            continue
        row = _find_merge(work, change)
        if row is None or row.customer_id not in chosen or _pair(row) in seen or (pairs is not None and _pair(row) not in pairs):
            continue
        seen.add(_pair(row))
        try:
            if _take_back(work, row, is_merge=change.after is not None):
                people |= {row.customer_id, row.absorbed_id}
        except CustomersError as error:
            if error.status not in _REFUSALS:
                raise
            work.collide(row.customer_id, error.message, is_stuck=True)
    for customer_id in sorted(erased & chosen):
        work.leave(customer_id, _ERASED)
    work.customers += len(people)


def _find_merge(work: UndoWork, change: Change) -> Any:
    """Return the merge of a change, None where it was erased or is not stored."""
    return None if is_redacted([change]) else merges.find_merge(work.tx.connection, UUID((change.after or change.before)["merge_id"]))


def _pair(merge: Any) -> Pair:
    return (merge.customer_id, merge.absorbed_id)


def _take_back(work: UndoWork, row: Any, *, is_merge: bool) -> bool:
    """Take back a merge or an unmerge; return whether there was one to take back."""
    if is_merge:
        if row.undone_at is not None:
            again = merges.find_in_force(work.tx.connection, *_pair(row))
            if again is not None:
                by_run = f" by run {str(again.run_id)[-6:]}" if again.run_id is not None else ""
                work.leave(row.customer_id, f"the merge was undone since, and made again{by_run}")
            return False
        unmerge(work.tx, row.id, force=work.force)
    else:
        journal = read_journal(row.journal)
        if journal is None:
            work.leave(row.customer_id, _ERASED)
            return False
        merge_customers(work.tx, MergePair(row.customer_id, row.absorbed_id, _sides(journal)))
    work.merges += 1
    return True


def _sides(journal: Journal) -> Mapping[str, str]:
    """Return the fields of a merge that were taken from the absorbed profile."""
    survivor, absorbed, merged = journal.survivor, journal.absorbed, journal.merged
    sides = {
        name: ABSORBED
        for name in TEXTS
        if survivor.text(name) and absorbed.text(name) and merged.text(name) == absorbed.text(name) != survivor.text(name)
    }
    for system, value in absorbed.external_ids.items():
        if merged.external_ids.get(system) == value != survivor.external_ids.get(system, value):
            sides[f"{EXTERNAL_IDS}{system}"] = ABSORBED
    return sides
