"""`customers vip`"""

from customers.cli.command import command
from customers.cli.groups import app_with_default
from customers.cli.list import AddressesOption, SortOption, show_customers
from customers.cli.options import PageOptions, SelectionOptions, WritingOptions
from customers.cli.session import Session

app = app_with_default("list", "VIPs. Without a command it lists them: `customers vip list --help` shows how.")


@command(
    app,
    "list",
    examples="""
    customers vip --sort -total_spent
    customers vip --country DE --all -o csv
    """,
)
def list_(
    session: Session,
    selection: SelectionOptions,
    paging: PageOptions,
    sort: SortOption = "-created_at",
    with_addresses: AddressesOption = False,
) -> None:
    """List VIPs: `customers list --vip` by its shorter name."""
    show_customers(session, selection, paging, sort, with_addresses, vip=True)


@command(
    app,
    examples="""
    customers vip recalculate
    customers vip recalculate --dry-run -o json
    """,
)
def recalculate(session: Session, writing: WritingOptions) -> None:
    """Prove or repair order statistics and VIP flags of everyone (for cron); exit 7 when another run is doing it."""
    from customers.models import as_dict
    from customers.services.statistics import RECALCULATION, recalculate_all

    with session.writing(job=RECALCULATION) as tx:
        done = recalculate_all(tx)
    session.writer.show_counts(as_dict(done))
