"""Take a run back: what it did and nothing else, all or nothing, as a run that can be taken back itself."""

from collections.abc import Sequence
from uuid import UUID

from customers.database.dialects.base import dialect_of
from customers.database.selection.customer_set import CustomerSet
from customers.database.undo import members
from customers.database.undo import runs as statements
from customers.database.undo.profiles import find_people
from customers.database.undo.runs import StoredRun
from customers.domain.ids import shown_end
from customers.domain.json import to_jsonable
from customers.domain.person_name import label_person
from customers.domain.text import count_of, first_of
from customers.domain.undo.renames import rename_of
from customers.errors import CannotUndoError, CustomersError, Remedy, RunNotFoundError, UndoCollisionError
from customers.models.records import as_dict
from customers.models.run import Kept, KeptCustomer, UndoCounts, UndoOptions, UndoResult
from customers.services.customers.lookup import get_recorded_id
from customers.services.recalculation import recalculate_customers
from customers.services.runs.undo_customers import undo_customers
from customers.services.runs.undo_merges import undo_merges
from customers.services.runs.undo_orders import undo_orders
from customers.services.runs.work import LISTED, Collision, UndoWork
from customers.services.segment_changes import undo_segment_changes
from customers.services.transaction import Transaction

STATES = ("live", "deleted", "absorbed", "erased", "undone")
# How many collisions a message lists.
_SHOWN = 10
# How many people a question names.
_FIRST = 5
_DERIVED = "it brought up to date what follows from the orders, which would come out the same again"
# Why a command cannot be taken back, by its name or the first word of it.
_REFUSALS = {
    "erase": "what was erased is gone for good",
    "vip recalculate": _DERIVED,
    "doctor": _DERIVED,
    "db": "it was about the database as a whole; `restore` of a backup is the way back",
}


def check_undoable(run: StoredRun) -> None:
    """Refuse a run that cannot be taken back.

    Raises:
        CannotUndoError: it was taken back already, or is of a kind that has no way back.
    """
    if run.state == "undone":
        raise CannotUndoError(run=run.id, reason=f"it is already undone, by run {run.undone_by}", remedy=Remedy("list_runs"))
    if run.number is None and run.command == "import orders":
        raise CannotUndoError(run=run.id, reason="the version that made it did not record its orders")
    reason = _REFUSALS.get(run.command) or _REFUSALS.get(run.command.partition(" ")[0])
    if reason is not None:
        raise CannotUndoError(run=run.id, reason=reason)


def undo_run(tx: Transaction, run_id: UUID, options: UndoOptions) -> UndoResult:
    """Take back what a run did.

    Raises:
        RunNotFoundError: it does not exist.
        CannotUndoError: it was taken back already, or is of a kind that has no way back.
        UndoCollisionError: something was changed since, and is neither skipped nor forced.
    """
    run = _get(tx, run_id)
    check_undoable(run)
    work = _start(tx, run, options)
    tx.run.undo_of = run.id
    work.renames = [
        rename
        for events in members.find_renames(tx.connection, work.source.id)
        if (rename := next(filter(None, map(rename_of, events)), None)) is not None
    ]
    undo_merges(work)
    undo_orders(work)
    undo_customers(work)
    if options.only is None:
        segments = undo_segment_changes(tx, work.source.id, force=work.force)
        work.segments += segments.segments
        for problem in segments.collisions:
            work.collide(None, problem)
    for batch in work.members.batches():
        recalculate_customers(tx, list(batch))
    if work.collided and not (options.skip_changed or options.force):
        raise _collision_error(work, run)
    if options.force:
        _notice_forced(work)
    if options.only is None:
        _mark(tx, run, is_part=work.is_part)
    refused = work.stuck if options.force else work.collided
    listed = (collision for collision in work.collisions if collision.is_stuck or not options.force)
    remaining = [*work.remaining, *((collision.customer_id, collision.problem) for collision in listed)][:LISTED]
    if work.excess + refused > len(remaining):
        tx.notice(f"the first {len(remaining):,} of {work.excess + refused:,} values that are kept are listed")
    counts = UndoCounts(work.customers, work.orders, work.merges, work.segments)
    return UndoResult(run.id, _in_words(tx, run), counts, tuple(_kept(work, remaining)), refused)


def _start(tx: Transaction, run: StoredRun, options: UndoOptions) -> UndoWork:
    """Lock the customers of a run, and return the undo of it."""
    dialect_of(tx.connection).limit_cache(tx.connection)
    origin = _origin(tx, run)
    source = members.Source(origin.id, origin.number, origin.undo_of is not None, run.id)
    customers, is_part = members.members_of(tx.connection, source), False
    if origin.id != run.id:
        left_out = CustomerSet.from_query(tx.connection, members.untouched_members(origin.id, run.id))
        is_part = left_out.count() > 0
        customers.exclude_set(left_out)
    if options.only is not None:
        chosen = {get_recorded_id(tx, reference) for reference in options.only}
        customers = CustomerSet.from_ids(tx.connection, chosen & set(customers))
    if run.orders and (returned := members.find_returned(tx.connection, customers)):
        customers = CustomerSet.from_ids(tx.connection, [*customers, *returned])
    customers.analyze()
    customers.lock(STATES)
    first = run
    while first.undo_of is not None:
        first = _get(tx, first.undo_of)
    pending = CustomerSet.from_query(tx.connection, customers.ids)
    return UndoWork(tx, run.id, source, customers, pending, options.force, is_part, is_rename=first.command == "tag rename")


