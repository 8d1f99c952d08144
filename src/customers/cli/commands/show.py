"""The command `customers show`."""

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import CustomerArgument
from customers.cli.session import Session
from customers.output.shapes.customers import CUSTOMER

app = new_app()


@command(
    app,
    prints=CUSTOMER,
    examples="""
    customers show asha@example.com
    customers show shopify:8779761975521 -o json | jq .total_spent
    """,
)
def show(session: Session, customer: CustomerArgument) -> None:
    """Show one customer with its addresses."""
    from customers.services.customers.lookup import get_customer_id
    from customers.services.customers.records import get_customer

    with session.reading() as tx:
        record = get_customer(tx, get_customer_id(tx, customer), with_aliases=True)
        (record,) = session.with_requested(tx, [record])
        session.writer.write_record(record, CUSTOMER)
