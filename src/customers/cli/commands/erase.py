"""The command `customers erase`: remove personal data, with a receipt."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from typer import Argument, Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.domain.text import count_with_names
from customers.errors import NothingSelectedError, UsageError
from customers.models.aliases import Names
from customers.output.shapes.summaries import RECEIPT, erasure_receipt

if TYPE_CHECKING:
    from customers.services.transaction import Transaction

app = new_app()


@command(
    app,
    prints=RECEIPT,
    writes=True,
    examples="""
    customers erase asha@example.com --reason "request 2026-117"
    customers erase 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e --yes -o json > receipt.json
    customers erase --scrub
    """,
)
def erase(
    session: Session,
    customers: Annotated[
        list[str] | None,
        Argument(
            metavar="CUSTOMER",
            help="Emails, phones, ids or external ids, of deleted customers too; - reads them.",
            show_default=False,
        ),
    ] = None,
    undone: Annotated[bool, Option("--undone", help="Erase all customers that an undo removed from the shop.")] = False,
    run: Annotated[
        str | None, Option("--run", metavar="RUN", help="With --undone: only those that this run created.", show_default=False)
    ] = None,
    scrub: Annotated[bool, Option("--scrub", help="Also rewrite the files of the database; tables are locked meanwhile.")] = False,
) -> None:
    """Erase personal data for good, and print a receipt.

    Amounts and dates of orders stay.

    Profiles that were merged into a customer are erased with it. This cannot be undone.

    A large SQLite file and PostgreSQL keep erased values in unused space: --scrub, also without customers, rewrites the tables. Logs,
    replicas and backups that hold them are outside its reach.
    """
    from customers.services.customers import erasure
    from customers.services.runs.listing import get_run
    from customers.services.runs.undo import find_undone_ids

    references, is_list = session.input.read_references(customers)
    session.check_names()
    if is_list:
        session.limit_names(Names.COMPLETE)
    if scrub and not (references or is_list or undone or run):
        session.scrub()
        return
    if undone == (is_list or bool(references)) or (run and not undone):
        if undone or run:
            raise UsageError(problem="no customers given")
        raise NothingSelectedError(hint="name customers, pipe ids to `-`, or use --undone; --run narrows --undone")

    confirmed: frozenset[UUID] | None = None

    def find(tx: "Transaction") -> list[UUID]:
        if undone:
            return find_undone_ids(tx, get_run(tx, run).id if run else None)
        return [erasure.find_erasable(tx, reference) for reference in references]

    def question() -> str:
        nonlocal confirmed
        with session.preview_transaction() as tx:
            names, confirmed = erasure.preview_erasure(tx, find(tx))
        return f"Erase {count_with_names(len(names), 'profile', names)} for good? This cannot be undone."

    session.confirm(question)
    session.shop.rewrites_files = scrub
    with session.writing() as tx:
        receipts = erasure.erase_customers(tx, find(tx), confirmed)
    if session.shop.is_rewrite_due:
        session.console.deferred.append("`customers erase --scrub` rewrites the tables")
    session.writer.write(erasure_receipt(receipts, erasure.RETAINED, erasure.OUT_OF_SCOPE))
