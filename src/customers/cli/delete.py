"""`customers delete`"""

from customers.cli.command import command, new_app
from customers.cli.filters import GuardOptions, SelectionOptions
from customers.cli.options import CustomersArgument, WritingOptions
from customers.cli.selecting import Selector
from customers.cli.session import Session
from customers.output.shapes.customers import DELETED

app = new_app()


@command(
    app,
    examples="""
    customers delete asha@example.com --reason "asked by mail"
    customers delete --tag test --max 50 --yes
    """,
)
def delete(
    session: Session, *, customers: CustomersArgument = None, selection: SelectionOptions, guard: GuardOptions, writing: WritingOptions
) -> None:
    """Take customers out of every list and count, keeping their orders; `restore` brings them back."""
    from customers.services.customers import lifecycle

    session.writer.check_fields(DELETED)
    selector = Selector(session, customers, selection.selection(session.settings.currency), guard.guard(), lenient=False)
    selector.confirm("Delete")
    with session.progress("Deleting"), session.writing() as tx:
        selector.select(tx)
        deleted = lifecycle.delete_selected(tx)
    session.writer.write_summary({"deleted": [str(customer_id) for customer_id in deleted]}, DELETED, session.changes)
