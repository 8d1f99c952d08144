"""The command `customers restore`."""

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.bulk import BulkTarget
from customers.cli.options.common import CustomersArgument
from customers.cli.options.filters import GuardOptions, SelectionOptions
from customers.cli.session import Session
from customers.output.shapes.customers import CUSTOMER

app = new_app()


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers restore asha@example.com
    customers list --deleted -o ids --all | customers restore - --dry-run
    customers restore --tag wholesale --max 50 --yes
    """,
)
def restore(session: Session, *, customers: CustomersArgument = None, selection: SelectionOptions, guard: GuardOptions) -> None:
    """Restore deleted customers.

    An email or external id that another customer has by now is left off.
    """
    from customers.services.customers import lifecycle
    from customers.services.customers.records import get_customers

    target = BulkTarget(session, customers, selection, guard, skip_unknown=False, deleted=True)
    if target.is_bulk:
        target.confirm(lambda customers: f"Restore {customers}?")
    with session.console.progress("Restoring"), session.writing() as tx:
        restored = lifecycle.restore_customers(tx, target.lock(tx).customers)
        result = list(session.with_requested(tx, get_customers(tx, restored.ids)))
    if len(result) == 1 and not target.is_bulk:
        session.writer.write_record(result[0], CUSTOMER, restored.changes(result[0].id))
    else:
        session.writer.write_list(result, CUSTOMER, session.changes)
