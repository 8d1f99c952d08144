"""The command `customers unmerge`."""

from typing import Annotated
from uuid import UUID

from typer import Argument, Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.session import Session
from customers.output.shapes.merges import UNMERGE_RESULT, unmerge_document

app = new_app()


@command(
    app,
    prints=UNMERGE_RESULT,
    writes=True,
    examples="""
    customers unmerge 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e --dry-run
    customers unmerge 01993f2e-7b5c-7cc1-9d5e-8f3a2b1c0d9e --reason "father and son" --yes
    """,
)
def unmerge(
    session: Session,
    merge: Annotated[
        str,
        Argument(
            metavar="MERGE",
            help="Id of a merge or the end of it, or an email, phone or id of the absorbed profile.",
            show_default=False,
        ),
    ],
    force: Annotated[bool, Option("--force", help="Unmerge even where values changed since; those changes are lost.")] = False,
) -> None:
    """Undo a merge.

    Both profiles are as they were before, with their own orders, addresses and tags.

    Later orders stay with the surviving profile. Values changed since are listed and refused.
    The latest merge of a profile must be undone first.
    """
    from customers.services.merging import unmerge as merging_unmerge

    confirmed: UUID | None = None

    def question() -> str:
        nonlocal confirmed
        with session.preview_transaction() as tx:
            confirmed = merging_unmerge.get_merge_id(tx, merge)
            return merging_unmerge.describe_merge(tx, confirmed)

    session.confirm(question)
    with session.writing() as tx:
        result = merging_unmerge.unmerge(tx, confirmed or merging_unmerge.get_merge_id(tx, merge), force=force)
    session.writer.write(unmerge_document(result, session.changes))