def _origin(tx: Transaction, run: StoredRun) -> StoredRun:
    """Return the run that holds what a run did: an undo of an undo did again what the run before them had done."""
    while run.undo_of is not None:
        first = _get(tx, run.undo_of)
        if first.undo_of is None:
            return run
        run = _get(tx, first.undo_of)
    return run


def get_latest_id(tx: Transaction) -> UUID:
    """Return the newest run of the actor that is neither an undo nor undone.

    Raises:
        RunNotFoundError: there is none.
    """
    run_id = statements.find_latest(tx.connection, tx.actor)
    if run_id is None:
        raise RunNotFoundError(reference=f"of {tx.actor} to undo")
    return run_id


def _get(tx: Transaction, run_id: UUID) -> StoredRun:
    run = statements.find_run(tx.connection, run_id)
    if run is None:
        raise RunNotFoundError(reference=run_id)
    return run


def _mark(tx: Transaction, run: StoredRun, *, is_part: bool) -> None:
    """Mark a run as undone; what it had undone is done again, and so on, where it is not a part of that alone."""
    tx.add_to_run()
    statements.set_state(tx.connection, run.id, "undone", tx.run_id)
    current, is_done = run, True
    while current.undo_of is not None:
        statements.set_state(tx.connection, current.undo_of, "done" if is_done else "undone", None if is_done else current.id)
        current, is_done = _get(tx, current.undo_of), not is_done
        if is_part:
            return


def _notice_forced(work: UndoWork) -> None:
    forced = [collision for collision in work.collisions if not collision.is_stuck][:_SHOWN]
    for sentence in _sentences(work, forced):
        work.tx.notice(f"undone although {sentence}")
    more = work.collided - work.stuck - len(forced)
    if more:
        work.tx.notice(f"undone although {more:,} more values were changed since")


def _collision_error(work: UndoWork, run: StoredRun) -> CustomersError:
    more = work.collided - _SHOWN
    return UndoCollisionError(
        run=str(run.id)[-6:],
        listed="; ".join(_sentences(work, work.collisions[:_SHOWN])) + (f"; and {more:,} more" if more > 0 else ""),
        collisions=[{"customer_id": to_jsonable(key), "reason": problem} for key, problem, _ in work.collisions],
        remedy=Remedy("undo_changed") if work.merged is None else Remedy("undo_merged", customer=work.merged),
    )


def _sentences(work: UndoWork, collisions: Sequence[Collision]) -> list[str]:
    people = find_people(work.tx.connection, [collision.customer_id for collision in collisions if collision.customer_id])
    names = {customer_id: f"{_name(person)}: " for customer_id, person in people.items()}
    return [f"{names[collision.customer_id] if collision.customer_id else ''}{collision.problem}" for collision in collisions]


def _name(person: KeptCustomer) -> str:
    return label_person(person.full_name or "an erased customer", None, person.email or f"…{shown_end(person.id)}")


def find_undone_ids(tx: Transaction, run_id: UUID | None = None) -> list[UUID]:
    """Return the customers that left the shop by undos, all or those that a run had created or an undo took out."""
    return members.find_undone(tx.connection, run_id)


def describe_undo(tx: Transaction, run_id: UUID, options: UndoOptions) -> str:
    """Return the question about an undo, which is tried and must be rolled back: what, how many, and the first few by name."""
    run = _get(tx, run_id)
    result = undo_run(tx, run_id, options)
    names = [person.full_name for person in _first_people(tx)]
    counts = [count_of(number, name[:-1], plural=name) for name, number in as_dict(result.undone).items() if number]
    examples = f" ({first_of(names, max(result.undone.customers, len(names)))})" if names else ""
    return f"Undo the run {_in_words(tx, run)}: {', '.join(counts) or 'nothing is left to undo'}{examples}?"


def _in_words(tx: Transaction, run: StoredRun) -> str:
    """Return a run by the end of its id, its command, file and actor, and its time in the zone of the shop."""
    source = f" of {run.source}" if run.source else ""
    return f"{str(run.id)[-6:]} ({run.command}{source} by {run.actor} at {run.at.astimezone(tx.settings.zone):%Y-%m-%d %H:%M %Z})"


def _first_people(tx: Transaction) -> list[KeptCustomer]:
    """Return some of the customers that this transaction has records of."""
    ids = members.find_recorded(tx.connection, tx.run_id, _FIRST)
    return list(find_people(tx.connection, ids).values())


def _kept(work: UndoWork, records: Sequence[tuple[UUID | None, str]]) -> list[Kept]:
    people = find_people(work.tx.connection, list({customer_id for customer_id, _ in records if customer_id}))
    return [Kept(people[customer_id] if customer_id else None, reason) for customer_id, reason in records]
