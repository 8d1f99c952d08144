"""The command `customers list`, and the list that `customers vip` shares with it."""

import sys
from typing import TYPE_CHECKING, Annotated

from typer import Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import PageOptions
from customers.cli.options.filters import SelectionOptions
from customers.cli.session import Session, tune_gc
from customers.output.shapes.customers import ADDRESS_BOOK, CUSTOMER

if TYPE_CHECKING:
    from customers.models.selection import Selection
    from customers.services.transaction import Transaction

app = new_app()

_FIRST_STEP = "Import some: `customers import customers FILE`"

SortOption = Annotated[
    str,
    Option(
        "--sort",
        metavar="KEY",
        help="Sort by created_at, updated_at, name, email, total_orders, total_spent or last_order_at; prefix - for descending.",
    ),
]
AddressesOption = Annotated[bool, Option("--with-addresses", help="Include all addresses of each customer.")]


@command(
    app,
    prints=CUSTOMER,
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
    deleted: Annotated[bool, Option("--deleted", help="List deleted customers instead.")] = False,
) -> None:
    """List customers."""
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
    """List the selected customers; `vip` narrows the selection, `deleted` selects deleted customers instead."""
    from dataclasses import replace

    from customers.services.listing import listing

    if paging.is_long:
        tune_gc()
    selected = selection.selection(session.settings.currency)
    if vip is not None:
        selected = replace(selected, vip=vip)
    if deleted:
        selected = replace(selected, deleted=True)
    with_addresses = with_addresses or any(name in (*ADDRESS_BOOK, "aliases") for name in session.writer.fields)
    request = paging.request()
    with session.reading() as tx:
        if paging.all and _write_from_database(session, tx, selected, sort, with_addresses):
            return
        page = listing.list_customers(tx, selected, sort=sort, with_addresses=with_addresses, fuzzy=True, request=request)
        page = replace(page, data=session.with_requested(tx, page.data))
        session.writer.write_page(session.console.watch_page(page, "Listing") if paging.is_long else page, CUSTOMER)
        first_step = "" if deleted or not selected.is_empty else _FIRST_STEP
        session.console.hint_next_page(page.meta, "deleted customers" if deleted else "customers", paging.limit, first_step)


def _write_from_database(session: Session, tx: "Transaction", selection: "Selection", sort: str, with_addresses: bool) -> bool:
    """Write the list as the database formats it; return False for other formats and terminals."""
    form = session.settings.output
    # On a terminal an empty list has a notice.
    if not session.writer.takes_chunks or sys.stdout.isatty():
        return False
    from customers.services.listing.export import ExportedRows, count_rows
    from customers.services.listing.suggestions import with_suggestions_if_empty
    from customers.transfer.exporter import customer_texts, rows_in

    with_addresses = with_addresses and session.writer.format.is_structured
    fields = session.writer.fields or [name for name in CUSTOMER.fields if with_addresses or name not in ADDRESS_BOOK]
    texts = customer_texts(tx, selection, fields, form, sort=sort, fuzzy=True)
    rows = session.console.watch(
        with_suggestions_if_empty(tx, selection, texts),
        "Listing",
        lambda: count_rows(tx, ExportedRows("customers", selection), fuzzy=True),
        to_stdout=True,
        size=lambda chunk: rows_in(chunk, form),
    )
    session.writer.write_chunks(rows, fields, form)
    return True
