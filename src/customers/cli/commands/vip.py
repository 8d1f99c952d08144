"""The commands `customers vip`: list, recalculate, overrides, explain and changes."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

from typer import Option

from customers.cli.commands.list import AddressesOption, SortOption, show_customers
from customers.cli.framework.apps import command_group_with_default
from customers.cli.framework.command import command
from customers.cli.framework.times import End
from customers.cli.options.bulk import BulkTarget, refuse_missing
from customers.cli.options.common import NamedArgument, PageOptions, parsed
from customers.cli.options.filters import FilterOptions, GuardOptions, SelectionOptions
from customers.cli.session import Session, tune_gc
from customers.domain.timestamps import parse_timestamp
from customers.errors import CustomersError, UsageError
from customers.models.aliases import Names
from customers.output.shapes.customers import CUSTOMER
from customers.output.shapes.reports import VIP_CHANGE, VIP_EXPLANATION, vip_document, vip_page
from customers.output.shapes.summaries import RECALCULATION

if TYPE_CHECKING:
    from customers.models.customer import Customer
    from customers.models.history import Changed
    from customers.services.statistics.vip_overrides import OverrideKind
    from customers.services.transaction import Transaction

app = command_group_with_default("list", "List, explain and override VIPs; `customers vip` alone lists them.")

UntilOption = Annotated[
    str | None,
    Option("--until", metavar="TIME", help="Last day, or 30d for the next 30 days (default: no end)."),
    End(),
]


@command(
    app,
    "list",
    prints=CUSTOMER,
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
    """List VIPs, as `customers list --vip` does."""
    if selection.vip is False:
        raise UsageError(problem="--no-vip cannot be used with `customers vip`, which lists VIPs", hint="use `customers list --no-vip`")
    show_customers(session, selection, paging, sort, with_addresses, vip=True)


@command(
    app,
    prints=RECALCULATION,
    writes=True,
    examples="""
    customers vip recalculate
    customers vip recalculate --dry-run -o json
    """,
)
def recalculate(session: Session) -> None:
    """Recalculate totals and VIPs of all customers, for cron.

    Exit status 7: it is running already.
    Overrides that have ended are removed.
    """
    from customers.models.records import as_dict
    from customers.services.recalculation import RECALCULATION as JOB
    from customers.services.recalculation import recalculate_all

    with session.console.progress("Recalculating"), session.writing(job=JOB) as tx:
        result = recalculate_all(tx)
    session.writer.write_summary(as_dict(result), RECALCULATION, session.changes)


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers vip pin asha@example.com --reason "founder's family"
    customers vip pin shop:1002 --until 2027-01-01 --reason "won the diwali draw" --dry-run
    """,
)
def pin(session: Session, customers: NamedArgument, until: UntilOption = None) -> None:
    """Make customers VIPs, whatever their orders; needs --reason."""
    _override(session, customers, "pinned", until)


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers vip exclude asha@example.com --reason "reseller"
    customers vip exclude shop:1002 --until 2027-01-01 --reason "returns under review"
    """,
)
def exclude(session: Session, customers: NamedArgument, until: UntilOption = None) -> None:
    """Exclude customers from the VIPs; needs --reason."""
    _override(session, customers, "excluded", until)


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers vip release asha@example.com
    customers vip --vip-override pinned --all -o ids | customers vip release - --yes
    customers vip release shop:1002 --reason "review is over"
    """,
)
def release(session: Session, customers: NamedArgument) -> None:
    """Remove pins and exclusions: the rules decide again."""
    from customers.services.statistics.vip_overrides import release_vip

    target = _target(session, customers, lambda customers: f"Release {customers} from their pins and exclusions?")
    with session.writing() as tx:
        changed = release_vip(tx, _references(tx, target, customers))
        results = list(session.with_requested(tx, [change.result for change in changed]))
    _show(session, changed, results)


@command(
    app,
    prints=VIP_EXPLANATION,
    examples="""
    customers vip explain asha@example.com
    customers vip explain shop:1002 -o json | jq .verdict
    customers list --vip --all -o ids | customers vip explain - --fields full_name,verdict
    """,
)
def explain(session: Session, customers: NamedArgument) -> None:
    """Explain why customers are VIPs or not."""
    from customers.services.customers.lookup import get_customer_id, get_customer_ids
    from customers.services.statistics.explain import explain_vip

    references, is_list = session.input.read_references(customers)
    if is_list:
        session.limit_names(Names.COMPLETE)
    missing: list[tuple[str, CustomersError]] = []
    with session.reading() as tx:
        if len(references) == 1 and not is_list:
            session.writer.write(vip_document(explain_vip(tx, get_customer_id(tx, references[0]))))
            return
        explanations = [explain_vip(tx, customer_id) for customer_id in get_customer_ids(tx, references, missing)]
        session.writer.write(vip_page(explanations))
    refuse_missing(session, missing, len(references))


@command(
    app,
    prints=VIP_CHANGE,
    examples="""
    customers vip changes --since 2026-11-01
    customers vip changes --since 2026-11-01 --until 2026-12-01 --all -o csv
    """,
)
def changes(
    session: Session,
    *,
    since: Annotated[str, Option("--since", metavar="TIME", help="At this time or later.", show_default=False)],
    until: Annotated[str | None, Option("--until", metavar="TIME", help="Before this time.")] = None,
    paging: PageOptions,
) -> None:
    """List who became a VIP or ceased to be one, when and why."""
    from customers.services.statistics.vip_changes import list_vip_changes

    if paging.is_long:
        tune_gc()
    start = parsed("--since", parse_timestamp, since)
    end = parsed("--until", parse_timestamp, until) if until is not None else None
    with session.reading() as tx:
        page = list_vip_changes(tx, start, end, request=paging.request())
        session.writer.write_page(page, VIP_CHANGE)
        session.console.hint_next_page(page.meta, "changes", paging.limit)


def _override(session: Session, customers: Sequence[str], override: "OverrideKind", until: str | None) -> None:
    from customers.services.statistics.vip_overrides import override_vip

    end = parsed("--until", parse_timestamp, until) if until is not None else None
    verb, state = ("Pin", "VIP") if override == "pinned" else ("Exclude", "no VIP")
    end_in_words = f" until {until}" if until is not None else ""
    target = _target(session, customers, lambda customers: f"{verb} {customers} as {state}{end_in_words}?")
    with session.writing() as tx:
        changed = override_vip(tx, _references(tx, target, customers), override, end)
        results = list(session.with_requested(tx, [change.result for change in changed]))
    _show(session, changed, results)


def _target(session: Session, customers: Sequence[str], question: Callable[[str], str]) -> BulkTarget:
    """Return the customers of an override; those of standard input are shown and confirmed."""
    target = BulkTarget(session, customers, FilterOptions(), GuardOptions(), skip_unknown=False)
    if target.is_bulk:
        target.confirm(question)
    return target


def _references(tx: "Transaction", target: BulkTarget, customers: Sequence[str]) -> Sequence[str]:
    return [str(customer_id) for customer_id in target.lock(tx).customers] if target.is_bulk else customers


def _show(session: Session, changed: "Sequence[Changed[Customer]]", results: "Sequence[Customer]") -> None:
    """Show one customer as a record, several as a list, each with its changes."""
    if len(changed) == 1:
        session.writer.write_record(results[0], CUSTOMER, changed[0].changes)
        return
    session.writer.write_list(results, CUSTOMER, session.changes)
