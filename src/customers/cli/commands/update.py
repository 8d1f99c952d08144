"""The command `customers update`."""

from dataclasses import dataclass
from typing import Annotated

from typer import Argument, Option

from customers.cli.framework.apps import new_app
from customers.cli.framework.command import command
from customers.cli.options.common import FromJsonOption, parsed
from customers.cli.options.profile import ProfileOptions, clear_fields, require_fields
from customers.cli.session import Session
from customers.domain.text import count_with_names
from customers.domain.timestamps import parse_timestamp
from customers.errors import UsageError
from customers.models.aliases import Names
from customers.models.fields import CLEARABLE
from customers.output.shapes.customers import CUSTOMER

app = new_app()

# How many customers a question names.
_EXAMPLES = 5
NamedOnceArgument = Annotated[str | None, Argument(metavar="CUSTOMER", help="An email, phone, id or external id.", show_default=False)]


@dataclass(frozen=True, slots=True)
class BodyOptions:
    """JSON instead of options."""

    from_json: FromJsonOption = None
    from_jsonl: Annotated[
        str | None,
        Option("--from-jsonl", metavar="FILE|-", help="Instead of CUSTOMER: one JSON object a line, each with the id of its customer."),
    ] = None


@command(
    app,
    prints=CUSTOMER,
    writes=True,
    examples="""
    customers update asha@example.com --phone "+91 98765 43210" --reason "called us"
    customers list --tag b2b --all -o jsonl | jq -c '{id, notes: "invoice"}' | customers update --from-jsonl - --yes
    customers show asha@example.com -o json | jq '.notes = "prefers mail"' | customers update asha@example.com --from-json -
    """,
)
def update(
    session: Session,
    profile: ProfileOptions,
    bodies: BodyOptions,
    customer: NamedOnceArgument = None,
    unset: Annotated[
        list[str] | None, Option("--unset", metavar="FIELD", help="Clear a field: " + ", ".join(CLEARABLE) + " or external_ids.SYSTEM.")
    ] = None,
    drop_alias: Annotated[
        bool, Option("--drop-alias", help="Free the former email, which stays as an alias otherwise; without --email, all former emails.")
    ] = False,
    if_unchanged_since: Annotated[
        str | None,
        Option("--if-unchanged-since", metavar="TIME", help="Abort if the customer was changed after this time (its updated_at)."),
    ] = None,
) -> None:
    """Change the given fields of a customer; --from-jsonl changes many, all or none."""
    from customers.models.inputs import CustomerInput
    from customers.services.customers import profiles
    from customers.services.customers.lookup import get_customer_id
    from customers.services.inputs import merged_input

    if bodies.from_jsonl is not None:
        others = (customer, unset, bodies.from_json, if_unchanged_since, *profile.values(CLEARABLE))
        if drop_alias or any(value is not None for value in others):
            raise UsageError(problem="--from-jsonl names the customers and their fields: name neither on the command line")
        _update_many(session, bodies.from_jsonl)
        return
    if customer is None:
        hint = "name one, or give --from-jsonl; `customers update --help` shows what it takes"
        raise UsageError(problem="no customer given", hint=hint)
    values = clear_fields(profile.values(CLEARABLE), unset or [], CLEARABLE, also=", external_ids.SYSTEM")
    if not drop_alias:
        require_fields(values, bodies.from_json, "update")
    body = merged_input(CustomerInput, session.input.read_json(bodies.from_json), values)
    since = parsed("--if-unchanged-since", parse_timestamp, if_unchanged_since) if if_unchanged_since is not None else None
    with session.writing() as tx:
        updated = profiles.update_customer(tx, get_customer_id(tx, customer), body, since, drop_alias=drop_alias)
        (result,) = session.with_requested(tx, [updated.result])
    if not updated.changes:
        session.console.notice("the values are the same; nothing was changed")
    session.writer.write_record(result, CUSTOMER, updated.changes)


def _update_many(session: Session, path: str) -> None:
    """Update the customers of JSON lines in one transaction."""
    from customers.services.customers import profiles
    from customers.services.customers.records import get_customers
    from customers.services.inputs import parse_bodies

    session.limit_names(Names.COMPLETE)
    bodies = list(parse_bodies(session.input.read_text(path)))

    def question() -> str:
        with session.preview_transaction() as tx:
            customer_ids, _ = profiles.update_customers(tx, bodies)
            names = [customer.full_name for customer in get_customers(tx, customer_ids[:_EXAMPLES])]
        return f"Update {count_with_names(len(customer_ids), 'customer', names)}?"

    session.confirm(question)
    with session.console.progress("Updating"), session.writing() as tx:
        customer_ids, unchanged = profiles.update_customers(tx, bodies)
        updated = {customer.id: customer for customer in session.with_requested(tx, get_customers(tx, customer_ids))}
    if unchanged:
        session.console.notice(f"{unchanged:,} of {len(bodies):,} lines changed nothing")
    session.writer.write_list([updated[customer_id] for customer_id in customer_ids], CUSTOMER, session.changes)
