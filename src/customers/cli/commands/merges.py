"""The command `customers merges`."""

from typing import Annotated

from typer import Argument

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import PageOptions
from customers.cli.session import Session
from customers.output.shapes.merges import MERGE

app = new_app()


@command(
    app,
    prints=MERGE,
    examples="""
    customers merges
    customers merges asha@example.com -o json
    """,
)
def merges(
    session: Session,
    *,
    customer: Annotated[
        str | None,
        Argument(metavar="CUSTOMER", help="Only merges of this customer: email, phone, id or external id.", show_default=False),
    ] = None,
    paging: PageOptions,
) -> None:
    """List merges, newest first, with their state."""
    from customers.services.customers.lookup import get_customer_id
    from customers.services.merging.merges import list_merges

    with session.reading() as tx:
        customer_id = get_customer_id(tx, customer) if customer is not None else None
        page = list_merges(tx, customer_id, request=paging.request())
        session.writer.write_page(page, MERGE)
        session.console.hint_next_page(page.meta, "merges", paging.limit, "Pairs that look like one person: `customers duplicates`")
