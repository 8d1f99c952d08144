"""The command `customers restore`."""

from typing import Annotated

from typer import Argument

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.output.shapes.customers import CUSTOMER

app = new_app()


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers restore asha@example.com
    customers restore 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e --dry-run
    """,
)
def restore(
    session: Session,
    customers: Annotated[list[str], Argument(metavar="CUSTOMER", help="Ids, or names that the deleted customers had.", show_default=False)],
) -> None:
    """Bring deleted customers back, unless somebody took their email or external id meanwhile; `list --deleted` shows them."""
    from customers.services.customers import lifecycle
    from customers.services.customers.lookup import get_deleted_id

    with session.writing() as tx:
        restored = [lifecycle.restore_customer(tx, get_deleted_id(tx, reference)) for reference in customers]
    if len(restored) == 1:
        session.writer.write_record(restored[0].result, CUSTOMER, restored[0].changes)
    else:
        session.writer.write_list([changed.result for changed in restored], CUSTOMER, session.changes)
