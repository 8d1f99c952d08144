"""`customers list`"""

import sys
from typing import TYPE_CHECKING, Annotated

from typer import Option

from customers.cli.framework.command import command, new_app
from customers.cli.options.common import PageOptions
from customers.cli.options.filters import SelectionOptions
from customers.cli.session import Session
from customers.output.shapes.customers import ADDRESS_BOOK, CUSTOMER

if TYPE_CHECKING:
    from customers.models.selection import Selection
    from customers.services.transaction import Transaction

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
    customers list --deleted --created-after 2026-01-01
    """,
)
def list_(
    session: Session,
    selection: SelectionOptions,
    paging: PageOptions,
    sort: SortOption = "-created_at",
    with_addresses: AddressesOption = False,
    deleted: Annotated[bool, Option("--deleted", help="Those that were deleted, whom `customers restore` brings back.")] = False,
) -> None:
    """List customers, filtered, sorted, a page at a time."""
    show_customers(session, selection, paging, sort, with_addresses, deleted=deleted)


def show_customers(
    session: Session,
    selection: SelectionOptions,
    paging: PageOptions,
    sort: str,
    with_addresses: bool,
    *,
    vip: bool | None = None,
    deleted: bool = False,
) -> None:
    """List the selected customers; `vip` narrows the selection, `deleted` turns it to those that were deleted."""
    from dataclasses import replace

    from customers.services.listing import listing

    session.writer.check_fields(CUSTOMER)
    if paging.all:
        session.tune_gc()
    wanted = selection.selection(session.settings.currency)
    if vip is not None:
        wanted = replace(wanted, vip=vip)
    if deleted:
        wanted = replace(wanted, deleted=True)
    books = with_addresses or any(name in ADDRESS_BOOK for name in session.writer.fields)
    arguments = paging.arguments()
    with session.reading() as tx:
        if paging.all and _pass_through(session, tx, wanted, sort, books):
            return
        page = listing.list_customers(tx, wanted, sort=sort, with_addresses=books, fuzzy=True, **arguments)
        session.writer.write_page(session.watch_page(page, "Listing") if paging.all else page, CUSTOMER)
        session.hint_next_page(page.meta, "deleted customers" if deleted else "customers")


def _pass_through(session: Session, tx: "Transaction", wanted: "Selection", sort: str, books: bool) -> bool:
    """Write everything as the database makes it, where it can; returns whether it did."""
    form = session.settings.output
    # On a terminal a list without customers says so.
    if form not in ("jsonl", "csv") or sys.stdout.isatty():
        return False
    from customers.services.listing.export import count_rows
    from customers.services.listing.suggestions import with_suggestions_if_empty
    from customers.transfer.exporter import customer_texts, rows_in

    whole = [name for name in CUSTOMER.fields if (books and form == "jsonl") or name not in ADDRESS_BOOK]
    fields = session.writer.fields or whole
    texts = customer_texts(tx, wanted, fields, form, sort=sort, fuzzy=True)
    watched = session.watch(
        with_suggestions_if_empty(tx, wanted, texts),
        "Listing",
        lambda: count_rows(tx, "customers", wanted, fuzzy=True),
        to_stdout=True,
        size=lambda chunk: rows_in(chunk, form),
    )
    session.writer.write_chunks(watched, fields, form)
    return True
