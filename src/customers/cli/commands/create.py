"""The command `customers create`."""

from typing import Annotated

from typer import Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import FromJsonOption
from customers.cli.options.profile import FirstAddressOptions, ProfileOptions, require_fields
from customers.cli.session import Session
from customers.output.shapes.customers import CUSTOMER

app = new_app()


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers create --first-name Asha --last-name Rao --email asha@example.com --phone "98765 43210"
    customers create --from-json customer.json
    """,
)
def create(
    session: Session,
    profile: ProfileOptions,
    address: FirstAddressOptions,
    tag: Annotated[list[str] | None, Option("--tag", metavar="TAG", help="Tag to add (repeatable).")] = None,
    from_json: FromJsonOption = None,
) -> None:
    """Create a customer; only a first name is required."""
    from customers.models.inputs import CustomerInput
    from customers.services.customers import profiles
    from customers.services.inputs import merged_input

    session.allow_new_database()
    values = profile.values() | address.values() | ({"tags": tag} if tag else {})
    require_fields(values, from_json, "create")
    body = merged_input(CustomerInput, session.input.read_json(from_json), values)
    with session.writing() as tx:
        created = profiles.create_customer(tx, body)
        (customer,) = session.with_requested(tx, [created.result])
    session.writer.write_record(customer, CUSTOMER, created.changes)
