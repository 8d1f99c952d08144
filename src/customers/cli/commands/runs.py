"""The commands `customers runs`: list and show."""

from typing import Annotated

from typer import Argument, Option

from customers.cli.commands.history import is_command
from customers.cli.framework.apps import command_group_with_default
from customers.cli.framework.command import command
from customers.cli.options.common import PageOptions
from customers.cli.options.records import RecordOptions
from customers.cli.session import Session, tune_gc
from customers.output.shapes.runs import RUN, RUN_CHANGE

app = command_group_with_default("list", "The commands that changed something; `customers runs` alone lists them.")

RunArgument = Annotated[str, Argument(metavar="RUN", help="The id of a run, or the last 6 or more characters of it.", show_default=False)]


@command(
    app,
    "list",
    prints=RUN,
    examples="""
    customers runs
    customers runs --action import --since 7d --not-undone
    """,
)
def list_(
    session: Session,
    paging: PageOptions,
    records: RecordOptions,
    undone: Annotated[bool | None, Option("--undone/--not-undone", help="Only runs that were undone / that were not.")] = None,
) -> None:
    """List the commands that changed something, newest first."""
    from customers.models.run import RunFilter
    from customers.services.runs.listing import list_runs

    if paging.is_long:
        tune_gc()
    run_filter = RunFilter(**records.values(), undone=undone)
    with session.reading() as tx:
        page = list_runs(tx, run_filter, is_command=is_command, request=paging.request())
        session.writer.write_page(page, RUN)
        session.console.hint_next_page(page.meta, "runs", paging.limit)


@command(
    app,
    prints=RUN_CHANGE,
    examples="""
    customers runs show 7f3a2c
    customers runs show 7f3a2c --all -o csv > changes.csv
    """,
)
def show(session: Session, paging: PageOptions, run: RunArgument) -> None:
    """Show what a run changed, by customer."""
    from customers.services.runs.listing import get_run, list_changes

    if paging.is_long:
        tune_gc()
    with session.reading() as tx:
        page = list_changes(tx, get_run(tx, run), request=paging.request())
        session.writer.write_page(page, RUN_CHANGE)
        session.console.hint_next_page(page.meta, "changes", paging.limit)
