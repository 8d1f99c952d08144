"""The commands `customers segments`: count, explain, changes, saved segments, rfm and trend."""

from typing import Annotated

from typer import Argument, Option

from customers.cli.framework.apps import command_group_with_default
from customers.cli.framework.command import command
from customers.cli.options.common import CustomerArgument, LimitOption, PageOptions, parsed
from customers.cli.options.filters import SelectionOptions
from customers.cli.session import Session, tune_gc
from customers.domain.timestamps import parse_timestamp
from customers.errors import UsageError
from customers.output.shapes.reports import SEGMENT_MOVE, SEGMENT_STANDING, changes_page, segments_document, standing_document
from customers.output.shapes.statistics import RFM_GROUP, TREND, rfm_document, trend_document
from customers.output.shapes.summaries import REMOVED_SEGMENT, SAVED_SEGMENT, SEGMENT

app = command_group_with_default("count", "Count and save segments; `customers segments` alone counts them.")

AsOfOption = Annotated[str | None, Option("--as-of", metavar="TIME", help="Count the orders placed until this time.")]
SavedArgument = Annotated[str, Argument(metavar="SEGMENT", help="The name of a saved segment, in any case.", show_default=False)]


@command(
    app,
    prints=SEGMENT,
    examples="""
    customers segments
    customers segments --as-of 2026-01-01 -o json | jq .vip.count
    customers segments --chart
    customers segments --all --as-of 2026-01-01
    """,
)
def count(
    session: Session,
    as_of: AsOfOption = None,
    chart: Annotated[
        bool,
        Option("--chart", help="Draw bars, also where the output is no terminal."),
    ] = False,
    every: Annotated[bool, Option("--all", help="Count saved segments too.")] = False,
) -> None:
    """Count new, returning, loyal, VIP and at-risk customers.

    With --as-of the orders placed until then count; profiles, tags and consent are the present ones.
    """
    from customers.services.statistics.saved_segments import count_saved
    from customers.services.statistics.segments import count_segments

    if chart and session.writer.fields and session.writer.format.is_for_people:
        raise UsageError(problem="--chart cannot be used with --fields: it has columns of its own")
    as_of_time = parsed("--as-of", parse_timestamp, as_of) if as_of is not None else None
    with session.reading() as tx:
        saved = count_saved(tx, as_of_time) if every else {}
        session.writer.write(segments_document(count_segments(tx, as_of_time), saved, chart=chart or session.writer.format.is_screen))


@command(
    app,
    prints=SEGMENT_STANDING,
    examples="""
    customers segments explain asha@example.com
    customers segments explain shop:1002 --as-of 2026-01-01 -o json | jq .segments.at_risk
    """,
)
def explain(session: Session, customer: CustomerArgument, as_of: AsOfOption = None) -> None:
    """Show the segments of a customer, and what is missing for others."""
    from customers.services.customers.lookup import get_customer_id
    from customers.services.statistics.explain import explain_segments

    as_of_time = parsed("--as-of", parse_timestamp, as_of) if as_of is not None else None
    with session.reading() as tx:
        explanation = explain_segments(tx, get_customer_id(tx, customer), as_of_time)
    session.writer.write(standing_document(explanation))


@command(
    app,
    prints=SEGMENT_MOVE,
    examples="""
    customers segments changes --since 2026-10-01
    customers segments changes --since 2026-10-01 --into at_risk --all -o ids | customers tag add --tag call - --yes
    """,
)
def changes(
    session: Session,
    *,
    since: Annotated[str, Option("--since", metavar="TIME", help="The earlier time.", show_default=False)],
    as_of: Annotated[str | None, Option("--as-of", metavar="TIME", help="The later time (default: now).")] = None,
    into: Annotated[
        list[str] | None, Option("--into", metavar="SEGMENT", help="Customers who moved into it (repeat: into any of them).")
    ] = None,
    out_of: Annotated[list[str] | None, Option("--out-of", metavar="SEGMENT", help="Customers who left it (repeat: any of them).")] = None,
    paging: PageOptions,
) -> None:
    """List customers who moved between segments from one time to another."""
    from customers.services.statistics.segments import list_changes

    if paging.is_long:
        tune_gc()
    earlier = parsed("--since", parse_timestamp, since)
    later = parsed("--as-of", parse_timestamp, as_of) if as_of is not None else None
    with session.reading() as tx:
        moves = list_changes(tx, earlier, later, into=into or (), out_of=out_of or (), request=paging.request())
        session.writer.write(changes_page(moves))
        session.console.hint_next_page(moves.page.meta, "customers that moved", paging.limit)


