"""The command `customers orders`."""

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import CustomerArgument, PageOptions
from customers.cli.session import Session
from customers.output.shapes.customers import ORDER

app = new_app()


@command(
    app,
    prints=ORDER,
    examples="""
    customers orders asha@example.com
    customers orders asha@example.com --all -o csv > orders.csv
    """,
)
def orders(session: Session, customer: CustomerArgument, paging: PageOptions) -> None:
    """List the orders of a customer, newest first."""
    from customers.services.customers.lookup import get_customer_id
    from customers.services.customers.orders import list_orders

    with session.reading() as tx:
        page = list_orders(tx, get_customer_id(tx, customer), **paging.arguments())
        session.writer.write_page(page, ORDER)
        session.console.hint_next_page(page.meta, "orders")
