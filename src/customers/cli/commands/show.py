"""The command `customers show`."""

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.bulk import refuse_missing
from customers.cli.options.common import NamedArgument
from customers.cli.session import Session
from customers.errors import CustomersError
from customers.models.aliases import Names
from customers.output.shapes.customers import CUSTOMER

app = new_app()


@command(
    app,
    prints=CUSTOMER,
    examples="""
    customers show asha@example.com
    customers show shopify:8779761975521 -o json | jq .total_spent
    customers list --segment vip --all -o ids | customers show - -o jsonl
    """,
)
def show(session: Session, customers: NamedArgument) -> None:
    """Show customers with their addresses; a full name will do where one customer has it."""
    from customers.services.customers.lookup import get_customer_id, get_customer_ids
    from customers.services.customers.records import get_customer, get_customers

    references, is_list = session.input.read_references(customers)
    if is_list:
        session.limit_names(Names.COMPLETE)
    missing: list[tuple[str, CustomersError]] = []
    with session.reading() as tx:
        if len(references) == 1 and not is_list:
            record = get_customer(tx, get_customer_id(tx, references[0]), with_aliases=True)
            (record,) = session.with_requested(tx, [record])
            session.writer.write_record(record, CUSTOMER)
            return
        customer_ids = get_customer_ids(tx, references, missing)
        by_id = {customer.id: customer for customer in session.with_requested(tx, get_customers(tx, customer_ids))}
        session.writer.write_cards([by_id[customer_id] for customer_id in customer_ids], CUSTOMER)
    refuse_missing(session, missing, len(references))