@command(
    app,
    prints=SAVED_SEGMENT,
    writes=True,
    keeps_times=True,
    examples="""
    customers segments save wholesale-germany --tag Wholesale --country DE --label "Wholesale, Germany"
    customers segments save sleeping --segment at_risk --min-spent 5000 --replace
    """,
)
def save(
    session: Session,
    name: Annotated[str, Argument(metavar="NAME", help="Its name, for --segment NAME.", show_default=False)],
    selection: SelectionOptions,
    label: Annotated[str | None, Option("--label", metavar="TEXT", help="Words to show in tables (default: the name).")] = None,
    replace: Annotated[bool, Option("--replace", help="Replace an existing saved segment.")] = False,
) -> None:
    """Save a selection under a name, for --segment.

    It is evaluated each time it is used.
    """
    from customers.services.statistics.saved_segments import save_segment

    with session.writing() as tx:
        saved = save_segment(tx, name, selection.words(), label=label, replace=replace)
    session.writer.write_record(saved.result, SAVED_SEGMENT, saved.changes)


@command(
    app,
    prints=REMOVED_SEGMENT,
    writes=True,
    examples="""
    customers segments remove wholesale-germany
    customers segments remove sleeping --yes -o json
    """,
)
def remove(session: Session, segment: SavedArgument) -> None:
    """Remove a saved segment; its customers stay."""
    from customers.services.listing.saved_segments import get_segment_name
    from customers.services.statistics.saved_segments import remove_segment

    if session.needs_confirmation:
        with session.reading() as tx:
            stored = get_segment_name(tx, segment)
        session.confirm(lambda: f"Remove the saved segment {stored}?")
    with session.writing() as tx:
        removed = remove_segment(tx, segment)
    session.writer.write_summary({"removed": [removed]}, REMOVED_SEGMENT)


@command(
    app,
    "list",
    prints=SAVED_SEGMENT,
    examples="""
    customers segments list
    customers segments list -o ids
    """,
)
def list_(session: Session, limit: LimitOption = None) -> None:
    """List saved segments with their filters and counts."""
    from customers.models.page import Page
    from customers.services.statistics.saved_segments import list_segments

    with session.reading() as tx:
        page = Page.first(list_segments(tx), limit)
        session.writer.write_page(page, SAVED_SEGMENT)
        session.console.hint_limit(page.meta, "saved segments", first_step="Save one: `customers segments save NAME --tag TAG`")


@command(
    app,
    prints=RFM_GROUP,
    examples="""
    customers segments rfm
    customers segments rfm --chart
    customers list --rfm at_risk --fields full_name,email,rfm
    """,
)
def rfm(
    session: Session,
    as_of: AsOfOption = None,
    chart: Annotated[bool, Option("--chart", help="Draw a heat map of recency and frequency.")] = False,
) -> None:
    """Group customers by recency, frequency and money (RFM).

    Customers with a counted order get three scores of 1 to 5 by quintile: 1 + 5 x the share of customers below, rounded down.
    Recency is the time of the last order, frequency the number of orders, money the spend. FM is the average of frequency and money,
    rounded up. The groups are those of Shopify ("RFM customer analysis"); customers without a counted order are prospects:

    Recency 5: new (FM 1-2), active (3), champions (4-5).

    Recency 4: promising (FM 1-2), active (3), loyal (4-5).

    Recency 3: promising (FM 1), needs_attention (2-3), loyal (4-5).

    Recency 2: almost_lost (FM 1-2), at_risk (3-4), previously_loyal (5).

    Recency 1: dormant (FM 1-2), at_risk (3-4), previously_loyal (5).
    """
    from customers.services.statistics.rfm import count_rfm

    if chart and session.writer.fields and session.writer.format.is_for_people:
        raise UsageError(problem="--chart cannot be used with --fields: it has columns of its own")
    as_of_time = parsed("--as-of", parse_timestamp, as_of) if as_of is not None else None
    with session.reading() as tx:
        session.writer.write(rfm_document(count_rfm(tx, as_of_time), chart=chart or session.writer.format.is_screen))


@command(
    app,
    prints=TREND,
    examples="""
    customers segments trend --since 2026-01-01 --every month
    customers segments trend --since 2026-01-01 --until 2026-04-01 --every week -o csv
    """,
)
def trend(
    session: Session,
    *,
    since: Annotated[str, Option("--since", metavar="TIME", help="Start of the trend, such as 2026-01-01 or 1y.", show_default=False)],
    until: Annotated[str | None, Option("--until", metavar="TIME", help="End (default: now).")] = None,
    every: Annotated[str, Option("--every", metavar="day|week|month|quarter", help="Time between two counts.", show_default=False)],
) -> None:
    """Count the segments at regular times.

    Each count takes the orders placed until then.
    """
    from customers.services.statistics.trend import read_trend

    earlier = parsed("--since", parse_timestamp, since)
    later = parsed("--until", parse_timestamp, until) if until is not None else None
    with session.reading() as tx:
        session.writer.write(trend_document(read_trend(tx, earlier, later, every=every)))
