"""The command `customers undo`."""

from typing import Annotated
from uuid import UUID

from typer import Argument, Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session, tune_gc
from customers.errors import PartlyDoneError, UsageError
from customers.models.aliases import Names
from customers.output.shapes.undo import UNDO_RESULT, undo_document

app = new_app()


@command(
    app,
    prints=UNDO_RESULT,
    writes=True,
    examples="""
    customers undo
    customers undo 7f3a2c --dry-run
    customers undo 7f3a2c --only asha@example.com --reason "a slip" --yes
    """,
)
def undo(
    session: Session,
    run: Annotated[
        str | None,
        Argument(
            metavar="RUN", help="The id of a run, or the last 6 or more characters of it (default: your latest run).", show_default=False
        ),
    ] = None,
    skip_changed: Annotated[bool, Option("--skip-changed", help="Undo the rest, and leave values that were changed since.")] = False,
    force: Annotated[bool, Option("--force", help="Undo values that were changed since too; those changes are lost.")] = False,
    erase: Annotated[bool, Option("--erase", help="Erase for good what the run created. This cannot be undone.")] = False,
    only: Annotated[
        list[str] | None,
        Option("--only", metavar="CUSTOMER", help="Only this customer (repeatable); - reads them from stdin.", show_default=False),
    ] = None,
) -> None:
    """Undo a run: what that command did, and nothing else.

    Values go back where they are still as the run left them. Values changed since are listed and refused.
    Customers that it created leave the shop, imported orders are removed. An undo is a run: undoing it does the thing again.
    """
    from customers.models.run import UndoOptions
    from customers.services.customers import erasure
    from customers.services.runs import listing
    from customers.services.runs import undo as undoing

    if skip_changed and force:
        raise UsageError(problem="--skip-changed and --force cannot be used together")
    tune_gc()
    names, is_list = session.input.read_references(only) if only else (None, False)
    if is_list:
        session.limit_names(Names.COMPLETE)
    options = UndoOptions(skip_changed, force, names)
    confirmed: UUID | None = None

    def question() -> str:
        nonlocal confirmed
        with session.preview_transaction() as tx:
            confirmed = listing.get_run(tx, run).id if run else undoing.get_latest_id(tx)
            text = undoing.describe_undo(tx, confirmed, options)
        return f"{text} What it created is erased for good: this cannot be undone." if erase else text

    session.confirm(question)
    with session.console.progress("Undoing"), session.writing() as tx:
        run_id = confirmed or (listing.get_run(tx, run).id if run else undoing.get_latest_id(tx))
        result = undoing.undo_run(tx, run_id, options)
        if erase:
            erasure.erase_customers(tx, undoing.find_undone_ids(tx, tx.run_id))
    session.writer.write(undo_document(result, session.changes))
    if result.refused:
        done = result.undone.customers + result.undone.orders
        raise PartlyDoneError(refused=result.refused, total=result.refused + done, what="changes")
