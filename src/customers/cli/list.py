"""`customers list`"""

from typing import Annotated

from typer import Option

from customers.cli.command import command, new_app
from customers.cli.options import PageOptions, SelectionOptions
from customers.cli.session import Session
from customers.output.shapes import CUSTOMER

app = new_app()

SortOption = Annotated[
    str,
    Option(
        "--sort", metavar="KEY", help="created_at, updated_at, name, email, total_orders, total_spent or last_order_at; - turns it round."
    ),
]
AddressesOption = Annotated[bool, Option("--with-addresses", help="With the address book of each customer.")]


@command(
    app,
    examples="""
    customers list --vip --sort -total_spent
    customers list --segment at_risk --all -o jsonl | jq -r .email
    """,
)
def list_(
    session: Session,
    selection: SelectionOptions,
    paging: PageOptions,
    sort: SortOption = "-created_at",
    with_addresses: AddressesOption = False,
) -> None:
    """List customers, filtered, sorted, a page at a time."""
    show_customers(session, selection, paging, sort, with_addresses)


def show_customers(
    session: Session, selection: SelectionOptions, paging: PageOptions, sort: str, with_addresses: bool, *, vip: bool | None = None
) -> None:
    """List the selected customers; `vip` narrows the selection."""
    from dataclasses import replace

    from customers.services import listing

    session.writer.check_fields(CUSTOMER)
    if paging.all:
        session.expect_bulk()
    wanted = selection.selection(session.settings.currency)
    if vip is not None and wanted.vip is None:
        wanted = replace(wanted, vip=vip)
    books = with_addresses or any(name in ("addresses", "default_address") for name in session.writer.fields)
    with session.reading() as tx:
        page = listing.list_customers(tx, wanted, sort=sort, with_addresses=books, **paging.arguments())
        session.writer.show_page(session.watch_page(page, "Listing") if paging.all else page, CUSTOMER)
        session.say_rest(page.meta, "customers")
