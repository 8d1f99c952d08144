"""The command `customers history`."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from typer import Argument, Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.bulk import refuse_missing
from customers.cli.options.common import PageOptions
from customers.cli.options.records import RecordOptions
from customers.cli.registry import COMMANDS
from customers.cli.session import Session, tune_gc
from customers.errors import CustomersError, UsageError
from customers.models.aliases import Names
from customers.output.shapes.history import EVENT, EVENT_OF_MANY

app = new_app()

RecordedArgument = Annotated[
    list[str] | None,
    Argument(
        metavar="CUSTOMER",
        help="Emails, phones, ids or external ids, of deleted customers too; - reads them (default: all customers).",
        show_default=False,
    ),
]
# Each is a parameter of a statement.
MOST = 10_000


@command(
    app,
    prints=EVENT,
    examples="""
    customers history asha@example.com
    customers history --since 2026-11-23 --action "tag add" --all -o csv > tagged.csv
    customers history --run 7f3a2c
    customers list --tag wholesale --all -o ids | customers history - --since 7d
    """,
)
def history(
    session: Session,
    paging: PageOptions,
    records: RecordOptions,
    customers: RecordedArgument = None,
    run: Annotated[
        str | None, Option("--run", metavar="RUN", help="Only this run: its id, or the last 6 or more characters of it.")
    ] = None,
) -> None:
    """Show who changed what and when, newest first."""
    from customers.models.history import HistoryFilter
    from customers.services.customers.lookup import get_customer_ids, get_recorded_id, with_absorbed
    from customers.services.history import list_history
    from customers.services.runs.listing import get_run

    if paging.is_long:
        tune_gc()
    filters = HistoryFilter(**records.values())
    references, is_list = session.input.read_references(customers)
    if is_list:
        session.limit_names(Names.COMPLETE)
    missing: list[tuple[str, CustomersError]] = []
    ids: list[UUID] | None = None
    with session.reading() as tx:
        if run is not None:
            filters = replace(filters, run_id=get_run(tx, run).id)
        if len(references) == 1 and not is_list:
            ids = with_absorbed(tx, get_recorded_id(tx, references[0]))
        elif customers is not None:
            ids = with_absorbed(tx, *get_customer_ids(tx, references, missing, get_recorded_id))
        if ids is not None and len(ids) > MOST:
            raise UsageError(
                problem=f"the history of at most {MOST:,} customers is shown at a time",
                hint="without customers it shows the history of all",
            )
        page = list_history(tx, ids, filters, is_command=is_command, request=paging.request())
        session.writer.write_page(page, EVENT if ids is not None and len(ids) == 1 else EVENT_OF_MANY)
        session.console.hint_next_page(page.meta, "events", paging.limit)
    refuse_missing(session, missing, len(references))


def is_command(words: str) -> bool:
    """Return whether the program has a command, or a group of commands, of this name."""
    from customers.cli.dispatch import load

    name, _, subcommand = words.partition(" ")
    if name not in COMMANDS or not subcommand:
        return name in COMMANDS
    return subcommand in getattr(load(name), "commands", ())
