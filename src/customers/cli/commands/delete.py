"""The command `customers delete`."""

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.bulk import BulkTarget
from customers.cli.options.common import CustomersArgument
from customers.cli.options.filters import GuardOptions, SelectionOptions
from customers.cli.session import Session
from customers.output.shapes.summaries import DELETED

app = new_app()


@command(
    app,
    prints=DELETED,
    writes=True,
    examples="""
    customers delete asha@example.com --reason "asked by mail"
    customers delete --tag test --max 50 --yes
    """,
)
def delete(session: Session, *, customers: CustomersArgument = None, selection: SelectionOptions, guard: GuardOptions) -> None:
    """Delete customers, keeping their orders; `restore` brings them back."""
    from customers.services.customers import lifecycle

    session.check_names()
    target = BulkTarget(session, customers, selection, guard, skip_unknown=False)
    target.confirm(lambda customers: f"Delete {customers}?")
    with session.console.progress("Deleting"), session.writing() as tx:
        deleted = lifecycle.delete_customers(tx, target.lock(tx).customers)
    session.writer.write_summary({"deleted": [str(customer_id) for customer_id in deleted]}, DELETED, session.changes)
