"""List runs, find one by the end of its id, and list what it changed."""

from collections.abc import Callable
from uuid import UUID

from customers.database.queries import runs as statements
from customers.database.selection import paging
from customers.domain.ids import id_end, parse_uuid
from customers.errors import AmbiguousRunError, RunNotFoundError
from customers.models.page import Page
from customers.models.run import RunChange, RunFilter, RunRecord
from customers.services.history import check_command
from customers.services.paging import FIRST_PAGE, PageRequest, page_of
from customers.services.transaction import Transaction

# The characters of the end of an id by which people name a run.
END = 6


def list_runs(
    tx: Transaction, run_filter: RunFilter, *, is_command: Callable[[str], bool] = lambda _: False, request: PageRequest = FIRST_PAGE
) -> Page[RunRecord]:
    """Return the requested page of runs, newest first, or all of them as a stream.

    `is_command` returns whether an action that no run has is the name of a command.

    Raises:
        UsageError: the page is too large, the cursor is of another list, or the action is neither that of a run nor a command.
    """
    query = statements.list_runs(run_filter)
    total = paging.count(tx.connection, query)
    if total == 0 and run_filter.action is not None and not is_command(run_filter.action):
        check_command(run_filter.action, statements.find_commands(tx.connection))
    return page_of(tx, query, statements.NEWEST_FIRST, statements.read_runs, total=total, request=request)


def get_run(tx: Transaction, reference: str) -> RunRecord:
    """Return the run of an id, or of the last 6 or more characters of one.

    Raises:
        RunNotFoundError: there is none.
        AmbiguousRunError: there are several.
    """
    run_id = parse_uuid(reference.strip()) or _find_by_end(tx, reference)
    run = statements.find_run(tx.connection, run_id)
    if run is None:
        raise RunNotFoundError(reference=reference)
    return run


def _find_by_end(tx: Transaction, reference: str) -> UUID:
    end = id_end(reference)
    matches = [] if end is None else statements.find_by_end(tx.connection, end)
    if not matches:
        raise RunNotFoundError(reference=reference)
    if len(matches) > 1:
        raise AmbiguousRunError(reference=reference, candidates=", ".join(map(str, matches)))
    return matches[0]


def shortest_name(tx: Transaction, run_id: UUID) -> str:
    """Return the end of a run's id, of 6 characters or as many as no other run shares."""
    digits = run_id.hex
    return next((digits[-size:] for size in range(END, 32, 2) if len(statements.find_by_end(tx.connection, digits[-size:])) < 2), digits)


def list_changes(tx: Transaction, run: RunRecord, request: PageRequest = FIRST_PAGE) -> Page[RunChange]:
    """Return the requested page of what a run changed, by customer, or all of it as a stream.

    Raises:
        UsageError: the page is too large, or the cursor is of another list.
    """
    query, order = statements.list_changes(run.id, statements.find_number(tx.connection, run.id) if run.orders else None)
    return page_of(tx, query, order, lambda rows: statements.read_changes(rows, tx.currency), request=request)
