"""The command `customers show`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.bulk import refuse_missing
from customers.cli.options.common import NamedArgument
from customers.cli.session import Session
from customers.errors import CustomersError
from customers.models.aliases import Names
from customers.output.shapes.customers import CUSTOMER

if TYPE_CHECKING:
    from customers.services.transaction import Transaction

app = new_app()

# Of so many customers a terminal shows orders and changes too.
_MAX_DETAILED = 20


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
    """Show customers with their addresses.

    On a terminal this includes the segments, the last orders and the last changes.
    """
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
            session.writer.write_record(record, CUSTOMER, details=_details(session, tx, record.id))
            return
        customer_ids = get_customer_ids(tx, references, missing)
        by_id = {customer.id: customer for customer in session.with_requested(tx, get_customers(tx, customer_ids))}
        details = [_details(session, tx, customer_id) for customer_id in customer_ids[:_MAX_DETAILED]]
        session.writer.write_cards([by_id[customer_id] for customer_id in customer_ids], CUSTOMER, details)
    refuse_missing(session, missing, len(references))


def _details(session: Session, tx: "Transaction", customer_id: UUID) -> Mapping[str, Any]:
    """Return what a terminal shows of a customer beside its fields."""
    if not session.writer.format.is_screen:
        return {}
    from customers.output.shapes.customers import details_row
    from customers.services.statistics.details import get_details

    return details_row(get_details(tx, customer_id))
