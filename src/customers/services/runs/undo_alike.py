"""Take back by whole sets what a run did to customers that nothing collides with: a few statements for thousands of them."""

from uuid import UUID

from customers.database.dialects.base import dialect_of
from customers.database.queries.customers import touch_customers
from customers.database.selection.customer_set import CustomerSet
from customers.database.undo import members, profiles, returns
from customers.database.undo.tags import ReturningTags
from customers.domain.ids import uuid7
from customers.domain.tags import stored_tag
from customers.models.history import Change
from customers.services import history
from customers.services.runs.work import UndoWork

_LEAVE, _RETURN = Change("state", "live", "undone"), Change("state", "undone", "live")


def undo_alike(work: UndoWork) -> None:
    """Take back what needs no comparison of profiles, and remove these customers from the remaining ones."""
    event_id, is_capable = uuid7(), dialect_of(work.tx.connection).correlates_temporary_tables
    if not work.source.is_undo:
        _leave(work, event_id)
    elif is_capable:
        _return_customers(work, event_id)
    # Labels that were renamed since, and journals of merges, are followed customer by customer.
    if is_capable and not (work.renames or work.is_rename):
        _return_tags(work, event_id)


def _leave(work: UndoWork, event_id: UUID) -> None:
    """Let customers leave the shop that the run created and nothing has happened to since."""
    tx = work.tx
    passing = [history.document_text([change]) for change in (_LEAVE, _RETURN)]
    leaving = CustomerSet.from_query(tx.connection, members.fresh_members(work.source, work.pending, passing))
    for batch in leaving.batches():
        profiles.leave(tx.connection, batch, tx.now)
        history.record_alike(tx, batch, [_LEAVE], event_id)
    work.finish(leaving)


def _return_tags(work: UndoWork, event_id: UUID) -> None:
    """Give customers their tags back where the run changed nothing else."""
    tx = work.tx
    for batch in work.pending.batches():
        returning = ReturningTags(tx.connection, work.source.id, batch)
        returning.write(lambda label: stored_tag(label).key)
        history.record_found(tx, returning.changes(), event_id)
        touch_customers(tx.connection, returning.customers, tx.now)
        work.finish(returning.customers, recalculated=False)


def _return_customers(work: UndoWork, event_id: UUID) -> None:
    """Bring customers back that the undo of their creation took out."""
    tx = work.tx
    for batch in work.pending.batches():
        returning = returns.find_returning(tx.connection, work.source.id, batch, history.document_text([_LEAVE]))
        returns.bring_back(tx.connection, returning, tx.now)
        history.record_alike(tx, returning, [_RETURN], event_id)
        work.finish(returning)
