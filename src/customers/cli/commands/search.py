"""The command `customers search`."""

from dataclasses import replace
from typing import Annotated

from typer import Argument

from customers.cli.commands.list import AddressesOption
from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import PageOptions
from customers.cli.options.filters import SelectionOptions
from customers.cli.session import Session, tune_gc
from customers.output.shapes.customers import ADDRESS_BOOK, CUSTOMER

app = new_app()

QueryArgument = Annotated[list[str], Argument(metavar="QUERY", help="Words that must all match, in any order.", show_default=False)]


@command(
    app,
    prints=CUSTOMER,
    examples="""
    customers search sharma pune
    customers search "98765 43210" -o ids
    """,
)
def search(
    session: Session,
    query: QueryArgument,
    selection: SelectionOptions,
    paging: PageOptions,
    with_addresses: AddressesOption = False,
) -> None:
    """Find customers, best matches first.

    All words must appear in name, email, phone, external id, tag, company or city. Case and accents do not matter. The number
    of an order finds its customer. Exact matches come first, then beginnings of names. If nothing matches, words of five or
    more letters may have one typing error.
    """
    from customers.services.listing.listing import search_customers

    if paging.is_long:
        tune_gc()
    words = " ".join([*query, *([selection.search] if selection.search else [])])
    selected = replace(selection.selection(session.settings.currency), search=words)
    with_addresses = with_addresses or any(name in (*ADDRESS_BOOK, "aliases") for name in session.writer.fields)
    with session.reading() as tx:
        page = search_customers(tx, selected, with_addresses=with_addresses, request=paging.request())
        page = replace(page, data=session.with_requested(tx, page.data))
        session.writer.write_page(session.console.watch_page(page, "Searching") if paging.is_long else page, CUSTOMER)
        session.console.hint_next_page(page.meta, "customers", paging.limit)
