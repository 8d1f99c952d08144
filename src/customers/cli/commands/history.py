"""The command `customers history`."""

from typing import Annotated

from typer import Argument, Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import PageOptions, parsed
from customers.cli.registry import COMMANDS
from customers.cli.session import Session, tune_gc
from customers.output.shapes.customers import EVENT, EVENT_OF_MANY

app = new_app()

RecordedArgument = Annotated[
    str | None,
    Argument(
        metavar="CUSTOMER",
        help="An id, email, phone or SYSTEM:EXTERNAL_ID, of a deleted customer too; everyone if not given.",
        show_default=False,
    ),
]
SinceOption = Annotated[str | None, Option("--since", metavar="TIME", help="At that moment or later.")]
UntilOption = Annotated[str | None, Option("--until", metavar="TIME", help="Before that moment.")]
ActorOption = Annotated[str | None, Option("--actor", metavar="NAME", help="Done by this person.")]
ActionOption = Annotated[
    str | None, Option("--action", metavar="WORD", help="Done by this command: update, `tag add`, tag (whatever was done to tags) ...")
]


@command(
    app,
    prints=EVENT,
    examples="""
    customers history asha@example.com
    customers history --since 2026-11-23 --action "tag add" --all -o csv > tagged.csv
    """,
)
def history(
    session: Session,
    paging: PageOptions,
    customer: RecordedArgument = None,
    since: SinceOption = None,
    until: UntilOption = None,
    actor: ActorOption = None,
    action: ActionOption = None,
) -> None:
    """Show who changed what, when, from what to what, newest first: of one customer, or of everyone."""
    from customers.domain.timestamps import parse_timestamp
    from customers.services.customers.lookup import get_recorded_id, with_absorbed
    from customers.services.history import HistoryFilter, list_history

    if paging.all:
        tune_gc()
    filters = HistoryFilter(
        since=None if since is None else parsed("--since", parse_timestamp, since),
        until=None if until is None else parsed("--until", parse_timestamp, until),
        actor=actor,
        action=" ".join(action.lower().split()) if action is not None else None,
    )
    with session.reading() as tx:
        ids = None if customer is None else with_absorbed(tx, get_recorded_id(tx, customer))
        page = list_history(tx, ids, filters, is_command=_is_command, **paging.arguments())
        session.writer.write_page(page, EVENT if ids is not None and len(ids) == 1 else EVENT_OF_MANY)
        session.console.hint_next_page(page.meta, "events")


def _is_command(words: str) -> bool:
    """Return whether the program has a command, or a group of commands, of this name."""
    from customers.cli.dispatch import load

    name, _, subcommand = words.partition(" ")
    if name not in COMMANDS or not subcommand:
        return name in COMMANDS
    return subcommand in getattr(load(name), "commands", ())
