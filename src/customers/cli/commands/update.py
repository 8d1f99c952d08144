"""The command `customers update`."""

from typing import Annotated

from typer import Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import CustomerArgument, FromJsonOption, parsed
from customers.cli.options.profile import ProfileOptions, clear_fields, require_fields
from customers.cli.session import Session
from customers.domain.timestamps import parse_timestamp
from customers.models.fields import CLEARABLE
from customers.output.shapes.customers import CUSTOMER

app = new_app()


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers update asha@example.com --phone "+91 98765 43210" --reason "called us"
    customers show asha@example.com -o json | jq '.notes = "prefers mail"' | customers update asha@example.com --from-json -
    """,
)
def update(
    session: Session,
    customer: CustomerArgument,
    profile: ProfileOptions,
    unset: Annotated[
        list[str] | None, Option("--unset", metavar="FIELD", help="Clear a field: " + ", ".join(CLEARABLE) + " or external_ids.SYSTEM.")
    ] = None,
    from_json: FromJsonOption = None,
    drop_alias: Annotated[
        bool, Option("--drop-alias", help="Free the former email, which else stays as an alias; alone: all former emails.")
    ] = False,
    if_unchanged_since: Annotated[
        str | None, Option("--if-unchanged-since", metavar="TIME", help="Refuse when the customer was changed after this: its updated_at.")
    ] = None,
) -> None:
    """Change what is given of a customer, and leave the rest."""
    from customers.models.inputs import CustomerInput
    from customers.services.customers import profiles
    from customers.services.customers.lookup import get_customer_id
    from customers.services.inputs import merged_input

    values = clear_fields(profile.values(CLEARABLE), unset or [], CLEARABLE, also=", external_ids.SYSTEM")
    if not drop_alias:
        require_fields(values, from_json, "update")
    body = merged_input(CustomerInput, session.input.read_json(from_json), values)
    since = parsed("--if-unchanged-since", parse_timestamp, if_unchanged_since) if if_unchanged_since is not None else None
    with session.writing() as tx:
        updated = profiles.update_customer(tx, get_customer_id(tx, customer), body, since, drop_alias=drop_alias)
        (result,) = session.with_requested(tx, [updated.result])
    if not updated.changes:
        session.console.notice("nothing differs; nothing was changed")
    session.writer.write_record(result, CUSTOMER, updated.changes)
