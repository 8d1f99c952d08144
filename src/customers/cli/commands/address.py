"""The commands `customers address`: the address book of a customer."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from typer import Argument, Option

from customers.cli.framework.apps import command_group
from customers.cli.framework.command import command
from customers.cli.options.common import CustomerArgument, FromJsonOption, LimitOption
from customers.cli.options.profile import AddressOptions, clear_fields, require_fields
from customers.cli.session import Session
from customers.output.shapes.customers import ADDRESS
from customers.output.shapes.summaries import DELETED

if TYPE_CHECKING:
    from customers.services.transaction import Transaction

app = command_group("List and change the addresses of a customer.")

AddressArgument = Annotated[
    str, Argument(metavar="ADDRESS", help="Id of an address, or billing or shipping for the default of that type.", show_default=False)
]
CLEARABLE = ("first_name", "last_name", "company", "address2", "state", "pincode", "phone")


@command(
    app,
    "list",
    prints=ADDRESS,
    examples="""
    customers address list asha@example.com
    customers address list asha@example.com -o json
    """,
)
def list_(session: Session, customer: CustomerArgument, limit: LimitOption = None) -> None:
    """List the addresses of a customer."""
    from customers.models.page import Page
    from customers.services.customers import addresses
    from customers.services.customers.lookup import get_customer_id

    with session.reading() as tx:
        page = Page.first(addresses.list_addresses(tx, get_customer_id(tx, customer)), limit)
        session.writer.write_page(page, ADDRESS)
        session.console.hint_limit(page.meta, "addresses", first_step="Add one: `customers address add CUSTOMER`")


@command(
    app,
    prints=ADDRESS,
    writes=True,
    examples="""
    customers address add asha@example.com --address1 "12 MG Road" --city Pune --state Maharashtra --pincode 411001
    customers address add asha@example.com --from-json address.json
    """,
)
def add(session: Session, customer: CustomerArgument, address: AddressOptions, from_json: FromJsonOption = None) -> None:
    """Add an address; the first of its type becomes the default."""
    from customers.models.inputs import AddressInput
    from customers.services.customers import addresses
    from customers.services.customers.lookup import get_customer_id
    from customers.services.inputs import merged_input

    values = address.values()
    require_fields(values, from_json, "add")
    body = merged_input(AddressInput, session.input.read_json(from_json), values)
    with session.writing() as tx:
        added = addresses.add_address(tx, get_customer_id(tx, customer), body)
    session.writer.write_record(added.result, ADDRESS, added.changes)


@command(
    app,
    prints=ADDRESS,
    writes=True,
    examples="""
    customers address update asha@example.com shipping --pincode 411002 --unset company
    customers address update shop:1002 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e --type billing
    """,
)
def update(
    session: Session,
    customer: CustomerArgument,
    reference: AddressArgument,
    address: AddressOptions,
    unset: Annotated[list[str] | None, Option("--unset", metavar="FIELD", help="Clear a field: " + ", ".join(CLEARABLE) + ".")] = None,
    from_json: FromJsonOption = None,
) -> None:
    """Change the given fields of an address."""
    from customers.models.inputs import AddressInput
    from customers.services.customers import addresses
    from customers.services.customers.lookup import get_customer_id
    from customers.services.inputs import merged_input

    values = clear_fields(address.values(CLEARABLE), unset or [], CLEARABLE)
    require_fields(values, from_json, "update")
    body = merged_input(AddressInput, session.input.read_json(from_json), values)
    with session.writing() as tx:
        customer_id = get_customer_id(tx, customer)
        updated = addresses.update_address(tx, customer_id, addresses.get_address_id(tx, customer_id, reference), body)
    if not updated.changes:
        session.console.notice("the values are the same; nothing was changed")
    session.writer.write_record(updated.result, ADDRESS, updated.changes)


@command(
    app,
    prints=DELETED,
    writes=True,
    examples="""
    customers address delete shop:1002 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e
    customers address delete asha@example.com billing --yes
    """,
)
def delete(session: Session, customer: CustomerArgument, reference: AddressArgument) -> None:
    """Delete an address.

    If it was the default, the newest other address of its type becomes the default.
    """
    from customers.services.customers import addresses
    from customers.services.customers.lookup import get_customer_id

    confirmed: tuple[UUID, UUID] | None = None

    def resolve(tx: "Transaction") -> tuple[UUID, UUID]:
        customer_id = get_customer_id(tx, customer)
        return customer_id, addresses.get_address_id(tx, customer_id, reference)

    def question() -> str:
        nonlocal confirmed
        with session.preview_transaction() as tx:
            confirmed = resolve(tx)
            return f"Delete {addresses.describe_address(tx, *confirmed)}?"

    session.confirm(question)
    with session.writing() as tx:
        deleted = addresses.delete_address(tx, *(confirmed or resolve(tx)))
    session.writer.write_summary({"deleted": [str(deleted.result)]}, DELETED, session.changes)


@command(
    app,
    prints=ADDRESS,
    writes=True,
    examples="""
    customers address default shop:1002 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e
    customers address default shop:1002 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e --dry-run
    """,
)
def default(session: Session, customer: CustomerArgument, reference: AddressArgument) -> None:
    """Make an address the default of its type."""
    from customers.services.customers import addresses
    from customers.services.customers.lookup import get_customer_id

    with session.writing() as tx:
        customer_id = get_customer_id(tx, customer)
        changed = addresses.set_default(tx, customer_id, addresses.get_address_id(tx, customer_id, reference))
    session.writer.write_record(changed.result, ADDRESS, changed.changes)
