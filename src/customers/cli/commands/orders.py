"""The commands `customers orders`: list, show, delete and move."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from customers.cli.framework.apps import command_group_with_default
from customers.cli.framework.command import command
from customers.cli.options.common import PageOptions
from customers.cli.options.orders import OrderFilterOptions
from customers.cli.session import Session, tune_gc
from customers.domain.json import to_jsonable
from customers.domain.text import NAMES_IN_LIST, count_with_names
from customers.errors import PartlyDoneError, UsageError
from customers.output.shapes.orders import DELETED_ORDERS, MOVED_ORDERS, ORDER, ORDER_OF_MANY

if TYPE_CHECKING:
    from customers.errors import CustomersError

app = command_group_with_default("list", "List and change orders; `customers orders` alone lists them.")

OwnerArgument = Annotated[
    str | None,
    Argument(metavar="CUSTOMER", help="An email, phone, id or external id (default: all customers).", show_default=False),
]
OrdersArgument = Annotated[
    list[str] | None,
    Argument(
        metavar="ORDER",
        help="Ids, SOURCE:NUMBER, or numbers that one source has; - reads them from standard input.",
        show_default=False,
    ),
]


@command(
    app,
    "list",
    prints=ORDER_OF_MANY,
    examples="""
    customers orders asha@example.com
    customers orders --source web --status cancelled --since 2026-11-01
    customers orders asha@example.com --all -o csv > orders.csv
    """,
)
def list_(session: Session, paging: PageOptions, filters: OrderFilterOptions, customer: OwnerArgument = None) -> None:
    """List orders, newest first, of one customer or of all."""
    from customers.models.order import OrderFilter
    from customers.services.customers.orders import get_owner_id, list_orders

    if paging.is_long:
        tune_gc()
    order_filter = filters.order_filter()
    with session.reading() as tx:
        customer_id = None if customer is None else get_owner_id(tx, customer, order_filter.of)
        page = list_orders(tx, customer_id, order_filter, request=paging.request())
        shape = ORDER if customer_id is not None and not session.writer.fields else ORDER_OF_MANY
        session.writer.write_page(session.console.watch_page(page, "Listing") if paging.is_long else page, shape)
        first_step = "" if customer is not None or order_filter != OrderFilter() else "Import some: `customers import orders FILE`"
        session.console.hint_next_page(page.meta, "orders", paging.limit, first_step)


@command(
    app,
    prints=ORDER_OF_MANY,
    examples="""
    customers orders show web:1001
    customers orders show 1001 1002 -o json
    """,
)
def show(session: Session, orders: OrdersArgument = None) -> None:
    """Show orders, also of deleted and erased customers."""
    from customers.services.customers.orders import get_orders

    references, is_list = _references(session, orders)
    missing: list[CustomersError] = []
    with session.reading() as tx:
        if len(references) == 1 and not is_list:
            session.writer.write_record(get_orders(tx, references)[0], session.writer.format.variant(ORDER_OF_MANY))
            return
        session.writer.write_records(get_orders(tx, references, missing), ORDER_OF_MANY)
    if missing:
        for error in missing:
            session.console.notice(error.message)
        raise PartlyDoneError(refused=len(missing), total=len(references), what="orders", hint=missing[0].message)


@command(
    app,
    prints=DELETED_ORDERS,
    writes=True,
    examples="""
    customers orders delete web:1001 --reason "a test order"
    customers orders list --source test --all -o ids | customers orders delete - --yes
    """,
)
def delete(session: Session, orders: OrdersArgument = None) -> None:
    """Delete orders; imports do not create them again.

    The statistics of their customers are updated.
    """
    from customers.services.customers.orders import delete_orders

    references, _ = _references(session, orders)
    _confirm(session, references, lambda orders, _: f"Delete {orders}?")
    with session.console.progress("Deleting"), session.writing() as tx:
        deleted = delete_orders(tx, references)
    session.writer.write_summary({"deleted": list(map(str, deleted))}, DELETED_ORDERS, session.changes)


@command(
    app,
    prints=MOVED_ORDERS,
    writes=True,
    examples="""
    customers orders move web:1001 --to usha@example.com
    customers orders list asha@example.com --since 2026-11-01 -o ids | customers orders move - --to usha@example.com --yes
    """,
)
def move(
    session: Session,
    to: Annotated[str, Option("--to", metavar="CUSTOMER", help="The customer who gets the orders.", show_default=False)],
    orders: OrdersArgument = None,
) -> None:
    """Move orders to another customer; the statistics of both are updated."""
    from customers.services.customers.lookup import get_customer_id
    from customers.services.customers.orders import move_orders

    references, is_list = _references(session, orders)
    if is_list:
        _confirm(session, references, lambda orders, owner: f"Move {orders} to {owner}?", to)
    with session.console.progress("Moving"), session.writing() as tx:
        result = move_orders(tx, references, get_customer_id(tx, to))
    session.writer.write_summary(to_jsonable(result), MOVED_ORDERS, session.changes)


def _references(session: Session, orders: Sequence[str] | None) -> tuple[list[str], bool]:
    """Return the references of orders, and whether they are a list from standard input.

    Raises:
        UsageError: there are none on the command line.
    """
    references, is_list = session.input.read_references(orders)
    if not references and not is_list:
        raise UsageError(problem="no orders given", hint="name orders, such as web:1001, or pipe ids to `-`")
    return references, is_list


def _confirm(session: Session, references: Sequence[str], question: Callable[[str, str], str], to: str | None = None) -> None:
    """Ask about orders, and the customer that gets them; both are looked up first: what is missing is an error without a question."""
    if not session.needs_confirmation:
        return
    from customers.services.customers.lookup import get_customer_id
    from customers.services.customers.order_references import describe_order, resolve_orders
    from customers.services.customers.records import get_customer

    with session.reading() as tx:
        rows = resolve_orders(tx, references)
        owner = "" if to is None else get_customer(tx, get_customer_id(tx, to)).full_name
    orders = count_with_names(len(rows), "order", [describe_order(row) for row in rows[: NAMES_IN_LIST + 1]])
    session.confirm(lambda: question(orders, owner))
